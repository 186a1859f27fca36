"""Calls for help: those who hold the room answer, and whoever called hears what.

A yes opens a room for the two of them, held by whoever comes. Only that one learns who called. One
person's calls are bounded, so that nobody can flood a facilitator.
"""

from dataclasses import replace as row_with
from datetime import timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace

from peerbot.features.rooms import actions, fates, to_person, to_room
from peerbot.features.rooms.actor.states import Helped, Opened, no_room_for_two, send_to
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.records import Awaited, Card
from peerbot.features.rooms.settings import title_for_two
from peerbot.features.rooms.wanting import are_as_many_as_may_be, opened
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.table import Go, Handler, State, Step, Transition

HELP_AGAIN = timedelta(minutes=5)
"""How long a call can be answered, and how long one person waits before they can call again."""

UNANSWERED = timedelta(minutes=2)
"""After this, whoever called hears that nobody has answered yet."""

LATER = timedelta(minutes=5)
"""When whoever answered that they come later is asked again."""

TAKEN_BACK = -1
"""Of how many holders an answer is awaited, for a call that its sender took back."""


def help_wanted(state: Opened, message: to_room.HelpWanted, context: Context) -> Step:
    """First look who is in the room: holders who are there are asked before the others."""
    standing = tuple(call for call in state.helped if _stands(call, context))
    if message.user not in (*state.seats, *state.card.holders):
        return Step(state, (_send_fate(state, message.user, "no-place"),))
    if any(call.who == context.who for call in standing):
        return Step(state, (_send_fate(state, message.user, "soon"),))
    asked = replace(state, helped=(*standing, Helped(context.who, context.now)))
    return Step(asked, (actions.Look(state.room_id, "help", message.user),))


def _stands(call: Helped, context: Context) -> bool:
    return context.now - (call.later or call.since) < HELP_AGAIN


def _send_fate(state: Opened, user: UserID, fate: fates.HelpFate, *to: UserID) -> Send:
    return send_to(user, to_person.HelpSettled(state.card.title, fate, to))


def call_for_help(state: Opened, message: to_room.Seen, context: Context) -> Step:
    """Ask the holders who are in the room, or all of them if none is."""
    mine = next((call for call in state.helped if call.who == context.who), None)
    here = message.user in (*state.seats, *state.card.holders)
    if not here or mine is None or mine.waits == TAKEN_BACK or mine.call:
        return Step(state)
    holders = _others(state.card, message.user)
    to = tuple(user for user in holders if user in message.people) or holders
    if not to:
        others = tuple(call for call in state.helped if call != mine)
        nobody = _send_fate(state, message.user, "nobody")
        return Step(replace(state, helped=others), (nobody,))
    call = replace(mine, call=Mark(context.fresh.key), user=message.user)
    asked, told = _ask(state, mine, call, to, context)
    return Step(asked, (_send_fate(state, message.user, "sent", *to), *told))


def _others(card: Card, user: UserID) -> tuple[UserID, ...]:
    return tuple(holder for holder in card.holders if holder != user)


def _ask(
    state: Opened, before: Helped, call: Helped, to: tuple[UserID, ...], context: Context
) -> tuple[Opened, tuple[effects.Effect, ...]]:
    """`call` from now on, in the place of what it was `before`."""
    now, card = context.now, state.card
    again = bool(before.call)
    asked = replace(call, since=now, waits=len(to), refused=(), later=None, told=False)
    message = to_person.HelpAsked(
        card.mark, card.title, call.user, now, now + HELP_AGAIN, call.call, again
    )
    after = _put(state, before, asked)
    due = (effects.SetTimer(now + wait, to_room.Due("help")) for wait in (UNANSWERED, HELP_AGAIN))
    return after, (*(send_to(user, message) for user in to), *due)


def _put(state: Opened, before: Helped, after: Helped) -> Opened:
    return replace(state, helped=tuple(after if call == before else call for call in state.helped))


def _over(call: Helped, waits: int = 0) -> Helped:
    """Nobody can answer it any more; it counts as one, so that the next one waits. `waits`: of how
    many it may still be heard that it did not reach them."""
    return replace(call, call=Mark(""), user=UserID(""), later=None, waits=waits)


def help_answered(state: Opened, message: to_room.HelpAnswered, context: Context) -> Step:
    by = message.user
    call = next((it for it in state.helped if it.call == message.call), None)
    if call is None or by == call.user or by not in state.card.holders:
        return _answered_late(state, message, state.card.title)
    match message.answer:
        case "come":
            return _come(state, call, message, context)
        case "later":
            when = context.now + LATER
            later = _put(state, call, replace(call, later=when, told=True))
            due = effects.SetTimer(when, to_room.Due("help"))
            told = _send_fate(state, call.user, "later", by)
            return Step(later, (due, told, _settled(state, by, "later")))
        case _:
            return _refuse(state, call, by, context)


def _settled(state: Opened, by: UserID, fate: fates.AnswerFate) -> Send:
    return send_to(by, to_person.HelpAnswerSettled(state.card.title, fate))


