"""The facilitator's role: offered, begun by a yes, renewed, shown on cards, laid down."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from peerbot.feature import Choice, Flow, Shown
from peerbot.flow import WORDS, Anywhere, Go, Home, Row, State, Step, still_heard
from peerbot.kernel.ids import Room
from peerbot.kernel.parse import Other, Pick, plain
from peerbot.kernel.records import Record
from peerbot.quoting import looks_like_an_address, on_one_line
from peerbot.vocabulary.consents import ROLE
from peerbot.vocabulary.effects import (
    Args,
    Effect,
    Forget,
    Line,
    Quoted,
    Remember,
    Say,
    Tell,
)
from peerbot.vocabulary.inputs import OfferMade, RoleRevoked
from peerbot.vocabulary.notes import Offer, Role, View
from peerbot.vocabulary.room_inputs import SecondDeclines

ROLE_LASTS = timedelta(days=365)

LONGEST_LINE = 120
"""Characters of what members read about a facilitator: one line of a card."""


class RoleOffered(State, frozen=True):
    """What the role means is shown, and until when it would be held; the person is asked."""

    until: datetime


class RoleShown(State, frozen=True):
    """The role is held; what can be done about it is shown."""


class NameAsked(State, frozen=True):
    """What the facilitator wants to be called on cards."""


class DutyAsked(State, frozen=True):
    """The facilitator's line on any legal duty to report."""


def show_role(_state: State, _heard: object, view: View) -> Step:
    role, offer = view.about.role, view.about.offer
    if role:
        return _say_role(Say("role-held", {"until": role.until}), role)
    if not offer:
        return Step(Home(), (Say("role-none"),))
    until = view.now + ROLE_LASTS
    return Step(RoleOffered(until), (Say("role-ask", {"until": until}, ask=True),))


def _say_role(said: Say, role: Role) -> Step:
    return Step(RoleShown(), (replace(said, also=_on_cards(role), ask=True),))


def accept_role(state: RoleOffered, _heard: Pick, view: View) -> Step:
    offer = view.about.offer
    if offer is None:
        return Step(Home(), (Say("role-none"),))
    role = Role(offer.role, view.now, state.until)
    kept: tuple[Effect, ...] = (Forget(offer), Remember(role, role.until, ROLE))
    return Step(Home(), (*kept, Say("role-accepted", {"until": role.until})))


def refuse_role(_state: RoleOffered, _heard: Pick, view: View) -> Step:
    gone: tuple[Effect, ...] = (Forget(view.about.offer),) if view.about.offer else ()
    return Step(Home(), (*gone, Say("role-refused")))


def renew_role(_state: RoleShown, _heard: Pick, view: View) -> Step:
    if view.about.role is None:
        return Step(Home(), (Say("role-none"),))
    role = replace(view.about.role, until=view.now + ROLE_LASTS)
    kept = Remember(role, role.until, ROLE)
    return Step(Home(), (kept, Say("role-renewed", {"until": role.until})))


def ask_name(_state: RoleShown, _heard: Pick, _view: View) -> Step:
    return Step(NameAsked(), (Say("role-name-ask", ask=True),))


def ask_duty(_state: RoleShown, _heard: Pick, _view: View) -> Step:
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
    words = plain(_line(heard.text))
    meant_for_us = isinstance(heard, Pick) or words.isdecimal() or not words
    return "role-line-not-taken" if meant_for_us else ""


def set_name(_state: NameAsked, heard: Pick | Other, view: View) -> Step:
    return _set_line(heard, view, colon_alone=True, shown_name=_line(heard.text))


def remove_name(_state: NameAsked, _heard: Pick, view: View) -> Step:
    return _change(view, shown_name="")


def set_duty(_state: DutyAsked, heard: Pick | Other, view: View) -> Step:
    return _set_line(heard, view, colon_alone=False, duty=_line(heard.text))


def remove_duty(_state: DutyAsked, _heard: Pick, view: View) -> Step:
    return _change(view, duty="")


def keep_line(_state: NameAsked | DutyAsked, _heard: Pick, view: View) -> Step:
    if view.about.role is None:
        return Step(Home(), (Say("role-none"),))
    return Step(Home(), (Say("role-as-it-was", also=_on_cards(view.about.role)),))


def _set_line(heard: Pick | Other, view: View, *, colon_alone: bool, **line: str) -> Step:
    refused = _line_problem(heard, colon_alone=colon_alone)
    if refused and view.about.role:
        return _say_role(Say(refused), view.about.role)
    return _change(view, **line)


