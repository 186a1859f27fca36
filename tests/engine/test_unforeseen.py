"""What nobody foresaw ends one entry, or one piece of news, and everybody else goes on."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from peerbot.app.guarded import Guarded, Health
from peerbot.kernel.chat import Said
from peerbot.kernel.ids import UserID
from peerbot.kernel.ports import MustStop, Odd
from storage import DiskFull, FileDamaged
from tests.engine.house import House
from tests.engine.little import Trouble

ROBIN, ALEX, SAM = (UserID(f"@{name}:example.org") for name in ("robin", "alex", "sam"))

ALL_IS_DONE = timedelta(hours=1)
"""More than all tries together take."""

CLOSED = defaultdict(lambda: "before its time", {"empty": "did not let me remove everyone"})
"""What somebody who was in the room hears of its end, by what does not work in it."""


@pytest.fixture
def house() -> Iterator[House]:
    """A house in which nothing is amiss yet."""
    with House() as house:
        yield house


def on(name: str, fault: Callable[[], BaseException], times: int = 10**6) -> Trouble:
    """So many deeds of one name meet a fault."""
    left = [times]

    def trouble(deed: str) -> BaseException | None:
        if deed != name or not left[0]:
            return None
        left[0] -= 1
        return fault()

    return trouble


def held(house: House) -> None:
    """Robin holds a room, and Alex is in it."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(ALEX, "join 1", "let me in", "yes")
    house.comes_in(ALEX)


# --- row 49


def test_fault_49_an_answer_that_meets_the_unforeseen_is_owned_up_to(house: House) -> None:
    house.chat(SAM)
    house.world.trouble = on("say", ValueError, times=1)
    (answer,) = house.says(SAM, "help")
    assert answer.startswith("Sorry, I had something to say and could not send it")
    assert (house.sender.health.rejected, house.sender.health.our_faults) == (1, 1)
    assert "These words" in house.says(SAM, "help")[0]


def test_fault_49_what_can_never_be_said_ends_and_others_hear_their_answers(house: House) -> None:
    house.chat(SAM)
    house.world.trouble = on("say", ValueError)
    assert house.says(SAM, "help") == []
    assert house.sender.health.rejected == 2  # the answer, and that it could not be said
    house.world.trouble = lambda _deed: None
    assert "These words" in house.says(ALEX, "help")[0]
    house.restart()
    house.wait(ALL_IS_DONE)
    assert house.heard(SAM) == []


@pytest.mark.parametrize("deed", ["silence", "empty", "leave", "remove"])
def test_fault_49_a_room_closes_whatever_its_deeds_meet(house: House, deed: str) -> None:
    held(house)
    house.world.trouble = on(deed, KeyError)
    house.tells(ROBIN, "close", "close it")
    house.wait(ALL_IS_DONE)
    assert any(CLOSED[deed] in said for said in house.heard(ALEX))
    assert "No room is open" in house.says(SAM, "rooms")[0]


def test_fault_49_a_room_that_cannot_be_made_is_no_endless_wait(house: House) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = on("create", RuntimeError)
    assert "Please try again" in house.tells(ROBIN, "open quiet company 50", "yes")[-1]


