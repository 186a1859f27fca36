"""A facilitator opens a room with one line."""

import math
import re
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.roles.api import ROLE, away_until, is_facilitator, role_of
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import AfterHolding, facilitator_called
from peerbot.features.rooms.consents import HOST
from peerbot.features.rooms.extending import INVITED_ALONE, OpenLine, OpenOption
from peerbot.features.rooms.records import (
    CLOSING_TAKES,
    Card,
    hosted_by,
    more_minutes,
    place_in,
)
from peerbot.features.rooms.settings import RoomKind, rooms_in, takes_in
from peerbot.features.rooms.to_person import RoomIsOpen, RoomNotOpened
from peerbot.features.rooms.to_room import Close
from peerbot.features.rooms.wanting import kept_for_holding, latest_end, opened, reason_not_now
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Drop, Line, Put, Quoted, Say
from peerbot.kernel.feature import Choice, Extensions, Flow
from peerbot.kernel.ids import UserID
from peerbot.kernel.lengths import read_length, read_until
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick, plain
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

SECOND = re.compile(r",? with (?P<user>\S+)$")

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

AGAIN = "again"
"""`open again`: the kind and the length of the last room."""


FOR_INVITED = OpenOption(
    INVITED_ALONE,
    ("for invited people", "for invited people alone", "for invited people only", "invited only"),
    "card-invited-alone",
)


class KindAsked(State, frozen=True):
    """The kinds of room are shown. `shown`: their words, in the order of their numbers.

    `second`: whom the facilitator named already. `options`: see `OpenOption`.
    """

    asks: ClassVar[str] = "asks-kind"

    shown: tuple[str, ...]
    second: UserID | None = None
    options: tuple[str, ...] = ()

    @property
    def storable(self) -> bool:
        """Not while it names somebody: they may be erased before it is answered."""
        return self.second is None


class Summary(State, frozen=True):
    """What the room would be is shown; one yes opens it. `until`: it closes then, however long they
    think. `second`: whom the facilitator named. `options`: see `OpenOption`."""

    asks: ClassVar[str] = "asks-open"

    kind: str
    seconds: int
    second: UserID | None = None
    options: tuple[str, ...] = ()
    until: datetime | None = None

    @property
    def storable(self) -> bool:
        """Not while it names somebody: they may be erased before it is answered."""
        return self.second is None


class Opening(State, frozen=True):
    """The room is being made."""

    mark: Mark


def open_room(extensions: Extensions, _state: State, heard: Pick, context: Context) -> Step:
    if not is_facilitator(context):
        return Step(Home(), (Say("not-facilitator"),))
    if not_now := reason_not_now(context):
        return Step(Home(), (not_now,))
    rest, options = _options(heard.rest, extensions)
    if not rest:
        return _kinds("open-which", context, None, options)
    named = SECOND.search(rest)
    rest = rest[: named.start()] if named else rest
    second = facilitator_called(named["user"], context) if named else None
    if named and second is None:
        return Step(Home(), (Say("second-unknown"),))
    if second and not takes_in(context, second):
        return Step(Home(), (Say("second-elsewhere", {"server": context.settings.server}),))
    if second and (until := away_until(second, context)):
        return Step(Home(), (Say("second-away", {"second": second, "until": until}),))
    word, length = _kind_and_length(rest, context)
    role = role_of(context)
    again = role.again if role and word == AGAIN else None
    if role and again:
        options = tuple(dict.fromkeys((*options, *role.again_with)))
    kind = _kind(again[0] if again else word, context)
    if kind is None:
        text = "open-which" if word == AGAIN else "open-unknown"
        return _kinds(text, context, second, options)
    until = read_until(length, context.now, context.settings.zone)
    lasts = until - context.now if until else read_length(length)
    if length and lasts is None:
        return Step(Home(), (Say("open-unread", {"words": Quoted(length)}),))
    if lasts and not until and lasts % MINUTE and not context.settings.allows_seconds:
        return _too_long(context)
    usual = again[1] if again else kind.minutes * 60
    seconds = usual if lasts is None else math.ceil(lasts.total_seconds())
    wanted = Summary(kind.word, seconds, second, options, until)
    return _summary(extensions, kind, wanted, context)


