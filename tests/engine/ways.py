"""How a person comes into each state of their conversation."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from peerbot.engine.records import KEPT
from peerbot.features.agreements.proposing import ProposalAsked, ProposalShown, RoomToPropose
from peerbot.features.complaints.complaining import AboutAsked, HowAsked, ReadersAsked, WordsAsked
from peerbot.features.complaints.on_its_way import ComplaintKept
from peerbot.features.core.clear import AskedToClear
from peerbot.features.core.consent import Listed, Renewing
from peerbot.features.core.erase import AskedToErase, Erasing
from peerbot.features.core.me import AskedToShow, BeingShown
from peerbot.features.core.reading import ReadOffered
from peerbot.features.core.welcome import Lost, Menu
from peerbot.features.following.subjects import FollowOffered, SubjectAsked
from peerbot.features.following.telling import HourOffered
from peerbot.features.intake.change import (
    AnswerLineAsked,
    MendDoubted,
    Mending,
    NoteLineAsked,
)
from peerbot.features.intake.handing import HandAsked, Handing, KeepAsked, WordAsked
from peerbot.features.intake.note import AnswerDoubted, Asking, NoteShown
from peerbot.features.pace.chat import PaceAsked, PaceOffered
from peerbot.features.roles.away import AwayAsked, AwayRead
from peerbot.features.roles.role import DutyAsked, LayDownAsked, NameAsked, RoleOffered, RoleShown
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
from peerbot.features.series.changing import WhichSeries
from peerbot.features.series.hosts.chat import HostingOffered, TurnOffered
from peerbot.features.series.hosts.wishes import StepDownAsked, TurnWished
from peerbot.features.series.places.chat import DatePlaceAsked, MyDatesListed, PartAsked
from peerbot.features.series.places.news import FreePlaceAsked
from peerbot.features.series.planning import (
    GroupAsked,
    GroupDayAsked,
    GroupTimeAsked,
    OftenAsked,
    PeopleAsked,
)
from peerbot.features.series.reading_back import ClockAsked, HolidaysAsked, PlanShown
from peerbot.features.series.records import Announced, Plan
from peerbot.features.series.rhythm.chat import RhythmShown
from peerbot.features.series.rule import Rule, ends
from peerbot.features.series.starting.chat import StartOffered
from peerbot.features.series.wishes import ChangeAsked, EndAsked
from peerbot.features.when.chat import DateChosen, DatesListed
from peerbot.features.zone.chat import ZoneAsked, ZoneOffered
from peerbot.kernel.chat import Said
from peerbot.kernel.ids import UserID, person
from peerbot.kernel.ports import TryLater
from peerbot.kernel.table import Home, State
from tests.engine.house import House

SAM = UserID("@sam:example.org")
ROBIN = UserID("@robin:example.org")
JO = UserID("@jo:example.org")

Way = Callable[[House], object]


def hold(house: House, *deeds: str) -> None:
    """The homeserver does not answer to these for now."""
    house.world.trouble = lambda deed: TryLater() if deed in deeds else None


def _room(house: House, host: UserID = ROBIN) -> None:
    house.facilitator(host)
    house.opens(host)


def _says(*texts: str) -> Way:
    def go(house: House) -> None:
        _room(house)
        house.tells(SAM, *texts)

    return go


def _two_places(*texts: str) -> Way:
    def go(house: House) -> None:
        _room(house)
        _room(house, JO)
        house.tells(SAM, "join 1", "1", "1", "join 2", "1", "1", *texts)

    return go


def _over(house: House) -> None:
    _room(house)
    house.tells(SAM, "join 1", "1", "1")
    house.tells(ROBIN, "close", "1")


def _waiting(house: House) -> None:
    _room(house)
    hold(house, "invite")
    house.tells(SAM, "join 1", "1")


def _erasing(house: House) -> None:
    _room(house)
    house.tells(SAM, "join 1", "1", "1")
    hold(house, "remove")
    house.tells(SAM, "erase", "1")


def _as_facilitator(*texts: str, held: tuple[str, ...] = ()) -> Way:
    def go(house: House) -> None:
        house.facilitator(SAM)
        hold(house, *held)
        house.tells(SAM, *texts)

    return go


def _offered(house: House) -> None:
    house.grants(SAM)
    house.says(SAM, "role")


def earlier_versions(house: House, user: UserID = SAM) -> None:
    """What the person agreed to has another meaning since."""
    for entry in house.store.list(person(user), KEPT, now=house.now):
        older = tuple(replace(grant, version=0) for grant in entry.value.grants)
        kept = replace(entry.value, grants=older)
        house.store.put(person(user), KEPT, kept, name=entry.name, until=entry.until)


def _renewing(house: House) -> None:
    _room(house)
    house.tells(SAM, "join 1", "1", "1")
    earlier_versions(house)
    house.says(SAM, "hi")


def _stepping_out(*texts: str) -> Way:
    def go(house: House) -> None:
        _room(house, SAM)
        house.tells(ROBIN, "join 1", "1", "0")
        house.comes_in(ROBIN)
        house.tells(SAM, "step out", *texts)

    return go


def _second(house: House) -> None:
    """Robin opens a room and names Sam."""
    house.facilitator(SAM)
    house.facilitator(ROBIN)
    house.opens(ROBIN, f"quiet company 50 with {SAM}")


def _unread(house: House) -> None:
    """Robin hands a note to Sam."""
    _room(house, SAM)
    house.tells(ROBIN, "join 1", "note first", "Robin", "skip", "yes")


def _handing(house: House) -> None:
    """The room has not answered yet."""
    _says("join 1", "1", "1", *NOTE)(house)
    house.engine.hear(SAM, house.chat(SAM), Said("yes"), lambda: None)


def _called(house: House) -> None:
    """Robin, in a room of Sam's, asks for whoever holds it."""
    _room(house, SAM)
    house.tells(ROBIN, "join 1", "1", "0")
    house.comes_in(ROBIN)
    house.says(ROBIN, "help me here")


