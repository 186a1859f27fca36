"""What the program asks by itself waits for its turn. A bare yes answers what is shown alone."""

from datetime import timedelta

from msgspec.structs import replace

from peerbot.features import registry
from peerbot.features.core.api import ask_in_turn
from peerbot.features.core.clear import AskedToClear
from peerbot.features.core.prompts import MOST
from peerbot.kernel.chat import Said
from peerbot.kernel.context import NO_CHAT, Context
from peerbot.kernel.effects import Drop, Effect, Put, Say
from peerbot.kernel.feature import Asks, Feature, Flow
from peerbot.kernel.parse import Pick
from peerbot.kernel.records import Prompt
from peerbot.kernel.registry import Registry
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, Home, State, Step, Transition
from tests.engine.house import NIGHT, TEXTS
from tests.flows.worlds import world


class Tea(Prompt, frozen=True):
    """Whether somebody wants tea."""


class TeaAsked(State, frozen=True):
    """They are asked."""

    id: str


def _question(prompt: Tea, _context: Context) -> Step | None:
    if prompt.id == "cold":
        return None
    return Step(TeaAsked(prompt.id), (Say("clear-ask", ask=True),))


def _yes(state: TeaAsked, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("welcome", {"collective": state.id}),))


TEA = Feature(
    "tea",
    chat=(
        Flow(
            "tea",
            (Transition(TeaAsked, "yes", _yes, (Home,)), Transition(TeaAsked, "no", _yes, (Home,))),
            prompts={Tea: Asks(_question, (TeaAsked,))},
        ),
    ),
)

WITH = Registry((*registry().features, TEA))

MINT = Tea("mint", NIGHT + timedelta(hours=2))
SAGE = Tea("sage", NIGHT + timedelta(hours=1))
COLD = Tea("cold", NIGHT + timedelta(minutes=1))


def says(state: State, text: str, context: Context) -> tuple[State, tuple[Effect, ...]]:
    """What comes of a word."""
    at = ConversationState(state, WITH.chats.number(type(state), context))
    outcome = step(WITH.chats, at, Said(text), context, TEXTS)
    return outcome.at.state, outcome.effects


def test_it_is_asked_at_once_where_nothing_else_is() -> None:
    asked = ask_in_turn(world(), Home(), MINT, _question(MINT, world()))
    assert asked == Step(TeaAsked("mint"), (Say("clear-ask", ask=True, starts=True),))
    assert ask_in_turn(world(), Home(), COLD, _question(COLD, world())) == Step(Home())


def test_it_waits_while_something_else_is_asked() -> None:
    waits = ask_in_turn(world(), AskedToClear(), MINT, _question(MINT, world()))
    assert waits.state == AskedToClear()
    assert waits.effects == (Put(MINT, MINT.until), Say("prompt-beside", starts=True))
    with_it = ask_in_turn(world(), Home(), MINT, Step(Home(), (Drop(SAGE),)))
    assert with_it.effects == (Drop(SAGE),)


def test_what_ends_first_comes_up_first_and_what_is_not_needed_does_not() -> None:
    here = world(MINT, COLD, SAGE)
    state, effects = says(Home(), "questions", here)
    assert state == TeaAsked("sage")
    assert effects == (Drop(COLD), Drop(SAGE), Say("clear-ask", ask=True))
    assert WITH.records[-1] is Tea


def test_a_yes_answers_the_one_that_is_shown() -> None:
    _, effects = says(TeaAsked("mint"), "yes", world(SAGE))
    assert effects == (Say("welcome", {"collective": "mint"}),)


def test_when_nothing_waits_that_is_said() -> None:
    assert says(Home(), "questions", world()) == (Home(), (Say("prompt-none"),))
    assert says(Home(), "questions", world(COLD))[1] == (Drop(COLD), Say("prompt-none"))


def test_the_menu_me_and_a_reset_identity_know_of_it() -> None:
    flows = WITH.flows
    choices = [c.word for c in flows.menu if c.when(world(MINT))]
    assert "questions" in choices
    assert "questions" not in [c.word for c in flows.menu if c.when(world())]
    assert [line.text for line in flows.shown(world(MINT))] == ["me-prompt"]
    assert flows.reset(world(MINT)) == (Drop(MINT),)
    assert replace(MINT, id="sage").kept_as == SAGE.kept_as


def test_nobody_is_asked_what_is_over_or_without_a_chat() -> None:
    late = world(MINT, now=MINT.until)
    assert ask_in_turn(late, Home(), MINT, _question(MINT, late)) == Step(Home())
    assert says(Home(), "questions", late)[1] == (Drop(MINT), Say("prompt-none"))
    away = world(chat=NO_CHAT)
    assert ask_in_turn(away, Home(), MINT, _question(MINT, away)).effects[0] == Put(
        MINT, MINT.until
    )


def test_it_is_said_once_that_something_waits_and_there_is_an_end_of_it() -> None:
    second = ask_in_turn(world(SAGE), AskedToClear(), MINT, _question(MINT, world()))
    assert second.effects == (Put(MINT, MINT.until),)
    many = (Tea(f"tea{number}", MINT.until) for number in range(MOST))
    assert ask_in_turn(world(*many), AskedToClear(), MINT, _question(MINT, world())).effects == ()
