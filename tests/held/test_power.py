"""Nobody has power in a room but the keeper; it takes back a message when whoever holds it asks."""

import secrets

import pytest

from peerbot.kernel.ids import RoomID
from peerbot.matrix.errors import Forbidden
from peerbot.matrix.homeserver import Json, objects, room_path
from peerbot.matrix.http.session import Session
from tests.held.cast import GIVEN, Arrive, Guest, asks_in, closes, holds, is_in, nothing_of
from tests.held.test_facilitating import silent_at
from tests.proxy import Change, Rule, to
from tests.story.scene import Scene, opens, says

LEVELS = "m.room.power_levels"
SET_LEVELS = to("PUT", r"/state/m\.room\.power_levels/?$")
DELAYED = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events"


def offering(*versions: str) -> Change:
    """A homeserver that makes rooms of these versions alone."""

    def change(status: int, answer: Json) -> tuple[int, Json]:
        offered = {"default": versions[0], "available": dict.fromkeys(versions, "stable")}
        return status, {"capabilities": {**answer["capabilities"], "m.room_versions": offered}}

    return change


def offers(scene: Scene, *versions: str) -> Rule:
    """From here on the bot's homeserver makes rooms of these versions alone."""
    return scene.proxy.rewrite(to("GET", "/capabilities"), offering(*versions))


def as_keeper(scene: Scene) -> Session:
    """Requests with the keeper's token: it alone asks which rooms it is in."""
    seen = next(seen for seen in scene.proxy.seen if seen.path.endswith("/joined_rooms"))
    return Session(scene.sandbox.homeserver.url, seen.token)


async def refused(homeserver: Session, method: str, path: str, body: Json) -> None:
    """The homeserver forbids it, with status 403."""
    with pytest.raises(Forbidden) as told:
        await homeserver.request(method, path, body)
    assert told.value.status == 403


async def goes_in(guest: Guest, number: str, room_id: str) -> None:
    """A member is let in and joins at their Element."""
    await asks_in(guest, number, GIVEN)
    await says(guest, "no", "no line")
    assert await guest.element.wait_invite() == room_id
    await guest.element.join(room_id)


async def sees_taken_back(guest: Guest, room_id: str, event_id: str) -> None:
    """Wait until somebody's Element shows that a message was taken back."""

    async def look() -> bool:
        shown = {m.event_id: m for m in await guest.element.timeline(room_id)}
        return event_id in shown and shown[event_id].redacted and shown[event_id].body is None

    await guest.element.until(look)


@pytest.mark.parametrize("version", ["12", "11"])
async def test_fault_54_a_message_is_taken_back_by_the_keeper_alone(
    scene: Scene, arrive: Arrive, version: str
) -> None:
    robin, alex, sam = await arrive("robin"), await arrive("alex"), await arrive("sam")
    rule = offers(scene, "9", "10", "11", *(["12"] if version == "12" else []))
    await scene.makes_facilitator(robin)
    number = await opens(robin)
    rule.end()
    room_id = await robin.element.wait_invite()
    known = await robin.element.join(room_id)
    assert known.version == version
    for member in (alex, sam):
        await goes_in(member, number, room_id)
    everyone = {guest.user_id for guest in (robin, alex, sam)}
    for guest in (robin, alex, sam):
        await guest.element.wait_room(
            room_id,
            lambda room: everyone <= {m for m, how in room.members.items() if how == "join"},
        )
    event_id = await alex.element.send(room_id, "words that should not have been said")
    for guest in (robin, sam):
        heard = await guest.element.wait_message(room_id, alex.user_id)
        assert heard.event_id == event_id

    # What Robin cannot do by themselves.
    hands = Session(scene.sandbox.homeserver.url, robin.element.account.token)
    state = {
        kind: scene.ledger.events(room_id, kind)[-1].event_id
        for kind in (LEVELS, "m.room.encryption", "m.room.topic", "m.room.create")
    }
    for target in (event_id, *state.values()):
        endpoint = room_path(RoomID(room_id), "redact", target, secrets.token_hex(8))
        await refused(hands, "PUT", endpoint, {})
    for deed, whom in (("kick", sam.user_id), ("ban", sam.user_id), ("invite", robin.voice)):
        await refused(hands, "POST", room_path(RoomID(room_id), deed), {"user_id": whom})
    await hands.close()

    link = f"https://matrix.to/#/{room_id}/{event_id}?via=localhost"
    topic = f"https://matrix.to/#/{room_id}/{state['m.room.topic']}?via=localhost"
    await says(sam, f"take back {link}", "You hold no open room")
    await says(robin, f"take back {topic}", "Take back that message?")
    await says(robin, "yes", "That link leads to no message")
    await says(robin, f"take back {link}", "Take back that message?")
    await says(robin, "take it back", "The message is taken back")
    for guest in (robin, alex, sam):
        await sees_taken_back(guest, room_id, event_id)
    (redaction,) = scene.ledger.events(room_id, "m.room.redaction")
    assert redaction.sender == scene.sandbox.keeper
    assert "reason" not in redaction.content

    # The room goes on as before.
    await sam.element.send(room_id, "let us go on")
    heard = await alex.element.wait_message(room_id, sam.user_id)
    assert (heard.body, heard.shield) == ("let us go on", "none")
    await closes(robin)
    await scene.sandbox.at_rest()
    nothing_of(scene, (robin, alex, sam), room_id, event_id)


