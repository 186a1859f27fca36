"""Every state, every trigger and a spread of worlds, to lay over the tables."""

import gc
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import product
from typing import Any, get_args

from msgspec.structs import replace as struct_replace

from peerbot.features import registry
from peerbot.features.agreements.proposing import ProposalAsked, ProposalShown, RoomToPropose
from peerbot.features.agreements.settings import AgreementSettings
from peerbot.features.complaints.actor import (
    ComplaintGone,
    ComplaintOver,
    ComplaintRead,
    ComplaintShown,
    ComplaintWaits,
    Fate,
)
from peerbot.features.complaints.complaining import AboutAsked, HowAsked, ReadersAsked, WordsAsked
from peerbot.features.complaints.on_its_way import ComplaintKept, ComplaintLapsed
from peerbot.features.complaints.records import Addressed, MyComplaint
from peerbot.features.core.clear import AskedToClear
from peerbot.features.core.consent import Listed, Renewing
from peerbot.features.core.erase import AskedToErase, Erasing
from peerbot.features.core.me import AskedToShow, BeingShown
from peerbot.features.core.reading import ReadOffered
from peerbot.features.core.welcome import Lost, Menu
from peerbot.features.following.messages import FollowDue, HourDue
from peerbot.features.following.records import (
    MOST_FOLLOWED,
    MOST_WORDS,
    Following,
    HourBefore,
)
from peerbot.features.following.subjects import FollowOffered, SubjectAsked
from peerbot.features.following.telling import HourOffered
from peerbot.features.intake.change import (
    AnswerLineAsked,
    MendDoubted,
    Mending,
    NoteLineAsked,
)
from peerbot.features.intake.handing import HandAsked, Handing, KeepAsked, WordAsked
from peerbot.features.intake.messages import NoteExpires
from peerbot.features.intake.note import AnswerDoubted, Asking, NoteShown
from peerbot.features.intake.records import OwnNote
from peerbot.features.pace.chat import PaceAsked, PaceOffered, RoomOpened
from peerbot.features.pace.records import Pace
from peerbot.features.roles.away import AwayAsked, AwayRead
from peerbot.features.roles.messages import OfferMade, RoleExpires, RoleRevoked
from peerbot.features.roles.records import Offer, Role, RoleEntry
from peerbot.features.roles.role import DutyAsked, LayDownAsked, NameAsked, RoleOffered, RoleShown
from peerbot.features.rooms.actor.states import Closing, Helped, Making, Opened, Wanted
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import AfterHolding, AfterRoom, Sought, Waiting
from peerbot.features.rooms.chat.asking_in import AskInAsked
from peerbot.features.rooms.chat.choosing import Listing, Reading, TwoOffered
from peerbot.features.rooms.chat.closing import CloseAsked, CloseWhich
from peerbot.features.rooms.chat.coming_in import LineAsked
from peerbot.features.rooms.chat.handover import HandoverOffered
from peerbot.features.rooms.chat.helping import HelpOffered
from peerbot.features.rooms.chat.holding import HoldOffered, SecondOffered
from peerbot.features.rooms.chat.locking import LockWhich
from peerbot.features.rooms.chat.longer import LengthAsked, LongerWhich
from peerbot.features.rooms.chat.opening import KindAsked, Opening, Summary
from peerbot.features.rooms.chat.places import LeavingWhich
from peerbot.features.rooms.chat.stepping_out import StepOutSummary, WhoAsked, WhyAsked
from peerbot.features.rooms.chat.taking_back import TakeBackAsked
from peerbot.features.rooms.chat.wishes import WhichRoom
from peerbot.features.rooms.extending import INVITED_ALONE
from peerbot.features.rooms.fates import (
    AnswerFate,
    AskInFate,
    Ending,
    HelpAnswer,
    HelpFate,
    Looking,
    NoPlace,
    NoRoom,
    NoteFate,
    ProposalFate,
    Relayed,
    SecondFate,
    StepOutFate,
    TakeBackFate,
    Written,
)
from peerbot.features.rooms.records import Answer, Awaited, Card, Held, Named, Seat
from peerbot.features.rooms.to_person import (
    AskInSettled,
    ClosesSoon,
    Extended,
    HandedOn,
    HandoverAsked,
    HandoverKept,
    HandoverWaits,
    HeldByAnother,
    HelpAnswerSettled,
    HelpAsked,
    HelpOver,
    HelpSettled,
    HoldAsked,
    HolderNotInvited,
    LockSettled,
    NotIn,
    NowHolding,
    PlaceFreed,
    PlaceGiven,
    PlaceRefused,
    PlaceWaits,
    RoomClosed,
    RoomEnds,
    RoomForTwo,
    RoomIsOpen,
    RoomNotOpened,
    RoomNow,
    SecondAnswered,
    SecondAsked,
    SecondNamed,
    StepOutSettled,
    SteppedOut,
    TakeBackSettled,
    WhoIsIn,
    WordsHanded,
    WordsSettled,
)
from peerbot.features.rooms.to_room import (
    Armed,
    AskIn,
    Came,
    Close,
    CloseSoon,
    Created,
    Due,
    Emptied,
    Extend,
    HelpAnswered,
    HelpWanted,
    Holds,
    HoldsOn,
    Invited,
    Left,
    LetGo,
    LetIn,
    Lock,
    LookIn,
    NameSecond,
    NotCreated,
    NotInvited,
    Open,
    Passed,
    Removed,
    SecondAgrees,
    SecondDeclines,
    Seen,
    Silenced,
    StepOut,
    TakeBack,
    TakenBack,
    Went,
    WordsBrought,
    WordsTakenBack,
)
from peerbot.features.rooms.to_room import Waiting as StillWaiting
from peerbot.features.series.changing import WhichSeries
from peerbot.features.series.hosts.asked import HostAsked, HostsAsking, OutOfTurn, Turn
from peerbot.features.series.hosts.chat import (
    HostingOffered,
    HostingPrompt,
    TurnOffered,
    TurnPrompt,
)
from peerbot.features.series.hosts.messages import (
    HostingAsked,
    HostingSettled,
    HostsChanged,
    InviteFate,
    TurnAsked,
    TurnFate,
    TurnsChanged,
    TurnSettled,
)
from peerbot.features.series.hosts.wishes import StepDownAsked, TurnWished
from peerbot.features.series.places.chat import DatePlaceAsked, MyDatesListed, PartAsked
from peerbot.features.series.places.messages import (
    DateIsOpen,
    DateMoved,
    DateTooFew,
    PlaceFree,
    PlaceGone,
    PlaceKept,
    WhyGone,
)
from peerbot.features.series.places.news import FreePlaceAsked
from peerbot.features.series.places.records import FreePlace, MyPlace
from peerbot.features.series.planning import (
    GroupAsked,
    GroupDayAsked,
    GroupTimeAsked,
    OftenAsked,
    PeopleAsked,
)
from peerbot.features.series.reading import Draft
from peerbot.features.series.reading_back import ClockAsked, HolidaysAsked, PlanShown
from peerbot.features.series.records import Announced, MySeries, Next, Plan
from peerbot.features.series.rhythm.chat import RhythmShown, StepDue
from peerbot.features.series.rhythm.records import MyRhythm
from peerbot.features.series.rule import Move, Pause, Resume, Rule, Skip, meetings
from peerbot.features.series.settings import SeriesSettings
from peerbot.features.series.starting.chat import StartOffered
from peerbot.features.series.starting.to_host import NotOpened, StartAsked, StartOver
from peerbot.features.series.states import SeriesChanged, SeriesOver, WhyOver
from peerbot.features.series.wishes import ChangeAsked, EndAsked
from peerbot.features.when.chat import DateChosen, DatesListed
from peerbot.features.zone.chat import ZoneAsked, ZoneOffered
from peerbot.features.zone.records import MyZone
from peerbot.kernel.chat import (
    ChatGone,
    Edited,
    EraseOrdered,
    IdentityReset,
    Said,
    Scrubbed,
    ScrubDelayed,
    ThirdPersonCame,
    Undelivered,
    Wordless,
)
from peerbot.kernel.consents import Grant
from peerbot.kernel.context import Context, Fresh, Passing, Published, Settings
from peerbot.kernel.ids import EventID, Person, RoomID, UserID
from peerbot.kernel.messages import Message
from peerbot.kernel.newcomers import Paused
from peerbot.kernel.records import OnRecord, Record, Retired
from peerbot.kernel.stepping import Outcome, step
from peerbot.kernel.table import (
    NUMBER,
    Anywhere,
    ConversationState,
    Go,
    Home,
    State,
    Step,
    Table,
    Transition,
)
from peerbot.meaning import Understanding
from tests.engine.house import AGREEMENTS, CORE, NIGHT, ROOMS, SETTINGS, TEXTS, with_section

