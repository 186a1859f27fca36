"""What the program asks by itself: one thing at a time, and never in the middle of another."""

from functools import partial

from msgspec.structs import replace

from peerbot.kernel.context import Context
from peerbot.kernel.effects import Drop, Effect, Put, Say
from peerbot.kernel.feature import Choice, Features, Flow, waiting
from peerbot.kernel.records import Prompt
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition

MOST = 9
"""Prompts that wait for one person: more than a page would be no queue, but a burden."""


def ask_in_turn(context: Context, state: State, prompt: Prompt, question: Step | None) -> Step:
    """Ask `question` (see `Asks`) when nothing else is asked; else let it wait for its turn, and
    say once that there is something. None: it is not needed any more."""
    if question is None or prompt.until <= context.now:
        return Step(state)
    if isinstance(state, Home) and context.chat:
        return Step(question.state, tuple(map(_by_itself, question.effects)))
    others = waiting(context)
    if len(others) >= MOST:
        return Step(state)
    said = () if others else (Say("prompt-beside", starts=True),)
    return Step(state, (Put(prompt, prompt.until), *said))


def _by_itself(effect: Effect) -> Effect:
    """Nobody spoke to us just now."""
    return replace(effect, starts=True) if isinstance(effect, Say) else effect


def ask_next(features: Features, state: State, _heard: object, context: Context) -> Step:
    """What ends first is asked first; what is not needed any more is not asked."""
    gone: list[Effect] = []
    for prompt in context.records(Prompt):
        gone.append(Drop(prompt))
        if prompt.until <= context.now:
            continue  # an expiry is rounded up to its day
        if question := features.prompts[type(prompt)].question(prompt, context):
            return Step(question.state, (*gone, *question.effects))
    return Step(state, (*gone, Say("prompt-none")))


def flow(features: Features) -> Flow:
    """Each prompt leads where its feature says."""
    to = tuple(dict.fromkeys(state for asks in features.prompts.values() for state in asks.to))
    return Flow(
        "prompts",
        (Transition(Anywhere, "questions", partial(ask_next, features), to),),
    )


MENU = Flow("prompts", (), menu=(Choice("questions", 5, lambda context: bool(waiting(context))),))
"""Apart from what it leads to, since the menu is made of all conversations."""
