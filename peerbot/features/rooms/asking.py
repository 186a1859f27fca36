"""What several conversations about rooms ask alike."""

from collections.abc import Iterable
from typing import ClassVar

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.records import Seat
from peerbot.features.rooms.to_person import NoteSettled
from peerbot.features.rooms.to_room import WordsTakenBack
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, Line, TakeBackWords
from peerbot.kernel.messages import Send
from peerbot.kernel.table import Home, State


class Waiting(State, frozen=True):
    """The person said yes; the room has not answered yet, or (`lobby`) nobody holds it so far.
    Whatever they say meanwhile, their place is kept. That they wait is in their `Seat`, too, which
    versions before did not say."""

    idle: ClassVar[bool] = True

    mark: Mark
    lobby: bool = False
    told: bool = False
    """Whether they just heard that they were not understood."""


def after_answer(state: State, mark: Mark) -> State:
    """Home when the question was about that room; any other question stays."""
    return Home() if getattr(state, "mark", None) == mark else state


def take_back_words(mark: Mark, context: Context) -> tuple[Effect, ...]:
    """What they wanted passed on in that room, and nobody has read, is read by nobody."""
    if mark not in {words.key for words in context.passing}:
        return ()
    return (TakeBackWords(mark), Send(Room(mark), WordsTakenBack(context.me)))


def choices_of(marks: tuple[Mark, ...], places: Iterable[Seat]) -> tuple[Line, ...]:
    """One line for each of these rooms in which there is still a place, under its number."""
    titles = {place.mark: place.title for place in places}
    return tuple(
        Line(number, "place-line", {"title": titles[mark]})
        for number, mark in enumerate(marks, start=1)
        if mark in titles
    )


def fate_of_note(message: NoteSettled) -> Line:
    """What became of a note, for who wrote it."""
    return Line(0, f"note-{message.fate}", {"title": message.title, "facilitator": message.to})
