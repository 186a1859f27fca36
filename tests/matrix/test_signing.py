"""Our identity: made once, published, watched, never replaced (FAULTS 23); and the keeper's."""

import pytest

from peerbot.devtools.synapse import Synapse
from peerbot.kernel.ids import UserID
from peerbot.matrix.crypto.records import IDENTITY
from peerbot.matrix.crypto.signing import (
    Identity,
    OwnKeys,
    ensure_identity,
    own_keys,
    sign_own_device,
)
from peerbot.matrix.errors import AuthRequired, Forbidden, IdentityChanged, StateWentBack
from peerbot.matrix.homeserver import Json
from storage import Store
from tests.conftest import Register
from tests.matrix.people import Meddling, now, person, requests


async def test_an_identity_is_made_once_and_signs_the_device(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("voice"), Store.in_memory()
    async with person(synapse, account, store) as voice:
        first = await voice.machine.establish_identity()
        published = await own_keys(voice.homeserver, voice.me)
        assert published.master_key == first
        device = published.devices[voice.credentials.device_id]
        assert len(device["signatures"][voice.me]) == 2
        assert published.master is not None
        by_device = f"ed25519:{voice.credentials.device_id}"
        assert by_device in published.master["signatures"][voice.me]
    async with person(synapse, account, store) as voice:
        assert await voice.machine.establish_identity() == first
    store.close()


async def test_killed_between_sealing_and_publishing(synapse: Synapse, register: Register) -> None:
    account, store = await register("voice"), Store.in_memory()
    sealed = Identity.new(UserID(account.user_id))
    sealed.save(store, now())
    async with person(synapse, account, store) as voice:
        assert await voice.machine.establish_identity() == sealed.master_key
    store.close()


async def test_killed_between_publishing_and_signing(synapse: Synapse, register: Register) -> None:
    account, store = await register("voice"), Store.in_memory()
    me = UserID(account.user_id)
    async with requests(synapse, account) as homeserver:
        made = await ensure_identity(homeserver, store, me, password=None, now=now())
        async with person(synapse, account, store) as voice:
            assert await voice.machine.establish_identity() == made.master_key
        [device] = (await own_keys(homeserver, me)).devices.values()
        assert made.vouches_for(device)
    store.close()


async def test_another_master_key_on_the_server_stops_us(
    synapse: Synapse, register: Register
) -> None:
    account, store = await register("voice"), Store.in_memory()
    async with person(synapse, account, store):
        pass
    async with requests(synapse, account) as attacker:
        other = Identity.new(UserID(account.user_id))
        await other.publish(attacker, account.password)
        with pytest.raises(IdentityChanged):
            async with person(synapse, account, store):
                raise AssertionError("it started")
        assert (await own_keys(attacker, UserID(account.user_id))).master_key == other.master_key
    assert store.get("bot:crypto", IDENTITY, now=now()) is not None
    store.close()


async def test_an_identity_that_we_did_not_make_is_never_replaced(
    synapse: Synapse, register: Register
) -> None:
    account = await register("voice")
    async with requests(synapse, account) as homeserver:
        theirs = Identity.new(UserID(account.user_id))
        await theirs.publish(homeserver, account.password)
        with pytest.raises(IdentityChanged):
            async with person(synapse, account):
                raise AssertionError("it started")


async def test_replacing_an_identity_takes_the_password(
    synapse: Synapse, register: Register
) -> None:
    account = await register("voice")
    me = UserID(account.user_id)
    async with requests(synapse, account) as homeserver:
        await Identity.new(me).publish(homeserver, None)
        with pytest.raises(AuthRequired):
            await Identity.new(me).publish(homeserver, None)
        with pytest.raises((Forbidden, AuthRequired)):
            await Identity.new(me).publish(homeserver, "not the password")
        second = Identity.new(me)
        await second.publish(homeserver, account.password)
        assert (await own_keys(homeserver, me)).master_key == second.master_key


async def test_the_keeper_publishes_an_identity_and_has_no_device(
    synapse: Synapse, register: Register
) -> None:
    """All of the keeper's recipe: make, publish, keep the public half, forget the rest."""
    account = await register("keeper")
    me = UserID(account.user_id)
    async with requests(synapse, account) as homeserver:
        identity = Identity.new(me)
        public = identity.master_key
        await identity.publish(homeserver, account.password)
        del identity
        published = await own_keys(homeserver, me)
        assert (published.master_key, published.devices) == (public, {})


@pytest.mark.parametrize("lie", [{"keys": {}}, {"algorithms": []}, {"dehydrated": True}])
async def test_only_what_we_published_ourselves_is_signed(
    synapse: Synapse, register: Register, lie: Json
) -> None:
    account, store = await register("voice"), Store.in_memory()
    homeserver = Meddling(synapse, account)

    def lying(path: str, answer: Json) -> None:
        if path.endswith("/keys/query"):
            answer["device_keys"][account.user_id][account.device_id].update(lie)

    async with person(synapse, account, store, homeserver=homeserver) as voice:
        identity = Identity.load(store, voice.me, now())
        assert identity is not None
        homeserver.after = lying
        with pytest.raises(StateWentBack):
            await sign_own_device(homeserver, identity, voice.machine._account, voice.me)
        with pytest.raises(StateWentBack):
            await voice.machine.start()
    store.close()


def test_a_malformed_master_key_is_not_none_at_all() -> None:
    """A homeserver that shows nonsense must not be taken for one where ours is yet to be made."""
    cases: list[Json] = [
        {"keys": []},
        {"keys": {}},
        {"keys": {"a": 1}},
        {"keys": {"a": "", "b": ""}},
    ]
    for nonsense in cases:
        assert OwnKeys(nonsense, {}).master_key == ""
    assert OwnKeys(None, {}).master_key is None
