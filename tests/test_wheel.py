"""What a steward installs: the wheel alone, into an empty environment."""

import subprocess
import sys
import sysconfig
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def run(*command: object, cwd: Path) -> str:
    """Run a command that must succeed; return what it printed."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_runs_in_an_empty_environment(tmp_path: Path) -> None:
    """By way of the source that is published, so that this has everything, too."""
    build = (sys.executable, "-m", "hatchling", "build", "-d", tmp_path, "-t")
    run(*build, "sdist", cwd=CHECKOUT)
    (published,) = tmp_path.glob("*.tar.gz")
    run("tar", "-xzf", published, cwd=tmp_path)
    run(*build, "wheel", cwd=tmp_path / published.name.removesuffix(".tar.gz"))
    (wheel,) = tmp_path.glob("*.whl")
    empty = tmp_path / "empty"
    run(sys.executable, "-m", "venv", "--without-pip", empty, cwd=tmp_path)
    python = empty / "bin" / "python"
    run(
        *(sys.executable, "-m", "pip", "--python", python, "install"),
        *("--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", wheel),
        cwd=tmp_path,
    )
    # The libraries are those the tests run with. A path in a .pth file is not searched for further
    # .pth files, so the checkout itself, which is installed there as editable, stays out of reach.
    packages = run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=tmp_path)
    Path(packages.strip(), "libraries.pth").write_text(sysconfig.get_path("purelib"))

    for command in ((), ("demo",), ("sandbox",)):
        told = run(empty / "bin" / "peerbot", *command, "--help", cwd=tmp_path)
        assert told.startswith(" ".join(("Usage: peerbot", *command)))
    where = run(python, "-c", "import peerbot; print(peerbot.__path__[0])", cwd=tmp_path)
    installed = Path(where.strip())
    assert installed.is_relative_to(empty)
    for catalogue in (CHECKOUT / "peerbot").rglob("*.ftl"):
        kept = installed / catalogue.relative_to(CHECKOUT / "peerbot")
        assert kept.read_bytes() == catalogue.read_bytes()
