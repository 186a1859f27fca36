"""Whoever took that on reads complaints, when they want to."""

from collections.abc import Iterator
from datetime import timedelta

from peerbot.features.complaints.actor import (
    Complaint,
    ComplaintGone,
    ComplaintShown,
    ComplaintTold,
    ComplaintWaits,
    ComplaintWanted,
)
from peerbot.features.complaints.records import COMPLAINTS, Addressed
from peerbot.features.roles.api import role_of
from peerbot.kernel.context import Context, Published
from peerbot.kernel.effects import Args, Line, Quoted, Relay, Say
from peerbot.kernel.feature import Choice, Flow, Help, Shown
from peerbot.kernel.messages import Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, State, Step, Transition

SAID_WITHIN = timedelta(hours=1)
"""They want to read it now; later they ask once more."""


def reads_complaints(context: Context) -> bool:
    role = role_of(context)
    return role is not None and role.name == COMPLAINTS.name


def _waiting_for(context: Context) -> tuple[Published[Addressed], ...]:
    """Complaints that the person may read by now, what came first at the front."""
    waiting = (
        published
        for published in context.listings.of(Addressed)
        if context.me in published.listing.to and published.listing.due <= context.now
    )
    if not reads_complaints(context):
        return ()
    return tuple(sorted(waiting, key=lambda published: (published.listing.due, published.key)))


def something_waits(context: Context) -> bool:
    return bool(_waiting_for(context))


def read_complaints(state: State, _heard: Pick, context: Context) -> Step:
    waiting = _waiting_for(context)
    if not waiting:
        return Step(state, (Say("complaints-none"),))
    return Step(state, (Send(Complaint(waiting[0].key), ComplaintWanted(context.me)),))


def complaint_waits(state: State, message: ComplaintWaits, context: Context) -> Step:
    """Of several they are told once, since the one that they read tells of the others."""
    waiting = _waiting_for(context)
    if not waiting or waiting[0].key != message.id:
        return Step(state)
    return Step(state, (Say("complaint-waits", starts=True),))


def complaint_shown(state: State, message: ComplaintShown, context: Context) -> Step:
    """The words are their writer's until they stand in the chat."""
    args: Args = {
        "complaint": Quoted(message.words),
        "concerns": Quoted(message.about),
        "user": message.writer if message.named else "",
    }
    sender = Line(0, "complaint-from" if message.named else "complaint-from-nobody", args)
    about = (Line(0, "complaint-about", args),) if message.about else ()
    more = len(_waiting_for(context)) - 1
    left = (Line(0, "complaint-more", {"count": more}),) if more > 0 else ()
    done, failed = (
        Send(Complaint(message.id), ComplaintTold(context.me, done=told)) for told in (True, False)
    )
    until = min(context.now + SAID_WITHIN, message.until)
    relay = Relay(message.writer, message.id, until, done, failed, "complaint")
    said = Say("complaint-shown", args, also=(sender, *about, *left), relay=relay)
    return Step(state, (said,))


def complaint_gone(state: State, _message: ComplaintGone, _context: Context) -> Step:
    return Step(state, (Say("complaints-none"),))


def waiting_lines(context: Context) -> Iterator[Line]:
    """The line of `me`, for whoever may read some."""
    if waiting := _waiting_for(context):
        yield Line(0, "me-complaints", {"count": len(waiting)})


FLOW = Flow(
    "complaints",
    (
        Transition(Anywhere, "read-complaints", read_complaints, always_heard=True),
        Transition(Anywhere, ComplaintWaits, complaint_waits),
        Transition(Anywhere, ComplaintShown, complaint_shown),
        Transition(Anywhere, ComplaintGone, complaint_gone),
    ),
    menu=(Choice("read-complaints", 11, something_waits),),
    helps=(Help("help-complaints", reads_complaints),),
    shown=(Shown(51, waiting_lines),),
)
