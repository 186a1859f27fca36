"""A note, if you like: each question free, two yeses at the end, and nothing left of a no."""

from datetime import timedelta

from peerbot.devtools.demo.people import Member
from tests.held.cast import GIVEN, UNREAD, Arrive, asks_in, closes, holds, nothing_of
from tests.held.clocked import Clocked
from tests.story.scene import Scene, hears, opens, says

QUESTIONS = 5

NAME = "Wren of the seventh gable"
COMPANY = "Listening, Just being there"
NOT = "no talk about hospitals please"
PRONOUNS = '\u05e1\u05dd" \u202eAll is well'
PRONOUNS_SHOWN = '"\u2068\u05e1\u05dd\' All is well\u2069"'
"""Inside their quotation, where they turn nothing else round."""


async def writes(alex: Member, begin: str) -> str:
    """Four questions are answered and one skipped; what is shown at the end."""
    first = await says(alex, begin, f"1 of {QUESTIONS}. What may people call you?")
    assert "before you say yes at the end" in first
    await says(alex, NAME, f"2 of {QUESTIONS}.")
    await says(alex, PRONOUNS, f"3 of {QUESTIONS}.")
    await says(alex, "skip", f"4 of {QUESTIONS}.")
    await says(alex, "9", "One of these numbers")
    await says(alex, "1 and 4", f"5 of {QUESTIONS}.")
    shown = await alex.ask(NOT)
    for words in (NAME, PRONOUNS_SHOWN, COMPANY, NOT):
        assert words in shown
    return shown


async def kept(member: Member) -> str:
    """All that is kept about somebody."""
    await says(member, "me", "Is it all right to show it here")
    return await member.ask("show it")


async def test_fault_58_words_of_any_script_are_handed_over_at_the_card_and_not_kept(
    scene: Scene, arrive: Arrive
) -> None:
    robin = await arrive("robin")
    async with scene.people("alex") as (alex,):
        await alex.begin()
        await scene.makes_facilitator(robin)
        number = await opens(robin)
        await robin.element.join(await robin.element.wait_invite())
        await says(alex, f"join {number}", "A note first")
        shown = await writes(alex, "note first")
        assert f"Shall I hand it to {robin.user_id}" in shown
        asked = await says(alex, "yes", "Shall I keep this for next time")
        assert NAME in asked
        assert asked.startswith("It is on its way.")
        knock = await hears(robin, UNREAD)
        assert knock == "Something for you here.\n1. Read it\n0. Skip"
        told = await says(robin, "1", "A note for you")
        await hears(alex, "It is handed over.")
        for words in (alex.user_id, NAME, PRONOUNS_SHOWN, COMPANY, NOT):
            assert words in told
            assert words not in told.partition("\n")[0]
        await says(alex, "no", f"say: join {number}")
        nothing_of(scene, (robin, alex), NAME, COMPANY, NOT)
        assert "I have no notes about you" in await kept(alex)
        await asks_in(alex, number, GIVEN)
        await says(alex, "no", "no line")
        await closes(robin)
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, alex), NAME, COMPANY, NOT)


