"""Somebody says in which time zone they want to read dates. Nothing is kept before a yes."""

from collections.abc import Iterator
from typing import ClassVar

from peerbot.features.zone.reading import MOST, alike, named, only_one
from peerbot.features.zone.records import ZONE, ZONE_LASTS, MyZone, zone_of
from peerbot.features.zone.settings import countries_in, zones_in
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, At, Drop, Effect, Line, Put, Say
from peerbot.kernel.feature import Flow, Shown
from peerbot.kernel.parse import Number, Other, Pick
from peerbot.kernel.records import Record
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition


class ZoneAsked(State, frozen=True):
    """A city is asked for. `suggested`: zones that may be meant."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-zone-city"

    suggested: tuple[str, ...] = ()


class ZoneOffered(State, frozen=True):
    """What keeping that zone means is shown; nothing is kept before a yes."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-zone"

    zone: str


def ask(_state: State, heard: Pick, context: Context) -> Step:
    if heard.rest:
        return _read(heard.rest, context)
    mine = context.record(MyZone)
    now = At(context.now, zone_of(context))
    until = mine.until if mine else context.now
    said = Say("zone-is" if mine else "zone-how", {"there": now, "until": until}, ask=True)
    return Step(ZoneAsked(), (said,))


def read_words(_state: ZoneAsked, heard: Other, context: Context) -> Step:
    return _read(heard.text, context)


def _read(words: str, context: Context) -> Step:
    zones = zones_in(context)
    found = named(words, zones, countries_in(context))
    if zone := only_one(found, context.now):
        return _offer(zone, context)
    if len(found) > MOST:
        return Step(ZoneAsked(), (Say("zone-country", ask=True),))
    return _suggest(found or alike(words, zones), context)


def _suggest(found: tuple[str, ...], context: Context) -> Step:
    there = (At(context.now, zone) for zone in found)
    lines = tuple(Line(n, "zone-line", {"there": at}) for n, at in enumerate(there, start=1))
    text = "zone-which" if found else "zone-unread"
    return Step(ZoneAsked(found), (Say(text, lines=lines, ask=True),))


def choose(state: ZoneAsked, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.suggested):
        return _suggest(state.suggested, context)
    return _offer(state.suggested[heard.number - 1], context)


def _offer(zone: str, context: Context) -> Step:
    args: Args = {"there": At(context.now, zone), "until": context.now + ZONE_LASTS}
    return Step(ZoneOffered(zone), (Say("zone-ask", args, ask=True),))


def keep(state: ZoneOffered, _heard: Pick, context: Context) -> Step:
    kept = MyZone(state.zone, context.now + ZONE_LASTS)
    said = Say("zone-kept", {"there": At(context.now, state.zone)})
    return Step(Home(), (Put(kept, kept.until, ZONE), said))


def keep_none(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def switch_off(_state: State, _heard: Pick, context: Context) -> Step:
    args: Args = {"there": At(context.now, context.settings.zone)}
    return Step(Home(), (*gone(context), Say("zone-none", args)))


def gone(context: Context) -> Iterator[Effect]:
    """Also with an identity that was reset: it tells where somebody may live."""
    if mine := context.record(MyZone):
        yield Drop(mine)


def take_back(record: Record, _context: Context) -> tuple[Effect, ...]:
    return (Drop(record),)


def zone_lines(context: Context) -> Iterator[Line]:
    """The line of `me`."""
    if mine := context.record(MyZone):
        yield Line(0, "me-zone", {"zone": mine.zone.replace("_", " "), "until": mine.until})


def _names_a_city(text: str, context: Context) -> bool:
    return bool(named(text, zones_in(context), countries_in(context)))


FLOW = Flow(
    "zone",
    (
        Transition(ZoneAsked, NUMBER, choose, (ZoneOffered,)),
        Transition(ZoneAsked, "back", Go("menu")),
        Transition(ZoneAsked, "zone-untold", keep_none, (Home,), numbered=False),
        Transition(ZoneAsked, ELSE, read_words, (ZoneAsked, ZoneOffered), knows=_names_a_city),
        Transition(ZoneOffered, "yes", keep, (Home,), consent=ZONE),
        Transition(ZoneOffered, "no", keep_none, (Home,)),
        Transition(Anywhere, "zone", ask, (ZoneAsked, ZoneOffered), takes_rest=True),
        Transition(Anywhere, "zone-off", switch_off, (Home,)),
    ),
    consents=(ZONE,),
    shown=(Shown(46, zone_lines),),
    takes_back={ZONE.name: take_back},
    reset=gone,
)
