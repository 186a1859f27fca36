"""Shows everything kept about the person, with expiry dates, after asking first."""

from functools import partial
from typing import ClassVar

from peerbot.kernel.context import Context
from peerbot.kernel.effects import Say
from peerbot.kernel.feature import Features, Flow
from peerbot.kernel.pages import MORE, PAGE
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, Go, Home, State, Step, Transition


class AskedToShow(State, frozen=True):
    """The answer may hold things that a bystander should not read."""

    asks: ClassVar[str] = "asks-me"


class BeingShown(State, frozen=True):
    """The answer is longer than one message and can be continued."""

    asks: ClassVar[str] = "asks-me-shown"


def ask_to_show(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(AskedToShow(), (Say("me-ask", ask=True),))


def show_records(
    features: Features, _state: AskedToShow | BeingShown, _heard: Pick, context: Context
) -> Step:
    lines = tuple(features.shown(context))
    if len(lines) > PAGE:
        return Step(BeingShown(), (Say("me-shown", also=lines, ask=True),))
    text = "me-shown" if lines else "me-nothing"
    return Step(Home(), (Say(text, also=lines),))


def decline_to_show(_state: AskedToShow, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def flow(features: Features) -> Flow:
    """It shows what is kept for any of these features."""
    shows = partial(show_records, features)
    return Flow(
        "me",
        (
            Transition(AskedToShow, "show", shows, (BeingShown, Home)),
            Transition(AskedToShow, "no", decline_to_show, (Home,)),
            Transition(BeingShown, MORE, shows, (Home,), numbered=False),
            Transition(BeingShown, "back", Go("menu")),
            Transition(Anywhere, "me", ask_to_show, (AskedToShow,)),
        ),
    )
