"""Which rooms know a person, and what asks one of them to let go."""

from collections.abc import Iterator

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.records import Awaited, open_cards, places_of
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line
from peerbot.kernel.feature import Holding


def rooms_that_know(context: Context) -> Iterator[Holding]:
    """Each room that the person is in or holds, for one that they hold with what becomes of it; and
    those that wait for an answer of theirs."""
    handed_on = {card.mark for card in open_cards(context) if card.second}
    for place in places_of(context):
        text = "erase-hands-on" if place.mark in handed_on else "erase-closes"
        line = Line(0, text, {"title": place.title}) if place.hosting else None
        yield Holding(Room(place.mark), line)
    for card in open_cards(context):
        if context.me in (card.named, card.guest):
            yield Holding(Room(card.mark))
    for published in context.listings.of(Awaited):
        if published.listing.guest == context.me:
            yield Holding(Room(Mark(published.key)))
