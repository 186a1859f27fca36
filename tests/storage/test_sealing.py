"""The cryptography by itself: nothing ambiguous, nothing repeated, nothing readable."""

import contextlib
import itertools
import tempfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Kind, RecordDamaged, Store
from storage.files import open_memory
from storage.sealing import (
    KEY_BYTES,
    LARGEST_STEP,
    OVERHEAD,
    SMALL_STEPS,
    Sealing,
    bind,
    pad,
    padded_size,
    seal,
    unpad,
    unseal,
)
from storage.vault import Vault
from tests.storage.support import KEY, LATER, NOW, OTHER_KEY, every_byte, open_store

PARTS = st.lists(st.binary(max_size=6), max_size=4)


@given(one=PARTS, two=PARTS)
def test_different_parts_never_bind_to_the_same_bytes(one: list[bytes], two: list[bytes]) -> None:
    assert (bind(b"p", *one) == bind(b"p", *two)) == (one == two)


@given(
    one=st.tuples(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4)),
    two=st.tuples(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4)),
)
def test_tags_tell_owner_kind_and_name_apart(
    one: tuple[str, str, str], two: tuple[str, str, str]
) -> None:
    sealing = Sealing(KEY)
    assert (sealing.record_tag(*one) == sealing.record_tag(*two)) == (one == two)


def test_tags_of_different_uses_and_keys_differ() -> None:
    sealing, other = Sealing(KEY), Sealing(OTHER_KEY)
    tags = {
        sealing.owner_tag("a"),
        sealing.queue_tag("a"),
        sealing.record_tag("a", "", ""),
        sealing.key_check,
        other.owner_tag("a"),
        other.queue_tag("a"),
        other.key_check,
    }
    assert len(tags) == 7


@given(plain=st.binary(max_size=10_000))
def test_padding_comes_off_again(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain


def test_sizes_show_in_few_steps_only() -> None:
    steps = [*SMALL_STEPS, *(8192 << n for n in range(8))]
    assert steps[-1] == LARGEST_STEP
    for step, following in itertools.pairwise([0, *steps]):
        assert padded_size(max(0, step - 3)) == padded_size(following - 4) == following
    with pytest.raises(ValueError, match="too large"):
        padded_size(LARGEST_STEP - 3)


@given(plain=st.binary(max_size=100), bound=st.binary(max_size=100), other=st.binary(max_size=100))
def test_a_value_opens_only_with_what_it_was_bound_to(
    plain: bytes, bound: bytes, other: bytes
) -> None:
    cipher = AESGCMSIV(KEY)
    sealed = seal(cipher, plain, bound)
    assert len(sealed) == len(plain) + OVERHEAD
    assert unseal(cipher, sealed, bound) == plain
    if other != bound:
        with pytest.raises(RecordDamaged):
            unseal(cipher, sealed, other)
    with pytest.raises(RecordDamaged):
        unseal(AESGCMSIV(OTHER_KEY), sealed, bound)


def test_the_same_value_is_never_sealed_alike() -> None:
    cipher = AESGCMSIV(KEY)
    assert len({seal(cipher, b"same", b"") for _ in range(100)}) == 100


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=30)
    | st.binary(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(owner=st.text(), label=st.text(max_size=20), name=st.text(), value=VALUES)
def test_what_is_put_comes_back(owner: str, label: str, name: str, value: object) -> None:
    kind = Kind(label, object)
    with contextlib.closing(Store.in_memory(clock=lambda: NOW)) as store:
        store.put(owner, kind, value, name=name, until=LATER)
        assert store.get(owner, kind, name=name, now=NOW) == value
        assert [entry.name for entry in store.list(owner, kind, now=NOW)] == [name]
        row_id = store.enqueue(
            owner, kind, value, queue=name, priority=1, not_before=NOW, until=LATER
        )
        (row,) = store.due(NOW, 10)
        assert (row.id, store.read_row(row, kind)) == (row_id, value)


# Long enough, and marked, so that no word of the schema is drawn.
WORDS = st.text(st.sampled_from("abcdefgh0123@:.ü"), min_size=8, max_size=40).map("§{}".format)


@settings(max_examples=25)
@given(owner=WORDS, label=WORDS, name=WORDS, value=WORDS, queue=WORDS)
def test_nothing_is_readable_in_the_raw_files(
    owner: str, label: str, name: str, value: str, queue: str
) -> None:
    kind = Kind(label, str)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "peers.db"
        with contextlib.closing(open_store(path)) as store:
            store.put(owner, kind, value, name=name, until=LATER)
            store.enqueue(owner, kind, value, queue=queue, priority=1, not_before=NOW, until=LATER)
            written = every_byte(path.parent)
        written += every_byte(path.parent)
    for text in (owner, label, name, value, queue):
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in written
    assert KEY not in written


def test_a_vault_forgets_the_least_recently_used_key_and_finds_it_again() -> None:
    sealing = Sealing(KEY)
    backend = open_memory(sealing.key_check)
    with contextlib.closing(backend):
        vault = Vault(backend, sealing, limit=2)
        tags = [bytes([number]) * KEY_BYTES for number in range(3)]
        first = vault.obtain(tags[0])
        vault.obtain(tags[1])
        assert vault.obtain(tags[0]) is first
        vault.obtain(tags[2])  # tags[1] is the oldest now
        assert list(vault._ready) == [tags[0], tags[2]]
        assert vault.find(tags[1]) is not None
        assert len(vault._ready) == 2
        sealed = seal(first, b"value", b"bound")
        vault.drop_all()
        assert unseal(vault.known(tags[0]), sealed, b"bound") == b"value"
