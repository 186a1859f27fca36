"""What there is, made out of the manifests of all features."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from peerbot.kernel.actions import Action
from peerbot.kernel.feature import ActorKind, Extensions, Feature, Features, Flow, each_once
from peerbot.kernel.ids import Address, Person
from peerbot.kernel.messages import Message
from peerbot.kernel.parse import Lexicon
from peerbot.kernel.performing import Accounts, Around, Performer
from peerbot.kernel.records import Listing, Record
from peerbot.kernel.table import Anywhere, Home, Table, TableFault, is_word


class FeatureMissing(Exception):
    """Actors of these kinds may be alive, and no feature knows them. Nothing was changed."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        super().__init__(", ".join(kinds))
        self.kinds = kinds


@dataclass(frozen=True)
class Registry:
    """What there is, made out of all manifests. Raises TableFault where they contradict each other,
    or miss one another."""

    features: tuple[Feature, ...]

    def __post_init__(self) -> None:
        known = {feature.name: feature for feature in self.features}
        for feature in self.features:
            _needed(feature, known, ())
        kinds = [kind for feature in self.features for kind in feature.actors]
        _each_its_own("actors", (kind.address.kind for kind in kinds))
        _each_its_own("states", (kind.label for kind in kinds))
        _each_its_own("listings", (f"{it.collection} {it.label}" for it in self.listings))
        _each_its_own("records", map(_tag, self.records))
        _each_its_own("actions", map(_tag, self.actions))
        _each_its_own("addresses", (_tag(kind.address) for kind in kinds))
        _each_its_own("messages", map(_tag, self.messages))

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
        greeting = next((flow.greeting for flow in flows if flow.greeting), None)
        firsts = tuple(flow.first for flow in flows if flow.first)
        reminders = tuple(flow.reminder for flow in flows if flow.reminder)
        return Table(Home(), rows, firsts, greeting, reminders)

    @cached_property
    def actors(self) -> dict[type[Address], ActorKind]:
        """The kinds of actors beside people."""
        return each_once({kind.address: kind} for kind in self.flows.actors)

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

    def performers(self, around: Around, accounts: Accounts) -> dict[type[Action], Performer]:
        """What does the actions of features, by what an action is."""
        return {
            action: performer
            for feature in self.features
            if feature.performer
            for performer in (feature.performer(around, accounts),)
            for action in feature.actions
        }

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


def _tag(struct: type[Struct]) -> str:
    """What a class is called on the disk."""
    return str(struct.__struct_config__.tag)


def _each_its_own(what: str, names: Iterable[str]) -> None:
    """Raises TableFault where two things would be one on the disk."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise TableFault(f"two {what} are kept as {', '.join(twice)}")


def _needed(feature: Feature, known: Mapping[str, Feature], above: tuple[str, ...]) -> None:
    """Raises TableFault where something that is needed is not there, or needs itself."""
    if feature.name in above:
        raise TableFault(f"a circle of features: {', '.join((*above, feature.name))}")
    for name in feature.needs:
        if name not in known:
            raise TableFault(f"{feature.name} needs {name}, which is not there")
        _needed(known[name], known, (*above, feature.name))
