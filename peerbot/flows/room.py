"""The life of an ephemeral room: wanted, open, then closed in a saga that always ends.

People come in when somebody holds the room, and nobody stays in one that nobody holds. Closing is
one path, whatever began it: silence first (so that the promise holds even when the rest takes
long), then everyone leaves with one reason, then the keeper leaves and forgets, and only then the
closing lines go out and the key goes. Every stage may be entered again. Who is in the room is asked
of the homeserver each time.
"""

from datetime import datetime, timedelta
from typing import get_args

from msgspec.structs import replace

from peerbot.flow import Anywhere, Flow, Row, State, Step
from peerbot.vocabulary import effects, inputs
from peerbot.vocabulary.ids import Person, RoomID, UserID
from peerbot.vocabulary.notes import Card, View

MACHINE = "room"

TEN = timedelta(minutes=10)
TWO = timedelta(minutes=2)


class Wanted(State, frozen=True):
    """No room yet: also where a room ends, so that what comes late finds nothing."""


class Making(State, frozen=True):
    """The homeserver is asked to make the room. `close`: and to close it at once, for a reason.

    `second`: who is asked to hold it when the facilitator cannot.
    """

    card: Card
    second: UserID | None = None
    close: inputs.Ending | None = None


class Opened(State, frozen=True):
    """The room is there. `seats`: who was let in; those in `given` were told of their invitation.

    `out`: who stepped out, and may not come back into this one room.
    `second`: whom to ask whether they would hold it. `asked`: the one who agreed was asked to hold
    it now, because the facilitator is away. `called_back`: the facilitator left, and was invited
    once more, so that they can come back. `patient`: a look before then is one of an earlier
    absence, and decides nothing. `warned`: the word before its end that was said last, 10 or 2.
    """

    card: Card
    room_id: RoomID
    seats: tuple[UserID, ...] = ()
    given: tuple[UserID, ...] = ()
    out: tuple[UserID, ...] = ()
    second: UserID | None = None
    asked: bool = False
    called_back: bool = False
    patient: datetime | None = None
    warned: int = 0


class Closing(State, frozen=True):
    """The saga is under way. `seats` hear the closing line, if they chose it."""

    card: Card
    room_id: RoomID
    seats: tuple[UserID, ...]
    why: inputs.Ending


def _tell(user: UserID, told: inputs.Input) -> effects.Tell:
    return effects.Tell(Person(user), told)


# --- making


def _not_opened(card: Card, why: inputs.NoRoom) -> effects.Tell:
    return _tell(card.facilitator, inputs.RoomNotOpened(card.mark, why))


def make(_state: Wanted, told: inputs.Open, view: View) -> Step:
    if told.card.closes <= view.now:
        return Step(Wanted(), (_not_opened(told.card, "late"), effects.Done()))
    making = Making(told.card, told.second)
    return Step(making, (effects.CreateRoom(told.card, view.settings.federate),))


def made(state: Making, told: inputs.Created, view: View) -> Step:
    card = state.card
    opened = Opened(card, told.room_id, second=state.second)
    if state.close or card.closes <= view.now:
        return _close(opened, state.close or "time")
    patient, check = _look_after(_patience(view), opened, view)
    return Step(patient, (_invite(opened, card.facilitator), *_clock(card, view), check))


def _publish(state: Opened, view: View) -> Step:
    """Only once there is somebody to hold the room do members see it, under a number."""
    taken = {card.number for card in view.rooms}
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    card = replace(state.card, number=number)
    second = (_tell(state.second, inputs.SecondAsked(card)),) if state.second else ()
    is_open = _tell(card.facilitator, inputs.RoomIsOpen(card))
    return Step(replace(state, card=card), (effects.Publish(card), is_open, *second))


def _patience(view: View) -> timedelta:
    return timedelta(seconds=view.settings.away_seconds)


def _look_after(wait: timedelta, state: Opened, view: View) -> tuple[Opened, effects.WakeAt]:
    """See in a while whether somebody holds the room; looks that are due before mean nothing."""
    when = view.now + wait
    return replace(state, patient=when), effects.WakeAt(when, "check")


def _clock(card: Card, view: View) -> tuple[effects.Effect, ...]:
    """When the room has to be woken, for as long as it lasts."""
    before = ((TEN, "ten"), (TWO, "two"))
    warnings = (
        effects.WakeAt(card.closes - t, what) for t, what in before if card.closes - t > view.now
    )
    return (*warnings, effects.WakeAt(card.closes, "end"))


def not_made(state: Making, told: inputs.NotCreated, _view: View) -> Step:
    return Step(Wanted(), (_not_opened(state.card, told.why), effects.Done()))


