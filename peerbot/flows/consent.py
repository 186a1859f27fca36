"""Every yes in one list, each taken back in one word; and asking again when a meaning changed."""

from msgspec.structs import replace

from peerbot.flow import ELSE, NUMBER, Anywhere, First, Flow, Go, Home, Row, State, Step
from peerbot.kernel.ids import Room
from peerbot.kernel.parse import Number, Pick
from peerbot.pages import MORE
from peerbot.vocabulary.consents import (
    CLOSING_LINE,
    CURRENT,
    HOST,
    KEEP_NOTE,
    PLACE,
    TEN_MINUTES,
    WORD_BEFORE,
)
from peerbot.vocabulary.effects import Args, Effect, Forget, Line, Remember, Say, Tell
from peerbot.vocabulary.notes import (
    CLOSING_TAKES,
    Agreed,
    Consent,
    OwnNote,
    Place,
    Role,
    View,
    note_name,
)
from peerbot.vocabulary.room_inputs import LetGo

Yes = tuple[str, str]
"""A yes by the name of the note that hangs on it, and of the consent."""


class Listed(State, frozen=True):
    """Every yes is shown; a number takes one back."""

    shown: tuple[Yes, ...]


class Renewing(State, frozen=True):
    """The meaning of a yes changed, and it is asked for again."""

    about: Yes


def _notes(view: View) -> dict[str, Place | Role | OwnNote]:
    about = view.about
    notes = (*about.places, *(note for note in (about.role, about.note) if note))
    return {note_name(note): note for note in notes}


def _args(note: Place | Role | OwnNote | None) -> Args:
    return {"title": note.title} if isinstance(note, Place) else {}


def listing(_state: State, _heard: object, view: View) -> Step:
    return _list("consent-list", view)


def listing_again(_state: Listed, _heard: object, view: View) -> Step:
    return _list("not-understood", view)


def listing_on(state: Listed, _heard: object, view: View) -> Step:
    return _list("consent-list", view, state.shown)


def _list(text: str, view: View, shown: tuple[Yes, ...] = ()) -> Step:
    """`shown`: what the numbers of a list that goes on mean already."""
    agreed = {(name, agreed.name): agreed for name, agreed in view.about.agreed}
    if not agreed:
        return Step(Home(), (Say("consent-none"),))
    if not agreed.keys() & set(shown):
        shown = tuple(agreed)
    notes = _notes(view)
    lines = tuple(
        Line(n, f"consent-{yes[1]}", {**_args(notes.get(yes[0])), "until": agreed[yes].until})
        for n, yes in enumerate(shown, start=1)
        if yes in agreed
    )
    return Step(Listed(shown), (Say(text, lines=lines, ask=True),))


def take_back(state: Listed, heard: Number, view: View) -> Step:
    if not 1 <= heard.number <= len(state.shown):
        return _list("not-understood", view)
    return _gone(state.shown[heard.number - 1], view, "consent-gone")


def _gone(yes: Yes, view: View, text: str) -> Step:
    """Taking a yes back ends what hangs on it, and nothing else."""
    note = _notes(view).get(yes[0])
    effects: tuple[Effect, ...] = ()
    names = {agreed.name for name, agreed in view.about.agreed if name == yes[0]}
    stays = PLACE if PLACE.name in names else HOST
    match note, yes[1]:
        case None, _:
            pass
        case Place(), CLOSING_LINE.name:
            less = replace(note, closing_line=False)
            effects = (Remember(less, note.closes + CLOSING_TAKES, stays, drops=CLOSING_LINE.name),)
        case Place(), TEN_MINUTES.name:
            less = replace(note, ten_minutes=False)
            effects = (Remember(less, note.closes + CLOSING_TAKES, stays, drops=TEN_MINUTES.name),)
        case OwnNote(), WORD_BEFORE.name:
            less_note = replace(note, word_before=False)
            effects = (Remember(less_note, note.until, KEEP_NOTE, drops=WORD_BEFORE.name),)
        case Place(), _:
            return Step(Home(), (Tell(Room(note.mark), LetGo(view.me)),))
        case _:
            effects = (Forget(note),)
    return Step(Home(), (*effects, Say(text)))


def _outdated(view: View) -> Yes | None:
    """The first yes whose words mean something else by now."""
    changed = ((name, agreed.name) for name, agreed in view.about.agreed if _changed(agreed))
    return next(changed, None)


def _changed(agreed: Agreed) -> bool:
    return CURRENT[agreed.name].version != agreed.version


def outdated(view: View) -> bool:
    return _outdated(view) is not None


def ask_again(_state: State, _heard: object, view: View) -> Step:
    yes = _outdated(view)
    if yes is None:
        return Step(Home(), (Say("consent-none"),))
    what = Line(0, f"renew-{yes[1]}")
    return Step(Renewing(yes), (Say("renew-ask", also=(what,), ask=True),))


def renew(state: Renewing, _heard: Pick, view: View) -> Step:
    note = _notes(view).get(state.about[0])
    yes = (agreed for name, agreed in view.about.agreed if (name, agreed.name) == state.about)
    agreed = next(yes, None)
    if note is None or agreed is None:
        return Step(Home(), (Say("consent-none"),))
    kept = Remember(note, agreed.until, renewed(state))
    return Step(Home(), (kept, Say("renew-yes")))


def renewed(state: Renewing) -> Consent:
    """What a yes is given to: today's version of what was asked."""
    return CURRENT[state.about[1]]


def let_go(state: Renewing, _heard: Pick, view: View) -> Step:
    return _gone(state.about, view, "renew-no")


FLOW = Flow(
    "consent",
    (
        Row(Listed, NUMBER, take_back, (Listed, Home)),
        Row(Listed, "back", Go("menu")),
        Row(Listed, MORE, listing_on, (Listed, Home), numbered=False),
        Row(Listed, ELSE, listing_again, (Listed, Home)),
        Row(Renewing, "yes", renew, (Home,), consent=renewed),
        Row(Renewing, "no", let_go, (Home,)),
        Row(Anywhere, "consent", listing, (Listed, Home)),
        Row(Anywhere, "renew-consent", ask_again, (Renewing, Home)),
    ),
    First(outdated, "renew-consent", (Renewing,), unless=("stop", "erase", "erase-it", "now")),
)
