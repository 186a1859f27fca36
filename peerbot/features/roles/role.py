"""A role: offered, begun by a yes, renewed, laid down. A facilitator's is shown on cards."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.roles.ending import role_ends
from peerbot.features.roles.messages import OfferMade, RoleExpires, RoleRevoked
from peerbot.features.roles.records import (
    FACILITATOR,
    ROLE,
    Offer,
    Role,
    RoleKind,
    is_facilitator,
    kinds,
    offer_to,
    role_of,
)
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, CancelTimer, Drop, Effect, Line, Put, Quoted, Say, SetTimer
from peerbot.kernel.feature import Choice, Extensions, Flow, Help, Shown
from peerbot.kernel.parse import Other, Pick, plain
from peerbot.kernel.records import Record
from peerbot.kernel.table import WORDS, Anywhere, Go, Home, State, Step, Transition
from peerbot.quoting import looks_like_an_address, on_one_line

ROLE_LASTS = timedelta(days=365)

WORD_COMES = timedelta(days=7)
"""How long before it ends a word comes to those whom the program has to reach."""

ROLE_TIMER = "role"
"""The timer of that word, for as long as which their chat is kept."""

Kinds = Mapping[str, RoleKind]

LONGEST_LINE = 120
"""Characters of what members read about a facilitator: one line of a card."""


class RoleOffered(State, frozen=True):
    """What the role means is shown, and until when it would be held; the person is asked."""

    asks: ClassVar[str] = "asks-role-offer"

    until: datetime
    role: str = FACILITATOR.name


class RoleShown(State, frozen=True):
    """The role is held; what can be done about it is shown."""

    asks: ClassVar[str] = "asks-role"

    role: str = FACILITATOR.name


class NameAsked(State, frozen=True):
    """What the facilitator wants to be called on cards."""

    asks: ClassVar[str] = "asks-role-name"


class DutyAsked(State, frozen=True):
    """The facilitator's line on any legal duty to report."""

    asks: ClassVar[str] = "asks-role-duty"


class LayDownAsked(State, frozen=True):
    """Only a steward could give the role back, so it asks for confirmation."""

    asks: ClassVar[str] = "asks-lay-down"


def show_role(known: Kinds, _state: State, _heard: object, context: Context) -> Step:
    role, offer = role_of(context), offer_to(context)
    if role and role.name in known:
        away = (Line(0, "role-held-away", {"until": role.away}),) if role.away else ()
        return _say_role(Say(f"role-held-{role.name}", {"until": role.until}), role, *away)
    if not offer or offer.role not in known:
        return Step(Home(), (Say("role-none"),))
    until = context.now + ROLE_LASTS
    asked = Say(f"role-ask-{offer.role}", {"until": until}, ask=True)
    return Step(RoleOffered(until, offer.role), (asked,))


def _say_role(said: Say, role: Role, *further: Line) -> Step:
    asked = replace(said, also=(*_on_cards(role), *further), ask=True)
    return Step(RoleShown(role.name), (asked,))


def accept_role(known: Kinds, state: RoleOffered, heard: Pick, context: Context) -> Step:
    offer = offer_to(context)
    if offer is None:
        return Step(Home(), (Say("role-none"),))
    if offer.role != state.role:  # a steward offers another one since
        return show_role(known, state, heard, context)
    role = Role(offer.role, context.now, state.until)
    said = Say(f"role-accepted-{role.name}", {"until": role.until})
    return Step(Home(), (Drop(offer), *_keep(known, role), said))


def _keep(known: Kinds, role: Role) -> Iterator[Effect]:
    kind = known[role.name]
    yield Put(role, role.until, kind.consent)
    if kind.reached:
        yield SetTimer(role.until - WORD_COMES, RoleExpires(), ROLE_TIMER)


def _agreed_to(known: Kinds, state: RoleOffered | RoleShown) -> Consent:
    """What a yes is given to. Nobody is asked about a role that there is no more."""
    return known[state.role].consent if state.role in known else ROLE


def _drop(role: Role) -> tuple[Effect, ...]:
    return (Drop(role), CancelTimer(ROLE_TIMER))


def refuse_role(_state: RoleOffered, _heard: Pick, context: Context) -> Step:
    offer = offer_to(context)
    gone: tuple[Effect, ...] = (Drop(offer),) if offer else ()
    return Step(Home(), (*gone, Say("role-refused")))


def renew_role(known: Kinds, state: RoleShown, _heard: Pick, context: Context) -> Step:
    held = role_of(context)
    if held is None or held.name != state.role:
        return Step(Home(), (Say("role-none"),))
    role = replace(held, until=context.now + ROLE_LASTS)
    said = Say("role-renewed", {"until": role.until})
    return Step(Home(), (*_keep(known, role), said))


