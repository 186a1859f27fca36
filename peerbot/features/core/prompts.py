"""What the program asks by itself: one thing at a time, and never in the middle of another."""

from functools import partial

from msgspec.structs import replace

from peerbot.kernel.context import Context
from peerbot.kernel.effects import Drop, Effect, Put, Say
from peerbot.kernel.feature import Choice, Features, Flow
from peerbot.kernel.records import Prompt
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition


def ask_in_turn(state: State, prompt: Prompt, question: Step | None) -> Step:
    """Ask `question` (see `Asks`) when nothing else is asked; else let it wait for its turn, and
    say that there is something. None: it is not needed any more."""
    if question is None:
        return Step(state)
    if isinstance(state, Home):
        return Step(question.state, tuple(map(_by_itself, question.effects)))
    waits = Put(prompt, prompt.until)
    return Step(state, (waits, Say("prompt-beside", starts=True)))


def _by_itself(effect: Effect) -> Effect:
    """Nobody spoke to us just now."""
    return replace(effect, starts=True) if isinstance(effect, Say) else effect


def ask_next(features: Features, _state: State, _heard: object, context: Context) -> Step:
    """What ends first is asked first; what is not needed any more is not asked."""
    gone: list[Effect] = []
    for prompt in context.records(Prompt):
        gone.append(Drop(prompt))
        if question := features.prompts[type(prompt)].question(prompt, context):
            return Step(question.state, (*gone, *question.effects))
    return Step(Home(), (*gone, Say("prompt-none")))


def waits(context: Context) -> bool:
    """Whether something waits to be asked."""
    return bool(context.records(Prompt))


def flow(features: Features) -> Flow:
    """Each prompt leads where its feature says."""
    to = tuple(dict.fromkeys(state for asks in features.prompts.values() for state in asks.to))
    return Flow(
        "prompts",
        (Transition(Anywhere, "questions", partial(ask_next, features), (Home, *to)),),
    )


MENU = Flow("prompts", (), menu=(Choice("questions", 5, waits),))
"""Apart from what it leads to, since the menu is made of all conversations."""
