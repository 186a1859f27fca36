"""What is kept, who could read it, and the collective's words on emergencies."""

from peerbot.features.core.settings import age_lines, core_in
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Say
from peerbot.kernel.feature import Choice, Flow
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, State, Step, Transition


def explain_what_is_kept(state: State, _heard: Pick, context: Context) -> Step:
    """Leaves the open question open: people may ask this before they agree to something."""
    args: Args = {"emergencies": core_in(context).emergencies}
    return Step(state, (Say("kept", args, also=age_lines(context)),))


def explain_who_could_read(state: State, _heard: Pick, _context: Context) -> Step:
    return Step(state, (Say("readers"),))


FLOW = Flow(
    "kept",
    (
        Transition(Anywhere, "kept", explain_what_is_kept, always_heard=True),
        Transition(Anywhere, "readers", explain_who_could_read, always_heard=True),
    ),
    menu=(Choice("kept", 80),),
)
