"""A facilitator opens a room with one line, or closes one before its time."""

import re
from datetime import timedelta

from peerbot.flow import ELSE, NUMBER, Anywhere, Flow, Go, Home, Number, Pick, Row, State, Step
from peerbot.vocabulary.effects import Args, Line, Say, Tell
from peerbot.vocabulary.ids import Mark, Room
from peerbot.vocabulary.inputs import Close, Open, RoomIsOpen, RoomNotOpened
from peerbot.vocabulary.notes import Card, RoomKind, View

LENGTH = re.compile(r"(?P<kind>.*?)(?:\s+(?P<length>\d{1,4})\s*(?P<unit>s|min|minutes)?)?")


class KindAsked(State, frozen=True):
    """The kinds of room are shown, numbered in the config's order."""


class Summary(State, frozen=True):
    """What the room would be is shown; one yes opens it."""

    kind: str
    seconds: int


class Opening(State, frozen=True):
    """The room is being made."""


class CloseAsked(State, frozen=True):
    """Closing cannot be undone, so it is asked once."""

    mark: Mark


class CloseWhich(State, frozen=True):
    """The facilitator holds more than one room."""

    marks: tuple[Mark, ...]


def open_(_state: State, heard: Pick, view: View) -> Step:
    if not view.about.facilitator:
        return Step(Home(), (Say("not-facilitator"),))
    if not heard.rest:
        return _kinds("open-which", view)
    read = LENGTH.fullmatch(heard.rest)
    kind = _kind(read["kind"], view) if read else None
    if read is None or kind is None:
        return _kinds("open-unknown", view)
    length = int(read["length"]) if read["length"] else kind.minutes
    if read["unit"] == "s":
        return _summary(kind, length, view) if view.settings.allows_seconds else _too_long(view)
    return _summary(kind, length * 60, view)


def _kind(word: str, view: View) -> RoomKind | None:
    return next((k for k in view.settings.kinds if k.word.casefold() == word), None)


def _kinds(text: str, view: View) -> Step:
    lines = tuple(
        Line(number, "kind-line", {"title": kind.title, "word": kind.word})
        for number, kind in enumerate(view.settings.kinds, start=1)
    )
    return Step(KindAsked(), (Say(text, lines=lines, ask=True),))


def _too_long(view: View) -> Step:
    return Step(Home(), (Say("open-length", {"longest": view.settings.longest_minutes}),))


def _summary(kind: RoomKind, seconds: int, view: View) -> Step:
    if not 0 < seconds <= view.settings.longest_minutes * 60:
        return _too_long(view)
    closes = view.now + timedelta(seconds=seconds)
    args: Args = {
        "title": kind.title,
        "about": kind.about,
        "size": kind.size,
        "closes": closes,
        "keeper": view.settings.keeper,
    }
    return Step(Summary(kind.word, seconds), (Say("open-summary", args, ask=True),))


def kind_picked(_state: KindAsked, heard: Number, view: View) -> Step:
    kinds = view.settings.kinds
    if not 1 <= heard.number <= len(kinds):
        return _kinds("not-understood", view)
    kind = kinds[heard.number - 1]
    return _summary(kind, kind.minutes * 60, view)


def kinds_again(_state: KindAsked, _heard: object, view: View) -> Step:
    return _kinds("not-understood", view)


def yes(state: Summary, _heard: Pick, view: View) -> Step:
    kind = _kind(state.kind.casefold(), view)
    if kind is None or not view.about.facilitator:
        return Step(Home(), (Say("not-facilitator"),))
    card = Card(
        mark=view.fresh.mark,
        number=0,
        title=kind.title,
        about=kind.about,
        name=view.fresh.name,
        size=kind.size,
        facilitator=view.me,
        opened=view.now,
        closes=view.now + timedelta(seconds=state.seconds),
    )
    return Step(Opening(), (Tell(Room(card.mark), Open(card)),))


def no(_state: State, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("all-right"),))


def still_opening(state: Opening, _heard: object, _view: View) -> Step:
    return Step(state, (Say("open-waiting"),))


def _settled(state: State) -> State:
    return Home() if isinstance(state, Opening) else state


def is_open(state: State, told: RoomIsOpen, view: View) -> Step:
    card = told.card
    if not view.about.facilitator:
        return Step(_settled(state), (Tell(Room(card.mark), Close("facilitator")),))
    args: Args = {
        "title": card.title,
        "name": card.name,
        "closes": card.closes,
        "keeper": view.settings.keeper,
        "number": card.number,
    }
    return Step(_settled(state), (Say("open-done", args),))


def not_opened(state: State, told: RoomNotOpened, _view: View) -> Step:
    return Step(_settled(state), (Say(f"open-failed-{told.why}"),))


def close(_state: State, _heard: Pick, view: View) -> Step:
    own = tuple(card.mark for card in view.rooms if card.facilitator == view.me)
    if not own:
        return Step(Home(), (Say("close-none"),))
    if len(own) == 1:
        return _close_ask(own[0], view)
    return _close_which("close-which", own, view)


def _close_ask(mark: Mark, view: View) -> Step:
    card = next((card for card in view.rooms if card.mark == mark), None)
    if card is None:
        return Step(Home(), (Say("room-not-there"),))
    said = Say("close-ask", {"title": card.title, "closes": card.closes}, ask=True)
    return Step(CloseAsked(mark), (said,))


def _close_which(text: str, marks: tuple[Mark, ...], view: View) -> Step:
    titles = {card.mark: card.title for card in view.rooms}
    lines = tuple(
        Line(number, "place-line", {"title": titles[mark]})
        for number, mark in enumerate(marks, start=1)
        if mark in titles
    )
    return Step(CloseWhich(marks), (Say(text, lines=lines, ask=True),))


def close_number(state: CloseWhich, heard: Number, view: View) -> Step:
    if not 1 <= heard.number <= len(state.marks):
        return _close_which("not-understood", state.marks, view)
    return _close_ask(state.marks[heard.number - 1], view)


def close_again(state: CloseWhich, _heard: object, view: View) -> Step:
    return _close_which("not-understood", state.marks, view)


def close_now(state: CloseAsked, _heard: Pick, _view: View) -> Step:
    told = Tell(Room(state.mark), Close("facilitator"))
    return Step(Home(), (told, Say("close-going-on")))


def back(_state: State, _heard: Pick, _view: View) -> Go:
    return Go("menu")


FLOW = Flow(
    "open",
    (
        Row(KindAsked, NUMBER, kind_picked, (Summary, KindAsked, Home)),
        Row(KindAsked, "back", back, (Home,)),
        Row(KindAsked, ELSE, kinds_again, (KindAsked,)),
        Row(Summary, "yes", yes, (Opening, Home)),
        Row(Summary, "no", no, (Home,)),
        Row(Opening, ELSE, still_opening, (Opening,)),
        Row(CloseAsked, "close-it", close_now, (Home,)),
        Row(CloseAsked, "no", no, (Home,)),
        Row(CloseWhich, NUMBER, close_number, (CloseAsked, CloseWhich, Home)),
        Row(CloseWhich, "back", back, (Home,)),
        Row(CloseWhich, ELSE, close_again, (CloseWhich,)),
        Row(Anywhere, "open", open_, (KindAsked, Summary, Home), takes_rest=True),
        Row(Anywhere, "close", close, (CloseAsked, CloseWhich, Home)),
        Row(Anywhere, RoomIsOpen, is_open, (Home,)),
        Row(Anywhere, RoomNotOpened, not_opened, (Home,)),
    ),
)
