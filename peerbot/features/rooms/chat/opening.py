"""A facilitator opens a room with one line, or closes one before its time."""

import re
from datetime import datetime, timedelta

from msgspec.structs import replace

from peerbot.features.roles.api import ROLE, facilitators_in, is_facilitator, role_of
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import choices_of
from peerbot.features.rooms.consents import HOST
from peerbot.features.rooms.names import room_name
from peerbot.features.rooms.records import (
    CLOSING_TAKES,
    Card,
    Named,
    Seat,
    hosted_by,
    more_minutes,
    open_cards,
    room_names,
)
from peerbot.features.rooms.settings import RoomKind, rooms_in, takes_in
from peerbot.features.rooms.to_person import RoomIsOpen, RoomNotOpened
from peerbot.features.rooms.to_room import Close, Open
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Drop, Line, Publish, Put, Say
from peerbot.kernel.feature import Choice, Flow
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick, plain
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

LENGTH = re.compile(r",? (for )?(?P<number>\d{1,9}) ?(?P<unit>s|m|mins?|minutes?)?$")


SECOND = re.compile(r",? with (?P<user>@\S+)$")

AGAIN = "again"
"""`open again`: the kind and the length of the last room."""


class KindAsked(State, frozen=True):
    """The kinds of room are shown. `shown`: their words, in the order of their numbers.

    `second`: whom the facilitator named already.
    """

    shown: tuple[str, ...]
    second: UserID | None = None

    @property
    def storable(self) -> bool:
        """Not while it names somebody: they may be erased before it is answered."""
        return self.second is None


class Summary(State, frozen=True):
    """What the room would be is shown; one yes opens it. `second`: whom the facilitator named."""

    kind: str
    seconds: int
    second: UserID | None = None

    @property
    def storable(self) -> bool:
        """Not while it names somebody: they may be erased before it is answered."""
        return self.second is None


class Opening(State, frozen=True):
    """The room is being made."""

    mark: Mark


class CloseAsked(State, frozen=True):
    """Closing cannot be undone, so it asks for confirmation."""

    mark: Mark


class CloseWhich(State, frozen=True):
    """The facilitator holds more than one room."""

    marks: tuple[Mark, ...]


def open_room(_state: State, heard: Pick, context: Context) -> Step:
    if not is_facilitator(context):
        return Step(Home(), (Say("not-facilitator"),))
    if not_now := _reason_not_now(context):
        return Step(Home(), (not_now,))
    if not heard.rest:
        return _kinds("open-which", context)
    named = SECOND.search(heard.rest)
    rest = heard.rest[: named.start()] if named else heard.rest
    second = _facilitator(named["user"], context) if named else None
    if named and second is None:
        return Step(Home(), (Say("second-unknown"),))
    if second and not takes_in(context, second):
        return Step(Home(), (Say("second-elsewhere", {"server": context.settings.server}),))
    length = LENGTH.search(rest)
    word = plain(rest[: length.start()] if length else rest)
    role = role_of(context)
    again = role.again if role and word == AGAIN else None
    kind = _kind(again[0] if again else word, context)
    if kind is None:
        return _kinds("open-which" if word == AGAIN else "open-unknown", context, second)
    if length is None:
        return _summary(kind, again[1] if again else kind.minutes * 60, context, second)
    if length["unit"] != "s":
        return _summary(kind, int(length["number"]) * 60, context, second)
    if not context.settings.allows_seconds:
        return _too_long(context)
    return _summary(kind, int(length["number"]), context, second)


def _reason_not_now(context: Context) -> Say | None:
    """Why this person cannot open a room now. A room counts until nothing of it is left."""
    held, settings = len(hosted_by(context)), rooms_in(context)
    if not takes_in(context, context.me):
        return Say("open-elsewhere", {"server": context.settings.server})
    if held >= settings.most_each:
        return Say("open-most-each", {"held": held})
    if len(room_names(context)) >= settings.most_rooms:
        return Say("open-most", {"rooms": len(room_names(context))})
    return None


