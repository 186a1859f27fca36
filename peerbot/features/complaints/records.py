"""What is kept of whoever complains, and who may read it."""

from datetime import datetime, timedelta
from typing import Final

from peerbot.features.roles.api import RoleKind, holders_of
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.ids import UserID
from peerbot.kernel.records import Listing, Record

READS: Final = Consent("complaints-role", 1)
"""Keeping an address with the role, and the chat's to write there; whoever complains reads it."""

NAMED: Final = Consent("complaint-named", 1)
"""Keeping a complaint until it is read, a week at most, and handing it on with one's address."""

UNNAMED: Final = Consent("complaint-unnamed", 1)
"""The same without one's address, from the next noon on."""

COMPLAINTS: Final = RoleKind("complaints", READS, reached=True)
"""Whoever reads complaints opens no rooms: nobody holds two roles."""

FEWEST = 2
"""So many hold the role before anybody can complain to them: one alone may be who it concerns."""

MOST = 20
"""Complaints at a time that nobody has read: more would bury each other."""

LASTS = timedelta(days=7)
"""How long a complaint waits to be read."""

KEPT_AS: Final = "complaint"


class MyComplaint(Record, frozen=True):
    """A complaint of the person's that is on its way; the words are with the actor. `read`: they
    heard that somebody has read it."""

    id: str
    until: datetime
    named: bool
    read: bool = False

    @property
    def ends(self) -> datetime:
        """See `Record`."""
        return self.until

    @property
    def kept_as(self) -> str:
        """See `Record`: there is one at a time."""
        return KEPT_AS


class Addressed(Listing, frozen=True):
    """Who may yet read a complaint, from `due` on; they may be erased before. `read`: somebody
    has."""

    collection = "complaints"
    label = "addressed"

    to: tuple[UserID, ...]
    due: datetime
    until: datetime
    read: bool = False

    @property
    def ends(self) -> datetime:
        """See `Listing`: words on their way to a reader are not said once it is over."""
        return self.until


def unread_in(context: Context) -> int:
    """How many complaints nobody has read yet."""
    return sum(not addressed.read for addressed in context.listed(Addressed))


def readers_in(context: Context) -> tuple[UserID, ...]:
    """Everybody who reads complaints; nobody, where they are too few."""
    readers = holders_of(COMPLAINTS.name, context)
    return readers if len(readers) >= FEWEST else ()