def close_when_made(state: Making, told: inputs.Close, _view: View) -> Step:
    return Step(replace(state, close=told.why))


def host_gone_early(state: Making, _told: inputs.LetGo, _view: View) -> Step:
    """Before it is made nobody but its facilitator knows of a room."""
    return Step(replace(state, close="facilitator"))


# --- coming in


def let_in(state: Opened, told: inputs.LetIn, _view: View) -> Step:
    if told.user in state.out:
        return Step(state, (_tell(told.user, inputs.PlaceRefused(state.card.mark, "out")),))
    if told.user in state.card.holders:  # they left it, and ask to be invited again
        return Step(state, (_invite(state, told.user),))
    seats = tuple(dict.fromkeys((*state.seats, told.user)))
    return Step(replace(state, seats=seats), (_invite(state, told.user),))


def _without(state: Opened, user: UserID) -> Opened:
    seats, given = (tuple(u for u in them if u != user) for them in (state.seats, state.given))
    return replace(state, seats=seats, given=given)


def _invite(state: Opened, user: UserID) -> effects.Invite:
    """Those who hold the room come on top of the size that members were promised, and first."""
    card = state.card
    first = () if user in card.holders else card.holders
    return effects.Invite(state.room_id, user, card.size + len(card.holders), card.closes, first)


def came(state: Opened, told: inputs.Came, _view: View) -> Step:
    if told.user not in state.card.holders:
        return Step(state)
    waiting = (user for user in state.seats if user not in state.given)
    back = told.user == state.card.facilitator
    here = replace(state, asked=False, called_back=False) if back else state
    return Step(here, tuple(_invite(state, user) for user in waiting))


def waits(state: Opened, told: inputs.Waiting, _view: View) -> Step:
    waiting = (_tell(told.user, inputs.PlaceWaits(state.card.mark)),)
    return Step(state, waiting if told.user in state.seats else ())


def invited(state: Opened, told: inputs.Invited, view: View) -> Step:
    if told.user == state.card.facilitator and not state.card.number:
        return _publish(state, view)
    if told.user not in state.seats:
        keep = told.user in state.card.holders
        return Step(state, () if keep else (effects.Remove(state.room_id, told.user),))
    if told.user in state.given:
        return Step(state)
    given = replace(state, given=(*state.given, told.user))
    return Step(given, (_tell(told.user, inputs.PlaceGiven(state.card.mark)),))


def not_invited(state: Opened, told: inputs.NotInvited, _view: View) -> Step:
    if told.user == state.card.facilitator and not state.card.number:
        return _close(state, "time" if told.why == "closed" else "uninvited")
    if told.user not in state.seats:
        return Step(state)
    refused = _tell(told.user, inputs.PlaceRefused(state.card.mark, told.why))
    return Step(_without(state, told.user), (refused,))


# --- going


def let_go(state: Opened, told: inputs.LetGo, view: View) -> Step:
    card, remove = state.card, effects.Remove(state.room_id, told.user)
    if told.user == card.second:
        alone = replace(card, second=None)
        return Step(replace(state, card=alone), (effects.Publish(alone), remove))
    if told.user != card.facilitator:
        return Step(state, (remove,))
    if card.second is None:
        return _close(state, "facilitator")
    return _hand_over(state, card.second, view)


def removed(state: Opened, told: inputs.Removed, _view: View) -> Step:
    freed = _tell(told.user, inputs.PlaceFreed(state.card.mark, told.refused))
    return Step(_without(state, told.user), () if told.user in state.out else (freed,))


def step_out(state: Opened, told: inputs.StepOut, _view: View) -> Step:
    out = replace(_without(state, told.user), out=(*state.out, told.user))
    words = _tell(told.user, inputs.SteppedOut(state.card.mark, told.why))
    return Step(out, (effects.Remove(state.room_id, told.user), words))


def went(state: Opened, told: inputs.Went, view: View) -> Step:
    if told.user in state.card.holders:
        return _holder_went(state, told.user, view)
    if told.user not in state.seats:
        return Step(state)
    freed = _tell(told.user, inputs.PlaceFreed(state.card.mark))
    return Step(_without(state, told.user), (freed,))


def _holder_went(state: Opened, user: UserID, view: View) -> Step:
    """They may come back: by the invitation that the facilitator gets once more, and only once."""
    patient, check = _look_after(_patience(view), state, view)
    if user != state.card.facilitator or state.called_back:
        return Step(patient, (check,))
    return Step(replace(patient, called_back=True), (check, _invite(state, user)))


# --- who holds it


