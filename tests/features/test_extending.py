"""What another feature adds to rooms is asked for, and nothing in rooms is changed for it."""

from collections.abc import Iterator

from msgspec.structs import replace

from peerbot.features import registry
from peerbot.features.rooms.actor.states import Closing, Making, Opened, Wanted
from peerbot.features.rooms.address import Room
from peerbot.features.rooms.api import (
    Admission,
    Card,
    CardChoice,
    CardLine,
    ListLine,
    Moment,
    OpenLine,
    OpenOption,
    ParticipantName,
    RoomLife,
)
from peerbot.features.rooms.chat.choosing import Listing, Reading
from peerbot.features.rooms.chat.opening import KindAsked, Summary
from peerbot.features.rooms.to_person import WhoIsIn
from peerbot.features.rooms.to_room import (
    Came,
    Close,
    Created,
    Invited,
    Left,
    LetIn,
    NotCreated,
    Open,
)
from peerbot.kernel.chat import Said, Scrubbed, ScrubDelayed, Undelivered
from peerbot.kernel.context import Context, Passing
from peerbot.kernel.effects import Effect, Line, Put, Quoted, Say
from peerbot.kernel.feature import Feature, Flow
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.registry import Registry
from peerbot.kernel.stepping import step
from peerbot.kernel.table import Anywhere, ConversationState, Home, State, Step, Transition
from tests.engine.house import TEXTS
from tests.flows.worlds import HALL, ME, ROBIN, ROLE, ROOM_VIEWS, A, card, world


def _takes_up(state: State, _heard: Pick, _context: Context) -> Step:
    return Step(state, (Say("kept"),))


def _lines(shown: Card, _context: Context) -> Iterator[Line]:
    yield Line(0, "list-more", {"count": shown.size})


def _refuses(_card: Card, context: Context) -> Say | None:
    return Say("no-rooms") if context.passing else None


def _name(user: UserID, _context: Context) -> Quoted | None:
    return Quoted("a guest") if user == ROBIN else None


def _hears(moment: Moment, _card: Card, _context: Context) -> Iterator[Send]:
    if moment == "failed":
        yield Send(Person(ME), ScrubDelayed())
        return
    yield Send(
        Person(ME), {"open": Undelivered(), "closing": Scrubbed(), "over": Said("over")}[moment]
    )


WORD = "show"
"""Some word that people can say, and that nothing answers anywhere."""

SUMMARY = Line(0, "room-left")

SEAT = OpenOption("carried", ("carried", "with a seat"), "no-rooms")

TRIES = Feature(
    "tries",
    needs=("rooms",),
    chat=(Flow("tries", (Transition(Anywhere, WORD, _takes_up),)),),
    extends=(
        CardLine(_lines),
        CardChoice(WORD),
        SEAT,
        OpenOption("quiet", ("in silence",), "no-rooms"),
        Admission(_refuses),
        ParticipantName(_name),
        RoomLife(_hears),
        OpenLine(lambda _context: (SUMMARY,)),
        ListLine(lambda _context: (Line(0, "room-not-there"),)),
    ),
)

WITH = Registry((*registry().features, TRIES))


def said(state: State, event: Message, context: Context) -> tuple[State, tuple[Effect, ...]]:
    """What a person's step decides."""
    at = ConversationState(state, WITH.chats.number(type(state), context))
    outcome = step(WITH.chats, at, event, context, TEXTS)
    return outcome.at.state, outcome.effects


def asked(effects: tuple[Effect, ...]) -> Say:
    """The one thing that is said."""
    (say,) = (effect for effect in effects if isinstance(effect, Say))
    return say


def test_a_card_has_their_lines_and_their_choices() -> None:
    shown = replace(card(A), options=("carried",))
    state, effects = said(Listing(((1, A),)), Said("1"), world(rooms=(shown,)))
    lines = [line.text for line in asked(effects).also]
    assert lines[-3:] == ["no-rooms", "list-more", "card-keeps"]
    assert isinstance(state, Reading)
    assert WORD in WITH.chats.choices(Reading)


