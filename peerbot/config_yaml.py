"""Reads the subset of YAML that a config needs: groups, lists, text, integers, true and false.

YAML 1.1 surprises people: `no` becomes false, `22:30` becomes 1350, a repeated key silently wins,
aliases can expand a small file without bound. Here `no` and `22:30` stay words, and repeated keys,
aliases, anchors, tags and directives are problems.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

LARGEST: Final = 256 * 1024
"""Bytes. A config with every text at its cap is a fifth of this; PyYAML needs seconds for more."""

DEEPEST: Final = 20
"""Groups within groups. The settings need five; PyYAML recurses, and Python stops near 1,000."""

YamlPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a config. `str()` of it is one line for a terminal.

    `path` is the YAML path, as in `places[0].name` (lists count from 0), empty for the whole file.
    `what` says what is wrong, and `mend`, in one plain sentence, what to write. `line` counts from
    1; 0 means none. Values are not quoted, apart from integers and the two accounts.
    """

    path: str
    what: str
    mend: str
    line: int = 0

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.path, f"line {self.line}" if self.line else "")))
        return f"{place or 'the file'}: {self.what}. {self.mend}"


@dataclass(frozen=True)
class Document:
    """A parsed text, with the line on which each path begins."""

    value: object
    lines: dict[YamlPath, int]
    problems: tuple[Problem, ...]


def format_path(path: YamlPath) -> str:
    """Format a path for people: `rooms.kinds.quiet company.minutes`, `places[0].name`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{printable(part)}" for part in path)
    return "".join(parts).removeprefix(".")


def printable(name: str) -> str:
    """Make a name from a file safe to print on a terminal, and short."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in name[:60])
    return clean + "..." if len(name) > 60 else clean


class _Unreadable(Exception):
    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def read(content: bytes) -> Document:
    """Read one YAML document. Errors end up in its `problems`; nothing is raised."""
    try:
        root = _tree(_text(content))
    except _Unreadable as error:
        return Document(None, {}, error.problems)
    reading = _Reading()
    value = reading.value(root, ())
    return Document(value, reading.lines, tuple(reading.problems))


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        mend = "Begin with a copy of config.example.yaml."
        raise _Unreadable(Problem("", "is larger than 256 KiB", mend))
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem("", "is not UTF-8 text", "Save it as UTF-8.", line)
    raise _Unreadable(problem)


def _tree(text: str) -> yaml.Node:
    try:
        if refused := tuple(_forbidden_tokens(text)):
            raise _Unreadable(*refused)
        if root := yaml.compose(text, Loader=yaml.BaseLoader):
            return root
        problem = Problem("", "is empty", "Begin with a copy of config.example.yaml.")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = Problem(
            "", "contains an invisible control character", "Type the text again.", line
        )
    except yaml.MarkedYAMLError as error:
        problem = _syntax(error)
    except (ValueError, OverflowError):
        # PyYAML lets these out of chr() and int(), for "\UFFFFFFFF" and endless version numbers.
        what = "contains an invalid escape or number"
        problem = Problem("", what, "Write the character or number itself.")
    raise _Unreadable(problem)


_REFUSED: Final[dict[type[yaml.Token], tuple[str, str]]] = {
    yaml.AliasToken: ("is an alias (*)", "Write the words out, or put quotes around them"),
    yaml.AnchorToken: ("is an anchor (&)", "Remove it, or put quotes around the words"),
    yaml.TagToken: ("is a tag (!)", "Remove it, or put quotes around the words"),
    yaml.DirectiveToken: ("is a YAML directive (%)", "Remove this line"),
}


def _forbidden_tokens(text: str) -> Iterator[Problem]:
    """Check the tokens before anything is built from them: this cannot recurse or expand."""
    depth = 0
    for token in yaml.scan(text, Loader=yaml.BaseLoader):
        line, column = token.start_mark.line + 1, token.start_mark.column + 1
        if isinstance(token, _OPENING):
            depth += 1
        elif isinstance(token, _CLOSING):
            depth -= 1
        elif kind := _REFUSED.get(type(token)):
            what, mend = kind
            yield Problem("", f"column {column} {what}", f"{mend}.", line)
        if depth > DEEPEST:
            what = f"column {column} is nested more than {DEEPEST} levels deep"
            yield Problem("", what, "Compare it with config.example.yaml.", line)
            return


_OPENING: Final = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING: Final = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def _syntax(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, place = (mark.line + 1, f"column {mark.column + 1} ") if mark else (0, "")
    reason = error.problem or ""
    if "'\\t'" in reason:
        return Problem("", f"{place}is a tab", "Use spaces instead of tabs.", line)
    if "single document" in (error.context or ""):
        mend = "Remove the line --- and everything after it."
        return Problem("", f"{place}begins a second document", mend, line)
    # PyYAML's reasons name tokens and single characters, never a value.
    mend = 'Check indentation, colons and quotes; text with a colon needs quotes: "so: like this".'
    return Problem("", f"{place}cannot be read as YAML ({reason})", mend, line)


_WHOLE_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
"""No leading zero, so that a phone number stays as it was written."""

_WORDS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None} | {
    "true": True,
    "false": False,
}


@dataclass
class _Reading:
    lines: dict[YamlPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value(self, node: yaml.Node, path: YamlPath) -> object:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._group(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, place)) for place, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return _scalar(node)

    def _group(self, node: yaml.MappingNode, path: YamlPath) -> dict[str, object]:
        group: dict[str, object] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                mend = "Write one word before the colon."
                self.problems.append(
                    Problem(format_path(path), "has a key that is not a plain word", mend, line)
                )
                continue
            inner = (*path, key.value)
            if key.value in group:
                what = f"is written twice, first on line {self.lines[inner]}"
                self.problems.append(
                    Problem(format_path(inner), what, "Keep one of the two.", line)
                )
                continue
            self.lines[inner] = line
            group[key.value] = self.value(item, inner)
        return group


def _scalar(node: yaml.ScalarNode) -> str | int | bool | None:
    text: str = node.value
    if node.style is None:  # neither quoted nor a block of text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE_NUMBER.fullmatch(text):
            return int(text)
    return text.strip()