def _two_offered(house: House) -> None:
    """Robin comes to Sam, who asked for them."""
    _room(house)
    house.tells(SAM, "join 1", "1", "0")
    house.comes_in(SAM)
    house.says(SAM, "help me here")
    house.says(ROBIN, "1")


def _hold(house: House) -> None:
    _second(house)
    house.says(SAM, "yes")
    house.goes(ROBIN)
    house.wait(timedelta(minutes=10))


def _handover(house: House) -> None:
    """Sam holds a room, and Robin, who is its second, wants to."""
    house.facilitator(SAM)
    house.facilitator(ROBIN)
    house.opens(SAM, f"quiet company 50 with {ROBIN}")
    house.says(ROBIN, "yes")
    house.comes_in(ROBIN)
    house.says(ROBIN, "hold")


def _much_kept(house: House) -> None:
    """Four places, each with both wishes."""
    for host in (ROBIN, JO):
        house.facilitator(host)
        house.opens(host)
        house.opens(host)
    for number in range(1, 5):
        house.tells(SAM, f"join {number}", "1", "yes")
    house.tells(SAM, "ten minutes", "me", "show")


def _complains(*texts: str) -> Way:
    def go(house: House) -> None:
        reads_complaints(house, ROBIN, JO)
        house.tells(SAM, "complain", *texts)

    return go


def reads_complaints(house: House, *readers: UserID) -> None:
    """They took that on."""
    for reader in readers:
        house.grants(reader, "complaints")
        house.tells(reader, "role", "yes")


def meets(house: House, *hosts: UserID, times: int = 6) -> None:
    """A group meets each Tuesday at seven, beginning with the next one."""
    rule = Rule(datetime.fromisoformat("2026-03-10 19:00"), "Europe/Berlin", times)
    planned = Announced(Plan("Grief", "grief", 8, 90, rule, hosts))
    house.engine.world.listings.publish(planned, f"evenings{times}", ends(rule))


