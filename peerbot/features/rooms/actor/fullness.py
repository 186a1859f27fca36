"""A room that is full says so in the list: nobody has to ask for a place to hear that."""

from dataclasses import replace
from functools import partial
from typing import Any

from msgspec import structs

from peerbot.features.rooms.actor.states import Opened, is_full
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Publish
from peerbot.kernel.table import Go, Handler, State, Step, Transition


def showing_fullness(row: Transition) -> Transition:
    """The same transition; where it leaves an open room full, or no longer so, its card says it."""
    if isinstance(row.do, Go) or row.state is not Opened or Opened not in row.to:
        return row  # what changes nothing of a room shows nothing that time has changed either
    return replace(row, do=partial(_shown, row.do))


def _shown(do: Handler, state: State, message: Any, context: Context) -> Step:
    decided = do(state, message, context)
    after = decided.state
    if not isinstance(after, Opened) or not after.card.number:
        return decided
    full = is_full(after, context.now)
    if full == after.card.full:
        return decided
    card = structs.replace(after.card, full=full)
    shown = structs.replace(after, card=card)
    return Step(shown, (*decided.effects, Publish(card, card.over)))
