"""A facilitator asks somebody to step out of a room: who, why, and one yes to both."""

from typing import ClassVar

from peerbot.feature import Flow
from peerbot.flow import ELSE, NUMBER, WORDS, Anywhere, Home, Row, State, Step, still_heard
from peerbot.kernel.ids import Mark, Room, UserID
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.pages import MORE
from peerbot.vocabulary.effects import Args, Line, Quoted, Say, Tell
from peerbot.vocabulary.inputs import StepOutSettled, WhoIsIn
from peerbot.vocabulary.notes import View
from peerbot.vocabulary.room_inputs import StepOut

LONGEST_WHY = 300
"""Characters of the words that somebody who steps out reads."""


class WhoAsked(State, frozen=True):
    """Who is in the room is shown; the one who shall step out is asked for."""

    memory_only: ClassVar[bool] = True

    mark: Mark
    title: str
    people: tuple[UserID, ...]


class WhyAsked(State, frozen=True):
    """Why they shall step out, in words that they read."""

    memory_only: ClassVar[bool] = True

    mark: Mark
    title: str
    user: UserID


class StepOutSummary(State, frozen=True):
    """Who, from which room and why is shown; nothing happens before a yes."""

    memory_only: ClassVar[bool] = True

    mark: Mark
    title: str
    user: UserID
    why: str


def who(state: State, told: WhoIsIn, _view: View) -> Step:
    if not isinstance(state, Home):
        return Step(state, (Say("step-out-later"),))  # another question was asked meanwhile
    if not told.people:
        return Step(state, (Say("step-out-nobody", {"title": told.title}),))
    return _who("step-out-which", WhoAsked(told.mark, told.title, told.people))


def _who(text: str, state: WhoAsked) -> Step:
    lines = tuple(
        Line(number, "step-out-person", {"user": user})
        for number, user in enumerate(state.people, start=1)
    )
    args: Args = {"title": state.title} if text == "step-out-which" else {}
    return Step(state, (Say(text, args, lines=lines, ask=True),))


def chosen(state: WhoAsked, heard: Number, _view: View) -> Step:
    if not 1 <= heard.number <= len(state.people):
        return _who("not-understood", state)
    user = state.people[heard.number - 1]
    asked = Say("step-out-why", {"user": user, "title": state.title}, ask=True)
    return Step(WhyAsked(state.mark, state.title, user), (asked,))


def who_again(state: WhoAsked, _heard: object, _view: View) -> Step:
    return _who("not-understood", state)


def why(state: WhyAsked, heard: Pick | Number | Other, _view: View) -> Step:
    words = " ".join(heard.text.split())[:LONGEST_WHY]
    args: Args = {"user": state.user, "title": state.title, "reason": Quoted(words)}
    said = Say("step-out-summary", args, ask=True)
    return Step(StepOutSummary(state.mark, state.title, state.user, words), (said,))


def yes(state: StepOutSummary, _heard: Pick, view: View) -> Step:
    return Step(Home(), (Tell(Room(state.mark), StepOut(state.user, state.why, view.me)),))


def no(_state: State, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("step-out-no"),))


def settled(state: State, told: StepOutSettled, view: View) -> Step:
    args: Args = {"user": told.user, "title": told.title}
    far = told.fate == "out" and view.settings.is_elsewhere(told.user)
    later = (Line(0, "out-when-back"),) if far else ()
    return Step(state, (Say(f"step-out-{told.fate}", args, also=later),))


FLOW = Flow(
    "stepping_out",
    (
        Row(WhoAsked, NUMBER, chosen, (WhyAsked,)),
        Row(WhoAsked, "back", no, (Home,)),
        Row(WhoAsked, MORE, who_again, numbered=False),
        Row(WhoAsked, ELSE, who_again),
        Row(WhyAsked, "no", no, (Home,)),
        *still_heard(WhyAsked),
        Row(WhyAsked, WORDS, why, (StepOutSummary,)),
        Row(StepOutSummary, "yes", yes, (Home,)),
        Row(StepOutSummary, "no", no, (Home,)),
        Row(Anywhere, WhoIsIn, who, (WhoAsked,)),
        Row(Anywhere, StepOutSettled, settled),
    ),
)
