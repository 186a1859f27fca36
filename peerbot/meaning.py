"""Which of its words somebody may mean, who wrote a whole sentence.

Only examples out of the catalogues are compared, one part of a sentence after another, and nothing
of what was written is kept. What comes out is a guess: `kernel.stepping` asks before anything is
done on it, unless the answer changes nothing.

An example is a message `meant-X`, with commas between the ways to say it. An ellipsis stands for
other words; at the beginning and at the end for any number of them, between two others for a few. A
number stands for any number, and a word for all that `alike-` lists as the same. With a question
mark it counts only where something is asked: "will my mother know" is, "my mother knows" tells.

No phrase about how somebody is, is an example of anything: what is in no catalogue leads to people.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Indel

from peerbot.kernel.parse import bare, plain
from peerbot.texts import Texts

OTHERS: Final = "\u2026"

MOST_TOKENS: Final = 80
MOST_PARTS: Final = 20
"""Of so many words, in so many parts of sentences: who writes more tells a story."""

BETWEEN: Final = 4
"""Words that may stand where an example has an ellipsis between two others."""

SHORT: Final = 5
"""Letters of a word that has to be spelled as in the example: a letter makes it another."""

STORY: Final = 4
"""So many times as long as an example, a part of a sentence tells of something else."""

VAGUE: Final = 4
"""Letters of an example, after the small words are left out, of which too little is left to stand
anywhere in a sentence."""

LIKE: Final = 0.85
"""How alike two longer words are, one of them misspelled."""

CLEARLY: Final = 2
"""Frequent words of a language that are enough to know it by."""

ENOUGH: Final = 4
"""One in so many words of a message has to be one of them."""

SCRIPTS: Final = {
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "HEBREW": "he",
    "GREEK": "el",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "DEVANAGARI": "hi",
}
"""By how the names of its letters begin: the language that most who write in a script read."""

CLOCK: Final = re.compile(r"(?<=\d)[:.](?=\d)")
"""In a time of day: it is one word, and no two numbers."""

_Tokens = tuple[str, ...]
_Said = tuple[frozenset[str], ...]
"""For each word that was said, which words of the examples it may be."""


@dataclass(frozen=True)
class Example:
    """One way to say a word: its parts, with other words between them. `begins` and `ends`: nothing
    else stands before, or behind. `asked`: only as a question."""

    word: str
    parts: tuple[_Tokens, ...]
    begins: bool
    ends: bool
    asked: bool = False

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Every word of it."""
        return frozenset(token for part in self.parts for token in part)

    @cached_property
    def weight(self) -> int:
        """The more letters it shares, the surer it is; and being all that was said counts most."""
        letters = sum(len(token) for part in self.parts for token in part)
        return letters + 5 * (self.begins and self.ends)

    def fits(self, said: _Said) -> bool:
        """Whether somebody said this, and not so much else that it would be a detail of a story."""
        if len(said) > STORY * sum(map(len, self.parts)):
            return False
        return any(end == len(said) or not self.ends for end in self._ends(said, 0, 0))

    def _ends(self, said: _Said, part: int, since: int) -> Iterator[int]:
        """Where it may end, of which these parts stand before `since`."""
        if part == len(self.parts):
            yield since
            return
        tokens = self.parts[part]
        last = since + BETWEEN if part else 0 if self.begins else len(said)
        for begin in range(since, min(last, len(said) - len(tokens)) + 1):
            there = said[begin : begin + len(tokens)]
            if all(token in near for token, near in zip(tokens, there, strict=True)):
                yield from self._ends(said, part + 1, begin + len(tokens))


