"""What a conversation or lifecycle is, and what it adds to those that are about all of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from peerbot.flow import First, Home, Row, State, Table, TableFault, always
from peerbot.kernel.consents import Consent
from peerbot.kernel.ids import Machine, Mark
from peerbot.kernel.messages import Message
from peerbot.kernel.records import Record
from peerbot.vocabulary.effects import Effect, Line
from peerbot.vocabulary.notes import Place, View

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Choice:
    """A choice of the menu. `place`: the lower comes first. `command`: what it is the same as
    saying, where that is another word."""

    word: str
    place: int
    when: Callable[[View], bool] = always
    command: str = ""


@dataclass(frozen=True)
class Shown:
    """What `me` shows of what is kept. `place`: the lower comes first."""

    place: int
    lines: Callable[[View], Iterable[Line]]


TakeBack = Callable[[Record, View], tuple[Effect, ...]]
"""What ends with a yes about a record. Where a message is sent, its answer says that it is done."""


@dataclass(frozen=True)
class Holding:
    """A room that knows the person, and lets go of them when it is asked to (`LetGo`). `line`: what
    becomes of it, where that matters to others."""

    mark: Mark
    line: Line | None = None


Crossing = Callable[[Any, View], tuple[Effect, ...]]
"""What to do about a message that comes while its recipient is being erased."""


def choices_of(marks: tuple[Mark, ...], places: Iterable[Place]) -> tuple[Line, ...]:
    """One line for each of these rooms in which there is still a place, under its number."""
    titles = {place.mark: place.title for place in places}
    return tuple(
        Line(number, "place-line", {"title": titles[mark]})
        for number, mark in enumerate(marks, start=1)
        if mark in titles
    )


def nothing(_message: Message, _view: View) -> tuple[Effect, ...]:
    """For what crosses and needs no answer."""
    return ()


@dataclass(frozen=True)
class Flow:
    """One conversation or lifecycle.

    `menu`: its choices there. `consents`: what it asks for. `shown`: what it adds to `me`.
    `takes_back`: by the names of consents, what ends with them. `reset`: what goes when somebody
    may have the person's account who is not they.

    For erasing: `holds`, who has to let go of the person first; `released`, the messages of a room
    (`mark`) that say that it did; `declined`, those that cross, and are not for them any more.
    """

    name: str
    rows: tuple[Row, ...]
    first: First | None = None
    menu: tuple[Choice, ...] = ()
    consents: tuple[Consent, ...] = ()
    shown: tuple[Shown, ...] = ()
    takes_back: Mapping[str, TakeBack] = field(default_factory=dict)
    reset: Callable[[View], Iterable[Effect]] = lambda _view: ()
    holds: Callable[[View], Iterable[Holding]] = lambda _view: ()
    released: Mapping[type[Message], Crossing] = field(default_factory=dict)
    declined: Mapping[type[Message], Crossing] = field(default_factory=dict)


FlowOfAll = Callable[["Features"], Flow]
"""One that is about all the others."""


@dataclass(frozen=True)
class ActorKind:
    """A kind of actor beside people: its address, where one without a record is, and its table."""

    address: type[Machine]
    start: State
    transitions: tuple[Row, ...]


@dataclass(frozen=True)
class Feature:
    """The manifest of a feature: what it adds, and which features it builds on."""

    name: str
    needs: tuple[str, ...] = ()
    chat: tuple[Flow | FlowOfAll, ...] = ()
    actors: tuple[ActorKind, ...] = ()


@dataclass(frozen=True)
class Features:
    """All of them, for those that are about all."""

    flows: tuple[Flow, ...]

    @property
    def menu(self) -> list[Choice]:
        """The menu, in its order."""
        return sorted((c for flow in self.flows for c in flow.menu), key=lambda c: c.place)

    @property
    def consents(self) -> dict[str, Consent]:
        """Everything that people are asked to agree to, in today's version, by name."""
        return _each_once({c.name: c for c in flow.consents} for flow in self.flows)

    def shown(self, view: View) -> list[Line]:
        """Everything that is kept of a person."""
        parts = sorted((s for flow in self.flows for s in flow.shown), key=lambda s: s.place)
        return [line for part in parts for line in part.lines(view)]

    def taken_back(self, consent: str, record: Record, view: View) -> tuple[Effect, ...]:
        """What ends with a yes about a record, and nothing else."""
        return _each_once(flow.takes_back for flow in self.flows)[consent](record, view)

    def reset(self, view: View) -> tuple[Effect, ...]:
        """What goes with an identity that was reset."""
        return tuple(effect for flow in self.flows for effect in flow.reset(view))

    def holds(self, view: View) -> list[Holding]:
        """Who has to let go of the person before they can be erased."""
        return [holding for flow in self.flows for holding in flow.holds(view)]

    @property
    def released(self) -> dict[type[Message], Crossing]:
        """What says that one of those did."""
        return _each_once(flow.released for flow in self.flows)

    @property
    def declined(self) -> dict[type[Message], Crossing]:
        """What crosses an erasing."""
        return _each_once(flow.declined for flow in self.flows)


@dataclass(frozen=True)
class Registry:
    """What there is, made out of all manifests."""

    features: tuple[Feature, ...]

    def __post_init__(self) -> None:
        known = {feature.name: feature for feature in self.features}
        for feature in self.features:
            _needed(feature, known, ())

    @property
    def flows(self) -> Features:
        """Every conversation but those that are about all of them."""
        parts = (part for feature in self.features for part in feature.chat)
        return Features(tuple(part for part in parts if isinstance(part, Flow)))

    def person_table(self) -> Table:
        """The table of a person's chat."""
        known = self.flows
        parts = (part for feature in self.features for part in feature.chat)
        flows = tuple(part if isinstance(part, Flow) else part(known) for part in parts)
        rows = tuple(row for flow in flows for row in flow.rows)
        return Table(Home(), rows, tuple(flow.first for flow in flows if flow.first))

    @property
    def actors(self) -> dict[type[Machine], ActorKind]:
        """The kinds of actors beside people."""
        return _each_once({kind.address: kind} for f in self.features for kind in f.actors)

    def table(self, address: type[Machine]) -> Table:
        """The table of another kind of actor."""
        kind = self.actors[address]
        return Table(kind.start, kind.transitions)


def _needed(feature: Feature, known: Mapping[str, Feature], above: tuple[str, ...]) -> None:
    """Raises `TableFault` where something that is needed is not there, or needs itself."""
    if feature.name in above:
        raise TableFault(f"a circle of features: {', '.join((*above, feature.name))}")
    for name in feature.needs:
        if name not in known:
            raise TableFault(f"{feature.name} needs {name}, which is not there")
        _needed(known[name], known, (*above, feature.name))


def _each_once(parts: Iterable[Mapping[K, V]]) -> dict[K, V]:
    """All of them in one. Raises TableFault where two flows claim the same."""
    whole: dict[K, V] = {}
    for part in parts:
        if both := whole.keys() & part.keys():
            raise TableFault(f"two flows for {', '.join(map(str, both))}")
        whole |= part
    return whole
