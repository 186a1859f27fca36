"""Look for inputs that go wrong, guided by which code they reach: `make fuzz`.

    python -m tests.fuzz.run 900 sync to_device

Seconds for each target, then targets (none: all). What it finds is printed with its traceback and
left in `.fuzz/`; an input that went wrong, once its cause is mended, and those that reach new code
are kept by `python -m tests.fuzz.keep`.
"""

import subprocess
import sys
from pathlib import Path

import atheris

FOUND = Path(__file__).parents[2] / ".fuzz"


def main(seconds: int, targets: list[str]) -> int:
    """Each target in a process of its own: libFuzzer ends the one that it runs in."""
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - instrumented where it is fuzzed

    failed = 0
    for target in targets or TARGETS:
        command = [sys.executable, "-m", "tests.fuzz.run", "--", str(seconds), target]
        failed += subprocess.run(command, check=False).returncode != 0
    return failed


def fuzz(seconds: int, target: str) -> None:
    """Run one target in this process, which ends with it."""
    with atheris.instrument_imports(include=["peerbot", "storage"]):
        from tests.fuzz import mutate, seeds, targets  # noqa: PLC0415 - to instrument them
    corpus = FOUND / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds.load(target)):
        (corpus / f"seed-{number}").write_bytes(data)

    change = mutate.talk if target == "answers" else mutate.mutate

    def custom(data: bytes, largest: int, seed: int) -> bytes:
        return change(data, largest, seed, atheris.Mutate)

    flags = [
        f"-max_total_time={seconds}",
        f"-artifact_prefix={FOUND}/{target}-",
        "-max_len=8192",
        "-timeout=20",  # seconds for one input: more is a way to hold the bot up
        "-rss_limit_mb=1500",
        "-print_final_stats=1",
    ]
    command = [sys.argv[0], *flags, str(corpus)]
    atheris.Setup(command, targets.TARGETS[target], custom_mutator=custom)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--":
        fuzz(int(sys.argv[2]), sys.argv[3])
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