def _answered_late(state: State, message: to_room.HelpAnswered, title: str) -> Step:
    not_opened = to_person.RoomNotOpened(message.call, "answered")
    over = to_person.HelpAnswerSettled(title, "over")
    return Step(state, (send_to(message.user, not_opened if message.answer == "come" else over),))


def help_answered_late(state: State, message: to_room.HelpAnswered, _context: Context) -> Step:
    """The room is closing, or closed: what it was about is over."""
    return _answered_late(state, message, "")


def _refuse(state: Opened, call: Helped, by: UserID, context: Context) -> Step:
    """Once nobody is left who may come, whoever called hears so."""
    settled = _settled(state, by, "busy")
    if context.who in call.refused:
        return Step(state, (settled,))
    waits = call.waits - 1
    if waits > 0 or call.later:
        refused = (*call.refused, context.who)
        return Step(_put(state, call, replace(call, waits=waits, refused=refused)), (settled,))
    told = _send_fate(state, call.user, "busy")
    return Step(_put(state, call, _over(call)), (settled, told))


def _come(state: Opened, call: Helped, message: to_room.HelpAnswered, context: Context) -> Step:
    """A room for the two, until the same time. Its mark is what the call was answered to."""
    card, by = state.card, message.user
    wanted = Card(
        mark=call.call,
        number=0,
        title=title_for_two(card.title, context),
        about=card.about,
        name="",
        size=1,
        facilitator=by,
        opened=context.now,
        closes=card.closes,
        latest=card.latest,
        shown_name=message.shown_name,
        duty=message.duty,
        text_only=card.text_only,
        for_two=True,
        guest=call.user,
        kind=card.kind,
    )
    after = _put(state, call, _over(call))
    if are_as_many_as_may_be(context):
        refused = send_to(by, to_person.RoomNotOpened(wanted.mark, "most"))
        return Step(after, (refused, *no_room_for_two(wanted)))
    two, opening = opened(wanted, context)
    awaited = effects.Publish(Awaited(call.user), two.over, two.mark)
    return Step(after, (*opening, awaited, _send_fate(state, call.user, "comes", by)))


def calls_due(state: Opened, context: Context) -> Step:
    """What became due for calls; a timer may be one of an earlier call, and come too early."""
    done: list[effects.Effect] = []
    after = state
    for call in state.helped:
        if not call.call:
            continue
        waited = context.now - call.since
        if call.later:
            to = _others(state.card, call.user)
            if call.later <= context.now and to:
                after, asked = _ask(after, call, call, to, context)
                done += asked
            elif call.later <= context.now:
                after = _put(after, call, _over(call))
                done.append(_send_fate(state, call.user, "ended"))
        elif waited >= HELP_AGAIN:
            after = _put(after, call, _over(call, call.waits))
            done.append(_send_fate(state, call.user, "ended"))
        elif waited >= UNANSWERED and not call.told:
            after = _put(after, call, replace(call, told=True))
            done.append(_send_fate(state, call.user, "unanswered"))
    return Step(after, tuple(done))


def call_taken_back(state: Opened, context: Context) -> Opened:
    """A call that is not passed on yet is not passed on at all, and nobody can answer one that is;
    the next one waits as after any other."""
    helped = tuple(
        _over(call, TAKEN_BACK) if call.who == context.who else call for call in state.helped
    )
    return replace(state, helped=helped)


def help_delivery_reported(state: Opened, message: to_room.Passed, context: Context) -> Step:
    """One holder is enough; if it reached none of them, the sender is told."""
    this = (context.who, message.since)
    mine = next((call for call in state.helped if (call.who, call.since) == this), None)
    if message.done or mine is None or mine.waits <= 0:
        return Step(state)
    if mine.waits > 1:
        return Step(_put(state, mine, replace(mine, waits=mine.waits - 1)))
    others = tuple(call for call in state.helped if call != mine)
    nobody = _send_fate(state, message.user, "busy" if mine.refused else "nobody")
    return Step(replace(state, helped=others), (nobody,))


def showing_calls(row: Transition) -> Transition:
    """The same transition; where a call begins in an open room, or is over, its card says it."""
    if row.state is not Opened or isinstance(row.do, Go):
        return row
    return row_with(row, do=partial(_shown, row.do))


def _shown(do: Handler, state: State, message: Any, context: Context) -> Step:
    """A call is over, too, when whoever called has left. All who could answer it hear so; where the
    room itself is over, whoever called does."""
    decided = do(state, message, context)
    after = decided.state
    assert isinstance(state, Opened)  # see `showing_calls`
    if not isinstance(after, Opened):
        open_calls = (call for call in state.helped if call.call)
        ended = (_send_fate(state, call.user, "ended") for call in open_calls)
        return Step(after, (*decided.effects, *ended))
    here = (*after.seats, *after.card.holders)
    helped = tuple(_over(it) if it.call and it.user not in here else it for it in after.helped)
    calls = tuple(call.call for call in helped if call.call)
    if calls == after.card.calls:
        return decided
    card = replace(after.card, calls=calls)
    gone = (call for call in after.card.calls if call not in calls)
    told = (send_to(holder, to_person.HelpOver(call)) for call in gone for holder in card.holders)
    shown = replace(after, card=card, helped=helped)
    return Step(shown, (*decided.effects, effects.Publish(card, card.over), *told))
