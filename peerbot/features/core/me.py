"""Shows everything kept about the person, with expiry dates, after asking first."""

from functools import partial

from peerbot.feature import Features, Flow
from peerbot.flow import Anywhere, Go, Home, Row, State, Step
from peerbot.kernel.parse import Pick
from peerbot.pages import MORE, PAGE
from peerbot.vocabulary.effects import Say
from peerbot.vocabulary.notes import View


class AskedToShow(State, frozen=True):
    """The answer may hold things that a bystander should not read."""


class BeingShown(State, frozen=True):
    """The answer is longer than one message and can be continued."""


def ask_to_show(_state: State, _heard: Pick, _view: View) -> Step:
    return Step(AskedToShow(), (Say("me-ask", ask=True),))


def show_records(
    features: Features, _state: AskedToShow | BeingShown, _heard: Pick, view: View
) -> Step:
    lines = tuple(features.shown(view))
    if len(lines) > PAGE:
        return Step(BeingShown(), (Say("me-shown", also=lines, ask=True),))
    text = "me-shown" if lines else "me-nothing"
    return Step(Home(), (Say(text, also=lines),))


def decline_to_show(_state: AskedToShow, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("all-right"),))


def flow(features: Features) -> Flow:
    """It shows what is kept for any of these features."""
    shows = partial(show_records, features)
    return Flow(
        "me",
        (
            Row(AskedToShow, "show", shows, (BeingShown, Home)),
            Row(AskedToShow, "no", decline_to_show, (Home,)),
            Row(BeingShown, MORE, shows, (Home,), numbered=False),
            Row(BeingShown, "back", Go("menu")),
            Row(Anywhere, "me", ask_to_show, (AskedToShow,)),
        ),
    )
