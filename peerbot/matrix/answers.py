"""What of an answer is read into memory: how much for each endpoint, and how.

Python makes up to 35 bytes of one byte of JSON (measured: `{"":{}}` again and again), so a cap on
bytes alone would have to be tiny. Values are counted in the bytes before anything is made of them.
"""

import json
import re
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from peerbot.matrix.errors import AnswerTooLarge

Where = tuple[str, ...]
"""Where something stands in an answer: keys from the outside in, `*` for any key or list."""


@dataclass(frozen=True)
class Cap:
    """The most of one answer that is parsed. A value costs at most 110 bytes beside its text
    (measured), and text at most nine times its bytes, while it is decoded and copied."""

    size: int
    """Bytes."""
    values: int
    """Values and keys, as their brackets, commas and colons tell: inside text they count too, so
    this refuses sooner than it must."""

    def admits(self, raw: bytes | bytearray) -> bool:
        """Whether it may be parsed."""
        return len(raw) <= self.size and sum(map(raw.count, _MARKS)) <= self.values


# Bytes that Python takes for a value, with its place in what holds it.
_PER_VALUE: Final = 110
_MARKS: Final = (b"[", b"{", b",", b":")
_KIB: Final = 1024
_MIB: Final = 1024 * 1024

# Most answers are an id, or a piece of room state: an event, which is 64 KiB and may be thrice as
# long once every character is escaped.
USUAL: Final = Cap(512 * _KIB, 80_000)
# What comes in a moment of many people who write at once is less than one MiB. At the cap, parsing
# takes 60 MiB for an instant and a fifth of a second. What is larger comes in parts.
SYNC: Final = Cap(4 * _MIB, 250_000)
# A page of a hundred messages is a hundred KiB; a page of ten of the largest is under two MiB.
MESSAGES: Final = Cap(2 * _MIB, 150_000)
# Six thousand people. A chat has two and a room at most a few dozen; see `PART` for odd ones.
MEMBERS: Final = Cap(2 * _MIB, 150_000)
# A person's fifty devices are 70 KiB. Of more than fits, each device is read alone.
KEYS: Final = Cap(_MIB, 80_000)

# One event with the one it replaced, both of the largest kind and with every character escaped, is
# under 400 KiB. What a stranger adds to an invitation may be more: that one is passed over.
PART: Final = Cap(_MIB, 250_000)
# What stands around the parts: a thousand rooms, or what changed of as many people.
FRAME: Final = Cap(512 * _KIB, 80_000)
CHUNK: Final = (("chunk", "*"),)
"""The parts of a page of events, and of a list of members."""

# All parts together, which are held as they came. A hundred to-device events, as many as Synapse
# gives at once, are 19 MiB when all are of the largest kind with every character escaped.
PARTS: Final = 24 * _MIB

# A stranger may send an event nested as deep as a homeserver can itself parse (Synapse: Python's
# own limit of 1000). The sync response wraps it in some layers more, and one event must never make
# the whole response unreadable. 5000 levels of the C parser's stack are well inside 8 MiB.
_PARSER_DEPTH: Final = 5000


def parsed(raw: bytes | bytearray) -> object:
    """The JSON value, or None when it is not JSON. Only of what a `Cap` admits.

    The standard parser on purpose: it keeps what it can of an answer in which one event holds half
    a surrogate pair, where stricter ones refuse the whole of it.
    """
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, _PARSER_DEPTH))
    try:
        value: object = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    finally:
        sys.setrecursionlimit(usual)
    return value


