"""A series at the start of its next date: it asks its hosts, and opens one room or none.

A host has a date to hold while they hold the role, and are not away. What they say twice, or two of
them at once, is decided here, in one order.
"""

from msgspec.structs import replace

from peerbot.features.roles.api import away_until
from peerbot.features.rooms.api import NoRoom, RoomNotOpened, are_as_many_as_may_be, opened
from peerbot.features.series.places import fewest
from peerbot.features.series.places.messages import Count, Counted, DateNot, DateOpens, Meeting
from peerbot.features.series.records import Announced, date_of, end_of, holders, hosting
from peerbot.features.series.rule import Occasion, Pause, changed, ends, shown
from peerbot.features.series.starting.going import (
    ANSWERED_IN,
    ASKED_BEFORE,
    LATE,
    MISSES,
    UNTIL,
    Start,
    asking,
    due,
    may_open,
    still,
    timer,
    was_missed,
)
from peerbot.features.series.starting.messages import (
    NotToday,
    OpensDate,
    RoomOfDate,
    RoomOfDateCloses,
    StartDue,
)
from peerbot.features.series.starting.room import wanted_room
from peerbot.features.series.starting.to_host import NotOpened, StartAsked, StartOver
from peerbot.features.series.states import Planned, Unplanned, keep
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, Publish
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.table import Anywhere, State, Step, Transition


def start_due(state: Planned, _message: StartDue, context: Context) -> Step:
    date, start = _now(state, context)
    when = due(start, date.starts) if date else None
    if date is None or when is None or context.now < when:
        return _go_on(state, start)
    if start.first is None and context.now > date.starts + LATE:
        return _call_off(state, start, date, context)
    return _ask_on(state, start, date, context)


def _now(state: Planned, context: Context) -> tuple[Occasion | None, Start]:
    date = date_of(state.plan, state.next)
    return date, still(state.start, date, context.now)


def _go_on(state: Planned, start: Start, *effects: Effect) -> Step:
    date = date_of(state.plan, state.next)
    return Step(replace(state, start=start), (timer(start, date), *effects))


def _listed(state: Planned, *, off: bool) -> Publish:
    return Publish(Announced(state.plan, state.next, state.asking, off), ends(state.plan.rule))


def _able(state: Planned, date: Occasion, context: Context) -> tuple[UserID, ...]:
    """Those who hold this date, and who may and would open a room for it."""
    may = hosting(holders(state.plan, date.day), context)
    return tuple(user for user in may if not away_until(user, context))


def _ask_on(state: Planned, start: Start, date: Occasion, context: Context) -> Step:
    """Ask whoever is next; where nobody is left, wait until the start for those who were asked."""
    left = tuple(user for user in _able(state, date, context) if user not in start.asked)
    if left:
        after = asking(start, left, date, context)
        users = after.asked[len(start.asked) :]
        return _go_on(state, after, *(_told(user, _asks(state, context)) for user in users))
    last = max(start.until or date.starts, date.starts + UNTIL)
    if start.waits and context.now < last:
        return _go_on(state, replace(start, until=last))
    return _call_off(state, start, date, context)


def _asks(state: Planned, context: Context) -> StartAsked:
    return StartAsked(context.address.key, _meeting(state))


def _meeting(state: Planned) -> str:
    return state.next.meeting if state.next else ""


def _told(user: UserID, message: Message) -> Send:
    return Send(Person(user), message)


def _call_off(state: Planned, start: Start, date: Occasion, context: Context) -> Step:
    """Nobody opens it any more, also not late: whoever has a place hears so, while that is of use,
    and would else be told so of a room that is opened yet. Whether nobody answered counts."""
    use = context.now < end_of(date, state.plan)
    told = (Send(Meeting(_meeting(state)), DateNot()),) if use else ()
    missed = was_missed(start, date, context.now)
    row = start.missed + 1 if missed else 0 if start.declined else start.missed
    paused = missed and row >= MISSES
    off = replace(start, off=True, until=None, missed=0 if paused else row)
    if not missed:
        return _go_on(state, off, _listed(state, off=True), *told)
    key, title = context.address.key, state.plan.title
    hosts = (
        _told(user, NotOpened(key, _meeting(state), title, paused)) for user in state.plan.hosts
    )
    if not paused:
        return _go_on(state, off, _listed(state, off=True), *told, *hosts)
    rule = changed(state.plan.rule, Pause(shown(context.now, state.plan.rule.zone)))
    plan = replace(state.plan, rule=rule)
    return keep(replace(state, plan=plan, start=off), context, *told, *hosts)


