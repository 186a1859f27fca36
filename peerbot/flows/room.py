"""The life of an ephemeral room: wanted, open, then closed in a saga that always ends.

People come in when somebody holds the room, and nobody stays in one that nobody holds. Closing is
one path, whatever began it: silence first (so that the promise holds even when the rest takes
long), then everyone leaves with one reason, then the keeper leaves and forgets, and only then the
closing lines go out and the key goes. Every stage may be entered again. Who is in the room is asked
of the homeserver each time.
"""

from datetime import timedelta
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from peerbot.flow import Anywhere, Flow, Row, State, Step
from peerbot.vocabulary.effects import (
    CreateRoom,
    Done,
    Effect,
    Empty,
    Invite,
    Leave,
    Look,
    Publish,
    Remove,
    SetTopic,
    Silence,
    SilenceAt,
    Tell,
    WakeAt,
    Withdraw,
)
from peerbot.vocabulary.ids import Person, RoomID, UserID
from peerbot.vocabulary.inputs import (
    Came,
    Close,
    Created,
    Due,
    Emptied,
    Extend,
    Extended,
    HelpAsked,
    HelpWanted,
    HoldAsked,
    Holds,
    Input,
    Invited,
    LayDown,
    Left,
    LetGo,
    LetIn,
    LookIn,
    NotCreated,
    NotInvited,
    NowHolding,
    Open,
    PlaceFreed,
    PlaceGiven,
    PlaceRefused,
    PlaceWaits,
    Removed,
    RoomClosed,
    RoomEnds,
    RoomInput,
    RoomIsOpen,
    RoomNotOpened,
    RoomNow,
    Seen,
    Silenced,
    SteppedOut,
    StepOut,
    Went,
    WhoIsIn,
)
from peerbot.vocabulary.notes import Card, View

MACHINE = "room"

TEN = timedelta(minutes=10)
TWO = timedelta(minutes=2)


class Seat(Struct, frozen=True):
    """Somebody who was let in. `given`: they were told that the invitation is there."""

    user: UserID
    given: bool = False


class Wanted(State, frozen=True):
    """No room yet: also where a room ends, so that what comes late finds nothing."""


class Making(State, frozen=True):
    """The homeserver is asked to make the room. `close`: and to close it at once, for a reason."""

    card: Card
    close: str = ""


class Opened(State, frozen=True):
    """The room is there. `out`: who stepped out, and may not come back into this one room.

    `asked`: the second was asked to hold it, because the facilitator is away.
    """

    card: Card
    room_id: RoomID
    seats: tuple[Seat, ...] = ()
    out: tuple[UserID, ...] = ()
    asked: bool = False

    @property
    def holders(self) -> tuple[UserID, ...]:
        """Who may hold the room: the facilitator, and the second if there is one."""
        second = self.card.second
        return (self.card.facilitator, second) if second else (self.card.facilitator,)


class Closing(State, frozen=True):
    """The saga is under way. `seats` hear the closing line, if they chose it."""

    card: Card
    room_id: RoomID
    seats: tuple[UserID, ...]
    why: str


def _tell(user: UserID, told: Input) -> Tell:
    return Tell(Person(user), told)


# --- making


def make(_state: Wanted, told: Open, view: View) -> Step:
    if told.card.closes <= view.now:
        return Step(Wanted(), (_tell(told.card.facilitator, RoomNotOpened("late")), Done()))
    return Step(Making(told.card), (CreateRoom(told.card, view.settings.federate),))


def made(state: Making, told: Created, view: View) -> Step:
    taken = {card.number for card in view.rooms}
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    card = replace(state.card, number=number)
    opened = Opened(card, told.room_id)
    if state.close or card.closes <= view.now:
        return _close(opened, state.close or "time")
    invited = (Invite(told.room_id, user, card.size + 2, card.closes) for user in opened.holders)
    told_them = _tell(card.facilitator, RoomIsOpen(card))
    check = WakeAt(view.now + _patience(view), "check")
    return Step(opened, (Publish(card), *invited, *_clock(card, view), check, told_them))


def _patience(view: View) -> timedelta:
    return timedelta(seconds=view.settings.away_seconds)


def _clock(card: Card, view: View) -> tuple[Effect, ...]:
    """When the room has to be woken, for as long as it lasts."""
    before = ((TEN, "ten"), (TWO, "two"))
    warnings = (WakeAt(card.closes - t, what) for t, what in before if card.closes - t > view.now)
    return (*warnings, WakeAt(card.closes, "end"))


def not_made(state: Making, told: NotCreated, _view: View) -> Step:
    return Step(Wanted(), (_tell(state.card.facilitator, RoomNotOpened(told.why)), Done()))


def close_when_made(state: Making, told: Close, _view: View) -> Step:
    return Step(replace(state, close=told.why))


def lay_down_before_made(state: Making, _told: LayDown, _view: View) -> Step:
    return Step(replace(state, close="facilitator"))


# --- coming in


