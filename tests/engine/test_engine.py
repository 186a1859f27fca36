"""Load, step, commit: what a step may keep, and which chat is a person's."""

from datetime import datetime, timedelta

import pytest

from peerbot.engine.commit import ConsentMissing, EffectRefused
from peerbot.engine.entries import OWN, Hand, SayInChat
from peerbot.engine.records import KEPT, KINDS_ALIVE, LIVING, Living, pack, pack_record, unpack
from peerbot.features import registry
from peerbot.features.core.welcome import Menu
from peerbot.features.roles.records import Offer
from peerbot.features.rooms import actions
from peerbot.features.rooms.actor.states import Wanted
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import Waiting
from peerbot.features.rooms.chat.choosing import Listing, Reading
from peerbot.features.rooms.consents import PLACE
from peerbot.features.rooms.records import Seat
from peerbot.features.rooms.to_room import Silenced, WordsBrought
from peerbot.kernel import effects, records
from peerbot.kernel.actions import Action
from peerbot.kernel.chat import ChatGone, Said, Undelivered
from peerbot.kernel.consents import Consent, Grant
from peerbot.kernel.ids import Address, Person, RoomID, UserID, bot, person
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.newcomers import Paused
from peerbot.kernel.records import Record
from peerbot.kernel.registry import FeatureMissing
from peerbot.kernel.stepping import Outcome
from peerbot.kernel.table import ConversationState, Home, StateRefused, Step, Table, Transition
from peerbot.texts import TextFault
from storage import DiskFull, Kind
from tests.engine.house import NIGHT, House
from tests.engine.ways import ROBIN, SAM, WAYS, hold

HERE = Person(SAM)
PLACE_A = Seat(Mark("a"), "Quiet company", "pine harbour", NIGHT + timedelta(minutes=50))


def decided(*wanted: effects.Effect, consent: Consent | None = None) -> Outcome:
    """What a step might have decided."""
    return Outcome(ConversationState(Home()), wanted, consent)


@pytest.mark.parametrize("given", [None, Consent("role", 1), Consent("place", 2)])
def test_nothing_is_remembered_without_its_consent(house: House, given: Consent | None) -> None:
    remember = effects.Put(PLACE_A, PLACE_A.closes, PLACE)
    with pytest.raises(ConsentMissing, match="place"):
        house.engine.commit.apply(HERE, decided(remember, consent=given), house.now)
    assert not house.store.has(person(SAM))


def test_only_what_a_steward_grants_is_kept_without_any_yes(house: House) -> None:
    offer = Offer("facilitator", PLACE_A.closes)
    house.engine.commit.apply(HERE, decided(effects.Put(offer, offer.until)), house.now)
    remember = effects.Put(PLACE_A, PLACE_A.closes)
    with pytest.raises(ConsentMissing, match="Seat"):
        house.engine.commit.apply(HERE, decided(remember), house.now)


@pytest.mark.parametrize("given", [None, PLACE])
def test_a_note_is_not_handed_on_without_a_yes_to_that(house: House, given: Consent | None) -> None:
    brought = WordsBrought(SAM, ROBIN, "Evening", (), PLACE_A.closes)
    tell = Send(Room(PLACE_A.mark), brought)
    with pytest.raises(ConsentMissing, match="hand-note"):
        house.engine.commit.apply(HERE, decided(tell, consent=given), house.now)


def test_a_yes_counts_for_the_note_it_was_said_to_and_no_other(house: House) -> None:
    def remember(place: Seat, given: Consent | None) -> None:
        kept = effects.Put(place, place.closes, PLACE)
        house.engine.commit.apply(HERE, decided(kept, consent=given), house.now)

    remember(PLACE_A, PLACE)
    remember(PLACE_A, None)  # it is on record with that very note
    other = Seat(Mark("b"), "Grief", "birch meadow", PLACE_A.closes)
    with pytest.raises(ConsentMissing):
        remember(other, None)


def test_what_a_yes_meant_before_is_no_yes_to_what_it_means_now(house: House) -> None:
    """A consent whose meaning changed has another version, and is asked again."""
    now, until = house.now, PLACE_A.closes
    kept = effects.Put(PLACE_A, until, PLACE)
    house.engine.commit.apply(HERE, decided(kept, consent=PLACE), now)
    newer = Consent(PLACE.name, PLACE.version + 1)
    with pytest.raises(ConsentMissing):
        house.engine.commit.apply(HERE, decided(effects.Put(PLACE_A, until, newer)), now)


