"""What people write about themselves: the note that is kept, a facilitator's lines on cards."""

from datetime import timedelta

import pytest

from peerbot.features.intake.change import Mending
from peerbot.features.intake.records import OwnNote
from peerbot.features.roles.records import Role
from peerbot.features.roles.role import DutyAsked, NameAsked, RoleShown
from peerbot.features.rooms.settings import rooms_in
from peerbot.kernel.table import Home, State
from tests.engine.house import House
from tests.engine.ways import JO, ROBIN, SAM

A_WEEK_BEFORE = timedelta(days=83)
"""When the word comes for a note that is kept for 90 days."""


def note(house: House) -> OwnNote:
    """Sam's note."""
    (kept,) = (kept.record for kept in house.kept(SAM) if isinstance(kept.record, OwnNote))
    return kept


def words(house: House) -> dict[str, str]:
    """What it says, by the key of each question."""
    return {answer.key: answer.words for answer in note(house).answers}


def agreed(house: House) -> set[str]:
    """All that Sam said yes to."""
    return {yes.name for kept in house.kept(SAM) for yes in kept.grants}


def keeps(house: House, word: str = "no") -> None:
    """Sam keeps a note of two lines."""
    house.tells(SAM, "note", "Sam", "1", "yes", word)


# --- the word before it goes


def test_the_word_is_a_yes_of_its_own(house: House) -> None:
    keeps(house, "yes")
    assert agreed(house) == {"keep-note", "word-before"}
    assert "Your wish for a word a week before it goes" in house.tells(SAM, "me", "1")[-1]
    assert "2. A word a week before your note goes" in house.says(SAM, "consent")[-1]


def test_no_word_is_wanted_unless_somebody_says_so(house: House) -> None:
    keeps(house, "no")
    assert agreed(house) == {"keep-note"}
    assert "a week before" not in house.tells(SAM, "me", "1")[-1]
    heard = len(house.heard(SAM))
    house.wait(A_WEEK_BEFORE + timedelta(days=1))
    assert house.heard(SAM)[heard:] == []


def test_the_word_taken_back_never_comes_and_the_note_stays(house: House) -> None:
    keeps(house, "yes")
    assert house.tells(SAM, "consent", "2") == ["It is taken back."]
    assert agreed(house) == {"keep-note"}
    heard = len(house.heard(SAM))
    house.wait(timedelta(days=8))
    assert not house.has_chat(SAM), "the address of the chat goes as if no word had been wanted"
    house.wait(A_WEEK_BEFORE - timedelta(days=7))
    assert house.heard(SAM)[heard:] == []
    assert words(house)["name"] == "Sam"


def test_mending_a_line_leaves_the_word_as_it_was(house: House) -> None:
    keeps(house, "yes")
    house.tells(SAM, "change", "1", "Mika")
    assert agreed(house) == {"keep-note", "word-before"}
    house.wait(A_WEEK_BEFORE)
    assert house.heard(SAM)[-1].startswith("A word that you asked for")


def test_a_note_begun_at_a_card_is_offered_the_word_too(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "note first", "Sam", "skip", "no")
    assert "a week before it goes?" in house.says(SAM, "yes")[-1]
    assert "say: join 1." in house.says(SAM, "yes")[-1]
    assert agreed(house) == {"keep-note", "word-before"}


# --- mending one line


@pytest.mark.parametrize("word", ["back", "later", "skip", "stop", "0", "leave it as it is"])
def test_a_line_that_is_not_mended_stays(house: House, word: str) -> None:
    keeps(house)
    answers = house.tells(SAM, "change", "1", word)
    assert words(house) == {"name": "Sam", "company": "Listening"}
    assert isinstance(house.state(SAM), Home)
    if word != "stop":  # which is answered with silence
        (said,) = answers
        assert said.startswith("All right. Your note stays as it was")
        assert '"Sam"' in said