def look_in(state: Opened, told: inputs.LookIn, _view: View) -> Step:
    return Step(state, (effects.Look(state.room_id, told.why, told.user),))


def seen(state: Opened, told: inputs.Seen, view: View) -> Step:
    card = state.card
    match told.why:
        case "room":
            now = inputs.RoomNow(card.mark, told.people, card.closes, card.latest)
            return Step(state, (_tell(told.user, now),))
        case "step-out":
            others = tuple(user for user in told.people if user not in card.holders)
            return Step(state, (_tell(told.user, inputs.WhoIsIn(card.mark, others)),))
        case "check":
            return _check(state, told.people, view)


def _check(state: Opened, people: tuple[UserID, ...], view: View) -> Step:
    """The facilitator is away: the second is asked, and with them in it the room is not alone."""
    second = state.card.second
    if state.card.facilitator in people:
        return Step(replace(state, asked=False))
    if second is None or state.asked:
        return Step(state) if second in people else _close(state, "alone")
    patient, again = _look_after(_patience(view) / 2, replace(state, asked=True), view)
    return Step(patient, (_tell(second, inputs.HoldAsked(state.card.mark)), again))


def holds(state: Opened, told: inputs.Holds, view: View) -> Step:
    if told.user != state.card.second or not state.asked:
        return Step(state)  # the facilitator came back meanwhile
    return _hand_over(state, told.user, view) if told.yes else _close(state, "alone")


def _hand_over(state: Opened, user: UserID, view: View) -> Step:
    """The second holds the room from here on, and is given time to come in.

    Who held it before has no place in it any more, and hears that.
    """
    card = replace(state.card, facilitator=user, second=None, shown_name="", duty="")
    handed = replace(state, card=card, asked=False, called_back=False)
    patient, check = _look_after(_patience(view), handed, view)
    now_holding = _tell(user, inputs.NowHolding(card))
    before = effects.Remove(state.room_id, state.card.facilitator)
    return Step(patient, (effects.Publish(card), now_holding, _invite(handed, user), before, check))


def second_agrees(state: Opened, told: inputs.SecondAgrees, _view: View) -> Step:
    card = replace(state.card, second=told.user)
    room_id, closes = state.room_id, card.closes
    return Step(
        replace(state, card=card),
        (
            effects.Publish(card),
            effects.Empower(room_id, told.user),
            effects.SilenceAt(room_id, closes),
            _invite(replace(state, card=card), told.user),
        ),
    )


def help_wanted(state: Opened, told: inputs.HelpWanted, _view: View) -> Step:
    return Step(state, (_tell(state.card.facilitator, inputs.HelpAsked(told.user)),))


# --- its time


def extend(state: Opened, told: inputs.Extend, view: View) -> Step:
    card = state.card
    closes = card.closes + timedelta(minutes=told.minutes)
    if closes > card.latest:
        return Step(
            state, (_tell(told.user, inputs.Extended(card.closes, card.latest, refused=True)),)
        )
    longer = replace(card, closes=closes)
    longer_by: tuple[effects.Effect, ...] = (
        effects.Publish(longer),
        effects.SilenceAt(state.room_id, closes),
        effects.SetTopic(state.room_id, closes, 0),
        *_clock(longer, view),
        _tell(told.user, inputs.Extended(closes, card.latest, refused=False)),
    )
    return Step(replace(state, card=longer, warned=0), longer_by)


def due(state: Opened, told: inputs.Due, view: View) -> Step:
    left = state.card.closes - view.now
    if left <= timedelta():
        return _close(state, "time")
    match told.what:
        case "check" if state.patient is None or state.patient <= view.now:
            return Step(state, (effects.Look(state.room_id, "check"),))
        case "ten" if TWO < left <= TEN and state.warned != 10:
            return _warn(replace(state, warned=10), left, (state.card.facilitator, *state.seats))
        case "two" if left <= TWO and state.warned != 2:
            return _warn(replace(state, warned=2), left, (state.card.facilitator,))
        case _:
            return Step(state)  # of a time before the room was extended, or too late


