"""What a feature is: a manifest of what it adds. The registry is made of all manifests.

Nothing is registered by hand anywhere else: the menu, `me`, `consent`, erasing, a reset identity,
the settings and what is read from the disk all go through the registry.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct

from peerbot.kernel.actions import LASTS, Action
from peerbot.kernel.config import Catalogue, Group
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Drop, Effect, Line
from peerbot.kernel.ids import Address, UserID
from peerbot.kernel.messages import Message, Released, Send
from peerbot.kernel.performing import Accounts, Around, Performer
from peerbot.kernel.records import Listing, Prompt, Record, Retired
from peerbot.kernel.table import (
    First,
    State,
    Step,
    TableFault,
    Transition,
    always,
)

K = TypeVar("K")
V = TypeVar("V")
E = TypeVar("E")


@dataclass(frozen=True)
class Choice:
    """A choice of the menu. `place`: the lower comes first. `command`: what it is the same as
    saying, where that is another word. `to_people`: it leads to some, so it is offered to whoever
    was not understood."""

    word: str
    place: int
    when: Callable[[Context], bool] = always
    command: str = ""
    to_people: bool = False


@dataclass(frozen=True)
class Shown:
    """What `me` shows of what is kept. `place`: the lower comes first."""

    place: int
    lines: Callable[[Context], Iterable[Line]]


@dataclass(frozen=True)
class Help:
    """A sentence of `help` that names words of this feature. `whole`: it says all, in place of the
    usual one, to those for whom it is."""

    text: str
    when: Callable[[Context], bool] = always
    whole: bool = False


@dataclass(frozen=True)
class Asks:
    """How a prompt is asked, and where that leads. None: it is not needed any more."""

    question: Callable[[Any, Context], Step | None]
    to: tuple[type[State], ...]


TakeBack = Callable[[Record, Context], tuple[Effect, ...]]
"""What ends with a yes about a record. Where an actor is asked to let go, its answer says that it
is done."""


def waiting(context: Context) -> tuple[Prompt, ...]:
    """What the person is to be asked yet, what ends first at the front."""
    return tuple(it for it in context.records(Prompt) if it.until > context.now)


@dataclass(frozen=True)
class Flow:
    """One conversation.

    `menu`: its choices there. `helps`: its words in `help`. `consents`: what it asks for. `shown`:
    what it adds to `me`. `takes_back`: by the names of consents, what ends with them. `reset`: what
    goes when somebody may have the person's account who is not they. `prompts`: what it asks by
    itself (see `core.api.ask_in_turn`). `greeting`, `reminder`: see `Table`.
    """

    name: str
    rows: tuple[Transition, ...]
    first: First | None = None
    menu: tuple[Choice, ...] = ()
    helps: tuple[Help, ...] = ()
    consents: tuple[Consent, ...] = ()
    shown: tuple[Shown, ...] = ()
    takes_back: Mapping[str, TakeBack] = field(default_factory=dict)
    reset: Callable[[Context], Iterable[Effect]] = lambda _context: ()
    prompts: Mapping[type[Prompt], Asks] = field(default_factory=dict)
    greeting: Callable[[Context], tuple[Line, ...]] | None = None
    reminder: Callable[[Context], Iterable[Line]] | None = None


@dataclass(frozen=True)
class Holding:
    """An actor that knows the person, and that their erasing waits for. `line`: what becomes of it,
    where that matters to others."""

    address: Address
    line: Line | None = None


@dataclass(frozen=True)
class Extensions:
    """What features add to the extension points of others."""

    known: tuple[object, ...] = ()

    def of(self, kind: type[E]) -> tuple[E, ...]:
        """What they add to one of them."""
        return tuple(extension for extension in self.known if isinstance(extension, kind))


@dataclass(frozen=True)
class ActorKind:
    """A kind of actor beside people. `transitions`: made of its extensions, where it has any.

    `start`: where one without a record is, and where each ends. `label` and `grain`: how its state
    is kept, and how coarsely its end can be seen there; the label never changes. `lasts`: how long
    after its last step the state is kept, at most; `State.over` may be before that.

    For erasing: `holds` names those of them that know a person, and `release` makes the message
    that asks one of them to hold nothing of that person any more. In every state it answers with
    one `Released`, at its own pace.
    """

    address: type[Address]
    start: State
    transitions: tuple[Transition, ...] | Callable[[Extensions], tuple[Transition, ...]]
    label: str
    holds: Callable[[Context], Iterable[Holding]]
    release: Callable[[UserID], Message]
    grain: timedelta = timedelta(hours=1)
    lasts: timedelta = LASTS


@dataclass(frozen=True)
class Feature:
    """The manifest of a feature: what it adds, and which features it builds on.

    `chat`: its conversations, made of their extensions where they have any. `overall`: those that
    are about all others. `records`, `listings`, `actions`: what of its own is on the disk, and
    `performer` what does the actions. `extends`: what it adds to the extension points of features
    that it needs (see their `api.py`). `inspected`: what whoever has the key learns of its people,
    as stewards read it. `groups`: what it adds to the config file, and `settings` makes of that
    what its handlers read.
    """

    name: str
    needs: tuple[str, ...] = ()
    chat: tuple[Flow | Callable[[Extensions], Flow], ...] = ()
    overall: tuple[Callable[["Features"], Flow], ...] = ()
    actors: tuple[ActorKind, ...] = ()
    records: tuple[type[Record], ...] = ()
    listings: tuple[type[Listing], ...] = ()
    actions: tuple[type[Action], ...] = ()
    extends: tuple[object, ...] = ()
    performer: Callable[[Around, Accounts], Performer] | None = None
    inspected: str = ""
    groups: tuple[Group, ...] = ()
    settings: Callable[[Any, Catalogue], Struct] | None = None


@dataclass(frozen=True)
class Features:
    """All of them, for those that are about all."""

    flows: tuple[Flow, ...]
    actors: tuple[ActorKind, ...] = ()

    @property
    def menu(self) -> list[Choice]:
        """The menu, in its order."""
        return sorted((c for flow in self.flows for c in flow.menu), key=lambda c: c.place)

    @cached_property
    def prompts(self) -> dict[type[Prompt], Asks]:
        """Everything that is asked unasked."""
        return each_once(flow.prompts for flow in self.flows)

    def helps(self, context: Context) -> list[Help]:
        """What `help` says to this person."""
        return [part for flow in self.flows for part in flow.helps if part.when(context)]

    @cached_property
    def consents(self) -> dict[str, Consent]:
        """Everything that people are asked to agree to, in today's version, by name."""
        return each_once({c.name: c for c in flow.consents} for flow in self.flows)

    def shown(self, context: Context) -> list[Line]:
        """Everything that is kept of a person."""
        parts = sorted((s for flow in self.flows for s in flow.shown), key=lambda s: s.place)
        lines = [line for part in parts for line in part.lines(context)]
        asks = (Line(0, "me-prompt", {"until": it.ends}) for it in waiting(context))
        retired = (Line(0, "me-retired", {"until": it.ends}) for it in context.records(Retired))
        return [*lines, *asks, *retired]

    def taken_back(self, consent: str, record: Record, context: Context) -> tuple[Effect, ...]:
        """What ends with a yes about a record, and nothing else."""
        take_back = each_once(flow.takes_back for flow in self.flows).get(consent)
        if take_back is None or isinstance(record, Retired):
            return (Drop(record),)  # nobody knows any more what hangs on it
        return take_back(record, context)

    def reset(self, context: Context) -> tuple[Effect, ...]:
        """What goes with an identity that was reset. Nobody can tell any more what this means for a
        record that is retired, and whoever was asked something may be another."""
        lost = (*context.records(Retired), *context.records(Prompt))
        gone = (Drop(record) for record in lost)
        return (*gone, *(effect for flow in self.flows for effect in flow.reset(context)))

    def holds(self, context: Context) -> list[Holding]:
        """Who has to let go of the person before they can be erased; each once."""
        held = [holding for kind in self.actors for holding in kind.holds(context)]
        return list({holding.address: holding for holding in reversed(held)}.values())[::-1]

    def release(self, address: Address, user: UserID) -> Send:
        """Asks an actor to hold nothing of a person any more."""
        kind = next(kind for kind in self.actors if kind.address is type(address))
        return Send(address, kind.release(user))

    def releases(self, sent: Send, user: UserID) -> bool:
        """Whether it asks an actor to let go of the person, which answers once it has."""
        return any(sent.message == kind.release(user) for kind in self.actors)

    @property
    def received(self) -> tuple[type[Message], ...]:
        """Every message that these conversations receive."""
        rows = (row for flow in self.flows for row in flow.rows)
        return tuple(dict.fromkeys(row.on for row in rows if isinstance(row.on, type)))

    @property
    def released(self) -> tuple[type[Message], ...]:
        """Those that say that an actor let go of the person."""
        return tuple(message for message in self.received if issubclass(message, Released))

    @property
    def declined(self) -> tuple[type[Message], ...]:
        """Those that are not for somebody who is being erased."""
        return tuple(m for m in self.received if m.declined is not Message.declined)


def each_once(parts: Iterable[Mapping[K, V]]) -> dict[K, V]:
    """All of them in one. Raises TableFault where two flows claim the same."""
    whole: dict[K, V] = {}
    for part in parts:
        if both := whole.keys() & part.keys():
            raise TableFault(f"two flows for {', '.join(map(str, both))}")
        whole |= part
    return whole
