"""Whoever looks reads that a group does not meet today, and when it does."""

from peerbot.features.series.records import announced, date_of, end_of
from peerbot.features.series.rule import meetings
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, At, Line


def off_lines(context: Context, zone: str) -> tuple[Line, ...]:
    """One for each series whose date nobody opens, until that would have been over. `zone`: the one
    that its next date is read in."""
    lines: list[Line] = []
    for it in announced(context):
        plan, date = it.listing.plan, date_of(it.listing.plan, it.listing.next)
        if not it.listing.off or date is None or end_of(date, plan) <= context.now:
            continue
        later = (other for other in meetings(plan.rule) if other.starts > date.starts)
        after = next(later, None)
        if after:
            args: Args = {"title": plan.title, "starts": At(after.starts, zone)}
            lines.append(Line(0, "series-off", args))
        else:
            lines.append(Line(0, "series-off-last", {"title": plan.title}))
    return tuple(lines)


def list_lines(context: Context) -> tuple[Line, ...]:
    """See `ListLine`."""
    return off_lines(context, context.settings.zone)
