"""Ids that are longer than any, wherever they come in: left out, counted, kept nowhere."""

import pytest

from peerbot.kernel.ids import UserID
from peerbot.matrix.crypto.opening import Reason, Undecryptable, read_envelope
from peerbot.matrix.errors import ServerFault
from peerbot.matrix.homeserver import Json, an_id, is_id, is_token, token
from peerbot.matrix.rejected import Rejected
from peerbot.matrix.sync import read_batch

LONG = "x" * 300
ME = UserID("@me:here")
EVENT: Json = {
    "event_id": "$1",
    "sender": "@a:b",
    "type": "m.room.encrypted",
    "origin_server_ts": 1,
    "content": {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "s", "ciphertext": "AwgA"},
}


def test_fault_49_an_id_or_token_has_a_longest() -> None:
    assert is_id("x" * 255)
    assert not is_id("x" * 256)
    assert is_token("x" * 4096)
    assert not is_token("x" * 4097)
    for read in (an_id, token):
        with pytest.raises(ServerFault):
            read({"id": "x" * 5_000}, "id")


@pytest.mark.parametrize("key", ["event_id", "sender", "type", "state_key"])
def test_fault_49_an_event_with_an_id_too_long_is_left_out(key: str) -> None:
    bad = {**EVENT, key: "@" + LONG + ":b"}
    room = {"timeline": {"events": [bad, EVENT], "prev_batch": "x" * 5_000, "limited": True}}
    rejected = Rejected()
    answer = {"next_batch": "s1", "rooms": {"join": {"!r:b": room, "!" + LONG: room}}}
    (joined,) = read_batch(answer, ME, rejected).joined
    assert [event.event_id for event in joined.events] == ["$1"]
    assert joined.prev_batch is None
    assert rejected.counts() == {"event: malformed": 1, "room: malformed": 1}


def test_fault_49_a_sync_that_ends_at_no_token_is_asked_for_again() -> None:
    with pytest.raises(ServerFault):
        read_batch({"next_batch": "s" * 5_000}, ME, Rejected())


@pytest.mark.parametrize("inside", ["event_id", "sender", "session_id"])
def test_fault_49_a_message_with_an_id_too_long_is_not_opened(inside: str) -> None:
    changed = {**EVENT, "content": {**EVENT["content"]}}
    (changed if inside in changed else changed["content"])[inside] = LONG
    with pytest.raises(Undecryptable) as refused:
        read_envelope(changed)
    assert refused.value.reason is Reason.MALFORMED


def test_an_event_that_is_heavy_keeps_what_it_is_read_for() -> None:
    """Somebody who comes into a chat is seen, whatever they bring along."""
    heavy = {"membership": "join", "odd": [[]] * 20_000}
    came = {**EVENT, "type": "m.room.member", "state_key": "@c:b", "content": heavy}
    sealed = {**EVENT, "content": {**EVENT["content"], "odd": [[]] * 20_000}}
    rejected = Rejected()
    room = {"timeline": {"events": [came, {**sealed, "event_id": "$2"}]}}
    batch = read_batch({"next_batch": "s1", "rooms": {"join": {"!r:b": room}}}, ME, rejected)
    (joined,) = batch.joined
    assert [(m.user_id, m.membership) for m in joined.memberships] == [("@c:b", "join")]
    assert read_envelope(joined.events[1].source).ciphertext == "AwgA"
    assert [event.content for event in joined.events] == [{"membership": "join"}, EVENT["content"]]
    assert rejected.counts() == {"event: too large, truncated": 2}
