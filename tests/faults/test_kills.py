"""Killed at the worst moments, as by a power cut: nothing is lost and nothing is done twice."""

from urllib.parse import unquote

import pytest

from tests.faults.burst import all_write
from tests.faults.conftest import Arrive
from tests.faults.place import (
    HELP,
    WELCOME,
    Place,
    another_device,
    claim,
    kept_of,
    open_room,
    said_by_voice,
)
from tests.proxy import to

SEND = "/send/m.room.encrypted/"


async def test_fault_01_killed_before_the_answer_to_a_send(place: Place, arrive: Arrive) -> None:
    alex = await arrive("alex")
    held = place.proxy.hold(place.by_voice("PUT", SEND), after=True)
    await alex.tell(alex.chat, "hi")
    first = await held.reached()
    await place.restart()
    assert WELCOME in await alex.hear()
    assert HELP in await alex.ask("help")
    sent = [seen for seen in place.proxy.seen if seen.path == first.path]
    assert len(sent) == 2, "the same transaction again"


async def test_fault_02_killed_between_the_effect_and_the_token(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    await place.sandbox.at_rest()
    await place.kill()
    for member in (alex, sam):
        await member.tell(member.chat, "hi")
    # One batch brings both messages. Before it acts on one, the bot looks who is in the chat.
    looks = place.by_voice("GET", "/members")
    first, second = place.proxy.hold(looks), place.proxy.hold(looks)
    await place.sandbox.start_bot()
    is_alex = alex.chat in unquote((await first.reached()).path)
    early, late = (alex, sam) if is_alex else (sam, alex)
    first.release()
    await second.reached()
    # One message is acted on; the other is held, and with it the token of both.
    assert WELCOME in await early.hear()
    await place.restart()
    assert WELCOME in await late.hear()
    for member in (early, late):
        assert HELP in await member.ask("help")
        assert len(said_by_voice(member)) == 2


async def test_fault_03_killed_before_what_a_sync_brought_is_taken_in(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    await place.kill()
    await alex.tell(alex.chat, "hi")
    held = place.proxy.hold(place.by_voice("GET", "/sync"), after=True)
    await place.sandbox.start_bot()
    await held.reached()
    await place.restart()
    assert WELCOME in await alex.hear()
    assert HELP in await alex.ask("help")


@pytest.mark.parametrize(
    ("after", "claims"), [(False, 3), (True, 12)], ids=["before it arrives", "once it arrived"]
)
async def test_fault_04_killed_inside_a_key_upload(
    place: Place, arrive: Arrive, after: bool, claims: int
) -> None:
    alex = await arrive("alex")
    await place.sandbox.at_rest()
    held = place.proxy.hold(place.by_voice("POST", "/keys/upload"), after=after)
    for _ in range(claims):  # the second time more: the first leaves some to spare
        await claim(alex)
    await alex.tell(alex.chat, "hi")
    await held.reached()
    await place.restart()
    assert WELCOME in await alex.hear()
    assert HELP in await alex.ask("help")


@pytest.mark.parametrize("after", [False, True], ids=["before it arrives", "once it arrived"])
async def test_fault_05_killed_while_sharing_a_room_key(
    place: Place, arrive: Arrive, after: bool
) -> None:
    alex = await arrive("alex")
    await place.sandbox.at_rest()
    held = place.proxy.hold(place.by_voice("PUT", "/sendToDevice/"), after=after)
    await alex.tell(alex.chat, "hi")
    await held.reached()
    await place.restart()
    assert WELCOME in await alex.hear()
    assert HELP in await alex.ask("help")


async def test_fault_05_each_device_of_a_person_gets_the_key(place: Place, arrive: Arrive) -> None:
    alex = await arrive("alex")
    async with await another_device(place, alex) as phone:
        await place.sandbox.at_rest()
        held = place.proxy.hold(place.by_voice("PUT", "/sendToDevice/"))
        await phone.tell(phone.chat, "hi")
        given = (await held.reached()).json["messages"][alex.user_id]
        assert len(given) == 2
        await place.restart()
        for device in (alex, phone):
            assert WELCOME in await device.hear()
        assert HELP in await alex.ask("help")
        assert HELP in await phone.hear()


@pytest.mark.parametrize("after", [False, True], ids=["before it arrives", "once it arrived"])
async def test_fault_06_the_homeserver_restarts_in_mid_sync_and_mid_send(
    place: Place, arrive: Arrive, after: bool
) -> None:
    alex = await arrive("alex")
    held = place.proxy.hold(place.by_voice("PUT", SEND), after=after)
    await alex.tell(alex.chat, "hi")
    await held.reached()
    await place.sandbox.homeserver.kill()
    held.drop()
    await place.sandbox.homeserver.start()
    assert WELCOME in await alex.hear()
    assert HELP in await alex.ask("help")
    assert len(said_by_voice(alex)) == 2


async def test_fault_44_what_is_said_while_the_bot_is_down_is_answered_in_order(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    await place.kill()
    for words in ("hi", "help", "now", "kept", "erase"):
        await alex.tell(alex.chat, words)
    await place.sandbox.start_bot()
    heard = [await alex.hear() for _ in range(5)]
    starts = ("I have no notes", "These words work", "No one here", "Of you I keep", "I would")
    assert [words for words, said in zip(starts, heard, strict=True) if words not in said] == []


ENDING = [
    ("POST", "/kick", False),
    ("PUT", SEND, True),
    ("POST", "/leave", True),
    ("POST", "/forget", False),
]
"""What erasing somebody with a place in a room asks of the homeserver."""


@pytest.mark.parametrize(
    ("method", "path", "after"),
    ENDING,
    ids=[f"{'after' if after else 'before'} {path.split('/')[1]}" for _, path, after in ENDING],
)
async def test_fault_42_killed_while_somebody_is_erased(
    place: Place, arrive: Arrive, method: str, path: str, after: bool
) -> None:
    robin, alex = await arrive("robin"), await arrive("alex")
    number = (await open_room(place, robin)).partition("as number ")[2].partition(".")[0]
    room_id = await robin.join_invited()
    assert "I keep your address" in await alex.ask(f"join {number}")
    assert "The invitation is there" in await alex.ask("let me in")
    await alex.join_invited()
    assert "It cannot be undone" in await alex.ask("erase")
    held = place.proxy.hold(to(method, path), after=after)
    await alex.tell(alex.chat, "erase it")
    await held.reached()
    await place.restart()
    await alex.removed(room_id)
    await alex.until(lambda: alex.voice not in alex.present(alex.chat))
    assert "Close the room for everyone?" in await robin.ask("close")
    assert "It is closing" in await robin.ask("close it")
    await robin.removed(room_id)
    assert not await kept_of(place, alex)
    assert sum("its key is destroyed" in said for said in said_by_voice(alex)) == 1


async def test_fault_43_many_write_many_messages_at_once(arrive: Arrive) -> None:
    """`tests/soak` has it with twenty people and thirty messages each."""
    members = [await arrive(f"member{number}") for number in range(5)]
    await all_write(members, 10)
