"""A facilitator asks somebody to leave a room: who, why, and one confirmation of both."""

from functools import partial
from typing import ClassVar
from urllib.parse import unquote

from msgspec.structs import replace

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import Sought, rooms_to_hold
from peerbot.features.rooms.extending import called
from peerbot.features.rooms.to_person import NotIn, StepOutSettled, WhoIsIn
from peerbot.features.rooms.to_room import StepOut
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Quoted, Say, below
from peerbot.kernel.feature import Extensions, Flow
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Other, Pick, plain
from peerbot.kernel.table import (
    ELSE,
    NUMBER,
    WORDS,
    Anywhere,
    Home,
    State,
    Step,
    Transition,
)

AROUND_A_NAME = "@,.;:'\"\u201c\u201d\u2018\u2019"
"""Marks that people write before or behind a name."""

LONGEST_WHY = 300
"""Most characters of the reason that the person reads."""


class WhoAsked(State, frozen=True):
    """Who is in the room is shown; the one who shall step out is asked for. `why`, if they said so
    already."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-who"

    mark: Mark
    title: str
    people: tuple[UserID, ...]
    why: str = ""


class WhyAsked(State, frozen=True):
    """Why they shall step out, in words that they read."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-why"

    mark: Mark
    title: str
    user: UserID


class StepOutSummary(State, frozen=True):
    """Who, from which room and why is shown; nothing happens before a yes."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-step-out"

    mark: Mark
    title: str
    user: UserID
    why: str


def people_listed(extensions: Extensions, state: State, message: WhoIsIn, context: Context) -> Step:
    if not isinstance(state, Home | Sought):
        return Step(state, (Say("step-out-later"),))  # another question was asked meanwhile
    if not message.people:
        return Step(Home(), (Say("step-out-nobody", {"title": message.title}),))
    asked = WhoAsked(message.mark, message.title, message.people)
    if isinstance(state, Sought):
        return _take_named(extensions, asked, state, context)
    return _ask_who(extensions, "step-out-which", asked, context)


def _take_named(extensions: Extensions, asked: WhoAsked, sought: Sought, context: Context) -> Step:
    """Whom they named; where that is nobody in the room, or several, everybody is shown."""
    name = unquote(sought.name.rpartition("/")[2]).strip(AROUND_A_NAME)
    named = [
        user for user in asked.people if name in _names(user, called(extensions, user, context))
    ]
    if len(named) != 1:
        step = _ask_who(extensions, "step-out-which", replace(asked, why=sought.why), context)
        unknown = Line(0, "step-out-unknown", {"words": Quoted(sought.name)})
        return Step(step.state, below((unknown,), step.effects))
    return _ask_why(replace(asked, why=sought.why), named[0])


def _names(user: UserID, known_as: str) -> set[str]:
    """All that somebody may be named by, folded as what is typed."""
    address = plain(user).removeprefix("@")
    return {address, address.partition(":")[0], plain(known_as).removeprefix("@")}


def _ask_who(extensions: Extensions, text: str, state: WhoAsked, context: Context) -> Step:
    lines = tuple(
        Line(number, "step-out-person", {"user": called(extensions, user, context)})
        for number, user in enumerate(state.people, start=1)
    )
    args: Args = {"title": state.title} if text == "step-out-which" else {}
    return Step(state, (Say(text, args, lines=lines, ask=True),))


def person_chosen(extensions: Extensions, state: WhoAsked, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.people):
        return _ask_who(extensions, "not-understood-here", state, context)
    return _ask_why(state, state.people[heard.number - 1])


def _ask_why(state: WhoAsked, user: UserID) -> Step:
    if state.why:
        return _sum_up(WhyAsked(state.mark, state.title, user), state.why)
    asked = Say("step-out-why", {"user": user, "title": state.title}, ask=True)
    return Step(WhyAsked(state.mark, state.title, user), (asked,))


def ask_who_again(
    extensions: Extensions, state: WhoAsked, _heard: object, context: Context
) -> Step:
    return _ask_who(extensions, "not-understood-here", state, context)


def reason_given(state: WhyAsked, heard: Pick | Number | Other, _context: Context) -> Step:
    return _sum_up(state, heard.text)


def _sum_up(state: WhyAsked, why: str) -> Step:
    words = " ".join(why.split())[:LONGEST_WHY]
    args: Args = {"user": state.user, "title": state.title, "reason": Quoted(words)}
    said = Say("step-out-summary", args, ask=True)
    return Step(StepOutSummary(state.mark, state.title, state.user, words), (said,))


def confirm_step_out(state: StepOutSummary, _heard: Pick, context: Context) -> Step:
    if state.mark not in {card.mark for card in rooms_to_hold(context)}:
        return Step(Home(), (Say("step-out-no-more"),))
    return Step(Home(), (Send(Room(state.mark), StepOut(state.user, state.why, context.me)),))


def still_looking(_state: Sought, _heard: object, _context: Context) -> Step:
    """Whoever says something else is not waited for: the answer brings the whole list then."""
    return Step(Home(), (Say("step-out-looking"),))


def not_in_the_room(state: State, message: NotIn, _context: Context) -> Step:
    after = Home() if isinstance(state, Sought) else state
    return Step(after, (Say("step-out-be-in", {"title": message.title}),))


def cancel_step_out(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("step-out-no"),))


def step_out_settled(state: State, message: StepOutSettled, context: Context) -> Step:
    args: Args = {"user": message.user, "title": message.title}
    far = message.fate == "out" and context.settings.is_elsewhere(message.user)
    later = (Line(0, "out-when-back"),) if far else ()
    return Step(state, (Say(f"step-out-{message.fate}", args, also=later),))


def flow(extensions: Extensions) -> Flow:
    """Other features may know by what name somebody is in a room."""
    lists, picks = partial(people_listed, extensions), partial(person_chosen, extensions)
    again = partial(ask_who_again, extensions)
    return Flow(
        "stepping_out",
        (
            Transition(WhoAsked, NUMBER, picks, (WhyAsked, StepOutSummary)),
            Transition(WhoAsked, "back", cancel_step_out, (Home,)),
            Transition(WhoAsked, MORE, again, numbered=False),
            Transition(WhoAsked, ELSE, again),
            Transition(WhyAsked, "no", cancel_step_out, (Home,)),
            Transition(WhyAsked, WORDS, reason_given, (StepOutSummary,)),
            Transition(StepOutSummary, "yes", confirm_step_out, (Home,)),
            Transition(StepOutSummary, "no", cancel_step_out, (Home,)),
            Transition(Sought, "nothing", cancel_step_out, (Home,), numbered=False),
            Transition(Sought, ELSE, still_looking, (Home,)),
            Transition(Anywhere, WhoIsIn, lists, (WhoAsked, WhyAsked, StepOutSummary, Home)),
            Transition(Anywhere, NotIn, not_in_the_room, (Home,)),
            Transition(Anywhere, StepOutSettled, step_out_settled),
        ),
    )
