"""The facilitator's role: a steward offers it, the person's yes begins it."""

from datetime import timedelta

from peerbot.flow import Anywhere, Flow, Home, Pick, Row, State, Step
from peerbot.vocabulary.effects import Args, Effect, Forget, KeepOffer, Remember, Say
from peerbot.vocabulary.inputs import OfferMade, RoleRevoked
from peerbot.vocabulary.notes import Consent, Offer, Role, View

ROLE = Consent("role", 1)
ROLE_LASTS = timedelta(days=365)


class RoleOffered(State, frozen=True):
    """What the role means is shown; the person is asked."""


def show(_state: State, _heard: Pick, view: View) -> Step:
    if view.about.role:
        return Step(Home(), (Say("role-held", {"until": view.about.role.until}),))
    if not view.about.offer:
        return Step(Home(), (Say("role-none"),))
    args: Args = {"until": view.now + ROLE_LASTS}
    return Step(RoleOffered(), (Say("role-ask", args, ask=True),))


def accept(_state: RoleOffered, _heard: Pick, view: View) -> Step:
    offer = view.about.offer
    if offer is None:
        return Step(Home(), (Say("role-none"),))
    role = Role(offer.role, view.now, view.now + ROLE_LASTS)
    kept: tuple[Effect, ...] = (Forget(offer), Remember(role, role.until, ROLE))
    return Step(Home(), (*kept, Say("role-accepted", {"until": role.until})))


def refuse(_state: RoleOffered, _heard: Pick, view: View) -> Step:
    gone: tuple[Effect, ...] = (Forget(view.about.offer),) if view.about.offer else ()
    return Step(Home(), (*gone, Say("role-refused")))


def offer_made(state: State, told: OfferMade, view: View) -> Step:
    """Kept without a word: the person hears of it when they next write."""
    if view.about.role:
        return Step(state)
    return Step(state, (KeepOffer(Offer(told.role, told.until)),))


def revoked(state: State, _told: RoleRevoked, view: View) -> Step:
    gone: list[Effect] = []
    if view.about.offer:
        gone.append(Forget(view.about.offer))
    if view.about.role:
        gone += [Forget(view.about.role), Say("role-revoked", starts=True)]
    return Step(state, tuple(gone))


FLOW = Flow(
    "role",
    (
        Row(RoleOffered, "yes", accept, (Home,), consent=ROLE),
        Row(RoleOffered, "no", refuse, (Home,)),
        Row(Anywhere, "role", show, (RoleOffered, Home)),
        Row(Anywhere, OfferMade, offer_made),
        Row(Anywhere, RoleRevoked, revoked),
    ),
)
