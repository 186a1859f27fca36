"""A date that is held for so many people at least: two hours before, its series counts the places.

Where they are too few the date is left out, which everybody with a place or who waits, and its
hosts, are told. Where the time comes late it is decided then, as long as half an hour is left:
later people are on their way, and the date is held. So it is where the program was off until then,
and for a date that was moved to less than two hours ahead.
"""

from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from peerbot.features.series.places.messages import (
    Count,
    Counted,
    DateOff,
    DateTooFew,
    FewestDue,
    Meeting,
)
from peerbot.features.series.places.telling import DECIDED
from peerbot.features.series.records import date_of
from peerbot.features.series.rule import Occasion, Skip, changed, ends
from peerbot.features.series.states import Planned, finish, keep
from peerbot.kernel.context import Context
from peerbot.kernel.ids import Person
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.table import Anywhere, State, Step, Transition

NO_LATER: Final = timedelta(minutes=30)
"""Nothing is called off so short before it begins."""


def _undecided(state: Planned, meeting: str, context: Context) -> Occasion | None:
    """The date, where it is time to decide about it."""
    if not state.plan.fewest or state.next is None or state.next.meeting != meeting:
        return None
    date = date_of(state.plan, state.next)
    left = date.starts - context.now if date else timedelta()
    return date if NO_LATER <= left <= DECIDED else None


def due(state: Planned, message: FewestDue, context: Context) -> Step:
    if _undecided(state, message.meeting, context) is None:
        return Step(state)
    return Step(state, (Send(Meeting(message.meeting), Count()),))


def counted(state: Planned, message: Counted, context: Context) -> Step:
    date, plan = _undecided(state, message.meeting, context), state.plan
    if date is None or message.places >= plan.fewest:
        return Step(state)
    off = Send(Meeting(message.meeting), DateOff("few"))
    hosts = (Send(Person(user), DateTooFew(plan.title, date.starts)) for user in plan.hosts)
    after = replace(plan, rule=changed(plan.rule, Skip(date.day)))
    told = (off, *hosts)
    if ends(after.rule) <= context.now:
        over = finish(state, "over", context)
        return Step(over.state, (*told, *over.effects))
    return keep(replace(state, plan=after), context, *told)


def ignore(state: State, _message: Message, _context: Context) -> Step:
    """What comes once the series is over."""
    return Step(state)


TRANSITIONS = (
    Transition(Planned, FewestDue, due),
    *(Transition(Anywhere, late, ignore) for late in (FewestDue, Counted)),
)
"""Of a series. It counts for the start of a date as well: see `starting.actor.counted`."""
