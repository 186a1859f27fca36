"""What may become of a wish about a room. The sentences are named after these."""

from typing import Literal

NoPlace = Literal[
    "full",
    "server",
    "locked",
    "invited",
    "closed",
    "not-begun",
    "forbidden",
    "blocked",
    "limited",
    "out",
    "away",
]
"""Why somebody was not let in; server: as many people of their homeserver as may have a place there
have one; locked: who holds the room lets nobody new in for now; invited: it is for invited people
alone, and they are not; not-begun:
the room closed before anybody held it for them; forbidden: their account or a server does not take
it; blocked: their own settings refuse invitations; limited: the homeserver lets nobody invite them
for a while; out: they were asked to step out of this one room; away: their homeserver does not
answer ours."""


NoRoom = Literal[
    "limited",
    "forbidden",
    "unsafe",
    "late",
    "version",
    "most",
    "answered",
    "taken",
    "not-now",
    "many",
]
"""Why no room was made; unsafe: the keeper is not as at setup; late: its time was over; version:
the homeserver makes only rooms of a kind that protects nobody; most: there are as many as there may
be, for a call; answered: the call that it was for is answered, or no longer one. For a date: taken:
somebody else opens a room; not-now: it is over, moved or left out; many: as most."""


Ending = Literal["time", "facilitator", "alone", "lost", "unsafe", "uninvited", "stuck", "declined"]
"""Why a room closed; alone: nobody was there to hold it; uninvited: whoever should hold it could
not be invited; stuck: the homeserver let us not remove everyone; declined: whom a room for two was
for would rather not."""


Looking = Literal["room", "step-out", "help", "check", "hold"]
"""Why the room is looked into: somebody asked, or to see whether anybody holds it; hold: the second
wants to."""


Handover = Literal["", "asked", "changed"]
"""What the topic says of who holds the room; asked: that may change; changed: it has."""


NoteFate = Literal["waits", "handed", "unreached", "closed", "changed", "again", "out"]
"""What became of a note; waits: whom it is for has yet to read it; closed: the room closed before
that; changed: somebody else holds the room by now; again: one was handed there already; out: its
writer was asked to step out of that room."""


HelpFate = Literal[
    "sent", "nobody", "soon", "no-place", "comes", "later", "busy", "unanswered", "no-room", "ended"
]
"""What became of asking for the facilitator; soon: it was asked for a few minutes ago; busy: nobody
who was asked is free; unanswered: nobody has said anything yet; no-room: somebody would come, but
there can be no room for the two; ended: nobody comes any more."""


HelpAnswer = Literal["come", "later", "busy"]
"""What whoever holds a room answers to a call; later: in five minutes."""


AnswerFate = Literal["later", "busy", "over"]
"""What became of such an answer; over: the call is answered already, or no longer one."""


StepOutFate = Literal["out", "refused", "gone", "closed", "not-yours"]
"""What became of asking somebody to step out; refused: the homeserver let us not remove them; gone:
they were not there any more."""


SecondFate = Literal["asked", "has-one", "most", "closed", "not-yours"]
"""What became of naming a second in an open room; has-one: it has one, or somebody is asked; most:
as many were asked as may be."""


TakeBackFate = Literal["done", "gone", "not-message", "refused", "closed", "not-yours"]
"""What became of taking a message back; gone: the room has no such message; not-message: it is
something else, such as the room's name."""


AskInFate = Literal["done", "out", "many", "closed", "not-yours"]
"""What became of inviting somebody to a room for invited people alone; out: they were asked to step
out of it; many: as many as may be are invited already."""


ProposalFate = Literal[
    "waits", "handed", "unreached", "closed", "changed", "again", "most", "no-place"
]
"""What became of a proposal. As of a note, but: again: their last one is not read yet; most: they
made as many there as they may; no-place: they are not let in there."""


Written = Literal["note", "agreement"]
"""Words that are passed on to whoever holds a room, as they were written; agreement: what somebody
there proposes to agree on."""


Relayed = Literal["note", "help", "agreement"]
"""What is passed on to those who hold a room."""
