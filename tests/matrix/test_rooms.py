"""Who may do what in the keeper's rooms: nobody but the keeper anything but write. Real Synapse."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from peerbot.devtools.synapse import Synapse
from peerbot.features.rooms.ports import NoRoomVersion
from peerbot.kernel.ids import EventID, RoomID, UserID
from peerbot.matrix.client import Client
from peerbot.matrix.errors import Forbidden
from peerbot.matrix.homeserver import Json, objects, path, room_path
from peerbot.matrix.http.session import Session
from peerbot.matrix.keeper import FILTER, RoomKeeper
from peerbot.matrix.rooms import room_version
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, credentials, now
from tests.matrix.test_keeper import Unheard, card

LEVELS = "m.room.power_levels"
SAFE = pytest.mark.parametrize("version", ["12", "11"])
DELAYED = "/_matrix/client/unstable/org.matrix.msc4140/delayed_events"


@dataclass
class Guest:
    """Somebody in the room, with a homeserver of their own hands."""

    user_id: UserID
    homeserver: Session

    async def sends(self, room_id: RoomID, event_type: str, content: Json) -> EventID:
        """Send an event that is no state."""
        endpoint = room_path(room_id, "send", event_type, secrets.token_hex(8))
        return EventID((await self.homeserver.request("PUT", endpoint, content))["event_id"])

    async def redacts(self, room_id: RoomID, event_id: str) -> None:
        """Take an event back. Raises Forbidden."""
        endpoint = room_path(room_id, "redact", event_id, secrets.token_hex(8))
        await self.homeserver.request("PUT", endpoint, {})

    async def does(self, room_id: RoomID, deed: str, whom: "Guest") -> None:
        """Invite, kick or ban somebody. Raises Forbidden."""
        body = {"user_id": whom.user_id}
        await self.homeserver.request("POST", room_path(room_id, deed), body)

    async def sets(self, room_id: RoomID, kind: str, content: Json) -> None:
        """Set a piece of the room's state. Raises Forbidden."""
        await self.homeserver.request("PUT", room_path(room_id, "state", kind), content)

    async def state(self, room_id: RoomID) -> list[Json]:
        """Every piece of the room's state."""
        answer = await self.homeserver.request("GET", path("sync"), query={"full_state": "true"})
        joined = answer["rooms"]["join"][room_id]
        events = [*objects(joined["state"], "events"), *objects(joined["timeline"], "events")]
        return [event for event in events if "state_key" in event]


@dataclass
class Place:
    """A keeper and what may change its requests."""

    keeper: RoomKeeper
    homeserver: Meddling
    register: Register
    synapse: Synapse
    guests: list[Guest] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)

    def offers(self, available: Json) -> None:
        """Let the homeserver say which room versions it has."""

        def after(asked: str, answer: Json) -> None:
            if asked.endswith("/capabilities"):
                answer["capabilities"]["m.room_versions"]["available"] = available

        self.homeserver.after = after

    def makes(self, version: str) -> None:
        """Make rooms of this version from here on, also of one that we would not."""
        self.offers({"12": "stable"} if version == "12" else {"11": "stable"})

        def before(asked: str, body: Json) -> None:
            if asked.endswith("/createRoom"):
                body["room_version"] = version
            if body and "/rooms/" in asked:
                self.writes.append(asked)

        self.homeserver.before = before

    async def guest(self, name: str) -> Guest:
        """Somebody with an account."""
        account = await self.register(name)
        homeserver = Session(self.synapse.url, account.token)
        self.guests.append(Guest(UserID(account.user_id), homeserver))
        return self.guests[-1]

    async def room(self, *guests: Guest) -> RoomID:
        """A room that these are in; the first would hold it."""
        room_id = await self.keeper.create(card(guests[0].user_id), "Closes", federate=False)
        for guest in guests:
            await self.keeper.invite(room_id, guest.user_id, size=8, holders=())
            await guest.homeserver.request("POST", room_path(room_id, "join"), {})
        return room_id

    async def levels(self, room_id: RoomID) -> Json:
        """The room's power levels."""
        return await self.homeserver.request("GET", room_path(room_id, "state", LEVELS))

    async def waiting(self, room_id: RoomID) -> list[Json]:
        """What the homeserver will send in a room by itself."""
        answer = await self.homeserver.request("GET", DELAYED)
        return [e for e in objects(answer, "delayed_events") if e["room_id"] == room_id]

    async def as_before(self, room_id: RoomID, guest: Guest) -> None:
        """Give somebody the level of 50 that facilitators had, also where it is silenced."""
        levels = await self.levels(room_id)
        users = {**levels["users"], guest.user_id: 50}
        before = {**levels, "users": users, "redact": 50}
        endpoint = room_path(room_id, "state", LEVELS)
        await self.homeserver.request("PUT", endpoint, before)
        for event in await self.waiting(room_id):
            await self.homeserver.request(
                "POST", f"{DELAYED}/{event['delay_id']}", {"action": "cancel"}
            )
        silent = {**before, "events_default": 100}
        query = {"org.matrix.msc4140.delay": "3000000"}
        await self.homeserver.request("PUT", endpoint, silent, query=query)


