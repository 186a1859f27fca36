"""Every conversation and lifecycle, found by being here.

A module of this package that has a `FLOW` belongs to the person's table, unless it says
`MACHINE = "room"`. Adding a conversation is adding a file.
"""

from importlib import import_module
from pkgutil import iter_modules

from peerbot.flow import Flow, Home, Table, gather
from peerbot.flows.room.states import Wanted


def _flows(machine: str) -> tuple[Flow, ...]:
    modules = (import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__))
    return tuple(m.FLOW for m in modules if getattr(m, "MACHINE", "person") == machine)


def person_table() -> Table:
    """The table of a person's chat."""
    return gather(_flows("person"), Home())


def room_table() -> Table:
    """The table of an ephemeral room."""
    return gather(_flows("room"), Wanted())
