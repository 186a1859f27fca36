"""Bytes, base64 and JSON as the specification wants them, refusing what it does not allow.

Everything that a stranger sends passes here before it reaches anything else. vodozemac's own
decoder of Ed25519 keys panics (past `except Exception`) on 33 bytes, so no key text goes to it
unchecked.
"""

import base64
import binascii
import json
from typing import Any, Final

import msgspec

from peerbot.matrix.homeserver import Json

# Deep enough for any event of the specification, and far from where Python's own recursion ends.
_DEEPEST: Final = 32
STEP: Final = 1024
"""Bytes: most of what the voice says fits into one step, and all of it into few."""
_LARGEST_INTEGER: Final = 2**53 - 1


def to_base64(raw: bytes) -> str:
    """Unpadded base64 (spec appendices, "Unpadded Base64")."""
    return base64.b64encode(raw).decode().rstrip("=")


def from_base64(text: object, length: int | None = None) -> bytes:
    """Bytes of unpadded base64, `length` of them if given. Padding is accepted, as others do.

    Raises ValueError for anything else.
    """
    if not isinstance(text, str) or not text.isascii():
        raise ValueError("not base64")
    bare = text.rstrip("=")
    try:
        raw = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if length is not None and len(raw) != length:
        raise ValueError("wrong length")
    return raw


def key_text(text: object) -> str:
    """A 32-byte public key in the one spelling that compares equal. Raises ValueError."""
    return to_base64(from_base64(text, 32))


def canonical(value: Json) -> bytes:
    """Canonical JSON (spec appendices), what signatures are over.

    Raises ValueError for what has no canonical form: floats, large integers, half surrogate pairs,
    and anything nested too deeply to be honest.
    """
    if too_deep(value) or not all(_is_canonical(part) for part in _walk(value)):
        raise ValueError("no canonical form")
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    ).encode()


def without_signatures(value: Json) -> bytes:
    """The canonical bytes that a signature inside `value` is over. Raises ValueError."""
    return canonical({k: v for k, v in value.items() if k not in ("signatures", "unsigned")})


def decode_object(raw: bytes, largest: int) -> Json:
    """The JSON object in a plaintext of at most `largest` bytes. Raises ValueError."""
    if len(raw) > largest:
        raise ValueError("too large")
    try:
        value = json.loads(raw.decode(), parse_constant=_refuse)
        # Refuses half surrogate pairs, which could not be stored or sent again.
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(value, dict) or too_deep(value):
        raise ValueError("not an object, or too deep")
    return value


def padded(value: Json) -> bytes:
    """A plaintext for `value`, as long as the next whole step, so that its length says little.

    The filling is white space after the object, which JSON allows (RFC 8259, 2) and every reader
    drops: there is nothing in the event that a client might show, copy or trip on.
    """
    raw = msgspec.json.encode(value)
    return raw + b" " * (-len(raw) % STEP)


def _refuse(constant: str) -> None:
    """NaN and the infinities are Python's, not JSON's."""
    raise ValueError(constant)


def too_deep(value: object) -> bool:
    """Whether a value is nested deeper than any event needs. Itself not recursive."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _children(outer)]
        if not level:
            return False
    return True


def _children(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _walk(value: object) -> list[object]:
    """The value and everything in it."""
    found = [value]
    for part in found:
        found.extend(_children(part))
    return found


def _is_canonical(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    return isinstance(value, int) and abs(value) <= _LARGEST_INTEGER
