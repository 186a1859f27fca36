"""The life of an ephemeral room: wanted, open, then closed in a saga that always ends.

People come in when somebody holds the room, and nobody stays in one that nobody holds. Closing is
one path, whatever began it: silence first (so that the promise holds even when the rest takes
long), then everyone leaves with one reason, then the keeper leaves and forgets, and only then the
closing lines go out and the key goes. Every stage may be entered again. Who is in the room is asked
of the homeserver each time.
"""

from typing import get_args

from peerbot.feature import Flow
from peerbot.flow import Anywhere, Row
from peerbot.flows.room.closing import (
    all_out,
    close,
    emptied,
    ignored,
    left,
    no_place,
    not_there,
    not_to_hold,
    removed_before,
    silenced,
    too_late,
)
from peerbot.flows.room.making import close_when_made, host_gone_early, made, make, not_made
from peerbot.flows.room.passing import (
    help_wanted,
    note_brought,
    note_too_late,
    passed,
    passed_too_late,
)
from peerbot.flows.room.people import (
    answered,
    came,
    holds,
    let_go,
    let_in,
    look_in,
    removed,
    second_agrees,
    second_declines,
    seen,
    step_out,
    went,
)
from peerbot.flows.room.states import Closing, Making, Opened, Wanted
from peerbot.flows.room.taking_back import all_gone, take_back, taken_back, taken_back_late
from peerbot.flows.room.timing import due, extend
from peerbot.vocabulary import room_inputs

MACHINE = "room"

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
"""Who sent one of these hears an answer, even when the room is over."""

FLOW = Flow(
    "room",
    (
        Row(Wanted, room_inputs.Open, make, (Making,)),
        Row(Making, room_inputs.Created, made, (Opened, Closing)),
        Row(Making, room_inputs.NotCreated, not_made, (Wanted,)),
        Row(Making, room_inputs.Close, close_when_made, (Making,)),
        Row(Making, room_inputs.LetGo, host_gone_early, (Making,)),
        Row(Opened, room_inputs.LetIn, let_in, (Opened,)),
        Row(Opened, room_inputs.Came, came, (Opened,)),
        Row(Opened, room_inputs.Waiting, answered, (Opened,)),
        Row(Opened, room_inputs.Invited, answered, (Opened,)),
        Row(Opened, room_inputs.NotInvited, answered, (Opened, Closing)),
        Row(Opened, room_inputs.LetGo, let_go, (Opened, Closing)),
        Row(Opened, room_inputs.Removed, removed, (Opened,)),
        Row(Opened, room_inputs.StepOut, step_out, (Opened,)),
        Row(Opened, room_inputs.TakeBack, take_back),
        Row(Opened, room_inputs.TakenBack, taken_back),
        Row(Opened, room_inputs.Went, went, (Opened,)),
        Row(Opened, room_inputs.Seen, seen, (Opened, Closing)),
        Row(Opened, room_inputs.SecondAgrees, second_agrees, (Opened,)),
        Row(Opened, room_inputs.SecondDeclines, second_declines, (Opened,)),
        Row(Opened, room_inputs.Holds, holds, (Opened, Closing)),
        Row(Opened, room_inputs.LookIn, look_in),
        Row(Opened, room_inputs.HelpWanted, help_wanted, (Opened,)),
        Row(Opened, room_inputs.NoteBrought, note_brought, (Opened,)),
        Row(Opened, room_inputs.Passed, passed, (Opened,)),
        Row(Opened, room_inputs.Extend, extend, (Opened,)),
        Row(Opened, room_inputs.Due, due, (Opened, Closing)),
        Row(Opened, room_inputs.Close, close, (Closing,)),
        Row(Closing, room_inputs.LetGo, ignored),
        Row(Closing, room_inputs.Removed, removed_before),
        *(Row(Closing, late, too_late, (Closing,)) for late in get_args(room_inputs.Answered)),
        Row(Closing, room_inputs.Silenced, silenced),
        Row(Closing, room_inputs.Emptied, emptied, (Closing,)),
        Row(Closing, room_inputs.Left, left, (Wanted,)),
        Row(Anywhere, room_inputs.LetIn, not_there),
        Row(Anywhere, room_inputs.LetGo, no_place),
        Row(Anywhere, room_inputs.SecondAgrees, not_to_hold),
        Row(Anywhere, room_inputs.NoteBrought, note_too_late),
        Row(Anywhere, room_inputs.Passed, passed_too_late),
        Row(Anywhere, room_inputs.StepOut, all_out),
        Row(Anywhere, room_inputs.TakeBack, all_gone),
        Row(Anywhere, room_inputs.TakenBack, taken_back_late),
        *(
            Row(Anywhere, late, ignored)
            for late in get_args(room_inputs.RoomInput)
            if late not in TOLD
        ),
    ),
)
