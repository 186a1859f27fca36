"""The life of an ephemeral room: wanted, open, then closed in a saga that always ends.

People come in when somebody holds the room, and nobody stays in one that nobody holds. Closing is
one path, whatever began it: silence first (so that the promise holds even when the rest takes
long), then everyone leaves with one reason, then the keeper leaves and forgets, and only then the
closing lines go out and the key goes. Every stage may be entered again. Who is in the room is asked
of the homeserver each time.
"""

from typing import get_args

from peerbot.features.rooms.actor.closing import (
    close_room,
    ignore_late_input,
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
from peerbot.features.rooms.actor.making import (
    close_once_made,
    facilitator_left_early,
    make_room,
    room_made,
    room_not_made,
)
from peerbot.features.rooms.actor.passing import (
    delivery_reported,
    delivery_reported_late,
    help_wanted,
    note_brought,
    note_brought_late,
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
from peerbot.features.rooms.actor.timing import extend_room, time_due
from peerbot.flow import Anywhere, Row
from peerbot.vocabulary import room_inputs

TOLD = (
    room_inputs.LetIn,
    room_inputs.LetGo,
    room_inputs.SecondAgrees,
    room_inputs.NoteBrought,
    room_inputs.Passed,
    room_inputs.StepOut,
    room_inputs.TakeBack,
    room_inputs.TakenBack,
)
"""The senders of these get an answer even when the room is over."""

TRANSITIONS = (
    Row(Wanted, room_inputs.Open, make_room, (Making,)),
    Row(Making, room_inputs.Created, room_made, (Opened, Closing)),
    Row(Making, room_inputs.NotCreated, room_not_made, (Wanted,)),
    Row(Making, room_inputs.Close, close_once_made, (Making,)),
    Row(Making, room_inputs.LetGo, facilitator_left_early, (Making,)),
    Row(Opened, room_inputs.LetIn, let_member_in, (Opened,)),
    Row(Opened, room_inputs.Came, member_came, (Opened,)),
    Row(Opened, room_inputs.Waiting, invitation_answered, (Opened,)),
    Row(Opened, room_inputs.Invited, invitation_answered, (Opened,)),
    Row(Opened, room_inputs.NotInvited, invitation_answered, (Opened, Closing)),
    Row(Opened, room_inputs.LetGo, let_member_go, (Opened, Closing)),
    Row(Opened, room_inputs.Removed, member_removed, (Opened,)),
    Row(Opened, room_inputs.StepOut, step_out, (Opened,)),
    Row(Opened, room_inputs.TakeBack, take_message_back),
    Row(Opened, room_inputs.TakenBack, message_taken_back),
    Row(Opened, room_inputs.Went, member_went, (Opened,)),
    Row(Opened, room_inputs.Seen, people_seen, (Opened, Closing)),
    Row(Opened, room_inputs.SecondAgrees, second_agrees, (Opened,)),
    Row(Opened, room_inputs.SecondDeclines, second_declines, (Opened,)),
    Row(Opened, room_inputs.Holds, second_answered_hold, (Opened, Closing)),
    Row(Opened, room_inputs.LookIn, look_in),
    Row(Opened, room_inputs.HelpWanted, help_wanted, (Opened,)),
    Row(Opened, room_inputs.NoteBrought, note_brought, (Opened,)),
    Row(Opened, room_inputs.Passed, delivery_reported, (Opened,)),
    Row(Opened, room_inputs.Extend, extend_room, (Opened,)),
    Row(Opened, room_inputs.Due, time_due, (Opened, Closing)),
    Row(Opened, room_inputs.Close, close_room, (Closing,)),
    Row(Closing, room_inputs.LetGo, ignore_late_input),
    Row(Closing, room_inputs.Removed, member_removed_late),
    *(
        Row(Closing, late, place_answered_late, (Closing,))
        for late in get_args(room_inputs.Answered)
    ),
    Row(Closing, room_inputs.Silenced, room_silenced),
    Row(Closing, room_inputs.Emptied, room_emptied, (Closing,)),
    Row(Closing, room_inputs.Left, room_left, (Wanted,)),
    Row(Anywhere, room_inputs.LetIn, room_not_there),
    Row(Anywhere, room_inputs.LetGo, place_already_free),
    Row(Anywhere, room_inputs.SecondAgrees, second_agrees_late),
    Row(Anywhere, room_inputs.NoteBrought, note_brought_late),
    Row(Anywhere, room_inputs.Passed, delivery_reported_late),
    Row(Anywhere, room_inputs.StepOut, step_out_late),
    Row(Anywhere, room_inputs.TakeBack, take_message_back_late),
    Row(Anywhere, room_inputs.TakenBack, message_taken_back_late),
    *(
        Row(Anywhere, late, ignore_late_input)
        for late in get_args(room_inputs.RoomInput)
        if late not in TOLD
    ),
)
