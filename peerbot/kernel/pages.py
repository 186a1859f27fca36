"""Lists in pages. A handler says all there is; how much of it one message shows is decided here,
for every list alike.

The numbers of a list mean the same on all its pages, since they are kept with the question. Where a
list can be gone on with, its state has a transition for `MORE`, whose handler says the whole list
again.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from peerbot.kernel.effects import Effect, Line, Say

PAGE = 9
"""Lines of a list in one message: as many as the config may name places or questions. They can
still be read through on a phone at night, and be picked with one digit. The longest line has three
values of 300 characters, of four bytes each at most; nine of those are under 48 KiB once encrypted,
and an event may have 64."""

MORE = "more"
"""The word that goes on with a list."""


class Shown(Struct, frozen=True):
    """How far a list was shown: up to which of how many lines."""

    upto: int = 0
    of: int = 0


NOTHING = Shown()


def in_pages(
    effects: Iterable[Effect], before: Shown | None, *, goes_on: bool
) -> tuple[tuple[Effect, ...], Shown]:
    """The same with every list cut to a page, and how far that of the question was shown.

    `before`: how far it was when somebody asked for more; None: they asked for something else.
    `goes_on`: whether the state that is led to answers `MORE`.
    """
    cut: list[Effect] = []
    shown = NOTHING
    for effect in effects:
        if isinstance(effect, Say) and effect.ask:
            page, shown = _page(effect, before, goes_on=goes_on)
            cut.append(page)
        elif isinstance(effect, Say):
            cut.append(_page(effect, None, goes_on=False)[0])
        else:
            cut.append(effect)
    return tuple(cut), shown


def _page(said: Say, before: Shown | None, *, goes_on: bool) -> tuple[Say, Shown]:
    """A list that has another length by now is begun again, so that nothing in it is skipped."""
    listed = said.lines or said.also
    count = len(listed)
    begin = before.upto if before and before.of == count and before.upto < count else 0
    most = said.page or PAGE
    page = listed[begin : begin + most]
    shown = Shown(begin + len(page), count)
    if before:
        text = "list-next" if begin else "list-first" if count > most else "list-all"
        said = replace(said, text=text, args={})
    if count <= most:
        return said, shown
    note = _line_about_more(shown, goes_on=goes_on)
    if said.lines:
        return replace(said, lines=page, also=(*said.also, note)), shown
    return replace(said, also=(*page, note)), shown


def _line_about_more(shown: Shown, *, goes_on: bool) -> Line:
    if not goes_on:
        return Line(0, "list-others", {"count": shown.of - shown.upto})
    text = "list-more" if shown.upto < shown.of else "list-last"
    return Line(0, text, {"count": shown.of})
