"""Load, step, commit: what a step may keep, and which chat is a person's."""

from datetime import timedelta
from typing import get_args, get_type_hints

import pytest

from peerbot.engine.commit import ConsentMissing, EffectRefused
from peerbot.engine.listings import ALL
from peerbot.engine.records import PERSONS, ROOMS, ROW, Positions, Send, Where
from peerbot.features.core.welcome import Menu
from peerbot.features.rooms.chat.coming_in import Listing, Reading, Waiting
from peerbot.flow import Home, Outcome, Position, Row, StateRefused, Step
from peerbot.kernel import records
from peerbot.kernel.actions import Action
from peerbot.kernel.consents import Consent
from peerbot.texts import TextFault
from peerbot.vocabulary import Mark, Person, Room, UserID, effects, keeping, person
from peerbot.vocabulary.consents import PLACE
from peerbot.vocabulary.inputs import ChatGone, Said, Undelivered
from peerbot.vocabulary.notes import Offer, Place
from peerbot.vocabulary.room_inputs import NoteBrought, Silenced
from storage import DiskFull, Kind
from tests.engine.house import NIGHT, House
from tests.engine.ways import ROBIN, SAM, WAYS, hold

HERE = Person(SAM)
PLACE_A = Place(Mark("a"), "Quiet company", "pine harbour", NIGHT + timedelta(minutes=50))


def decided(*wanted: effects.Effect, consent: Consent | None = None) -> Outcome:
    """What a step might have decided."""
    return Outcome(Position(Home()), wanted, consent)


@pytest.mark.parametrize("given", [None, Consent("role", 1), Consent("place", 2)])
def test_nothing_is_remembered_without_its_consent(house: House, given: Consent | None) -> None:
    remember = effects.Remember(PLACE_A, PLACE_A.closes, PLACE)
    with pytest.raises(ConsentMissing, match="place"):
        house.engine.commit.apply(HERE, decided(remember, consent=given), house.now)
    assert not house.store.has(person(SAM))


def test_only_what_a_steward_grants_is_kept_without_any_yes(house: House) -> None:
    offer = Offer("facilitator", PLACE_A.closes)
    house.engine.commit.apply(HERE, decided(effects.Remember(offer, offer.until)), house.now)
    remember = effects.Remember(PLACE_A, PLACE_A.closes)
    with pytest.raises(ConsentMissing, match="Place"):
        house.engine.commit.apply(HERE, decided(remember), house.now)


@pytest.mark.parametrize("given", [None, PLACE])
def test_a_note_is_not_handed_on_without_a_yes_to_that(house: House, given: Consent | None) -> None:
    brought = NoteBrought(SAM, ROBIN, "Evening", (), PLACE_A.closes)
    tell = effects.Tell(Room(PLACE_A.mark), brought)
    with pytest.raises(ConsentMissing, match="hand-note"):
        house.engine.commit.apply(HERE, decided(tell, consent=given), house.now)


def test_a_yes_counts_for_the_note_it_was_said_to_and_no_other(house: House) -> None:
    def remember(place: Place, given: Consent | None) -> None:
        kept = effects.Remember(place, place.closes, PLACE)
        house.engine.commit.apply(HERE, decided(kept, consent=given), house.now)

    remember(PLACE_A, PLACE)
    remember(PLACE_A, None)  # it is on record with that very note
    other = Place(Mark("b"), "Grief", "birch meadow", PLACE_A.closes)
    with pytest.raises(ConsentMissing):
        remember(other, None)


def test_what_a_yes_meant_before_is_no_yes_to_what_it_means_now(house: House) -> None:
    """A consent whose meaning changed has another version, and is asked again."""
    now, until = house.now, PLACE_A.closes
    kept = effects.Remember(PLACE_A, until, PLACE)
    house.engine.commit.apply(HERE, decided(kept, consent=PLACE), now)
    newer = Consent(PLACE.name, PLACE.version + 1)
    with pytest.raises(ConsentMissing):
        house.engine.commit.apply(HERE, decided(effects.Remember(PLACE_A, until, newer)), now)


@pytest.mark.parametrize("machine", [HERE, Room(Mark("a"))])
def test_an_effect_that_is_not_a_machines_own_is_refused(
    house: House, machine: Person | Room
) -> None:
    wrong = effects.Done() if machine is HERE else effects.Erase()
    with pytest.raises(EffectRefused):
        house.engine.commit.apply(machine, decided(wrong), house.now)


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
    assert {agreed.name for agreed in house.kept(SAM)[0].agreed} == {PLACE.name}


# --- chats


def test_a_person_has_the_chat_they_write_in_and_the_older_is_left(house: House) -> None:
    house.says(SAM, "hi")
    older = house.chat(SAM)
    newer = house.new_chat(SAM)
    assert house.says(SAM, "1") == [
        "No room is open right now. Say: rooms, to look again later. "
        "Say: now, for people elsewhere."
    ]
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
    assert house.says(SAM, "hi")[-1].startswith("Hello.")
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
    positions = Positions(PERSONS)
    listing = Position(Listing(((1, Mark("a")),)), ((0, "back"),))
    assert positions.unpack(positions.pack(listing)) == listing
    gone = Where(Positions(ROOMS).pack(Position(ROOMS.start)).state, ())
    assert positions.unpack(gone) is None


def test_of_too_many_conversations_in_memory_the_longest_quiet_one_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("peerbot.engine.world.REMEMBERED_POSITIONS", 2)
    first, second, third = (UserID(f"@p{n}:example.org") for n in range(3))
    with House() as house:
        for user in (first, second, first, third):
            house.says(user, "hi")
        forgotten = [house.state(user) == Home() for user in (first, second, third)]
    assert forgotten == [False, True, False]


def test_a_fault_in_the_table_is_ours(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Row(Home, Undelivered, lambda *_: Step(Listing(())))
    monkeypatch.setattr("peerbot.engine.world.PERSONS", type(PERSONS)(Home(), (row,)))
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
    assert leaves(Action) == set(get_args(get_type_hints(ROW.type)["action"]))


def test_every_listing_goes_with_its_actor() -> None:
    assert leaves(records.Listing) == set(ALL)


def test_what_is_not_for_a_machine_is_set_aside(house: House) -> None:
    """Such a row can only come of a fault of ours; it must not stop the others."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    [(room_id, hall)] = house.world.halls.items()
    house.engine.commit.enqueue(HERE, keeping.Silence(room_id), house.now)
    send = Send(house.chat(SAM), "to a room", notify=False)
    house.engine.commit.enqueue(Room(Mark("a")), send, house.now)
    house.settle()
    assert house.sender.health.set_aside == 2
    assert not hall.silent


def test_a_row_that_does_not_open_is_set_aside(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.says(SAM, "hi")
    with monkeypatch.context() as other:
        other.setattr("peerbot.engine.sender.ROW", Kind("another", int))
        house.says(SAM, "me")
    assert house.sender.health.set_aside == 1
    assert house.says(SAM, "now")


def test_a_word_before_a_note_goes_is_said_however_long_its_writer_was_quiet(house: House) -> None:
    house.tells(SAM, "note", "Sam", "skip", "yes", "yes")
    house.wait(timedelta(days=84))
    assert house.heard(SAM)[-1].startswith("A word that you asked for")
    house.tells(SAM, "note", "forget it")
    house.wait(timedelta(days=8))
    assert not house.store.has(person(SAM))