def ask_name(_state: RoleShown, _heard: Pick, _context: Context) -> Step:
    return Step(NameAsked(), (Say("role-name-ask", ask=True),))


def ask_duty(_state: RoleShown, _heard: Pick, _context: Context) -> Step:
    return Step(DutyAsked(), (Say("role-duty-ask", ask=True),))


def _line(text: str) -> str:
    return on_one_line(text)[:LONGEST_LINE].strip()


def _line_problem(heard: Pick | Other, *, colon_alone: bool) -> str:
    """Why a text cannot be a line of a card; empty if it can.

    A command, or a number that was not offered, was meant for us. Members might take what looks
    like an address for the facilitator's own.
    """
    if looks_like_an_address(heard.text, colon_alone=colon_alone):
        return "role-line-address"
    if heard.text.rstrip().endswith("?"):
        return "role-line-question"
    words = plain(_line(heard.text))
    command = isinstance(heard, Pick) and heard.word != "nothing"  # "no" answers about a duty
    meant_for_us = command or words.isdecimal() or not words
    return "role-line-not-taken" if meant_for_us else ""


def set_name(_state: NameAsked, heard: Pick | Other, context: Context) -> Step:
    return _set_line(heard, context, colon_alone=True, shown_name=_line(heard.text))


def remove_name(_state: NameAsked, _heard: Pick, context: Context) -> Step:
    return _change(context, shown_name="")


def set_duty(_state: DutyAsked, heard: Pick | Other, context: Context) -> Step:
    return _set_line(heard, context, colon_alone=False, duty=_line(heard.text))


def remove_duty(_state: DutyAsked, _heard: Pick, context: Context) -> Step:
    return _change(context, duty="")


def keep_line(_state: NameAsked | DutyAsked, _heard: Pick, context: Context) -> Step:
    role = role_of(context)
    if role is None:
        return Step(Home(), (Say("role-none"),))
    return Step(Home(), (Say("role-as-it-was", also=_on_cards(role)),))


def _set_line(heard: Pick | Other, context: Context, *, colon_alone: bool, **line: str) -> Step:
    refused = _line_problem(heard, colon_alone=colon_alone)
    if refused and (role := role_of(context)):
        return _say_role(Say(refused), role)
    return _change(context, **line)


def _change(context: Context, **line: str) -> Step:
    held = role_of(context)
    if held is None:
        return Step(Home(), (Say("role-none"),))
    if not context.still_agrees(held, ROLE):
        return Step(Home(), (Say("role-not-changed"),))
    role = replace(held, **line)
    kept = Put(role, role.until, ROLE)
    return Step(Home(), (kept, Say("role-changed", also=_on_cards(role))))


def _on_cards(role: Role) -> tuple[Line, ...]:
    if role.name != FACILITATOR.name:
        return ()
    args: Args = {"called": Quoted(role.shown_name), "duty": Quoted(role.duty)}
    called = "role-held-name" if role.shown_name else "role-held-no-name"
    duty = "role-held-duty" if role.duty else "role-held-no-duty"
    return (Line(0, called, args), Line(0, duty, args))


def ask_to_lay_down(known: Kinds, _state: State, _heard: Pick, context: Context) -> Step:
    role = role_of(context)
    if role is None or role.name not in known:
        return Step(Home(), (Say("role-none"),))
    return Step(LayDownAsked(), (Say(f"role-lay-down-ask-{role.name}", ask=True),))


def keep_role(_state: LayDownAsked, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("role-kept"),))


def lay_role_down(extensions: Extensions, _state: State, _heard: Pick, context: Context) -> Step:
    role = role_of(context)
    if role is None:
        return Step(Home(), (Say("role-none"),))
    ends = role_ends(extensions, context)
    return Step(Home(), (*_drop(role), *ends, Say(f"role-laid-down-{role.name}")))


def role_expires(state: State, _message: RoleExpires, context: Context) -> Step:
    role = role_of(context)
    if role is None or role.until - context.now > WORD_COMES:
        return Step(state)  # laid down, or renewed since
    return Step(state, (Say("role-expires", {"until": role.until}, starts=True),))


def offer_made(state: State, message: OfferMade, context: Context) -> Step:
    """Stored silently: the person is told when they next write."""
    if role_of(context):
        return Step(state)
    earlier = offer_to(context)
    gone = (Drop(earlier),) if earlier and earlier.role != message.role else ()
    return Step(state, (*gone, Put(Offer(message.role, message.until), message.until)))


