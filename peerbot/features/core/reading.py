"""Words of one person that another reads.

Whoever they are for is told that something is there, and reads it when they want to: a lock screen
shows what comes by itself, to whoever holds the phone. Until then such words are their writer's,
and go with them.
"""

from collections.abc import Iterator
from typing import ClassVar

from peerbot.kernel.context import Context
from peerbot.kernel.effects import Drop, Line, Read, Relay, Say
from peerbot.kernel.feature import Choice, Flow, Shown
from peerbot.kernel.table import Anywhere, Go, Home, State, Step, Transition


class ReadOffered(State, frozen=True):
    """Something is there to be read."""

    asks: ClassVar[str] = "asks-read"


def offer_to_read(state: State, words: Say, relay: Relay, *kept: Drop) -> Step:
    """Say that there is something to read; an open question keeps its numbers."""
    if isinstance(state, Home | ReadOffered):
        asked = Say("unread", ask=True, starts=True, relay=relay, behind=words)
        return Step(ReadOffered(), (*kept, asked))
    beside = Say("unread-beside", starts=True, relay=relay, behind=words)
    return Step(state, (*kept, beside))


def read_words(state: State, _heard: object, _context: Context) -> Step:
    after = Home() if isinstance(state, ReadOffered) else state  # any other question stays
    return Step(after, (Read(gone=Say("unread-none")),))


def postpone_reading(_state: ReadOffered, _heard: object, _context: Context) -> Step:
    return Step(Home(), (Say("unread-later"),))


def waiting_lines(context: Context) -> Iterator[Line]:
    """Lines of `me`: words waiting for the person, and theirs waiting for others."""
    yield from (Line(0, "me-unread", {"until": until}) for until in context.unread)
    yield from (Line(0, "me-passing", {"until": words.until}) for words in context.passing)


FLOW = Flow(
    "reading",
    (
        Transition(ReadOffered, "read-it", Go("read")),
        Transition(ReadOffered, "skip", postpone_reading, (Home,)),
        Transition(Anywhere, "read", read_words, (Home,), always_heard=True),
    ),
    menu=(Choice("read-it", 10, lambda context: bool(context.unread), "read"),),
    shown=(Shown(50, waiting_lines),),
)
