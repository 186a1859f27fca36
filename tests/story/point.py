"""Where a power cut strikes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """A request of the bot in one part of a story; the bot dies before the homeserver has it, or
    after."""

    part: str
    method: str
    path: str
    after: bool

    def __str__(self) -> str:
        name = self.path.strip("/?").split("/")[-1].split(r"\.")[-1]
        return f"{self.part}, {'after' if self.after else 'before'} {name}"