@pytest.mark.parametrize(
    ("actor", "wrong"),
    [(HERE, actions.Silence(RoomID("!a"))), (Room(Mark("a")), effects.Say("help"))],
)
def test_an_effect_that_is_not_an_actors_own_is_refused(
    house: House, actor: Address, wrong: effects.Effect
) -> None:
    with pytest.raises(EffectRefused):
        house.engine.commit.apply(actor, decided(wrong), house.now)


def test_a_step_that_fails_changes_nothing_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is not marked as handled either: it comes again, or is apologised for."""
    handled: list[str] = []
    monkeypatch.setattr(house.engine.texts, "question", _no_sentence)
    chat = house.chat(SAM)
    with pytest.raises(TextFault):
        house.engine.hear(SAM, chat, Said("hi"), lambda: handled.append("once"))
    assert handled == ["once"]
    assert not house.has_chat(SAM)
    assert house.state(SAM) == Home()


def _no_sentence(*_: object, **__: object) -> str:
    raise TextFault("no sentence")


def test_a_fault_of_ours_is_apologised_for(house: House) -> None:
    handled: list[str] = []
    house.engine.apologise(SAM, house.chat(SAM), lambda: handled.append("once"))
    house.settle()
    assert handled == ["once"]
    assert house.heard(SAM)[-1].startswith("Sorry, something went wrong in me")


def test_a_store_that_fails_leaves_the_conversation_where_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.says(SAM, "hi")
    before = house.state(SAM)
    with monkeypatch.context() as full:
        full.setattr(house.store, "enqueue", _disk_full)
        with pytest.raises(DiskFull):
            house.says(SAM, "me")
    assert house.state(SAM) == before
    assert "This shows all" in house.says(SAM, "me")[-1]


def _disk_full(*_: object, **__: object) -> str:
    raise DiskFull("full")


def test_a_place_that_comes_late_takes_no_numbers_from_another_question(house: House) -> None:
    WAYS[Waiting](house)
    house.says(SAM, "rooms")
    hold(house)
    house.wait(timedelta(minutes=1))
    given = house.heard(SAM)[-1]
    assert given.startswith("The invitation is there.")
    assert "1." not in given
    assert "You have a place there." in house.says(SAM, "1")[-1]  # the list's number
    assert {agreed.name for agreed in house.kept(SAM)[0].grants} == {PLACE.name}


# --- chats


def test_a_person_has_the_chat_they_write_in_and_the_older_is_left(house: House) -> None:
    house.says(SAM, "hi")
    older = house.chat(SAM)
    newer = house.new_chat(SAM)
    assert "No room is open right now." in house.says(SAM, "1")[0]
    assert not house.world.chats[older].voice
    assert house.world.chats[newer].voice


def test_the_end_of_an_older_chat_leaves_the_newer_alone(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.says(SAM, "hi")
    older = house.chat(SAM)
    hold(house, "leave_chat")
    newer = house.new_chat(SAM)
    house.tells(SAM, "join 1")
    hold(house)
    house.wait(timedelta(minutes=1))
    assert isinstance(house.state(SAM), Reading)
    house.happens(SAM, older, ChatGone(older))  # the homeserver tells of it late
    assert isinstance(house.state(SAM), Reading)
    assert house.world.chats[newer].voice
    assert house.has_chat(SAM)


def test_an_older_chat_that_is_still_being_cleared_holds_up_no_answer(house: House) -> None:
    house.says(SAM, "hi")
    hold(house, "clear_chat")
    house.tells(SAM, "clear", "yes")
    older = house.chat(SAM)
    newer = house.new_chat(SAM)
    assert house.says(SAM, "hi")[-1].startswith("Hello."), "a new chat begins anew"
    hold(house)
    house.wait(timedelta(minutes=1))
    assert house.world.chats[older].cleared
    assert house.world.chats[newer].voice
    assert isinstance(house.state(SAM), Menu)


def test_a_chat_that_cannot_be_written_to_is_forgotten(house: House) -> None:
    house.says(SAM, "hi")
    chat = house.chat(SAM)
    house.world.chats[chat].voice = False  # removed, and nobody told us yet
    house.engine.hear(SAM, chat, Said("rooms"), lambda: None)
    house.settle()
    assert not house.store.has(person(SAM))
    assert house.state(SAM) == Home()


def test_who_left_their_chat_keeps_their_notes_and_hears_nothing(house: House) -> None:
    WAYS[type(house.state(SAM))](house)  # a room is open
    house.tells(SAM, "join 1", "1", "1")
    house.leaves_chat(SAM)
    before = house.heard(SAM)
    house.wait(timedelta(hours=1))
    assert house.heard(SAM) == before
    assert not house.kept(SAM)


def test_a_chat_that_an_invitation_was_withdrawn_from_is_no_trouble(house: House) -> None:
    house.engine.invited_to_chat(SAM, chat := house.new_chat(SAM))
    house.world.chats[chat].open = False
    house.settle()
    assert house.sender.health.refused == 0


def test_a_conversation_is_remembered_in_memory_for_a_week_only(house: House) -> None:
    house.says(SAM, "erase")
    house.now += timedelta(days=8)
    assert house.state(SAM) == Home()


def test_a_state_that_this_version_no_longer_has_is_the_beginning() -> None:
    listing = ConversationState(Listing(((1, Mark("a")),)), ((0, "back"),))
    assert unpack(Person, pack(listing)) == listing
    assert unpack(Person, pack(ConversationState(Wanted()))) is None


def test_of_too_many_conversations_in_memory_the_longest_quiet_one_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("peerbot.engine.world.REMEMBERED_CONVERSATIONS", 2)
    first, second, third = (UserID(f"@p{n}:example.org") for n in range(3))
    with House() as house:
        for user in (first, second, first, third):
            house.says(user, "hi")
        forgotten = [house.state(user) == Home() for user in (first, second, third)]
    assert forgotten == [False, True, False]


def test_a_fault_in_the_table_is_ours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Transition(Home, Undelivered, lambda *_: Step(Listing(())))
    table = Table(Home(), (row,))
    monkeypatch.setattr(house.engine.world, "table", lambda _actor: table)
    with pytest.raises(StateRefused):
        house.engine.take(HERE, Undelivered())


def test_a_room_that_nobody_knows_ignores_what_it_hears(house: House) -> None:
    house.engine.take(Room(Mark("none")), Silenced())
    assert not house.store.has("room:none")


def test_an_answer_too_old_to_repeat_is_said_to_be_lost_once(house: House) -> None:
    chat = house.chat(SAM)
    house.says(SAM, "hi")
    hold(house, "say")
    house.says(SAM, "me")
    house.now += timedelta(hours=21)
    hold(house)
    house.settle()
    assert house.heard(SAM)[-1].startswith("I could not send you an answer in time")
    assert len(house.heard(SAM)) == 2
    assert house.world.chats[chat].voice


def test_a_last_word_too_old_to_repeat_is_not_said(house: House) -> None:
    house.says(SAM, "hi")
    hold(house, "say")
    house.tells(SAM, "erase", "yes")
    house.now += timedelta(hours=21)
    hold(house)
    house.settle()
    assert len(house.heard(SAM)) == 1
    assert not house.store.has(person(SAM))


def leaves(of: type) -> set[type]:
    """The classes of the program below one that have none below themselves."""
    found: set[type] = set()
    below: type
    for below in type.__subclasses__(of):
        if below.__module__.startswith("peerbot."):
            found |= leaves(below) or {below}
    return found


def test_every_action_can_be_read_again(house: House) -> None:
    """One that the stored entry does not name would be written, and never performed."""
    house.says(SAM, "hi")  # all that is of the program is imported
    assert leaves(Action) == {*OWN, *registry().actions}


def test_every_record_can_be_read_again() -> None:
    own = {records.Retired, records.Prompt}  # the kernel's, beside those of features
    assert leaves(records.Record) - own == set(registry().records)


def test_every_listing_goes_with_its_actor() -> None:
    """A pause of newcomers is no actor's: it ends by itself, or at a steward's word."""
    assert leaves(records.Listing) - {Paused} == set(registry().listings)


def test_what_is_not_for_an_actor_is_rejected(house: House) -> None:
    """Such a row can only come of a fault of ours; it must not stop the others."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    [(room_id, hall)] = house.world.halls.items()
    house.engine.commit.enqueue(HERE, actions.Silence(room_id), house.now)
    send = SayInChat(house.chat(SAM), "to a room", notify=False)
    house.engine.commit.enqueue(Room(Mark("a")), send, house.now)
    house.settle()
    assert house.sender.health.rejected == 2
    assert not hall.silent


