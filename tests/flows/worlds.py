"""Every state, every trigger and a spread of worlds, to lay over the tables."""

import gc
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any, get_args

from msgspec.structs import replace as struct_replace

from peerbot.engine.records import PERSONS, ROOMS
from peerbot.features.core.clear import AskedToClear
from peerbot.features.core.consent import Listed, Renewing
from peerbot.features.core.erase import AskedToErase, Erasing
from peerbot.features.core.me import AskedToShow, BeingShown
from peerbot.features.core.welcome import Menu
from peerbot.features.intake.change import Mending, NoteLineAsked
from peerbot.features.intake.note import Asking, HandAsked, KeepAsked, NoteShown, WordAsked
from peerbot.features.roles.role import DutyAsked, NameAsked, RoleOffered, RoleShown
from peerbot.features.rooms.actor.states import Closing, Helped, Making, Opened, Wanted
from peerbot.features.rooms.chat.coming_in import LineAsked, Listing, Reading, Waiting
from peerbot.features.rooms.chat.holding import HoldOffered, SecondOffered
from peerbot.features.rooms.chat.opening import CloseAsked, CloseWhich, KindAsked, Opening, Summary
from peerbot.features.rooms.chat.passed_on import ReadOffered
from peerbot.features.rooms.chat.places import LeavingWhich
from peerbot.features.rooms.chat.stepping_out import StepOutSummary, WhoAsked, WhyAsked
from peerbot.features.rooms.chat.taking_back import TakeBackAsked
from peerbot.features.rooms.chat.wishes import WhichRoom
from peerbot.flow import Go, Home, Outcome, Position, Row, State, Step, Table, step
from peerbot.kernel.consents import Agreed
from peerbot.vocabulary import EventID, Mark, RoomID, UserID
from peerbot.vocabulary.inputs import (
    ChatGone,
    Ending,
    EraseOrdered,
    Extended,
    HelpAsked,
    HelpFate,
    HelpSettled,
    HoldAsked,
    HolderNotInvited,
    IdentityReset,
    Looking,
    NoPlace,
    NoRoom,
    NoteExpires,
    NoteFate,
    NoteHanded,
    NoteSettled,
    NowHolding,
    OfferMade,
    PlaceFreed,
    PlaceGiven,
    PlaceRefused,
    PlaceWaits,
    RoleRevoked,
    RoomClosed,
    RoomEnds,
    RoomIsOpen,
    RoomNotOpened,
    RoomNow,
    Said,
    Scrubbed,
    ScrubDelayed,
    SecondAnswered,
    SecondAsked,
    StepOutFate,
    StepOutSettled,
    SteppedOut,
    TakeBackFate,
    TakeBackSettled,
    ThirdPersonCame,
    Undelivered,
    WhoIsIn,
)
from peerbot.vocabulary.notes import About, Answer, Card, Fresh, Offer, OwnNote, Place, Role, View
from peerbot.vocabulary.room_inputs import (
    Came,
    Close,
    Created,
    Due,
    Emptied,
    Extend,
    HelpWanted,
    Holds,
    Input,
    Invited,
    Left,
    LetGo,
    LetIn,
    LookIn,
    NotCreated,
    NoteBrought,
    NotInvited,
    Open,
    Passed,
    Relayed,
    Removed,
    SecondAgrees,
    SecondDeclines,
    Seen,
    Silenced,
    StepOut,
    TakeBack,
    TakenBack,
    Went,
)
from peerbot.vocabulary.room_inputs import Waiting as StillWaiting
from tests.engine.house import NIGHT, SETTINGS, TEXTS

ME, ROBIN = UserID("@sam:example.org"), UserID("@robin:example.org")
JO, FAR = UserID("@jo:example.org"), UserID("@noor:elsewhere.example")
CHAT, HALL = RoomID("!chat:example.org"), RoomID("!hall:example.org")
EVENT = EventID(f"${'Abc9':x<43}")
A, B, C = Mark("a"), Mark("b"), Mark("c")

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def card(mark: Mark, number: int = 1, facilitator: UserID = ROBIN, minutes: int = 50) -> Card:
    """An open room."""
    closes = NIGHT + minutes * MINUTE
    return Card(
        mark=mark,
        number=number,
        title="Quiet company",
        about="Being there is enough.",
        name="pine harbour",
        size=8,
        facilitator=facilitator,
        opened=NIGHT,
        closes=closes,
        latest=closes + 30 * MINUTE,
    )


def place(mark: Mark, **more: bool) -> Place:
    """A place in it."""
    return Place(mark, "Quiet company", "pine harbour", NIGHT + 50 * MINUTE, **more)


