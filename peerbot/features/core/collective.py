"""What people ask about the collective: who it is, police, age, an ambulance.

Each is answered beside whatever is asked: nobody has to give up a question to know this.
"""

from collections.abc import Callable

from peerbot.features.core.settings import CoreSettings, core_in
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Say
from peerbot.kernel.feature import Flow
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, State, Step, Transition


def say_who(state: State, _heard: Pick, context: Context) -> Step:
    return Step(state, (Say("who", {"collective": context.settings.collective}),))


def explain_police(state: State, _heard: Pick, context: Context) -> Step:
    args: Args = {"emergencies": core_in(context).emergencies}
    return Step(state, (Say("police", args),))


def _own_words(text: str, words: Callable[[CoreSettings], str]) -> Transition:
    """What only the collective can say, and a sentence for those that said nothing of it."""

    def answer(state: State, _heard: Pick, context: Context) -> Step:
        said = words(core_in(context))
        return Step(state, (Say(text, {"words": said}) if said else Say(f"{text}-unset"),))

    return Transition(Anywhere, text, answer, always_heard=True)


FLOW = Flow(
    "collective",
    (
        Transition(Anywhere, "who", say_who, always_heard=True),
        Transition(Anywhere, "police", explain_police, always_heard=True),
        _own_words("age", lambda core: core.age),
        _own_words("ambulance", lambda core: core.ambulance),
    ),
)
