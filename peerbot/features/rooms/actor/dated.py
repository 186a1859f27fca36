"""A room that is opened for a date that others read of: places are kept in it for a while, and from
some moment on nobody new is let in.

Where the program is off at such a moment, it comes as soon as it is back; a place is not kept any
longer for that, since that is looked at each time.
"""

from datetime import datetime

from msgspec.structs import replace

from peerbot.features.rooms.actor.states import Opened
from peerbot.features.rooms.records import Card
from peerbot.features.rooms.to_room import Due
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Publish, SetTimer
from peerbot.kernel.table import Step


def date_timers(card: Card) -> tuple[SetTimer, ...]:
    """When something about it changes by itself."""
    moments: tuple[tuple[datetime | None, str], ...] = (
        (card.kept_until, "kept"),
        (card.locks, "locks"),
    )
    return tuple(SetTimer(when, Due(what)) for when, what in moments if when)


def keep_no_longer(state: Opened, context: Context) -> Step:
    """Whoever just comes may have those places now."""
    if state.card.kept_until is None or context.now < state.card.kept_until:
        return Step(state)
    return _published(state, replace(state.card, kept=0, kept_until=None))


def lock_by_itself(state: Opened, context: Context) -> Step:
    """Once: whoever holds it may let people in again."""
    if state.card.locks is None or context.now < state.card.locks:
        return Step(state)
    return _published(state, replace(state.card, locked=True, locks=None))


def _published(state: Opened, card: Card) -> Step:
    """Without a number it is on no list yet."""
    published = (Publish(card, card.over),) if card.number else ()
    return Step(replace(state, card=card), published)