def _yes(note: Place | Role | OwnNote, *consents: str, version: int = 1) -> About:
    """A note and what was agreed to with it."""
    agreed = tuple((note.kept_as, Agreed(c, version, NIGHT + 14 * DAY)) for c in consents)
    match note:
        case Place():
            return About(places=(note,), agreed=agreed)
        case Role():
            return About(role=note, agreed=agreed)
        case OwnNote():
            return About(note=note, agreed=agreed)


ROLE = Role("facilitator", NIGHT, NIGHT + 365 * DAY)
OFFER = Offer("facilitator", NIGHT + 14 * DAY)
NAMED = struct_replace(
    ROLE, shown_name="Robin", duty="Yes, about children.", again=("quiet company", 600)
)
ANSWERS = (
    Answer("What may people call you?", "Sam", "name"),
    Answer("What else?", "An older question", "gone"),
)
NOTE = OwnNote(ANSWERS, NIGHT + 90 * DAY)
WITH_WORD = struct_replace(NOTE, word_before=True)
ONE_LINE = struct_replace(NOTE, answers=ANSWERS[:1])
ALL_WISHES = place(A, closing_line=True, ten_minutes=True)

ABOUTS = (
    About(),
    About(places=(place(A),)),
    About(places=(place(A, closing_line=True), place(B))),
    About(offer=OFFER),
    About(role=ROLE),
    About(role=ROLE, places=(place(A, hosting=True),)),
    About(role=ROLE, places=(place(B), place(A, hosting=True), place(C, hosting=True))),
    _yes(ALL_WISHES, "place", "closing-line", "ten-minutes"),
    _yes(NOTE, "keep-note"),
    _yes(ONE_LINE, "keep-note"),
    _yes(WITH_WORD, "keep-note", "word-before"),
    struct_replace(_yes(NOTE, "keep-note"), places=(place(A), place(C))),
)

SHARED = struct_replace(card(A), shown_name="Robin", duty="No.", second=JO)

LONGEST = struct_replace(card(A), latest=card(A).closes)

ASKED_TO_HOLD = struct_replace(card(A), second=ME, away=True)

NAMING_ME = struct_replace(card(A), named=ME)

LISTS = ((), (card(A),), (card(B), card(A, 2), card(C, 4, ME)), (SHARED,), (LONGEST,))

MANY = tuple(card(Mark(f"m{number}"), number) for number in range(1, 13))
"""More rooms than one message lists."""

MANY_PLACES = About(
    places=tuple(place(card.mark, hosting=card.number > 11) for card in MANY),
    agreed=tuple((f"place:{card.mark}", Agreed("place", 1, NIGHT + 14 * DAY)) for card in MANY),
)

_VIEW = View(NIGHT, SETTINGS, Fresh(Mark("fresh"), (0.0, 0.0)), me=ME, chat=CHAT)

PERSON_VIEWS = (
    *(struct_replace(_VIEW, about=about, rooms=rooms) for about, rooms in product(ABOUTS, LISTS)),
    *(
        struct_replace(_VIEW, about=_yes(note, consent, version=0), rooms=LISTS[1])
        for note, consents in (
            (ALL_WISHES, ("place", "closing-line", "ten-minutes")),
            (place(A, hosting=True), ("host",)),
            (ROLE, ("role",)),
            (WITH_WORD, ("keep-note", "word-before")),
        )
        for consent in consents
    ),
    struct_replace(
        _VIEW, about=About(role=NAMED), facilitators=(JO, ME, ROBIN), rooms=(card(A, 1, ME),)
    ),
    *(
        struct_replace(_VIEW, about=about, rooms=rooms)
        for about in (_yes(ROLE, "role"), _yes(place(A), "host"))
        for rooms in (
            (ASKED_TO_HOLD,),
            (NAMING_ME,),
            (NAMING_ME, struct_replace(NAMING_ME, mark=B, number=2)),
        )
    ),
    struct_replace(
        _VIEW,
        about=struct_replace(_yes(ROLE, "role"), places=(place(A),)),
        rooms=(NAMING_ME, struct_replace(SHARED, mark=B, number=2, facilitator=ME)),
    ),
    struct_replace(
        _VIEW,
        about=About(role=ROLE, places=(place(A, hosting=True),)),
        rooms=(struct_replace(SHARED, facilitator=ME),),
    ),
    struct_replace(_VIEW, about=ABOUTS[6], rooms=(card(A, 1, ME), card(C, 4, ME))),
    struct_replace(_VIEW, about=ABOUTS[5], rooms=(card(A, 1, ME),), held=((HALL, A),)),
    struct_replace(_VIEW, about=_yes(NOTE, "keep-note"), now=NIGHT + 84 * DAY),
    struct_replace(_VIEW, settings=struct_replace(SETTINGS, complaints="")),
    struct_replace(_VIEW, about=About(unread=(NIGHT + DAY,), passing=(NIGHT + DAY,))),
    struct_replace(_VIEW, chat=RoomID("")),
    struct_replace(_VIEW, chat=RoomID("!newer:example.org"), about=ABOUTS[1]),
    struct_replace(_VIEW, now=NIGHT + 8 * DAY, about=ABOUTS[1]),
    struct_replace(
        _VIEW, about=ABOUTS[4], settings=struct_replace(SETTINGS, kinds=SETTINGS.kinds[1:])
    ),
    struct_replace(_VIEW, about=MANY_PLACES, rooms=MANY),
    struct_replace(_VIEW, about=ABOUTS[6], settings=struct_replace(SETTINGS, most_each=2)),
    struct_replace(_VIEW, about=ABOUTS[4], names=("pine harbour",) * SETTINGS.most_rooms),
    struct_replace(_VIEW, about=ABOUTS[4], settings=struct_replace(SETTINGS, allows_seconds=True)),
    struct_replace(_VIEW, about=ABOUTS[4], settings=struct_replace(SETTINGS, longest_minutes=60)),
    struct_replace(_VIEW, me=FAR),
    struct_replace(_VIEW, me=FAR, rooms=LISTS[1], about=ABOUTS[4]),
    struct_replace(_VIEW, about=ABOUTS[4], facilitators=(FAR, ME)),
    struct_replace(
        _VIEW, about=ABOUTS[1], rooms=LISTS[2], settings=struct_replace(SETTINGS, federate=True)
    ),
)