def weight(value: object) -> int:
    """Bytes that a JSON value takes in memory, or more."""
    total, parts = 0, [value]
    while parts:
        part = parts.pop()
        total += _PER_VALUE + (sys.getsizeof(part) if isinstance(part, str) else 0)
        if isinstance(part, dict):
            total += sum(map(sys.getsizeof, part))
            parts += part.values()
        elif isinstance(part, list):
            parts += part
    return total


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a large answer, as it came."""

    raw: bytes = field(repr=False)


def whole(value: object) -> object:
    """A value of an answer that may have come in parts. Parsed anew each time."""
    return parsed(value.raw) if isinstance(value, Part) else value


_STRUCTURE: Final = re.compile(rb'["\[\]{},:]')
# What has no quotation mark of its own: possessive, so that nothing is remembered on the way.
_IN_TEXT: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
# Whole texts, and what stands between them.
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_STRETCH: Final = re.compile(rb'(?:[^"]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_LONGEST_STRETCH: Final = 4 * _KIB
# One deeper and one less deep, as signed bytes.
_DEEPER: Final = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[{]}"))
# Bytes of the longest key in a path, and some more.
_LONGEST_KEY: Final = 64
# Around the parts stand ids and tokens. What is longer than any of them is left empty.
_LONGEST_TEXT: Final = 4 * _KIB


class Parts:
    """Takes an answer apart while it comes, so that neither its size nor what is in it matters.

    Each value at one of `paths` is cut out whole. In what is left of the answer a `Part` stands in
    its place, or None where it was too large, or where they were too many. Text that stands outside
    of parts and is longer than any id is left empty.

    Our own on purpose. Stream parsers (ijson with yajl or in Python, json-stream) hand out a text
    only once it is whole, so that one member's 45 MB of device keys took 257 MiB, and one malformed
    value ends the whole answer for everybody. This only finds where parts begin and end; each is
    parsed by the standard library.
    """

    def __init__(self, paths: Collection[Where]) -> None:
        self._paths = paths
        self._raw = bytearray()
        self._at = 0
        """Up to where `_raw` was looked at."""
        self._text_from: int | None = None
        """Where in `_raw` the text began that is not at its end yet."""
        self._cut = False
        """The beginning of that text is gone already."""
        self._key = b""
        self._within: list[str] = []
        """The keys that lead here, `*` in a list; inside a part, those that lead to the part."""
        self._part = False
        self._depth = 0
        """How deep inside the part."""
        self._too_large = False
        self._frame = bytearray()
        """What stands around the parts, with a number for each."""
        self._found: list[Part | None] = []
        self._held = 0

    def feed(self, chunk: bytes) -> None:
        """More of the answer. Raises AnswerTooLarge when what stands around the parts is."""
        self._raw += chunk
        while self._step():
            pass
        if not self._part and self._text_from is None:
            self._file(self._at)
        elif not self._part:
            self._shorten(self._at)
            self._file(self._text_from or 0)
        elif self._too_large or self._at > PART.size:
            self._too_large = True
            del self._raw[: self._at]
            self._at = 0
        if not self._part and len(self._frame) + len(self._raw) > FRAME.size:
            raise AnswerTooLarge

    def answer(self) -> object:
        """All that came, or None when it is no JSON. Raises AnswerTooLarge."""
        self._file(len(self._raw))
        if not FRAME.admits(self._frame):
            raise AnswerTooLarge
        return None if self._part else self._filled(parsed(self._frame), ())

    def _step(self) -> bool:
        """Go on to what matters next; whether there was anything."""
        if self._part and self._depth > 0 and self._text_from is None:
            return self._stride()
        return self._look()

    def _stride(self) -> bool:
        """Pass over a stretch inside a part, mark by mark only where the part may end in it.

        One person's megabytes of brackets must not keep the bot from everyone else: this is at
        least fifteen times as fast.
        """
        to = self._at + _LONGEST_STRETCH
        found = _STRETCH.match(self._raw, self._at, to)
        if not found or not found[0]:
            return self._look()
        brackets = _TEXT.sub(b"", found[0]).translate(_DEEPER, _NO_BRACKETS)
        depths = list(accumulate(memoryview(brackets).cast("b"), initial=self._depth))
        if min(depths) > 0:
            self._at, self._depth = found.end(), depths[-1]
            return True
        end = found.end()
        while self._part and self._at < end and self._look():
            pass
        return True

    def _look(self) -> bool:
        """Look at the next character that matters; whether there was one."""
        if self._text_from is not None:
            return self._step_in_text()
        found = _STRUCTURE.search(self._raw, self._at)
        if found is None:
            self._at = len(self._raw)
            return False
        mark, self._at = found[0], found.end()
        if mark == b'"':
            self._text_from = found.start()
        elif self._part and not self._ends_part(mark):
            pass
        else:
            if self._part:
                self._end_part(found.start())
            self._step_in_frame(mark)
        return True

    def _step_in_text(self) -> bool:
        found = _IN_TEXT.match(self._raw, self._at)
        end = found.end() if found else self._at
        if self._raw[end : end + 1] != b'"':
            self._at = end
            return False
        self._at = end + 1
        if not self._part:
            self._shorten(end)
            self._cut = False
            self._key = bytes(self._raw[self._text_from : self._at])
        self._text_from = None
        return True

    def _shorten(self, end: int) -> None:
        """The text that ends here, or goes on, is left empty when it is too long."""
        begin = (self._text_from or 0) + 1
        self._cut = self._cut or end - begin > _LONGEST_TEXT
        if self._cut:
            del self._raw[begin:end]
            self._at -= end - begin

    def _ends_part(self, mark: bytes) -> bool:
        """Whether a part ended before this mark."""
        if mark in b"[{":
            self._depth += 1
        elif mark in b"]}":
            self._depth -= 1
            return self._depth < 0
        return mark == b"," and self._depth == 0

    def _step_in_frame(self, mark: bytes) -> None:
        within = self._within
        if mark in b"[{":
            within.append("*" if mark == b"[" else "")
        elif mark in b"]}":
            del within[-1:]
        elif mark == b":" and within:
            key = parsed(self._key) if len(self._key) <= _LONGEST_KEY else ""
            within[-1] = key if isinstance(key, str) and key != "*" else ""
        begins = mark == b":" or (mark in b"[," and within[-1:] == ["*"])
        if begins and self._is_part(within):
            self._file(self._at)
            self._part, self._depth, self._too_large = True, 0, False

    def _is_part(self, within: Collection[str]) -> bool:
        return any(
            len(within) == len(path)
            and all(wanted in ("*", key) for wanted, key in zip(path, within, strict=True))
            for path in self._paths
        )

    def _end_part(self, end: int) -> None:
        raw = bytes(self._raw[:end])
        del self._raw[:end]
        self._at -= end
        self._part = False
        if not raw.strip() and not self._too_large:
            return  # an empty list
        fits = not self._too_large and PART.admits(raw) and self._held + len(raw) <= PARTS
        self._held += len(raw) if fits else 0
        self._frame += str(len(self._found)).encode()
        self._found.append(Part(raw) if fits else None)

    def _file(self, end: int) -> None:
        """What was looked at up to here stands around the parts."""
        self._frame += self._raw[:end]
        del self._raw[:end]
        self._at -= end
        if self._text_from is not None:
            self._text_from -= end

    def _filled(self, value: object, within: Where) -> object:
        """A value of the frame with the parts in their places."""
        if self._is_part(within):
            return self._found[value] if isinstance(value, int) else None
        if len(within) >= max(map(len, self._paths)):
            return value
        if isinstance(value, dict):
            return {key: self._filled(inner, (*within, key)) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner, (*within, "*")) for inner in value]
        return value