PERSONS = registry().chats


class _Known(Understanding):
    """Compares each sentence once: here the same few are said in every state."""

    def __init__(self) -> None:
        super().__init__("en", SETTINGS.zone)
        self._meant_before = cache(super().meant)
        self._language_before = cache(super().language)

    def meant(self, text: str) -> tuple[str, ...]:
        """See `Understanding`."""
        return self._meant_before(text)

    def language(self, text: str) -> str:
        """See `Understanding`."""
        return self._language_before(text)


KNOWN = _Known()


ME, ROBIN = UserID("@sam:example.org"), UserID("@robin:example.org")
JO, FAR = UserID("@jo:example.org"), UserID("@noor:elsewhere.example")
FARTHER = UserID("@ali:elsewhere.example")
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
        kind="quiet company",
    )


def place(mark: Mark, **more: bool) -> Seat:
    """A place in it."""
    return Seat(mark, "Quiet company", "pine harbour", NIGHT + 50 * MINUTE, **more)


def _yes(record: Record, *consents: str, version: int = 1) -> OnRecord:
    """A record and what was agreed to with it: in today's version, or (0) in one of before."""
    today = {name: known.version for name, known in registry().flows.consents.items()}
    versions = {name: version and today.get(name, version) for name in consents}
    return OnRecord(record, tuple(Grant(c, v, NIGHT + 14 * DAY) for c, v in versions.items()))


Kept = tuple[OnRecord | Record, ...]


ROLE = Role("facilitator", NIGHT, NIGHT + 365 * DAY)
OFFER = Offer("facilitator", NIGHT + 14 * DAY)
READER = Role("complaints", NIGHT, NIGHT + 365 * DAY)
READER_OFFER = Offer("complaints", NIGHT + 14 * DAY)
COMPLAINT = MyComplaint("mine", NIGHT + 7 * DAY, True)
WAITS = NIGHT + 7 * DAY
NAMED = struct_replace(
    ROLE, shown_name="Robin", duty="Yes, about children.", again=("quiet company", 600)
)
PACE = Pace(2, datetime(2026, 3, 1, 23, tzinfo=UTC), NIGHT + 90 * DAY, 1)
EVENINGS = Plan(
    "Grief",
    "grief",
    8,
    90,
    Rule(datetime.fromisoformat("2026-03-10 19:00"), "Europe/Berlin", 6),
    (ROBIN,),
)
"""A group that meets each Tuesday."""
EVENING = ("s0", datetime(2026, 3, 10, 18, tzinfo=UTC))
AT_EVENING = MyPlace("m0", "s0", "Grief", EVENING[1], EVENING[1] + timedelta(hours=17))
"""A place at the first of these, which is waited for."""
BEFORE = struct_replace(AT_EVENING, meeting="before", waiting=False)
"""At one that is over."""
MY_ZONE = MyZone("America/New_York", NIGHT + 180 * DAY)
AWAY = struct_replace(ROLE, away=NIGHT + 3 * DAY)
ANSWERS = (
    Answer("What may people call you?", "Sam", "name"),
    Answer("What else?", "An older question", "gone"),
)
NOTE = OwnNote(ANSWERS, NIGHT + 90 * DAY)
WITH_WORD = struct_replace(NOTE, word_before=True)
ONE_LINE = struct_replace(NOTE, answers=ANSWERS[:1])
ALL_WISHES = place(A, closing_line=True, ten_minutes=True)

clocks = datetime.fromisoformat
"""What they show where the collective is."""


def plan(
    first: str, count: int = 6, *hosts: UserID, zone: str = "Europe/Berlin", **more: Any
) -> Plan:
    """A series of grief, each week."""
    return Plan("Grief", "grief", 8, 90, Rule(clocks(first), zone, count, **more), hosts)


TUESDAYS = plan("2026-03-10 19:00", 6, ME)
TONIGHT = plan("2026-03-07 02:20", 6, ME)
SUNDAYS = plan("2026-03-08 02:30")
PAUSED = plan("2026-03-10 19:00", 6, ME, paused=Pause(clocks("2026-03-07"), None))
SHARED_PLAN = plan("2026-03-10 19:00", 6, ME, ROBIN)
"""Sam and Robin take turns: Sam holds the 10th of March, Robin the 17th."""

MINE, ROBINS = date(2026, 3, 10), date(2026, 3, 17)
TURNS = (
    Turn(1, "take", ROBIN, (MINE,), (ME,), NIGHT + DAY),
    Turn(2, "swap", ROBIN, (ROBINS, MINE), (ME,), NIGHT + DAY),
    Turn(3, "cover", ROBIN, (ROBINS,), (ME,), NIGHT + DAY),
)
"""Of Sam."""

ASKING = HostsAsking(HostAsked(ME, ROBIN, NIGHT + DAY), TURNS, 3, 1)
TODAY = NIGHT.date()
SERIES_SETTINGS = SETTINGS.of(SeriesSettings)
TEMPLATES = SERIES_SETTINGS.templates
RHYTHMIC = struct_replace(plan("2026-03-10 19:00", 6, ME), template="six evenings")
RHYTHMIC_STARTS = datetime(2026, 3, 10, 18, tzinfo=UTC)
MY_RHYTHM = MyRhythm("s0", date(2026, 3, 10), "Grief", RHYTHMIC_STARTS + DAY)
SERIES = (MySeries("s0", "Grief", NIGHT + 39 * DAY), MySeries("s1", "Grief", NIGHT + 40 * DAY))

HOUR = HourBefore("s0", "Grief", NIGHT + 40 * DAY, EVENING[1], EVENING[1] - timedelta(hours=1))
FOLLOWING = Following(("grief",), NIGHT + 90 * DAY)


def _told_before() -> Iterator[Context]:
    """Who wants a word before dates of grief, and follows it."""
    for version in (1, 0):
        yield world(
            _yes(HOUR, "hour-before", version=version),
            _yes(FOLLOWING, "follow", version=version),
            facilitators=(ROBIN,),
            plans=(EVENINGS,),
        )
    yield world(_yes(HOUR, "hour-before"), _yes(FOLLOWING, "follow"))
    yield world(_yes(FOLLOWING, "follow", version=0))
    yield world(facilitators=(ROBIN,), plans=(EVENINGS,), me=FAR)
    many = tuple(struct_replace(HOUR, series=f"many{n}") for n in range(MOST_WORDS))
    kinds = tuple(f"kind{n}" for n in range(MOST_FOLLOWED))
    yield world(
        *(_yes(it, "hour-before") for it in many),
        _yes(struct_replace(FOLLOWING, kinds=kinds), "follow"),
        facilitators=(ROBIN,),
        plans=(EVENINGS,),
    )


