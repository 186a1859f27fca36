"""Erasing, from wherever somebody is, leaves nothing; whatever happens meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from peerbot.engine.settle import settle
from peerbot.features import registry
from peerbot.features.roles.messages import OfferMade
from peerbot.features.rooms.asking import Waiting
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.ids import Person, UserID, person
from peerbot.kernel.table import State
from storage import ScrubUnfinished
from tests.engine.house import House
from tests.engine.little import Killed
from tests.engine.ways import ROBIN, SAM, WAYS, hold

MINUTE = timedelta(minutes=1)


def gone(house: House, user: UserID = SAM) -> None:
    """Nothing of a person is left, and no room holds them."""
    assert not house.store.has(person(user))
    assert house.role(user) is None
    assert not [hall for hall in house.open_halls if user in hall.there]
    assert house.sender.health.rejected == 0


@pytest.mark.parametrize("state", registry().chats.states)
def test_there_is_a_way_into_every_state(house: House, state: type[State]) -> None:
    WAYS[state](house)
    assert type(house.state(SAM)) is state


@pytest.mark.parametrize("state", registry().chats.states)
@pytest.mark.parametrize("how", ["word", "steward"])
def test_erasing_from_any_state_leaves_nothing(house: House, state: type[State], how: str) -> None:
    WAYS[state](house)
    if how == "word":
        house.tells(SAM, "stop", "erase", "erase it")
    else:
        house.steward(SAM, EraseOrdered())
    hold(house)
    house.wait(5 * MINUTE)
    gone(house)
    assert house.heard(SAM)[-1].startswith("Done.")
    assert SAM in house.world.forgotten
    house.wait(60 * MINUTE)
    gone(house)


@pytest.mark.parametrize("state", registry().chats.states)
@pytest.mark.parametrize("deed", ["remove", "say", "leave_chat", "silence", "create"])
@pytest.mark.parametrize("when", ["", " done"])
def test_fault_42_erasing_survives_being_killed(
    house: House, state: type[State], deed: str, when: str
) -> None:
    WAYS[state](house)
    house.tells(SAM, "stop", "erase")
    killed: list[str] = []

    def trouble(asked: str) -> BaseException | None:
        if asked == deed + when and not killed:
            killed.append(asked)
            return Killed()
        return None

    house.world.trouble = trouble
    house.survive(lambda: house.says(SAM, "erase it"))
    house.survive(lambda: house.wait(10 * MINUTE))
    house.steward(SAM, EraseOrdered())  # the wish itself lived in memory when nothing was kept
    house.wait(10 * MINUTE)
    gone(house)
    assert len([body for body in house.heard(SAM) if body.startswith("Done.")]) in (0, 1, 2)


MEANWHILE: dict[str, Callable[[House], object]] = {
    "they write": lambda house: house.tells(SAM, "hello", "stop", "1", "erase"),
    "they leave the chat": lambda house: house.leaves_chat(SAM),
    "they remove the program": lambda house: house.removes_voice(SAM),
    "they write in another chat": lambda house: (house.new_chat(SAM), house.says(SAM, "hi")),
    "a third person comes": lambda house: house.third_person(SAM),
    "a steward erases them too": lambda house: house.steward(SAM, EraseOrdered()),
    "a steward offers a role": lambda house: house.grants(SAM),
    "the program restarts": lambda house: house.restart(),
    "the room closes": lambda house: house.tells(ROBIN, "close", "yes"),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_fault_42_an_erasing_that_waits_for_a_room_is_not_lost(
    house: House, meanwhile: str
) -> None:
    house.facilitator(SAM)
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "yes", "yes")
    house.comes_in(SAM)
    hold(house, "remove", "empty")
    house.tells(SAM, "erase", "yes")
    MEANWHILE[meanwhile](house)
    assert house.store.has(person(SAM))
    hold(house)
    house.wait(10 * MINUTE)
    gone(house)


def test_an_erasing_says_that_it_goes_on(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "yes", "no")
    hold(house, "remove")
    house.tells(SAM, "erase", "yes")
    for words in ("hello?", "stop", "now", "1"):
        assert house.says(SAM, words)[-1].startswith("I am erasing what I hold about you.")


def test_an_invitation_that_is_refused_meanwhile_leaves_nothing_either(house: House) -> None:
    WAYS[Waiting](house)
    house.tells(SAM, "erase", "yes")
    house.world.blocking.add(SAM)
    hold(house)
    house.wait(5 * MINUTE)
    gone(house)


def test_two_places_are_both_freed_first(house: House) -> None:
    for host in (ROBIN, UserID("@jo:example.org")):
        house.facilitator(host)
        house.opens(host)
    house.tells(SAM, "join 1", "yes", "no", "join 2", "yes", "no")
    house.comes_in(SAM)
    house.tells(SAM, "erase", "yes")
    gone(house)
    assert len(house.open_halls) == 2


def test_a_facilitator_is_erased_once_their_rooms_are_closed(house: House) -> None:
    house.facilitator(SAM)
    house.opens(SAM)
    hold(house, "create")
    house.tells(SAM, "open grief 50", "yes")
    house.tells(SAM, "erase", "yes")
    assert house.store.has(person(SAM))
    hold(house)
    house.wait(5 * MINUTE)
    gone(house)
    assert not house.open_halls


def test_a_facilitator_whose_room_is_refused_is_erased_all_the_same(house: House) -> None:
    house.facilitator(SAM)
    hold(house, "create")
    house.tells(SAM, "open quiet company 50", "yes", "erase", "yes")
    hold(house)
    house.world.unsafe = True
    house.wait(5 * MINUTE)
    gone(house)


class Scrubbing:
    """A file that cannot be cleaned for a while."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self._really = house.store.scrub
        self.tries = 0
        self.can = False
        monkeypatch.setattr(house.store, "scrub", self)

    def __call__(self) -> None:
        self.tries += 1
        if not self.can:
            raise ScrubUnfinished("no room")
        self._really()