PERSON_STATES: tuple[State, ...] = (
    Home(),
    Menu(),
    Listing(((1, A), (4, C))),
    Reading(A, 0),
    Reading(A, 1),
    Waiting(A),
    Waiting(A, lobby=True),
    LineAsked(A),
    LeavingWhich((A, B)),
    KindAsked(("quiet company", "grief")),
    Summary("quiet company", 3000),
    Opening(A),
    CloseAsked(A),
    CloseWhich((A, C)),
    RoleOffered(NIGHT + 365 * DAY),
    RoleShown(),
    NameAsked(),
    DutyAsked(),
    Listed((("place:a", "place"), ("place:a", "closing-line"))),
    Listed((("place:a", "ten-minutes"), ("note", "keep-note"))),
    Listed((("note", "keep-note"), ("note", "word-before"))),
    *(Renewing(("place:a", name)) for name in ("place", "closing-line", "ten-minutes", "host")),
    Renewing(("role:facilitator", "role")),
    *(Renewing(("note", name)) for name in ("keep-note", "word-before")),
    WhoAsked(A, "Grief", (ROBIN,)),
    WhyAsked(A, "Grief", ROBIN),
    StepOutSummary(A, "Grief", ROBIN, "Too loud."),
    TakeBackAsked(A, EVENT),
    WhichRoom("room", ((1, A), (2, B))),
    WhichRoom("help-here", ((1, A), (4, C))),
    WhichRoom("step-out", ((1, A), (4, C))),
    WhichRoom("extend", ((1, A), (4, C)), 15),
    SecondOffered(A),
    HoldOffered(A),
    Asking(0),
    Asking(1, ANSWERS[:1], A),
    Asking(1, ()),
    ReadOffered(),
    HandAsked(ANSWERS, (B, A), B, ROBIN),
    HandAsked(ANSWERS, (A,), Mark(""), ROBIN, kept=True),
    HandAsked(ANSWERS, (A,), A, ROBIN),
    HandAsked(ANSWERS, (A,), A, JO),
    KeepAsked(ANSWERS, A, NIGHT + 90 * DAY),
    KeepAsked(ANSWERS, Mark(""), NIGHT + 90 * DAY),
    NoteShown(),
    NoteLineAsked(),
    Mending(0),
    Mending(1),
    WordAsked(),
    WordAsked(A),
    AskedToShow(),
    BeingShown(),
    AskedToClear(),
    AskedToErase(),
    Erasing((A,)),
    Erasing((A, B)),
)

