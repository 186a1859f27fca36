"""The life of an ephemeral room: wanted, open, then closed in a saga that always ends.

Closing is one path, whatever began it: silence first (so that the promise holds even when the
rest takes long), then everyone leaves with one reason, then the keeper leaves and forgets, and
only then the closing lines go out and the key goes. Every stage may be entered again.
"""

from datetime import timedelta

from msgspec.structs import replace

from peerbot.flow import Anywhere, Flow, Row, State, Step
from peerbot.vocabulary.effects import (
    CreateRoom,
    Done,
    Effect,
    Empty,
    Invite,
    Leave,
    Publish,
    Remove,
    SetTopic,
    Silence,
    Tell,
    WakeAt,
    Withdraw,
)
from peerbot.vocabulary.ids import Person, RoomID, UserID
from peerbot.vocabulary.inputs import (
    Close,
    Created,
    Due,
    Emptied,
    Ending,
    Input,
    Invited,
    Left,
    LetGo,
    LetIn,
    NoRoom,
    NotCreated,
    NotInvited,
    Open,
    PlaceFreed,
    PlaceGiven,
    PlaceRefused,
    Removed,
    RoomClosed,
    RoomIsOpen,
    RoomNotOpened,
    Silenced,
)
from peerbot.vocabulary.notes import Card, View

MACHINE = "room"

WARNING = timedelta(minutes=10)


class Wanted(State, frozen=True):
    """No room yet: also where a room ends, so that what comes late finds nothing."""


class Making(State, frozen=True):
    """The homeserver is asked to make the room."""

    card: Card
    close: Ending | None = None


class Opened(State, frozen=True):
    """The room is there. `seats`: who was let in and has not given the place back."""

    card: Card
    room_id: RoomID
    seats: tuple[UserID, ...] = ()


class Closing(State, frozen=True):
    """The saga is under way. `seats` hear the closing line, if they chose it."""

    card: Card
    room_id: RoomID
    seats: tuple[UserID, ...]
    why: Ending


def _tell(user: UserID, told: Input) -> Tell:
    return Tell(Person(user), told)


def _not_opened(card: Card, why: NoRoom) -> Tell:
    return _tell(card.facilitator, RoomNotOpened(card.mark, why))


def make(_state: Wanted, told: Open, view: View) -> Step:
    if told.card.closes <= view.now:
        return Step(Wanted(), (_not_opened(told.card, "late"), Done()))
    return Step(Making(told.card), (CreateRoom(told.card, view.settings.federate),))


def made(state: Making, told: Created, view: View) -> Step:
    card = state.card
    opened = Opened(card, told.room_id)
    if state.close or card.closes <= view.now:
        return _close(opened, state.close or "time")
    invite = Invite(told.room_id, card.facilitator, card.size + 1, card.closes)
    effects: list[Effect] = [invite, WakeAt(card.closes, "end")]
    if card.closes - card.opened > WARNING:
        effects.append(WakeAt(card.closes - WARNING, "warning"))
    return Step(opened, tuple(effects))


def _publish(state: Opened, view: View) -> Step:
    """Only once there is somebody to hold the room do members see it, under a number."""
    taken = {card.number for card in view.rooms}
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    card = replace(state.card, number=number)
    told = _tell(card.facilitator, RoomIsOpen(card))
    return Step(replace(state, card=card), (Publish(card), told))


def not_made(state: Making, told: NotCreated, _view: View) -> Step:
    return Step(Wanted(), (_not_opened(state.card, told.why), Done()))


def close_when_made(state: Making, told: Close, _view: View) -> Step:
    return Step(Making(state.card, told.why))


def host_gone_early(state: Making, _told: LetGo, _view: View) -> Step:
    """Before it is made nobody but its facilitator knows of a room."""
    return Step(Making(state.card, "facilitator"))


def let_in(state: Opened, told: LetIn, _view: View) -> Step:
    seats = state.seats if told.user in state.seats else (*state.seats, told.user)
    card = state.card
    invite = Invite(state.room_id, told.user, card.size + 1, card.closes)
    return Step(Opened(card, state.room_id, seats), (invite,))


def invited(state: Opened, told: Invited, view: View) -> Step:
    if told.user == state.card.facilitator:
        return _publish(state, view)
    if told.user in state.seats:
        return Step(state, (_tell(told.user, PlaceGiven(state.card.mark)),))
    return Step(state, (Remove(state.room_id, told.user),))


