"""Everything kept about the person, with the date each thing goes; asked before it is shown."""

from peerbot.flow import Anywhere, Flow, Go, Home, Row, State, Step
from peerbot.kernel.parse import Pick
from peerbot.pages import MORE, PAGE
from peerbot.vocabulary.effects import Line, Quoted, Say
from peerbot.vocabulary.notes import Role, View


class AskedToShow(State, frozen=True):
    """The answer may hold things that a bystander should not read."""


class BeingShown(State, frozen=True):
    """It is more than one message holds, and can be gone on with."""


def ask(_state: State, _heard: Pick, _view: View) -> Step:
    return Step(AskedToShow(), (Say("me-ask", ask=True),))


def show(_state: AskedToShow | BeingShown, _heard: Pick, view: View) -> Step:
    about = view.about
    lines = [
        Line(
            0,
            "me-own-room" if place.hosting else "me-place",
            {"title": place.title, "closes": place.closes},
        )
        for place in about.places
    ]
    lines += [
        Line(0, "me-closing-line", {"title": place.title})
        for place in about.places
        if place.closing_line
    ]
    lines += [
        Line(0, "me-ten-minutes", {"title": place.title})
        for place in about.places
        if place.ten_minutes
    ]
    lines += [
        Line(0, "me-named", {"title": card.title, "closes": card.latest})
        for card in view.rooms
        if card.named == view.me
    ]
    if about.note:
        lines.append(Line(0, "me-note", {"until": about.note.until}))
        lines += [
            Line(0, "note-line", {"ask": answer.ask, "words": Quoted(answer.words)})
            for answer in about.note.answers
        ]
        if about.note.word_before:
            lines.append(Line(0, "me-word-before"))
    if about.role:
        lines += _role(about.role)
    if about.offer:
        lines.append(Line(0, "me-offer", {"until": about.offer.until}))
    lines += [Line(0, "me-unread", {"until": until}) for until in about.unread]
    lines += [Line(0, "me-passing", {"until": until}) for until in about.passing]
    if len(lines) > PAGE:
        return Step(BeingShown(), (Say("me-shown", also=tuple(lines), ask=True),))
    text = "me-shown" if lines else "me-nothing"
    return Step(Home(), (Say(text, also=tuple(lines)),))


def _role(role: Role) -> list[Line]:
    """The role, and what belongs to it."""
    lines = [Line(0, "me-role", {"until": role.until})]
    if role.shown_name:
        lines.append(Line(0, "me-role-name", {"called": Quoted(role.shown_name)}))
    if role.duty:
        lines.append(Line(0, "me-role-duty", {"duty": Quoted(role.duty)}))
    if role.again:
        kind, seconds = role.again
        minutes = -(-seconds // 60)
        lines.append(Line(0, "me-role-again", {"kind": kind, "minutes": minutes}))
    return lines


def keep_closed(_state: AskedToShow, _heard: Pick, _view: View) -> Step:
    return Step(Home(), (Say("all-right"),))


FLOW = Flow(
    "me",
    (
        Row(AskedToShow, "show", show, (BeingShown, Home)),
        Row(AskedToShow, "no", keep_closed, (Home,)),
        Row(BeingShown, MORE, show, (Home,), numbered=False),
        Row(BeingShown, "back", Go("menu")),
        Row(Anywhere, "me", ask, (AskedToShow,)),
    ),
)