def role_revoked(
    extensions: Extensions, state: State, _message: RoleRevoked, context: Context
) -> Step:
    gone: list[Effect] = []
    if offer := offer_to(context):
        gone.append(Drop(offer))
    if role := role_of(context):
        said = Say(f"role-revoked-{role.name}", starts=True)
        gone += [*_drop(role), *role_ends(extensions, context), said]
    return Step(state, tuple(gone))


def role_lines(known: Kinds, context: Context) -> Iterator[Line]:
    """Lines of `me`: the role and what belongs to it, and the offer of one."""
    role, offer = role_of(context), offer_to(context)
    if role and role.name in known:
        yield Line(0, f"me-role-{role.name}", {"until": role.until})
        if role.shown_name:
            yield Line(0, "me-role-name", {"called": Quoted(role.shown_name)})
        if role.duty:
            yield Line(0, "me-role-duty", {"duty": Quoted(role.duty)})
        if role.again:
            kind, seconds = role.again
            args: Args = {
                "kind": kind,
                "minutes": -(-seconds // 60),
                "options": len(role.again_with),
            }
            yield Line(0, "me-role-again", args)
        if role.away:
            yield Line(0, "me-role-away", {"until": role.away})
    if offer and offer.role in known:
        yield Line(0, f"me-offer-{offer.role}", {"until": offer.until})


def take_back_role(extensions: Extensions, record: Record, context: Context) -> tuple[Effect, ...]:
    """What hangs on the role ends with it, whichever way it goes."""
    assert isinstance(record, Role)
    return (*_drop(record), *role_ends(extensions, context))


def reset_role(context: Context) -> Iterator[Effect]:
    """The role goes, and the offer of one."""
    if role := role_of(context):
        yield from _drop(role)
    if offer := offer_to(context):
        yield Drop(offer)


def flow(extensions: Extensions) -> Flow:
    """What ends with a role is for those features to say that are built on it."""
    known = kinds(extensions)
    lays_down, revoked = partial(lay_role_down, extensions), partial(role_revoked, extensions)
    accepts, renews = partial(accept_role, known), partial(renew_role, known)
    shows, asks = partial(show_role, known), partial(ask_to_lay_down, known)
    agreed: Callable[[RoleOffered | RoleShown], Consent] = partial(_agreed_to, known)
    return Flow(
        "role",
        (
            Transition(RoleOffered, "yes", accepts, (RoleOffered, Home), consent=agreed),
            Transition(RoleOffered, "no", refuse_role, (Home,)),
            Transition(RoleShown, "role-name", ask_name, (NameAsked,), when=is_facilitator),
            Transition(RoleShown, "role-duty", ask_duty, (DutyAsked,), when=is_facilitator),
            Transition(RoleShown, "renew", renews, (Home,), consent=agreed),
            Transition(RoleShown, "lay-down", Go("lay-down")),
            Transition(LayDownAsked, "lay-it-down", lays_down, (Home,)),
            Transition(LayDownAsked, "no", keep_role, (Home,)),
            Transition(RoleShown, "back", Go("menu")),
            Transition(NameAsked, "no-name", remove_name, (Home,)),
            Transition(NameAsked, "as-it-is", keep_line, (Home,)),
            Transition(NameAsked, "no", keep_line, (Home,), numbered=False),
            Transition(NameAsked, "later", keep_line, (Home,), numbered=False),
            Transition(NameAsked, WORDS, set_name, (RoleShown, Home)),
            Transition(DutyAsked, "not-said", remove_duty, (Home,)),
            Transition(DutyAsked, "as-it-is", keep_line, (Home,)),
            Transition(DutyAsked, "back", keep_line, (Home,), numbered=False),
            Transition(DutyAsked, "later", keep_line, (Home,), numbered=False),
            Transition(DutyAsked, WORDS, set_duty, (RoleShown, Home)),
            Transition(Anywhere, "role", shows, (RoleShown, RoleOffered, Home)),
            Transition(Anywhere, "lay-down", asks, (LayDownAsked, Home)),
            Transition(Anywhere, OfferMade, offer_made),
            Transition(Anywhere, RoleRevoked, revoked),
            Transition(Anywhere, RoleExpires, role_expires),
        ),
        helps=(Help("help-facilitator", is_facilitator, whole=True),),
        menu=(Choice("role", 100, lambda context: offer_to(context) is not None),),
        consents=tuple(kind.consent for kind in known.values()),
        shown=(Shown(40, partial(role_lines, known)),),
        takes_back=dict.fromkeys(
            (kind.consent.name for kind in known.values()), partial(take_back_role, extensions)
        ),
        reset=reset_role,
    )
