"""Every conversation and lifecycle, found by being here.

A module of this package that has a `FLOW` belongs to the person's table, unless it says
`MACHINE = "room"`. One that is about all the others makes its own out of them, with `flow`. Adding
a conversation is adding a file.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from peerbot.feature import Features, Flow, gather
from peerbot.flow import Home, Table
from peerbot.flows.room.states import Wanted


def _modules(machine: str) -> tuple[ModuleType, ...]:
    modules = (import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__))
    return tuple(m for m in modules if getattr(m, "MACHINE", "person") == machine)


def features(machine: str = "person") -> Features:
    """Every flow but those that are about all of them."""
    return Features(tuple(m.FLOW for m in _modules(machine) if hasattr(m, "FLOW")))


def _flows(machine: str) -> tuple[Flow, ...]:
    known = features(machine)
    return tuple(m.FLOW if hasattr(m, "FLOW") else m.flow(known) for m in _modules(machine))


def person_table() -> Table:
    """The table of a person's chat."""
    return gather(_flows("person"), Home())


def room_table() -> Table:
    """The table of an ephemeral room."""
    return gather(_flows("room"), Wanted())