def _warn(state: Opened, left: timedelta, people: tuple[UserID, ...]) -> Step:
    """Say how long is left in truth: we may have been off when the word was due."""
    minutes = -(-left // timedelta(minutes=1))
    ends = inputs.RoomEnds(state.card.mark, minutes)
    topic = effects.SetTopic(state.room_id, state.card.closes, minutes)
    return Step(state, (topic, *(_tell(user, ends) for user in people)))


# --- closing


def close(state: Opened, told: inputs.Close, _view: View) -> Step:
    return _close(state, told.why)


def _close(state: Opened, why: inputs.Ending) -> Step:
    closing = Closing(state.card, state.room_id, state.seats, why)
    return Step(closing, (effects.Withdraw(), effects.Silence(state.room_id)))


def silenced(state: Closing, _told: inputs.Silenced, _view: View) -> Step:
    return Step(state, (effects.Empty(state.room_id),))


def too_late(
    state: Closing, told: inputs.Invited | inputs.NotInvited | inputs.Waiting, _view: View
) -> Step:
    """Somebody still waited for their place; they are not left waiting."""
    if told.user not in state.seats:
        return Step(state)
    refused = _tell(told.user, inputs.PlaceRefused(state.card.mark, "closed"))
    seats = tuple(user for user in state.seats if user != told.user)
    return Step(replace(state, seats=seats), (refused,))


def emptied(state: Closing, told: inputs.Emptied, _view: View) -> Step:
    after = replace(state, why="stuck") if told.refused else state
    return Step(after, (effects.Leave(state.room_id),))


def left(state: Closing, _left: inputs.Left, _view: View) -> Step:
    card = state.card
    over = inputs.RoomClosed(card.mark, state.why)
    told = [_tell(user, over) for user in state.seats if user not in card.holders]
    hosted = [_tell(user, replace(over, hosted=True)) for user in card.holders]
    return Step(Wanted(), (*told, *hosted, effects.Done()))


# --- what comes late


def not_there(state: State, told: inputs.LetIn, view: View) -> Step:
    """No such room (any more): whoever asks for it gets no place."""
    return Step(state, (_tell(told.user, inputs.PlaceRefused(view.mark, "closed")),))


def not_to_hold(state: State, told: inputs.SecondAgrees, view: View) -> Step:
    """A yes to hold a room that is closed, or closing, by now."""
    return Step(state, (_tell(told.user, inputs.PlaceRefused(view.mark, "closed")),))


def no_place(state: State, told: inputs.LetGo, view: View) -> Step:
    """No such room (any more), so the place is free already."""
    return Step(state, (_tell(told.user, inputs.PlaceFreed(view.mark)),))


def ignored(state: State, _told: inputs.Input, _view: View) -> Step:
    """A result or a time that crossed a change of state: nothing is left to do for it."""
    return Step(state)


_CROSSED = (inputs.Invited, inputs.NotInvited, inputs.Waiting)

FLOW = Flow(
    "room",
    (
        Row(Wanted, inputs.Open, make, (Making,)),
        Row(Making, inputs.Created, made, (Opened, Closing)),
        Row(Making, inputs.NotCreated, not_made, (Wanted,)),
        Row(Making, inputs.Close, close_when_made, (Making,)),
        Row(Making, inputs.LetGo, host_gone_early, (Making,)),
        Row(Opened, inputs.LetIn, let_in, (Opened,)),
        Row(Opened, inputs.Came, came, (Opened,)),
        Row(Opened, inputs.Waiting, waits),
        Row(Opened, inputs.Invited, invited, (Opened,)),
        Row(Opened, inputs.NotInvited, not_invited, (Opened, Closing)),
        Row(Opened, inputs.LetGo, let_go, (Opened, Closing)),
        Row(Opened, inputs.Removed, removed, (Opened,)),
        Row(Opened, inputs.StepOut, step_out, (Opened,)),
        Row(Opened, inputs.Went, went, (Opened,)),
        Row(Opened, inputs.Seen, seen, (Opened, Closing)),
        Row(Opened, inputs.SecondAgrees, second_agrees, (Opened,)),
        Row(Opened, inputs.Holds, holds, (Opened, Closing)),
        Row(Opened, inputs.LookIn, look_in),
        Row(Opened, inputs.HelpWanted, help_wanted),
        Row(Opened, inputs.Extend, extend, (Opened,)),
        Row(Opened, inputs.Due, due, (Opened, Closing)),
        Row(Opened, inputs.Close, close, (Closing,)),
        Row(Closing, inputs.LetGo, ignored),
        *(Row(Closing, late, too_late, (Closing,)) for late in _CROSSED),
        Row(Closing, inputs.Silenced, silenced),
        Row(Closing, inputs.Emptied, emptied, (Closing,)),
        Row(Closing, inputs.Left, left, (Wanted,)),
        Row(Anywhere, inputs.LetIn, not_there),
        Row(Anywhere, inputs.LetGo, no_place),
        Row(Anywhere, inputs.SecondAgrees, not_to_hold),
        *(
            Row(Anywhere, late, ignored)
            for late in get_args(inputs.RoomInput)
            if late not in (inputs.LetIn, inputs.LetGo, inputs.SecondAgrees)
        ),
    ),
)
