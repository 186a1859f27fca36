"""Every state, every trigger and a spread of worlds, to lay over the tables."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product
from typing import Any, get_args

from msgspec.structs import replace as struct_replace

from peerbot.engine.records import PERSONS, ROOMS
from peerbot.flow import Go, Home, Outcome, Position, Row, State, Step, Table, step
from peerbot.flows.clear import AskedToClear
from peerbot.flows.erase import AskedToErase, Erasing
from peerbot.flows.me import AskedToShow
from peerbot.flows.open import CloseAsked, CloseWhich, KindAsked, Opening, Summary
from peerbot.flows.role import RoleOffered
from peerbot.flows.room import Closing, Making, Opened, Wanted
from peerbot.flows.rooms import LeavingWhich, LineAsked, Listing, Reading, Waiting
from peerbot.flows.welcome import Menu
from peerbot.vocabulary import Mark, RoomID, UserID
from peerbot.vocabulary.inputs import (
    ChatGone,
    Close,
    Created,
    Due,
    Emptied,
    Ending,
    EraseOrdered,
    Input,
    Invited,
    Left,
    LetGo,
    LetIn,
    NoPlace,
    NoRoom,
    NotCreated,
    NotInvited,
    OfferMade,
    Open,
    PlaceFreed,
    PlaceGiven,
    PlaceRefused,
    Removed,
    RoleRevoked,
    RoomClosed,
    RoomIsOpen,
    RoomNotOpened,
    Said,
    Scrubbed,
    ScrubDelayed,
    Silenced,
    ThirdPersonCame,
    Undelivered,
)
from peerbot.vocabulary.notes import About, Card, Fresh, Offer, Place, Role, View
from tests.engine.house import NIGHT, SETTINGS, TEXTS

ME, ROBIN = UserID("@sam:example.org"), UserID("@robin:example.org")
CHAT, HALL = RoomID("!chat:example.org"), RoomID("!hall:example.org")
A, B, C = Mark("a"), Mark("b"), Mark("c")

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def card(mark: Mark, number: int = 1, facilitator: UserID = ROBIN, minutes: int = 50) -> Card:
    """An open room."""
    closes = NIGHT + minutes * MINUTE
    return Card(
        mark, number, "Quiet company", "Text only.", "pine harbour", 8, facilitator, NIGHT, closes
    )


def place(mark: Mark, **more: bool) -> Place:
    """A place in it."""
    return Place(mark, "Quiet company", "pine harbour", NIGHT + 50 * MINUTE, **more)


ROLE = Role("facilitator", NIGHT, NIGHT + 365 * DAY)
OFFER = Offer("facilitator", NIGHT + 14 * DAY)

ABOUTS = (
    About(),
    About(places=(place(A),)),
    About(places=(place(A, closing_line=True), place(B))),
    About(offer=OFFER),
    About(role=ROLE),
    About(role=ROLE, places=(place(A, hosting=True),)),
    About(role=ROLE, places=(place(B), place(A, hosting=True), place(C, hosting=True))),
)

LISTS = ((), (card(A),), (card(B), card(A, 2), card(C, 4, ME)))

_VIEW = View(NIGHT, SETTINGS, Fresh(Mark("fresh"), "maple garden"), me=ME, chat=CHAT)

PERSON_VIEWS = (
    *(struct_replace(_VIEW, about=about, rooms=rooms) for about, rooms in product(ABOUTS, LISTS)),
    struct_replace(_VIEW, chat=RoomID("")),
    struct_replace(_VIEW, chat=RoomID("!newer:example.org"), about=ABOUTS[1]),
    struct_replace(_VIEW, now=NIGHT + 8 * DAY, about=ABOUTS[1]),
    struct_replace(
        _VIEW, about=ABOUTS[4], settings=struct_replace(SETTINGS, kinds=SETTINGS.kinds[1:])
    ),
    struct_replace(_VIEW, about=ABOUTS[4], settings=struct_replace(SETTINGS, allows_seconds=True)),
    struct_replace(_VIEW, about=ABOUTS[4], settings=struct_replace(SETTINGS, longest_minutes=60)),
)

PERSON_STATES: tuple[State, ...] = (
    Home(),
    Menu(),
    Listing(((1, A), (4, C))),
    Reading(A),
    Waiting(A),
    LineAsked(A),
    LeavingWhich((A, B)),
    KindAsked(("quiet company", "grief")),
    Summary("quiet company", 3000),
    Opening(A),
    CloseAsked(A),
    CloseWhich((A, C)),
    RoleOffered(),
    AskedToShow(),
    AskedToClear(),
    AskedToErase(),
    Erasing((A,)),
    Erasing((A, B)),
)

_OTHERS = ("I do not know", "1234", "", "never mind " * 50, "open quiet", "rooms please")
_RESTS = (
    "join 1", "join room 2", "join 4", "join 12", "join us",
    "open quiet company", "open quiet company 50", "open grief, for 20 mins", "open grief 0",
    "open grief 5s", "open tea party 5", "open quiet company 999",
)  # fmt: skip


def person_events() -> Iterator[Input]:
    """Every word that anything in the table understands, numbers, other words, every input."""
    words = {word for state in PERSONS.states for word in PERSONS.choices(state)}
    words |= set(PERSONS.commands)
    for word in sorted(words):
        yield Said(TEXTS.phrases(word)[0])
    for text in ("0", "1", "2", "4", "9", "skip", *_OTHERS, *_RESTS):
        yield Said(text)
    yield from (ThirdPersonCame(), ChatGone(CHAT), Undelivered(), OfferMade("facilitator", NIGHT))
    yield from (RoleRevoked(), EraseOrdered(), Scrubbed(), ScrubDelayed(), PlaceGiven(A))
    yield from (PlaceRefused(A, why) for why in get_args(NoPlace))
    yield from (PlaceFreed(mark, refused) for mark in (A, B) for refused in (False, True))
    yield from (RoomClosed(A, why, hosted) for why in get_args(Ending) for hosted in (False, True))
    yield from (RoomIsOpen(card(mark)) for mark in (A, B))
    yield from (RoomNotOpened(A, why) for why in get_args(NoRoom))


ROOM_VIEWS = (
    struct_replace(_VIEW, me=UserID(""), mark=A),
    struct_replace(_VIEW, me=UserID(""), mark=A, rooms=LISTS[2], now=NIGHT + 40 * MINUTE),
    struct_replace(_VIEW, me=UserID(""), mark=A, now=NIGHT + 60 * MINUTE),
)

ROOM_STATES: tuple[State, ...] = (
    Wanted(),
    Making(card(A)),
    Making(card(A, minutes=5), "facilitator"),
    Making(card(A, minutes=5)),
    Opened(card(A), HALL),
    Opened(card(A), HALL, (ME,)),
    Closing(card(A), HALL, (ME,), "time"),
)


def room_events() -> Iterator[Input]:
    """Every input that a room may get."""
    yield from (Open(card(A)), Created(HALL), Silenced(), Left())
    yield from (kind(user) for kind in (LetIn, LetGo, Invited) for user in (ME, ROBIN))
    yield from (Removed(ME, refused) for refused in (False, True))
    yield from (Emptied(refused) for refused in (False, True))
    yield from (Due(what) for what in ("warning", "end"))
    yield from (Close(why) for why in get_args(Ending))
    yield from (NotCreated(why) for why in get_args(NoRoom))
    yield from (NotInvited(user, why) for user in (ME, ROBIN) for why in get_args(NoPlace))


@dataclass
class Watched:
    """A table that notes which of its rows were asked, and where they led."""

    original: Table
    asked: Counter[Row] = field(default_factory=Counter)
    led: Counter[tuple[Row, type[State]]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.table = Table(self.original.start, tuple(map(self._watch, self.original.rows)))

    def _watch(self, row: Row) -> Row:
        do = row.do
        if isinstance(do, Go):
            return row

        def watched(state: Any, heard: Any, view: View) -> Step:
            decided = do(state, heard, view)
            self.asked[row] += 1
            if decided.state != state:
                self.led[row, type(decided.state)] += 1
            return decided

        return replace(row, do=watched)


@dataclass(frozen=True)
class Case:
    """One step: where from, what, in which world, and what came of it."""

    before: Position
    event: Input
    view: View
    outcome: Outcome


def cases(
    table: Table,
    states: tuple[State, ...],
    views: tuple[View, ...],
    events: tuple[Input, ...],
) -> Iterator[Case]:
    """Every state met by every event in every world."""
    for state, view, event in product(states, views, events):
        before = Position(state, table.number(type(state), view))
        yield Case(before, event, view, step(table, before, event, view, TEXTS))


PERSON = Watched(PERSONS)
ROOM = Watched(ROOMS)

PERSON_CASES = tuple(cases(PERSON.table, PERSON_STATES, PERSON_VIEWS, tuple(person_events())))
ROOM_CASES = tuple(cases(ROOM.table, ROOM_STATES, ROOM_VIEWS, tuple(room_events())))
