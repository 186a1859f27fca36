"""The door: somebody's first words, and whatever nobody could take in."""

import sys
import textwrap
from datetime import timedelta

import pytest
from msgspec.structs import replace

from peerbot.features.core.erase import AskedToErase
from peerbot.features.rooms.chat.choosing import Reading
from peerbot.features.rooms.chat.coming_in import LineAsked
from peerbot.kernel.chat import Edited, Said, Wordless
from peerbot.kernel.ids import EventID, UserID
from peerbot.kernel.ports import TryLater
from tests.engine.house import CORE, ROOMS, House, with_section
from tests.engine.ways import JO, ROBIN, SAM

ALEX = UserID("@alex:example.org")

TRUTHS = (
    "I am a program",
    "not a person",
    "none before your yes",
    "I hold this chat's keys, sealed, until a week after your last word",
    "Whoever runs my machine could read this",
)


def on_a_phone(said: str) -> list[str]:
    """Its lines on a narrow screen."""
    return [part for line in said.splitlines() for part in textwrap.wrap(line, 36)]


@pytest.mark.parametrize(
    "first", ["hello", "join 1", "note", "help", "role", "now", "1", "I do not know what to write"]
)
def test_the_truths_stand_above_the_first_answer_whatever_it_begins_with(
    house: House, first: str
) -> None:
    (answer,) = house.says(SAM, first)
    assert all(truth in answer for truth in TRUTHS)
    assert answer.startswith("Hello. I am a program")


def test_the_first_words_fit_on_a_phone(house: House) -> None:
    (answer,) = house.says(SAM, "hello")
    before, _, _ = answer.partition("\n1. ")
    assert len(on_a_phone(before)) <= 9
    choices = [line[3:] for line in answer.splitlines() if line[1:3] == ". "]
    assert choices == [
        "People together now",
        "Someone outside",
        "What happens to what I write",
        "Nothing",
    ]


def test_the_whole_does_not_come_twice_in_a_day(house: House) -> None:
    house.says(SAM, "hello")
    house.wait(timedelta(hours=23))
    assert "I am a program" not in house.says(SAM, "hello")[-1]
    house.wait(timedelta(hours=1))
    assert house.says(SAM, "rooms")[-1].startswith("Hello. I am a program")


def test_a_silent_answer_is_no_greeting(house: House) -> None:
    assert house.says(SAM, "stop") == []
    assert house.says(SAM, "rooms")[-1].startswith("Hello. I am a program")


def test_whoever_is_erased_is_a_stranger_again(house: House) -> None:
    house.tells(SAM, "hello", "erase", "yes")
    house.new_chat(SAM)
    assert house.says(SAM, "rooms")[-1].startswith("Hello. I am a program")


def test_no_reply_comes_twice_running_and_after_three_there_is_silence(house: House) -> None:
    house.says(SAM, "hello")
    said = [house.says(SAM, "qwertz uiop") for _ in range(5)]
    assert [len(each) for each in said] == [1, 1, 1, 0, 0]
    assert len({body for each in said for body in each}) == 3
    assert len(said[2][0].splitlines()) == 1
    assert "1. People together now" in said[0][0]
    assert house.says(SAM, "help") != []
    assert house.says(SAM, "qwertz uiop") == said[0], "it was understood since"


def test_a_question_stays_while_somebody_is_not_understood(house: House) -> None:
    house.facilitator(SAM)
    house.tells(SAM, "open quiet company 50")
    said = [house.says(SAM, "qwertz uiop") for _ in range(4)]
    assert [len(each) for each in said] == [1, 1, 1, 0]
    house.says(SAM, "1")
    house.comes_in(SAM)
    assert len(house.open_halls) == 1


def test_what_is_still_on_the_screen_works(house: House) -> None:
    house.tells(SAM, "hello", "1")
    assert "No room is open" in house.heard(SAM)[-1]
    assert "outside our collective" in house.says(SAM, "2")[-1]
    assert house.says(SAM, "0")[-1].startswith("All right.")


