"""Searching every byte on the disk for what must not be there."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote


def files(*places: Path) -> Iterator[Path]:
    """Every file below (or at) the places."""
    for place in places:
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in found if path.is_file())


def hits(needles: Iterable[str | bytes], *places: Path) -> list[str]:
    """Which needles are in any file or file name, each said with its file.

    Text is looked for in every case and also as URLs, JSON, base64 and UTF-16 would write it;
    bytes as they are.
    """
    shapes = [(needle, _shapes(needle)) for needle in needles]
    found = []
    for path in files(*places):
        content = path.read_bytes() + b"\n" + path.name.encode()
        lowered = content.lower()
        for needle, forms in shapes:
            inside = content if isinstance(needle, bytes) else lowered
            if any(form in inside for form in forms):
                found.append(f"{needle!r} in {path.name}")
    return found


def _shapes(needle: str | bytes) -> set[bytes]:
    if isinstance(needle, bytes):
        return {needle}
    raw = needle.encode()
    shapes = {
        raw,
        quote(needle, safe="").encode(),
        needle.encode("unicode_escape"),
        needle.encode("utf-16-le"),
        raw.hex().encode(),
    }
    # Base64 of the middle, at each of the three ways that it may lie in a longer text.
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw)
        middle = whole[4 if shift else 0 : -4]
        if len(middle) >= 8:
            shapes.add(middle)
    return {shape.lower() for shape in shapes}
