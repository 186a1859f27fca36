"""What several conversations about rooms ask alike."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, get_args
from urllib.parse import unquote

from peerbot.features.roles.api import facilitators_in, is_facilitator
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.fates import Relayed
from peerbot.features.rooms.records import Card, Seat, open_cards
from peerbot.features.rooms.to_person import HelpAsked, WordsHanded, WordsSettled
from peerbot.features.rooms.to_room import Passed, WordsTakenBack
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Effect, Line, Relay, TakeBackWords
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import plain
from peerbot.kernel.table import Home, State


class Sought(State, frozen=True):
    """A facilitator named who shall step out; who is in the room is not known yet. `why`: in words
    that they read; empty: to be asked."""

    memory_only: ClassVar[bool] = True

    mark: Mark
    name: str
    why: str = ""


RELAYED: tuple[Relayed, ...] = get_args(Relayed)


def relayed(
    what: Relayed, message: WordsHanded | HelpAsked, since: datetime, context: Context
) -> Relay:
    """What somebody wants passed on to this person; the room hears whether it was."""

    def passed(*, done: bool) -> Send:
        return Send(
            Room(message.mark), Passed(what, message.user, context.me, message.title, since, done)
        )

    done, failed = passed(done=True), passed(done=False)
    return Relay(message.user, message.mark, message.until, done, failed, what)


class Waiting(State, frozen=True):
    """The person said yes; the room has not answered yet, or (`lobby`) nobody holds it so far.
    Whatever they say meanwhile, their place is kept. That they wait is in their `Seat`, too, which
    versions before did not say."""

    idle: ClassVar[bool] = True

    mark: Mark
    lobby: bool = False
    told: bool = False
    """Whether they heard so in other words when they were not understood the last time."""


class AfterRoom(State, frozen=True):
    """A room that they were in is over, and what could come next is offered."""

    idle: ClassVar[bool] = True


class AfterHolding(State, frozen=True):
    """The same, where they held it, and opened none since."""

    idle: ClassVar[bool] = True


def rooms_to_hold(context: Context) -> tuple[Card, ...]:
    """Open rooms that they hold, or hold together: the second by their role alone."""
    second = is_facilitator(context)
    return tuple(
        card
        for card in open_cards(context)
        if card.facilitator == context.me or (second and card.second == context.me)
    )


def facilitator_called(named: str, context: Context) -> UserID | None:
    """Another person with the role, by their address, a link to it, or the name in it where no one
    else has that. All of it is case-folded, like all typed text."""
    others = [user for user in facilitators_in(context) if user != context.me]
    linked = named.rpartition("/")[2] if "://" in named else named
    exact = [user for user in others if plain(user) == plain(unquote(linked))]
    local = [user for user in others if plain(user[1:].partition(":")[0]) == named.strip("@")]
    found = exact or local
    return found[0] if len(found) == 1 else None


def after_answer(state: State, mark: Mark) -> State:
    """Home when the question was about that room; any other question stays."""
    return Home() if getattr(state, "mark", None) == mark else state


def take_back_words(marks: Iterable[Mark], context: Context) -> tuple[Effect, ...]:
    """What they wanted passed on in these rooms, and nobody has read, is read by nobody. The rooms
    hear so too, since a call may not have come further than to one of them."""
    effects: list[Effect] = []
    for mark in dict.fromkeys(marks):
        kinds = {words.what for words in context.passing if words.key == mark}
        unread = (TakeBackWords(mark),) if kinds else ()
        told = WordsTakenBack(context.me, "note" in kinds, "agreement" in kinds)
        effects += (*unread, Send(Room(mark), told))
    return tuple(effects)


def marks_of_passing(context: Context) -> list[Mark]:
    """The rooms that words of theirs are on their way in. Versions before did not say what they
    are, and there were none but rooms'."""
    rooms = (*RELAYED, "")
    return [Mark(words.key) for words in context.passing if words.key and words.what in rooms]


def taken_back(marks: Iterable[Mark], context: Context) -> tuple[Line, ...]:
    """What that was, a line for each kind; none where there was nothing."""
    among = set(marks)
    kinds = {words.what for words in context.passing if words.key in among}
    return tuple(Line(0, f"took-back-{what}") for what in RELAYED if what in kinds)


def choices_of(marks: tuple[Mark, ...], places: Iterable[Seat]) -> tuple[Line, ...]:
    """One line for each of these rooms in which there is still a place, under its number."""
    titles = {place.mark: place.title for place in places}
    return tuple(
        Line(number, "place-line", {"title": titles[mark]})
        for number, mark in enumerate(marks, start=1)
        if mark in titles
    )


def numbered(cards: Iterable[Card]) -> tuple[Line, ...]:
    """One line for each of these rooms, under the number that `join` takes."""
    return tuple(
        Line(card.number, "which-room-line", {"title": card.title, "closes": card.closes})
        for card in cards
    )


def fate_of_words(message: WordsSettled) -> Line:
    """What became of a note, or of a proposal, for who wrote it."""
    args: Args = {"title": message.title, "facilitator": message.to}
    return Line(0, f"{message.what}-{message.fate}", args)