NOTHING_ASKED = HostsAsking()

MANY_SERIES: Kept = (
    ROLE,
    *(_yes(struct_replace(SERIES[1], id=key), "series") for key in ("x", "y", "z")),
)

ABOUTS: tuple[Kept, ...] = (
    (),
    (place(A),),
    (place(A, closing_line=True), place(B)),
    (OFFER,),
    (ROLE,),
    (ROLE, place(A, hosting=True)),
    (ROLE, place(B), place(A, hosting=True), place(C, hosting=True)),
    (_yes(ALL_WISHES, "place", "closing-line", "ten-minutes"),),
    (_yes(NOTE, "keep-note"),),
    (_yes(ONE_LINE, "keep-note"),),
    (_yes(WITH_WORD, "keep-note", "word-before"),),
    (_yes(NOTE, "keep-note"), place(A), place(C)),
    (_yes(Retired("tea:a", NIGHT + 3 * DAY), "tea"),),
    (_yes(place(A, waiting=True), "place"),),
    (_yes(READER, "complaints-role"),),
    (READER_OFFER,),
    (_yes(COMPLAINT, "complaint-named"),),
)

SHARED = struct_replace(card(A), shown_name="Robin", duty="No.", second=JO)

SOON = NIGHT + timedelta(minutes=1)

LONGEST = struct_replace(card(A), latest=card(A).closes)

ASKED_TO_HOLD = struct_replace(card(A), second=ME, away=True)

NAMING_ME = struct_replace(card(A), named=ME)

CALL = Mark("call")

CALLED = struct_replace(card(A, 1, ME), calls=(CALL,))

DATED = struct_replace(
    card(A),
    for_date="m0",
    starts=SOON,
    kept=8,
    kept_until=NIGHT + 3 * MINUTE,
    locks=NIGHT + 4 * MINUTE,
    full=True,
)
"""Opened for a date, before it begins."""

FOR_TWO = struct_replace(card(A), size=1, for_two=True, guest=ME)

AGREEMENTS_OF_ONE = AgreementSettings(kinds=AGREEMENTS.kinds[1:])
"""Of a kind that is not open."""

LISTS = ((), (card(A),), (card(B), card(A, 2), card(C, 4, ME)), (SHARED,), (LONGEST,))

MANY = tuple(card(Mark(f"m{number}"), number) for number in range(1, 13))
"""More rooms than one message lists."""

MANY_PLACES: Kept = tuple(
    _yes(place(card.mark, hosting=card.number > 11), "place") for card in MANY
)


@dataclass(frozen=True)
class Read:
    """What actors let others read, as it is given here."""

    published: tuple[Published[Any], ...]

    def of(self, kind: type[Any], /) -> tuple[Published[Any], ...]:
        """See `kernel.context.Listings`."""
        return tuple(it for it in self.published if type(it.listing) is kind)


def _announced(number: int, of: Plan, asking: HostsAsking, off: bool) -> Announced:
    """A series, with its next date."""
    dates = meetings(of.rule)
    return Announced(of, Next(f"m{number}", dates[0].day) if dates else None, asking, off)


def _read(
    rooms: tuple[Card, ...],
    *,
    facilitators: tuple[UserID, ...] = (),
    names: tuple[str, ...] = (),
    held: tuple[tuple[RoomID, Mark], ...] = (),
    awaited: tuple[tuple[Mark, UserID], ...] = (),
    readers: tuple[UserID, ...] = (),
    addressed: tuple[Addressed, ...] = (),
    paused: tuple[datetime, ...] = (),
    away: datetime | None = None,
    plans: tuple[Plan, ...] = (),
    asking: HostsAsking = NOTHING_ASKED,
    off: bool = False,
) -> Read:
    holders = (("facilitator", facilitators), ("complaints", readers))
    entries = (
        RoleEntry(user, role, True, NIGHT + DAY, away) for role, users in holders for user in users
    )
    return Read(
        (
            *(Published(card.mark, card) for card in rooms),
            *(Published(entry.user, entry) for entry in entries),
            *(Published(f"n{number}", Named(name)) for number, name in enumerate(names)),
            *(Published(mark, Held(room_id)) for room_id, mark in held),
            *(Published(mark, Awaited(guest)) for mark, guest in awaited),
            *(Published(f"c{number}", it) for number, it in enumerate(addressed)),
            *(Published("all", Paused(until)) for until in paused),
            *(
                Published(f"s{number}", _announced(number, it, asking, off))
                for number, it in enumerate(plans)
            ),
        )
    )


def world(
    *about: OnRecord | Record,
    now: datetime = NIGHT,
    settings: Settings = SETTINGS,
    me: UserID = ME,
    chat: RoomID = CHAT,
    unread: tuple[datetime, ...] = (),
    passing: tuple[Passing, ...] = (),
    rooms: tuple[Card, ...] = (),
    facilitators: tuple[UserID, ...] = (),
    names: tuple[str, ...] = (),
    held: tuple[tuple[RoomID, Mark], ...] = (),
    awaited: tuple[tuple[Mark, UserID], ...] = (),
    readers: tuple[UserID, ...] = (),
    addressed: tuple[Addressed, ...] = (),
    paused: tuple[datetime, ...] = (),
    away: datetime | None = None,
    plans: tuple[Plan, ...] = (),
    asking: HostsAsking = NOTHING_ASKED,
    off: bool = False,
    greeted: bool = True,
) -> Context:
    """A world as a step of somebody sees it, of whom this is kept."""
    kept = [it if isinstance(it, OnRecord) else OnRecord(it, ()) for it in about]
    kept.sort(key=lambda it: (it.record.ends, it.record.kept_as))
    fresh = Fresh("fresh", (0.0, 0.0))
    published = _read(
        rooms,
        facilitators=facilitators,
        names=names,
        held=held,
        awaited=awaited,
        readers=readers,
        addressed=addressed,
        paused=paused,
        away=away,
        plans=plans,
        asking=asking,
        off=off,
    )
    return Context(
        now, settings, fresh, published, Person(me), chat, "", tuple(kept), unread, passing, greeted
    )


def _rooms(**changes: Any) -> Settings:
    """With other settings of rooms."""
    return with_section(struct_replace(ROOMS, **changes))


def _contact(words: str) -> Settings:
    """The collective wrote whom people can talk to."""
    return with_section(struct_replace(CORE, complaints=words))


