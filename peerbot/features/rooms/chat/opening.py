"""A facilitator opens a room with one line, or closes one before its time."""

import re
from datetime import datetime, timedelta

from msgspec.structs import replace

from peerbot.feature import Choice, Flow, choices_of
from peerbot.flow import ELSE, NUMBER, Anywhere, Go, Home, Row, State, Step
from peerbot.kernel.ids import Mark, Room, UserID
from peerbot.kernel.parse import Number, Pick, plain
from peerbot.pages import MORE
from peerbot.vocabulary.consents import HOST, ROLE
from peerbot.vocabulary.effects import Args, Forget, Line, Publish, Remember, Say, Tell
from peerbot.vocabulary.inputs import RoomIsOpen, RoomNotOpened
from peerbot.vocabulary.names import room_name
from peerbot.vocabulary.notes import CLOSING_TAKES, Card, Named, Place, RoomKind, View, more_minutes
from peerbot.vocabulary.room_inputs import Close, Open

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


def open_room(_state: State, heard: Pick, view: View) -> Step:
    if not view.about.facilitator:
        return Step(Home(), (Say("not-facilitator"),))
    if not_now := _reason_not_now(view):
        return Step(Home(), (not_now,))
    if not heard.rest:
        return _kinds("open-which", view)
    named = SECOND.search(heard.rest)
    rest = heard.rest[: named.start()] if named else heard.rest
    second = _facilitator(named["user"], view) if named else None
    if named and second is None:
        return Step(Home(), (Say("second-unknown"),))
    if second and not view.settings.takes_in(second):
        return Step(Home(), (Say("second-elsewhere", {"server": view.settings.server}),))
    length = LENGTH.search(rest)
    word = plain(rest[: length.start()] if length else rest)
    again = view.about.role.again if view.about.role and word == AGAIN else None
    kind = _kind(again[0] if again else word, view)
    if kind is None:
        return _kinds("open-which" if word == AGAIN else "open-unknown", view, second)
    if length is None:
        return _summary(kind, again[1] if again else kind.minutes * 60, view, second)
    if length["unit"] != "s":
        return _summary(kind, int(length["number"]) * 60, view, second)
    if not view.settings.allows_seconds:
        return _too_long(view)
    return _summary(kind, int(length["number"]), view, second)


def _reason_not_now(view: View) -> Say | None:
    """Why this person cannot open a room now. A room counts until nothing of it is left."""
    held, settings = len(view.about.hosted), view.settings
    if not settings.takes_in(view.me):
        return Say("open-elsewhere", {"server": settings.server})
    if held >= settings.most_each:
        return Say("open-most-each", {"held": held})
    if len(view.names) >= settings.most_rooms:
        return Say("open-most", {"rooms": len(view.names)})
    return None


def _facilitator(named: str, view: View) -> UserID | None:
    """Another person with the role. Addresses are case-folded, like all typed text."""
    others = (user for user in view.facilitators if user != view.me)
    return next((user for user in others if plain(user) == plain(named)), None)


def _kind(word: str, view: View) -> RoomKind | None:
    return next((k for k in view.settings.kinds if plain(k.word) == plain(word)), None)


def _kinds(text: str, view: View, second: UserID | None = None) -> Step:
    lines = tuple(
        Line(number, "kind-line", {"title": kind.title})
        for number, kind in enumerate(view.settings.kinds, start=1)
    )
    shown = tuple(kind.word for kind in view.settings.kinds)
    return Step(KindAsked(shown, second), (Say(text, lines=lines, ask=True),))


def _too_long(view: View) -> Step:
    return Step(Home(), (Say("open-length", {"longest": view.settings.longest_minutes}),))


def _summary(kind: RoomKind, seconds: int, view: View, second: UserID | None = None) -> Step:
    if not 0 < seconds <= view.settings.longest_minutes * 60:
        return _too_long(view)
    closes = view.now + timedelta(seconds=seconds)
    args: Args = {
        "title": kind.title,
        "about": kind.about,
        "size": kind.size,
        "medium": "text" if kind.text_only else "any",
        "closes": closes,
        "latest": _latest(view, seconds),
        "more": more_minutes(closes, _latest(view, seconds)),
        "away": _away(view),
    }
    named = (Line(0, "open-second", {"second": second}),) if second else ()
    said = Say("open-summary", args, also=named, ask=True)
    return Step(Summary(kind.word, seconds, second), (said,))


