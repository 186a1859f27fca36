"""A room that is opened for a date: before it begins, the places that are kept, and latecomers."""

from dataclasses import replace as with_time
from datetime import datetime

from msgspec.structs import replace

from peerbot.features import registry
from peerbot.features.rooms.actor.states import Making, Opened
from peerbot.features.rooms.address import Room
from peerbot.features.rooms.api import Card, KeptPlace
from peerbot.features.rooms.chat.choosing import Listing, Reading
from peerbot.features.rooms.to_person import PlaceRefused
from peerbot.features.rooms.to_room import (
    Came,
    Created,
    Due,
    Invited,
    LetIn,
    Lock,
    LookIn,
    NotInvited,
    Seen,
    Went,
)
from peerbot.kernel.chat import Said
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, Publish, Say, SetTimer
from peerbot.kernel.feature import Feature
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.registry import Registry
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, State
from tests.engine.house import NIGHT, TEXTS
from tests.flows.worlds import HALL, JO, ME, MINUTE, ROBIN, ROOM_VIEWS, A, card, world

STARTS = NIGHT + 15 * MINUTE
"""Fifteen minutes after it was opened."""

DATED = replace(
    card(A),
    size=3,
    for_date="m0",
    starts=STARTS,
    kept=2,
    kept_until=STARTS + 10 * MINUTE,
    locks=STARTS + 20 * MINUTE,
)


class Hall:
    """One such room, as its actor goes on. `told`: the last that it told people."""

    def __init__(self, state: State | None = None) -> None:
        self.state = state or Opened(DATED, HALL)
        self.told: dict[UserID, Message] = {}
        self.done: tuple[Effect, ...] = ()

    def hears(self, message: Message, now: datetime = NIGHT) -> "Hall":
        """One step. Whom it is about is known by their address here."""
        who = str(message.concerns or "")
        context = with_time(ROOM_VIEWS[0], now=now, who=who)
        table = registry().tables[Room]
        outcome = step(table, ConversationState(self.state), message, context, TEXTS)
        self.state, self.done = outcome.at.state, outcome.effects
        for it in self.done:
            if isinstance(it, Send) and isinstance(it.to, Person):
                self.told[it.to.user] = it.message
        return self

    @property
    def opened(self) -> Opened:
        """It is open."""
        assert isinstance(self.state, Opened)
        return self.state

    def lets_in(self, user: UserID, now: datetime = NIGHT, *, kept: bool = False) -> bool:
        """Whether it does, which everybody is told who asks."""
        self.told.clear()
        self.hears(LetIn(user, kept=kept), now)
        refused = self.told.get(user)
        assert refused in (None, PlaceRefused(A, "full"), PlaceRefused(A, "locked"))
        return refused is None and user in self.opened.seats


FRIEND = UserID("@alex:example.org")


def test_places_are_kept_for_those_who_have_one_until_ten_minutes_after_the_start() -> None:
    hall = Hall()
    assert hall.lets_in(ME)
    assert hall.opened.card.full, "two of three are kept"
    assert not hall.lets_in(JO)
    assert hall.lets_in(FRIEND, kept=True)
    assert hall.opened.card.full, "one is kept still"
    assert not hall.lets_in(JO)
    hall.hears(Due("kept"), STARTS)
    assert not hall.lets_in(JO, STARTS), "a timer that comes too early changes nothing"
    assert not hall.hears(Due("kept"), STARTS + 10 * MINUTE).opened.card.full
    assert [it.listing for it in hall.done if isinstance(it, Publish)][-1] == hall.opened.card
    assert hall.lets_in(JO, STARTS + 10 * MINUTE)


def test_a_place_is_not_kept_longer_where_the_timer_is_late() -> None:
    hall = Hall()
    assert hall.lets_in(ME)
    assert hall.lets_in(JO, STARTS + 10 * MINUTE)


def test_more_than_are_kept_come_in_no_more_than_there_are_places() -> None:
    hall = Hall()
    for user in (ME, JO):
        assert hall.lets_in(user, kept=True)
    assert not hall.opened.card.full
    assert hall.lets_in(FRIEND, kept=True), "as anybody: both that were kept are taken up"
    assert not hall.lets_in(UserID("@kim:example.org"), kept=True)


def test_who_came_for_a_kept_place_and_left_is_as_anybody_else() -> None:
    hall = Hall()
    assert hall.lets_in(ME, kept=True)
    hall.hears(Went(ME))
    assert hall.lets_in(JO)
    assert hall.lets_in(FRIEND)
    assert not hall.lets_in(ME, kept=True), "two are taken, and one is kept for another"
    hall = Hall()
    hall.lets_in(ME, kept=True)
    hall.hears(NotInvited(ME, "blocked"))
    hall.lets_in(JO)
    assert hall.lets_in(ME, kept=True), "they could not come in, and may try again"