@pytest.fixture
def seated(house: House) -> House:
    """Sam has a place in a room of Robin's."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "1", "0")
    return house


def test_a_line_is_changed_by_its_number_before_the_note_is_handed_on(seated: House) -> None:
    asked = seated.tells(SAM, "note", "Sam", "1")[-1]
    assert "2. Change a line" in asked
    which = seated.says(SAM, "2")[-1]
    assert '1. What may people call you? "Sam"' in which
    assert "Write the new words" in seated.says(SAM, "1")[-1]
    assert seated.says(SAM, "who reads it?")[-1].startswith("Is that your answer?")
    seated.says(SAM, "no")
    assert '"Mika"' in seated.says(SAM, "Mika")[-1]
    assert "Shall I hand it" in seated.tells(SAM, "2", "0")[-1], "nothing more to change"
    without = seated.tells(SAM, "2", "2", "take it out")[-1]
    assert "What kind of company" not in without
    seated.says(SAM, "yes")
    (handed,) = seated.says(ROBIN, "1")
    assert '"Mika"' in handed
    assert "Sam" not in handed
    assert seated.tells(SAM, "2", "1", "take it out")[-1].startswith("That was its last line.")
    assert seated.kept(SAM)[0].record.kept_as.startswith("place"), "no note is kept"


def test_what_is_changed_for_one_room_leaves_the_kept_note_as_it_is(seated: House) -> None:
    seated.tells(SAM, "note", "Sam", "skip", "no", "yes", "no")
    asked = seated.tells(SAM, "note", "2", "change", "1", "x" * 400)[-1]
    assert asked.startswith("That was longer than the 300 characters")
    assert "Shall I hand it" in asked
    seated.tells(SAM, "change", "1", "Mika", "yes")
    assert '"Mika"' in seated.says(ROBIN, "1")[-1]
    assert "stays as it is" in seated.tells(SAM, "note", "2", "change", "1", "take it out")[-1]
    assert words(seated) == {"name": "Sam"}


def test_asking_for_a_change_again_shows_the_lines_again(seated: House) -> None:
    seated.tells(SAM, "note", "Sam", "1", "change")
    assert '1. What may people call you? "Sam"' in seated.says(SAM, "change")[-1]


def test_no_leaves_a_line_as_it_was(seated: House) -> None:
    assert '"Sam"' in seated.tells(SAM, "note", "Sam", "skip", "change", "1", "no")[-1]
    seated.tells(SAM, "no", "yes", "no", "note", "change", "1")
    assert seated.says(SAM, "no")[-1].startswith("All right. Your note stays as it was")


def test_new_words_take_the_place_of_an_answer_that_was_doubted(house: House) -> None:
    house.tells(SAM, "note", "what is this for?")
    assert '"Mo"' in house.says(SAM, "Mo")[-1]
    house.tells(SAM, "skip", "yes", "no")
    assert words(house) == {"name": "Mo"}
    house.tells(SAM, "change", "1", "what is this for?")
    assert '"Max"' in house.says(SAM, "Max")[-1]


def test_a_line_is_mended_and_the_answer_says_how_it_reads(house: House) -> None:
    keeps(house)
    (said,) = house.tells(SAM, "change", "2", "2, 1")
    assert said.startswith("That is done. Your note now reads so")
    assert '"Just being there, Listening"' in said
    assert words(house) == {"name": "Sam", "company": "Just being there, Listening"}


def test_a_number_that_names_no_choice_mends_nothing(house: House) -> None:
    keeps(house)
    (said,) = house.tells(SAM, "change", "2", "7")
    assert said.startswith("I could not read that as an answer")
    assert isinstance(house.state(SAM), Mending)
    assert words(house)["company"] == "Listening"


def test_a_line_is_taken_out_only_when_that_is_said(house: House) -> None:
    keeps(house)
    (said,) = house.tells(SAM, "change", "1", "take it out")
    assert "What may people call you?" not in said
    assert words(house) == {"company": "Listening"}
    assert house.tells(SAM, "change", "2", "take it out") == [
        "That was its last line, so nothing of the note is left."
    ]
    assert house.kept(SAM) == ()


# --- the word ten minutes before a room closes


def test_ten_minutes_are_promised_only_where_there_are_ten(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN, "quiet company 8")
    house.tells(SAM, "join 1", "1", "0")
    (said,) = house.says(SAM, "ten minutes")
    assert said.startswith("It is too late for that word")
    assert "in 8 minutes" in said
    assert "ten-minutes" not in agreed(house)


def test_of_two_rooms_the_one_with_time_left_gets_its_word(house: House) -> None:
    for host, minutes in ((ROBIN, 8), (JO, 60)):
        house.facilitator(host)
        house.opens(host, f"quiet company {minutes}")
    house.tells(SAM, "join 1", "1", "0", "join 2", "1", "0")
    (said,) = house.says(SAM, "ten minutes")
    first, late = said.split("\n")
    assert first.startswith("I will write you a word")
    assert "in 8 minutes" in late
    house.wait(timedelta(minutes=50))
    assert house.heard(SAM)[-1] == "The room closes in 10 minutes."


# --- a facilitator's lines on cards


def role(house: House) -> Role:
    """Robin's role."""
    (kept,) = (kept.record for kept in house.kept(ROBIN) if isinstance(kept.record, Role))
    return kept


def with_lines(house: House) -> None:
    """Robin has a name and a line on cards."""
    house.facilitator(ROBIN)
    house.tells(ROBIN, "role", "name", "Robin", "role", "duty", "Yes, about children.")


LEAVES = ("back", "skip", "stop", "later", "nothing", "cancel", "0", "leave it as it is")


@pytest.mark.parametrize("question", ["name", "duty"])
@pytest.mark.parametrize("word", LEAVES)
def test_a_line_stays_as_it_is_when_somebody_turns_back(
    house: House, question: str, word: str
) -> None:
    with_lines(house)
    answers = house.tells(ROBIN, "role", question, word)
    assert (role(house).shown_name, role(house).duty) == ("Robin", "Yes, about children.")
    assert isinstance(house.state(ROBIN), Home)
    if word != "stop":
        assert answers[0].startswith("All right. It stays as it was")


