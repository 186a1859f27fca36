"""What can go wrong around a room: power lost, the room deleted, the account gone."""

import secrets
from collections.abc import AsyncIterator

import pytest

from peerbot.devtools.sandbox import Sandbox
from peerbot.matrix.homeserver import Json, room_path
from peerbot.matrix.http.session import Session
from tests.held.cast import holds, is_in, nothing_of
from tests.proxy import to
from tests.story.scene import Scene, hears, says, staged


def keepers_token(scene: Scene) -> str:
    """The keeper alone asks which rooms it is in."""
    return next(seen.token for seen in scene.proxy.seen if seen.path.endswith("/joined_rooms"))


async def host(scene: Scene) -> Session:
    """Whoever runs the homeserver."""
    admin = await scene.sandbox.homeserver.register(f"host-{secrets.token_hex(4)}", admin=True)
    return Session(scene.sandbox.homeserver.url, admin.token)


async def test_fault_35_the_keeper_loses_its_power(scene: Scene) -> None:
    """In room version 12 nobody can take it; in an older one whoever has the token can."""

    def older(status: int, answer: Json) -> tuple[int, Json]:
        versions = answer["capabilities"]["m.room_versions"]
        versions["available"].pop("12")
        return status, answer | {"capabilities": {"m.room_versions": {**versions, "default": "11"}}}

    rule = scene.proxy.rewrite(to("GET", "/capabilities"), older)
    async with scene.people("robin", "alex") as (robin, alex):
        number, room_id = await holds(scene, robin)
        rule.end()
        await is_in(alex, number)
        assert (await robin.state(room_id, "m.room.create"))["room_version"] == "11"
        keeper = Session(scene.sandbox.homeserver.url, keepers_token(scene))
        levels = await robin.state(room_id, "m.room.power_levels")
        users = {**levels["users"], scene.sandbox.keeper: 0}
        endpoint = room_path(room_id, "state", "m.room.power_levels")
        await keeper.request("PUT", endpoint, {**levels, "users": users})

        before = len(scene.proxy.seen)
        await says(robin, "close", "Close the room for everyone?")
        await says(robin, "close it", "It is closing")
        await hears(robin, "did not let me remove everyone")
        told = await hears(alex, "Please leave it yourself")
        assert "The stewards can see it" in told
        reply = await scene.steward("status")
        assert reply.lines[0] == "Something is wrong."
        assert any("The homeserver forbade an action in a room" in line for line in reply.lines)
        await scene.sandbox.at_rest()
        tried = [
            seen
            for seen in scene.proxy.seen[before:]
            if seen.method in ("PUT", "POST") and seen.token == keepers_token(scene)
        ]
        assert len(tried) <= 6, "a look, the silencing, and each of two people at most twice"
        await scene.restart()  # which finds a room that it has no record of, nor power in
        await says(robin, "rooms", "No room is open")
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, alex), room_id)
        await keeper.request("POST", room_path(room_id, "leave"), {})
        await keeper.close()


def without_rooms_left(status: int, sync: Json) -> tuple[int, Json]:
    """A sync that tells of no room that an account is not in any more."""
    sync.get("rooms", {}).pop("leave", None)
    return status, sync


@pytest.mark.parametrize("told", [True, False], ids=["told in a sync", "purged before it was told"])
async def test_fault_48_the_host_deletes_a_room(scene: Scene, told: bool) -> None:
    """Purged at once, Synapse may forget that it removed anybody before it says so in a sync."""
    async with scene.people("robin", "alex") as (robin, alex):
        number, room_id = await holds(scene, robin)
        await is_in(alex, number)
        syncs, token = to("GET", "/sync"), keepers_token(scene)
        untold = scene.proxy.rewrite(
            lambda seen: not told and seen.token == token and syncs(seen), without_rooms_left
        )
        admin = await host(scene)
        endpoint = f"/_synapse/admin/v2/rooms/{room_id}"
        await admin.request("DELETE", endpoint, {"purge": not told})
        await hears(alex, "The room is gone: the homeserver no longer has it")
        await hears(robin, "The room is gone: the homeserver no longer has it")
        untold.end()
        await says(alex, "rooms", "No room is open")
        await scene.sandbox.at_rest()
        if told:
            await admin.request("DELETE", endpoint, {"purge": True})
        await admin.close()
        assert room_id not in scene.keepers_rooms()
        nothing_of(scene, (robin, alex), room_id)


@pytest.fixture
async def doomed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """A scene of its own: its keeper does not survive."""
    async with staged(Sandbox(tmp_path_factory.mktemp("doomed") / "sandbox")) as scene:
        yield scene


async def test_fault_48_the_keeper_is_deactivated(doomed: Scene) -> None:
    async with doomed.people("robin", "alex", "sam") as (robin, alex, sam):
        number, room_id = await holds(doomed, robin)
        await is_in(alex, number)
        admin = await host(doomed)
        gone = f"/_synapse/admin/v1/deactivate/{doomed.sandbox.keeper}"
        await admin.request("POST", gone, {"erase": True})
        await admin.close()
        # The room itself goes on without it, so they are told to leave it.
        await hears(alex, "Some may still write in it. Please leave it yourself")
        await hears(robin, "did not let me remove everyone")
        reply = await doomed.steward("status")
        assert any("The keeper's account is gone" in line for line in reply.lines)
        await sam.begin()
        await says(sam, "hi", "I have no notes about you")
        await says(robin, "open quiet company", "Shall I open it")
        await says(robin, "yes", "I open no room now")
        await doomed.restart()
        await says(sam, "rooms", "No room is open")
        await says(alex, "erase", "It cannot be undone")
        await says(alex, "erase it", "its key is destroyed")
        await doomed.sandbox.at_rest()
        nothing_of(doomed, (robin, alex, sam), room_id)
