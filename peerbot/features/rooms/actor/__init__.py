"""The life of an ephemeral room: wanted, open, then closed in a saga that always ends.

People come in when somebody holds the room, and nobody stays in one that nobody holds. Closing is
one path, whatever began it: silence first (so that the promise holds even when the rest takes
long), then everyone leaves with one reason, then the keeper leaves and forgets, and only then the
closing lines go out and the key goes. Every stage may be entered again. Who is in the room is asked
of the homeserver each time.
"""

from typing import get_args

from peerbot.features.rooms import to_room
from peerbot.features.rooms.actor.asking_in import ask_in, ask_in_late
from peerbot.features.rooms.actor.closing import (
    close_room,
    ignore_late_message,
    let_go_late,
    member_removed_late,
    place_already_free,
    place_answered_late,
    room_emptied,
    room_left,
    room_not_there,
    room_silenced,
    second_agrees_late,
    step_out_late,
)
from peerbot.features.rooms.actor.fullness import showing_fullness
from peerbot.features.rooms.actor.handover import holder_is_here
from peerbot.features.rooms.actor.helping import (
    help_answered,
    help_answered_late,
    help_wanted,
    showing_calls,
)
from peerbot.features.rooms.actor.life import heard
from peerbot.features.rooms.actor.locking import lock_room
from peerbot.features.rooms.actor.making import (
    close_once_made,
    close_soon_once_made,
    facilitator_left_early,
    make_room,
    room_made,
    room_not_made,
)
from peerbot.features.rooms.actor.naming import name_second, name_second_late
from peerbot.features.rooms.actor.passing import (
    delivery_reported,
    delivery_reported_late,
    words_brought,
    words_brought_late,
    words_taken_back,
)
from peerbot.features.rooms.actor.people import (
    invitation_answered,
    let_member_go,
    let_member_in,
    look_in,
    member_came,
    member_removed,
    member_went,
    people_seen,
    second_agrees,
    second_answered_hold,
    second_declines,
    step_out,
)
from peerbot.features.rooms.actor.states import Closing, Making, Opened, Wanted
from peerbot.features.rooms.actor.taking_back import (
    message_taken_back,
    message_taken_back_late,
    take_message_back,
    take_message_back_late,
)
from peerbot.features.rooms.actor.timing import close_soon, extend_room, room_armed, time_due
from peerbot.kernel.feature import Extensions
from peerbot.kernel.table import Anywhere, Transition

TOLD = (
    to_room.LetIn,
    to_room.LetGo,
    to_room.NameSecond,
    to_room.SecondAgrees,
    to_room.HelpAnswered,
    to_room.WordsBrought,
    to_room.Passed,
    to_room.AskIn,
    to_room.StepOut,
    to_room.TakeBack,
    to_room.TakenBack,
)
"""The senders of these get an answer even when the room is over."""

_ROWS = (
    Transition(Wanted, to_room.Open, make_room, (Making,)),
    Transition(Making, to_room.Created, room_made, (Opened, Closing)),
    Transition(Making, to_room.NotCreated, room_not_made, (Wanted,)),
    Transition(Making, to_room.Close, close_once_made, (Making,)),
    Transition(Making, to_room.CloseSoon, close_soon_once_made, (Making,)),
    Transition(Making, to_room.LetGo, facilitator_left_early, (Making,)),
    Transition(Opened, to_room.LetIn, let_member_in, (Opened,)),
    Transition(Opened, to_room.Came, member_came, (Opened,)),
    Transition(Opened, to_room.Waiting, invitation_answered, (Opened,)),
    Transition(Opened, to_room.Invited, invitation_answered, (Opened,)),
    Transition(Opened, to_room.NotInvited, invitation_answered, (Opened, Closing)),
    Transition(Opened, to_room.LetGo, let_member_go, (Opened, Closing)),
    Transition(Opened, to_room.Removed, member_removed, (Opened,)),
    Transition(Opened, to_room.StepOut, step_out, (Opened,)),
    Transition(Opened, to_room.AskIn, ask_in, (Opened,)),
    Transition(Opened, to_room.TakeBack, take_message_back),
    Transition(Opened, to_room.TakenBack, message_taken_back),
    Transition(Opened, to_room.Went, member_went, (Opened,)),
    Transition(Opened, to_room.Seen, people_seen, (Opened, Closing)),
    Transition(Opened, to_room.NameSecond, name_second, (Opened,)),
    Transition(Opened, to_room.SecondAgrees, second_agrees, (Opened,)),
    Transition(Opened, to_room.SecondDeclines, second_declines, (Opened,)),
    Transition(Opened, to_room.Holds, second_answered_hold, (Opened, Closing)),
    Transition(Opened, to_room.HoldsOn, holder_is_here, (Opened,)),
    Transition(Opened, to_room.LookIn, look_in),
    Transition(Opened, to_room.HelpWanted, help_wanted, (Opened,)),
    Transition(Opened, to_room.HelpAnswered, help_answered, (Opened,)),
    Transition(Opened, to_room.WordsBrought, words_brought, (Opened,)),
    Transition(Opened, to_room.WordsTakenBack, words_taken_back, (Opened,)),
    Transition(Opened, to_room.Passed, delivery_reported, (Opened,)),
    Transition(Opened, to_room.Extend, extend_room, (Opened,)),
    Transition(Opened, to_room.Lock, lock_room, (Opened,)),
    Transition(Opened, to_room.CloseSoon, close_soon, (Opened,)),
    Transition(Opened, to_room.Due, time_due, (Opened, Closing)),
    Transition(Opened, to_room.Armed, room_armed, (Opened,)),
    Transition(Opened, to_room.Close, close_room, (Closing,)),
    Transition(Closing, to_room.LetGo, let_go_late),
    Transition(Closing, to_room.Removed, member_removed_late),
    *(
        Transition(Closing, late, place_answered_late, (Closing,))
        for late in get_args(to_room.Answered)
    ),
    Transition(Closing, to_room.Silenced, room_silenced),
    Transition(Closing, to_room.Emptied, room_emptied, (Closing,)),
    Transition(Closing, to_room.Left, room_left, (Wanted,)),
    Transition(Anywhere, to_room.LetIn, room_not_there),
    Transition(Anywhere, to_room.LetGo, place_already_free),
    Transition(Anywhere, to_room.NameSecond, name_second_late),
    Transition(Anywhere, to_room.SecondAgrees, second_agrees_late),
    Transition(Anywhere, to_room.HelpAnswered, help_answered_late),
    Transition(Anywhere, to_room.WordsBrought, words_brought_late),
    Transition(Anywhere, to_room.Passed, delivery_reported_late),
    Transition(Anywhere, to_room.StepOut, step_out_late),
    Transition(Anywhere, to_room.AskIn, ask_in_late),
    Transition(Anywhere, to_room.TakeBack, take_message_back_late),
    Transition(Anywhere, to_room.TakenBack, message_taken_back_late),
)

_LATE = tuple(
    Transition(Anywhere, late, ignore_late_message)
    for late in dict.fromkeys(row.on for row in _ROWS)
    if late not in TOLD
)


def transitions(extensions: Extensions) -> tuple[Transition, ...]:
    """Other features hear of the moments of each room."""
    rows = map(showing_calls, map(showing_fullness, (*_ROWS, *_LATE)))
    return tuple(heard(extensions, row) for row in rows)
