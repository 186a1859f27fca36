"""Answers about somebody's keys that leave things out, come late, or do not come at all."""

from collections.abc import Callable

import pytest

from peerbot.matrix.homeserver import Json
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, NOW, WELCOME, Place, another_device, said_by_voice
from tests.faults.test_hostile_homeserver import on_success
from tests.proxy import Change


def _devices(answer: Json, user: str) -> None:
    answer["device_keys"][user] = {}


def _failure(answer: Json, user: str) -> None:
    del answer["device_keys"][user]
    answer["failures"] = {user.partition(":")[2]: {"status": 503, "message": "away"}}


LEFT_OUT: dict[str, Callable[[Json, str], None]] = {
    "master key": lambda answer, user: answer["master_keys"].pop(user, None),
    "self-signing key": lambda answer, user: answer["self_signing_keys"].pop(user, None),
    "devices": _devices,
    "person": _failure,
}


def leaving_out(what: str, voice: str, *, times: int | None = None) -> Change:
    """The next answers about people leave something out; None: all."""
    left = [times]

    def change(answer: Json) -> None:
        for user in [user for user in answer["device_keys"] if user != voice]:
            if left[0] == 0:
                return
            left[0] = None if left[0] is None else left[0] - 1
            LEFT_OUT[what](answer, user)

    return on_success(change)


@pytest.mark.parametrize("what", LEFT_OUT)
async def test_fault_61_keys_that_are_left_out_for_a_while_are_no_alarm(
    place: Place, arrive: Arrive, what: str
) -> None:
    """As when Synapse begins to watch somebody of another homeserver."""
    queries, voice = place.by_voice("POST", "/keys/query"), place.sandbox.voice
    place.proxy.rewrite(queries, leaving_out(what, voice, times=1))
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await place.restart()  # after which it asks anew
    place.proxy.rewrite(queries, leaving_out(what, voice, times=1))
    assert HELP in await alex.ask("help")
    assert len(said_by_voice(alex)) == 2
    assert all(m.encrypted for m in alex.messages if m.sender == alex.voice)


async def test_fault_61_keys_that_are_left_out_for_ever_add_no_device(
    place: Place, arrive: Arrive
) -> None:
    """What was known before goes on, and no more than that."""
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    queries, moment = place.by_voice("POST", "/keys/query"), len(place.proxy.seen)
    lie = place.proxy.rewrite(queries, leaving_out("master key", place.sandbox.voice))
    async with await another_device(place, alex) as tablet:
        added = tablet.client.credentials.device_id
        assert HELP in await alex.ask("help")
        await tablet.tell(tablet.chat, "now")
        assert HELP in await alex.ask("help")
        sent = place.since(moment, place.by_voice("PUT", "/sendToDevice/m.room.encrypted"))
        assert not [seen for seen in sent if added in str(seen.json)]
        assert all(m.encrypted for m in alex.messages if m.sender == alex.voice)
        lie.end()
        assert NOW in await tablet.hear()
        assert NOW in await alex.hear()
    assert len(said_by_voice(alex)) == 4


async def test_fault_62_killed_while_it_asks_for_somebodys_devices_it_forgets_no_word(
    place: Place, arrive: Arrive
) -> None:
    """The sync goes on meanwhile, and comes again as far as something of it waited."""
    alex, sam = await arrive("alex"), await arrive("sam")
    await place.restart()  # after which it asks anew for everybody's
    queries = place.by_voice("POST", "/keys/query")
    hanging = place.proxy.hold(lambda seen: queries(seen) and alex.user_id in str(seen.json))
    await alex.tell(alex.chat, "hi")
    await alex.tell(alex.chat, "help")
    await hanging.reached()
    assert WELCOME in await sam.ask("hi")
    assert HELP in await sam.ask("help")
    assert hanging.still_waits
    await place.restart()
    assert WELCOME in await alex.hear()
    assert HELP in await alex.hear()
    assert NOW in await alex.ask("now")
    assert HELP in await sam.ask("help")
    assert len(said_by_voice(alex)) == len(said_by_voice(sam)) == 3