PERSON_VIEWS = (
    *(world(*about, greeted=False) for about in ((), (place(A),))),
    *(world(*about, rooms=rooms) for about, rooms in product(ABOUTS, LISTS)),
    *(
        world(_yes(note, consent, version=0), rooms=LISTS[1])
        for note, consents in (
            (ALL_WISHES, ("place", "closing-line", "ten-minutes")),
            (place(A, hosting=True), ("host",)),
            (ROLE, ("role",)),
            (READER, ("complaints-role",)),
            (WITH_WORD, ("keep-note", "word-before")),
        )
        for consent in consents
    ),
    world(NAMED, facilitators=(JO, ME, ROBIN), rooms=(card(A, 1, ME),)),
    *(
        world(*about, rooms=rooms)
        for about in ((_yes(ROLE, "role"),), (_yes(place(A), "host"),))
        for rooms in (
            (ASKED_TO_HOLD,),
            (NAMING_ME,),
            (NAMING_ME, struct_replace(NAMING_ME, mark=B, number=2)),
        )
    ),
    world(
        _yes(ROLE, "role"),
        place(A),
        rooms=(NAMING_ME, struct_replace(SHARED, mark=B, number=2, facilitator=ME)),
    ),
    world(
        ROLE,
        place(A, hosting=True),
        rooms=(struct_replace(SHARED, facilitator=ME),),
    ),
    world(*ABOUTS[6], rooms=(card(A, 1, ME), card(C, 4, ME))),
    *(
        world(
            *ABOUTS[6],
            rooms=tuple(
                struct_replace(it, options=(INVITED_ALONE,))
                for it in (card(A, 1, ME), card(C, 4, ME))
            ),
            settings=settings,
        )
        for settings in (SETTINGS, _rooms(federate=True))
    ),
    world(NAMED, place(A, hosting=True)),
    world(ROLE, _yes(PACE, "pace")),
    world(ROLE, _yes(struct_replace(PACE, week=NIGHT - 20 * DAY), "pace", version=0)),
    world(_yes(MY_ZONE, "zone"), facilitators=(ROBIN,), plans=(EVENINGS,)),
    *_told_before(),
    world(facilitators=(ROBIN,), plans=(EVENINGS,)),
    world(facilitators=(ROBIN,), plans=(EVENINGS,) * 6),
    world(facilitators=(ROBIN,), plans=(struct_replace(EVENINGS, fewest=3),), me=ROBIN),
    world(facilitators=(ROBIN,), plans=(struct_replace(EVENINGS, fewest=3),), me=FAR),
    *(
        world(
            _yes(struct_replace(AT_EVENING, waiting=waiting), "date-place", version=version),
            rooms=LISTS[1],
            facilitators=(ROBIN,),
            plans=(struct_replace(EVENINGS, fewest=1),),
        )
        for waiting in (False, True)
        for version in (1, 0)
    ),
    world(_yes(AT_EVENING, "date-place"), FreePlace("m0", SOON), FreePlace("m1", SOON)),
    world(_yes(BEFORE, "date-place"), facilitators=(ROBIN,), plans=(EVENINGS,)),
    world(
        *(
            _yes(struct_replace(BEFORE, meeting=f"before{n}", series=f"s{n}"), "date-place")
            for n in range(6)
        ),
        facilitators=(ROBIN,),
        plans=(struct_replace(EVENINGS, fewest=3),),
    ),
    world(_yes(struct_replace(MY_ZONE, zone="Nowhere/At_All"), "zone", version=0)),
    world(_yes(AWAY, "role"), rooms=(NAMING_ME,)),
    world(ROLE, _yes(SERIES[0], "series"), plans=(TUESDAYS,)),
    world(ROLE, _yes(SERIES[0], "series"), plans=(TONIGHT,)),
    world(_yes(ROLE, "role"), plans=(TONIGHT, TONIGHT), facilitators=(ME,), off=True),
    world(plans=(TONIGHT, plan("2026-03-07 02:15", 1, ME)), off=True),
    world(ROLE, plans=(TONIGHT,), chat=RoomID("")),
    world(ROLE, plans=(TONIGHT,), settings=_rooms(most_each=0)),
    world(ROLE, plans=(TONIGHT,), rooms=(struct_replace(DATED, facilitator=ME),)),
    world(ROLE, _yes(SERIES[0], "series", version=0), plans=(PAUSED,)),
    world(ROLE, *(_yes(it, "series") for it in SERIES), plans=(TUESDAYS, PAUSED)),
    *(
        world(
            ROLE,
            _yes(SERIES[0], "series", version=version),
            plans=(struct_replace(SHARED_PLAN, held=held),),
            facilitators=(ME, ROBIN, JO, FAR),
            asking=asking,
        )
        for version in (0, 1)
        for held in ((), (OutOfTurn(MINE, ROBIN),))
        for asking in (ASKING, HostsAsking(HostAsked(JO, ROBIN, NIGHT + DAY)))
    ),
    world(
        ROLE,
        _yes(SERIES[0], "series"),
        *(TurnPrompt(f"turn:s0:{number}", NIGHT + DAY, "s0", number) for number in (1, 9)),
        plans=(SHARED_PLAN,),
        facilitators=(ME, ROBIN),
        asking=ASKING,
        away=NIGHT + 30 * DAY,
    ),
    *(
        world(
            *about,
            HostingPrompt("hosting:s0", NIGHT + DAY, "s0"),
            plans=(plan("2026-03-10 19:00", 6, ROBIN),),
            asking=ASKING,
        )
        for about in (
            (ROLE,),
            (),
            MANY_SERIES,
        )
    ),
    world(HostingPrompt("hosting:s0", NIGHT + DAY, "s0")),
    *(
        world(
            ROLE,
            *kept,
            plans=(RHYTHMIC,),
            now=RHYTHMIC_STARTS + minutes * MINUTE,
            settings=with_section(
                struct_replace(SERIES_SETTINGS, templates=(*TEMPLATES[:-1], template))
            ),
        )
        for kept in ((), (_yes(MY_RHYTHM, "rhythm"),), (_yes(MY_RHYTHM, "rhythm", version=0),))
        for minutes in (-60, 15, 134, 140)
        for template in (
            TEMPLATES[-1],
            struct_replace(TEMPLATES[-1], rhythm=TEMPLATES[-1].rhythm[:3]),
        )
    ),
    world(struct_replace(AWAY, away=NIGHT), facilitators=(JO, ME), away=NIGHT + 3 * DAY),
    world(*ABOUTS[5], rooms=(card(A, 1, ME),), held=((HALL, A),)),
    world(*ABOUTS[5], rooms=(CALLED,)),
    world(*ABOUTS[5], place(CALL, hosting=True), rooms=(CALLED,)),
    world(place(B), rooms=(card(B),), awaited=((A, ME), (C, ROBIN))),
    world(_yes(ROLE, "role"), _yes(struct_replace(place(A, hosting=True), name=""), "host")),
    world(place(B), rooms=(FOR_TWO, card(B, 2))),
    world(place(B), rooms=(struct_replace(FOR_TWO, guest=ROBIN), card(B, 2))),
    world(_yes(NOTE, "keep-note"), now=NIGHT + 84 * DAY),
    world(readers=(ROBIN, JO)),
    world(readers=(ME, JO)),
    world(readers=(JO,)),
    world(readers=(ROBIN, JO), settings=_contact("Talk to Kim.")),
    world(settings=_contact("Talk to Kim.")),
    world(ALL_WISHES, settings=with_section(struct_replace(CORE, server_copies="Gone in a day."))),
    world(readers=(ROBIN, JO), addressed=(Addressed((ROBIN,), NIGHT, WAITS),) * 20),
    *(
        world(_yes(COMPLAINT, consent, version=version), readers=(ROBIN, JO), rooms=LISTS[1])
        for consent in ("complaint-named", "complaint-unnamed")
        for version in (0, 1)
    ),
    world(COMPLAINT, place(A), now=NIGHT + 8 * DAY),
    world(_yes(struct_replace(COMPLAINT, read=True), "complaint-named"), readers=(ROBIN, JO)),
    world(struct_replace(COMPLAINT, read=True), now=NIGHT + 8 * DAY),
    world(
        _yes(READER, "complaints-role"),
        readers=(ME, JO),
        addressed=(
            Addressed((ME, JO), NIGHT, WAITS),
            Addressed((ME,), NIGHT, WAITS),
            Addressed((ME,), NIGHT + DAY, WAITS),
            Addressed((JO,), NIGHT, WAITS),
        ),
    ),
    world(_yes(READER, "complaints-role"), now=NIGHT + 360 * DAY),
    world(settings=_rooms(complaints="")),
    world(rooms=(card(A), struct_replace(card(B, 2), title="Grief", kind="grief"))),
    world(*ABOUTS[1], settings=with_section(AGREEMENTS_OF_ONE), rooms=(card(A),)),
    world(settings=with_section(AGREEMENTS_OF_ONE), rooms=(card(A),)),
    world(
        unread=(NIGHT + DAY,),
        passing=tuple(Passing(NIGHT + DAY, A, what) for what in get_args(Relayed)),
    ),
    world(chat=RoomID("")),
    world(*ABOUTS[1], chat=RoomID("!newer:example.org")),
    world(*ABOUTS[1], now=NIGHT + 8 * DAY),
    world(*ABOUTS[4], settings=_rooms(kinds=ROOMS.kinds[1:])),
    world(*MANY_PLACES, rooms=MANY),
    world(*ABOUTS[6], settings=_rooms(most_each=2)),
    world(*ABOUTS[4], names=("pine harbour",) * ROOMS.most_rooms),
    world(*ABOUTS[4], settings=struct_replace(SETTINGS, allows_seconds=True)),
    world(*ABOUTS[4], settings=_rooms(longest_minutes=60)),
    world(me=FAR),
    world(*ABOUTS[1], paused=(NIGHT - MINUTE, NIGHT + DAY)),
    world(*ABOUTS[4], me=FAR, rooms=LISTS[1]),
    world(*ABOUTS[4], facilitators=(FAR, ME)),
    world(*ABOUTS[1], rooms=LISTS[2], settings=_rooms(federate=True)),
    world(rooms=(struct_replace(card(A), locked=True), struct_replace(card(C, 4), full=True))),
    world(rooms=(DATED,)),
    world(
        *ABOUTS[6],
        rooms=tuple(struct_replace(it, locked=True) for it in (card(A, 1, ME), card(C, 4, ME))),
    ),
)