def test_a_number_of_an_earlier_menu_changes_nothing(house: House) -> None:
    house.facilitator(SAM)
    menu = house.tells(SAM, "hi", "menu")[-1]
    (clear,) = [line[0] for line in menu.splitlines() if line.endswith("Clear this chat")]
    house.says(SAM, "now")
    house.says(SAM, "nothing")
    assert "cannot take that in" in house.says(SAM, clear)[-1]


@pytest.mark.parametrize(
    "words",
    ["yes?", "y?", "1?", "sure?", "okay...", "ok\u2026", "yes \uff1f", "yes \u061f", "1..."],
)
def test_a_yes_that_is_written_as_a_question_is_none(house: House, words: str) -> None:
    house.tells(SAM, "hello", "zone new york")
    said = house.says(SAM, words)[-1]
    assert said.splitlines()[1:] == [
        "My question was: shall I keep the name of that time zone for you?",
        "1. Yes",
        "0. No",
    ]
    assert not house.kept(SAM)
    house.says(SAM, "yes.")
    assert house.kept(SAM)


@pytest.mark.parametrize("words", ["yes?", "erase it?", "1?"])
def test_nothing_is_erased_on_a_question(house: House, words: str) -> None:
    house.tells(SAM, "hello", "erase", words)
    assert isinstance(house.state(SAM), AskedToErase)
    assert not house.says(SAM, "no?")[-1].startswith("With a question mark")


def test_nobody_is_let_in_and_nothing_opened_on_a_question(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes?")
    assert len(house.open_halls) == 0
    house.says(ROBIN, "1")
    house.comes_in(ROBIN)
    house.tells(SAM, "hello", "join 1", "let me in?")
    assert isinstance(house.state(SAM), Reading)
    assert house.places(SAM) == ()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("rooms?",), "No room is open"),
        (("next?",), "Nothing is open now"),
        (("hello", "1?"), "No room is open"),
        (("help?",), "when"),
        (("zone?",), "Which large city"),
    ],
)
def test_a_word_that_changes_nothing_may_be_a_question(
    house: House, words: tuple[str, ...], answer: str
) -> None:
    assert answer in house.tells(SAM, *words)[-1]


# --- whole sentences


def test_a_guess_is_asked_about_and_the_question_before_it_stays(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "hi", "join 1")
    asked = house.says(SAM, "how do I get my messages wiped")[-1]
    assert asked.splitlines() == ["Do you mean this?", "1. Forget me", "0. No"]
    assert "1. Let me in" in house.says(SAM, "no")[-1], "the question is shown again"
    assert isinstance(house.state(SAM), Reading)
    house.says(SAM, "1")
    assert isinstance(house.state(SAM), LineAsked), "1 is the card's again"


def test_a_yes_is_to_the_guess_and_to_nothing_before_it(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "hi", "join 1", "how do I get my messages wiped")
    house.says(SAM, "yes")
    assert isinstance(house.state(SAM), AskedToErase)
    house.tells(SAM, "no", "join 1", "delete this chat now someone is coming")
    house.says(SAM, "yes")  # to which of two?
    assert isinstance(house.state(SAM), Reading)
    assert house.places(SAM) == ()


def test_the_question_behind_a_guess_outlives_a_restart(house: House) -> None:
    house.facilitator(SAM)
    house.tells(SAM, "open quiet company 50", "please delete my data")
    house.restart()
    assert "I would forget you" in house.says(SAM, "1")[-1]
    house.tells(SAM, "no", "open quiet company 50", "please delete my data")
    house.restart()
    house.says(SAM, "0")
    assert house.says(SAM, "1") != []
    assert len(house.open_halls) == 1


def test_what_answers_no_question_is_answered_beside_it(house: House) -> None:
    house.facilitator(SAM)
    house.tells(SAM, "hi", "open quiet company 50")
    assert "I call nobody" in house.says(SAM, "would you report me to the cops")[-1]
    house.says(SAM, "1")
    assert len(house.open_halls) == 1


