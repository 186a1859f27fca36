"""Whether people who have no chat yet are let in: the pause, and the bound for each homeserver."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from peerbot.engine.newcomers import COUNTED, UNWRITTEN
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.ids import RoomID, UserID, bot, person
from tests.engine.house import House
from tests.engine.little import Killed
from tests.engine.ways import ROBIN, SAM

HOUR = timedelta(hours=1)

FAR = tuple(UserID(f"@{name}:elsewhere.example") for name in ("ali", "bo", "cleo"))


def paused(house: House, hours: int = 12) -> None:
    """A steward pauses newcomers."""
    house.engine.world.newcomers.pause(house.now + hours * HOUR)


def resumed(house: House) -> None:
    """And ends that."""
    house.engine.world.newcomers.resume()


def declined(house: House, chat: RoomID) -> str:
    """Why the voice is not in this chat."""
    there = house.world.chats[chat]
    assert there.voice != bool(there.declined)
    return there.declined


def test_somebody_new_is_turned_away_and_let_in_when_it_is_over(house: House) -> None:
    paused(house)
    assert house.engine.refuses(SAM) == "declined-for-now"
    house.wait(11 * HOUR)
    assert house.engine.refuses(SAM) == "declined-for-now"
    house.wait(HOUR)
    assert house.engine.refuses(SAM) is None
    assert "I am a program" in house.says(SAM, "hi")[0]
    assert house.engine.world.newcomers.paused_until(house.now) is None


def test_it_can_be_ended_and_set_anew_and_survives_a_restart(house: House) -> None:
    paused(house)
    house.restart()
    assert house.engine.refuses(SAM) == "declined-for-now"
    paused(house, 1)
    assert house.engine.world.newcomers.paused_until(house.now) == house.now + HOUR
    resumed(house)
    assert house.engine.refuses(SAM) is None
    resumed(house)
    house.restart()
    assert house.engine.refuses(SAM) is None


def _role(house: House) -> None:
    house.facilitator(SAM)
    house.leaves_chat(SAM)


def _note(house: House) -> None:
    house.tells(SAM, "note", "Sam", "skip", "yes", "no")
    house.leaves_chat(SAM)


def _third(house: House) -> None:
    house.says(SAM, "hi")
    house.third_person(SAM)


def _damaged(house: House) -> None:
    """The disk lost some bits of what is kept of their chat."""
    house.says(SAM, "hi")
    house.restart()
    tables = house.store._backend
    owner = house.store._sealing.owner_tag(person(SAM))
    for tag, expires, sealed in tables.records(owner, 0):
        tables.put_record(owner, tag, expires, sealed[:-1] + bytes([sealed[-1] ^ 1]))


KNOWN: dict[str, Callable[[House], object]] = {
    "a chat": lambda house: house.says(SAM, "hi"),
    "an offer": lambda house: house.grants(SAM),
    "a role, and no chat": _role,
    "a note, and no chat": _note,
    "a chat that somebody else came into": _third,
    "a chat whose record is damaged": _damaged,
    "a chat that was cleared": lambda house: house.tells(SAM, "clear", "clear it"),
}


@pytest.mark.parametrize("how", KNOWN.values(), ids=KNOWN.keys())
def test_whoever_is_known_is_let_in(house: House, how: Callable[[House], object]) -> None:
    how(house)
    paused(house)
    assert house.engine.refuses(SAM) is None
    assert house.engine.refuses(ROBIN) == "declined-for-now"
    assert not declined(house, house.new_chat(SAM))


def test_a_chat_that_is_open_goes_on(house: House) -> None:
    """Also one that has been quiet for so long that nothing of it is on record."""
    chat = house.chat(SAM)
    house.says(ROBIN, "hi")
    house.wait(timedelta(days=9))
    paused(house)
    house.restart()
    assert house.says(SAM, "hi")
    assert house.says(ROBIN, "hi")
    assert not declined(house, chat)


def test_whoever_is_erased_is_new_and_is_told_so_before(house: House) -> None:
    house.says(SAM, "hi")
    assert "nobody new" not in house.says(SAM, "erase")[0]
    house.says(SAM, "no")
    paused(house)
    assert "For now I let nobody new in, until 7 March 2026" in house.says(SAM, "erase")[0]
    house.says(SAM, "erase it")
    assert house.engine.refuses(SAM) == "declined-for-now"
    house.says(ROBIN, "hi")
    house.steward(ROBIN, EraseOrdered())
    assert house.engine.refuses(ROBIN) == "declined-for-now"


def test_fault_68_an_invitation_that_is_on_its_way_is_turned_away(house: House) -> None:
    """The bot is killed while it accepts one, and newcomers are paused before it is back."""
    cuts = iter([Killed()])
    house.world.trouble = lambda deed: next(cuts, None) if deed == "join_chat" else None
    with pytest.raises(Killed):
        house.new_chat(SAM)
    (chat,) = house.world.chats
    paused(house)
    house.restart()
    assert declined(house, chat) == "declined-for-now"
    assert not house.store.has(person(SAM))
    resumed(house)
    assert house.says(SAM, "hi")


@pytest.mark.parametrize("moment", ["turn_away", "turn_away done"])
def test_fault_68_killed_while_it_turns_somebody_away(house: House, moment: str) -> None:
    cuts = iter([Killed()])
    house.world.trouble = lambda deed: next(cuts, None) if deed == moment else None
    paused(house)
    house.survive(lambda: house.new_chat(SAM))
    (chat,) = house.world.chats
    assert declined(house, chat) == "declined-for-now"
    assert not house.store.has(person(SAM))


@pytest.fixture
def few(house: House) -> House:
    """A house with no more than two chats of each other homeserver: fewer than a config may say."""
    house.settings = replace(house.settings, most_each_server=2)
    house.restart()
    return house


def counted(house: House) -> int:
    """How many chats of the other homeserver there are, to the bot."""
    return len(house.store.list(bot("chats of elsewhere.example"), COUNTED, now=house.now))


def test_fault_69_so_many_chats_of_another_homeserver_and_no_more(few: House) -> None:
    ali, bo, cleo = FAR
    for user in (ali, bo):
        assert few.engine.refuses(user) is None
        few.says(user, "hi")
    assert few.engine.refuses(cleo) == "declined-server-full"
    assert few.engine.refuses(UserID("@cleo:third.example")) is None
    assert few.engine.refuses(SAM) is None
    assert not declined(few, few.new_chat(ali)), "who is known may begin another"
    assert counted(few) == 2
    few.restart()
    assert few.engine.refuses(cleo) == "declined-server-full"
    assert few.engine.refuses(ali) is None
    few.leaves_chat(bo)
    assert few.engine.refuses(cleo) is None


def test_who_was_let_in_counts_before_a_word_and_not_for_ever(few: House) -> None:
    ali, bo, cleo = FAR
    few.new_chat(ali)
    few.new_chat(bo)
    few.new_chat(bo)
    assert counted(few) == 2
    assert few.engine.refuses(bo) is None, "they count already"
    assert few.engine.refuses(cleo) == "declined-server-full"
    few.wait(UNWRITTEN + HOUR)
    assert few.engine.refuses(cleo) is None
    assert few.says(ali, "hi"), "they are in their chat all the same"
    assert counted(few) == 1
    few.wait(timedelta(days=8))
    assert counted(few) == 0


def test_who_invites_once_more_counts_for_as_long_as_before(few: House) -> None:
    for user in FAR[:2]:
        few.says(user, "hi")
        few.new_chat(user)
    few.wait(UNWRITTEN + HOUR)
    assert counted(few) == 2
    assert few.engine.refuses(FAR[2]) == "declined-server-full"


@pytest.mark.parametrize("how", ["themselves", "a steward", "a steward, without a chat"])
def test_nothing_of_whoever_is_erased_is_counted(house: House, how: str) -> None:
    house.tells(FAR[0], "note", "Ali", "skip", "yes", "no")
    assert counted(house) == 1
    if how == "themselves":
        house.tells(FAR[0], "erase", "erase it")
    else:
        if how.endswith("chat"):
            house.leaves_chat(FAR[0])
        house.steward(FAR[0], EraseOrdered())
    assert counted(house) == 0


def test_turned_away_with_a_pause_they_are_not_counted(house: House) -> None:
    paused(house)
    house.new_chat(FAR[0])
    assert counted(house) == 0
