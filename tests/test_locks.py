"""What is locked is installed as it is, whatever was released since: by the Makefile's own words,
with the oldest and the newest pip, from an index of this test's own."""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parent.parent

EXACT = "--no-deps"
EXTRA = ("Provides-Extra: tables", 'Requires-Dist: tables>=1; extra == "tables"')


@dataclass
class Index:
    """A package index in a folder, as PEP 503 has it."""

    folder: Path

    def release(self, name: str, version: str, *metadata: str) -> str:
        """A wheel of one module that holds nothing but its version; the line that locks it."""
        project = self.folder / name
        project.mkdir(parents=True, exist_ok=True)
        wheel = project / f"{name}-{version}-py3-none-any.whl"
        about = f"{name}-{version}.dist-info"
        written = "\n".join(
            ("Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, "")
        )
        with zipfile.ZipFile(wheel, "w") as made:
            made.writestr(f"{name}.py", f"VERSION = {version!r}\n")
            made.writestr(f"{about}/METADATA", written)
            made.writestr(
                f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            made.writestr(f"{about}/RECORD", "")
        with (project / "index.html").open("a") as listing:
            listing.write(f'<a href="{wheel.name}">{wheel.name}</a><br>\n')
        return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


@dataclass
class Clone:
    """A Makefile, an empty environment that has one pip, and an index."""

    folder: Path
    index: Index

    def install(self, *lock: str) -> subprocess.CompletedProcess[str]:
        """What every target of the Makefile does with its lock."""
        (self.folder / "lock.txt").write_text("\n".join(lock) + "\n")
        # Nothing of how this machine installs, nor of the make that may have started this.
        own = {
            "PATH": os.environ["PATH"],
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": self.index.folder.as_uri(),
        }
        return subprocess.run(
            ["make", "--eval", "locked: ; $(call install_lock,environment,lock.txt)", "locked"],
            cwd=self.folder,
            env=own,
            capture_output=True,
            text=True,
            check=False,
        )

    def installed(self, module: str) -> str:
        """The version of a module that is there."""
        command = ["environment/bin/python", "-c", f"import {module}; print({module}.VERSION)"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def resolve(self) -> None:
        """Make the Makefile what it must not be."""
        makefile = self.folder / "Makefile"
        exact = makefile.read_text()
        assert EXACT in exact
        makefile.write_text(exact.replace(EXACT, ""))


@pytest.fixture(params=["pip-oldest", "pip-newest"])
def clone(tmp_path: Path, request: pytest.FixtureRequest) -> Clone:
    """One for each pip that `make tools` set up."""
    folder = tmp_path / "clone"
    folder.mkdir()
    shutil.copy(CHECKOUT / "Makefile", folder)
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", "environment"], cwd=folder, check=True
    )
    (pip,) = (CHECKOUT / ".tools" / request.param).glob("lib/python3*/site-packages")
    packages = sysconfig.get_path("purelib", vars={"base": str(folder / "environment")})
    Path(packages, "pip.pth").write_text(f"{pip}\n")
    return Clone(folder, Index(tmp_path / "index"))


@pytest.fixture
def lock(clone: Clone) -> list[str]:
    """Three packages: the second needs the first with an extra, which brings the third."""
    return [
        clone.index.release("measure", "1.0", *EXTRA),
        clone.index.release("runner", "1.0", "Requires-Dist: measure[tables]>=1"),
        clone.index.release("tables", "1.0"),
    ]


def test_a_newer_release_changes_nothing(clone: Clone, lock: list[str]) -> None:
    clone.index.release("measure", "2.0", *EXTRA)
    made = clone.install(*lock)
    assert made.returncode == 0, made.stderr
    assert [clone.installed(name) for name in ("measure", "runner", "tables")] == ["1.0"] * 3


@pytest.mark.parametrize("clone", ["pip-oldest"], indirect=True)
def test_resolving_would_stumble_over_the_newer_release(clone: Clone, lock: list[str]) -> None:
    """What `--no-deps` is for: Debian 12's pip without it. The newest one no longer stumbles."""
    clone.resolve()
    clone.index.release("measure", "2.0", *EXTRA)
    made = clone.install(*lock)
    assert made.returncode != 0
    assert "In --require-hashes mode, all requirements must have their versions" in made.stderr


def test_what_a_lock_lacks_is_said(clone: Clone, lock: list[str]) -> None:
    """By `pip check`: pip that resolves never gets so far, and says something else."""
    made = clone.install(*lock[1:])
    assert made.returncode != 0
    assert "runner 1.0 requires measure, which is not installed." in made.stderr


@pytest.mark.parametrize("environment", [".venv", ".tools/synapse"])
def test_what_an_extra_asks_for_is_locked(environment: str) -> None:
    """`pip check` leaves out what only an extra brings."""
    (packages,) = (CHECKOUT / environment).glob("lib/python3*/site-packages")
    found = distributions(path=[str(packages)])
    needs = {
        canonicalize_name(one.name): [Requirement(line) for line in one.requires or ()]
        for one in found
    }
    asked = [
        (canonicalize_name(need.name), extra)
        for required in needs.values()
        for need in required
        for extra in need.extras
        if need.marker is None or need.marker.evaluate({"extra": ""})
    ]
    assert asked
    lacking = {
        need.name
        for name, extra in asked
        for need in needs[name]
        if need.marker is not None and need.marker.evaluate({"extra": extra})
        if canonicalize_name(need.name) not in needs
    }
    assert lacking == set()