@pytest.fixture
def scrubbing(house: House, monkeypatch: pytest.MonkeyPatch) -> Scrubbing:
    return Scrubbing(house, monkeypatch)


def test_a_delayed_scrub_is_told_once_and_tried_again(house: House, scrubbing: Scrubbing) -> None:
    house.tells(SAM, "hi", "erase", "yes")
    house.wait(30 * MINUTE)
    told = [body for body in house.heard(SAM) if "can no longer be opened" in body]
    assert len(told) == 1
    assert 2 < scrubbing.tries < 40
    assert "No one here is on call" in house.says(SAM, "now")[-1]
    scrubbing.can = True
    house.wait(10 * MINUTE)
    gone(house)
    assert house.heard(SAM)[-1].startswith("Done.")


def test_what_is_agreed_to_while_the_scrub_is_delayed_stays(
    house: House, scrubbing: Scrubbing
) -> None:
    """Nothing that somebody says yes to after an erasing goes with its end."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "erase", "yes", "join 1", "yes", "yes")
    scrubbing.can = True
    house.wait(10 * MINUTE)
    assert len(house.kept(SAM)) == 1
    assert house.heard(SAM)[-1].startswith("Done.")
    house.tells(SAM, "erase", "yes")
    gone(house)


def test_erasing_again_while_the_first_waits_for_the_file(
    house: House, scrubbing: Scrubbing
) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "erase", "yes", "join 1", "yes", "yes")
    hold(house, "remove")
    house.tells(SAM, "erase", "yes")
    scrubbing.can = True
    house.wait(10 * MINUTE)
    hold(house)
    house.wait(10 * MINUTE)
    gone(house)


def test_without_the_bot_running_a_steward_erases_who_needs_no_homeserver(house: House) -> None:
    house.facilitator(SAM)
    house.leaves_chat(SAM)
    house.engine.take(Person(SAM), EraseOrdered())
    settle(house.engine)
    gone(house)
    assert not house.store.needs_scrub


def test_without_the_bot_running_the_rest_of_an_erasing_waits_for_it(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "yes", "no")
    house.engine.take(Person(SAM), EraseOrdered())
    settle(house.engine)
    assert house.store.has(person(SAM))
    house.settle()
    gone(house)


def test_without_the_bot_running_due_times_and_old_rows_are_handled(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.now += 50 * MINUTE
    house.engine.take(Person(ROBIN), OfferMade("facilitator", house.now + MINUTE))
    settle(house.engine)
    house.engine.take(Person(ROBIN), EraseOrdered())
    settle(house.engine)
    assert [hall.silent for hall in house.open_halls] == [False]
    house.settle()
    gone(house, ROBIN)
    assert not house.open_halls


def test_a_yes_of_another_day_erases_nobody(house: House) -> None:
    house.tells(SAM, "hi", "erase")
    house.wait(timedelta(hours=2))
    assert "I would forget you" in house.says(SAM, "yes")[-1], "it is asked once more"
    house.says(SAM, "yes")
    assert house.heard(SAM)[-1].startswith("Done.")