def _facilitator(named: str, context: Context) -> UserID | None:
    """Another person with the role. Addresses are case-folded, like all typed text."""
    others = (user for user in facilitators_in(context) if user != context.me)
    return next((user for user in others if plain(user) == plain(named)), None)


def _kind(word: str, context: Context) -> RoomKind | None:
    return next((k for k in rooms_in(context).kinds if plain(k.word) == plain(word)), None)


def _kinds(text: str, context: Context, second: UserID | None = None) -> Step:
    lines = tuple(
        Line(number, "kind-line", {"title": kind.title})
        for number, kind in enumerate(rooms_in(context).kinds, start=1)
    )
    shown = tuple(kind.word for kind in rooms_in(context).kinds)
    return Step(KindAsked(shown, second), (Say(text, lines=lines, ask=True),))


def _too_long(context: Context) -> Step:
    return Step(Home(), (Say("open-length", {"longest": rooms_in(context).longest_minutes}),))


def _summary(kind: RoomKind, seconds: int, context: Context, second: UserID | None = None) -> Step:
    if not 0 < seconds <= rooms_in(context).longest_minutes * 60:
        return _too_long(context)
    closes = context.now + timedelta(seconds=seconds)
    args: Args = {
        "title": kind.title,
        "about": kind.about,
        "size": kind.size,
        "medium": "text" if kind.text_only else "any",
        "closes": closes,
        "latest": _latest(context, seconds),
        "more": more_minutes(closes, _latest(context, seconds)),
        "away": _away(context),
    }
    named = (Line(0, "open-second", {"second": second}),) if second else ()
    said = Say("open-summary", args, also=named, ask=True)
    return Step(Summary(kind.word, seconds, second), (said,))


def _away(context: Context) -> int:
    return -(-rooms_in(context).away_seconds // 60)


def _latest(context: Context, seconds: int) -> datetime:
    """Members are told this before they join, so it never changes."""
    longest = max(rooms_in(context).longest_minutes * 60, seconds)
    return context.now + timedelta(
        seconds=min(seconds + rooms_in(context).extend_minutes * 60, longest)
    )


def kind_picked(state: KindAsked, heard: Number, context: Context) -> Step:
    kind = None
    if 1 <= heard.number <= len(state.shown):
        kind = _kind(state.shown[heard.number - 1], context)
    if kind is None:
        return _kinds("not-understood", context, state.second)
    return _summary(kind, kind.minutes * 60, context, state.second)


def kinds_again(state: KindAsked, _heard: object, context: Context) -> Step:
    return _kinds("not-understood", context, state.second)


def confirm_opening(state: Summary, _heard: Pick, context: Context) -> Step:
    kind, role = _kind(state.kind, context), role_of(context)
    if kind is None or role is None:
        return Step(Home(), (Say("not-facilitator"),))
    if not_now := _reason_not_now(context):  # somebody else opened one since this one was begun
        return Step(Home(), (not_now,))
    card = Card(
        mark=Mark(context.fresh.key),
        number=0,
        title=kind.title,
        about=kind.about,
        name=room_name(rooms_in(context).names, room_names(context), context.fresh.draws),
        size=kind.size,
        facilitator=context.me,
        opened=context.now,
        closes=context.now + timedelta(seconds=state.seconds),
        latest=_latest(context, state.seconds),
        shown_name=role.shown_name,
        duty=role.duty,
        named=state.second,
        text_only=kind.text_only,
    )
    place = Seat(card.mark, card.title, card.name, card.latest, hosting=True)
    kept = Put(place, card.latest + CLOSING_TAKES, HOST)
    again = replace(role, again=(state.kind, state.seconds))
    name = Publish(Named(card.name), card.over, card.mark)  # nobody else gets it
    opening = Send(Room(card.mark), Open(card))
    return Step(Opening(card.mark), (kept, Put(again, role.until, ROLE), name, opening))


def cancel(_state: State, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("all-right"),))


