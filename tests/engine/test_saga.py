"""A room always ends, whatever fails on the way, and those who chose a line get exactly one."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from peerbot.app.rooms_on_record import held_rooms, room_lost, stuck_rooms
from peerbot.engine.commit import Commit
from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.rooms.address import room
from peerbot.features.rooms.records import Card, open_cards
from peerbot.kernel.ids import Address, RoomID, UserID
from peerbot.kernel.ports import Limited, Refused, TryLater
from peerbot.kernel.stepping import Outcome
from tests.engine.house import NIGHT, House
from tests.engine.little import Killed

ROBIN = UserID("@robin:example.org")
SAM = UserID("@sam:example.org")
ALEX = UserID("@alex:example.org")
KIM = UserID("@kim:example.org")

MINUTE = timedelta(minutes=1)


def opened(house: House) -> None:
    """Robin's room with three members in it; Sam and Alex chose a closing line, Kim did not."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.comes_in(ROBIN)
    for user, line in ((SAM, "yes"), (ALEX, "yes"), (KIM, "no")):
        house.tells(user, "join 1", "let me in", line)
        house.comes_in(user)


def closings(house: House, user: UserID) -> list[str]:
    """What a person was told of the room's end."""
    words = ("The room has closed", "The room is gone", "I closed the room", "The time of the room")
    return [body for body in house.heard(user) if body.startswith(words)]


def ended(house: House) -> None:
    """Every room is silent, empty, left, and nothing of it is stored."""
    for hall in house.world.halls.values():
        assert hall.silent or hall.unknown
        assert hall.there == set()
        assert not hall.keeper
        assert not house.store.has(room(hall.card.mark))
    assert not held_rooms(house.engine)
    assert not list(house.engine.world.listings.read(Card, house.now))
    for user in (ROBIN, SAM, ALEX, KIM):
        assert not house.places(user)
    assert house.sender.health.rejected == 0
    assert house.world.said_twice == 0


def once(house: House) -> None:
    """One line for each who chose one and for the facilitator, none for the others."""
    assert [len(closings(house, user)) for user in (ROBIN, SAM, ALEX, KIM)] == [1, 1, 1, 0]


def test_a_room_ends_on_time(house: House) -> None:
    opened(house)
    hall = house.open_halls[0]
    house.wait(40 * MINUTE)
    assert hall.topic == "Writing stops at 03:00 Berlin, in about 10 minutes."
    house.wait(10 * MINUTE - timedelta(seconds=1))
    assert not hall.silent
    house.wait(timedelta(seconds=1))
    ended(house)
    once(house)


def test_a_short_room_has_one_word_before_its_end(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN, "quiet company 10")
    hall = house.open_halls[0]
    house.wait(7 * MINUTE)
    assert hall.topic == "Writing stops at 02:20 Berlin."
    house.wait(2 * MINUTE)
    assert hall.topic == "Writing stops at 02:20 Berlin, in about 2 minutes. Finish your sentence."
    assert "Time for last words" in house.heard(ROBIN)[-1]
    house.wait(MINUTE)
    ended(house)


CLOSING = ("silence", "empty", "leave", "say", "set_topic")
PASSING: dict[str, Callable[[], BaseException]] = {
    "limited": lambda: Limited(7),
    "limited for long": lambda: Limited(3600),
    "later": TryLater,
    "killed": Killed,
}


class Once:
    """Trouble at the n-th time that a deed is done, and never again."""

    def __init__(self, deed: str, fault: Callable[[], BaseException], time: int = 1) -> None:
        self._deed, self._fault, self.left = deed, fault, time

    def __call__(self, deed: str) -> BaseException | None:
        if deed == self._deed:
            self.left -= 1
            if self.left == 0:
                return self._fault()
        return None


@pytest.mark.parametrize("when", ["", " done"])
@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("deed", CLOSING)
def test_a_room_ends_whatever_is_delayed_or_killed_once(
    house: House, deed: str, fault: str, when: str
) -> None:
    opened(house)
    house.world.trouble = trouble = Once(deed + when, PASSING[fault])
    house.survive(lambda: house.wait(50 * MINUTE))
    house.survive(lambda: house.wait(3 * 60 * MINUTE))
    assert trouble.left <= 0
    ended(house)
    once(house)


@pytest.mark.parametrize("step", range(1, 40))
def test_a_life_killed_at_every_step_and_again_right_after(house: House, step: int) -> None:
    """The n-th deed of everything is interrupted, and so is the first after the restart."""
    count = 0

    def trouble(_deed: str) -> BaseException | None:
        nonlocal count
        count += 1
        return Killed() if count in (step, step + 2) else None

    house.world.trouble = trouble
    for act in (
        lambda: house.facilitator(ROBIN),
        lambda: house.opens(ROBIN),
        lambda: house.tells(SAM, "join 1", "let me in", "yes"),
        lambda: house.wait(50 * MINUTE),
    ):
        house.survive(act)
    house.wait(60 * MINUTE)
    ended(house)
    assert len(closings(house, SAM)) <= 1


