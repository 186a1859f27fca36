"""Changing an input a little: JSON by its parts, where bytes alone would only break it."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

from tests.fuzz.targets import CHAT, GONE, ME, YOU

ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, 1, -1, 2**53, -(2**63), 10**30, 1.5, float("nan"), float("inf")),
    *("", ".", "..", "/", "\x00", "\ud800", "\u202e", "é", "=", "a" * 300, "> a\nb", "1"),
    *(ME, YOU, CHAT, "@", "@:", "!", "$event", "@other:elsewhere.example", "!\ud800:a", GONE),
    *("m.room.message", "m.room.encrypted", "m.room.member", "m.room.encryption", "m.room_key"),
    *("m.dummy", "m.notice", "m.replace", "m.megolm.v1.aes-sha2", "m.olm.v1.curve25519-aes-sha2"),
    *("join", "invite", "leave", "ban", "AAAA", "A" * 43, "A" * 44, "_" * 43, "signed_curve25519"),
    *(
        [],
        {},
        [[]],
        {"": ""},
        json.loads("[" * 40 + "]" * 40),
        200,
        400,
        401,
        403,
        404,
        413,
        429,
        500,
    ),
)
"""What has confused somebody's program before, and the words that ours looks for."""

WORDS: Final = (
    *("0", "1", "2", "3", "yes", "no", "skip", "back", "stop", "help", "hi", "rooms", "join 1"),
    *("leave", "now", "kept", "me", "erase", "erase it", "clear", "clear it", "role", "consent"),
    *("note", "change", "forget", "open", "open grief 50", "room", "close", "close it", "extend 1"),
    *("step out", "second", "@robin:example.org", "@jo:example.org", "quiet", "\u202e"),
)
"""What people say, and something that they do not."""

_EDITS: Final = 4

Place = tuple[Any, Any]
"""A container and the key or index of one of its values."""


def mutate(data: bytes, largest: int, seed: int, by_bytes: Callable[[bytes, int], bytes]) -> bytes:
    """Another input from this one. `by_bytes`: the fuzzer's own way, which knows no JSON."""
    chance = random.Random(seed)  # noqa: S311 - the fuzzer's own seed: a run can be had again
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return by_bytes(data, largest)
    if chance.random() < 0.1:
        return by_bytes(data, largest)
    root = [value]
    for _ in range(chance.randint(1, _EDITS)):
        _edit(root, chance)
    try:
        changed = json.dumps(root[0]).encode()
    except (ValueError, RecursionError):
        return by_bytes(data, largest)
    return changed if len(changed) <= largest else data


def talk(data: bytes, largest: int, seed: int, by_bytes: Callable[[bytes, int], bytes]) -> bytes:
    """Another talk from this one: the state that it begins in, then a line for each message."""
    chance = random.Random(seed)  # noqa: S311 - the fuzzer's own seed: a run can be had again
    if not data or chance.random() < 0.3:
        return by_bytes(data, largest)
    lines = data[1:].split(b"\n")
    at = chance.randrange(len(lines) + 1)
    match chance.randint(0, 4):
        case 0:
            return bytes([chance.randrange(256)]) + data[1:]
        case 1:
            lines[at : at + 1] = []
        case 2:
            lines[at : at + 1] = [by_bytes(b"".join(lines[at : at + 1]) or b" ", largest // 2)]
        case _:
            lines.insert(at, chance.choice(WORDS).encode())
    changed = data[:1] + b"\n".join(lines)
    return changed if len(changed) <= largest else data


def _edit(root: list[Any], chance: random.Random) -> None:
    places = _places(root)
    container, key = chance.choice(places)
    match chance.randint(0, 7):
        case 0 | 1:
            container[key] = _odd(chance)
        case 2:
            if container is not root:
                del container[key]
        case 3:  # the same again, elsewhere
            other, name = chance.choice(places)
            container[key] = deepcopy(other[name])
        case 4:
            container[key] = {str(_odd(chance)): container[key]}
        case 5:
            container[key] = [deepcopy(container[key]) for _ in range(chance.randint(1, 3))]
        case 6:
            container[key] = _nearly(container[key], chance)
        case _:
            if isinstance(container, dict):
                name = str(_odd(chance)) if chance.random() < 0.5 else str(key)
                container[name] = _odd(chance)
            else:
                container.insert(key, _odd(chance))


def _odd(chance: random.Random) -> Any:
    """One of its own, to be changed further."""
    return deepcopy(chance.choice(ODD))


def _nearly(value: Any, chance: random.Random) -> Any:
    """A value that is almost the same."""
    if isinstance(value, str):
        at = chance.randint(0, len(value))
        return value[:at] + str(_odd(chance)) + value[at + chance.randint(0, 2) :]
    if isinstance(value, bool | None):
        return not value
    if isinstance(value, int | float):
        return value + chance.choice((-1, 1, 0.5))
    return value


def _places(root: list[Any]) -> list[Place]:
    """Every value, by where it stands."""
    found: list[Place] = []
    containers: list[Any] = [root]
    for container in containers:
        keys = list(container) if isinstance(container, dict) else range(len(container))
        for key in keys:
            found.append((container, key))
            if isinstance(container[key], dict | list):
                containers.append(container[key])
    return found