def _away(view: View) -> int:
    return -(-view.settings.away_seconds // 60)


def _latest(view: View, seconds: int) -> datetime:
    """Members are told this before they join, so it never changes."""
    longest = max(view.settings.longest_minutes * 60, seconds)
    return view.now + timedelta(seconds=min(seconds + view.settings.extend_minutes * 60, longest))


def kind_picked(state: KindAsked, heard: Number, view: View) -> Step:
    kind = None
    if 1 <= heard.number <= len(state.shown):
        kind = _kind(state.shown[heard.number - 1], view)
    if kind is None:
        return _kinds("not-understood", view, state.second)
    return _summary(kind, kind.minutes * 60, view, state.second)


def kinds_again(state: KindAsked, _heard: object, view: View) -> Step:
    return _kinds("not-understood", view, state.second)


def confirm_opening(state: Summary, _heard: Pick, view: View) -> Step:
    kind, role = _kind(state.kind, view), view.about.role
    if kind is None or role is None:
        return Step(Home(), (Say("not-facilitator"),))
    if not_now := _reason_not_now(view):  # somebody else opened one since this one was begun
        return Step(Home(), (not_now,))
    card = Card(
        mark=view.fresh.mark,
        number=0,
        title=kind.title,
        about=kind.about,
        name=room_name(view.settings.names, view.names, view.fresh.draws),
        size=kind.size,
        facilitator=view.me,
        opened=view.now,
        closes=view.now + timedelta(seconds=state.seconds),
        latest=_latest(view, state.seconds),
        shown_name=role.shown_name,
        duty=role.duty,
        named=state.second,
        text_only=kind.text_only,
    )
    place = Place(card.mark, card.title, card.name, card.latest, hosting=True)
    kept = Remember(place, card.latest + CLOSING_TAKES, HOST)
    again = replace(role, again=(state.kind, state.seconds))
    name = Publish(Named(card.name), card.over, card.mark)  # nobody else gets it
    opening = Tell(Room(card.mark), Open(card))
    return Step(Opening(card.mark), (kept, Remember(again, role.until, ROLE), name, opening))


def cancel(_state: State, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("all-right"),))


def still_opening(state: Opening, _heard: object, _view: View) -> Step:
    return Step(state, (Say("open-waiting"),))


def _state_after(state: State, mark: Mark) -> State:
    return Home() if state == Opening(mark) else state


def room_open(state: State, message: RoomIsOpen, view: View) -> Step:
    card = message.card
    if not view.about.facilitator:
        closed = Tell(Room(card.mark), Close("facilitator"))
        return Step(_state_after(state, card.mark), (closed,))
    args: Args = {
        "name": card.name,
        "closes": card.closes,
        "keeper": view.settings.keeper,
        "number": card.number,
        "more": card.more,
        "away": _away(view),
    }
    return Step(_state_after(state, card.mark), (Say("open-done", args),))


def room_not_opened(state: State, message: RoomNotOpened, view: View) -> Step:
    gone = tuple(Forget(place) for place in view.about.hosted if place.mark == message.mark)
    return Step(_state_after(state, message.mark), (*gone, Say(f"open-failed-{message.why}")))


def close_room(_state: State, _heard: Pick, view: View) -> Step:
    own = tuple(place.mark for place in view.about.hosted)
    if not own:
        return Step(Home(), (Say("close-none"),))
    if len(own) == 1:
        return _close_ask(own[0], view)
    return _close_which("close-which", own, view)


def _close_ask(mark: Mark, view: View) -> Step:
    room = next((place for place in view.about.hosted if place.mark == mark), None)
    if room is None:
        return Step(Home(), (Say("room-not-there"),))
    card = next((card for card in view.rooms if card.mark == mark), None)
    closes = card.closes if card else room.closes
    said = Say("close-ask", {"title": room.title, "closes": closes}, ask=True)
    return Step(CloseAsked(mark), (said,))


def _close_which(text: str, marks: tuple[Mark, ...], view: View) -> Step:
    lines = choices_of(marks, view.about.hosted)
    return Step(CloseWhich(marks), (Say(text, lines=lines, ask=True),))


def close_chosen_room(state: CloseWhich, heard: Number, view: View) -> Step:
    if not 1 <= heard.number <= len(state.marks):
        return _close_which("not-understood", state.marks, view)
    return _close_ask(state.marks[heard.number - 1], view)


def ask_which_again(state: CloseWhich, _heard: object, view: View) -> Step:
    return _close_which("not-understood", state.marks, view)


def close_now(state: CloseAsked, _heard: Pick, view: View) -> Step:
    message = Tell(Room(state.mark), Close("facilitator"))
    out = (Line(0, "out-when-back"),) if view.settings.federate else ()
    return Step(Home(), (message, Say("close-going-on", also=out)))


FLOW = Flow(
    "open",
    (
        Row(KindAsked, NUMBER, kind_picked, (Summary, KindAsked, Home)),
        Row(KindAsked, "back", Go("menu")),
        Row(KindAsked, MORE, kinds_again, (KindAsked,), numbered=False),
        Row(KindAsked, ELSE, kinds_again, (KindAsked,)),
        Row(Summary, "yes", confirm_opening, (Opening, Home), consent=HOST),
        Row(Summary, "no", cancel, (Home,)),
        Row(Opening, ELSE, still_opening),
        Row(CloseAsked, "close-it", close_now, (Home,)),
        Row(CloseAsked, "no", cancel, (Home,)),
        Row(CloseWhich, NUMBER, close_chosen_room, (CloseAsked, Home)),
        Row(CloseWhich, "back", Go("menu")),
        Row(CloseWhich, MORE, ask_which_again, numbered=False),
        Row(CloseWhich, ELSE, ask_which_again),
        Row(Anywhere, "open", open_room, (KindAsked, Summary, Home), takes_rest=True),
        Row(Anywhere, "close", close_room, (CloseAsked, CloseWhich, Home)),
        Row(Anywhere, RoomIsOpen, room_open, (Home,)),
        Row(Anywhere, RoomNotOpened, room_not_opened, (Home,)),
    ),
    menu=(Choice("open", 110, lambda view: view.about.facilitator),),
)
