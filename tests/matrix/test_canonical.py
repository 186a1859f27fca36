"""Bytes, base64 and JSON from outside."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.matrix.crypto.canonical import (
    canonical,
    decode_object,
    from_base64,
    key_text,
    to_base64,
    too_deep,
    without_signatures,
)


@given(st.binary(max_size=100))
def test_base64_comes_back(raw: bytes) -> None:
    assert from_base64(to_base64(raw)) == raw
    assert "=" not in to_base64(raw)


@given(st.text() | st.integers() | st.none())
def test_a_key_is_32_bytes_in_one_spelling_or_refused(text: object) -> None:
    try:
        key = key_text(text)
    except ValueError:
        return
    assert (len(from_base64(key)), key_text(key)) == (32, key)


def test_both_spellings_of_a_key_are_one() -> None:
    padded = "A" * 43 + "="
    assert key_text(padded) == key_text("A" * 43)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, b"{}"),
        ({"b": "2", "a": "1"}, b'{"a":"1","b":"2"}'),
        ({"a": "日本語"}, b'{"a":"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"}'),
        ({"本": 2, "日": 1}, '{"日":1,"本":2}'.encode()),
        ({"a": None}, b'{"a":null}'),
        ({"a": -0, "b": True}, b'{"a":0,"b":true}'),
    ],
)
def test_the_specifications_own_examples(value: dict[str, object], expected: bytes) -> None:
    assert canonical(value) == expected


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), float("inf"), "\ud800", [[[1.0]]]])
def test_what_has_no_canonical_form(value: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        canonical({"a": value})


def test_signatures_are_not_signed() -> None:
    value = {"a": 1, "signatures": {"x": 1.5}, "unsigned": {"y": "\ud800"}}
    assert without_signatures(value) == b'{"a":1}'


def test_depth() -> None:
    value: object = 1
    for _ in range(31):
        value = [value]
    assert not too_deep(value)
    assert too_deep([value])


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"1", b'{"a":NaN}', b'{"a":-Infinity}', b'"\\ud800"', b'{"a":"\\ud800"}', b"\xff"]
    + [b'{"a":' * n + b"1" + b"}" * n for n in (40, 5_000)]
    + ['{"a":1}'.encode("utf-16"), b'{"a":' + b"9" * 5_000 + b"}"],
)
def test_what_is_not_an_object_that_can_be_kept(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode_object(raw, 64 * 1024)


def test_size_is_capped() -> None:
    raw = json.dumps({"a": "b" * 100}).encode()
    assert decode_object(raw, len(raw)) == {"a": "b" * 100}
    with pytest.raises(ValueError, match="large"):
        decode_object(raw, len(raw) - 1)
