"""Anything at all in place of what a homeserver should send: refused, and in no other way."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vodozemac import Account

from peerbot.kernel.ids import DeviceID, RoomID, UserID
from peerbot.matrix.crypto.canonical import to_base64
from peerbot.matrix.crypto.machine import CryptoMachine
from peerbot.matrix.crypto.opening import Undecryptable
from peerbot.matrix.homeserver import Json
from peerbot.matrix.rejected import Rejected
from storage import Store
from tests.fuzz.targets import AnyServer
from tests.matrix.people import now
from tests.matrix.test_devices import json_values

THEIRS = Account().curve25519_key.to_base64()

base64s = st.binary(max_size=300).map(to_base64) | st.text(max_size=50)


@pytest.fixture(scope="module")
def machine() -> Iterator[CryptoMachine]:
    """A device that has never been anywhere."""
    store = Store.in_memory()
    yield CryptoMachine(
        store=store,
        homeserver=AnyServer(),
        user_id=UserID("@me:example.org"),
        device_id=DeviceID("DEVICE"),
        clock=now,
        rejected=Rejected(),
    )
    store.close()


def nearly(real: dict[str, st.SearchStrategy[object]]) -> st.SearchStrategy[Json]:
    """Objects with these fields, each as it should be or anything else, or not there."""
    return st.fixed_dictionaries({}, optional={key: s | json_values for key, s in real.items()})


megolm_events = nearly(
    {
        "type": st.just("m.room.encrypted"),
        "event_id": st.just("$event"),
        "sender": st.just("@you:example.org"),
        "origin_server_ts": st.integers(),
        "content": nearly(
            {
                "algorithm": st.just("m.megolm.v1.aes-sha2"),
                "session_id": base64s,
                "sender_key": base64s,
                "ciphertext": base64s,
            }
        ),
    }
)


@given(megolm_events)
def test_fault_14_no_event_makes_decryption_raise_anything_else(
    machine: CryptoMachine, event: Json
) -> None:
    with pytest.raises(Undecryptable):
        asyncio.run(machine.decrypt(RoomID("!room"), event))


@given(st.data())
def test_fault_14_no_to_device_event_makes_the_sync_raise(
    machine: CryptoMachine, data: st.DataObject
) -> None:
    ours = machine._account.curve25519
    messages = nearly({"type": st.sampled_from([0, 1]), "body": base64s})
    content = nearly(
        {
            "algorithm": st.just("m.olm.v1.curve25519-aes-sha2"),
            "sender_key": st.just(THEIRS) | base64s,
            "ciphertext": st.fixed_dictionaries({ours: messages | json_values}) | json_values,
        }
    )
    fields: dict[str, st.SearchStrategy[object]] = {
        "type": st.just("m.room.encrypted"),
        "sender": st.just("@you:example.org"),
        "content": content,
    }
    event = data.draw(nearly(fields) | json_values)
    asyncio.run(
        machine.receive_sync(
            one_time_key_counts=None, unused_fallback=None, changed_users=(), to_device=[event]
        )
    )
    assert not machine._store.has("person:@you:example.org")
