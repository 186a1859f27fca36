"""What comes in to a series from those who host it or may, and what they hear of it."""

from datetime import date, datetime
from typing import Literal

from peerbot.features.series.hosts.asked import What
from peerbot.features.series.records import SERIES
from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Courtesy, Message

InviteFate = Literal["asked", "yes", "no", "asking", "is-host", "most", "often"]
"""Asking: somebody else is asked already. Most: it has as many hosts as it may. Often: so many were
asked that it is enough."""

TurnFate = Literal["asked", "no", "nobody", "changed", "late", "most"]
"""No: a no, or no answer. Nobody: nobody can cover. Changed: the plan is another by now. Late: to
who was asked. Most: it is asked about that date already, or about too many."""


class InviteHost(Message, frozen=True):
    """A host (`by`) wants somebody to host it with them."""

    user: UserID
    by: UserID


class JoinHosts(Message, frozen=True):
    """Their yes."""

    user: UserID

    @property
    def consent(self) -> Consent | None:
        """See `Message`."""
        return SERIES


class DeclineHosting(Message, frozen=True):
    """Their no; also of who may not any more."""

    user: UserID


class EndSeries(Message, frozen=True):
    """A host ends all of it."""

    user: UserID


class AskTurn(Message, frozen=True):
    """A host's yes to asking others about dates; see `Turn`."""

    user: UserID
    what: What
    days: tuple[date, ...]


class AnswerTurn(Message, frozen=True):
    """Somebody who was asked about dates says yes or no."""

    user: UserID
    number: int
    yes: bool


class AskedLapses(Message, frozen=True):
    """A time to answer is over."""


class HostingAsked(Courtesy, frozen=True):
    """To who may host it: they are asked."""

    id: str
    until: datetime


class HostingSettled(Courtesy, frozen=True):
    """To the host who asked somebody. `invited`: whom, except with a no."""

    id: str
    fate: InviteFate
    invited: UserID | None = None


class TurnAsked(Courtesy, frozen=True):
    """To a host: another one asks them about dates."""

    id: str
    number: int
    until: datetime


class TurnSettled(Courtesy, frozen=True):
    """To a host who asked, or was: what became of it."""

    id: str
    days: tuple[date, ...]
    fate: TurnFate


class TurnsChanged(Courtesy, frozen=True):
    """To all hosts: these dates are held by others now."""

    id: str
    days: tuple[date, ...]


class HostsChanged(Courtesy, frozen=True):
    """To a host: somebody hosts it with them or does not any more, or they do themselves."""

    id: str
    what: Literal["joined", "left", "welcome"]
