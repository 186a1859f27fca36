"""A file that is no config is told as such, whatever it is."""

from pathlib import Path

import pytest

from peerbot.config import ConfigProblems, Problem, load

from .example import EXAMPLE, problems

FILES: dict[str, tuple[bytes, str, int]] = {
    "empty": (b"", "is empty", 0),
    "only a comment": (b"# nothing yet\n", "is empty", 0),
    "a list": (b"- collective\n", "is not a group of settings", 1),
    "a word": (b"collective\n", "is not a group of settings", 1),
    "an alias": (b"a: 1\nb: *a\n", "column 4 is an alias (*)", 2),
    "an anchor": (b"a: &a 1\n", "column 4 is an anchor (&)", 1),
    "a tag": (b"a: !!python/object:os.system 1\n", "column 4 is a tag (!)", 1),
    "a directive": (b"%YAML 1.1\n---\na: 1\n", "column 1 is a YAML directive (%)", 1),
    "a tab": (b"a:\n\tb: 1\n", "column 1 is a tab", 2),
    "two documents": (b"a: 1\n---\nb: 1\n", "column 1 begins a second document", 2),
    "an open bracket": (b"a: [1\nb: 2\n", "column 2 cannot be read as YAML", 2),
    "an open quote": (b'a: "b\n', "cannot be read as YAML", 2),
    "a colon too many": (b"a: so: it is\n", "column 6 cannot be read as YAML", 1),
    "not UTF-8": (b"a: 1\nb: \xff\n", "is not UTF-8 text", 2),
    "a control character": (b"a: 1\nb: \x01\n", "contains an invisible control character", 2),
    "an impossible character": (b'a: "\\UFFFFFFFF"\n', "an invalid escape or number", 0),
    "an endless version": (b"%YAML 1." + b"1" * 5000, "an invalid escape or number", 0),
    "too deep": (b"[" * 200_000, "column 21 is nested more than 20 levels deep", 1),
    "too deep, block by block": (
        b"- " * 100_000,
        "column 41 is nested more than 20 levels deep",
        1,
    ),
    "too large": (b"#" * (256 * 1024 + 1), "is larger than 256 KiB", 0),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_yaml_is_told_with_its_line_and_column(name: str) -> None:
    content, what, line = FILES[name]
    [problem] = problems(content)
    assert what in problem.what
    assert (problem.path, problem.line) == ("", line)
    assert problem.mend.endswith((".", '".'))
    assert str(problem).startswith(f"line {line}: " if line else "the file: ")


def test_every_alias_and_anchor_is_told() -> None:
    assert len(problems("a: &a [1]\nb: [*a, *a]\n")) == 3


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    assert {problem.path for problem in problems(bomb)} == {""}


def test_a_huge_config_still_names_its_problems() -> None:
    text = EXAMPLE + "".join(f"unknown{n}: {n}\n" for n in range(2000))
    assert len(problems(text)) == 2000


def told(path: Path) -> Problem:
    with pytest.raises(ConfigProblems) as caught:
        load(path)
    [problem] = caught.value.problems
    return problem


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    problem = told(tmp_path / "config.yaml")
    assert str(problem) == (
        "the file: does not exist. Copy config.example.yaml to this path and edit it."
    )


def test_a_directory(tmp_path: Path) -> None:
    assert told(tmp_path).what == "is a directory"


def test_a_file_of_someone_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)  # root, as in a container, may read everything
    assert told(tmp_path / "config.yaml").what == "is not readable by this user"


def test_a_path_that_leads_round(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.symlink_to(path)
    assert told(path).what.startswith("cannot be read (")


def test_an_endless_file() -> None:
    assert told(Path("/dev/zero")).what == "is larger than 256 KiB"
