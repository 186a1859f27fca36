"""The second wants to hold a room, which nobody asked them to.

The keeper reads no messages and cannot know whether a holder writes, so one who is in the room is
asked; unanswered, it passes. Whoever it was taken from holds it when the other cannot, and may take
it back at once.
"""

from datetime import timedelta

from msgspec.structs import replace

from peerbot.features.rooms import actions, fates, to_person, to_room
from peerbot.features.rooms.actor.states import (
    Opened,
    look_after,
    patience,
    send_to,
)
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.ids import UserID
from peerbot.kernel.table import Step

ANSWERED_WITHIN = timedelta(minutes=2)
"""How long whoever holds a room has to say that they are there."""


def second_wants_to_hold(state: Opened, message: to_room.Holds, context: Context) -> Step:
    """By themselves: nobody asked them to, or not any more."""
    if not message.yes:
        return Step(state)
    if state.returns:
        return swap_holders(state, context)
    return Step(state, (actions.Look(state.room_id, "hold", message.user),))


def ask_holder(state: Opened, message: to_room.Seen, context: Context) -> Step:
    """Who wants to hold it, and whether whoever does is in the room."""
    card = state.card
    if message.user != card.second:
        return Step(state)
    if card.facilitator not in message.people:
        return swap_holders(state, context)
    waits = to_person.HandoverWaits(card.title, card.facilitator)
    told = send_to(message.user, waits)
    if state.passes is not None:
        return Step(state, (told,))
    passes = context.now + ANSWERED_WITHIN
    asked = (
        effects.SetTimer(passes, to_room.Due("pass")),
        _topic(state, "asked", context),
        send_to(card.facilitator, to_person.HandoverAsked(card.mark)),
        told,
    )
    return Step(replace(state, passes=passes), asked)


def holder_is_here(state: Opened, message: to_room.HoldsOn, context: Context) -> Step:
    """They hold it on, or let the other hold it at once."""
    card = state.card
    if message.user != card.facilitator or state.passes is None or card.second is None:
        return Step(state)
    if not message.yes:
        return swap_holders(state, context)
    kept = send_to(card.second, to_person.HandoverKept(card.title))
    return Step(replace(state, passes=None), (_topic(state, "", context), kept))


def pass_unanswered(state: Opened, context: Context) -> Step:
    """Two minutes are over."""
    if state.passes is None or context.now < state.passes or state.card.second is None:
        return Step(state)
    return swap_holders(state, context)


def swap_holders(state: Opened, context: Context) -> Step:
    """The second holds the room from now on, and whoever held it does when they cannot.

    Notes that were handed are their reader's; whoever wrote one may hand one to the new holder.
    """
    old = state.card
    assert old.second is not None
    card = replace(
        old,
        facilitator=old.second,
        shown_name=old.second_name,
        duty=old.second_duty,
        second=old.facilitator,
        second_name=old.shown_name,
        second_duty=old.duty,
        away=False,
        changes=old.changes + 1,
    )
    # Whoever took it back has to ask the next time: else it went to and fro at a word.
    unread = replace(state, noted=(), proposing=())
    swapped = replace(unread, card=card, called_back=False, passes=None, returns=not state.returns)
    patient, check = look_after(patience(context), swapped, context)
    return Step(
        patient,
        (
            effects.Publish(card, card.over),
            _topic(state, "changed", context),
            send_to(card.facilitator, to_person.NowHolding(card)),
            send_to(old.facilitator, to_person.HandedOn(card)),
            *(send_to(user, to_person.HeldByAnother(card.mark)) for user in _others(patient)),
            check,
        ),
    )


def _topic(state: Opened, handover: fates.Handover, context: Context) -> actions.SetTopic:
    """With the minutes that are left, where it said so before."""
    left = state.card.closes - context.now
    minutes = -(-left // timedelta(minutes=1)) if state.warned else 0
    return actions.SetTopic(state.room_id, state.card.closes, minutes, handover)


def _others(state: Opened) -> tuple[UserID, ...]:
    return tuple(user for user in state.seats if user not in state.card.holders)
