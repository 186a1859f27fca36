"""What a feature is: a manifest of what it adds. The registry is made of all of them.

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
from peerbot.kernel.ids import Address, Person, UserID
from peerbot.kernel.messages import Message, Released, Send
from peerbot.kernel.parse import Lexicon
from peerbot.kernel.records import Listing, Prompt, Record, Retired
from peerbot.kernel.table import (
    Anywhere,
    First,
    Home,
    State,
    Step,
    Table,
    TableFault,
    Transition,
    always,
    is_word,
)

K = TypeVar("K")
V = TypeVar("V")
E = TypeVar("E")


@dataclass(frozen=True)
class Choice:
    """A choice of the menu. `place`: the lower comes first. `command`: what it is the same as
    saying, where that is another word."""

    word: str
    place: int
    when: Callable[[Context], bool] = always
    command: str = ""


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
"""What ends with a yes about a record. Where a message is sent, its answer says that it is done."""


@dataclass(frozen=True)
class Flow:
    """One conversation.

    `menu`: its choices there. `helps`: its words in `help`. `consents`: what it asks for. `shown`:
    what it adds to `me`. `takes_back`: by the names of consents, what ends with them. `reset`: what
    goes when somebody may have the person's account who is not they. `prompts`: what it asks by
    itself (see `core.api.ask_in_turn`).
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
    after its last step the state is kept, at most.

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
    are about all others. `records`, `listings`, `actions`: what of its own is on the disk.
    `extends`: what it adds to the extension points of features that it needs (see their `api.py`).
    `groups`: what it adds to the config file, and `settings` makes of that what its handlers read.
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

    @property
    def prompts(self) -> dict[type[Prompt], Asks]:
        """Everything that is asked unasked."""
        return _each_once(flow.prompts for flow in self.flows)

    def helps(self, context: Context) -> list[Help]:
        """What `help` says to this person."""
        return [part for flow in self.flows for part in flow.helps if part.when(context)]

    @property
    def consents(self) -> dict[str, Consent]:
        """Everything that people are asked to agree to, in today's version, by name."""
        return _each_once({c.name: c for c in flow.consents} for flow in self.flows)

    def shown(self, context: Context) -> list[Line]:
        """Everything that is kept of a person."""
        parts = sorted((s for flow in self.flows for s in flow.shown), key=lambda s: s.place)
        lines = [line for part in parts for line in part.lines(context)]
        asks = (Line(0, "me-prompt", {"until": it.ends}) for it in context.records(Prompt))
        retired = (Line(0, "me-retired", {"until": it.ends}) for it in context.records(Retired))
        return [*lines, *asks, *retired]

    def taken_back(self, consent: str, record: Record, context: Context) -> tuple[Effect, ...]:
        """What ends with a yes about a record, and nothing else."""
        if isinstance(record, Retired):
            return (Drop(record),)
        return _each_once(flow.takes_back for flow in self.flows)[consent](record, context)

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


def _each_once(parts: Iterable[Mapping[K, V]]) -> dict[K, V]:
    """All of them in one. Raises TableFault where two flows claim the same."""
    whole: dict[K, V] = {}
    for part in parts:
        if both := whole.keys() & part.keys():
            raise TableFault(f"two flows for {', '.join(map(str, both))}")
        whole |= part
    return whole


@dataclass(frozen=True)
class Registry:
    """What there is, made out of all manifests. Raises TableFault where they contradict each other,
    or miss one another."""

    features: tuple[Feature, ...]

    def __post_init__(self) -> None:
        known = {feature.name: feature for feature in self.features}
        for feature in self.features:
            _needed(feature, known, ())

    @cached_property
    def extensions(self) -> Extensions:
        """What they add to the extension points of others."""
        return Extensions(tuple(it for feature in self.features for it in feature.extends))

    @cached_property
    def flows(self) -> Features:
        """Every conversation but those that are about all of them."""
        made = (flow for feature in self.features for flow in self._chat(feature))
        return Features(
            tuple(made),
            tuple(kind for feature in self.features for kind in feature.actors),
        )

    def _chat(self, feature: Feature) -> tuple[Flow, ...]:
        return tuple(
            part if isinstance(part, Flow) else part(self.extensions) for part in feature.chat
        )

    def flows_of(self, feature: Feature) -> tuple[Flow, ...]:
        """The conversations of one feature, made."""
        return (*self._chat(feature), *(make(self.flows) for make in feature.overall))

    @cached_property
    def chats(self) -> Table:
        """The table of a person's chat."""
        flows = tuple(flow for feature in self.features for flow in self.flows_of(feature))
        rows = tuple(row for flow in flows for row in flow.rows)
        return Table(Home(), rows, tuple(flow.first for flow in flows if flow.first))

    @cached_property
    def actors(self) -> dict[type[Address], ActorKind]:
        """The kinds of actors beside people."""
        return _each_once({kind.address: kind} for kind in self.flows.actors)

    @cached_property
    def tables(self) -> dict[type[Address], Table]:
        """The table of each kind of actor, people among them."""
        tables: dict[type[Address], Table] = {Person: self.chats}
        for address, kind in self.actors.items():
            made = kind.transitions
            rows = made if isinstance(made, tuple) else made(self.extensions)
            tables[address] = Table(kind.start, rows)
        return tables

    @cached_property
    def messages(self) -> tuple[type[Message], ...]:
        """Every message that an actor receives."""
        received = (message for table in self.tables.values() for message in table.messages)
        return tuple(dict.fromkeys(received))

    @cached_property
    def records(self) -> tuple[type[Record], ...]:
        """Every record that may be kept of a person."""
        kept = (record for feature in self.features for record in feature.records)
        return (*kept, *self.flows.prompts)

    @cached_property
    def listings(self) -> tuple[type[Listing], ...]:
        """Everything that actors let others read."""
        return tuple(listing for feature in self.features for listing in feature.listings)

    @cached_property
    def actions(self) -> tuple[type[Action], ...]:
        """Everything that is done outside for an actor of a feature."""
        return tuple(action for feature in self.features for action in feature.actions)

    def refuse_equal_phrases(self, lexicon: Lexicon) -> None:
        """Raises TableFault where people would say the same for commands of two features."""
        said: dict[str, str] = {}
        for feature in self.features:
            for word in self._commands(feature):
                for phrase in lexicon.phrases(word):
                    if said.setdefault(phrase, feature.name) != feature.name:
                        raise TableFault(f"{said[phrase]} and {feature.name}: {word} is said alike")

    def _commands(self, feature: Feature) -> tuple[str, ...]:
        """The words of one feature that are answered anywhere."""
        flows = self.flows_of(feature)
        rows = (row for flow in flows for row in flow.rows if row.state is Anywhere)
        return tuple(row.on for row in rows if is_word(row.on))


def _needed(feature: Feature, known: Mapping[str, Feature], above: tuple[str, ...]) -> None:
    """Raises TableFault where something that is needed is not there, or needs itself."""
    if feature.name in above:
        raise TableFault(f"a circle of features: {', '.join((*above, feature.name))}")
    for name in feature.needs:
        if name not in known:
            raise TableFault(f"{feature.name} needs {name}, which is not there")
        _needed(known[name], known, (*above, feature.name))