def _change(view: View, **line: str) -> Step:
    if view.about.role is None:
        return Step(Home(), (Say("role-none"),))
    if not view.about.still_agrees(view.about.role, ROLE):
        return Step(Home(), (Say("role-not-changed"),))
    role = replace(view.about.role, **line)
    kept = Remember(role, role.until, ROLE)
    return Step(Home(), (kept, Say("role-changed", also=_on_cards(role))))


def _on_cards(role: Role) -> tuple[Line, ...]:
    args: Args = {"called": Quoted(role.shown_name), "duty": Quoted(role.duty)}
    called = "role-held-name" if role.shown_name else "role-held-no-name"
    duty = "role-held-duty" if role.duty else "role-held-no-duty"
    return (Line(0, called, args), Line(0, duty, args))


def lay_role_down(_state: State, _heard: Pick, view: View) -> Step:
    if view.about.role is None:
        return Step(Home(), (Say("role-none"),))
    return Step(Home(), (Forget(view.about.role), *_second_declines(view), Say("role-laid-down")))


def _second_declines(view: View) -> tuple[Tell, ...]:
    """Facilitators who named them as the second should not wait for an answer."""
    named = (card.mark for card in view.rooms if card.named == view.me)
    return tuple(Tell(Room(mark), SecondDeclines(view.me)) for mark in named)


def offer_made(state: State, message: OfferMade, view: View) -> Step:
    """Stored silently: the person is told when they next write."""
    if view.about.role:
        return Step(state)
    return Step(state, (Remember(Offer(message.role, message.until), message.until),))


def role_revoked(state: State, _message: RoleRevoked, view: View) -> Step:
    gone: list[Effect] = []
    if view.about.offer:
        gone.append(Forget(view.about.offer))
    if view.about.role:
        gone += [Forget(view.about.role), *_second_declines(view), Say("role-revoked", starts=True)]
    return Step(state, tuple(gone))


def role_lines(view: View) -> Iterator[Line]:
    """Lines of `me`: the role and what belongs to it, and the offer of one."""
    if role := view.about.role:
        yield Line(0, "me-role", {"until": role.until})
        if role.shown_name:
            yield Line(0, "me-role-name", {"called": Quoted(role.shown_name)})
        if role.duty:
            yield Line(0, "me-role-duty", {"duty": Quoted(role.duty)})
        if role.again:
            kind, seconds = role.again
            yield Line(0, "me-role-again", {"kind": kind, "minutes": -(-seconds // 60)})
    if offer := view.about.offer:
        yield Line(0, "me-offer", {"until": offer.until})


def take_back_role(record: Record, _view: View) -> tuple[Effect, ...]:
    assert isinstance(record, Role)
    return (Forget(record),)


def reset_role(view: View) -> Iterator[Effect]:
    """The role goes, and the offer of one."""
    yield from (Forget(record) for record in (view.about.role, view.about.offer) if record)


FLOW = Flow(
    "role",
    (
        Row(RoleOffered, "yes", accept_role, (Home,), consent=ROLE),
        Row(RoleOffered, "no", refuse_role, (Home,)),
        Row(RoleShown, "role-name", ask_name, (NameAsked,)),
        Row(RoleShown, "role-duty", ask_duty, (DutyAsked,)),
        Row(RoleShown, "renew", renew_role, (Home,), consent=ROLE),
        Row(RoleShown, "lay-down", lay_role_down, (Home,)),
        Row(RoleShown, "back", Go("menu")),
        Row(NameAsked, "no-name", remove_name, (Home,)),
        Row(NameAsked, "as-it-is", keep_line, (Home,)),
        Row(NameAsked, "no", keep_line, (Home,), numbered=False),
        Row(NameAsked, "later", keep_line, (Home,), numbered=False),
        *still_heard(NameAsked),
        Row(NameAsked, WORDS, set_name, (RoleShown, Home)),
        Row(DutyAsked, "not-said", remove_duty, (Home,)),
        Row(DutyAsked, "as-it-is", keep_line, (Home,)),
        Row(DutyAsked, "back", keep_line, (Home,), numbered=False),
        Row(DutyAsked, "later", keep_line, (Home,), numbered=False),
        *still_heard(DutyAsked),
        Row(DutyAsked, WORDS, set_duty, (RoleShown, Home)),
        Row(Anywhere, "role", show_role, (RoleShown, RoleOffered, Home)),
        Row(Anywhere, "lay-down", lay_role_down, (Home,)),
        Row(Anywhere, OfferMade, offer_made),
        Row(Anywhere, RoleRevoked, role_revoked),
    ),
    menu=(Choice("role", 100, lambda view: view.about.offer is not None),),
    consents=(ROLE,),
    shown=(Shown(40, role_lines),),
    takes_back={ROLE.name: take_back_role},
    reset=reset_role,
)
