"""Clear the chat: the bot redacts its messages there, and leaves."""

from typing import ClassVar

from peerbot.kernel.context import Context
from peerbot.kernel.effects import ClearChat, Say
from peerbot.kernel.feature import Choice, Flow
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition


class AskedToClear(State, frozen=True):
    """Clearing ends the chat, so it asks for confirmation."""

    asks: ClassVar[str] = "asks-clear"


def ask_to_clear(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(AskedToClear(), (Say("clear-ask", ask=True),))


def clear_chat(_state: AskedToClear, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (ClearChat(),))


def decline_clearing(_state: AskedToClear, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


FLOW = Flow(
    "clear",
    (
        Transition(AskedToClear, "clear-it", clear_chat, (Home,)),
        Transition(AskedToClear, "no", decline_clearing, (Home,)),
        Transition(Anywhere, "clear", ask_to_clear, (AskedToClear,)),
    ),
    menu=(Choice("clear", 90, lambda context: context.greeted),),
)
