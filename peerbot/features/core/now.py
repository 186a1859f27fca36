"""Someone now: what is true here, and the collective's own list of places outside."""

from peerbot.feature import Choice, Flow
from peerbot.flow import Anywhere, Row, State, Step
from peerbot.kernel.parse import Pick
from peerbot.vocabulary.effects import Line, Say
from peerbot.vocabulary.notes import View


def show_outside_places(state: State, _heard: Pick, view: View) -> Step:
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
        for place in view.settings.places
    )
    return Step(state, (Say("now", also=places),))


FLOW = Flow(
    "now",
    (Row(Anywhere, "now", show_outside_places),),
    menu=(Choice("now", 70),),
)
