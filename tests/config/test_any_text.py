"""Whatever a file holds, it becomes a Config or a list of problems, and never another error."""

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from peerbot.config import Config, ConfigProblems, parse

from .example import EXAMPLE

LINES = EXAMPLE.splitlines()
WORDS = ["- ", "? ", ": ", "[", "]", "{", "}", "&a ", "*a", "!t ", "%", "|", ">", '"', "'", "#"]
WORDS += ["\t", "\n", "---\n", "...\n", "<<: ", "~", "null", "true", "no", "-1", "1" * 5000]
WORDS += ["\ufeff", "\u2028", "\x85", "\u202e", "\ud800", "\\ud800", "\\UFFFFFFFF", "\0"]
WORDS += ["%YAML 1.1\n", "%TAG ! tag:x,1:\n", "%YAML 9999999999.1\n", "rooms:", "key:", "kinds:"]


def settled(content: bytes) -> bool:
    try:
        return isinstance(parse(content), Config)
    except ConfigProblems as error:
        return bool(error.problems) and all(str(one).isprintable() for one in error.problems)


@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    assert settled(content)


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=30))
@example(['"', "\\ud800", '": ', '"', "\\ud800", '"'])
def test_any_yaml_like_text(parts: list[str]) -> None:
    assert settled("".join(parts).encode("utf-8", "surrogatepass"))


@given(st.data())
def test_the_example_with_any_damage(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        column = data.draw(st.integers(0, len(lines[at])))
        damage = data.draw(st.sampled_from(WORDS) | st.text(max_size=3))
        rest = data.draw(st.integers(column, len(lines[at])))
        lines[at] = lines[at][:column] + damage + lines[at][rest:]
    assert settled("\n".join(lines).encode("utf-8", "surrogatepass"))


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(["text"])


@given(st.data())
def test_the_example_with_any_value_anywhere(data: st.DataObject) -> None:
    root = yaml.safe_load(EXAMPLE)
    group = root
    while True:
        keys = list(group) if isinstance(group, dict) else list(range(len(group)))
        key = data.draw(st.sampled_from(keys))
        inner = group[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        group = inner
    if isinstance(group, dict) and data.draw(st.booleans()):
        group[data.draw(st.text(max_size=8))] = inner
    group[key] = data.draw(LEAVES | st.dictionaries(st.text(max_size=4), LEAVES, max_size=3))
    assert settled(yaml.safe_dump(root, allow_unicode=data.draw(st.booleans())).encode())
