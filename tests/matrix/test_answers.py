"""Answers of any size and shape: what is parsed, what is taken apart, and what is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.matrix import answers
from peerbot.matrix.answers import SYNC, Cap, Part, Parts, parsed, whole
from peerbot.matrix.errors import AnswerTooLarge
from tests.matrix.test_devices import json_values

PATHS = (("rooms", "*"), ("list", "*"))


def taken_apart(raw: bytes, step: int = 1) -> Any:
    """The answer, given in pieces of `step` bytes."""
    parts = Parts(PATHS)
    for start in range(0, len(raw), step):
        parts.feed(raw[start : start + step])
    return parts.answer()


def put_together(answer: object) -> object:
    """The answer as if it had never been taken apart."""
    if isinstance(answer, dict):
        return {key: put_together(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [put_together(value) for value in answer]
    return whole(answer)


strange = json_values | st.sampled_from(['"', "\\", '\\"', "[{,:}]", "*", "\ud83d", "\U0001f600"])
objects = st.dictionaries(
    st.sampled_from(["rooms", "list", "*", "other", '"rooms":', "\\"]), strange
) | st.fixed_dictionaries(
    {
        "rooms": st.dictionaries(st.text(max_size=3), strange),
        "list": st.lists(strange),
        "next_batch": st.text(),
    }
)


@given(objects, st.integers(1, 40), st.sampled_from([None, 1]), st.booleans())
def test_what_is_taken_apart_is_what_came(
    value: object, step: int, indent: int | None, escaped: bool
) -> None:
    raw = json.dumps(value, indent=indent, ensure_ascii=escaped).encode(errors="replace")
    answer = taken_apart(raw, step)
    assert put_together(answer) == parsed(raw)
    if isinstance(value, dict) and isinstance(value.get("rooms"), dict):
        assert all(isinstance(part, Part) for part in answer["rooms"].values())


@given(st.text(alphabet='{}[],:"\\ 1ar*', max_size=40), st.integers(1, 9))
def test_what_is_no_json_is_no_answer(raw: str, step: int) -> None:
    """Or it is one: inside a part nothing is looked at until it is read."""
    given = raw.encode()
    answer = taken_apart(given, step)
    if parsed(given) is not None:
        assert put_together(answer) == parsed(given)


@pytest.mark.parametrize("raw", [b"", b"{", b'{"rooms":{"a":1', b'{"list":[1,', b'{"a":"', b"]}"])
def test_what_breaks_off_is_no_answer(raw: bytes) -> None:
    assert taken_apart(raw) is None


def test_a_part_that_is_too_large_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PART", Cap(100, 20))
    large = "[" * 200 + "]" * 200
    many = json.dumps([1] * 30)
    raw = f'{{"list": [1, "{"x" * 200}", {large}, {many}, {{"a": "]}}"}}], "next": "s1"}}'
    for step in (1, 7, 1000):
        answer = taken_apart(raw.encode(), step)
        assert put_together(answer) == {"list": [1, None, None, None, {"a": "]}"}], "next": "s1"}


def test_more_parts_than_are_held_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PARTS", 27)
    raw = json.dumps({"list": ["x" * 10] * 3 + [1], "next": "s1"}).encode()
    answer = taken_apart(raw)
    assert put_together(answer) == {"list": ["x" * 10, "x" * 10, None, 1], "next": "s1"}


@pytest.mark.parametrize("inside", ['"' + "x" * 200 + '"', "[" + "1," * 30 + "1]"])
def test_what_stands_around_the_parts_is_bounded(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    monkeypatch.setattr(answers, "FRAME", Cap(100, 20))
    for step in (1, 1000):
        with pytest.raises(AnswerTooLarge):
            taken_apart(b'{"other": ' + inside.encode() + b"}", step)


@pytest.mark.parametrize("length", [5_000, 100_000])
def test_text_around_the_parts_that_is_no_id_is_left_empty(length: int) -> None:
    long = '\\"' * length
    raw = json.dumps({long: long, "rooms": {long: 1, "r": long}, "next": "s1"}).encode()
    for step in (7, 1000, 10_000_000):
        answer = put_together(taken_apart(raw, step))
        assert answer == {"": "", "rooms": {"": 1, "r": long}, "next": "s1"}


def test_values_are_counted_before_they_are_made() -> None:
    assert SYNC.admits(b'{"a": [' + b'{"body": "hello"},' * 1000 + b"{}]}")
    assert not SYNC.admits(b"[" + b"[]," * 200_000 + b"[]]")
    assert not SYNC.admits(b"x" * (SYNC.size + 1))
