"""Whole sentences are understood: most of those that nobody tuned for, and none as what it is not.

`corpus/known.tsv` and `corpus/apart.tsv` were written at once, before there was a matcher, by
somebody who knew no phrase of the catalogues; the examples were then written with an eye on the
first, and the second was only counted. `corpus/more.tsv` was written later, to tune on.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from peerbot.features import registry
from peerbot.features.core.welcome import Menu
from peerbot.kernel.parse import LONGEST_TEXT, Guess, Other, Pick
from peerbot.kernel.reading import parse
from peerbot.kernel.table import ConversationState
from peerbot.texts import Texts
from tests.engine.house import TEXTS

CORPUS = Path(__file__).parent / "corpus"

PERSONS = registry().chats

AT_MENU = ConversationState(Menu(), ((1, "rooms"), (2, "now"), (3, "kept"), (0, "nothing")))

EXACT = Texts("en", "UTC")
"""Knows the words alone."""

WORDS = {"person": "now", "open": "rooms", "readers": "kept", "no": "nothing", "next": "when"}
"""The word that serves a label, where it is called otherwise."""

CHANGING = {"erase", "clear", "leave", "consent", "role"}


def sentences(name: str) -> Iterator[tuple[str, str]]:
    """Each label with its sentence."""
    for line in (CORPUS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        label, _, text = line.partition("\t")
        yield label, text


def taken_for(text: str) -> tuple[str, ...]:
    """What is answered, or asked about."""
    heard = parse(text, AT_MENU, PERSONS, TEXTS)
    if isinstance(heard, Pick):
        return (heard.word,)
    return heard.words if isinstance(heard, Guess) else ()


def serves(label: str, text: str) -> bool:
    """Whether somebody gets what they wanted; what nothing answers has to lead to people."""
    if label == "people":
        return not taken_for(text)
    if label == "language":
        heard = parse(text, AT_MENU, PERSONS, TEXTS)
        return isinstance(heard, Other) and bool(heard.language)
    return WORDS.get(label, label) in taken_for(text)


@pytest.mark.parametrize(("name", "least"), [("known", 0.9), ("apart", 0.8), ("more", 0.85)])
def test_of_a_hundred_sentences_so_many_are_served(name: str, least: float) -> None:
    all_of, served = Counter[str](), Counter[str]()
    for label, text in sentences(name):
        all_of[label] += 1
        served[label] += serves(label, text)
    shares = {label: f"{served[label]}/{count}" for label, count in all_of.items()}
    assert served.total() >= least * all_of.total(), shares


@pytest.mark.parametrize("name", ["known", "apart", "more"])
def test_nobody_is_asked_whether_to_change_what_they_did_not_mean(name: str) -> None:
    """Clearing a chat is near enough to erasing to be asked about beside it."""
    for label, text in sentences(name):
        wrong = CHANGING & {*taken_for(text)} - {WORDS.get(label, label)}
        assert not wrong or (label == "erase" and wrong == {"clear"}), text


@pytest.mark.parametrize("name", ["known", "apart", "more"])
def test_nothing_that_changes_something_is_done_on_a_guess(name: str) -> None:
    for _, text in sentences(name):
        heard = parse(text, AT_MENU, PERSONS, TEXTS)
        if isinstance(heard, Pick) and heard.word in CHANGING:
            assert parse(text, AT_MENU, PERSONS, EXACT) == heard, "no guess: a word of its own"


PEOPLE = (CORPUS / "people.txt").read_text(encoding="utf-8").splitlines()
"""How somebody is, and what happened to them: most have a word in them that a command has."""


def test_how_somebody_is_leads_to_people_and_never_to_silence_or_a_farewell() -> None:
    taken = {text: taken_for(text) for text in PEOPLE}
    cold = CHANGING | {"stop", "nothing", "bye", "note", "help"}
    assert not [text for text, words in taken.items() if cold & {*words}]
    assert len([text for text, words in taken.items() if words]) <= len(PEOPLE) * 0.02
    assert not [text for text in PEOPLE if TEXTS.language(text)]


@pytest.mark.parametrize(
    "text", ["yes but 20:00", "change it to 20:00", "at 7.30", "hi, 16", "19:00-20:30 please"]
)
def test_a_time_of_day_or_a_number_alone_is_no_age(text: str) -> None:
    assert "age" not in taken_for(text)


def test_no_word_is_read_as_two_others() -> None:
    read = Counter(
        word for name in TEXTS.names if name.startswith("alike-") for word in TEXTS.listed(name)
    )
    assert not [word for word, count in read.items() if count > 1]


def test_a_long_text_is_looked_at_up_to_a_limit() -> None:
    assert TEXTS.meant("so it went on and on " * LONGEST_TEXT + "is anyone there") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Necesito hablar con alguien, por favor", "es"),
        ("Gibt es hier jemanden zum Reden?", "de"),
        ("Здравствуйте, мне нужна помощь", "ru"),
        ("我想和人说话", "zh"),
        ("I need to talk to someone", ""),
        ("Is die group open, I want in", ""),
        ("ᚠᚢᚦ", ""),
    ],
)
def test_another_language_is_known_by_its_script_or_its_frequent_words(
    text: str, language: str
) -> None:
    assert TEXTS.language(text) == language