def test_an_entry_that_does_not_open_is_rejected(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.says(SAM, "hi")
    with monkeypatch.context() as other:
        other.setattr("peerbot.engine.sender.ENTRY", Kind("another", int))
        house.says(SAM, "me")
    assert house.sender.health.rejected == 1
    assert house.says(SAM, "now")


def test_a_word_before_a_note_goes_is_said_however_long_its_writer_was_quiet(house: House) -> None:
    house.tells(SAM, "note", "Sam", "skip", "yes", "yes")
    house.wait(timedelta(days=84))
    assert house.heard(SAM)[-1].startswith("A word that you asked for")
    house.tells(SAM, "note", "forget it")
    house.wait(timedelta(days=8))
    assert not house.store.has(person(SAM))


class Tea(Record, frozen=True):
    """A record of a version that is not this one."""

    until: datetime

    @property
    def kept_as(self) -> str:
        """See `Record`."""
        return "tea"

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until


class Boil(Message, frozen=True):
    """A message of a version that is not this one."""


def older(house: House) -> None:
    """What another version left of a person: a record, its yes, and a timer."""
    tea = Tea(house.now + timedelta(days=9))
    kept = pack_record(records.OnRecord(tea, (Grant("tea", 1, tea.until),)))
    house.store.put(person(SAM), KEPT, kept, name="tea", until=tea.until)
    house.engine.commit.enqueue(HERE, Hand(HERE, Boil()), house.now)
    house.settle()


def test_what_another_version_kept_is_shown_and_can_be_given_up(house: House) -> None:
    house.says(SAM, "hi")
    older(house)
    assert house.sender.health.rejected == 1  # the timer, which means nothing any more
    shown = house.tells(SAM, "me", "show")[-1]
    assert "Something that I kept for you before I was changed" in shown
    assert "until 16 March 2026" in house.says(SAM, "consent")[-1]
    assert house.says(SAM, "1") == ["It is taken back."]
    assert not house.kept(SAM)


@pytest.mark.parametrize("how", ["erasing", "expiry", "a reset identity"])
def test_what_another_version_kept_goes(house: House, how: str) -> None:
    house.says(SAM, "hi")
    older(house)
    if how == "erasing":
        house.tells(SAM, "erase", "erase it")
    elif how == "expiry":
        house.wait(timedelta(days=11))
    else:
        house.resets_identity(SAM)
    assert not house.kept(SAM)


def test_a_kind_of_actor_that_is_gone_must_not_have_been_alive(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    alive = house.store.list(KINDS_ALIVE, LIVING, now=house.now)
    assert [entry.name for entry in alive] == ["room"]
    house.store.put(KINDS_ALIVE, LIVING, Living(), name="circle", until=NIGHT + timedelta(days=1))
    with pytest.raises(FeatureMissing, match="circle"):
        house.restart()
    house.now += timedelta(days=3)
    house.restart()  # none of them can be alive any more


def test_that_a_kind_is_alive_is_on_record_however_often_the_disk_was_full(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.facilitator(ROBIN)
    really, full = house.engine.world.keep, iter([DiskFull()])

    def keep(address: Address, at: ConversationState, now: datetime) -> None:
        really(address, at, now)
        if not isinstance(address, Person) and (fault := next(full, None)):
            raise fault

    monkeypatch.setattr(house.engine.world, "keep", keep)
    monkeypatch.setattr("peerbot.engine.sender.DISK_PAUSE", 0)
    house.opens(ROBIN)
    assert house.open_halls
    assert house.store.list(KINDS_ALIVE, LIVING, now=house.now)


class Pot(records.Listing, frozen=True):
    """What others read of a record of another version."""

    collection = "pots"
    label = "pot"

    user: UserID


@pytest.mark.parametrize("how", ["erase", "consent"])
def test_nobody_reads_any_more_of_what_another_version_kept(house: House, how: str) -> None:
    house.says(SAM, "hi")
    tea, pot = Tea(house.now + timedelta(days=9)), Kind("pot", Pot)
    kept = pack_record(records.OnRecord(tea, (Grant("tea", 1, tea.until),)), Pot(SAM))
    house.store.put(person(SAM), KEPT, kept, name="tea", until=tea.until)
    house.store.put(bot("pots"), pot, Pot(SAM), name=SAM, until=tea.until)
    if how == "erase":
        house.tells(SAM, "erase", "erase it")
    else:
        house.tells(SAM, "consent", "1")
    assert not house.store.list(bot("pots"), pot, now=house.now)


def test_what_another_version_kept_without_a_yes_can_be_given_up_too(house: House) -> None:
    house.says(SAM, "hi")
    tea = Tea(house.now + timedelta(days=9))
    kept = pack_record(records.OnRecord(tea, ()))
    house.store.put(person(SAM), KEPT, kept, name="tea", until=tea.until)
    house.tells(SAM, "consent", "1")
    assert not house.kept(SAM)


def test_a_timer_of_a_person_can_be_cancelled(house: House) -> None:
    timer = effects.SetTimer(house.now + timedelta(days=1), Undelivered())
    with pytest.raises(EffectRefused, match="has a name"):
        house.engine.commit.apply(HERE, decided(timer), house.now)