async def test_no_to_everything_still_joins(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        number, _ = await holds(scene, robin)
        await alex.begin()
        await says(alex, f"join {number}", "A note first")
        await says(alex, "note first", "1 of")
        for at in range(2, QUESTIONS + 1):
            await says(alex, "skip", f"{at} of {QUESTIONS}.")
        await says(alex, "skip", "You skipped everything, and that is fine")
        await says(alex, f"join {number}", "A note first")
        await writes(alex, "note first")
        await says(alex, "no", "Shall I keep this for next time")
        await says(alex, "no", f"say: join {number}")
        await asks_in(alex, number, GIVEN)
        await says(alex, "no", "no line")
        await alex.join_invited()
        await says(robin, "room", "2 people are in the room")
        await closes(robin)
        nothing_of(scene, (robin, alex), NAME, COMPANY, NOT)


async def test_back_later_and_stop(scene: Scene) -> None:
    async with scene.people("alex") as (alex,):
        await alex.begin()
        await says(alex, "note", "1 of")
        await says(alex, NAME, "2 of")
        await says(alex, "back", "1 of")
        await says(alex, "back", "Nothing of it was kept")
        await says(alex, "note", "1 of")
        await says(alex, NAME, "2 of")
        await says(alex, "later", "Nothing of it was kept")
        await says(alex, "note", "1 of")
        await says(alex, NAME, "2 of")
        await alex.tell(alex.chat, "stop")  # which is answered with silence
        assert "I have no notes about you" in await kept(alex)
        nothing_of(scene, (alex,), NAME)


async def test_vanishing_half_way_leaves_nothing(scene: Scene) -> None:
    async with scene.people("alex") as (alex,):
        await alex.begin()
        await says(alex, "note", "1 of")
        await says(alex, NAME, "2 of")
        nothing_of(scene, (alex,), NAME)
        await scene.restart()
        nothing_of(scene, (alex,), NAME)
        await says(alex, "they and them", "Hello. I am a program")
        assert "I have no notes about you" in await kept(alex)


async def test_kept_for_next_time_shown_changed_handed_forgotten(scene: Scene) -> None:
    async with scene.people("robin", "alex") as (robin, alex):
        await alex.begin()
        asked = await writes(alex, "note")  # no place in a room, so nobody to hand it to
        assert "Shall I keep this for next time" in asked
        await says(alex, "yes", "Shall I write you a word a week before it goes")
        await says(alex, "yes", "a week before")
        await scene.restart()
        shown = await says(alex, "note", "This is what I keep for you until")
        for words in (NAME, COMPANY, NOT):
            assert words in shown
        await says(alex, "change", "Which line")
        await says(alex, "2", "Which pronouns")
        mended = await says(alex, "fae and faer pronouns", "Your note now reads so")
        assert NAME in mended
        assert "fae and faer pronouns" in mended
        await says(alex, "change", "Which line")
        await says(alex, "1", "What may people call you")
        assert NAME in await says(alex, "skip", "Your note stays as it was")
        await says(alex, "change", "Which line")
        await says(alex, "1", "What may people call you")
        assert NAME not in await says(alex, "take it out", "Your note now reads so")
        assert "Your note for next time" in await kept(alex)

        number, _ = await holds(scene, robin)
        await says(alex, f"join {number}", "A note first")
        await says(alex, "note first", f"Shall I hand it to {robin.user_id}")
        done = await says(alex, "yes", f"say: join {number}")
        assert done.startswith("It is on its way.")
        await hears(robin, UNREAD)
        assert "fae and faer pronouns" in await says(robin, "1", "A note for you")
        await hears(alex, "It is handed over.")

        await says(alex, "note", "This is what I keep for you until")
        await says(alex, "forget it", "It is gone")
        assert "I have no notes about you" in await kept(alex)
        await closes(robin)
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, alex), NAME, COMPANY, NOT, "fae and faer pronouns")


async def test_taken_back_in_one_word(scene: Scene) -> None:
    async with scene.people("alex") as (alex,):
        await alex.begin()
        await writes(alex, "note")
        await says(alex, "yes", "Shall I write you a word")
        await says(alex, "no", "without a word")
        await says(alex, "consent", "1. Your note for next time")
        await says(alex, "1", "It is taken back")
        await says(alex, "consent", "You have agreed to nothing")
        assert "I have no notes about you" in await kept(alex)
        await scene.sandbox.at_rest()
        nothing_of(scene, (alex,), NAME, COMPANY, NOT)


async def test_a_word_a_week_before_it_goes(clocked: tuple[Scene, Clocked]) -> None:
    """The chat's keys went long before: the word opens a new session with Alex's device."""
    scene, clock = clocked
    async with scene.people("alex") as (alex,):
        async with clock.runs():
            await alex.begin()
            await writes(alex, "note")
            asked = await says(alex, "yes", "Shall I write you a word a week before it goes")
            assert "It is kept until" in asked
            await says(alex, "yes", "I will write you a word a week before")
        clock.ahead(timedelta(days=40))
        async with clock.runs():
            clock.passes(timedelta(days=43, minutes=1))
            told = await hears(alex, "A word that you asked for")
            assert NAME not in told
            assert "then it is gone" in told
            assert NAME in await alex.ask("note")
            clock.passes(timedelta(days=8))
            await says(alex, "hi", "Please write it again")  # a week of silence: its keys had gone
            assert "I have no notes about you" in await kept(alex)
        nothing_of(scene, (alex,), NAME, COMPANY, NOT)
