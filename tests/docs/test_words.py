"""What the pages say that the program says is what it says."""

import re

from fluent.syntax import FluentParser, ast

from peerbot.texts import Texts, catalogues
from tests.docs.pages import section, tables, text_of
from tests.engine.house import House
from tests.engine.ways import ROBIN, SAM

TEXTS = Texts("en", "Europe/Berlin")

MESSAGES = [
    entry
    for file in catalogues("en")
    for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body
    if isinstance(entry, ast.Message)
]

HOW_IT_IS_WRITTEN = {
    *("word-please", "word-before-number", "word-number-names"),
    *("word-acknowledged", "word-heard-in-silence"),
}
"""No words for a choice of their own."""


def test_the_words_on_the_page_are_the_words_it_knows() -> None:
    rows = tables(section("docs/members.md", "## The words it knows"))
    told = {frozenset(re.findall(r"`([^`]+)`", row[0] + row[1])) for row in rows}
    names = [entry.id.name for entry in MESSAGES if entry.id.name.startswith("word-")]
    known = {frozenset(TEXTS.listed(name)) for name in names if name not in HOW_IT_IS_WRITTEN}
    missing = [sorted(words) for words in known if not any(row <= words for row in told)]
    assert missing == [], "not on the page"
    unknown = [sorted(row) for row in told if not any(row <= words for words in known)]
    assert unknown == [], "not in the catalogue"


def test_the_excerpt_of_the_demo_is_what_it_would_say() -> None:
    for answer in _excerpt():
        assert _names(answer)


def test_the_card_in_the_excerpt_is_a_whole_one() -> None:
    (card,) = [answer for answer in _excerpt() if answer[0].startswith("Please read this first.")]
    with House() as house:
        house.facilitator(ROBIN)
        house.opens(ROBIN)
        (shown,) = house.tells(SAM, "rooms", "1")
    assert _names(card) == _names(_without_numbers(shown))


def _excerpt() -> list[list[str]]:
    """The lines of each answer in the demo that the README shows."""
    _, _, rest = text_of("README.md").partition("<!-- demo -->\n")
    excerpt, end, _ = rest.partition("<!-- /demo -->")
    assert end
    answers = re.findall(r"^  [A-Z]\w+: .*\n((?:      .*\n)+)", excerpt, re.MULTILINE)
    return [_without_numbers(answer) for answer in answers]


def _without_numbers(answer: str) -> list[str]:
    return [re.sub(r"^\d+\. ", "", line.strip()) for line in answer.splitlines()]


def _names(lines: list[str]) -> list[str]:
    """The sentences that an answer is made of. The longest first: one of several lines must be
    there whole."""
    names = []
    while lines:
        found = ((n, _name("\n".join(lines[:n]))) for n in range(len(lines), 0, -1))
        length, name = next(((n, name) for n, name in found if name), (0, ""))
        assert length, f"the program would not say: {lines[0]}"
        names.append(name)
        lines = lines[length:]
    return names


def _name(said: str) -> str:
    return next((name for name, shape in SHAPES.items() if shape.fullmatch(said)), "")


def _shape(message: ast.Message) -> re.Pattern[str]:
    """A message as a pattern, in which a value may be anything on its line."""
    assert message.value is not None
    parts = message.value.elements
    return re.compile(
        "".join(re.escape(p.value) if isinstance(p, ast.TextElement) else ".*" for p in parts)
    )


SHAPES = {
    entry.id.name: shape
    for entry in MESSAGES
    if (shape := _shape(entry)).pattern != ".*"  # a value alone could be anything
}