@pytest.mark.parametrize("fault", ["limited for long", "later"])
@pytest.mark.parametrize("deed", CLOSING)
def test_a_homeserver_that_is_away_for_a_day_only_delays(
    house: House, deed: str, fault: str
) -> None:
    opened(house)
    house.world.trouble = lambda asked: PASSING[fault]() if asked == deed else None
    house.wait(26 * 60 * MINUTE)
    house.world.trouble = lambda _deed: None
    house.wait(2 * 60 * MINUTE)
    ended(house)
    if deed != "say":  # then the words were too old to be sent without risking to double them
        once(house)


def test_words_that_waited_too_long_are_said_to_be_lost(house: House) -> None:
    opened(house)
    house.world.trouble = lambda deed: TryLater() if deed == "say" else None
    house.wait(26 * 60 * MINUTE)
    house.world.trouble = lambda _deed: None
    house.wait(60 * MINUTE)
    assert closings(house, SAM) == []
    assert house.heard(SAM)[-1].startswith("I could not send you an answer in time")


@pytest.mark.parametrize("deed", ["silence", "leave", "set_topic"])
def test_what_the_homeserver_refuses_does_not_stop_the_rest(house: House, deed: str) -> None:
    opened(house)
    house.world.trouble = lambda asked: Refused("forbidden") if asked == deed else None
    house.wait(50 * MINUTE)
    for hall in house.world.halls.values():
        assert hall.there == set()
        assert hall.silent is (deed != "silence")
        assert not house.store.has(room(hall.card.mark))
    assert house.sender.health.refused == (2 if deed == "set_topic" else 1)
    once(house)
    assert closings(house, SAM)[0].startswith("The room has closed.")


def test_when_people_cannot_be_removed_nobody_is_told_that_all_is_well(house: House) -> None:
    opened(house)
    house.open_halls[0].powerless = True
    house.wait(50 * MINUTE)
    assert house.sender.health.refused == 5  # the topic twice, silence, emptying and leaving
    for user in (ROBIN, SAM, ALEX, KIM):
        assert len(closings(house, user)) == 1
        assert "did not let me remove everyone" in closings(house, user)[0]
    assert not held_rooms(house.engine)


def test_a_room_that_could_not_be_emptied_is_remembered_until_it_is(house: House) -> None:
    opened(house)
    hall = house.open_halls[0]
    hall.powerless = True
    house.wait(50 * MINUTE)
    for _ in range(2):
        assert (len(hall.there), hall.keeper) == (4, True)
        house.restart()
    hall.powerless = False
    house.restart()
    assert (len(hall.there), hall.keeper) == (0, False)
    assert stuck_rooms(house.engine) == {}


@pytest.mark.parametrize("fault", ["limited", "later", "killed"])
@pytest.mark.parametrize("when", ["", " done"])
@pytest.mark.parametrize("deed", ["trusted", "create", "invite"])
def test_opening_survives_what_passes(house: House, deed: str, when: str, fault: str) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = Once(deed + when, PASSING[fault])
    house.survive(lambda: house.opens(ROBIN))
    house.wait(MINUTE)
    house.restart()  # a room that was made twice is let go at the start
    assert len(house.open_halls) == 1
    assert house.open_halls[0].there == {ROBIN}
    house.wait(50 * MINUTE)
    ended(house)


@pytest.mark.parametrize(
    ("deed", "fault", "told"),
    [
        ("create", Limited(60), "makes no more rooms for the moment"),
        ("create", Refused("forbidden"), "does not let me make a room"),
        ("trusted", Refused("forbidden"), "does not let me make a room"),
        ("invite", Refused("forbidden"), "You could not be invited"),
    ],
)
def test_a_facilitator_hears_why_there_is_no_room(
    house: House, deed: str, fault: BaseException, told: str
) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = lambda asked: fault if asked == deed else None
    house.opens(ROBIN)
    assert told in house.heard(ROBIN)[-1]
    assert not house.open_halls
    assert not house.places(ROBIN)
    assert "You hold no open room." in house.says(ROBIN, "close")[-1]


def test_a_room_whose_time_is_over_is_not_made(house: House) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = lambda deed: TryLater() if deed == "create" else None
    house.tells(ROBIN, "open quiet company 10", "yes")
    assert "being made" in house.says(ROBIN, "is it there?")[-1]
    house.wait(30 * MINUTE)
    assert "over before it could open" in house.heard(ROBIN)[-1]
    assert not house.world.halls


def test_a_room_that_was_made_too_late_is_closed_unseen(house: House) -> None:
    house.facilitator(ROBIN)

    def slow(deed: str) -> None:
        if deed == "create done":
            house.now += 11 * MINUTE

    house.world.trouble = slow
    house.tells(ROBIN, "open quiet company 10", "yes")
    ended(house)
    assert closings(house, ROBIN)


def test_a_facilitator_who_could_not_be_invited_in_time_hears_that_it_is_over(
    house: House,
) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = lambda deed: TryLater() if deed == "invite" else None
    house.tells(ROBIN, "open quiet company 10", "yes")
    house.wait(20 * MINUTE)
    ended(house)
    assert len(closings(house, ROBIN)) == 1