ASKED = (
    HandAsked(ANSWERS, (A,), A, ROBIN),
    HandAsked(ANSWERS[:1], (A,), Mark(""), ROBIN, kept=True),
    KeepAsked(ANSWERS[:1], A, NIGHT + 90 * DAY),
)
"""Questions about a note, to which one comes back when an answer was changed."""


def _planning() -> Iterator[State]:
    """A series is planned, or changed."""
    words = tuple(it.word for it in TEMPLATES)
    yield from (GroupAsked(words), GroupDayAsked(Draft("grief")))
    tuesdays = Draft("grief", weekday=1, at=time(19), count=6)
    night = struct_replace(tuesdays, at=time(2, 30))
    yield from (GroupTimeAsked(Draft("grief", weekday=1)), GroupTimeAsked(Draft("grief", TODAY)))
    yield OftenAsked(Draft("grief", weekday=1, at=time(19)))
    yield from (PeopleAsked(struct_replace(night, weekday=day)) for day in (1, 4))
    yield PeopleAsked(struct_replace(night, weekday=6, count=4))
    yield HolidaysAsked(plan("2026-10-25 02:30", 2), (date(2026, 11, 1),))
    yield HolidaysAsked(SUNDAYS, (date(2026, 4, 5),))
    yield HolidaysAsked(plan("2026-04-03 19:00", 1), (date(2026, 4, 3),))
    yield from (ClockAsked(it) for it in (SUNDAYS, plan("2026-03-29 02:30", 1)))
    yield PlanShown(SUNDAYS)
    yield from (PlanShown(TUESDAYS), EndAsked("s0"), ChangeAsked("s0", Skip(date(2026, 3, 17))))
    wishes = ("", "end", "pause", "step down", "take 17 march")
    yield from (WhichSeries(("s0", "s1"), wish) for wish in wishes)
    yield from (StepDownAsked("s0"), TurnWished("s0", "take", (ROBINS,)))
    yield from (HostingOffered(key) for key in ("s0", "s9"))
    yield TurnOffered("s0", 1)
    yield from (RhythmShown("s0", day) for day in (date(2026, 3, 10), date(2026, 3, 11)))


PERSON_STATES: tuple[State, ...] = (
    Home(),
    Menu(),
    Lost(),
    Listing(((1, A), (4, C))),
    AfterRoom(),
    AfterHolding(),
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
    RoleOffered(NIGHT + 365 * DAY, "complaints"),
    RoleOffered(NIGHT + 365 * DAY, "of an older version"),
    RoleShown("complaints"),
    AboutAsked(),
    WordsAsked("Robin"),
    WordsAsked("@robin:example.org, and jo"),
    WordsAsked(""),
    *(kind("Robin", "Too loud.", (ROBIN, JO)) for kind in (ReadersAsked, HowAsked)),
    *(kind("", "Too loud.", (JO,)) for kind in (ReadersAsked, HowAsked)),
    WordsAsked("robin", (ROBIN,)),
    WordsAsked("robin and jo", (ROBIN, JO)),
    ComplaintKept(),
    Listed((("complaint", "complaint-named"), ("complaint", "complaint-unnamed"))),
    Listed((("role:complaints", "complaints-role"),)),
    Renewing(("role:complaints", "complaints-role")),
    *(Renewing(("complaint", f"complaint-{how}")) for how in ("named", "unnamed")),
    NameAsked(),
    DutyAsked(),
    Listed((("pace", "pace"),)),
    DatesListed((EVENING,)),
    *(kind(series, EVENING[1]) for kind in (PartAsked, DatePlaceAsked) for series in ("s0", "s9")),
    PartAsked("s0", NIGHT),
    MyDatesListed(("m0", "gone")),
    *(FreePlaceAsked(meeting) for meeting in ("m0", "gone")),
    Listed((("date:m0", "date-place"),)),
    Renewing(("date:m0", "date-place")),
    DatesListed((("gone", EVENING[1]),)),
    DateChosen(EVENING, (*(EVENING for _ in range(8)), ("gone", EVENING[1]))),
    DateChosen(("gone", EVENING[1])),
    HourOffered(EVENING[0]),
    HourOffered("gone"),
    SubjectAsked(("grief", "gone")),
    *(FollowOffered(kind) for kind in ("grief", "quiet company")),
    Renewing(("hour-before:s0", "hour-before")),
    Renewing(("following", "follow")),
    Listed((("hour-before:s0", "hour-before"), ("following", "follow"))),
    ZoneAsked(),
    ZoneAsked(("Europe/Berlin", "Europe/Dublin")),
    ZoneOffered("America/New_York"),
    Listed((("zone", "zone"),)),
    PaceAsked(),
    PaceOffered(2),
    *_planning(),
    AwayAsked(),
    AwayRead(NIGHT),
    AwayRead(NIGHT + 3 * DAY),
    Listed((("place:a", "place"), ("place:a", "closing-line"))),
    Listed((("place:a", "ten-minutes"), ("note", "keep-note"))),
    Listed((("note", "keep-note"), ("note", "word-before"))),
    *(Renewing(("place:a", name)) for name in ("place", "closing-line", "ten-minutes", "host")),
    Listed((("tea:a", "tea"),)),
    Renewing(("role:facilitator", "role")),
    *(Renewing(("note", name)) for name in ("keep-note", "word-before")),
    WhoAsked(A, "Grief", (ROBIN,)),
    WhyAsked(A, "Grief", ROBIN),
    StepOutSummary(A, "Grief", ROBIN, "Too loud."),
    TakeBackAsked(A, EVENT),
    WhichRoom("room", ((1, A), (2, B))),
    WhichRoom("help-here", ((1, A), (4, C))),
    WhichRoom("step-out", ((1, A), (4, C))),
    Sought(A, "robin", "Too loud."),
    Sought(A, "robin"),
    Sought(A, "nobody"),
    WhoAsked(A, "Grief", (ROBIN,), "Too loud."),
    HandoverOffered(A),
    LengthAsked(),
    LayDownAsked(),
    AskInAsked(A, FAR),
    *(LockWhich(locked, ((1, A), (4, C))) for locked in (True, False)),
    LongerWhich(((1, A), (4, C)), 15),
    LongerWhich(((1, A), (4, C)), until=NIGHT + timedelta(minutes=80)),
    SecondOffered(A),
    HoldOffered(A),
    HelpOffered(A, CALL),
    *(StartOffered("s0", meeting) for meeting in ("m0", "m1")),
    TwoOffered(A),
    Asking(0),
    Asking(1, ANSWERS[:1], A),
    Asking(1, ()),
    AnswerDoubted(Asking(0), "who reads it?"),
    AnswerDoubted(Asking(1, ANSWERS[:1], A), "who reads it?"),
    ReadOffered(),
    RoomToPropose(((1, A), (4, C))),
    RoomToPropose(((1, A), (2, B)), "No advice."),
    ProposalAsked(A),
    *(ProposalShown(A, to, "No advice.") for to in (ROBIN, JO)),
    HandAsked(ANSWERS, (B, A), B, ROBIN),
    HandAsked(ANSWERS, (A,), Mark(""), ROBIN, kept=True),
    HandAsked(ANSWERS, (A,), A, ROBIN),
    HandAsked(ANSWERS, (A,), A, JO),
    KeepAsked(ANSWERS, A, NIGHT + 90 * DAY),
    KeepAsked(ANSWERS, Mark(""), NIGHT + 90 * DAY),
    NoteShown(),
    NoteLineAsked(),
    *(AnswerLineAsked(asked) for asked in ASKED),
    *(Mending(at, asked) for at in (0, 1) for asked in (None, *ASKED)),
    *(MendDoubted(Mending(0, asked), "who reads it?") for asked in (None, *ASKED)),
    Handing(ANSWERS, (), Mark(""), "Grief", ROBIN),
    Handing(ANSWERS, (A,), A, "Grief", ROBIN, kept=True),
    WordAsked(),
    WordAsked(A),
    AskedToShow(),
    BeingShown(),
    AskedToClear(),
    AskedToErase(),
    AskedToErase(NIGHT),
    Erasing((A,)),
    Erasing((A, B)),
)

