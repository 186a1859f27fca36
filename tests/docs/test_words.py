"""What the pages say that the program says is what it says."""

import re
from importlib.resources import files

from fluent.syntax import FluentParser, ast

from peerbot.texts import Texts
from tests.docs.pages import section, tables, text_of

TEXTS = Texts("en", "Europe/Berlin")

MESSAGES = [
    entry
    for file in (files("peerbot") / "locale" / "en").iterdir()
    for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body
    if isinstance(entry, ast.Message)
]


def test_the_words_on_the_page_are_the_words_it_knows() -> None:
    rows = tables(section("docs/members.md", "## The words it knows"))
    told = {frozenset(re.findall(r"`([^`]+)`", row[0] + row[1])) for row in rows}
    names = [entry.id.name for entry in MESSAGES if entry.id.name.startswith("word-")]
    known = {frozenset(TEXTS.listed(name)) for name in names}
    assert [sorted(row) for row in known - told] == [], "not on the page"
    assert [sorted(row) for row in told - known] == [], "not in the catalogue"


def test_the_excerpt_of_the_demo_is_what_it_would_say() -> None:
    _, _, rest = text_of("README.md").partition("<!-- demo -->\n")
    excerpt, end, _ = rest.partition("<!-- /demo -->")
    assert end
    sentences = [re.compile(_shape(entry)) for entry in MESSAGES]
    for answer in re.findall(r"^  [A-Z]\w+: .*\n((?:      .*\n)+)", excerpt, re.MULTILINE):
        lines = [re.sub(r"^\d+\. ", "", line.strip()) for line in answer.splitlines()]
        while lines:
            # The longest first: a sentence of several lines must be there whole.
            said = (n for n in range(len(lines), 0, -1) if _is_said(lines[:n], sentences))
            length = next(said, 0)
            assert length, f"the program would not say: {lines[0]}"
            del lines[:length]


def _is_said(lines: list[str], sentences: list[re.Pattern[str]]) -> bool:
    return any(sentence.fullmatch("\n".join(lines)) for sentence in sentences)


def _shape(message: ast.Message) -> str:
    """A message as a pattern, in which a value may be anything on its line."""
    assert message.value is not None
    return "".join(
        re.escape(part.value) if isinstance(part, ast.TextElement) else ".*"
        for part in message.value.elements
    )