def opens_date(state: Planned, message: OpensDate, context: Context) -> Step:
    date, start = _now(state, context)
    if date is None or message.meeting != _meeting(state):
        return _opens_late(state, message, context)
    if message.user not in holders(state.plan, date.day):
        return _opens_late(state, message, context)
    if start.opens or start.there:
        return Step(state, (_refused(message, "taken"),))
    if start.off or not may_open(start, date, state.plan, context.now):
        return _opens_late(state, message, context)
    count = Send(Meeting(message.meeting), Count())
    return _go_on(state, replace(start, opens=message), count)


def _opens_late(state: State, message: OpensDate, _context: Context) -> Step:
    return Step(state, (_refused(message, "not-now"),))


def _refused(message: OpensDate, why: NoRoom) -> Send:
    return _told(message.user, RoomNotOpened(message.mark, why))


def counted(state: Planned, message: Counted, context: Context) -> Step:
    """Now it is known for how many places are kept, and the room is made. Where nobody said yes to
    one, it is counted whether enough will come."""
    date, start = _now(state, context)
    opens = start.opens if message.meeting == _meeting(state) else None
    if date is None or opens is None or start.making:
        return fewest.counted(state, message, context)
    if are_as_many_as_may_be(context):
        failed = _failed(state, replace(start, opens=None), opens.user, date, context)
        return Step(failed.state, (_refused(opens, "many"), *failed.effects))
    others = (user for user in _able(state, date, context) if user not in start.declined)
    second = next((user for user in others if user != opens.user), None)
    wanted = wanted_room(state.plan, date, opens, context, second=second, places=message.places)
    _, opening = opened(wanted, context)
    return _go_on(state, replace(start, making=True), *opening)


def _failed(state: Planned, start: Start, user: UserID, date: Occasion, context: Context) -> Step:
    """They hear why, and may say it again; meanwhile the next is asked, from when hosts are, and so
    is whoever said yes while it was being made."""
    asked = tuple(dict.fromkeys((*start.declined, *_somebody(user))))
    again = replace(start, asked=asked, tried=True)
    if context.now < date.starts - ASKED_BEFORE:
        return _go_on(state, again)
    until = max(start.until or date.starts, context.now + ANSWERED_IN)
    return _ask_on(state, replace(again, until=until), date, context)


def _somebody(user: UserID) -> tuple[UserID, ...]:
    """They may not host it any more: see `going.among`."""
    return (user,) if user else ()


def room_of_date(state: Planned, message: RoomOfDate, context: Context) -> Step:
    """Those who were asked and have not answered need not; or are asked now."""
    date, start = _now(state, context)
    opens = start.opens
    if date is None or opens is None or opens.mark != message.mark:
        return Step(state)
    without = replace(start, opens=None, making=False)
    if not message.there:
        return _failed(state, without, opens.user, date, context)
    asked = tuple(dict.fromkeys((*start.asked, *_somebody(opens.user))))
    there = replace(without, there=True, missed=0, asked=asked)
    over = StartOver(context.address.key, _meeting(state))
    waiting = (user for user in start.asked if user not in (opens.user, *start.declined))
    told = (_told(user, over) for user in waiting)
    opened = Send(Meeting(opens.meeting), DateOpens(opens.mark))
    return _go_on(state, there, _listed(state, off=False), opened, *told)


def room_closes(state: Planned, message: RoomOfDateCloses, context: Context) -> Step:
    """Another may be opened while that is of use, by whoever is asked next or by the same."""
    date, start = _now(state, context)
    theirs = start.there and message.meeting == _meeting(state)
    if date is None or not theirs or context.now > date.starts + UNTIL:
        return Step(state)
    again = replace(start, there=False, tried=True)
    if context.now < date.starts - ASKED_BEFORE:
        return _go_on(state, again)
    return _ask_on(state, again, date, context)


def not_today(state: Planned, message: NotToday, context: Context) -> Step:
    """The next is asked at once. Whoever was not asked yet is not asked any more."""
    date, start = _now(state, context)
    theirs = date is not None and message.user in holders(state.plan, date.day)
    said = message.user in start.declined or message.meeting != _meeting(state)
    if date is None or not theirs or said or start.opens or start.there or start.off:
        return Step(state)
    asked = tuple(dict.fromkeys((*start.asked, message.user)))
    after = replace(start, asked=asked, declined=(*start.declined, message.user))
    if start.until is None:
        return _go_on(state, after)
    return _ask_on(state, after, date, context)


TO_SERIES = (StartDue, NotToday, RoomOfDate, RoomOfDateCloses)
"""What a series that is over need not answer."""

STARTING = (
    Transition(Planned, StartDue, start_due, (Planned,)),
    Transition(Planned, OpensDate, opens_date, (Planned,)),
    Transition(Planned, Counted, counted, (Planned, Unplanned)),
    Transition(Planned, RoomOfDate, room_of_date, (Planned,)),
    Transition(Planned, RoomOfDateCloses, room_closes, (Planned,)),
    Transition(Planned, NotToday, not_today, (Planned,)),
    Transition(Anywhere, OpensDate, _opens_late),
)
