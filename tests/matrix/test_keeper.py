"""A room that cannot be emptied of everybody is emptied of everybody else, and tried again."""

import asyncio
from datetime import timedelta

import pytest

from peerbot.devtools.synapse import Synapse
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.records import Card
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.ports import Refused
from peerbot.matrix.client import Client
from peerbot.matrix.errors import Forbidden
from peerbot.matrix.homeserver import Json
from peerbot.matrix.keeper import FILTER, RoomKeeper
from peerbot.matrix.members import present
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, credentials, now


class Unheard:
    """Nobody listens."""

    def room_lost(self, room_id: RoomID) -> None:
        """Part of the port."""

    def membership_changed(self, room_id: RoomID, user: UserID, came: bool) -> None:
        """Part of the port."""


async def test_people_of_several_homeservers_who_come_at_once_never_pass_the_size(
    synapse: Synapse, register: Register
) -> None:
    """Their invitations are sent beside each other, so that none waits for another's server."""
    account, store = await register("keeper"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    client = Client(homeserver, credentials(account), store, now, sync_filter=FILTER)
    keeper = RoomKeeper(client, Unheard(), now, "")
    robin, *people = [UserID((await register(name)).user_id) for name in ("robin", "a", "b", "c")]
    room_id = await keeper.create(card(robin), "Closes in an hour", federate=True)
    coming = (keeper.invite(room_id, user, size=2, holders=[robin]) for user in people)
    came = await asyncio.gather(*coming, return_exceptions=True)
    assert [str(fault) for fault in came if fault] == ["full"]
    assert len(await present(client, room_id)) == 3
    await homeserver.close()
    store.close()


async def test_one_whom_the_homeserver_keeps_keeps_nobody_else(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("keeper"), Store.in_memory()
    homeserver = Meddling(synapse, account)
    client = Client(homeserver, credentials(account), store, now, sync_filter=FILTER)
    keeper = RoomKeeper(client, Unheard(), now, "")
    people = sorted([UserID((await register(name)).user_id) for name in ("a", "b", "c")])
    room_id = await keeper.create(card(people[0]), "Closes in an hour", federate=False)
    for user in people:
        await keeper.invite(room_id, user, size=8, holders=people[:1])
    stays = people[1]

    def refuse(path: str, body: Json) -> None:
        if path.endswith("/kick") and body["user_id"] == stays:
            raise Forbidden("M_FORBIDDEN", 403)

    homeserver.before = refuse
    with pytest.raises(Refused):
        await keeper.leave(room_id, "over")
    assert await present(client, room_id) == {client.credentials.user_id, stays}
    homeserver.before = lambda _path, _body: None
    await keeper.leave(room_id, "over")
    assert await keeper.look(room_id) == ()
    await homeserver.close()
    store.close()


def card(facilitator: UserID) -> Card:
    """What a room is made from."""
    return Card(
        mark=Mark("mark"),
        number=1,
        title="Quiet company",
        about="Text only",
        name="pine harbour",
        size=8,
        facilitator=facilitator,
        opened=now(),
        closes=now() + timedelta(hours=1),
        latest=now() + timedelta(hours=1),
    )
