"""What several conversations about rooms ask alike."""

from collections.abc import Iterable

from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.records import Seat
from peerbot.kernel.effects import Line
from peerbot.kernel.table import Home, State


def after_answer(state: State, mark: Mark) -> State:
    """Home when the question was about that room; any other question stays."""
    return Home() if getattr(state, "mark", None) == mark else state


def choices_of(marks: tuple[Mark, ...], places: Iterable[Seat]) -> tuple[Line, ...]:
    """One line for each of these rooms in which there is still a place, under its number."""
    titles = {place.mark: place.title for place in places}
    return tuple(
        Line(number, "place-line", {"title": titles[mark]})
        for number, mark in enumerate(marks, start=1)
        if mark in titles
    )
