"""How long a room lasts, and the reminders before its end."""

from datetime import timedelta

from msgspec.structs import replace

from peerbot.features.rooms import actions, to_person, to_room
from peerbot.features.rooms.actor.dated import keep_no_longer, lock_by_itself
from peerbot.features.rooms.actor.handover import pass_unanswered
from peerbot.features.rooms.actor.helping import calls_due
from peerbot.features.rooms.actor.states import Opened, begin_closing, send_to
from peerbot.features.rooms.records import Card
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.ids import UserID
from peerbot.kernel.table import Step

TEN = timedelta(minutes=10)
TWO = timedelta(minutes=2)

LOOK_AGAIN = timedelta(hours=1)
"""After this it is looked whether the homeserver silences the room by itself, where it said nothing
of when."""


def timers(card: Card, context: Context) -> tuple[effects.Effect, ...]:
    """Its timers: the reminders and the end."""
    before = ((TEN, "ten"), (TWO, "two"))
    warnings = (
        effects.SetTimer(card.closes - t, to_room.Due(what))
        for t, what in before
        if card.closes - t > context.now
    )
    return (*warnings, effects.SetTimer(card.closes, to_room.Due("end")))


def arm(state: Opened) -> actions.SilenceAt:
    """Let the homeserver silence the room by itself at its time."""
    return actions.SilenceAt(state.room_id, state.card.closes, state.card.text_only)


def room_armed(state: Opened, message: to_room.Armed, context: Context) -> Step:
    """There is one such look at a time, however often the room was made longer."""
    card = replace(state.card, by_itself=message.by_itself)
    again = message.again or context.now + LOOK_AGAIN
    look = (effects.SetTimer(again, to_room.Due("arm"), "arm"),) if again < card.closes else ()
    changed = card != state.card and card.number  # without a number it is on no list yet
    published = (effects.Publish(card, card.over),) if changed else ()
    return Step(replace(state, card=card), (*published, *look))


def extend_room(state: Opened, message: to_room.Extend, context: Context) -> Step:
    card = state.card
    closes = message.until or card.closes + timedelta(minutes=message.minutes)
    if not card.closes < closes <= card.latest:
        refused = to_person.Extended(card.title, card.closes, card.latest, refused=True)
        return Step(state, (send_to(message.user, refused),))
    longer = replace(card, closes=closes)
    after = replace(state, card=longer, warned=0, early=False)
    extended = to_person.Extended(card.title, closes, card.latest, refused=False)
    others = (user for user in card.holders if user != message.user)
    longer_by: tuple[effects.Effect, ...] = (
        effects.Publish(longer, longer.over),
        arm(after),
        actions.SetTopic(state.room_id, closes, 0),
        *timers(longer, context),
        send_to(message.user, extended),
        *(send_to(user, replace(extended, by_other=True)) for user in others),
    )
    return Step(after, longer_by)


def close_soon(state: Opened, message: to_room.CloseSoon, context: Context) -> Step:
    """The topic says so first: a sentence that somebody is writing would be lost. Where it closes
    even sooner by itself it stays at that."""
    card = state.card
    if message.user not in card.holders:
        return Step(state)
    closes = min(card.closes, context.now + TWO)
    sooner = replace(card, closes=closes)
    after = replace(state, card=sooner, warned=2, early=True)
    soon = to_person.ClosesSoon(card.title, closes)
    if closes == card.closes:
        return Step(state, (send_to(message.user, soon),))
    others = (user for user in card.holders if user != message.user)
    told = (
        send_to(message.user, soon),
        *(send_to(user, replace(soon, by_other=True)) for user in others),
        *(send_to(user, to_person.RoomEnds(card.mark, 2)) for user in state.seats),
    )
    effects_of_time: tuple[effects.Effect, ...] = (
        actions.SetTopic(state.room_id, closes, 2),
        effects.Publish(sooner, sooner.over),
        arm(after),
        effects.SetTimer(closes, to_room.Due("end")),
    )
    return Step(after, (*effects_of_time, *told))


def time_due(state: Opened, message: to_room.Due, context: Context) -> Step:
    left = state.card.closes - context.now
    if left <= timedelta():
        return begin_closing(state, "facilitator" if state.early else "time")
    match message.what:
        case "check" if state.patient is None or state.patient <= context.now:
            return Step(state, (actions.Look(state.room_id, "check"),))
        case "pass":
            return pass_unanswered(state, context)
        case "help":
            return calls_due(state, context)
        case "kept":
            return keep_no_longer(state, context)
        case "locks":
            return lock_by_itself(state, context)
        case "arm":
            return Step(state, (arm(state),))
        case "ten" if TWO < left <= TEN and state.warned != 10:
            people = tuple(dict.fromkeys((*state.card.holders, *state.seats)))
            return _warn(replace(state, warned=10), left, people)
        case "two" if left <= TWO and state.warned != 2:
            return _warn(replace(state, warned=2), left, (state.card.facilitator,))
        case _:
            return Step(state)  # a timer from before an extension, or too late


def _warn(state: Opened, left: timedelta, people: tuple[UserID, ...]) -> Step:
    """Announce the time that is really left: the bot may have been down when this was due."""
    minutes = -(-left // timedelta(minutes=1))
    ends = to_person.RoomEnds(state.card.mark, minutes)
    topic = actions.SetTopic(state.room_id, state.card.closes, minutes)
    return Step(state, (topic, *(send_to(user, ends) for user in people)))