def _evenings(*texts: str) -> Way:
    """Somebody looks what comes."""

    def way(house: House) -> None:
        house.facilitator(ROBIN)
        meets(house, ROBIN)
        house.tells(SAM, *texts)

    return way


def _hosts(*, joins: bool, asks: str = "", says: tuple[str, ...] = ()) -> Way:
    """Robin asks Sam to host a group, and, once Sam does, about a date."""

    def way(house: House) -> None:
        house.facilitator(SAM)
        house.facilitator(ROBIN)
        house.tells(ROBIN, PLAN, "yes", "plan with sam")
        if joins:
            house.says(SAM, "yes")
        if asks:
            house.tells(ROBIN, asks, "yes")
        house.tells(SAM, *says)

    return way


def _taking_part(*texts: str) -> Way:
    """Sam reads about taking part in a date of a group of Robin's."""

    def way(house: House) -> None:
        house.facilitator(ROBIN)
        house.tells(ROBIN, PLAN, "yes")
        house.tells(SAM, *DATE, *texts)

    return way


def _free_place(house: House) -> None:
    """Robin and Jo have a place, and Jo gives theirs back to Sam, who waits."""
    host = UserID("@kim:example.org")
    house.facilitator(host)
    house.tells(host, PLAN, "yes")
    for user in (ROBIN, JO, SAM):
        house.tells(user, *DATE, "a place", "yes")
    house.tells(JO, "my dates", "1")


def _asked_to_begin(house: House) -> None:
    house.facilitator(SAM)
    house.tells(SAM, PLAN, "yes")
    house.wait(datetime(2026, 3, 10, 17, 45, tzinfo=UTC) - house.now)


NOTE = ("note", "Sam", "skip")

PLAN = "plan grief tuesdays 19:00 6 weeks"

DATE = ("when", "1", "taking part")


OPEN = ("open quiet company 50", "yes")

