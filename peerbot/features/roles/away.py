"""A facilitator is away until a day: until then nobody names them as a second.

Whoever tries reads until when, and no reason, since none is asked for. Rooms that they hold, or
agreed to be the second of, stay as they are.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.roles.records import ROLE, is_facilitator, role_of
from peerbot.kernel.context import Context
from peerbot.kernel.days import read_day
from peerbot.kernel.effects import Put, Quoted, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.parse import Other, Pick, plain
from peerbot.kernel.table import ELSE, Anywhere, Go, Home, State, Step, Transition

MOST = timedelta(days=90)
"""Who is away for longer may want to lay the role down."""


class AwayAsked(State, frozen=True):
    """Until when they are away is asked."""

    asks: ClassVar[str] = "asks-away-until"


class AwayRead(State, frozen=True):
    """The day is read back, with what it means; the person is asked. `until`: when it begins."""

    asks: ClassVar[str] = "asks-away"

    until: datetime


def ask_away(state: State, heard: Pick, context: Context) -> Step:
    role = role_of(context)
    if role is None or not is_facilitator(context):
        return Step(state, (Say("away-nobody"),))
    if heard.rest:
        return _read(heard.rest, context)
    said = Say("away-is", {"until": role.away}) if role.away else Say("away-how")
    return Step(AwayAsked(), (replace(said, ask=True),))


def take_day(_state: AwayAsked, heard: Other, context: Context) -> Step:
    return _read(plain(heard.text), context)


def reads_a_day(text: str, context: Context) -> bool:
    return _day(text, context) is not None


def _day(words: str, context: Context) -> datetime | None:
    return read_day(words, context.now, context.settings.zone)


def _read(words: str, context: Context) -> Step:
    until = _day(words, context)
    if until is None:
        return Step(AwayAsked(), (Say("away-unread", {"words": Quoted(words)}, ask=True),))
    if until - context.now > MOST:
        return Step(AwayAsked(), (Say("away-long", {"until": until}, ask=True),))
    return Step(AwayRead(until), (Say("away-ask", {"until": until}, ask=True),))


def go_away(state: AwayRead, _heard: Pick, context: Context) -> Step:
    if state.until <= context.now:  # it is that day by now
        return Step(AwayAsked(), (Say("away-how", ask=True),))
    return _change(state.until, Say("away-yes", {"until": state.until}), context)


def stay(_state: AwayRead, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def come_back(state: State, _heard: Pick, context: Context) -> Step:
    """People say so as well when they come back to what they were asked."""
    role = role_of(context)
    if role is None or role.away is None:
        return Step(state, (Say("away-not", also=state.question, ask=bool(state.question)),))
    return _change(None, Say("away-back"), context)


def _change(until: datetime | None, said: Say, context: Context) -> Step:
    role = role_of(context)
    if role is None:
        return Step(Home(), (Say("role-none"),))
    if not context.still_agrees(role, ROLE):
        return Step(Home(), (Say("role-not-changed"),))
    return Step(Home(), (Put(replace(role, away=until), role.until, ROLE), said))


FLOW = Flow(
    "away",
    (
        Transition(AwayAsked, "back", Go("menu")),
        Transition(AwayAsked, ELSE, take_day, (AwayRead,), knows=reads_a_day),
        Transition(AwayRead, "yes", go_away, (AwayAsked, Home)),
        Transition(AwayRead, "no", stay, (Home,)),
        Transition(Anywhere, "away", ask_away, (AwayAsked, AwayRead), takes_rest=True),
        Transition(Anywhere, "i-am-back", come_back, (Home,)),
    ),
)
