"""Open rooms: see them, read the card of one, ask for a place."""

import re
from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from peerbot.features.core.api import age_lines
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import Waiting
from peerbot.features.rooms.consents import PLACE
from peerbot.features.rooms.extending import (
    CardChoice,
    card_lines,
    is_kept,
    list_lines,
    refusal,
    second_page_lines,
)
from peerbot.features.rooms.records import (
    CLOSING_TAKES,
    Card,
    Seat,
    place_in,
    readable_cards,
)
from peerbot.features.rooms.settings import rooms_in, takes_in
from peerbot.features.rooms.to_person import RoomForTwo
from peerbot.features.rooms.to_room import LetGo, LetIn
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Put, Quoted, Say
from peerbot.kernel.feature import Choice, Extensions, Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Other, Pick, bare, plain
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, Go, Home, State, Step, Transition

LONGEST_NAME = 4
"""Words with which somebody names a room; more of them say something else."""

SHORT_RULES = 120
"""Characters of rules that still leave the rest of a card on the screen of a phone."""


class Listing(State, frozen=True):
    """The open rooms are shown. `shown`: which room each number stood for."""

    idle: ClassVar[bool] = True

    shown: tuple[tuple[int, Mark], ...]


class Reading(State, frozen=True):
    """A room's card is shown; the person is asked whether to come in. `changes`: as on the card."""

    asks: ClassVar[str] = "asks-card"

    mark: Mark
    changes: int


class TwoOffered(State, frozen=True):
    """Whoever asked for those who hold their room is offered one for two."""

    asks: ClassVar[str] = "asks-two"

    mark: Mark


def _list(
    extensions: Extensions, text: str, context: Context, shown: tuple[tuple[int, Mark], ...] = ()
) -> Step:
    """`shown`: numbers already assigned, when the list continues on another page."""
    if not takes_in(context, context.me):
        return _elsewhere(extensions, context)
    rooms = tuple(card for card in readable_cards(context) if (card.number, card.mark) in shown)
    if not rooms:
        rooms, shown = (
            readable_cards(context),
            tuple((card.number, card.mark) for card in readable_cards(context)),
        )
    if not rooms:
        return Step(Home(), (Say("no-rooms", also=list_lines(extensions, context)),))
    lines = tuple(_line(extensions, card.number, card, context) for card in rooms)
    also = list_lines(extensions, context)
    return Step(Listing(shown), (Say(text, lines=lines, also=also, ask=True),))


def _line(extensions: Extensions, number: int, card: Card, context: Context) -> Line:
    args: Args = {"title": card.title, "about": card.about, "closes": card.closes}
    text = "room-line-full" if _is_full(extensions, card, context) else "room-line"
    return Line(number, "room-line-locked" if card.locked else text, args)


def _is_full(extensions: Extensions, card: Card, context: Context) -> bool:
    """Whether it is for this person."""
    return card.full and not is_kept(extensions, card, context)


def _elsewhere(extensions: Extensions, context: Context) -> Step:
    """They cannot be invited, so they are told before they read about a room."""
    rooms = tuple(_line(extensions, 0, card, context) for card in readable_cards(context)) or (
        Line(0, "no-rooms"),
    )
    said = Say("rooms-elsewhere", {"server": context.settings.server}, also=rooms)
    return Step(Home(), (said,))


def list_rooms(extensions: Extensions, _state: State, _heard: object, context: Context) -> Step:
    return _list(extensions, "rooms-open", context)


def list_what_is_next(
    extensions: Extensions, _state: State, _heard: object, context: Context
) -> Step:
    """What is open now may be it; what is planned, another word shows."""
    step = _list(extensions, "rooms-next", context)
    return step if isinstance(step.state, Listing) else Step(step.state, (Say("rooms-next-none"),))


def say_rules(state: State, _heard: object, context: Context) -> Step:
    """Leaves the open question open."""
    return Step(state, (Say("rules", {"rules": rooms_in(context).rules}),))


def named_or_again(extensions: Extensions, _state: Listing, heard: Other, context: Context) -> Step:
    """ "the grief one": reading a card changes nothing."""
    if card := _named(heard.text, context):
        return _show(extensions, card, context)
    return _list(extensions, "not-understood-here", context)


def _names_a_room(words: str, context: Context) -> bool:
    return _named(words, context) is not None


def _named(words: str, context: Context) -> Card | None:
    """The one open room whose title has most of these words, if there is just one."""
    said = {*bare(plain(words)).split()}
    if len(said) > LONGEST_NAME:
        return None
    alike = [
        (len(said & {*bare(plain(card.title)).split()}), card) for card in readable_cards(context)
    ]
    most = max((count for count, _ in alike), default=0)
    found = [card for count, card in alike if count == most]
    return found[0] if most and len(found) == 1 else None