def let_in(state: Opened, told: LetIn, _view: View) -> Step:
    if told.user in state.out:
        return Step(state, (_tell(told.user, PlaceRefused(state.card.mark, "out")),))
    known = any(seat.user == told.user for seat in state.seats)
    seats = state.seats if known else (*state.seats, Seat(told.user))
    return Step(replace(state, seats=seats), (_invite(state, told.user),))


def _invite(state: Opened, user: UserID) -> Invite:
    """The facilitator and a second come on top of the size that members were promised."""
    card = state.card
    size = card.size + len(state.holders)
    return Invite(state.room_id, user, size, card.closes, state.holders)


def came(state: Opened, told: Came, _view: View) -> Step:
    if told.user not in state.holders:
        return Step(state)
    waiting = (seat.user for seat in state.seats if not seat.given)
    return Step(replace(state, asked=False), tuple(_invite(state, user) for user in waiting))


def invited(state: Opened, told: Invited, _view: View) -> Step:
    card = state.card
    seat = next((seat for seat in state.seats if seat.user == told.user), None)
    if seat is None:
        keep = told.user in state.holders
        return Step(state, () if keep else (Remove(state.room_id, told.user),))
    if seat.given:
        return Step(state)
    seats = tuple(Seat(s.user, s.given or s.user == told.user) for s in state.seats)
    return Step(replace(state, seats=seats), (_tell(told.user, PlaceGiven(card.mark)),))


def not_invited(state: Opened, told: NotInvited, _view: View) -> Step:
    card = state.card
    if told.why == "waiting":
        return Step(state, (_tell(told.user, PlaceWaits(card.mark)),))
    if told.user == card.facilitator:
        closing = _close(state, "facilitator")
        uninvited = _tell(told.user, RoomNotOpened("uninvited"))
        return Step(closing.state, (uninvited, *closing.effects))
    refused = _tell(told.user, PlaceRefused(card.mark, told.why))
    known = any(seat.user == told.user for seat in state.seats)
    return Step(_without(state, told.user), (refused,) if known else ())


def _without(state: Opened, user: UserID) -> Opened:
    return replace(state, seats=tuple(seat for seat in state.seats if seat.user != user))


# --- going


def let_go(state: Opened, told: LetGo, _view: View) -> Step:
    return Step(state, (Remove(state.room_id, told.user),))


def removed(state: Opened, told: Removed, _view: View) -> Step:
    freed = _tell(told.user, PlaceFreed(state.card.mark))
    return Step(_without(state, told.user), () if told.user in state.out else (freed,))


def step_out(state: Opened, told: StepOut, _view: View) -> Step:
    card = state.card
    out = replace(_without(state, told.user), out=(*state.out, told.user))
    words = _tell(told.user, SteppedOut(card.mark, card.title, told.why))
    return Step(out, (Remove(state.room_id, told.user), words))


def went(state: Opened, told: Went, view: View) -> Step:
    if told.user not in state.holders:
        return Step(state)
    return Step(state, (WakeAt(view.now + _patience(view), "check"),))


def lay_down(state: Opened, told: LayDown, view: View) -> Step:
    card = state.card
    if told.user == card.second:
        without = replace(state, card=replace(card, second=None))
        return Step(without, (Publish(without.card), Remove(state.room_id, told.user)))
    if told.user != card.facilitator or card.second is None:
        return _close(state, "facilitator")
    step = _hand_over(state, card.second, view)
    return Step(step.state, (*step.effects, Remove(state.room_id, told.user)))


# --- who holds it


def seen(state: Opened, told: Seen, view: View) -> Step:
    card = state.card
    if told.why == "room":
        now = RoomNow(card.mark, card.title, told.people, card.closes, card.latest)
        return Step(state, (_tell(told.user, now),))
    if told.why == "step-out":
        others = tuple(user for user in told.people if user not in state.holders)
        return Step(state, (_tell(told.user, WhoIsIn(card.mark, others)),))
    if set(told.people) & set(state.holders):
        return Step(replace(state, asked=False))
    if card.second is None or state.asked:
        return _close(state, "alone")
    ask = _tell(card.second, HoldAsked(card.mark, card.title))
    again = WakeAt(view.now + _patience(view) / 2, "check")
    return Step(replace(state, asked=True), (ask, again))


def holds(state: Opened, told: Holds, view: View) -> Step:
    if told.user != state.card.second:
        return Step(state)
    return _hand_over(state, told.user, view) if told.yes else _close(state, "alone")


def _hand_over(state: Opened, user: UserID, view: View) -> Step:
    card = replace(state.card, facilitator=user, second=None, shown_name="", duty="")
    holding = _tell(user, NowHolding(card.mark, card.title, card.closes))
    check = WakeAt(view.now + _patience(view), "check")
    return Step(replace(state, card=card, asked=False), (Publish(card), holding, check))


def look_in(state: Opened, told: LookIn, _view: View) -> Step:
    return Step(state, (Look(state.room_id, told.why, told.user),))


def help_wanted(state: Opened, told: HelpWanted, _view: View) -> Step:
    card = state.card
    return Step(state, (_tell(card.facilitator, HelpAsked(card.title, told.user)),))


# --- its time