_OTHERS = ("I do not know", "1234", "", "never mind " * 50, "open quiet", "rooms please")
_RESTS = (
    "join 1",
    "join room 2",
    "join 4",
    "join 12",
    "join us",
    "open quiet company",
    "open quiet company 50",
    "open grief, for 20 mins",
    "open grief 0",
    "open grief 5s",
    "open tea party 5",
    "open quiet company 999",
    "open again",
    "open grief 20 with @jo:example.org",
    "open grief with @sam:example.org",
    "open grief with @noor:elsewhere.example",
    "extend 15",
    "extend 0",
    "extend a lot",
    "extend 15 4",
    "extend 15 9",
    "extend 1500",
    "2, 1",
    "3 and 1",
    "room 2",
    "room 9",
    "room for me?",
    "take back that one",
    *(f"take back matrix:roomid/{room[1:]}/e/{EVENT[1:]}" for room in (HALL, CHAT)),
)


def person_events() -> Iterator[Input]:
    """Every word that anything in the table understands, numbers, other words, every input."""
    words = {word for state in PERSONS.states for word in PERSONS.choices(state)}
    words |= set(PERSONS.commands)
    for word in sorted(words):
        yield Said(TEXTS.phrases(word)[0])
    for text in ("0", "1", "2", "4", "9", *_OTHERS, *_RESTS):
        yield Said(text)
    yield from (ThirdPersonCame(), ChatGone(CHAT), Undelivered(), OfferMade("facilitator", NIGHT))
    yield IdentityReset()
    yield from (RoleRevoked(), EraseOrdered(), Scrubbed(), ScrubDelayed())
    yield from (PlaceGiven(A, again) for again in (False, True))
    yield from (PlaceRefused(A, why) for why in get_args(NoPlace))
    yield from (PlaceFreed(mark, refused) for mark in (A, B) for refused in (False, True))
    yield from (RoomClosed(A, why, hosted) for why in get_args(Ending) for hosted in (False, True))
    yield from (RoomIsOpen(card(mark)) for mark in (A, B))
    yield from (RoomNotOpened(A, why) for why in get_args(NoRoom))
    yield from (PlaceWaits(A), RoomNow("Grief", (ME,), NIGHT, NIGHT), HoldAsked(A))
    yield HelpAsked(A, "Grief", ROBIN, NIGHT, NIGHT + 5 * MINUTE)
    yield from (HelpSettled("Grief", fate, (ROBIN, JO)) for fate in get_args(HelpFate))
    yield from (RoomEnds(mark, minutes) for mark in (A, B) for minutes in (1, 2, 10))
    yield from (WhoIsIn(A, "Grief", people) for people in ((), (ROBIN, JO)))
    yield from (Extended("Grief", NIGHT, NIGHT, refused) for refused in (False, True))
    yield from (SteppedOut(mark, "Too loud.", by) for mark in (A, B) for by in (ROBIN, UserID("")))
    yield from (StepOutSettled(ROBIN, "Grief", fate) for fate in get_args(StepOutFate))
    yield StepOutSettled(FAR, "Grief", "out")
    yield from (TakeBackSettled(fate) for fate in get_args(TakeBackFate))
    yield from (NoteHanded(A, "Grief", ROBIN, ANSWERS, NIGHT + 50 * MINUTE), NoteExpires())
    yield from (NoteSettled("Grief", ROBIN, fate) for fate in get_args(NoteFate))
    yield from (kind(mark) for kind in (SecondAsked, HolderNotInvited) for mark in (A, B))
    yield from (NowHolding(card(mark)) for mark in (A, B))
    yield from (SecondAnswered("Grief", JO, yes=yes) for yes in (False, True))


_IN_ROOM = struct_replace(_VIEW, me=UserID(""), chat=RoomID(""), mark=A, who="who")

ROOM_VIEWS = (
    _IN_ROOM,
    struct_replace(_IN_ROOM, rooms=LISTS[2], now=NIGHT + 40 * MINUTE),
    struct_replace(_IN_ROOM, now=NIGHT + 49 * MINUTE),
    struct_replace(_IN_ROOM, now=NIGHT + 60 * MINUTE),
)

_OPENED = Opened(card(A), HALL)