_OTHERS = (
    "I do not know",
    "the quiet one",
    "robin and 2",
    "until monday",
    "who?",
    "1234",
    "",
    "never mind " * 50,
    "open quiet",
    "rooms please",
)
_RESTS = (
    *("follow grief", "follow quiet company"),
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
    "extend 1h30",
    "step out robin too loud",
    "away until 17 march",
    "away until 2027-12-24",
    "away for a while",
    *("tuesdays", "today 1:00", "6 weeks", "every 2 weeks 60 times", "99 people"),
    *("tuesdays 19:00", "tuesdays 19:00 6 weeks", "tuesdays 19:00 6 weeks 99 people"),
    *("fridays 19:00 6 weeks", "sundays 2:30 4 weeks", "quiet company", "8 people"),
    *("plan grief", "plan grief tuesdays", "plan grief tuesdays 19:00", "plan pause", "plan end"),
    *(f"plan {it}" for it in ("with", "with jo", "with nobody", "with noor", "with robin")),
    *(f"plan {it} {day}" for it in ("take", "cover") for day in ("", "10 march", "17 march")),
    *("plan swap 10 march", "plan swap 10 march with 17 march", "plan swap 17 march for 10 march"),
    *("plan swap 10 march and some day", "plan step down", "plan step down on 17 march"),
    *(f"plan grief {it}" for it in ("tuesdays 19:00 6 weeks", "fridays 19:00 6 weeks")),
    "plan grief sundays 2:30 4 weeks",
    "plan move 10 march to 1 april",
    "plan grief tuesdays 19:00 6 weeks 99 people",
    *("grief tuesdays", "grief tuesdays 19:00", "grief tuesdays 19:00 6 weeks"),
    *(f"grief {it} 8 people" for it in ("tuesdays 19:00 6 weeks", "fridays 19:00 6 weeks")),
    *("grief sundays 2:30 4 weeks 8 people", "grief for 5 hours", "wednesdays"),
    "lock 1",
    *("zone lisbon", "when grief", "grief"),
    "zone berlim",
    "zone xq",
    "lisbon",
    "ask in @noor:elsewhere.example",
    "ask in @Alex:example.org 1",
    "ask in @noor:elsewhere.example 1",
    "ask in alex",
    "name a second",
    "name a second jo",
    "name a second with jo 1",
    "name a second jo 4",
    "name a second noor 1",
    "name a second nobody 1",
    "open grief 20 for invited people",
    "extend until 3:10",
    "extend until 3:25",
    "open grief until 3:10",
    "open grief for a while",
    "extend 1500",
    "2, 1",
    "3 and 1",
    "room 2",
    "room 9",
    "room for me?",
    "take back that one",
    "propose: no advice unless asked",
    "propose " + "as I said before " * 10,
    "propose \u3164",
    "ask @kim:example.org",
    *(f"take back matrix:roomid/{room[1:]}/e/{EVENT[1:]}" for room in (HALL, CHAT)),
)


def _complaint_events() -> Iterator[Message]:
    yield from (OfferMade("complaints", NIGHT), RoleExpires(), ComplaintLapsed())
    yield from (ComplaintShown("c0", ROBIN, "Robin", "Loud.", it, SOON) for it in (True, False))
    yield from (ComplaintWaits(key) for key in ("c0", "c1"))
    yield ComplaintShown("c0", ROBIN, "", "Loud.", named=False, until=SOON)
    yield from (ComplaintGone(), *(ComplaintRead(key) for key in ("mine", "another")))
    yield from (ComplaintOver(key, fate) for key in ("mine", A) for fate in get_args(Fate))


def _series_events() -> Iterator[Message]:
    yield from (SeriesOver("s0", why) for why in get_args(WhyOver))
    yield SeriesOver(A, "ended")
    yield from (kind("s0", meeting) for kind in (StartAsked, StartOver) for meeting in ("m0", "m1"))
    for meeting, paused in product(("m0", "m1"), (True, False)):
        yield NotOpened("s0", meeting, "Grief", paused)
    at = clocks("2026-03-18 19:00")
    for change in (
        *(Skip(at.date()), Move(date(2026, 3, 17), at)),
        *(Pause(at), Pause(at, date(2026, 3, 31)), Resume(at)),
    ):
        yield from (SeriesChanged("s0", change, other) for other in (False, True))
    yield SeriesChanged("s9", Resume(at), other=True)
    for key in ("s0", "s9"):
        yield from (HostingAsked(key, NIGHT + DAY), HostsChanged(key, "joined"))
        yield from (HostingSettled(key, fate, JO) for fate in get_args(InviteFate))
        yield from (TurnAsked(key, turn.number, turn.until) for turn in TURNS)
        yield from (TurnSettled(key, (MINE,), fate) for fate in get_args(TurnFate))
        yield TurnsChanged(key, (MINE, ROBINS))
    yield from (StepDue(key) for key in ("s0", "s9"))
    yield from (TurnAsked("s0", 9, NIGHT + DAY), HostingSettled("s0", "no"))
    yield from (HostsChanged("s0", what) for what in ("left", "welcome"))


def _place_events() -> Iterator[Message]:
    at, until = EVENING[1], EVENING[1] + timedelta(hours=17)
    for meeting in ("m0", "before"):
        yield from (PlaceGone(meeting, why) for why in get_args(WhyGone))
        yield from (PlaceKept(meeting, waiting) for waiting in (False, True))
        yield from (PlaceFree(meeting, SOON), DateMoved(meeting, at + DAY, until + DAY))
        for mark, waiting in ((A, False), (A, True), (B, False)):
            yield DateIsOpen(meeting, mark, waiting)
    yield from (PlaceGone(A, "back"), DateTooFew("Grief", at))