async def as_before(scene: Scene, room_id: str, user_id: str) -> None:
    """Put a room into the state that it had with the version before: the facilitator at 50, and
    so once more in what silences it by itself."""
    keeper = as_keeper(scene)
    endpoint = room_path(RoomID(room_id), "state", LEVELS)
    levels = await keeper.request("GET", endpoint)
    before = {**levels, "users": {**levels["users"], user_id: 50}, "redact": 50}
    await keeper.request("PUT", endpoint, before)
    waiting = objects(await keeper.request("GET", DELAYED), "delayed_events")
    for event in (event for event in waiting if event["room_id"] == room_id):
        await keeper.request("POST", f"{DELAYED}/{event['delay_id']}", {"action": "cancel"})
    silent = {**before, "events_default": 100}
    query = {"org.matrix.msc4140.delay": "3000000"}
    await keeper.request("PUT", endpoint, silent, query=query)
    await keeper.close()


WAIT: Json = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 50}


@pytest.mark.parametrize("faults", [(), (429, 502)], ids=["at once", "in the end"])
async def test_fault_54_at_the_start_an_open_room_of_before_loses_it(
    scene: Scene, faults: tuple[int, ...]
) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        number, room_id = await holds(scene, robin)
        await is_in(alex, number)
        (before,) = silent_at(scene, room_id)
        await as_before(scene, room_id, robin.user_id)
        topic = scene.ledger.events(room_id, "m.room.topic")[-1].event_id
        for status in faults:
            scene.proxy.answer(SET_LEVELS, status, WAIT, times=1)
        await scene.restart()

        def levels() -> Json:
            return dict(scene.ledger.events(room_id, LEVELS)[-1].content)

        if not faults:
            assert levels()["users"] == {}, "before it listens at all"
        await says(robin, "room", "2 people are in the room")
        await robin.until(lambda: levels()["users"] == {})
        assert (levels()["redact"], levels()["events_default"]) == (100, 0)
        endpoint = room_path(room_id, "redact", topic, secrets.token_hex(8))
        await refused(robin.client.homeserver, "PUT", endpoint, {})
        await says(alex, "room", "2 people are in the room")
        keeper = as_keeper(scene)
        waiting = objects(await keeper.request("GET", DELAYED), "delayed_events")
        await keeper.close()
        (silence,) = [event["content"] for event in waiting if event["room_id"] == room_id]
        assert (silence["users"], silence["events_default"]) == ({}, 100)
        (after,) = silent_at(scene, room_id)
        assert abs((after - before).total_seconds()) < 600
        await scene.all_is_well()

        changes = len(scene.ledger.events(room_id, LEVELS))
        await scene.restart()
        await says(robin, "room", "2 people are in the room")
        assert len(scene.ledger.events(room_id, LEVELS)) == changes, "what is so is left so"
        await closes(robin)
        await alex.removed(room_id)


async def test_fault_54_a_room_that_cannot_be_mended_is_told(scene: Scene) -> None:
    async with scene.people("robin") as (robin,):
        _, room_id = await holds(scene, robin)
        await as_before(scene, room_id, robin.user_id)
        rule = scene.proxy.answer(SET_LEVELS, 403, {"errcode": "M_FORBIDDEN"})
        await scene.restart()
        rule.end()
        reply = await scene.steward("status")
        assert reply.lines[0] == "Something is wrong."
        assert any("The homeserver forbade an action in a room" in line for line in reply.lines)
        await closes(robin)
    await scene.restart()


async def test_fault_54_an_old_homeserver_makes_no_rooms_and_that_is_said(scene: Scene) -> None:
    async with scene.people("robin") as (robin,):
        await robin.begin()
        await scene.makes_facilitator(robin)
        rooms = scene.keepers_rooms()
        rule = offers(scene, "9", "10")
        await says(robin, "open quiet company 50", "Shall I open it")
        await says(robin, "yes", "makes only rooms of an older kind")
        assert scene.keepers_rooms() == rooms
        for _ in range(2):  # also when nobody has tried since a start
            reply = await scene.steward("status")
            assert reply.lines[0] == "Something is wrong."
            assert any("cannot create rooms of version 11 or 12" in line for line in reply.lines)
            await scene.restart()
        rule.end()
        await opens(robin)
        await scene.all_is_well()
        await closes(robin)