ROOM_STATES: tuple[State, ...] = (
    Wanted(),
    Making(card(A)),
    Making(card(A, minutes=5), close="facilitator"),
    Making(card(A, minutes=5)),
    _OPENED,
    struct_replace(_OPENED, seats=(ME,)),
    struct_replace(_OPENED, going=(ME,)),
    struct_replace(_OPENED, going=(ME,), inviting=(ME,)),
    struct_replace(_OPENED, seats=(ME,), inviting=(ME, ROBIN), went=("who",)),
    struct_replace(
        _OPENED, seats=(ME,), given=(ME,), card=struct_replace(card(A), named=ME), warned=10
    ),
    struct_replace(_OPENED, seats=(ME,), helped=(Helped("who", NIGHT, 2), Helped("b", NIGHT))),
    struct_replace(_OPENED, seats=(ME,), noted=("who",), helped=(Helped("who", NIGHT, 1),)),
    struct_replace(_OPENED, out=("who",), card=struct_replace(card(A), number=0, named=JO)),
    struct_replace(_OPENED, card=struct_replace(card(A), named=JO)),
    struct_replace(_OPENED, card=struct_replace(card(A), number=0)),
    struct_replace(_OPENED, card=SHARED, warned=2),
    struct_replace(_OPENED, card=struct_replace(SHARED, away=True), called_back=True),
    struct_replace(_OPENED, card=SHARED, patient=NIGHT + 45 * MINUTE),
    Closing(card(A), HALL, (ME,), "time"),
    Closing(SHARED, HALL, (ME,), "time"),
    Closing(card(A), HALL, (ME,), "time", (ME,)),
    Closing(card(A), HALL, (ME,), "time", (ME,), emptied=True),
)


def room_events() -> Iterator[Input]:
    """Every input that a room may get."""
    people = (ME, ROBIN, JO)
    yield from (Open(card(A)), Created(HALL), Silenced(), Left())
    kinds = (
        LetIn,
        LetGo,
        Invited,
        Came,
        Went,
        StillWaiting,
        HelpWanted,
        SecondAgrees,
        SecondDeclines,
    )
    yield from (kind(user) for kind in kinds for user in people)
    yield from (Removed(ME, refused, by) for refused in (False, True) for by in (UserID(""), ROBIN))
    yield from (Emptied(refused) for refused in (False, True))
    yield from (Due(what) for what in ("ten", "two", "check", "end"))
    yield from (Close(why) for why in get_args(Ending))
    yield from (NotCreated(why) for why in get_args(NoRoom))
    yield from (NotInvited(user, why) for user in people for why in get_args(NoPlace))
    yield from (Extend(ROBIN, minutes) for minutes in (15, 999))
    yield from (LookIn(ROBIN, why) for why in get_args(Looking))
    groups = ((), (ME,), (ME, ROBIN), (JO,))
    yield from (Seen(people, why, ROBIN) for people in groups for why in get_args(Looking))
    yield from (Holds(user, yes=yes) for user in people for yes in (False, True))
    yield from (StepOut(ME, "Too loud.", by) for by in (ROBIN, JO))
    yield from (TakeBack(EVENT, by) for by in (ROBIN, JO))
    yield from (TakenBack(ROBIN, fate) for fate in get_args(TakeBackFate))
    yield from (NoteBrought(ME, to, "Grief", ANSWERS, NIGHT) for to in (ROBIN, JO))
    yield from (
        Passed(what, ME, ROBIN, "Grief", NIGHT, done)
        for what in get_args(Relayed)
        for done in (False, True)
    )


@dataclass
class Watched:
    """A table that notes which of its rows were asked, and where they led."""

    original: Table
    asked: Counter[Row] = field(default_factory=Counter)
    led: Counter[tuple[Row, type[State]]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        rows = tuple(map(self._watch, self.original.rows))
        self.table = Table(self.original.start, rows, self.original.firsts)

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


EVERY = 3
"""Of so many worlds one is played where all states are: of all of them there are a million."""


def cases(
    table: Table,
    states: tuple[State, ...],
    views: tuple[View, ...],
    events: tuple[Input, ...],
    every: int = EVERY,
) -> Iterator[Case]:
    """Every state with every event, every state in every world and every event in every world. Of
    all three together one in `every`."""
    for (s, state), (v, view) in product(enumerate(states), enumerate(views)):
        before = Position(state, table.number(type(state), view))
        for event in events[-(s + v) % every :: every]:
            yield Case(before, event, view, step(table, before, event, view, TEXTS))


PERSON = Watched(PERSONS)
ROOM = Watched(ROOMS)


@cache
def person_cases() -> tuple[Case, ...]:
    """A person's, for those tests alone that look at them: they take a while."""
    gc.disable()  # none of so many cases is garbage, and it would look through them all each time
    try:
        return tuple(cases(PERSON.table, PERSON_STATES, PERSON_VIEWS, tuple(person_events())))
    finally:
        gc.freeze()
        gc.enable()


def person_cases_in(*kinds: type[State]) -> Iterator[Case]:
    """A person's in some states, in every world."""
    states = tuple(state for state in PERSON_STATES if type(state) in kinds)
    return cases(PERSON.table, states, PERSON_VIEWS, tuple(person_events()), every=1)


@cache
def room_cases() -> tuple[Case, ...]:
    """A room's."""
    return tuple(cases(ROOM.table, ROOM_STATES, ROOM_VIEWS, tuple(room_events()), 1))