def person_events() -> Iterator[Message]:
    """Every word that anything in the table understands, numbers, other words, every input."""
    words = {word for state in PERSONS.states for word in PERSONS.choices(state)}
    words |= set(PERSONS.commands)
    for word in sorted(words):
        yield Said(TEXTS.phrases(word)[0])
    for text in ("0", "1", "2", "4", "9", *_OTHERS, *_RESTS):
        yield Said(text)
    yield from (Edited("rooms"), Edited("the rooms that are open"), Wordless())
    yield from (ThirdPersonCame(), ChatGone(CHAT), Undelivered(), OfferMade("facilitator", NIGHT))
    yield from (*_complaint_events(), *_series_events(), *_place_events())
    yield from (*(HourDue(key) for key in (EVENING[0], "gone")), FollowDue())
    yield IdentityReset()
    yield from (RoleRevoked(), EraseOrdered(), Scrubbed(), ScrubDelayed())
    yield from (PlaceGiven(A, again) for again in (False, True))
    yield from (PlaceRefused(A, why) for why in get_args(NoPlace))
    yield from (PlaceFreed(mark, refused) for mark in (A, B) for refused in (False, True))
    yield from (RoomClosed(A, why, hosted) for why in get_args(Ending) for hosted in (False, True))
    yield from (HeldByAnother(mark) for mark in (A, B))
    yield from (RoomIsOpen(card(mark)) for mark in (A, B))
    yield from (RoomNotOpened(A, why) for why in get_args(NoRoom))
    yield from (PlaceWaits(A), RoomNow("Grief", (ME,), NIGHT, NIGHT), HoldAsked(A))
    for again in (False, True):
        yield HelpAsked(A, "Grief", ROBIN, NIGHT, NIGHT + 5 * MINUTE, CALL, again)
    yield from (HelpOver(call) for call in (CALL, Mark("other")))
    yield from (HelpAnswerSettled("Grief", fate) for fate in get_args(AnswerFate))
    yield from (RoomForTwo(mark) for mark in (A, B))
    yield RoomIsOpen(struct_replace(FOR_TWO, facilitator=ME, guest=ROBIN))
    yield from (HelpSettled("Grief", fate, (ROBIN, JO)) for fate in get_args(HelpFate))
    yield from (RoomEnds(mark, minutes) for mark in (A, B) for minutes in (1, 2, 10))
    yield from (WhoIsIn(A, "Grief", people) for people in ((), (ROBIN, JO)))
    yield from (Extended("Grief", NIGHT, NIGHT, refused) for refused in (False, True))
    yield from (NotIn("Grief"), RoomOpened())
    yield from (HandoverAsked(A), HandoverWaits("Grief", ROBIN), HandoverKept("Grief"))
    yield HandedOn(struct_replace(SHARED, facilitator=JO, second=ME))
    for other in (False, True):
        yield Extended("Grief", NIGHT, NIGHT, refused=False, by_other=other)
        yield ClosesSoon("Grief", NIGHT, other)
        yield from (LockSettled("Grief", locked, other) for locked in (False, True))
    yield from (SteppedOut(mark, "Too loud.", by) for mark in (A, B) for by in (ROBIN, UserID("")))
    yield from (StepOutSettled(ROBIN, "Grief", fate) for fate in get_args(StepOutFate))
    yield StepOutSettled(FAR, "Grief", "out")
    yield from (SecondNamed(JO, "Grief", fate) for fate in get_args(SecondFate))
    yield from (AskInSettled(FAR, "Grief", fate) for fate in get_args(AskInFate))
    yield RoomIsOpen(struct_replace(card(A), options=(INVITED_ALONE,)))
    yield from (TakeBackSettled(fate) for fate in get_args(TakeBackFate))
    yield from (WordsHanded(A, "Grief", ROBIN, ANSWERS, NIGHT + 50 * MINUTE), NoteExpires())
    yield from (WordsSettled("Grief", ROBIN, fate) for fate in get_args(NoteFate))
    proposal = (Answer("", "No advice."),)
    yield WordsHanded(A, "Grief", ROBIN, proposal, NIGHT + 50 * MINUTE, "agreement")
    for fate in get_args(ProposalFate):
        yield WordsSettled("Grief", ROBIN, fate, "agreement")
    yield from (kind(mark) for kind in (SecondAsked, HolderNotInvited) for mark in (A, B))
    yield from (NowHolding(card(mark)) for mark in (A, B))
    yield from (SecondAnswered("Grief", JO, yes=yes) for yes in (False, True))


def _in_room(
    now: datetime = NIGHT,
    rooms: tuple[Card, ...] = (),
    names: tuple[str, ...] = (),
    settings: Settings = SETTINGS,
) -> Context:
    fresh = Fresh("fresh", (0.0, 0.0))
    return Context(now, settings, fresh, _read(rooms, names=names), Room(A), who="who")


ROOM_VIEWS = (
    _in_room(),
    _in_room(NIGHT + 40 * MINUTE, LISTS[2]),
    _in_room(NIGHT + 49 * MINUTE),
    _in_room(NIGHT + 60 * MINUTE),
    _in_room(NIGHT + 2 * MINUTE, names=("pine harbour",) * ROOMS.most_rooms),
    _in_room(NIGHT + 5 * MINUTE),
    _in_room(settings=_rooms(most_each_server=1, federate=True)),
)

_OPENED = Opened(card(A), HALL)

CALLED_BY_ME = struct_replace(card(A), calls=(CALL,))

ROOM_STATES: tuple[State, ...] = (
    Wanted(),
    Making(card(A)),
    Making(card(A, minutes=5), close="facilitator"),
    Making(card(A, minutes=5)),
    Making(FOR_TWO),
    _OPENED,
    struct_replace(_OPENED, seats=(ME,)),
    struct_replace(_OPENED, seats=(ME, FARTHER)),
    *(
        struct_replace(_OPENED, asked=asked, card=struct_replace(card(A), options=(INVITED_ALONE,)))
        for asked in ((), ("who",), tuple(f"{number}" for number in range(50)))
    ),
    struct_replace(_OPENED, going=(ME,)),
    struct_replace(_OPENED, going=(ME,), inviting=(ME,)),
    struct_replace(_OPENED, seats=(ME,), inviting=(ME, ROBIN), went=("who",)),
    struct_replace(
        _OPENED, seats=(ME,), given=(ME,), card=struct_replace(card(A), named=ME), warned=10
    ),
    struct_replace(_OPENED, seats=(ME,), helped=(Helped("who", NIGHT, 2), Helped("b", NIGHT))),
    struct_replace(_OPENED, seats=(ME,), given=(ME,), proposed=("who",), proposing=("who",)),
    struct_replace(_OPENED, seats=(ME,), given=(ME,), proposed=("who",) * 3),
    struct_replace(_OPENED, seats=(ME,), noted=("who",), helped=(Helped("who", NIGHT, 1),)),
    struct_replace(
        _OPENED,
        card=CALLED_BY_ME,
        seats=(ME,),
        helped=(Helped("b", NIGHT, 1, CALL, ME), Helped("who", NIGHT)),
    ),
    struct_replace(
        _OPENED,
        card=struct_replace(CALLED_BY_ME, second=JO),
        seats=(ME,),
        helped=(Helped("who", NIGHT, 2, CALL, ME, ("who",), NIGHT + 5 * MINUTE),),
    ),
    struct_replace(
        _OPENED,
        card=struct_replace(CALLED_BY_ME, second=JO),
        seats=(ME,),
        helped=(Helped("b", NIGHT, 2, CALL, ME, told=True), Helped("c", NIGHT)),
    ),
    struct_replace(
        _OPENED,
        card=CALLED_BY_ME,
        seats=(ME,),
        helped=(Helped("who", NIGHT, 1, CALL, ME, ("b",)), Helped("c", NIGHT)),
    ),
    struct_replace(
        _OPENED,
        card=struct_replace(card(A, 1, ME), calls=(CALL,)),
        helped=(Helped("b", NIGHT, 1, CALL, ME, later=NIGHT),),
    ),
    struct_replace(
        _OPENED, card=struct_replace(FOR_TWO, guest=None, full=True), seats=(ME,), given=(ME,)
    ),
    struct_replace(_OPENED, card=FOR_TWO),
    struct_replace(_OPENED, card=struct_replace(FOR_TWO, number=0)),
    struct_replace(_OPENED, out=("who",), card=struct_replace(card(A), number=0, named=JO)),
    struct_replace(_OPENED, card=struct_replace(card(A), named=JO)),
    struct_replace(_OPENED, card=struct_replace(card(A), number=0)),
    struct_replace(_OPENED, card=SHARED, warned=2),
    struct_replace(_OPENED, card=SHARED, passes=NIGHT),
    struct_replace(_OPENED, card=SHARED, passes=SOON, returns=True),
    struct_replace(_OPENED, passes=SOON),
    struct_replace(
        _OPENED,
        card=struct_replace(SHARED, locked=True, closes=NIGHT + timedelta(minutes=1)),
        early=True,
    ),
    struct_replace(_OPENED, card=struct_replace(SHARED, away=True), called_back=True),
    Making(DATED),
    struct_replace(_OPENED, card=struct_replace(DATED, number=0)),
    *(struct_replace(_OPENED, card=DATED, took=took) for took in ((), ("who",))),
    struct_replace(_OPENED, card=SHARED, patient=NIGHT + 45 * MINUTE),
    Closing(card(A), HALL, (ME,), "time"),
    Opened(card(A), HALL, named_since=10),
    Closing(SHARED, HALL, (ME,), "time"),
    Closing(card(A), HALL, (ME,), "time", (ME,)),
    Closing(card(A), HALL, (ME,), "time", (ME,), emptied=True),
)


