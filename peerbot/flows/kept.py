"""What is kept, who could read it, and the collective's words on emergencies."""

from peerbot.flow import Anywhere, Flow, Home, Pick, Row, State, Step
from peerbot.vocabulary.effects import Args, Say
from peerbot.vocabulary.notes import View


def kept(_state: State, _heard: Pick, view: View) -> Step:
    args: Args = {"emergencies": view.settings.emergencies}
    return Step(Home(), (Say("kept", args),))


FLOW = Flow("kept", (Row(Anywhere, "kept", kept, (Home,)),))