def not_invited(state: Opened, told: NotInvited, _view: View) -> Step:
    card = state.card
    if told.user == card.facilitator:
        return _close(state, "uninvited")
    refused = _tell(told.user, PlaceRefused(card.mark, told.why))
    return Step(Opened(card, state.room_id, _without(state.seats, told.user)), (refused,))


def let_go(state: Opened, told: LetGo, _view: View) -> Step:
    if told.user == state.card.facilitator:
        return _close(state, "facilitator")
    return Step(state, (Remove(state.room_id, told.user),))


def removed(state: Opened, told: Removed, _view: View) -> Step:
    if told.user not in state.seats:
        return Step(state)
    seats = _without(state.seats, told.user)
    freed = _tell(told.user, PlaceFreed(state.card.mark, told.refused))
    return Step(Opened(state.card, state.room_id, seats), (freed,))


def _without(seats: tuple[UserID, ...], user: UserID) -> tuple[UserID, ...]:
    return tuple(seat for seat in seats if seat != user)


def due(state: Opened, told: Due, view: View) -> Step:
    if told.what == "warning" and view.now < state.card.closes:
        minutes = int(WARNING.total_seconds() // 60)
        return Step(state, (SetTopic(state.room_id, state.card.closes, minutes),))
    return _close(state, "time")


def close(state: Opened, told: Close, _view: View) -> Step:
    return _close(state, told.why)


def _close(state: Opened, why: Ending) -> Step:
    closing = Closing(state.card, state.room_id, state.seats, why)
    return Step(closing, (Withdraw(), Silence(state.room_id)))


def silenced(state: Closing, _told: Silenced, _view: View) -> Step:
    return Step(state, (Empty(state.room_id),))


def too_late(state: Closing, told: Invited | NotInvited, _view: View) -> Step:
    """Somebody still waited for their place; they are not left waiting."""
    if told.user not in state.seats:
        return Step(state)
    refused = _tell(told.user, PlaceRefused(state.card.mark, "closed"))
    return Step(replace(state, seats=_without(state.seats, told.user)), (refused,))


def emptied(state: Closing, told: Emptied, _view: View) -> Step:
    after = replace(state, why="stuck") if told.refused else state
    return Step(after, (Leave(state.room_id),))


def left(state: Closing, _left: Left, _view: View) -> Step:
    card = state.card
    over = RoomClosed(card.mark, state.why)
    told = [_tell(user, over) for user in state.seats]
    hosted = _tell(card.facilitator, replace(over, hosted=True))
    return Step(Wanted(), (*told, hosted, Done()))


def not_there(state: State, told: LetIn, view: View) -> Step:
    """No such room (any more): whoever asks for it gets no place."""
    return Step(state, (_tell(told.user, PlaceRefused(view.mark, "closed")),))


def no_place(state: State, told: LetGo, view: View) -> Step:
    """No such room (any more), so the place is free already."""
    return Step(state, (_tell(told.user, PlaceFreed(view.mark)),))


def ignored(state: State, _told: Input, _view: View) -> Step:
    """A result or a time that crossed a change of state: nothing is left to do for it."""
    return Step(state)


FLOW = Flow(
    "room",
    (
        Row(Wanted, Open, make, (Making,)),
        Row(Making, Created, made, (Opened, Closing)),
        Row(Making, NotCreated, not_made, (Wanted,)),
        Row(Making, Close, close_when_made, (Making,)),
        Row(Making, LetGo, host_gone_early, (Making,)),
        Row(Opened, LetIn, let_in, (Opened,)),
        Row(Opened, Invited, invited, (Opened,)),
        Row(Opened, NotInvited, not_invited, (Opened, Closing)),
        Row(Opened, LetGo, let_go, (Closing,)),
        Row(Opened, Removed, removed, (Opened,)),
        Row(Opened, Due, due, (Closing,)),
        Row(Opened, Close, close, (Closing,)),
        Row(Closing, LetGo, ignored),
        Row(Closing, Invited, too_late, (Closing,)),
        Row(Closing, NotInvited, too_late, (Closing,)),
        Row(Closing, Silenced, silenced),
        Row(Closing, Emptied, emptied, (Closing,)),
        Row(Closing, Left, left, (Wanted,)),
        Row(Anywhere, LetIn, not_there),
        Row(Anywhere, LetGo, no_place),
        *(
            Row(Anywhere, late, ignored)
            for late in (
                Open,
                Close,
                Due,
                Created,
                NotCreated,
                Invited,
                NotInvited,
                Removed,
                Silenced,
                Emptied,
                Left,
            )
        ),
    ),
)
