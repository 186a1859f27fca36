"""What went wrong once, and what reaches furthest, in every run of the tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.mutate import ODD, mutate, talk
from tests.fuzz.seeds import load
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_fault_14_no_kept_input_goes_wrong(target: str) -> None:
    for data in load(target):
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.data())
def test_fault_14_nor_does_what_is_nearly_one(target: str, data: st.DataObject) -> None:
    """A little of what `make fuzz` does, without looking where it leads."""
    one = data.draw(st.sampled_from(load(target)))
    change = talk if target == "answers" else mutate
    TARGETS[target](change(one, 8192, data.draw(st.integers(0, 2**32)), _flipped))


def _flipped(data: bytes, _largest: int) -> bytes:
    """Bytes with one of them changed."""
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] if data else b"\0"


def test_changing_an_input_leaves_the_odd_values_as_they_are() -> None:
    before = repr(ODD)
    data = b'{"a": [{}, []], "b": "c"}'
    for seed in range(200):
        data = mutate(data, 2_000, seed, _flipped)
    assert repr(ODD) == before