class Understanding(Texts):
    """The sentences of a language, and what people mean who do not know its words."""

    def meant(self, text: str) -> tuple[str, ...]:
        """See `kernel.parse.Lexicon`."""
        found: Counter[str] = Counter()
        for part, asks in self._parts(text):
            said = self._near(part)
            there = frozenset[str]().union(*said)
            for example in self._examples:
                better = example.weight > found[example.word] and (asks or not example.asked)
                if better and example.tokens <= there and example.fits(said):
                    found[example.word] = example.weight
        best = found.most_common(2)
        return tuple(word for word, weight in best if weight == best[0][1])

    def language(self, text: str) -> str:
        """See `kernel.parse.Lexicon`."""
        letters = [unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha()]
        written = Counter(SCRIPTS[name] for name in letters if name in SCRIPTS)
        if written.total() * 2 > len(letters):
            (language, _), *_ = written.most_common(1)
            return language if self.has(f"language-{language}") else ""
        said = {*bare(plain(text)).split(" ")}
        seen = Counter({name: len(said & words) for name, words in self._frequent.items()})
        seen.update(self._clear[word] for word in said & self._clear.keys() for _ in range(CLEARLY))
        (language, count), *_ = seen.most_common(1)
        return language if count >= CLEARLY and count * ENOUGH >= len(said) else ""

    def _near(self, tokens: _Tokens) -> _Said:
        return tuple(map(self._near_to, tokens))

    def _near_to(self, token: str) -> frozenset[str]:
        """Itself, and longer words of the examples that it may be, misspelled."""
        if len(token) < SHORT:
            return frozenset((token,))
        found = process.extract(
            token,
            self._long_words.keys(),
            scorer=Indel.normalized_similarity,
            score_cutoff=LIKE,
            limit=None,
        )
        return frozenset((token, *(self._long_words[word] for word, _, _ in found)))

    def _parts(self, text: str) -> list[tuple[_Tokens, bool]]:
        """The whole of it, and each part of its sentences, as words to compare; and whether it asks
        something."""
        whole, marked = CLOCK.sub("h", plain(text)), "?" in text
        parts = (whole, *re.split(r"[.!?;:,\n]+|\s[-\u2013\u2014]\s", whole))
        said = (
            (self._tokens(part)[:MOST_TOKENS], marked or self._asks(part))
            for part in parts[:MOST_PARTS]
        )
        return list(dict.fromkeys(each for each in said if each[0]))

    def _asks(self, part: str) -> bool:
        """By its first word, that is no mere greeting."""
        words = (word for word in bare(part).split() if word not in self._fillers - self._asking)
        return next(words, "") in self._asking

    def _tokens(self, text: str) -> _Tokens:
        said = f" {bare(text)} "
        for written, same in self._phrases_alike:
            said = said.replace(f" {written} ", f" {same} ")
        tokens = (token for token in said.split() if token not in self._fillers)
        return tuple(
            self._alike.get(token, "#" if token.isdecimal() else token) for token in tokens
        )

    @cached_property
    def _long_words(self) -> dict[str, str]:
        """Words of the examples that somebody may have misspelled, and what each is read as."""
        words = {token for example in self._examples for token in example.tokens}
        known = {**{word: word for word in words}, **self._alike}
        return {word: same for word, same in known.items() if len(word) >= SHORT}

    @cached_property
    def _same(self) -> dict[str, str]:
        return {
            bare(plain(written)): name.removeprefix("alike-")
            for name in self.names
            if name.startswith("alike-")
            for written in self.listed(name)
        }

    @cached_property
    def _alike(self) -> dict[str, str]:
        return {written: same for written, same in self._same.items() if " " not in written}

    @cached_property
    def _phrases_alike(self) -> list[tuple[str, str]]:
        several = ((written, same) for written, same in self._same.items() if " " in written)
        return sorted(several, key=lambda it: -len(it[0]))

    @cached_property
    def _fillers(self) -> frozenset[str]:
        return frozenset(bare(plain(word)) for word in self.listed("meaning-fillers"))

    @cached_property
    def _asking(self) -> frozenset[str]:
        return frozenset(bare(plain(word)) for word in self.listed("meaning-asks"))

    @cached_property
    def _clear(self) -> dict[str, str]:
        pairs = (item.partition("=") for item in self.listed("language-clear-words"))
        return {bare(plain(word)): name for word, _, name in pairs}

    @cached_property
    def _frequent(self) -> dict[str, frozenset[str]]:
        return {
            name: frozenset(bare(plain(word)) for word in self.listed(f"language-{name}-words"))
            for name in self.listed("language-names")
        }

    @cached_property
    def _examples(self) -> tuple[Example, ...]:
        return tuple(
            example
            for name in self.names
            if name.startswith("meant-")
            for phrase in self.listed(name)
            if (example := self._example(name.removeprefix("meant-"), phrase))
        )

    def _example(self, word: str, phrase: str) -> Example | None:
        asked, phrase = phrase.endswith("?"), phrase.removesuffix("?")
        parts = tuple(tokens for part in phrase.split(OTHERS) if (tokens := self._tokens(part)))
        begins, ends = not phrase.startswith(OTHERS), not phrase.endswith(OTHERS)
        example = Example(word, parts, begins, ends, asked)
        open_ended = not (begins and ends) and len(bare(plain(phrase)).split()) > 1
        vague = sum(map(len, parts)) == 1 or example.weight <= VAGUE
        return None if not parts or (open_ended and vague) else example
