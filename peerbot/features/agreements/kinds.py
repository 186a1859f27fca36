"""What is agreed in a kind of room, for whoever asks: in one, at its card, at a date of a group
that meets in such a room, or anywhere."""

from collections.abc import Iterator

from peerbot.features.agreements.proposing import rooms_to_propose_in
from peerbot.features.agreements.settings import KindAgreements, agreements_in
from peerbot.features.rooms.api import Card, places_of, readable_cards
from peerbot.features.series.api import kind_of
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, State, Step, Transition


def say_agreements(state: State, _heard: Pick, context: Context) -> Step:
    """Leaves the open question open: people ask this before they come in."""
    date = kind_of(getattr(state, "series", ""), context)
    asked = {date} if date else {card.kind for card in _asked_about(state, context)}
    found = [agreed for agreed in agreements_in(context) if agreed.kind in asked]
    more = (Line(0, "agreements-propose"),) if rooms_to_propose_in(context) else ()
    if not found:
        return Step(state, (Say("agreements-none", also=more),))
    if len(found) == 1:
        lines = tuple(Line(0, "agreement", {"agreed": line}) for line in found[0].lines)
        said = Say("agreements", {"title": found[0].title}, also=(*lines, *more))
        return Step(state, (said,))
    return Step(state, (Say("agreements-several", also=(*map(_in_a_line, found), *more)),))


def _in_a_line(agreed: KindAgreements) -> Line:
    return Line(0, "agreements-of", {"title": agreed.title, "agreed": agreed.whole})


def _asked_about(state: State, context: Context) -> tuple[Card, ...]:
    """The rooms that the person is in or holds, and the one whose card they are reading; every open
    one where there is none of these."""
    cards = readable_cards(context)
    theirs = {getattr(state, "mark", ""), *(place.mark for place in places_of(context))}
    return tuple(card for card in cards if card.mark in theirs) or cards


def on_a_card(card: Card, context: Context) -> Iterator[Line]:
    """That there are some, for whoever reads the second page of a card."""
    if any(agreed.kind == card.kind for agreed in agreements_in(context)):
        yield Line(0, "card-agreements")


FLOW = Flow("kinds", (Transition(Anywhere, "agreements", say_agreements, always_heard=True),))
