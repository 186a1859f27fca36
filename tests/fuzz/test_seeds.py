"""What went wrong once, and what reaches furthest, in every run of the tests."""

import random

import pytest

from tests.fuzz.mutate import ODD, mutate, talk
from tests.fuzz.seeds import load
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_no_kept_input_goes_wrong(target: str) -> None:
    for data in load(target):
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_nor_does_what_is_nearly_one(target: str) -> None:
    """A little of what `make fuzz` does, the same on every machine."""
    seeds = load(target)
    chance = random.Random(target)  # noqa: S311 - the same on every machine
    # A talk costs thirty times what an event does.
    change, times = (talk, 30) if target == "answers" else (mutate, 100)
    for seed in range(times):
        TARGETS[target](change(chance.choice(seeds), 8192, seed, _flipped))


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