def test_a_room_is_joined_by_a_word_of_its_name(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.opens(ROBIN, "grief 60")
    house.says(SAM, "hi")
    for words in (("join grief",), ("rooms", "the grief one"), ("rooms", "grief please")):
        assert "Grief, with" in house.tells(SAM, *words)[-1]
        house.says(SAM, "no")
    for other in ("join 9", "join the choir"):
        assert house.says(SAM, other)[-1].startswith("I know no open room of that name or number.")


@pytest.mark.parametrize("name", ["", "Robin (they)"])
@pytest.mark.parametrize("duty", ["", "I teach. I must report harm to a child."])
@pytest.mark.parametrize("second", [False, True])
def test_a_card_fits_on_a_phone(house: House, name: str, duty: str, second: bool) -> None:
    house.facilitator(ROBIN)
    for which, words in (("1", name), ("2", duty)):
        if words:
            house.tells(ROBIN, "role", which, words)
    house.facilitator(JO)
    house.opens(ROBIN, f"quiet company 50 with {JO}" if second else "quiet company 50")
    house.says(JO, "second yes")
    house.says(SAM, "hi")
    card = house.says(SAM, "join 1")[-1]
    assert len(on_a_phone(card)) <= 18
    for first in (ROBIN, name, duty, "03:00 Berlin", "see your address", "Reading only is fine"):
        assert first in card
    rest = house.says(SAM, "everything else")[-1]
    assert len(on_a_phone(rest)) <= 2 * 18
    everything = card + rest
    assert (JO in everything) == second
    assert "legal duty to report" in everything


@pytest.mark.parametrize("longer", [30, 0])
def test_the_second_page_tells_what_its_holder_can_do_and_whom_to_complain_to(
    house: House, longer: int
) -> None:
    house.settings = with_section(replace(ROOMS, extend_minutes=longer), house.settings)
    house.restart()
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    page = house.tells(SAM, "join 1", "everything else")[-1]
    can = "Whoever holds it can close it, make it longer," if longer else "can close it, let nobody"
    for truth in (can, "see only what you pass on", "Stewards chose them", "say: complain"):
        assert truth in page
    assert ("make it longer" in page) == bool(longer)


def test_for_which_ages_it_is_stands_where_nobody_asked(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.settings = with_section(replace(CORE, age="For adults. Under 18: 01234."), house.settings)
    house.restart()
    house.says(SAM, "hi")
    assert "About age: For adults. Under 18: 01234." in house.says(SAM, "3")[-1]
    house.says(SAM, "join 1")
    assert "About age: For adults. Under 18: 01234." in house.says(SAM, "everything else")[-1]


def test_what_is_kept_fits_on_a_phone_and_the_rest_is_a_word_away(house: House) -> None:
    house.says(SAM, "hi")
    kept = house.says(SAM, "who can read this")[-1]
    assert len(on_a_phone(kept)) <= 18
    for truth in ("Whoever runs my machine could read", "Servers see that we talk", "call nobody"):
        assert truth in kept
    assert "the account that invites you" in house.says(SAM, "readers")[-1].lower()


# --- pictures, edits, threads


def test_a_picture_is_no_word_and_the_question_stays(house: House) -> None:
    house.tells(SAM, "hi", "note")
    for _ in range(2):
        house.happens(SAM, house.chat(SAM), Wordless())
        assert house.heard(SAM)[-1].startswith("I can only read text")
    house.tells(SAM, "Sam", "skip", "yes", "no")
    assert '"Sam"' in house.tells(SAM, "me", "show")[-1]


def test_an_edit_is_asked_about(house: House) -> None:
    house.tells(SAM, "hi", "roms")
    house.happens(SAM, house.chat(SAM), Edited("now"))
    assert house.heard(SAM)[-1].splitlines() == [
        'You changed it to: "now" Do that?',
        "1. Yes",
        "0. No",
    ]
    assert "outside our collective" in house.says(SAM, "yes")[-1]


def test_an_edit_is_no_yes_and_no_answer(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "hi", "join 1", "hm")
    for text in ("yes", "1", "join 1", "and so on"):
        house.happens(SAM, house.chat(SAM), Edited(text))
        assert house.heard(SAM)[-1].startswith("You changed what you wrote.")
    assert house.places(SAM) == ()
    assert isinstance(house.state(SAM), Reading)


def test_what_was_asked_in_a_thread_is_answered_there(house: House) -> None:
    root = EventID("$root")
    house.says(SAM, "hi")
    chat = house.chat(SAM)
    house.happens(SAM, chat, Said("now", root))
    house.says(SAM, "kept")
    (answer,) = house.world.chats[chat].threads[root]
    assert "outside our collective" in answer


def test_another_language_gets_one_line_in_it(house: House) -> None:
    (answer,) = house.says(SAM, "Necesito hablar con alguien, por favor")
    assert "Soy un programa" in answer
    assert answer.startswith("Hello. I am a program")


def test_nothing_of_a_sentence_is_kept_by_who_compares_it(house: House) -> None:
    house.facilitator(SAM)
    house.tells(SAM, "hi", "wherever is my zebrafish", "forget me and my zebrafish")
    assert "Do you mean this?" in house.heard(SAM)[-1]
    remembered = repr(vars(house.engine.texts)) + repr(vars(house.engine.world))
    assert SAM in remembered
    assert "zebrafish" not in remembered
    sentence = "".join(("forget me and my ", "zebrafish"))
    before = sys.getrefcount(sentence)
    house.engine.texts.meant(sentence)
    house.engine.texts.language(sentence)
    assert sys.getrefcount(sentence) == before, "a cache would hold it"


def test_a_guess_in_between_disarms_the_question_behind_it(house: House) -> None:
    """1 was "Forget me", then something else was answered: 1 is nobody's yes to the card."""
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "hi", "join 1", "can you delete everything about me", "who runs this")
    for unsure in ("1", "2"):
        assert house.says(SAM, unsure)[-1].startswith("Something else came in between")
        house.tells(SAM, "can you delete everything about me", "thanks")
    assert house.places(SAM) == ()
    house.tells(SAM, "yes", "1")
    assert len(house.places(SAM)) == 1, "asked again, it counts"


def test_a_mere_ok_to_something_else_is_no_yes(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "hi", "join 1", "would you report me to the cops")
    assert house.says(SAM, "ok")[-1].startswith("Something else came in between")
    assert house.places(SAM) == ()
    house.says(SAM, "ok")
    assert len(house.places(SAM)) == 1


def test_an_edit_in_a_note_is_no_answer(house: House) -> None:
    house.tells(SAM, "hi", "note")
    house.happens(SAM, house.chat(SAM), Edited("now"))
    assert "Do that?" in house.heard(SAM)[-1]
    assert "before" in house.says(SAM, "no")[-1]
    assert '"no"' not in house.says(SAM, "Sam")[-1]


def test_silence_ends_with_a_word_that_it_knows_inside_a_sentence(house: House) -> None:
    house.tells(SAM, "hi", *["qwertz uiop"] * 4)
    assert house.heard(SAM)[-1].startswith("I cannot follow")
    assert "People together now" in house.says(SAM, "plese help it is so much")[-1]


def test_whoever_left_the_chat_is_not_remembered(house: House) -> None:
    house.says(SAM, "hi")
    house.removes_voice(SAM)
    assert SAM not in repr(vars(house.engine.world))


# --- the note


def test_each_answer_is_shown_as_it_is_kept(house: House) -> None:
    house.tells(SAM, "hi", "note")
    said = house.says(SAM, "quiet " * 100)[-1]
    assert said.startswith("That was longer than the 300 characters that fit.")
    shown = said.splitlines()[1]
    assert shown.endswith('quiet"'), "no word is cut"
    assert 290 < len(shown) <= 302


def test_a_question_in_a_note_is_no_answer_before_somebody_says_so(house: House) -> None:
    house.tells(SAM, "hi", "note")
    assert house.says(SAM, "who reads this?")[-1].startswith("Is that your answer?")
    assert "1 of 2" in house.says(SAM, "0")[-1]
    assert "2 of 2" in house.tells(SAM, "who am I, even?", "yes")[-1]
    assert '"who am I, even?"' in house.says(SAM, "skip")[-1]


# --- a no in many words, and a list behind a guess


def test_a_no_in_a_sentence_is_to_the_guess_that_was_asked_last(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "hi", "join 1", "can you delete everything about me")
    assert "1. Let me in" in house.says(SAM, "i am not interested")[-1]
    assert house.says(SAM, "i am not interested")[-1].startswith("All right. Nothing is kept")


def test_a_list_behind_a_guess_is_shown_again_before_a_number_counts(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.opens(ROBIN, "grief 60")
    house.tells(SAM, "hi", "join 1", "1", "0", "join 2", "1", "0")
    assert len(house.places(SAM)) == 2
    house.tells(SAM, "leave", "can you delete everything about me", "thanks")
    assert "Quiet company" in house.says(SAM, "1")[-1]
    assert len(house.places(SAM)) == 2
    house.says(SAM, "1")
    assert len(house.places(SAM)) == 1


def test_a_plea_for_help_leads_to_people(house: House) -> None:
    house.says(SAM, "hi")
    for plea in ("please help", "Help please!", "pls help"):
        assert "outside our collective" in house.says(SAM, plea)[-1], plea
    assert "These words work" in house.says(SAM, "help")[-1]


# --- waiting, and how a room ends


def test_in_the_lobby_every_answer_tells_of_the_place_and_keeps_it(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "hi", "join 1", "1")
    for words in ("how long?", "hello", "ok", "thanks", "rooms", "0", "now", "qwertz", "bye"):
        (answer,) = house.says(SAM, words)
        assert answer.count("Your place is kept.") == 1, words
    house.restart()
    assert "Your place is kept." in house.says(SAM, "kept")[-1]
    house.comes_in(ROBIN)
    assert "The invitation is there." in house.heard(SAM)[-1]
    assert "Your place is kept." not in house.says(SAM, "thanks")[-1]


def test_everyone_with_a_place_hears_of_an_early_end(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "hi", "join 1", "1", "0")
    house.tells(ROBIN, "close", "close it")
    house.wait(timedelta(minutes=2))
    line, left, *_ = house.heard(SAM)[-1].splitlines()
    assert line.startswith("The room has closed, before its time.")
    assert left == "I keep nothing of what was said there. People and servers may have copies."


def test_everyone_with_a_place_hears_of_a_handover_in_one_line(house: House) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.opens(ROBIN, f"quiet company 50 with {JO}")
    house.says(JO, "second yes")
    house.comes_in(JO)
    house.tells(SAM, "hi", "join 1", "1", "0")
    house.goes(ROBIN)
    house.wait(timedelta(minutes=15))
    house.says(JO, "hold")
    house.wait(timedelta(minutes=1))
    (line,) = house.heard(SAM)[-1].splitlines()
    assert "somebody else holds it now" in line
    assert str(JO) in house.says(SAM, "join 1")[-1]
    assert not [said for said in house.heard(JO) if "somebody else holds it now" in said]


def test_whoever_waited_hears_that_a_room_never_began(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "hi", "join 1", "1")
    house.wait(timedelta(minutes=15))
    (line,) = house.heard(SAM)[-1].splitlines()
    assert "closed before you could be let in" in line
    assert house.places(SAM) == ()


def test_the_second_who_waited_does_not_hear_of_waiting(house: House) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.tells(ROBIN, f"open quiet company 50 with {JO}", "yes")
    assert "Your place is kept." in house.tells(JO, "join 1", "1", "hello")[-1]
    house.says(JO, "second yes")
    house.comes_in(JO)
    assert "Your place is kept." not in house.says(JO, "hello")[-1]


def test_whoever_waits_can_read_who_holds_the_room_now(house: House) -> None:
    house.facilitator(ROBIN)
    house.facilitator(JO)
    house.tells(ROBIN, f"open quiet company 50 with {JO}", "yes")
    house.says(JO, "second yes")
    house.tells(SAM, "hi", "join 1", "1")
    house.wait(timedelta(minutes=10))
    house.says(JO, "hold")
    house.wait(timedelta(minutes=1))
    assert "somebody else holds it now" in house.heard(SAM)[-1]
    assert str(JO) in house.says(SAM, "join 1")[-1]


def test_an_invitation_that_comes_into_a_note_says_that_its_question_is_open(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "hi", "join 1", "1", "note")
    house.comes_in(ROBIN)
    said = house.heard(SAM)[-1]
    assert "The invitation is there." in said
    assert said.endswith("For anything else say first: stop.")


def test_a_card_says_that_a_room_is_full(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN, "grief 60")
    for user in (JO, UserID("@alex:example.org")):
        house.tells(user, "hi", "join 1", "1")
    assert "It is full at the moment." in house.tells(SAM, "hi", "join 1")[-1]


def test_whoever_gives_a_place_back_before_an_invitation_was_seen_by_nobody(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "hi", "join 1", "1")
    assert "No invitation had gone out for it" in house.says(SAM, "leave")[-1]


def test_whoever_gave_a_place_back_is_not_told_that_they_wait(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open quiet company 50", "yes")
    house.tells(SAM, "hi", "join 1", "1")
    before, house.world.trouble = house.world.trouble, _nobody_is_removed
    assert house.says(SAM, "leave") == []
    assert "Your place is kept" not in house.says(SAM, "thanks")[-1]
    house.world.trouble = before
    house.wait(timedelta(minutes=2))
    assert house.heard(SAM)[-1].startswith("Your place is free")


def _nobody_is_removed(deed: str) -> Exception | None:
    return TryLater() if deed == "remove" else None


def test_an_invitation_on_its_way_is_waited_for_before_a_place_is_free(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    before, house.world.trouble = house.world.trouble, _nobody_is_invited
    house.tells(SAM, "hi", "join 1", "1")
    assert house.says(SAM, "leave") == []
    house.world.trouble = before
    house.wait(timedelta(minutes=2))
    assert "may have seen your address" in house.heard(SAM)[-1]
    assert not house.open_halls[0].invited


def _nobody_is_invited(deed: str) -> Exception | None:
    return TryLater() if deed == "invite" else None


def test_a_question_is_asked_once_more_in_a_line_where_its_list_is_of_another_thing(
    house: House,
) -> None:
    asked = house.tells(SAM, "hi", "erase", "kept", "ok")[-1]
    assert asked.endswith(
        "My question was: shall I forget you? It cannot be undone.\n1. Erase\n0. No"
    )


def test_where_the_invitation_is(house: House) -> None:
    house.facilitator(ROBIN)
    assert "no invitation" in house.tells(SAM, "hi", "i dont see it")[-1]
    house.tells(ROBIN, "open quiet company 50", "yes")
    assert "pine harbour" in house.says(ROBIN, "where is my invite")[-1]
    house.tells(SAM, "join 1", "1")
    waits, still = house.says(SAM, "i dont see it"), house.says(SAM, "my invite")
    assert waits[-1].startswith("There is no invitation yet.")
    assert still[-1].count("Your place is kept.") == 1
    house.comes_in(ROBIN)
    assert "If you have accepted it, you are in" in house.says(SAM, "i dont see it")[-1]
    before, house.world.trouble = house.world.trouble, _nobody_is_invited
    house.tells(ALEX, "hi", "join 1", "1")
    assert house.says(ALEX, "my invite")[-1].startswith("I am asking the homeserver")
    house.world.trouble = before


def test_what_is_lost_is_said_where_the_answer_comes_later(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    house.tells(SAM, "hi", "join 1", "1", "no", "note", "Sam", "skip")
    assert house.says(SAM, "leave")[0].startswith("What you wrote for the note is not kept.")


def test_later_at_the_end_of_a_note_does_nothing(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    for words in (("note first", "Sam", "skip"), ("note first", "Sam", "skip", "no")):
        (said,) = house.tells(SAM, "join 1", *words, "later")
        assert said.startswith("All right. Nothing of it was kept.")
    house.tells(SAM, "note", "Sam", "skip", "yes", "no", "join 1", "note first")
    assert "stays as it is" in house.says(SAM, "later")[0]


def test_a_question_is_no_line_of_a_card(house: House) -> None:
    house.facilitator(ROBIN)
    (said,) = house.tells(ROBIN, "role", "1", "now, what?")
    assert said.startswith("I did not take that: it is a question")
    assert "what?" not in said


def test_who_holds_a_room_already_is_told_so(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    assert house.says(ROBIN, "hold")[-1].startswith("You hold a room already.")


def test_a_note_that_went_while_a_line_of_it_was_mended_is_said_to_be_gone(house: House) -> None:
    house.tells(SAM, "hi", "note", "Sam", "skip", "yes", "no")
    house.wait(timedelta(days=90) - timedelta(hours=1))
    house.tells(SAM, "change", "1")
    house.wait(timedelta(hours=2))
    assert "I keep no note of yours" in house.says(SAM, "Mika")[-1]


def test_a_kept_note_whose_last_line_is_taken_out_is_gone(house: House) -> None:
    house.tells(SAM, "hi", "note", "Sam", "skip", "yes", "no", "change", "1")
    assert house.says(SAM, "take it out")[-1].startswith("That was its last line, so nothing")
    assert house.kept(SAM) == ()


@pytest.mark.parametrize("word", ["menu", "leave", "rooms", "erase", "consent"])
def test_whoever_is_led_out_of_a_note_hears_that_it_is_not_kept(house: House, word: str) -> None:
    house.tells(SAM, "hi", "note", "Sam", "skip")
    assert house.says(SAM, word)[-1].startswith("What you wrote for the note is not kept.")
    assert "is not kept" not in house.tells(SAM, "no", word)[-1], "said once"


def test_nobody_is_told_of_a_lost_note_who_has_lost_none(house: House) -> None:
    assert "is not kept" not in house.tells(SAM, "hi", "note", "erase")[-1], "nothing was written"
    house.tells(SAM, "no", "note", "Sam", "skip", "yes", "no")
    assert "is not kept" not in house.tells(SAM, "note", "change", "1", "erase")[-1]


def test_what_is_asked_back_in_a_note_is_answered_there(house: House) -> None:
    doubted = house.tells(SAM, "hi", "note", "who reads this?")[-1]
    for word in ("kept", "readers", "who", "police"):
        assert word in doubted
        assert house.says(SAM, word)[-1].endswith("For anything else say first: stop.")
    assert "2 of 2" in house.says(SAM, "Sam")[-1]


def test_a_lobby_promises_no_more_places_than_there_are(house: House) -> None:
    house.facilitator(ROBIN)
    house.tells(ROBIN, "open grief 60", "yes")
    for user in (JO, UserID("@alex:example.org")):
        assert "You have a place." in house.tells(user, "hi", "join 1", "1")[-1]
    assert "Full at the moment." in house.tells(SAM, "hi", "rooms")[-1]
    assert "that room is full" in house.tells(SAM, "1", "1")[-1]
    house.says(JO, "leave")
    assert "You have a place." in house.tells(SAM, "join 1", "1")[-1]


def test_a_room_that_closes_before_the_time_that_was_said_is_made_no_longer(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    assert "closes 03:00 Berlin as it is" in house.says(ROBIN, "extend until 2:50")[-1]
