"""A complaint that is on its way: its writer has it back, and hears what becomes of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.complaints.actor import (
    Complaint,
    ComplaintOver,
    ComplaintRead,
    LetGoOfComplaint,
)
from peerbot.features.complaints.records import NAMED, UNNAMED, MyComplaint
from peerbot.features.core.api import complaints_contact
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import CancelTimer, Drop, Effect, Line, Put, Say
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.parse import Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition

WRITER_TIMER = "complaint"
"""For as long as it waits the writer's chat is kept, since they hear what became of it."""

MARGIN = timedelta(days=1)
"""How much later the writer hears by themselves, should the complaint be lost."""

KEPT_LONGER = timedelta(days=9)
"""How much longer the record is kept: a timer may be late by a week."""


class ComplaintLapsed(Message, frozen=True):
    """It should be over by now."""


class ComplaintKept(State, frozen=True):
    """They wrote one, which has not been read by everybody yet."""

    asks: ClassVar[str] = "asks-complaint-kept"


def outside(context: Context) -> tuple[Line, ...]:
    contact = complaints_contact(context)
    return (Line(0, "complaint-outside", {"contact": contact}),) if contact else ()


def agreed_to(mine: MyComplaint) -> Consent:
    return NAMED if mine.named else UNNAMED


def take_back(_state: ComplaintKept, _heard: Pick, context: Context) -> Step:
    mine = context.record(MyComplaint)
    if mine is None:
        return Step(Home(), (Say("complaint-not-there"),))
    return Step(Home(), (Send(Complaint(mine.id), LetGoOfComplaint(context.me)),))


def keep_it(_state: ComplaintKept, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("complaint-stays"),))


def take_back_words(context: Context) -> tuple[Line, tuple[Effect, ...]] | None:
    """At the word `take back`. The complaint answers once it is gone."""
    mine = context.record(MyComplaint)
    if mine is None:
        return None
    return Line(0, "complaint-going"), (Send(Complaint(mine.id), LetGoOfComplaint(context.me)),)


def was_read(state: State, message: ComplaintRead, context: Context) -> Step:
    mine = context.record(MyComplaint)
    if mine is None or mine.id != message.id:
        return Step(state)
    kept: tuple[Put, ...] = ()
    if context.still_agrees(mine, agreed_to(mine)):
        read = replace(mine, read=True)
        kept = (Put(read, mine.until + KEPT_LONGER, agreed_to(mine)),)
    return Step(state, (*kept, Say("complaint-read", starts=mine.named)))


def is_over(state: State, message: ComplaintOver, context: Context) -> Step:
    mine = context.record(MyComplaint)
    if mine is None or mine.id != message.id:
        return Step(state)
    gone = _gone(mine)
    if message.fate == "read":  # they heard so when it was first read
        return Step(state, gone)
    if message.fate in ("unread", "nobody"):
        text = "complaint-unread" if message.fate == "unread" else "complaint-nobody-left"
        return Step(state, (*gone, Say(text, also=outside(context), starts=True)))
    return Step(state, (*gone, Say("complaint-taken-back")))


def _gone(mine: MyComplaint) -> tuple[Effect, ...]:
    return (Drop(mine), CancelTimer(WRITER_TIMER))


def lapsed(state: State, _message: ComplaintLapsed, context: Context) -> Step:
    """The complaint was lost, or is late as well: what became of it is not known here, and they
    were promised a word."""
    mine = context.record(MyComplaint)
    if mine is None or context.now < mine.until:
        return Step(state)
    released = Send(Complaint(mine.id), LetGoOfComplaint(context.me))
    said = () if mine.read else (Say("complaint-lapsed", also=outside(context), starts=True),)
    return Step(state, (Drop(mine), released, *said))


def complaint_lines(context: Context) -> Iterator[Line]:
    """The line of `me`."""
    if mine := context.record(MyComplaint):
        yield Line(0, "me-complaint", {"until": mine.until})


def withdraw(record: Record, context: Context) -> tuple[Effect, ...]:
    assert isinstance(record, MyComplaint)
    return (Send(Complaint(record.id), LetGoOfComplaint(context.me)),)


def reset(context: Context) -> Iterator[Effect]:
    """Whoever has the account now may be another, and hears nothing of it."""
    if mine := context.record(MyComplaint):
        yield from _gone(mine)
        yield Send(Complaint(mine.id), LetGoOfComplaint(context.me))


FLOW = Flow(
    "on_its_way",
    (
        Transition(ComplaintKept, "take-complaint-back", take_back, (Home,)),
        Transition(ComplaintKept, "as-it-is", keep_it, (Home,)),
        Transition(Anywhere, ComplaintRead, was_read),
        Transition(Anywhere, ComplaintOver, is_over),
        Transition(Anywhere, ComplaintLapsed, lapsed),
    ),
    shown=(Shown(35, complaint_lines),),
    takes_back={NAMED.name: withdraw, UNNAMED.name: withdraw},
    reset=reset,
)
