"""What one person writes and another reads: whole in any script, and always inside its quotation.

Python's own table of characters is enough for it: what would seem to end the quotation is a handful
of marks, and what turns lines round or hides is told by its category.
"""

import re
import unicodedata
from typing import Final

LONGEST_VALUE: Final = 600
"""Characters of one value inside a sentence; the config's longest words are this long."""

# Marks that look like ours, which is U+0022. Not the Canadian syllabic that does: it is a letter.
_DOUBLE: Final = (
    '"\u00ab\u00bb\u02ba\u02dd\u02ee\u02f5\u02f6\u05f4\u201c\u201d\u201e\u201f\u2033\u2034\u2036'
    "\u2037\u2057\u275d\u275e\u2760\u2e42\u3003\u301d\u301e\u301f\uff02\U0001f676\U0001f677\U0001f678"
)
# Marks of which two look like ours. One alone is somebody's apostrophe, and stays as it is.
_SINGLE: Final = (
    "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u02f4\u055a\u055d\u05f3\u1fbf\u1fef\u1ffd"
    "\u1ffe\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u275b\u275c\u275f\u276e\u276f\ua78c"
    "\uff07\uff40"
)
_MARKS: Final = frozenset(_DOUBLE + _SINGLE)
_CLOSING: Final = re.compile(f"[{_SINGLE}]*[{_DOUBLE}][{_SINGLE}{_DOUBLE}]*|[{_SINGLE}]{{2,}}")

# Hebrew writes a mark like ours inside a word, between its letters and their points.
_HEBREW: Final = re.compile("[\u0591-\u05f2]")
_IN_HEBREW: Final = ('"', "\u05f4")
_GERSHAYIM: Final = "\u05f4"

_JOINERS: Final = frozenset("\u200c\u200d")
"""Persian and many emoji need these."""
_ISOLATE, _END = "\u2068", "\u2069"
"""What stands between them turns nothing round that stands outside."""
_RIGHT_TO_LEFT: Final = ("R", "AL", "AN")

_FLAG: Final = "\U0001f3f4"
_TAGS: Final = frozenset(map(chr, range(0xE0020, 0xE0080)))
"""Behind a black flag they name a country; anywhere else they hide."""

# Letters and signs that show as nothing: a stretch of them looks like the end of a line.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_BREAKS: Final = ("Cc", "Cs", "Zl", "Zp", "Zs")

_MOST_ABOVE: Final = 8
"""Marks on one letter. The scripts that stack most need six or seven; more cover other lines."""


def on_one_line(value: str) -> str:
    """The same on its line: nothing that breaks it, turns it round, covers others or hides."""
    kept: list[str] = []
    above = 0
    for c in value[:LONGEST_VALUE]:
        kind = unicodedata.category(c)
        if c in _BLANK or kind in _BREAKS:
            kept.append(" ")
            continue
        alone = not kept or kept[-1] == " " or kept[-1] in _MARKS
        above = above + 1 if kind in ("Mn", "Me") else 0
        if above > _MOST_ABOVE or (alone and (above or kind == "Cf")) or _hides(c, kind, kept):
            continue
        kept.append(c)
    return " ".join("".join(kept).split())


def _hides(c: str, kind: str, before: list[str]) -> bool:
    """Whether a format character does more than its script needs. The signs of scripts among them
    have a direction of their own, as letters have; what controls directions has another."""
    if kind != "Cf" or c in _JOINERS:
        return False
    if c in _TAGS:
        return before[-1] not in (_FLAG, *_TAGS)
    return unicodedata.bidirectional(c) not in ("L", *_RIGHT_TO_LEFT)


def quoted(words: str) -> str:
    """Somebody's words in quotation marks, which nothing in them can seem to close."""
    inside = _CLOSING.sub(_no_mark, on_one_line(words))
    # Only where they are needed: some screen readers read the marks of an isolate aloud.
    if any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in inside):
        inside = f"{_ISOLATE}{inside}{_END}"
    return f'"{inside}"'


def _no_mark(found: re.Match[str]) -> str:
    words, begin, end = found.string, found.start(), found.end()
    in_a_word = _HEBREW.match(words[begin - 1 : begin]) and _HEBREW.match(words[end : end + 1])
    return _GERSHAYIM if found[0] in _IN_HEBREW and in_a_word else "'"


# What looks like the signs of an address and is no letter of a script; then letters that do so
# beside Latin ones.
_AT: Final = re.compile("[@\u24b6\u24d0\U0001f150\U0001f170]|[aA]\u20dd")
_COLON: Final = re.compile(
    r":|(?<=\S)[\u02d0\u02d1\u02f8\u0589\u05c3\u0703\u0704\u16ec\u1803\u1809\u205a\u2236\ua789](?=\S)"
    "|[\u0903\u0a83\ua4fd](?=[A-Za-z0-9])"
)


def looks_like_an_address(words: str, *, colon_alone: bool) -> bool:
    """Whether others might take it for somebody's address. `colon_alone`: also for the rest of one,
    since it stands beside an address."""
    plain = unicodedata.normalize("NFKC", words)
    signs = _AT.search(words) or _AT.search(plain)
    return bool(signs or (colon_alone and (_COLON.search(words) or _COLON.search(plain))))
