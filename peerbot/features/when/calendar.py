"""One date as a file for a calendar (RFC 5545): when it begins and ends, and no more than must be.

Times are in UTC: every calendar shows them in its own zone, across changes of clocks too, and the
file does not say where anybody is. It has no organizer, no place, no description and no alarm, its
id is of this file alone, and it asks not to be shown to those who may see the calendar.
"""

from datetime import datetime, time

from icalendar import Calendar, Event

from peerbot.features.series.api import Date
from peerbot.kernel.files import File

NAME = "calendar.ics"
KIND = "text/calendar"

PRODUCT = "-//Calendar//EN"
"""What made it. The standard wants one."""


def calendar_file(date: Date, summary: str, uid: str, now: datetime) -> File:
    """`summary`: what it is called. `uid`: random, so that two files have nothing in common."""
    event = Event()
    event.add("uid", uid)
    # When it was made has to be in it: of that, the day is enough.
    event.add("dtstamp", datetime.combine(now.date(), time(), now.tzinfo))
    event.add("dtstart", date.starts)
    event.add("dtend", date.ends)
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add_component(event)
    return File(NAME, KIND, whole.to_ical().decode())