def open_again(extensions: Extensions, state: AfterHolding, heard: Pick, context: Context) -> Step:
    return open_room(extensions, state, Pick(heard.word, AGAIN, heard.text), context)


def _kind_and_length(rest: str, context: Context) -> tuple[str, str]:
    """The word of a kind that it begins with, the longest there is, and how long."""
    words = (AGAIN, *(plain(kind.word) for kind in rooms_in(context).kinds))
    for word in sorted(words, key=len, reverse=True):
        if rest == word or rest.startswith((f"{word} ", f"{word},")):
            return word, rest.removeprefix(word).strip(" ,")
    return rest, ""


def _options(rest: str, extensions: Extensions) -> tuple[str, tuple[str, ...]]:
    """What is left without the words of options, wherever they stand, and their names."""
    found: dict[str, int] = {}
    left = rest
    for option in extensions.of(OpenOption):
        phrases = "|".join(map(re.escape, sorted(option.phrases, key=len, reverse=True)))
        said = re.compile(rf"(?:^|[ ,]+)(?:{phrases})(?=[ ,]|$)")
        if first := said.search(rest):
            found[option.name] = first.start()
            left = said.sub("", left)
    return left.strip(" ,"), tuple(sorted(found, key=found.__getitem__))


def _kind(word: str, context: Context) -> RoomKind | None:
    return next((k for k in rooms_in(context).kinds if plain(k.word) == plain(word)), None)


def _kinds(
    text: str,
    context: Context,
    second: UserID | None = None,
    options: tuple[str, ...] = (),
) -> Step:
    lines = tuple(
        Line(number, "kind-line", {"title": kind.title})
        for number, kind in enumerate(rooms_in(context).kinds, start=1)
    )
    shown = tuple(kind.word for kind in rooms_in(context).kinds)
    return Step(KindAsked(shown, second, options), (Say(text, lines=lines, ask=True),))