def test_a_place_is_refused_with_their_reason_and_nothing_is_kept() -> None:
    reading = Reading(A, 0)
    waits = world(rooms=(card(A),), passing=(Passing(card(A).closes, A),))
    state, effects = said(reading, Said("1"), waits)
    assert (state, effects) == (Home(), (Say("no-rooms"),))
    _, effects = said(reading, Said("1"), world(rooms=(card(A),)))
    assert [effect.consent for effect in effects if isinstance(effect, Put)]


def test_a_room_is_opened_with_what_they_offer() -> None:
    here = world(ROLE)
    for words in ("open quiet company 20 with a seat", "open quiet company, carried carried"):
        state, effects = said(Home(), Said(words), here)
        assert isinstance(state, Summary)
        assert state.options == ("carried",)
        assert [line.text for line in asked(effects).also] == ["no-rooms", SUMMARY.text]
        _, effects = said(state, Said("yes"), here)
        (opened,) = (e.message for e in effects if isinstance(e, Send))
        assert isinstance(opened, Open)
        assert opened.card.options == ("carried",)
    state, _ = said(Home(), Said("open quiet company in silence carried"), here)
    assert isinstance(state, Summary)
    assert state.options == ("quiet", "carried")
    state, _ = said(Home(), Said("open tea party carried"), here)
    assert isinstance(state, KindAsked)
    state, _ = said(state, Said("1"), here)
    assert isinstance(state, Summary)
    assert state.options == ("carried",)


def test_people_are_called_what_they_say() -> None:
    _, effects = said(Home(), WhoIsIn(A, "Grief", (ROBIN, ME)), world(ROLE))
    assert [line.args for line in asked(effects).lines] == [{"user": "a guest"}, {"user": ME}]


def told(before: State, event: Message) -> list[Message]:
    """What they are told in a room's step."""
    table = WITH.tables[Room]
    outcome = step(table, ConversationState(before), event, ROOM_VIEWS[0], TEXTS)
    sent = (e for e in outcome.effects if isinstance(e, Send))
    ours = (Undelivered(), Scrubbed(), ScrubDelayed(), Said("over"))
    return [it.message for it in sent if it.message in ours]


def test_they_hear_of_each_moment_of_a_room_once() -> None:
    opened = Opened(card(A, 0), HALL)
    assert told(replace(opened, inviting=(ROBIN,)), Invited(ROBIN)) == [Undelivered()]
    assert told(Opened(card(A), HALL), Came(ROBIN)) == []
    assert told(Opened(card(A), HALL), LetIn(ME)) == []
    assert told(Opened(card(A), HALL), Close("time")) == [Scrubbed()]
    assert told(opened, Close("time")) == [ScrubDelayed()]  # nobody could know of it
    assert told(Closing(card(A), HALL, (), "time"), Left()) == [Said("over")]
    assert told(Closing(card(A, 0), HALL, (), "time"), Left()) == []
    assert told(Making(card(A)), Close("time")) == []
    assert told(Wanted(), Open(card(A))) == []
    assert told(Making(card(A)), NotCreated("limited")) == [ScrubDelayed()]
    assert told(Making(card(A), close="lost"), Created(HALL)) == [ScrubDelayed()]


def test_where_nobody_listens_a_room_goes_on_alike() -> None:
    alone = Registry(tuple(it for it in registry().features if it.name != "pace"))
    at = ConversationState(Making(card(A)))
    outcome = step(alone.tables[Room], at, NotCreated("limited"), ROOM_VIEWS[0], TEXTS)
    assert outcome.at.state == Wanted()


def test_the_list_of_rooms_has_their_lines_also_where_none_is_open() -> None:
    for rooms in ((card(A),), ()):
        _, effects = said(Home(), Said("rooms"), world(rooms=rooms))
        assert [line.text for line in asked(effects).also] == ["room-not-there"]
