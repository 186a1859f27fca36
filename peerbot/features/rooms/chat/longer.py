"""Those who hold a room give it more time, as far as members were told."""

import math
import re
from datetime import datetime, timedelta
from typing import ClassVar

from peerbot.features.roles.api import role_of
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import numbered, rooms_to_hold
from peerbot.features.rooms.records import Card, holds_a_room
from peerbot.features.rooms.to_person import Extended
from peerbot.features.rooms.to_room import Extend
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Quoted, Say
from peerbot.kernel.feature import Choice, Flow
from peerbot.kernel.lengths import read_length, read_until
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Other, Pick, plain
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

WITH_ROOM = re.compile(r"(?P<length>.+?)(?:,? (?:in )?room |(?<=\d) )(?P<number>\d+)$")
"""`15 2`, or `15 minutes, room 2`: for the room that is number 2."""


class LengthAsked(State, frozen=True):
    """How much longer is asked."""

    asks: ClassVar[str] = "asks-length"


class LongerWhich(State, frozen=True):
    """Which room shall be longer is asked. `shown`: which room each number stood for. `minutes`
    more, or `until` a time."""

    asks: ClassVar[str] = "asks-longer"

    shown: tuple[tuple[int, Mark], ...]
    minutes: int = 0
    until: datetime | None = None


def ask_to_extend(_state: State, heard: Pick, context: Context) -> Step:
    return _extend(heard.rest, context)


def take_length(_state: LengthAsked, heard: Number | Other, context: Context) -> Step:
    return _extend(plain(heard.text), context)


def _length_and_room(words: str, context: Context) -> tuple[str, str]:
    """A number behind a length is a room's where it could be: with one room it could be a slip."""
    asked = WITH_ROOM.match(words)
    numbers = [str(card.number) for card in rooms_to_hold(context)]
    if asked is None or (len(numbers) == 1 and asked["number"] not in numbers):
        return words, ""
    return asked["length"], asked["number"]


def reads_a_length(text: str, context: Context) -> bool:
    length, _ = _length_and_room(plain(text), context)
    return _wanted(length, context) is not None


def _wanted(length: str, context: Context) -> LongerWhich | None:
    if until := read_until(length, context.now, context.settings.zone):
        return LongerWhich((), until=until)
    more, minute = read_length(length), timedelta(minutes=1)
    return LongerWhich((), math.ceil(more / minute)) if more and more >= minute else None


def _extend(words: str, context: Context) -> Step:
    rooms = rooms_to_hold(context)
    length, number = _length_and_room(words, context)
    if not rooms:
        return Step(Home(), (Say("hold-nowhere"),))
    if role_of(context) is None:
        return Step(Home(), (Say("extend-no-role"),))
    if not length:
        return Step(LengthAsked(), (Say("extend-how", ask=True),))
    wanted = _wanted(length, context)
    if wanted is None:
        return Step(LengthAsked(), (Say("extend-unread", {"words": Quoted(length)}, ask=True),))
    named = [card for card in rooms if number in ("", str(card.number))]
    if len(named) == 1:
        return _ask_room(named[0], wanted, context)
    return _which("which-room", wanted, context)


def _ask_room(card: Card, wanted: LongerWhich, context: Context) -> Step:
    if wanted.until and wanted.until <= card.closes:
        said = Say("extend-earlier", {"closes": card.closes, "title": card.title})
        return Step(Home(), (said,))
    extend = Extend(context.me, wanted.minutes, wanted.until)
    return Step(Home(), (Send(Room(card.mark), extend),))


def _which(
    text: str, wanted: LongerWhich, context: Context, shown: tuple[tuple[int, Mark], ...] = ()
) -> Step:
    """`shown`: numbers already assigned, when the list continues on another page."""
    held = rooms_to_hold(context)
    rooms = tuple(card for card in held if (card.number, card.mark) in shown)
    if not rooms:
        rooms, shown = held, tuple((card.number, card.mark) for card in held)
    if not rooms:
        return Step(Home(), (Say("hold-nowhere"),))
    which = LongerWhich(shown, wanted.minutes, wanted.until)
    return Step(which, (Say(text, lines=numbered(rooms), ask=True),))


def choose_room(state: LongerWhich, heard: Number, context: Context) -> Step:
    mark = dict(state.shown).get(heard.number)
    card = next((card for card in rooms_to_hold(context) if card.mark == mark), None)
    return (
        _ask_room(card, state, context) if card else _which("not-understood-here", state, context)
    )


def list_more_rooms(state: LongerWhich, _heard: object, context: Context) -> Step:
    return _which("which-room", state, context, state.shown)


def list_rooms_again(state: LongerWhich, _heard: object, context: Context) -> Step:
    return _which("not-understood-here", state, context)


def room_extended(state: State, message: Extended, _context: Context) -> Step:
    args: Args = {"title": message.title, "closes": message.closes, "latest": message.latest}
    if message.by_other:
        return Step(state, (Say("extended-by-other", args),))
    return Step(state, (Say("extend-refused" if message.refused else "extended", args),))


FLOW = Flow(
    "longer",
    (
        Transition(LengthAsked, NUMBER, take_length, (LongerWhich, Home)),
        Transition(LengthAsked, "back", Go("menu")),
        Transition(LengthAsked, ELSE, take_length, (LongerWhich, Home), knows=reads_a_length),
        Transition(LongerWhich, NUMBER, choose_room, (LongerWhich, Home)),
        Transition(LongerWhich, "back", Go("menu")),
        Transition(LongerWhich, MORE, list_more_rooms, (LongerWhich, Home), numbered=False),
        Transition(LongerWhich, ELSE, list_rooms_again, (LongerWhich, Home)),
        Transition(
            Anywhere, "extend", ask_to_extend, (LengthAsked, LongerWhich, Home), takes_rest=True
        ),
        Transition(Anywhere, Extended, room_extended),
    ),
    menu=(Choice("extend", 12, holds_a_room),),
)