def extend(state: Opened, told: Extend, view: View) -> Step:
    card = state.card
    closes = card.closes + timedelta(minutes=told.minutes)
    if closes > card.latest:
        refused = Extended(card.title, card.closes, card.latest, refused=True)
        return Step(state, (_tell(told.user, refused),))
    longer = replace(card, closes=closes)
    effects: tuple[Effect, ...] = (
        Publish(longer),
        SilenceAt(state.room_id, closes),
        SetTopic(state.room_id, closes, 0),
        *_clock(longer, view),
        _tell(told.user, Extended(card.title, closes, card.latest, refused=False)),
    )
    return Step(replace(state, card=longer), effects)


def due(state: Opened, told: Due, view: View) -> Step:
    left = state.card.closes - view.now
    if left <= timedelta():
        return _close(state, "time")
    match told.what:
        case "check":
            return Step(state, (Look(state.room_id, "check"),))
        case "ten" if left <= TEN:
            return _warn(state, 10, (state.card.facilitator, *(s.user for s in state.seats)))
        case "two" if left <= TWO:
            return _warn(state, 2, (state.card.facilitator,))
        case _:
            return Step(state)  # of a time before the room was extended


def _warn(state: Opened, minutes: int, people: tuple[UserID, ...]) -> Step:
    card = state.card
    ends = RoomEnds(card.mark, card.title, minutes)
    topic = SetTopic(state.room_id, card.closes, minutes)
    return Step(state, (topic, *(_tell(user, ends) for user in dict.fromkeys(people))))


# --- closing


def close(state: Opened, told: Close, _view: View) -> Step:
    return _close(state, told.why)


def _close(state: Opened, why: str) -> Step:
    seats = tuple(seat.user for seat in state.seats)
    closing = Closing(state.card, state.room_id, seats, why)
    return Step(closing, (Withdraw(), Silence(state.room_id)))


def silenced(state: Closing, _told: Silenced, _view: View) -> Step:
    return Step(state, (Empty(state.room_id),))


def emptied(state: Closing, _told: Emptied, _view: View) -> Step:
    return Step(state, (Leave(state.room_id),))


def left(state: Closing, _left: Left, _view: View) -> Step:
    card = state.card
    over = RoomClosed(card.mark, card.title, state.why)
    told = [_tell(user, over) for user in state.seats]
    hosted = _tell(card.facilitator, replace(over, hosted=True))
    return Step(Wanted(), (*told, hosted, Done()))


# --- what comes late


def not_there(state: State, told: LetIn, view: View) -> Step:
    """No such room (any more): whoever asks for it gets no place."""
    return Step(state, (_tell(told.user, PlaceRefused(view.mark, "closed")),))


def no_place(state: State, told: LetGo | LayDown, view: View) -> Step:
    """No such room (any more), so the place is free already."""
    return Step(state, (_tell(told.user, PlaceFreed(view.mark)),))


def ignored(state: State, _told: Input, _view: View) -> Step:
    """A result or a time that crossed a change of state: nothing is left to do for it."""
    return Step(state)


_ANSWERED_LATE = (LetIn, LetGo, LayDown)

FLOW = Flow(
    "room",
    (
        Row(Wanted, Open, make, (Making, Wanted)),
        Row(Making, Created, made, (Opened, Closing)),
        Row(Making, NotCreated, not_made, (Wanted,)),
        Row(Making, Close, close_when_made, (Making,)),
        Row(Making, LayDown, lay_down_before_made, (Making,)),
        Row(Opened, LetIn, let_in, (Opened,)),
        Row(Opened, Came, came, (Opened,)),
        Row(Opened, Invited, invited, (Opened,)),
        Row(Opened, NotInvited, not_invited, (Opened, Closing)),
        Row(Opened, LetGo, let_go, (Opened,)),
        Row(Opened, Removed, removed, (Opened,)),
        Row(Opened, StepOut, step_out, (Opened,)),
        Row(Opened, Went, went, (Opened,)),
        Row(Opened, LayDown, lay_down, (Opened, Closing)),
        Row(Opened, Seen, seen, (Opened, Closing)),
        Row(Opened, Holds, holds, (Opened, Closing)),
        Row(Opened, LookIn, look_in, (Opened,)),
        Row(Opened, HelpWanted, help_wanted, (Opened,)),
        Row(Opened, Extend, extend, (Opened,)),
        Row(Opened, Due, due, (Opened, Closing)),
        Row(Opened, Close, close, (Closing,)),
        Row(Closing, LetGo, ignored, (Closing,)),
        Row(Closing, LayDown, ignored, (Closing,)),
        Row(Closing, Silenced, silenced, (Closing,)),
        Row(Closing, Emptied, emptied, (Closing,)),
        Row(Closing, Left, left, (Wanted,)),
        Row(Anywhere, LetIn, not_there, ()),
        Row(Anywhere, LetGo, no_place, ()),
        Row(Anywhere, LayDown, no_place, ()),
        *(
            Row(Anywhere, late, ignored, ())
            for late in get_args(RoomInput)
            if late not in _ANSWERED_LATE
        ),
    ),
)