WAYS: dict[type[State], Way] = {
    Home: _says("hi", "0"),
    Menu: _says("hi"),
    Lost: _says("hi", "and so on"),
    Listing: _says("rooms"),
    Reading: _says("join 1"),
    AfterRoom: _over,
    AfterHolding: _as_facilitator(*OPEN, "close", "1"),
    Waiting: _waiting,
    LineAsked: _says("join 1", "1"),
    LeavingWhich: _two_places("leave"),
    RoomToPropose: _two_places("propose no advice"),
    ProposalAsked: _says("join 1", "1", "1", "propose"),
    ProposalShown: _says("join 1", "1", "1", "propose no advice"),
    KindAsked: _as_facilitator("open"),
    Summary: _as_facilitator("open grief"),
    Opening: _as_facilitator("open grief", "yes", held=("create",)),
    CloseAsked: _as_facilitator(*OPEN, "close"),
    CloseWhich: _as_facilitator(*OPEN, *OPEN, "close"),
    RoleOffered: _offered,
    RoleShown: _as_facilitator("role"),
    NameAsked: _as_facilitator("role", "1"),
    DutyAsked: _as_facilitator("role", "2"),
    AboutAsked: _complains(),
    WordsAsked: _complains("skip"),
    ReadersAsked: _complains("skip", "Too loud."),
    HowAsked: _complains("skip", "Too loud.", "0"),
    ComplaintKept: _complains("skip", "Too loud.", "0", "2", "complain"),
    DatesListed: _evenings("when"),
    DateChosen: _evenings("when", "1"),
    HourOffered: _evenings("when", "1", "word before"),
    SubjectAsked: _says("follow"),
    FollowOffered: _says("follow grief"),
    PartAsked: _taking_part(),
    DatePlaceAsked: _taking_part("a place"),
    MyDatesListed: _taking_part("a place", "yes", "my dates"),
    FreePlaceAsked: _free_place,
    ZoneAsked: _says("zone"),
    ZoneOffered: _says("zone lisbon"),
    PaceAsked: _as_facilitator("pace"),
    PaceOffered: _as_facilitator("pace", "2"),
    StartOffered: _asked_to_begin,
    GroupAsked: _as_facilitator("plan"),
    GroupDayAsked: _as_facilitator("plan grief"),
    GroupTimeAsked: _as_facilitator("plan grief tuesdays"),
    OftenAsked: _as_facilitator("plan grief tuesdays 19:00"),
    PeopleAsked: _as_facilitator("plan", "grief", "tuesdays 19:00 6 weeks"),
    HolidaysAsked: _as_facilitator("plan grief fridays 19:00 6 weeks"),
    ClockAsked: _as_facilitator("plan grief sundays 2:30 4 weeks"),
    PlanShown: _as_facilitator(PLAN),
    ChangeAsked: _as_facilitator(PLAN, "yes", "plan pause"),
    EndAsked: _as_facilitator(PLAN, "yes", "plan end"),
    HostingOffered: _hosts(joins=False),
    StepDownAsked: _hosts(joins=True, says=("plan step down",)),
    TurnWished: _hosts(joins=True, says=("plan take 10 march",)),
    TurnOffered: _hosts(joins=True, asks="plan cover 10 march"),
    RhythmShown: _as_facilitator("plan six evenings today 22:00 once", "yes", "rhythm"),
    WhichSeries: _as_facilitator(PLAN, "yes", PLAN, "yes", "plan"),
    AwayAsked: _as_facilitator("away"),
    AwayRead: _as_facilitator("away until monday"),
    Listed: _says("join 1", "1", "1", "consent"),
    Renewing: _renewing,
    WhoAsked: _stepping_out(),
    WhyAsked: _stepping_out("1"),
    StepOutSummary: _stepping_out("1", "Too loud."),
    TakeBackAsked: _as_facilitator(*OPEN, f"take back https://matrix.to/#/!hall0/${'_' * 43}"),
    WhichRoom: _as_facilitator(*OPEN, *OPEN, "step out"),
    AskInAsked: _as_facilitator(
        "open quiet company for invited people", "yes", "ask in @robin:example.org"
    ),
    LockWhich: _as_facilitator(*OPEN, *OPEN, "lock"),
    Sought: _as_facilitator(*OPEN, "step out sam", held=("look",)),
    LayDownAsked: _as_facilitator("lay down"),
    HandoverOffered: _handover,
    HelpOffered: _called,
    TwoOffered: _two_offered,
    LengthAsked: _as_facilitator(*OPEN, "extend"),
    LongerWhich: _as_facilitator(*OPEN, *OPEN, "extend 15"),
    SecondOffered: _second,
    HoldOffered: _hold,
    Asking: _says("note"),
    ReadOffered: _unread,
    HandAsked: _says("join 1", "1", "1", *NOTE),
    Handing: _handing,
    AnswerLineAsked: _says(*NOTE, "change"),
    MendDoubted: _says(*NOTE, "change", "1", "who reads it?"),
    KeepAsked: _says(*NOTE),
    WordAsked: _says(*NOTE, "yes"),
    NoteShown: _says(*NOTE, "yes", "no", "note"),
    AnswerDoubted: _says("note", "who reads it?"),
    NoteLineAsked: _says(*NOTE, "yes", "no", "change"),
    Mending: _says(*NOTE, "yes", "no", "change", "1"),
    AskedToShow: _says("me"),
    BeingShown: _much_kept,
    AskedToClear: _says("clear"),
    AskedToErase: _says("erase"),
    Erasing: _erasing,
}
"""Sam is then in that state."""


def with_a_second(house: House) -> None:
    """Jo holds Robin's room when Robin cannot; both are in it, and so is Sam."""
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.opens(ROBIN, f"quiet company 50 with {JO}")
    house.says(JO, "yes")
    house.comes_in(JO)
    house.tells(SAM, "join 1", "let me in", "no")
    house.comes_in(SAM)