def _too_long(context: Context) -> Step:
    longest = rooms_in(context).longest_minutes
    days, rest = divmod(longest, DAY // MINUTE)
    args: Args = {"longest": longest, "days": 0 if rest else days}
    return Step(Home(), (Say("open-length", args),))


def _summary(extensions: Extensions, kind: RoomKind, wanted: Summary, context: Context) -> Step:
    seconds, second = wanted.seconds, wanted.second
    if not 0 < seconds <= rooms_in(context).longest_minutes * 60:
        return _too_long(context)
    closes = wanted.until or context.now + timedelta(seconds=seconds)
    args: Args = {
        "title": kind.title,
        "about": kind.about,
        "size": kind.size,
        "medium": "text" if kind.text_only else "any",
        "closes": closes,
        "latest": latest_end(seconds, context),
        "more": more_minutes(closes, latest_end(seconds, context)),
        "away": _away(context),
    }
    named = (Line(0, "open-second", {"second": second}),) if second else ()
    options = (it for it in extensions.of(OpenOption) if it.name in wanted.options)
    added = (line for it in extensions.of(OpenLine) for line in it.lines(context))
    also = (*named, *(Line(0, option.line) for option in options), *added)
    return Step(wanted, (Say("open-summary", args, also=also, ask=True),))


def _away(context: Context) -> int:
    return -(-rooms_in(context).away_seconds // 60)


def kind_picked(extensions: Extensions, state: KindAsked, heard: Number, context: Context) -> Step:
    kind = None
    if 1 <= heard.number <= len(state.shown):
        kind = _kind(state.shown[heard.number - 1], context)
    if kind is None:
        return _kinds("not-understood-here", context, state.second, state.options)
    wanted = Summary(kind.word, kind.minutes * 60, state.second, state.options)
    return _summary(extensions, kind, wanted, context)


def kinds_again(state: KindAsked, _heard: object, context: Context) -> Step:
    return _kinds("not-understood-here", context, state.second, state.options)


def confirm_opening(state: Summary, _heard: Pick, context: Context) -> Step:
    kind, role = _kind(state.kind, context), role_of(context)
    if kind is None or role is None:
        return Step(Home(), (Say("not-facilitator"),))
    if not_now := reason_not_now(context):  # somebody else opened one since this one was begun
        return Step(Home(), (not_now,))
    closes = state.until or context.now + timedelta(seconds=state.seconds)
    lasts = math.ceil((closes - context.now).total_seconds())
    wanted = Card(
        mark=Mark(context.fresh.key),
        number=0,
        title=kind.title,
        about=kind.about,
        name="",
        size=kind.size,
        facilitator=context.me,
        opened=context.now,
        closes=closes,
        latest=latest_end(lasts, context),
        shown_name=role.shown_name,
        duty=role.duty,
        named=state.second,
        text_only=kind.text_only,
        options=state.options,
        kind=kind.word,
    )
    card, opening = opened(wanted, context)
    kept = kept_for_holding(card.mark, card.title, card.name, card.latest)
    again = replace(role, again=(state.kind, state.seconds), again_with=state.options)
    return Step(Opening(card.mark), (kept, Put(again, role.until, ROLE), *opening))


def cancel(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def still_opening(state: Opening, _heard: object, _context: Context) -> Step:
    return Step(state, (Say("open-waiting"),))


def _state_after(state: State, mark: Mark) -> State:
    return Home() if state == Opening(mark) else state


def room_open(state: State, message: RoomIsOpen, context: Context) -> Step:
    card = message.card
    place = place_in(context, card.mark)
    if not is_facilitator(context):
        closed = Send(Room(card.mark), Close("facilitator"))
        return Step(_state_after(state, card.mark), (closed,))
    named: tuple[Put, ...] = ()
    if place and not place.name and context.still_agrees(place, HOST):  # for two, or for a date
        named = (Put(replace(place, name=card.name), card.latest + CLOSING_TAKES, HOST),)
    args: Args = {
        "name": card.name,
        "closes": card.closes,
        "keeper": context.settings.keeper,
        "number": card.number,
        "more": card.more,
        "away": _away(context),
    }
    if card.for_two:
        args = {**args, "guest": card.guest or ""}
        return Step(state, (*named, Say("open-two-done", args)))
    alone = (Line(0, "open-done-invited"),) if INVITED_ALONE in card.options else ()
    also = (*_of_a_date(card), *alone)
    return Step(_state_after(state, card.mark), (*named, Say("open-done", args, also=also)))


def _of_a_date(card: Card) -> tuple[Line, ...]:
    """What differs where it is opened before it begins, and where it locks by itself."""
    begins = (Line(0, "open-done-begins", {"starts": card.starts}),) if card.starts else ()
    locks = (Line(0, "open-done-locks", {"locks": card.locks}),) if card.locks else ()
    return (*begins, *locks)


def room_not_opened(state: State, message: RoomNotOpened, context: Context) -> Step:
    gone = tuple(Drop(place) for place in hosted_by(context) if place.mark == message.mark)
    return Step(_state_after(state, message.mark), (*gone, Say(f"open-failed-{message.why}")))


def flow(extensions: Extensions) -> Flow:
    """Other features add what a room may be opened with."""
    opens, picks = partial(open_room, extensions), partial(kind_picked, extensions)
    again = partial(open_again, extensions)
    return Flow(
        "open",
        (
            Transition(KindAsked, NUMBER, picks, (Summary, KindAsked, Home)),
            Transition(KindAsked, "back", Go("menu")),
            Transition(KindAsked, MORE, kinds_again, (KindAsked,), numbered=False),
            Transition(KindAsked, ELSE, kinds_again, (KindAsked,)),
            Transition(Summary, "yes", confirm_opening, (Opening, Home), consent=HOST),
            Transition(Summary, "no", cancel, (Home,)),
            Transition(AfterHolding, "open-again", again, (KindAsked, Summary, Home)),
            Transition(Opening, "nothing", still_opening, numbered=False),
            Transition(Opening, ELSE, still_opening),
            Transition(Anywhere, "open", opens, (KindAsked, Summary, Home), takes_rest=True),
            Transition(Anywhere, RoomIsOpen, room_open, (Home,)),
            Transition(Anywhere, RoomNotOpened, room_not_opened, (Home,)),
        ),
        menu=(Choice("open", 110, is_facilitator),),
    )