def test_it_locks_by_itself_once() -> None:
    hall = Hall()
    late = STARTS + 20 * MINUTE
    assert not hall.hears(Due("locks"), STARTS).opened.card.locked
    assert hall.hears(Due("locks"), late).opened.card.locked
    assert hall.lets_in(ME, late, kept=True) is False
    hall.hears(Lock(ROBIN, locked=False), late).hears(Due("locks"), late)
    assert hall.lets_in(ME, late)


def test_what_nobody_can_see_yet_is_not_published() -> None:
    hall = Hall(Opened(replace(DATED, number=0), HALL))
    hall.hears(Due("kept"), STARTS + 10 * MINUTE)
    assert not [it for it in hall.done if isinstance(it, Publish)]
    assert not hall.opened.card.kept


def test_nobody_has_to_be_there_before_it_begins() -> None:
    hall = Hall(Making(replace(DATED, number=0))).hears(Created(HALL)).hears(Invited(ROBIN))
    assert hall.opened.patient == STARTS + 10 * MINUTE
    hall.hears(Seen((), "check", ROBIN), STARTS + MINUTE)
    assert hall.opened.card.number, "the room is not closed"
    hall.hears(Came(ROBIN)).hears(Went(ROBIN), NIGHT + MINUTE)
    assert hall.opened.patient == STARTS + 10 * MINUTE
    hall.hears(Seen((), "check", ROBIN), STARTS + 10 * MINUTE)
    assert not isinstance(hall.state, Opened)


def test_each_of_its_times_is_waited_for() -> None:
    hall = Hall(Making(replace(DATED, number=0))).hears(Created(HALL))
    due = {it.message: it.when for it in hall.done if isinstance(it, SetTimer)}
    assert due[Due("kept")] == DATED.kept_until
    assert due[Due("locks")] == DATED.locks
    assert due[Due("check")] == STARTS + 10 * MINUTE


# --- what people read


KEEPS = Feature(
    "keeps", needs=("rooms",), extends=(KeptPlace(lambda _card, context: context.me == ME),)
)

WITH = Registry((*registry().features, KEEPS))


def says(card: Card, words: str, state: State, me: UserID = ME, now: datetime = NIGHT) -> str:
    """What they read, or what their step asks the room."""
    context = world(rooms=(card,), me=me, now=now)
    return _said(state, words, context)


def _said(state: State, words: str, context: Context) -> str:
    at = ConversationState(state, WITH.chats.number(type(state), context))
    outcome = step(WITH.chats, at, Said(words), context, TEXTS)
    said = (it for it in outcome.effects if isinstance(it, Say))
    return "\n".join(TEXTS.question(it, (), now=context.now) for it in said)


FULL = replace(DATED, full=True)


def test_it_is_not_full_to_whom_a_place_is_kept_for() -> None:
    listing = Listing(((1, A),))
    assert "Full at the moment" in says(FULL, "rooms", listing, JO)
    assert "It is full at the moment." in says(FULL, "1", listing, JO)
    assert "ull at the moment" not in says(FULL, "rooms", listing)
    assert "ull at the moment" not in says(FULL, "1", listing)
    late = STARTS + 10 * MINUTE
    assert "It is full at the moment." in says(FULL, "1", listing, now=late), "no longer"
    assert "It is full at the moment." in says(replace(card(A), full=True), "1", listing)


def test_the_door_hears_that_a_place_is_kept() -> None:
    for user, kept in ((ME, True), (JO, False)):
        at = ConversationState(Reading(A, 0), WITH.chats.number(Reading, world(rooms=(FULL,))))
        outcome = step(WITH.chats, at, Said("1"), world(rooms=(FULL,), me=user), TEXTS)
        assert Send(Room(A), LetIn(user, kept=kept)) in outcome.effects


def test_its_card_says_when_it_begins_and_until_when_one_can_come_in() -> None:
    listing = Listing(((1, A),))
    read = says(DATED, "1", listing)
    assert "It begins 02:25 Berlin. You can be there before." in read
    assert "You can come in until 02:45 Berlin. After that nobody new is let in." in read
    read = says(DATED, "1", listing, now=STARTS)
    assert "It begins" not in read
    locked = replace(DATED, locked=True, locks=None)
    assert "You can come in" not in says(locked, "1", listing)


def test_what_changes_nothing_of_it_is_answered_also_when_places_are_kept_no_longer() -> None:
    full = replace(DATED, size=2, full=True)
    hall = Hall(Opened(full, HALL)).hears(LookIn(ROBIN, "room"), STARTS + 10 * MINUTE)
    assert hall.opened.card.full, "its own timer shows that"
