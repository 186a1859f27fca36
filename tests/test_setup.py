"""What `make` does on a machine that lacks something, and after an install that broke off.

Python is a stand-in here: what is tested are Makefile's words and stamps, not the downloads.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent

PYTHON = """#!/bin/sh
# A python3 that makes environments whose own python notes what it was asked to install.
case "$*" in
*"-m venv "*)
    mkdir -p "$3/bin"
    echo "command = $0 -m venv $PWD/$3" >"$3/pyvenv.cfg"
    printf '#!/bin/sh\\necho "$*" >>"%s/asked"\\n[ ! -e "%s/offline" ]\\n' "$PWD" "$PWD" \\
        >"$3/bin/python"
    chmod +x "$3/bin/python" ;;
*--version*) echo "Python 3.9.2" ;;
*"@MISSING@"*) exit 1 ;;
esac
"""


class Checkout:
    """A fresh clone, on a machine with the given `python3`."""

    def __init__(self, folder: Path, missing: str = "nothing at all") -> None:
        self.folder = folder / "clone"
        self.folder.mkdir()
        shutil.copy(CHECKOUT / "Makefile", self.folder)
        shutil.copytree(CHECKOUT / "requirements", self.folder / "requirements")
        self._path = folder / "bin"
        self._path.mkdir()
        python = self._path / "python3"
        python.write_text(PYTHON.replace("@MISSING@", missing))
        python.chmod(0o755)

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run make as a newcomer would."""
        return subprocess.run(
            ["make", *arguments],
            cwd=self.folder,
            env={"PATH": f"{self._path}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def asked(self) -> int:
        """How often something was asked of an environment's own python."""
        notes = self.folder / "asked"
        return len(notes.read_text().splitlines()) if notes.exists() else 0


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("ensurepip", "On Debian or Ubuntu: sudo apt install python3-venv"),
        ("version_info", "peerbot needs Python 3.11 or newer, and python3 is Python 3.9.2."),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, missing: str, words: str) -> None:
    made = Checkout(tmp_path, missing).make(".tools/synapse/.done")
    assert made.returncode != 0
    assert words in made.stderr


def test_no_python_at_all_is_named(tmp_path: Path) -> None:
    made = Checkout(tmp_path).make(".tools/synapse/.done", "PYTHON=python-of-nowhere")
    assert made.returncode != 0
    assert "sudo apt install python3 python3-venv" in made.stderr


def test_a_broken_off_install_is_begun_again_and_a_finished_one_left_alone(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    offline = checkout.folder / "offline"
    offline.touch()
    assert checkout.make(".tools/synapse/.done").returncode != 0
    rest = checkout.folder / ".tools" / "synapse" / "half-done"
    rest.touch()

    offline.unlink()
    made = checkout.make(".tools/synapse/.done")
    assert made.returncode == 0, made.stderr
    assert "Setting up Synapse" in made.stdout
    assert not rest.exists()

    again = checkout.make(".tools/synapse/.done")
    assert again.returncode == 0
    assert "Setting up" not in again.stdout


def test_a_checkout_that_was_moved_sets_up_anew(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    assert checkout.make(".tools/synapse/.done").returncode == 0
    checkout.folder = checkout.folder.rename(tmp_path / "moved")
    assert "Setting up Synapse" in checkout.make(".tools/synapse/.done").stdout


def test_help_is_what_make_alone_says(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    said = checkout.make().stdout
    for target in ("demo", "test", "check", "soak", "sandbox"):
        assert f"make {target} " in said
    assert checkout.asked == 0


def test_soak_runs_what_nothing_else_does() -> None:
    """pytest leaves a folder out that is named together with the one around it."""
    told = subprocess.run(
        ["make", "--dry-run", "soak"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert "pytest tests/soak &&" in " ".join(told.stdout.split())


LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    pin = r"^[a-z0-9._-]+==.*\n(?:    --hash=sha256:[0-9a-f]{64}.*\n)+"
    assert re.search(pin, text, re.MULTILINE)
    left = re.sub(pin, "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    assert left == ""


def test_the_lock_of_the_interop_tests_has_no_address() -> None:
    text = (CHECKOUT / "tests" / "interop" / "package-lock.json").read_text()
    assert '"integrity"' in text
    assert '"resolved"' not in text