def still_opening(state: Opening, _heard: object, _context: Context) -> Step:
    return Step(state, (Say("open-waiting"),))


def _state_after(state: State, mark: Mark) -> State:
    return Home() if state == Opening(mark) else state


def room_open(state: State, message: RoomIsOpen, context: Context) -> Step:
    card = message.card
    if not is_facilitator(context):
        closed = Send(Room(card.mark), Close("facilitator"))
        return Step(_state_after(state, card.mark), (closed,))
    args: Args = {
        "name": card.name,
        "closes": card.closes,
        "keeper": context.settings.keeper,
        "number": card.number,
        "more": card.more,
        "away": _away(context),
    }
    return Step(_state_after(state, card.mark), (Say("open-done", args),))


def room_not_opened(state: State, message: RoomNotOpened, context: Context) -> Step:
    gone = tuple(Drop(place) for place in hosted_by(context) if place.mark == message.mark)
    return Step(_state_after(state, message.mark), (*gone, Say(f"open-failed-{message.why}")))


def close_room(_state: State, _heard: Pick, context: Context) -> Step:
    own = tuple(place.mark for place in hosted_by(context))
    if not own:
        return Step(Home(), (Say("close-none"),))
    if len(own) == 1:
        return _close_ask(own[0], context)
    return _close_which("close-which", own, context)


def _close_ask(mark: Mark, context: Context) -> Step:
    room = next((place for place in hosted_by(context) if place.mark == mark), None)
    if room is None:
        return Step(Home(), (Say("room-not-there"),))
    card = next((card for card in open_cards(context) if card.mark == mark), None)
    closes = card.closes if card else room.closes
    said = Say("close-ask", {"title": room.title, "closes": closes}, ask=True)
    return Step(CloseAsked(mark), (said,))


def _close_which(text: str, marks: tuple[Mark, ...], context: Context) -> Step:
    lines = choices_of(marks, hosted_by(context))
    return Step(CloseWhich(marks), (Say(text, lines=lines, ask=True),))


def close_chosen_room(state: CloseWhich, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.marks):
        return _close_which("not-understood", state.marks, context)
    return _close_ask(state.marks[heard.number - 1], context)


def ask_which_again(state: CloseWhich, _heard: object, context: Context) -> Step:
    return _close_which("not-understood", state.marks, context)


def close_now(state: CloseAsked, _heard: Pick, context: Context) -> Step:
    message = Send(Room(state.mark), Close("facilitator"))
    out = (Line(0, "out-when-back"),) if rooms_in(context).federate else ()
    return Step(Home(), (message, Say("close-going-on", also=out)))


FLOW = Flow(
    "open",
    (
        Transition(KindAsked, NUMBER, kind_picked, (Summary, KindAsked, Home)),
        Transition(KindAsked, "back", Go("menu")),
        Transition(KindAsked, MORE, kinds_again, (KindAsked,), numbered=False),
        Transition(KindAsked, ELSE, kinds_again, (KindAsked,)),
        Transition(Summary, "yes", confirm_opening, (Opening, Home), consent=HOST),
        Transition(Summary, "no", cancel, (Home,)),
        Transition(Opening, ELSE, still_opening),
        Transition(CloseAsked, "close-it", close_now, (Home,)),
        Transition(CloseAsked, "no", cancel, (Home,)),
        Transition(CloseWhich, NUMBER, close_chosen_room, (CloseAsked, Home)),
        Transition(CloseWhich, "back", Go("menu")),
        Transition(CloseWhich, MORE, ask_which_again, numbered=False),
        Transition(CloseWhich, ELSE, ask_which_again),
        Transition(Anywhere, "open", open_room, (KindAsked, Summary, Home), takes_rest=True),
        Transition(Anywhere, "close", close_room, (CloseAsked, CloseWhich, Home)),
        Transition(Anywhere, RoomIsOpen, room_open, (Home,)),
        Transition(Anywhere, RoomNotOpened, room_not_opened, (Home,)),
    ),
    menu=(Choice("open", 110, is_facilitator),),
)
