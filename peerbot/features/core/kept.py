"""What is kept, who could read it, and the collective's words on emergencies."""

from peerbot.feature import Choice, Flow
from peerbot.flow import Anywhere, Row, State, Step
from peerbot.kernel.parse import Pick
from peerbot.vocabulary.effects import Args, Say
from peerbot.vocabulary.notes import View


def explain_what_is_kept(state: State, _heard: Pick, view: View) -> Step:
    """Leaves the open question open: people may ask this before they agree to something."""
    args: Args = {"emergencies": view.settings.emergencies}
    return Step(state, (Say("kept", args),))


FLOW = Flow(
    "kept",
    (Row(Anywhere, "kept", explain_what_is_kept),),
    menu=(Choice("kept", 80),),
)
