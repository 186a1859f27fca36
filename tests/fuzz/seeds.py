"""Inputs worth keeping: one target's are one file, an input a line, written as a JSON string."""

import json
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"


def load(target: str) -> list[bytes]:
    """A target's inputs."""
    lines = (SEEDS / f"{target}.txt").read_text(encoding="ascii").splitlines()
    return [json.loads(line).encode("latin-1") for line in lines]


def save(target: str, inputs: list[bytes]) -> None:
    """Keep these of a target and no others."""
    lines = sorted(json.dumps(data.decode("latin-1")) for data in inputs)
    (SEEDS / f"{target}.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
