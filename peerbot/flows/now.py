"""Someone now: what is true here, and the collective's own list of places outside."""

from peerbot.flow import Anywhere, Flow, Home, Pick, Row, State, Step
from peerbot.vocabulary.effects import Line, Say
from peerbot.vocabulary.notes import View


def now(_state: State, _heard: Pick, view: View) -> Step:
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
    return Step(Home(), (Say("now", also=places),))


FLOW = Flow("now", (Row(Anywhere, "now", now, (Home,)),))
