"""The extension points of rooms: what other features add, in the `extends` of their manifests."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CardChoice:
    """A choice on a room's card: the same as saying `word`, which the feature answers anywhere. The
    state it is said in has the room's `mark`."""

    word: str
