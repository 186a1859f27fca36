"""Clear the chat: the bot redacts its messages there, and leaves."""

from peerbot.feature import Choice, Flow
from peerbot.flow import Anywhere, Home, Row, State, Step
from peerbot.kernel.parse import Pick
from peerbot.vocabulary.effects import ClearChat, Say
from peerbot.vocabulary.notes import View


class AskedToClear(State, frozen=True):
    """Clearing ends the chat, so it asks for confirmation."""


def ask_to_clear(_state: State, _heard: Pick, _view: View) -> Step:
    return Step(AskedToClear(), (Say("clear-ask", ask=True),))


def clear_chat(_state: AskedToClear, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (ClearChat(),))


def decline_clearing(_state: AskedToClear, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("all-right"),))


FLOW = Flow(
    "clear",
    (
        Row(AskedToClear, "clear-it", clear_chat, (Home,)),
        Row(AskedToClear, "no", decline_clearing, (Home,)),
        Row(Anywhere, "clear", ask_to_clear, (AskedToClear,)),
    ),
    menu=(Choice("clear", 90),),
)
