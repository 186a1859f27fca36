"""Neutral names for rooms, such as "pine harbour": what homeservers and lock screens see."""

from collections import Counter
from collections.abc import Iterable

Words = tuple[tuple[str, ...], tuple[str, ...]]
"""What first and second words of a name are chosen from."""

Draws = tuple[float, float]
"""Chance, from 0 to 1: one for each word."""


def room_name(words: Words, taken: Iterable[str], draws: Draws) -> str:
    """A name that shares no word with those that are `taken`, for as long as there are words.

    Whoever sees two rooms side by side on a phone must not mistake one for the other. Once the
    words are used up, a number that no other name has tells them apart: two, then three, without
    an end. It says nothing but that there are many. Every word and name is looked at a few times at
    most, so that this always comes to its end.
    """
    used = Counter(word for name in taken for word in name.split())
    first, second = (
        _least_used(these, used, draw) for these, draw in zip(words, draws, strict=True)
    )
    if not used[first] and not used[second]:
        return f"{first} {second}"
    # One more number than there are words in use, so that one of them is free.
    number = next(n for n in range(2, len(used) + 3) if str(n) not in used)
    return f"{first} {second} {number}"


def _least_used(words: tuple[str, ...], used: Counter[str], draw: float) -> str:
    fewest = min(used[word] for word in words)
    free = [word for word in words if used[word] == fewest]
    return free[min(int(draw * len(free)), len(free) - 1)]
