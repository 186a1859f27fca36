"""A person's words: folded for comparing, and what they turn out to be."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

KEYCAP = "\ufe0f\u20e3"
"""What phones put behind a digit to draw it as a key."""

APOSTROPHES = "'\u2019\u02bc`"
"""Phones set them or leave them out as they like: "don't" is "dont"."""

LONGEST_TEXT = 2000
"""Characters of a person's message that are read; a command never needs more."""


@dataclass(frozen=True)
class Pick:
    """A choice or command, by its number or its word; `rest` is what followed the word.

    `text`: exactly what the person wrote, for a question whose answer may be any words. `guessed`:
    it was a whole sentence that seems to mean this.
    """

    word: str
    rest: str = ""
    text: str = ""
    guessed: bool = False

    @property
    def rest_as_written(self) -> str:
        """`rest` with the capitals and marks that it was written with, which it is folded from."""
        if not self.rest:
            return ""
        written = self.text.split()
        behind = (" ".join(written[at:]) for at in range(len(written) - 1, 0, -1))
        return next((words for words in behind if plain(words).startswith(self.rest)), self.rest)


@dataclass(frozen=True)
class Number:
    """A number that the handler offered itself. `text`: as the person wrote it."""

    number: int
    text: str = ""


@dataclass(frozen=True)
class Other:
    """Words that are no choice here. `language`: another one that they seem to be in."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Guess:
    """Words of which one may be meant; it is asked which."""

    words: tuple[str, ...]


Heard = Pick | Number | Other
"""What words turn out to be, once nothing about them is in question."""


class Lexicon(Protocol):
    """Which words people may use for a choice or a command, in their language."""

    def phrases(self, word: str) -> tuple[str, ...]:
        """The phrases for a word id, already `bare()`."""

    def meant(self, text: str) -> tuple[str, ...]:
        """Which words a whole sentence may mean: none, the likeliest, or two that are alike."""

    def language(self, text: str) -> str:
        """Which other language it is written in, if there is a line for that; else empty."""


def plain(text: str) -> str:
    """Fold a person's words for comparing: width, case, digits, spaces, invisible and end marks."""
    acute = text[:LONGEST_TEXT].replace("\u00b4", "'")  # which NFKC would take apart
    folded = unicodedata.normalize("NFKC", acute).casefold()
    seen = "".join(
        str(unicodedata.decimal(c, c))
        for c in folded
        if c not in KEYCAP and (unicodedata.category(c) not in ("Cf", "Cc") or c in "\n\t")
    )
    return re.sub(r"\s+", " ", seen).strip(" .!?,:;/\"'()")


def bare(said: str) -> str:
    """`plain()` words without any mark: quotation and list marks, commas, emoji. What has no letter
    and no digit is nothing at all."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in said if c not in APOSTROPHES)
    return " ".join("".join(kept).split())