def content_now(kind: str, state: list[Json]) -> Json:
    """What a piece of state holds now, a little changed."""
    there = (event["content"] for event in state if event["type"] == kind)
    moved = {"replacement_room": "!elsewhere:localhost"} if kind == "m.room.tombstone" else {}
    return {**next(there, moved), "changed": True}


@pytest.fixture
async def place(synapse: Synapse, register: Register) -> AsyncIterator[Place]:
    """A keeper on the shared homeserver."""
    account, store = await register("keeper"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    client = Client(homeserver, credentials(account), store, now, sync_filter=FILTER)
    place = Place(RoomKeeper(client, Unheard(), now, ""), homeserver, register, synapse)
    yield place
    for guest in place.guests:
        await guest.homeserver.close()
    await homeserver.close()
    store.close()


@SAFE
async def test_fault_54_nobody_in_a_room_changes_or_redacts_its_state(
    place: Place, version: str
) -> None:
    place.makes(version)
    robin, alex, outside = [await place.guest(name) for name in ("robin", "alex", "outside")]
    room_id = await place.room(robin, alex)
    state = await robin.state(room_id)
    kinds = {event["type"] for event in state}
    assert (version == "12") == (":" not in room_id)
    assert {"m.room.create", LEVELS, "m.room.encryption", "m.room.topic"} <= kinds

    own = [event for event in state if event["sender"] == robin.user_id]
    for event in state:
        if event not in own:
            with pytest.raises(Forbidden):
                await robin.redacts(room_id, event["event_id"])
    more = {"m.room.third_party_invite", "m.room.tombstone", "m.room.name", "any.thing"}
    for kind in (kinds | more) - {"m.room.member", "m.room.create"}:
        with pytest.raises(Forbidden):
            await robin.sets(room_id, kind, content_now(kind, state))
    for deed, whom in (("kick", alex), ("ban", alex), ("invite", outside)):
        with pytest.raises(Forbidden):
            await robin.does(room_id, deed, whom)
    message = await alex.sends(room_id, "m.room.message", {"msgtype": "m.text", "body": "hi"})
    with pytest.raises(Forbidden):
        await robin.redacts(room_id, message)
    await alex.redacts(room_id, message)

    # Of all state only their own name and picture can go, and nobody else notices.
    assert [event["type"] for event in own] == ["m.room.member"]
    await robin.redacts(room_id, own[0]["event_id"])
    [member] = [e for e in await alex.state(room_id) if e["state_key"] == robin.user_id]
    assert member["content"] == {"membership": "join"}
    assert sorted(await place.keeper.look(room_id)) == sorted((robin.user_id, alex.user_id))
    await robin.sends(room_id, "m.room.message", {"msgtype": "m.text", "body": "still here"})
    await place.keeper.demote(room_id)
    await place.keeper.leave(room_id, "over")


@pytest.mark.parametrize(
    ("available", "version"),
    [
        ({"10": "stable", "11": "stable", "12": "stable"}, "12"),
        ({"9": "stable", "10": "stable", "11": "stable"}, "11"),
        ({"11": "stable", "12": "unstable"}, "11"),
        ({"11": "unstable", "12": "unstable"}, "12"),
        ({"10": "stable", "13": "stable", "org.matrix.msc3757.11": "unstable"}, None),
        ({}, None),
    ],
)
async def test_fault_54_the_newest_room_version_that_is_safe(
    place: Place, available: Json, version: str | None
) -> None:
    place.offers(available)
    assert await room_version(place.homeserver) == version
    assert await place.keeper.can_make_rooms() == (version is not None)


async def test_fault_54_where_only_old_versions_are_offered_none_is_made(place: Place) -> None:
    robin = await place.guest("robin")
    asked: list[str] = []
    place.homeserver.before = lambda path, _body: asked.append(path)
    place.offers({"9": "stable", "10": "stable"})
    with pytest.raises(NoRoomVersion):
        await place.room(robin)
    assert [path.rpartition("/")[2] for path in asked] == ["capabilities"]


@pytest.mark.parametrize("version", ["12", "11", "10"])
async def test_fault_54_whoever_had_power_in_an_open_room_loses_it(
    place: Place, version: str
) -> None:
    place.makes(version)
    robin, alex, outside = [await place.guest(name) for name in ("robin", "alex", "outside")]
    room_id = await place.room(robin, alex)
    await place.as_before(room_id, robin)
    state = {event["type"]: event["event_id"] for event in await robin.state(room_id)}
    await robin.redacts(room_id, state["m.room.topic"])
    if version == "10":  # what anybody in it could do then
        await robin.redacts(room_id, state[LEVELS])
        await alex.does(room_id, "invite", outside)
        await place.keeper.remove(room_id, outside.user_id, "over")
    [frozen] = await place.waiting(room_id)
    assert frozen["content"]["users"][robin.user_id] == 50

    await place.keeper.demote(room_id)

    levels = await place.levels(room_id)
    keeper = {} if version == "12" else {place.keeper.client.credentials.user_id: 100}
    assert levels["users"] == keeper
    assert {levels[right] for right in ("invite", "kick", "ban", "redact", "state_default")} == {
        100
    }
    assert levels["events_default"] == 0
    [instead] = await place.waiting(room_id)
    assert instead["content"]["users"] == keeper
    assert instead["content"]["events_default"] == instead["content"]["redact"] == 100
    due = [event["running_since"] + event["delay"] for event in (frozen, instead)]
    assert abs(due[0] - due[1]) < 60_000
    with pytest.raises(Forbidden):
        await robin.redacts(room_id, state["m.room.encryption"])
    for guest in (robin, alex):
        with pytest.raises(Forbidden):
            await guest.does(room_id, "invite", outside)

    place.writes.clear()
    await place.keeper.demote(room_id)
    assert place.writes == [], "what is so already is left as it is"
    assert await place.waiting(room_id) == [instead]
    await place.keeper.silence(room_id)
    await place.keeper.demote(room_id)
    assert (await place.levels(room_id))["events_default"] == 100, "a silent room stays silent"
    await place.keeper.leave(room_id, "over")
    await place.keeper.demote(room_id)  # nothing to do where we are not


async def test_fault_54_what_would_give_the_power_back_goes_in_any_case(place: Place) -> None:
    """The homeserver lets so many wait for one account, and no more."""
    place.makes("12")
    robin = await place.guest("robin")
    room_id = await place.room(robin)
    await place.as_before(room_id, robin)
    assert len(await place.waiting(room_id)) == 1

    def no_more(asked: str, body: Json) -> None:
        if asked.endswith(LEVELS) and body.get("events_default") == 100:
            raise Forbidden("M_MAX_DELAYED_EVENTS_EXCEEDED", 403)

    place.homeserver.before = no_more
    await place.keeper.demote(room_id)
    assert (await place.levels(room_id))["users"] == {}
    assert await place.waiting(room_id) == []


@SAFE
async def test_a_message_is_taken_back_and_nothing_else(place: Place, version: str) -> None:
    place.makes(version)
    robin, alex = await place.guest("robin"), await place.guest("alex")
    room_id, other = await place.room(robin, alex), await place.room(robin, alex)
    sealed: Json = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "AwgAEnACg",
        "session_id": "x",
    }
    said = await alex.sends(room_id, "m.room.encrypted", sealed)
    relation = {"rel_type": "m.annotation", "event_id": said, "key": "x"}
    reaction = await alex.sends(room_id, "m.reaction", {"m.relates_to": relation})
    in_clear = await alex.sends(room_id, "m.room.message", {"msgtype": "m.text", "body": "hi"})
    own = await robin.sends(room_id, "m.room.encrypted", sealed)
    elsewhere = await alex.sends(other, "m.room.encrypted", sealed)
    unknown = EventID(f"${'a' * 43}")

    async def taken_back(event_id: str) -> str:
        return await place.keeper.take_back(room_id, EventID(event_id), txn_id=secrets.token_hex(8))

    for event in await robin.state(room_id):
        place.writes.clear()
        assert await taken_back(event["event_id"]) == "not-message"
        assert place.writes == []
    for event_id in (said, reaction, in_clear, own):
        assert await taken_back(event_id) == "done"
        event = await robin.homeserver.request("GET", room_path(room_id, "event", event_id))
        by = event["unsigned"]["redacted_because"]
        assert event["content"] == {}
        assert by["sender"] == place.keeper.client.credentials.user_id
        assert "reason" not in by["content"]
        before = event
        assert await taken_back(event_id) == "done"
        event = await robin.homeserver.request("GET", room_path(room_id, "event", event_id))
        assert event["unsigned"]["redacted_because"]["event_id"] == by["event_id"], before
    assert await taken_back(unknown) == "gone"
    assert await taken_back(elsewhere) == "gone"
    event = await robin.homeserver.request("GET", room_path(other, "event", elsewhere))
    assert event["content"] == sealed
    for room in (room_id, other):
        await place.keeper.leave(room, "over")