def list_more_rooms(
    extensions: Extensions, state: Listing, _heard: object, context: Context
) -> Step:
    return _list(extensions, "rooms-open", context, state.shown)


def _card(mark: Mark, context: Context) -> Card | None:
    return next((card for card in readable_cards(context) if card.mark == mark), None)


def _show(extensions: Extensions, card: Card | None, context: Context) -> Step:
    if card is None:
        return Step(Home(), (Say("room-not-there"),))
    if card.facilitator == context.me:
        back = Send(Room(card.mark), LetIn(context.me))  # nothing new, unless they left it
        return Step(Home(), (back, Say("own-room")))
    if place := place_in(context, card.mark):
        again = (Send(Room(card.mark), LetIn(context.me)),) if card.second == context.me else ()
        return Step(Home(), (*again, _place_already(place, card, context)))
    return _ask(extensions, card, context)


def _place_already(place: Seat, card: Card, context: Context) -> Say:
    """With who holds the room, which may have changed since they asked to be let in."""
    held_by, args = _holding(card), _card_args(card, context)
    if place.waiting:
        return Say("place-kept", also=_lines(held_by, args))
    return Say("place-already", also=_lines((*held_by, "place-invited"), args))


def _holding(card: Card) -> tuple[str, ...]:
    return (
        "card-with-name" if card.shown_name else "card-with",
        *(("card-duty",) if card.duty else ()),
    )


def _ask(extensions: Extensions, card: Card, context: Context, text: str = "card") -> Step:
    if not takes_in(context, context.me):
        return _elsewhere(extensions, context)
    return Step(Reading(card.mark, card.changes), (_read(extensions, text, card, context),))


def _read(extensions: Extensions, text: str, card: Card, context: Context) -> Say:
    """What fits on the screen of a phone, and matters most; `read_everything` says the rest."""
    long_rules = len(rooms_in(context).rules) > SHORT_RULES
    held_by, *duty = _holding(card)
    own = (
        held_by,
        *(("card-second",) if card.second and not card.duty else ()),
        "card-seen-for-two" if card.for_two else "card-seen",
        "card-rules-long" if long_rules else "card-rules",
        *duty,
        *_begins(card, context),
        *_closed_to_new(extensions, card, context),
    )
    args = _card_args(card, context)
    added = card_lines(extensions, card, context)
    return Say(text, args, also=(*_lines(own, args), *added, Line(0, "card-keeps", args)), ask=True)


def _begins(card: Card, context: Context) -> tuple[str, ...]:
    """Of a room for a date: when that begins, and until when one can come in."""
    begins = ("card-begins",) if card.starts and context.now < card.starts else ()
    return (*begins, *(("card-locks",) if card.locks and not card.locked else ()))


def _closed_to_new(extensions: Extensions, card: Card, context: Context) -> tuple[str, ...]:
    if card.for_two:
        return ("card-for-two",)
    if card.locked:
        return ("card-locked",)
    return ("card-full",) if _is_full(extensions, card, context) else ()


def read_everything(extensions: Extensions, state: Reading, _heard: Pick, context: Context) -> Step:
    """The second page of a card."""
    card = _card(state.mark, context)
    if card is None:
        return Step(Home(), (Say("room-not-there"),))
    more = (
        "card-about",
        "card-copies",
        "card-text-only" if card.text_only else "card-not-text-only",
        *(("card-rules",) if len(rooms_in(context).rules) > SHORT_RULES else ()),
        *(() if card.duty else ("card-no-duty",)),
        *(("card-second",) if card.second and card.duty else ()),
        "card-holder",
        "card-may-change",
        *(() if card.by_itself else ("card-when-back",)),
        *(("out-when-back",) if rooms_in(context).federate else ()),
    )
    added = second_page_lines(extensions, card, context)
    lines = (*_lines(more, _card_args(card, context)), *added, *age_lines(context))
    said = Say("card-more", also=lines, ask=True)
    return Step(state, (said,))


def _lines(names: Iterable[str], args: Args) -> tuple[Line, ...]:
    return tuple(Line(0, name, args) for name in names)


def _card_args(card: Card, context: Context) -> Args:
    return {
        "title": card.title,
        "about": card.about,
        "facilitator": card.facilitator,
        "size": card.size,
        "keeper": context.settings.keeper,
        "name": card.name,
        "rules": rooms_in(context).rules,
        "closes": card.closes,
        "latest": card.latest,
        "starts": card.starts or card.opened,
        "locks": card.locks or card.closes,
        "more": card.more,
        "called": Quoted(card.shown_name),
        "duty": Quoted(card.duty),
        "second": card.second or "",
    }


