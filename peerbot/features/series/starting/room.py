"""The room of one date: how it is opened, and that its series hears what becomes of it.

It is a fresh one each time: nothing in it is of the one before, neither name nor people nor words.
"""

from collections.abc import Iterator
from datetime import timedelta

from peerbot.features.rooms.api import Card, Moment, RoomKind, kinds_in
from peerbot.features.series.places.messages import DateNot, Meeting
from peerbot.features.series.places.records import has_place
from peerbot.features.series.records import Plan, announced, date_of, end_of
from peerbot.features.series.rule import Occasion
from peerbot.features.series.starting.going import UNTIL
from peerbot.features.series.starting.messages import OpensDate, RoomOfDate, RoomOfDateCloses
from peerbot.features.series.states import Series
from peerbot.kernel.context import Context
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Send

AT_LEAST = timedelta(minutes=5)
"""For so long people come in to a room that is opened late, however few latecomers there may be."""


def wanted_room(
    plan: Plan,
    date: Occasion,
    opens: OpensDate,
    context: Context,
    *,
    second: UserID | None,
    places: int,
) -> Card:
    """The card of the room that a host said yes to. `second`: who is asked to hold it when they
    cannot; `places`: how many people have one at the date."""
    # Stewards may have taken the kind out of the config since it was planned.
    of_that_name = (it for it in kinds_in(context) if it.word == plan.kind)
    kind = next(of_that_name, RoomKind(plan.kind, plan.title, plan.title, plan.minutes, plan.size))
    late = None if plan.latecomers is None else timedelta(minutes=plan.latecomers)
    return Card(
        mark=opens.mark,
        number=0,
        title=plan.title,
        about=kind.about,
        name="",
        size=plan.size,
        facilitator=opens.user,
        opened=context.now,
        closes=end_of(date, plan),
        latest=opens.latest,
        shown_name=opens.shown_name,
        duty=opens.duty,
        named=second,
        text_only=kind.text_only,
        kind=plan.kind,
        for_date=opens.meeting,
        starts=date.starts,
        kept=min(places, plan.size),
        kept_until=date.starts + UNTIL,
        locks=None if late is None else max(date.starts + late, context.now + AT_LEAST),
    )


def is_kept(card: Card, context: Context) -> bool:
    """See `KeptPlace`: for whoever has a place at the date."""
    return has_place(card.for_date, context)


def tells_series(moment: Moment, card: Card, context: Context) -> Iterator[Send]:
    """See `RoomLife`. Once the date is over, its series needs not know. Of a room that closes
    before that, those hear who have a place and may be on their way; its hosts may open another."""
    for it in announced(context):
        plan, coming = it.listing.plan, it.listing.next
        date = date_of(plan, coming)
        if not coming or not date or coming.meeting != card.for_date:
            continue
        if moment in ("open", "failed"):
            yield Send(Series(it.key), RoomOfDate(card.mark, there=moment == "open"))
        elif moment == "closing" and context.now < end_of(date, plan):
            yield Send(Meeting(card.for_date), DateNot("closed"))
            yield Send(Series(it.key), RoomOfDateCloses(card.for_date))