def test_nobody_is_invited_after_the_end(house: House) -> None:
    opened(house)
    house.world.trouble = lambda deed: TryLater() if deed in ("invite", "silence") else None
    late = UserID("@late:example.org")
    house.tells(late, "join 1", "let me in")
    house.wait(60 * MINUTE)
    assert "that room has closed" in house.heard(late)[-1]
    assert not house.kept(late)


def test_closing_while_the_room_is_being_made(house: House) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = lambda deed: TryLater() if deed == "create" else None
    house.opens(ROBIN)
    house.tells(ROBIN, "close", "yes")
    house.world.trouble = lambda _deed: None
    house.wait(5 * MINUTE)
    ended(house)
    assert len(closings(house, ROBIN)) == 1


def test_a_role_revoked_while_the_room_is_being_made_opens_none(house: House) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = lambda deed: TryLater() if deed == "create" else None
    house.opens(ROBIN)
    house.steward(ROBIN, RoleRevoked())
    house.world.trouble = lambda _deed: None
    house.wait(5 * MINUTE)
    ended(house)


def test_a_room_that_is_lost_is_told_once(house: House) -> None:
    opened(house)
    room_id, hall = next(iter(house.world.halls.items()))
    hall.keeper = False
    hall.silent = True  # nothing can be done there any more
    hall.joined.clear()
    for _ in range(2):
        room_lost(house.engine, room_id)
        house.settle()
    room_lost(house.engine, RoomID("!unknown:example.org"))
    ended(house)
    for user in (ROBIN, SAM, ALEX, KIM):
        assert len(closings(house, user)) == 1
        assert "no longer has it" in closings(house, user)[0]


def test_overdue_rooms_are_closed_at_the_start(house: House) -> None:
    opened(house)
    house.now += 600 * MINUTE  # the machine was off
    house.restart()
    ended(house)
    once(house)


def test_a_room_that_no_record_knows_is_left_at_the_start(house: House) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = Once("create done", Killed)
    house.survive(lambda: house.opens(ROBIN))
    orphan, kept = house.world.halls.values()
    assert not orphan.keeper
    assert kept.keeper


@pytest.mark.parametrize("step", range(1, 10))
def test_a_commit_that_is_cut_off_leaves_nothing_half_done(
    house: House, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """The process ends within the n-th transaction of the end: it is all done again, once."""
    opened(house)
    count = 0
    really = Commit.apply

    def apply(self: Commit, actor: Address, outcome: Outcome, now: datetime) -> None:
        nonlocal count
        really(self, actor, outcome, now)
        count += 1
        if count == step:
            raise Killed

    monkeypatch.setattr(Commit, "apply", apply)
    house.survive(lambda: house.wait(50 * MINUTE))
    house.survive(lambda: house.wait(60 * MINUTE))
    assert count >= step
    ended(house)
    once(house)


def test_a_room_falls_silent_on_time_whatever_else_waits(house: House) -> None:
    opened(house)
    house.world.trouble = lambda deed: TryLater() if deed in ("remove", "set_topic") else None
    house.says(KIM, "leave")
    house.wait(50 * MINUTE)
    assert house.open_halls[0].silent
    house.world.trouble = lambda _deed: None
    house.wait(10 * MINUTE)
    ended(house)


def test_a_closing_line_comes_also_when_closing_takes_past_midnight(house: House) -> None:
    """Days of expiry are rounded up to, so at midnight is when a place could go too early."""
    house.now = NIGHT.replace(hour=23, minute=5)
    opened(house)
    house.world.trouble = lambda deed: TryLater() if deed == "empty" else None
    house.wait(timedelta(hours=9))
    assert all(house.kept(user) for user in (ROBIN, SAM, ALEX, KIM))
    house.world.trouble = lambda _deed: None
    house.wait(60 * MINUTE)
    ended(house)
    once(house)


def test_closing_waits_for_no_invitation_that_hangs(house: House) -> None:
    opened(house)
    house.world.trouble = lambda deed: TryLater() if deed == "invite" else None
    house.tells(UserID("@late:example.org"), "join 1", "let me in")
    house.tells(ROBIN, "close", "yes")
    assert house.open_halls[0].silent


def test_a_room_whose_time_is_over_is_shown_to_nobody(house: House) -> None:
    """Also before anything could be done about it: after a start, say."""
    opened(house)
    assert open_cards(house.nobody)
    house.now += 50 * MINUTE
    assert not open_cards(house.nobody)


def test_a_room_is_not_emptied_while_another_is_about_to_fall_silent(house: House) -> None:
    """Both take from one allowance of the homeserver's, and silence is what was promised."""
    moment = timedelta(seconds=0.5)
    for host in (ROBIN, SAM):
        house.facilitator(host)
        house.opens(host)
        house.wait(moment)
    first, second = house.open_halls
    assert first.silent_at
    house.wait(first.silent_at - house.now)
    assert (first.silent, bool(first.there), second.silent) == (True, True, False)
    house.wait(4 * moment)
    assert second.silent
    assert not house.open_halls
