"""Keep what `make fuzz` came upon: python -m tests.fuzz.keep

Of all inputs that it left in `.fuzz/`, and those kept before, the fewest that together reach
everything they reach. An input that went wrong belongs in `seeds/` by hand, made small, once its
cause is mended.
"""

import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import peerbot
from tests.fuzz.run import FOUND
from tests.fuzz.seeds import load, save
from tests.fuzz.targets import TARGETS

OURS = str(Path(peerbot.__file__).parents[1])
_PARTS = tuple(f"{OURS}{os.sep}{part}{os.sep}" for part in ("peerbot", "storage"))

Reached = set[tuple[str, int, int]]
"""Pairs of lines that followed each other, by file."""

_LONGEST = 2_000
"""Bytes of an input: a page of them has to stay readable."""


def reached(target: str, data: bytes) -> Reached:
    """Where an input leads."""
    found: Reached = set()

    def trace(frame: FrameType, event: str, _arg: object) -> Any:
        if event == "call" and not frame.f_code.co_filename.startswith(_PARTS):
            return None
        before = 0

        def line(frame: FrameType, event: str, _arg: object) -> Any:
            nonlocal before
            if event == "line":
                found.add((frame.f_code.co_filename, before, frame.f_lineno))
                before = frame.f_lineno
            return line

        return line

    sys.settrace(trace)
    try:
        TARGETS[target](data)
    finally:
        sys.settrace(None)
    return found


def fewest(target: str, inputs: list[bytes]) -> list[bytes]:
    """Shorter ones first: those that reach what none before them did."""
    seen: Reached = set()
    kept = []
    for data in sorted(inputs, key=lambda data: (len(data), data)):
        new = reached(target, data) - seen
        if new:
            seen |= new
            kept.append(data)
    return kept


def main() -> None:
    """Every target."""
    for target in TARGETS:
        came_upon = [path.read_bytes() for path in (FOUND / target).glob("*")]
        inputs = [data for data in came_upon if len(data) <= _LONGEST]
        save(target, list({*load(target), *fewest(target, [*load(target), *inputs])}))


if __name__ == "__main__":
    main()
