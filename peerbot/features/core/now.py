"""Someone now: what is true here, and the collective's own list of places outside."""

from peerbot.features.core.settings import core_in
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line, Say
from peerbot.kernel.feature import Choice, Flow
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import Anywhere, State, Step, Transition


def show_outside_places(state: State, _heard: Pick, context: Context) -> Step:
    """Leaves the open question open."""
    places = tuple(
        Line(
            0,
            "outside-place",
            {
                "name": place.name,
                "hours": place.hours,
                "how": place.how,
                "contact": place.contact,
                "police": place.may_call_police,
            },
        )
        for place in core_in(context).services
    )
    return Step(state, (Say("now", also=places),))


FLOW = Flow(
    "now",
    (Transition(Anywhere, "now", show_outside_places, always_heard=True),),
    menu=(Choice("now", 70, to_people=True),),
)
