"""Olm between two devices: what one lies about, repeats, reorders or loses (FAULTS 10, 11, 14)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import msgspec
import pytest
from vodozemac import Account

from peerbot.kernel.ids import DeviceID, UserID
from peerbot.kernel.ids import person as owner
from peerbot.matrix.crypto.account import OwnAccount
from peerbot.matrix.crypto.canonical import to_base64
from peerbot.matrix.crypto.generation import Generation
from peerbot.matrix.crypto.olm import Fault, Olm, OlmFault, Peer, checked_one_time_key
from peerbot.matrix.crypto.records import OLM, QUIET, Device, OlmRecord
from peerbot.matrix.homeserver import Json
from peerbot.matrix.http.session import Session
from storage import Store
from tests.matrix.people import now


class Claims(Session):
    """Hands out the one-time key that it was given, and nothing else."""

    key: Json

    async def request(self, *_: object, **__: object) -> Json:
        """The answer to a claim."""
        return {"one_time_keys": {user: {"DEVICE": key} for user, key in self.key.items()}}


@dataclass
class Side:
    """One device, with everything that Olm needs."""

    user_id: UserID
    store: Store
    homeserver: Claims
    account: OwnAccount
    olm: Olm

    @property
    def peer(self) -> Peer:
        """How others see it."""
        keys = self.account.curve25519, self.account.ed25519
        return Peer(self.user_id, Device("DEVICE", *keys, signed=True))

    async def begin(self, other: "Side") -> None:
        """Begin a session with one of the other's one-time keys."""
        with other.account.change() as account:
            account.generate_one_time_keys(1)
            [key] = account.one_time_keys.values()
            account.mark_keys_as_published()
        signed = other.account.sign({"key": key.to_base64()})
        self.homeserver.key = {other.user_id: {"signed_curve25519:A": signed}}
        await self.olm.begin_sessions([other.peer])
        assert self.olm.has_session(other.peer)

    def write(self, other: "Side", number: int = 0) -> Json:
        """A to-device event for the other device."""
        content = self.olm.encrypt(other.peer, "test", {"number": number})
        return {"type": "m.room.encrypted", "sender": self.user_id, "content": content}

    def open(self, event: Json) -> int:
        """Read one; return the number in it."""
        with self.account.change():
            return int(self.olm.open(event).content["number"])

    def refuse(self, event: Json) -> Fault:
        """Read one that must be refused; return why."""
        with pytest.raises(OlmFault) as refused:
            self.open(event)
        return refused.value.fault


def side(name: str) -> Side:
    """A device of a new person."""
    user_id, store = UserID(f"@{name}:example.org"), Store.in_memory()
    homeserver = Claims("http://nowhere.invalid")
    account = OwnAccount(store, homeserver, user_id, DeviceID("DEVICE"), now)
    generation = Generation(store, homeserver, user_id, DeviceID("DEVICE"), now)
    olm = Olm(store, homeserver, account, generation, user_id, clock=now)
    return Side(user_id, store, homeserver, account, olm)


@pytest.fixture
def alice() -> Iterator[Side]:
    """One."""
    someone = side("alice")
    yield someone
    someone.store.close()


@pytest.fixture
def bob() -> Iterator[Side]:
    """The other."""
    someone = side("bob")
    yield someone
    someone.store.close()


async def test_many_messages_in_any_order_once_each(alice: Side, bob: Side) -> None:
    await alice.begin(bob)
    events = [alice.write(bob, number) for number in range(300)]
    # vodozemac keeps 40 skipped keys of a chain; a homeserver delivers to-device events in order.
    shuffled = list(range(300))
    for start in range(0, 300, 30):
        block = shuffled[start : start + 30]
        block.sort(key=lambda number: hash((start, number)))
        shuffled[start : start + 30] = block
    assert [bob.open(events[number]) for number in shuffled] == shuffled
    assert {bob.refuse(event) for event in events[-30:]} == {Fault.BROKEN}
    assert len(bob.olm._sessions(alice.user_id, alice.account.curve25519)) == 1