def test_no_is_no_new_name_but_an_answer_about_a_duty(house: House) -> None:
    with_lines(house)
    assert house.tells(ROBIN, "role", "name", "no")[0].startswith("All right. It stays as it was")
    assert '"no"' in house.tells(ROBIN, "role", "duty", "no")[0]
    assert (role(house).shown_name, role(house).duty) == ("Robin", "no")


def test_a_line_is_taken_off_in_one_word(house: House) -> None:
    with_lines(house)
    assert "Name: none" in house.tells(ROBIN, "role", "name", "1")[0]
    assert "not said" in house.tells(ROBIN, "role", "duty", "1")[0]
    assert (role(house).shown_name, role(house).duty) == ("", "")


ADDRESS = "I did not take that: it looks like an address"
OURS = "I did not take that: it is a number, or a word"


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        ("name", "Kim, @kim:example.org", ADDRESS),
        ("name", "kim\uff1aexample.org", ADDRESS),
        ("name", "\uff20kim", ADDRESS),
        ("name", "kim\u2236example.org", ADDRESS),
        ("duty", "no. Ask \u24d0kim.", ADDRESS),
        ("name", "\u3164\u200b", OURS),
        ("duty", "no. The invitation comes from @evil:example.org.", ADDRESS),
        ("name", "2", OURS),
        ("duty", "7", OURS),
        ("name", "open quiet company 50", OURS),
        ("duty", "rooms", OURS),
    ],
)
def test_what_is_no_line_of_a_card_changes_nothing(
    house: House, question: str, text: str, why: str
) -> None:
    with_lines(house)
    (said,) = house.tells(ROBIN, "role", question, text)
    assert said.startswith(why)
    assert (role(house).shown_name, role(house).duty) == ("Robin", "Yes, about children.")
    assert isinstance(house.state(ROBIN), RoleShown)


@pytest.mark.parametrize(("question", "state"), [("name", NameAsked), ("duty", DutyAsked)])
def test_help_beside_the_question_leaves_it_there(
    house: House, question: str, state: type[State]
) -> None:
    with_lines(house)
    house.tells(ROBIN, "role", question, "help")
    assert isinstance(house.state(ROBIN), state)


def test_fault_58_a_card_tells_whose_words_are_whose(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "role", "name", 'Robin\u2033. The collective trusts "me')
    house.tells(ROBIN, "role", "duty", "no.\nThe collective says: all is well")
    house.opens(ROBIN)
    (card,) = house.tells(SAM, "hi", "join 1")
    lines = card.split("\n")
    ours = [line for line in lines if line.startswith("The collective says: ")]
    assert ours == [f"The collective says: {rooms_in(house.nobody).rules}"]
    assert f"with {ROBIN} (\"Robin'. The collective trusts 'me\")." in lines[1]
    assert 'the facilitator wrote: "no. The collective says: all is well"' in card


def test_fault_58_who_is_asked_to_step_out_reads_the_reason_as_words_of_the_facilitator(
    house: House,
) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "1", "0")
    house.comes_in(SAM)
    house.tells(ROBIN, "step out", "1", 'too loud\u02ee. The stewards agree. "So', "yes")
    assert "They wrote: \"too loud'. The stewards agree. 'So\"" in house.says(SAM, "1")[-1]


def test_fault_58_a_note_is_read_as_the_words_of_its_writer(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "join 1", "note first", 'Sam"\nFrom @kim:example.org', "skip", "yes")
    received = house.says(ROBIN, "1")[-1]
    assert 'What may people call you? "Sam\' From @kim:example.org"' in received


def test_the_menu_of_somebody_with_a_place_leads_into_the_room(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    (menu,) = house.says(SAM, "menu")
    assert "your room" not in menu
    house.tells(SAM, "join 1", "1", "0")
    (menu,) = house.says(SAM, "menu")
    assert "1. How it is in your room now" in menu
    assert house.says(SAM, "1")[0].startswith("1 person is in the room")
    house.tells(SAM, "menu", "3")
    assert "asks for you in private" in house.heard(ROBIN)[-1]
    house.says(ROBIN, "0")
    assert "Your place is free" in house.tells(SAM, "menu", "4")[0]
    (menu,) = house.says(ROBIN, "menu")
    assert "How it is in your room now" in menu
    assert "Give your place back" not in menu


def test_me_shows_all_that_belongs_to_the_role(house: House) -> None:
    with_lines(house)
    house.opens(ROBIN)
    said = house.tells(ROBIN, "me", "1")[-1]
    for line in (
        'The name on your cards: "Robin"',
        'Your line on a legal duty to report: "Yes, about children."',
        "Your last room, for: open again: quiet company, 50 minutes.",
    ):
        assert line in said.split("\n")
