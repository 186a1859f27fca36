"""What only the collective can say."""

from msgspec import Struct

from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line


class OutsideService(Struct, frozen=True):
    """A service outside the collective that `now` names; `may_call_police`: yes, no, unknown."""

    name: str
    hours: str
    how: str
    contact: str
    may_call_police: str


class CoreSettings(Struct, frozen=True):
    """What everybody may want to know, whatever else there is. Empty: the collective said nothing
    of it."""

    emergencies: str
    services: tuple[OutsideService, ...]
    complaints: str = ""
    age: str = ""
    ambulance: str = ""
    server_copies: str = ""


def age_lines(context: Context) -> tuple[Line, ...]:
    """For which ages it is, where the collective wrote it: nobody should have to ask."""
    age = core_in(context).age
    return (Line(0, "age-told", {"words": age}),) if age else ()


def complaints_contact(context: Context) -> str:
    """Whom people can talk to about a facilitator, as the collective wrote it; empty: nobody."""
    return core_in(context).complaints


def server_copies(context: Context) -> str:
    """What the collective's server keeps of a room that is over, as they wrote it: no request of a
    client tells that. Empty: they said nothing of it."""
    return core_in(context).server_copies


def core_in(context: Context) -> CoreSettings:
    """This section of the settings."""
    return context.settings.of(CoreSettings)
