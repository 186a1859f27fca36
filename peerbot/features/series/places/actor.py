"""A meeting: one date of a series, from the first yes to a place at it until the date is over.

`NoPlaces` has no record: it is where a meeting begins and ends. Its state is the only place where
the addresses of people who want to come stand together; its key goes with it. Nobody is told how
many have a place, or who waits, but its series, which counts them where it needs a number.

What its timers do when they come late, since the program was off or a clock was wrong:
- A free place that somebody could not answer about is offered to the same person once more, with
  time from then on. Once the date has begun nothing is offered any more; whoever waits, waits.
- Nothing of it is kept longer than it was to be: until when stands in the state, which is swept.
- Where the clock was ahead and is put right, what is not due yet waits anew. What was decided
  before stays so.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from peerbot.features.series.places.messages import (
    Count,
    Counted,
    DateChanged,
    DateIsOpen,
    DateMoved,
    DateNot,
    DateOff,
    DateOpens,
    LetGoOfDate,
    Meeting,
    OfferOver,
    PlaceFree,
    PlaceGone,
    PlaceKept,
    PlacesOver,
    TakeFreePlace,
    WantDatePlace,
    WhyGone,
)
from peerbot.features.series.places.queue import (
    LATE,
    MOVES,
    NoPlaces,
    Offer,
    Places,
    with_offers,
    with_place,
    with_time,
    without,
)
from peerbot.features.series.places.records import my_places, next_dates
from peerbot.features.series.records import announced
from peerbot.features.series.states import HORIZON, Series
from peerbot.kernel.context import Context
from peerbot.kernel.effects import CancelTimer, Effect, End, SetTimer
from peerbot.kernel.feature import ActorKind, Holding
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.table import Anywhere, State, Step, Transition

OFFER, END = "offer", "end"
"""Its timers."""


def _gone(user: UserID, why: WhyGone, context: Context) -> Send:
    return Send(Person(user), PlaceGone(context.address.key, why))


def _answer(user: UserID, state: Places, context: Context) -> tuple[Send, ...]:
    """They have a place, or wait; and the room may be open already."""
    waiting = user in state.waiting
    kept = Send(Person(user), PlaceKept(context.address.key, waiting))
    return (kept, _is_open(user, state, context)) if state.mark and not waiting else (kept,)


def _is_open(user: UserID, state: Places, context: Context) -> Send:
    waiting = user in state.waiting
    return Send(Person(user), DateIsOpen(context.address.key, state.mark, waiting))


def _goes_on(
    state: Places, context: Context, *effects: Effect, known: tuple[Offer, ...] | None = None
) -> Step:
    """Offer what is free, and wait for the answers. Where nobody is left, nothing is kept of it.
    `known`: what people were told to be offered before; else all that they are."""
    if not state.everybody:
        return Step(NoPlaces(), (*effects, End()))
    after = state if state.mark else with_offers(state, context.now)
    asked = tuple(
        Send(Person(offer.user), PlaceFree(context.address.key, offer.until))
        for offer in after.offers
        if offer not in (state.offers if known is None else known)
    )
    first = min((offer.until for offer in after.offers), default=None)
    timer = SetTimer(first, OfferOver(), OFFER, after.until) if first else CancelTimer(OFFER)
    return Step(after, (*effects, *asked, timer))


def want_first(state: NoPlaces, message: WantDatePlace, context: Context) -> Step:
    """It knows when it is by what its series lets everybody read."""
    found = (it for it in next_dates(context) if it.meeting == context.address.key)
    date = next(found, None)
    if date is None:
        return Step(state, (_gone(message.user, "gone", context),))
    until, size = date.until, date.plan.size
    begun = Places(date.series, date.date.starts, until, until + MOVES, size)
    asked = want(begun, message, context)
    return Step(asked.state, (SetTimer(until, PlacesOver(), END), *asked.effects))


def want(state: Places, message: WantDatePlace, context: Context) -> Step:
    """Whoever waits already is asked before whoever comes now."""
    user = message.user
    if user in state.everybody:
        return Step(state, _answer(user, state, context))
    # So many as were counted when its room was opened are kept there.
    if context.now >= state.starts or state.mark:
        return Step(state, (_gone(user, "gone", context),))
    if state.free > 0 and not state.unasked:
        after = with_place(state, user)
    elif state.is_full:
        return Step(state, (_gone(user, "full", context),))
    else:
        after = replace(state, waiting=(*state.waiting, user))
    return _goes_on(after, context, *_answer(user, after, context))


def take(state: Places, message: TakeFreePlace, context: Context) -> Step:
    """What is offered still: an answer may come late."""
    user = message.user
    if user in {offer.user for offer in state.offers} and context.now < state.starts:
        state = with_place(state, user)
    elif user not in state.everybody:
        return take_nothing(state, message, context)
    return _goes_on(state, context, *_answer(user, state, context))


def take_nothing(state: State, message: TakeFreePlace, context: Context) -> Step:
    return Step(state, (_gone(message.user, "passed", context),))


def offer_over(state: Places, _message: OfferOver, context: Context) -> Step:
    """Whoever did not answer is passed over, and waits no more. Where this comes late they have
    their time anew; and what is offered when the date begins is offered no more."""
    now = context.now
    due = [offer for offer in state.offers if offer.until <= now]
    passed = [offer.user for offer in due]
    if now >= state.starts:
        return _goes_on(replace(state, offers=()), context)
    if any(now - offer.until > LATE for offer in due):
        return _goes_on(with_time(state, passed, now), context, known=state.offers)
    told = (_gone(user, "passed", context) for user in passed)
    return _goes_on(without(state, *passed), context, *told)


def let_go(state: Places, message: LetGoOfDate, context: Context) -> Step:
    after = without(state, message.user)
    return _goes_on(after, context, _gone(message.user, "back", context))


def let_go_of_nobody(state: State, message: LetGoOfDate, context: Context) -> Step:
    """Whoever asks is told, since their erasing may wait for it."""
    return Step(state, (_gone(message.user, "back", context),))


def changed(state: Places, message: DateChanged, context: Context) -> Step:
    """Places are kept until the new day, where that is one that people agreed to. Where an offer
    would stand beyond the new beginning, there is less time to answer."""
    if message.starts == state.starts or state.mark:
        return Step(state)
    if message.until > state.latest:
        return _off(state, "moved", context)
    moved = replace(state, starts=message.starts, until=message.until)
    long = {offer.user for offer in state.offers if offer.until > message.starts}
    moved = with_time(moved, long, context.now)
    key = context.address.key
    told = (
        Send(Person(user), DateMoved(key, message.starts, message.until))
        for user in state.everybody
    )
    end = SetTimer(message.until, PlacesOver(), END)
    return _goes_on(moved, context, end, *told, known=state.offers)


def off(state: Places, message: DateOff | DateNot, context: Context) -> Step:
    """Whose room is open is not told anything that its people would take for the end of that."""
    if state.mark and isinstance(message, DateOff) and message.why != "over":
        return Step(state)
    return _off(state, message.why, context)


def _off(state: Places, why: WhyGone, context: Context) -> Step:
    """Nothing of it is left, and everybody hears why."""
    told = (_gone(user, why, context) for user in state.everybody)
    return Step(NoPlaces(), (*told, End()))


def over(state: Places, _message: PlacesOver, context: Context) -> Step:
    """Nobody is told: they were told until when."""
    if context.now < state.until:
        return Step(state, (SetTimer(state.until, PlacesOver(), END),))
    return Step(NoPlaces(), (End(),))


def opens(state: Places, message: DateOpens, context: Context) -> Step:
    """Once, however often it is said."""
    if message.mark == state.mark:
        return Step(state)
    opened = replace(state, mark=message.mark)
    return Step(opened, tuple(_is_open(user, opened, context) for user in state.everybody))


def count(state: Places, _message: Count, context: Context) -> Step:
    return Step(state, (_counted(state.series, len(state.places), context),))


def count_nobody(state: NoPlaces, _message: Count, context: Context) -> Step:
    """Also once it has begun: whoever opens it late waits for the answer."""
    key = context.address.key
    coming = ((it.key, it.listing.next) for it in announced(context))
    found = (series for series, date in coming if date and date.meeting == key)
    return Step(state, tuple(_counted(series, 0, context) for series in found))


def _counted(series: str, places: int, context: Context) -> Send:
    return Send(Series(series), Counted(context.address.key, places))


def ignore(state: State, _message: Message, _context: Context) -> Step:
    """What comes late, or for a date at which nobody has a place."""
    return Step(state)


def that_know(context: Context) -> Iterator[Holding]:
    """The dates that the person has a place at, or waits for one."""
    for mine in my_places(context):
        yield Holding(Meeting(mine.meeting))


KIND = ActorKind(
    Meeting,
    NoPlaces(),
    (
        Transition(NoPlaces, WantDatePlace, want_first, (Places,)),
        Transition(NoPlaces, TakeFreePlace, take_nothing),
        Transition(NoPlaces, LetGoOfDate, let_go_of_nobody),
        Transition(NoPlaces, Count, count_nobody),
        Transition(Places, WantDatePlace, want, (Places,)),
        Transition(Places, TakeFreePlace, take, (Places,)),
        Transition(Places, OfferOver, offer_over, (Places, NoPlaces)),
        Transition(Places, LetGoOfDate, let_go, (Places, NoPlaces)),
        Transition(Places, DateChanged, changed, (Places, NoPlaces)),
        Transition(Places, DateOff, off, (NoPlaces,)),
        Transition(Places, DateNot, off, (NoPlaces,)),
        Transition(Places, DateOpens, opens, (Places,)),
        Transition(Places, PlacesOver, over, (NoPlaces,)),
        Transition(Places, Count, count),
        *(
            Transition(Anywhere, late, ignore)
            for late in (OfferOver, DateChanged, DateOff, DateNot, DateOpens, PlacesOver)
        ),
    ),
    label="meeting",
    holds=that_know,
    release=LetGoOfDate,
    grain=timedelta(days=1),
    lasts=HORIZON + timedelta(days=2),
)