def choose_room(extensions: Extensions, state: Listing, heard: Number, context: Context) -> Step:
    mark = dict(state.shown).get(heard.number)
    if mark is None:
        return _list(extensions, "not-understood-here", context)
    return _show(extensions, _card(mark, context), context)


def join_room(extensions: Extensions, _state: State, heard: Pick, context: Context) -> Step:
    if not heard.rest:
        return _list(extensions, "rooms-open", context)
    numbers = re.findall(r"\d+", heard.rest)
    asked = (card for card in readable_cards(context) if [str(card.number)] == numbers)
    card = next(asked, None) if numbers else _named(heard.rest, context)
    return _show(extensions, card, context) if card else _list(extensions, "rooms-other", context)


def request_place(extensions: Extensions, state: Reading, _heard: Pick, context: Context) -> Step:
    card = _card(state.mark, context)
    if card is None:
        return Step(Home(), (Say("room-not-there"),))
    if context.me in card.holders:
        return _show(extensions, card, context)  # since they read it they agreed to hold it
    if card.changes != state.changes or not takes_in(context, context.me):
        return _ask(extensions, card, context, "card-changed")
    if refused := refusal(extensions, card, context):
        return Step(Home(), (refused,))
    place = Seat(card.mark, card.title, card.name, card.latest)
    kept_for_me = is_kept(extensions, card, context)
    asked = Send(Room(card.mark), LetIn(context.me, kept=kept_for_me))
    kept = Put(place, card.latest + CLOSING_TAKES, PLACE)
    return Step(Waiting(card.mark), (kept, asked))


def decline_room(state: Reading | TwoOffered, _heard: Pick, context: Context) -> Step:
    card = _card(state.mark, context)
    if card and card.guest == context.me:  # whoever came waits for them
        return Step(Home(), (Send(Room(card.mark), LetGo(context.me)), Say("two-no")))
    return Step(Home(), (Say("card-no"),))


def offer_room_for_two(state: State, message: RoomForTwo, context: Context) -> Step:
    """The card waits until they ask for it: a lock screen shows what comes by itself."""
    card = _card(message.mark, context)
    if card is None:
        return Step(state)
    args: Args = {"facilitator": card.facilitator}
    if state != Home():
        beside = Say("two-beside", {**args, "number": card.number}, starts=True)
        return Step(state, (beside,))
    return Step(TwoOffered(card.mark), (Say("two-offered", args, ask=True, starts=True),))


def read_about_two(
    extensions: Extensions, state: TwoOffered, _heard: Pick, context: Context
) -> Step:
    return _show(extensions, _card(state.mark, context), context)


def flow(extensions: Extensions) -> Flow:
    """Other features add to the card, and may refuse a place."""
    chooses, joins = partial(choose_room, extensions), partial(join_room, extensions)
    requests, named = partial(request_place, extensions), partial(named_or_again, extensions)
    everything = partial(read_everything, extensions)
    lists, nexts = partial(list_rooms, extensions), partial(list_what_is_next, extensions)
    more = partial(list_more_rooms, extensions)
    choices, two = extensions.of(CardChoice), partial(read_about_two, extensions)
    return Flow(
        "rooms",
        (
            Transition(Listing, NUMBER, chooses, (Listing, Reading, Home)),
            Transition(Listing, "back", Go("menu")),
            Transition(Listing, MORE, more, (Listing, Home), numbered=False),
            Transition(Listing, ELSE, named, (Listing, Reading, Home), knows=_names_a_room),
            Transition(Reading, "let-in", requests, (Reading, Waiting, Home), consent=PLACE),
            *(Transition(Reading, c.word, Go(c.word)) for c in choices),
            Transition(Reading, "everything-else", everything, (Home,)),
            Transition(Reading, "no", decline_room, (Home,)),
            Transition(TwoOffered, "read-about-it", two, (Reading, Home)),
            Transition(TwoOffered, "no", decline_room, (Home,)),
            Transition(Anywhere, "rooms", lists, (Listing, Home), guessed="idle"),
            Transition(Anywhere, "next", nexts, (Listing, Home), guessed="idle"),
            Transition(Anywhere, "rules", say_rules, always_heard=True),
            Transition(Anywhere, "join", joins, (Listing, Reading, Home), takes_rest=True),
            Transition(Anywhere, RoomForTwo, offer_room_for_two, (TwoOffered,)),
        ),
        menu=(Choice("rooms", 20, to_people=True),),
    )
