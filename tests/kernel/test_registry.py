"""Features that contradict each other, or miss one another, are refused; their order is none."""

from dataclasses import dataclass

import pytest
from msgspec import Struct

from peerbot.engine.entries import Scrub
from peerbot.features import registry
from peerbot.kernel.consents import Consent
from peerbot.kernel.feature import Extensions, Feature, Features, Flow
from peerbot.kernel.parse import Pick
from peerbot.kernel.records import Listing, Record
from peerbot.kernel.registry import FeatureMissing, Registry
from peerbot.kernel.table import Anywhere, State, Step, TableFault, Transition
from peerbot.texts import Texts
from tests.engine.house import SETTINGS, TEXTS
from tests.flows.worlds import world


def _stay(state: State, _heard: Pick, _context: object) -> Step:
    return Step(state)


def test_what_is_needed_has_to_be_there() -> None:
    with pytest.raises(TableFault, match="series needs rooms"):
        Registry((Feature("series", needs=("rooms",)),))


def test_nothing_needs_itself_by_a_detour() -> None:
    circle = (Feature("a", needs=("b",)), Feature("b", needs=("c",)), Feature("c", needs=("a",)))
    with pytest.raises(TableFault, match="a circle of features"):
        Registry(circle)


@dataclass(frozen=True)
class Greeting:
    """An extension point of the test's own."""

    word: str


def test_a_conversation_is_made_of_what_others_add_to_it() -> None:
    def greets(extensions: Extensions) -> Flow:
        words = (greeting.word for greeting in extensions.of(Greeting))
        return Flow("greets", tuple(Transition(Anywhere, word, _stay) for word in words))

    adds = Feature("adds", needs=("greets",), extends=(Greeting("hello"), "something else"))
    for features in (
        (Feature("greets", chat=(greets,)), adds),
        (adds, Feature("greets", chat=(greets,))),
    ):
        assert Registry(features).chats.commands == ("hello",)


def _says(feature: str, word: str) -> Feature:
    return Feature(feature, chat=(Flow(feature, (Transition(Anywhere, word, _stay),)),))


def test_two_features_are_not_called_by_the_same_words() -> None:
    _says_alike = Registry((_says("a", "nothing"), _says("b", "no")))
    with pytest.raises(TableFault, match="b: no is said alike"):
        _says_alike.refuse_equal_phrases(TEXTS)
    Registry((_says("a", "menu"), _says("b", "help"))).refuse_equal_phrases(TEXTS)


@pytest.mark.parametrize("language", ["en"])
def test_no_features_of_ours_are_called_by_the_same_words(language: str) -> None:
    registry().refuse_equal_phrases(Texts(language, "UTC"))


def test_a_consent_is_one_features_own() -> None:
    asks = Flow("a", (), consents=(Consent("tea", 1),))
    with pytest.raises(TableFault, match="two flows for tea"):
        _ = Features((asks, asks)).consents


class Tea(Struct, frozen=True):
    """A section of the test's own."""

    kind: str = "mint"


def test_a_feature_that_is_not_there_has_no_section() -> None:
    with pytest.raises(LookupError, match="Tea"):
        SETTINGS.of(Tea)
    assert world().settings.server == "example.org"


class Leaf(Record, frozen=True):
    """A record of the test's own."""


class Twin(Record, frozen=True, tag="Leaf"):
    """One that would be read as that one."""


class Pot(Listing, frozen=True):
    """A listing of the test's own."""

    collection = "pots"
    label = "pot"


class OtherPot(Listing, frozen=True):
    """One that would be read as that one."""

    collection = "pots"
    label = "pot"


@pytest.mark.parametrize(
    ("features", "what"),
    [
        ((Feature("a", records=(Leaf, Twin)),), "two records are kept as Leaf"),
        ((Feature("a", listings=(Pot,)), Feature("b", listings=(OtherPot,))), "pots pot"),
        ((Feature("a", actions=(Scrub,)), Feature("b", actions=(Scrub,))), "actions .* Scrub"),
    ],
)
def test_two_things_are_not_one_on_the_disk(features: tuple[Feature, ...], what: str) -> None:
    with pytest.raises(TableFault, match=what):
        Registry(features)


def test_what_is_missing_is_named() -> None:
    missing = FeatureMissing(("circle", "room"))
    assert str(missing) == "circle, room"
    assert missing.kinds == ("circle", "room")