def test_fault_49_a_step_that_fails_ends_with_its_entry(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(house)
    with monkeypatch.context() as broken:
        broken.setattr(house.engine.commit, "apply", _nothing_works)
        house.wait(timedelta(hours=2))
    assert house.sender.health.rejected > 0
    assert "These words" in house.says(SAM, "help")[0]


def _nothing_works(*_: object) -> None:
    raise LookupError


@pytest.mark.parametrize("fault", [MustStop, FileDamaged, asyncio.CancelledError])
def test_fault_49_what_must_stop_the_bot_still_does(
    house: House, fault: type[BaseException]
) -> None:
    house.chat(SAM)
    house.world.trouble = on("say", fault)
    with pytest.raises(fault):
        house.says(SAM, "help")
    assert house.sender.health.rejected == 0


def test_fault_49_news_that_meets_the_unforeseen_is_apologised_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    health, handled = Health(house.now), list[str]()
    guarded = Guarded(house.engine, health)
    chat = house.chat(SAM)
    with monkeypatch.context() as broken:
        broken.setattr(house.engine.commit, "apply", _nothing_works)
        guarded.heard(SAM, chat, Said("hi"), lambda: handled.append("once"))
    house.settle()
    assert house.heard(SAM)[-1].startswith("Sorry, something went wrong in me")
    assert (health.our_faults, handled) == (
        1,
        ["once", "once"],
    )  # the first went back with its step


def test_fault_49_news_that_cannot_even_be_apologised_for_is_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    health = Health(house.now)
    guarded = Guarded(house.engine, health)
    held(house)
    (room_id,) = house.world.halls
    chat = house.chat(SAM)
    with monkeypatch.context() as broken:
        broken.setattr(house.store, "transaction", _nothing_works)
        guarded.heard(SAM, chat, Said("hi"), lambda: None)
        guarded.membership_changed(room_id, ALEX, False)
        guarded.room_lost(room_id)
    assert health.our_faults == 4
    with monkeypatch.context() as broken:
        broken.setattr(house.store, "transaction", _full)
        with pytest.raises(DiskFull):
            guarded.heard(SAM, chat, Said("hi"), lambda: None)
    assert "These words" in house.says(SAM, "help")[0]


def _full(*_: object) -> None:
    raise DiskFull("full")


# --- row 55


def test_fault_55_an_answer_is_sent_until_it_arrives(house: House) -> None:
    house.chat(SAM)
    house.world.trouble = on("say", Odd, times=25)
    assert house.says(SAM, "help") == []
    house.wait(timedelta(hours=3))
    (answer,) = house.heard(SAM)
    assert "These words" in answer


def test_fault_55_what_is_too_large_for_the_homeserver_is_our_fault_and_said(house: House) -> None:
    house.chat(SAM)
    house.world.trouble = on("say", lambda: Odd(too_large=True), times=4)
    house.says(SAM, "help")
    house.wait(ALL_IS_DONE)
    (answer,) = house.heard(SAM)
    assert answer.startswith("Sorry, I had something to say and could not send it")
    assert house.has_chat(SAM)
    assert "These words" in house.says(SAM, "help")[0]


@pytest.mark.parametrize("too_large", [False, True])
@pytest.mark.parametrize("deed", ["silence", "empty", "leave", "set_topic", "look", "trusted"])
def test_fault_55_nothing_is_concluded_from_a_few_odd_answers(
    house: House, deed: str, too_large: bool
) -> None:
    """Nor from one that says that ours is too large, though we sent next to nothing."""
    held(house)
    house.world.trouble = on(deed, lambda: Odd(too_large=too_large), times=5)
    house.wait(timedelta(hours=2))
    assert not house.world.halls[next(iter(house.world.halls))].keeper
    assert (house.sender.health.odd, house.sender.health.refused) == (0, 0)


@pytest.mark.parametrize("deed", ["silence", "empty", "leave"])
def test_fault_55_a_closing_does_not_wait_for_ever_for_another_answer(
    house: House, deed: str
) -> None:
    held(house)
    house.world.trouble = on(deed, Odd)
    house.tells(ROBIN, "close", "close it")
    house.wait(ALL_IS_DONE)
    assert any(CLOSED[deed] in said for said in house.heard(ALEX))
    assert house.sender.health.odd > 0


def test_fault_55_who_waits_for_a_room_or_a_place_is_told_to_try_again(house: House) -> None:
    house.facilitator(ROBIN)
    house.world.trouble = on("create", Odd)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.wait(timedelta(minutes=1))
    assert "makes no more rooms for the moment" in house.heard(ROBIN)[-1]
    house.world.trouble = lambda _deed: None
    house.opens(ROBIN)
    house.world.trouble = on("invite", Odd)
    house.tells(ALEX, "join 1", "let me in")
    house.wait(timedelta(minutes=1))
    assert "invite nobody more for the moment" in house.heard(ALEX)[-1]
    assert not house.places(ALEX)


def test_fault_55_a_chat_that_cannot_be_joined_holds_nothing_up(house: House) -> None:
    house.world.trouble = on("join_chat", Odd)
    chat = house.new_chat(SAM)
    house.wait(ALL_IS_DONE)
    assert not house.world.chats[chat].voice
    house.world.trouble = lambda _deed: None
    house.new_chat(SAM)
    assert "These words" in house.says(SAM, "help")[0]
