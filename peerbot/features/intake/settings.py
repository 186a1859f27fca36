"""What the note asks."""

import re
from textwrap import shorten

from msgspec import Struct

from peerbot.kernel.context import Context

LONGEST_ANSWER = 300
"""Characters of an answer: a facilitator reads it on a phone, minutes before the start."""


class Question(Struct, frozen=True):
    """One question of the note: its words, who sees the answer, and why it is asked.

    `choices`: answers to choose from, one or several; none means an answer in own words.
    """

    key: str
    ask: str
    seen_by: str
    why: str
    choices: tuple[str, ...] = ()

    def read(self, text: str) -> str | None:
        """An answer in one line: choices where numbers alone name them, else own words, which end
        with a whole word where they are too long.

        None when a number names no choice.
        """
        if self.choices and re.fullmatch(r"\d+(\D{1,5}\d+)*\.?", text.strip()):
            numbers = [int(n) for n in re.findall(r"\d+", text)]
            if not all(1 <= number <= len(self.choices) for number in numbers):
                return None
            text = ", ".join(self.choices[number - 1] for number in dict.fromkeys(numbers))
        return shorten(text, LONGEST_ANSWER, placeholder="") or text.strip()[:LONGEST_ANSWER]


class NoteSettings(Struct, frozen=True):
    """The questions, in their order."""

    questions: tuple[Question, ...]


def notes_in(context: Context) -> NoteSettings:
    """This section of the settings."""
    return context.settings.of(NoteSettings)