def room_events() -> Iterator[Message]:
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
    times = ("ten", "two", "check", "end", "pass", "help", "arm", "kept", "locks")
    yield from (Due(what) for what in times)
    yield LetIn(ME, kept=True)
    yield from (Armed(by_itself, NIGHT + DAY) for by_itself in (False, True))
    yield from (Armed(by_itself) for by_itself in (False, True))
    yield from (Close(why) for why in get_args(Ending))
    yield from (NotCreated(why) for why in get_args(NoRoom))
    yield from (NotInvited(user, why) for user in people for why in get_args(NoPlace))
    yield from (Extend(ROBIN, minutes) for minutes in (15, 999))
    yield from (Lock(user, locked) for user in (ROBIN, JO, ME) for locked in (True, False))
    yield from (CloseSoon(user) for user in (ROBIN, JO, ME))
    yield from (
        HelpAnswered(user, call, answer)
        for user in (ROBIN, JO, ME)
        for call in (CALL, Mark("other"))
        for answer in get_args(HelpAnswer)
    )
    yield from (HoldsOn(user, yes) for user in (ROBIN, ME) for yes in (True, False))
    yield Extend(JO, 0, NIGHT + timedelta(minutes=55))
    yield from (LookIn(ROBIN, why) for why in get_args(Looking))
    groups = ((), (ME,), (ME, ROBIN), (JO,))
    yield from (Seen(people, why, ROBIN) for people in groups for why in get_args(Looking))
    yield from (Seen(people, why, JO) for people in groups for why in ("step-out", "hold"))
    yield from (Holds(user, yes=yes) for user in people for yes in (False, True))
    yield from (StepOut(ME, "Too loud.", by) for by in (ROBIN, JO))
    yield from (TakeBack(EVENT, by) for by in (ROBIN, JO))
    yield from (NameSecond(JO, by) for by in (ROBIN, ME))
    yield from (AskIn(user, by) for user in (ME, FAR) for by in (ROBIN, JO))
    yield from (TakenBack(ROBIN, fate) for fate in get_args(TakeBackFate))
    yield from (WordsTakenBack(ME, note, not note) for note in (True, False))
    yield from (
        WordsBrought(ME, to, "Grief", ANSWERS, NIGHT, what)
        for to in (ROBIN, JO)
        for what in get_args(Written)
    )
    yield from (
        Passed(what, ME, to, "Grief", NIGHT, done)
        for what in get_args(Relayed)
        for to in (ROBIN, JO)
        for done in (False, True)
    )


@dataclass
class Watched:
    """A table that notes which of its rows were asked, and where they led."""

    original: Table
    asked: Counter[Transition] = field(default_factory=Counter)
    led: Counter[tuple[Transition, type[State]]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        rows = tuple(map(self._watch, self.original.rows))
        self.table = replace(self.original, rows=rows)

    def _watch(self, row: Transition) -> Transition:
        do = row.do
        if isinstance(do, Go):
            return row

        def watched(state: Any, heard: Any, view: Context) -> Step:
            decided = do(state, heard, view)
            self.asked[row] += 1
            if decided.state != state:
                self.led[row, type(decided.state)] += 1
            return decided

        return replace(row, do=watched)


@dataclass(frozen=True)
class Case:
    """One step: where from, what, in which world, and what came of it."""

    before: ConversationState
    event: Message
    view: Context
    outcome: Outcome


EVERY = 41
"""Of so many events one is played where all states and worlds are: of all there are eight million,
which `make soak` plays."""


def cases(
    table: Table,
    states: tuple[State, ...],
    views: tuple[Context, ...],
    events: tuple[Message, ...],
    every: int = EVERY,
) -> Iterator[Case]:
    """Every state with every event, every state in every world and every event in every world. Of
    all three together one in `every`, and besides the choices of each question, and all that comes
    by itself where nothing is asked: few worlds are such that either leads on."""
    by_itself = {n for n, e in enumerate(events) if not isinstance(e, Said | Edited | Wordless)}
    for s, state in enumerate(states):
        choices = {Said(TEXTS.phrases(word)[0]) for word in table.choices(type(state))}
        if (type(state), NUMBER) in table.index:
            choices |= {Said("1"), Said("2")}
        chosen = {n for n, event in enumerate(events) if event in choices}
        always = by_itself if isinstance(state, Home) else chosen
        for v, view in enumerate(views):
            before = ConversationState(state, table.number(type(state), view))
            for n in sorted({*range((-s - v) % every, len(events), every), *always}):
                outcome = step(table, before, events[n], view, KNOWN)
                yield Case(before, events[n], view, outcome)


PERSON = Watched(PERSONS)
ROOM = Watched(registry().tables[Room])


@cache
def person_cases() -> tuple[Case, ...]:
    """A person's, for those tests alone that look at them: they take a while."""
    gc.disable()  # none of so many cases is garbage, and it would look through them all each time
    try:
        return tuple(cases(PERSON.table, PERSON_STATES, PERSON_VIEWS, tuple(person_events())))
    finally:
        gc.freeze()
        gc.enable()


def person_cases_on(kind: type[State], on: object) -> Iterator[Case]:
    """A person's in one state, in every world: all of one message, or all that they may write. The
    worlds that were added last come first: a way that is rare is mostly new."""
    states = tuple(state for state in PERSON_STATES if kind in (Anywhere, type(state)))
    heard = on if isinstance(on, type) else Said
    events = tuple(event for event in person_events() if type(event) is heard)
    return cases(PERSON.table, states, PERSON_VIEWS[::-1], events, every=1)


@cache
def room_cases() -> tuple[Case, ...]:
    """A room's."""
    return tuple(cases(ROOM.table, ROOM_STATES, ROOM_VIEWS, tuple(room_events()), 1))
