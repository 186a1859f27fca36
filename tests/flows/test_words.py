"""However somebody writes a word or a number, it is read the same; any text is read somehow."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.features.core.welcome import Menu
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.asking import Waiting
from peerbot.features.rooms.chat.choosing import Listing
from peerbot.kernel.chat import Said
from peerbot.kernel.context import Context
from peerbot.kernel.parse import LONGEST_TEXT, Number, Other, Pick, plain
from peerbot.kernel.reading import parse
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, State
from tests.engine.house import TEXTS
from tests.flows.worlds import PERSON, PERSON_STATES, PERSON_VIEWS

PERSONS = PERSON.original
AT_MENU = ConversationState(Menu(), PERSONS.number(Menu, PERSON_VIEWS[0]))


@pytest.mark.parametrize(
    "text",
    [
        "rooms",
        "Rooms",
        "  ROOMS ",
        "rooms.",
        "Rooms!",
        '"rooms"',
        "/rooms",
        "!rooms",
        "\u200brooms\ufeff",
        "\uff52\uff4f\uff4f\uff4d\uff53",
        "open\n  rooms",
        "open\u00a0rooms",
        "1",
        "1.",
        "(1)",
        "\uff11",
        "\u0661",
        "1\ufe0f\u20e3",
        "①",
        "१",
        "“rooms”",
        "**1**",
        "#1",
        "- 1",
        "1)",
        "no. 1",
        "number 1",
        "Number one",
        "one",
        "rooms please",
        "please, rooms",
        "rooms \U0001f642",
        "1 \U0001f44d\U0001f3fd",
        "\u2022 rooms",
    ],
)
def test_the_same_choice_however_it_is_written(text: str) -> None:
    assert parse(text, AT_MENU, PERSONS, TEXTS) == Pick("rooms", text=text)


@pytest.mark.parametrize(
    ("text", "rest", "written"),
    [
        ("step out Sam Too Loud", "sam too loud", "Sam Too Loud"),
        ("Step out: Sam, Too Loud!", "sam, too loud", "Sam, Too Loud!"),
        ("please step out  Sam", "sam", "Sam"),
        ("step out:Sam", "sam", "sam"),
        ("step out One", "1", "1"),
    ],
)
def test_what_follows_a_word_is_there_as_it_was_written(text: str, rest: str, written: str) -> None:
    heard = parse(text, AT_MENU, PERSONS, TEXTS)
    assert isinstance(heard, Pick)
    assert (heard.word, heard.rest, heard.rest_as_written) == ("step-out", rest, written)


def test_where_nothing_follows_a_word_nothing_was_written() -> None:
    heard = parse("I propose", AT_MENU, PERSONS, TEXTS)
    assert isinstance(heard, Pick)
    assert (heard.rest, heard.rest_as_written) == ("", "")


@pytest.mark.parametrize("text", ["join: 1", "join:1"])
def test_a_colon_may_stand_behind_a_word(text: str) -> None:
    assert parse(text, AT_MENU, PERSONS, TEXTS) == Pick("join", "1", text)


@pytest.mark.parametrize("text", ["", " ", "...", "?", "\u200b"])
def test_nothing_at_all_asks_for_help(text: str) -> None:
    assert parse(text, AT_MENU, PERSONS, TEXTS) == Pick("help", text=text)


@pytest.mark.parametrize(
    "text", ["1000", "1 2", "-1", "+1", "<3", ":3", ":)", "\U0001f62d", "no one", "½", "roomsnow"]
)
def test_what_is_nearly_a_choice_is_none(text: str) -> None:
    assert parse(text, AT_MENU, PERSONS, TEXTS) == Other(text)


def test_a_number_that_was_not_offered_is_no_choice() -> None:
    assert parse("9", AT_MENU, PERSONS, TEXTS) == Other("9")
    assert parse("1", ConversationState(Menu()), PERSONS, TEXTS) == Other("1")
    assert parse("9", ConversationState(Listing(())), PERSONS, TEXTS) == Number(9, "9")


def test_skip_without_a_question_is_just_a_word() -> None:
    assert parse("skip", ConversationState(Waiting(Mark("a"))), PERSONS, TEXTS) == Other("skip")


def test_an_essay_is_read_up_to_a_limit() -> None:
    heard = parse("a " * LONGEST_TEXT, AT_MENU, PERSONS, TEXTS)
    assert isinstance(heard, Other)
    assert len(heard.text) == LONGEST_TEXT


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_what_is_folded_holds_no_control_or_invisible_character(text: str) -> None:
    assert not {c for c in plain(text) if unicodedata.category(c) in ("Cc", "Cf")}


@given(
    st.sampled_from(PERSON_STATES),
    st.sampled_from(PERSON_VIEWS),
    st.text() | st.builds("{} {}".format, st.sampled_from(["join", "open", "rooms"]), st.text()),
)
def test_any_text_leaves_a_defined_state(state: State, view: Context, text: str) -> None:
    at = ConversationState(state, PERSONS.number(type(state), view))
    outcome = step(PERSONS, at, Said(text), view, TEXTS)
    assert type(outcome.at.state) in PERSONS.states