async def test_both_begin_at_once(alice: Side, bob: Side) -> None:
    await alice.begin(bob)
    await bob.begin(alice)
    first, second = alice.write(bob, 1), bob.write(alice, 2)
    assert (bob.open(first), alice.open(second)) == (1, 2)
    for number in range(5):
        assert bob.open(alice.write(bob, number)) == number
        assert alice.open(bob.write(alice, number)) == number
    assert bob.refuse(first) is Fault.BROKEN


async def test_a_side_that_lost_everything_begins_anew(alice: Side, bob: Side) -> None:
    await alice.begin(bob)
    assert bob.open(alice.write(bob, 1)) == 1
    assert alice.open(bob.write(alice, 2)) == 2
    alice.store.erase(owner(bob.user_id))
    assert alice.refuse(bob.write(alice, 3)) is Fault.NO_SESSION
    await alice.begin(bob)
    with bob.account.change():
        assert bob.olm.open(alice.write(bob, 4)).began
    assert alice.open(bob.write(alice, 5)) == 5


async def test_no_more_than_four_sessions_with_a_device(alice: Side, bob: Side) -> None:
    for number in range(6):
        alice.store.erase(owner(bob.user_id))
        await alice.begin(bob)
        assert bob.open(alice.write(bob, number)) == number
    assert len(bob.olm._sessions(alice.user_id, alice.account.curve25519)) == 4


async def test_nobody_fills_the_store_with_devices(alice: Side, bob: Side) -> None:
    until = now() + QUIET
    for number in range(60):
        bob.store.put(owner(alice.user_id), OLM, OlmRecord(()), name=str(number), until=until)
    await alice.begin(bob)
    before = bob.account._stored
    assert bob.refuse(alice.write(bob)) is Fault.TOO_MANY
    assert bob.account._stored == before


async def test_one_time_keys_serve_once(alice: Side, bob: Side) -> None:
    await alice.begin(bob)
    event = alice.write(bob, 1)
    assert bob.open(event) == 1
    bob.store.erase(owner(alice.user_id))
    assert bob.refuse(event) is Fault.BROKEN


async def test_a_message_that_cannot_be_kept_costs_no_key(alice: Side, bob: Side) -> None:
    """As when the disk is full: it is read once there is room."""
    await alice.begin(bob)
    event = alice.write(bob, 1)
    with suppress(ZeroDivisionError), bob.account.change():
        bob.olm.open(event)
        raise ZeroDivisionError
    assert bob.open(event) == 1


@pytest.mark.parametrize(
    ("lie", "fault"),
    [
        ({"sender": "@mallory:example.org"}, Fault.LYING),
        ({"recipient": "@carol:example.org"}, Fault.LYING),
        ({"recipient_keys": {"ed25519": to_base64(bytes(32))}}, Fault.LYING),
        ({"recipient_keys": None}, Fault.LYING),
        ({"keys": {}}, Fault.MALFORMED),
        ({"keys": {"ed25519": to_base64(bytes(33))}}, Fault.MALFORMED),
        ({"content": []}, Fault.MALFORMED),
        ({"type": None}, Fault.MALFORMED),
    ],
)
async def test_an_inside_that_contradicts_the_outside(
    alice: Side, bob: Side, lie: Json, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    await alice.begin(bob)
    encode = msgspec.json.encode
    monkeypatch.setattr(msgspec.json, "encode", lambda payload: encode({**payload, **lie}))
    event = alice.write(bob)
    monkeypatch.undo()
    assert bob.refuse(event) is fault
    assert not bob.store.has(owner(alice.user_id))


async def test_a_message_under_another_name(alice: Side, bob: Side) -> None:
    await alice.begin(bob)
    event = {**alice.write(bob), "sender": "@mallory:example.org"}
    assert bob.refuse(event) is Fault.LYING


@pytest.mark.parametrize("claimed", [{}, {"curve25519:A": "x"}, {"signed_curve25519:A": None}])
def test_no_one_time_key_in_an_answer(alice: Side, claimed: Json) -> None:
    assert checked_one_time_key(alice.peer, claimed) is None


def test_one_good_key_among_bad_ones(alice: Side) -> None:
    key = Account().curve25519_key.to_base64()
    signed = alice.account.sign({"key": key})
    short = alice.account.sign({"key": "short"})
    claimed = {"signed_curve25519:A": short, "x": signed, "signed_curve25519:B": signed}
    assert checked_one_time_key(alice.peer, claimed) == key
