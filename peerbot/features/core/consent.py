"""Lists every consent, each withdrawn in one step, and asks again when its meaning has changed."""

from collections.abc import Mapping
from functools import partial

from peerbot.feature import Features, Flow
from peerbot.flow import ELSE, NUMBER, Anywhere, First, Go, Home, Row, State, Step
from peerbot.kernel.consents import Consent
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.records import Record
from peerbot.pages import MORE
from peerbot.vocabulary.effects import Line, Remember, Say, Tell
from peerbot.vocabulary.notes import View

Yes = tuple[str, str]
"""A consent: the name of the record that depends on it, and its own name."""


class Listed(State, frozen=True):
    """Every consent is listed; a number withdraws one."""

    shown: tuple[Yes, ...]


class Renewing(State, frozen=True):
    """The meaning of a consent has changed, so it is asked for again."""

    about: Yes


def list_consents(_state: State, _heard: object, view: View) -> Step:
    return _list("consent-list", view)


def list_consents_again(_state: Listed, _heard: object, view: View) -> Step:
    return _list("not-understood", view)


def list_more_consents(state: Listed, _heard: object, view: View) -> Step:
    return _list("consent-list", view, state.shown)


def _args_about(record: Record | None) -> Mapping[str, str]:
    return record.about if record else {}


def _order(kept: tuple[str, ...], yes: Yes) -> tuple[str, int]:
    """Places in the order in which their rooms close, as `me` shows them. What they are kept as is
    random, and somebody with two of a kind could only guess which is which."""
    kind = yes[0].partition(":")[0]
    return kind, kept.index(yes[0]) if yes[0] in kept else 0


def _list(text: str, view: View, shown: tuple[Yes, ...] = ()) -> Step:
    """`shown`: numbers already assigned, when the list continues on another page."""
    agreed = {(name, agreed.name): agreed for name, agreed in view.about.agreed}
    if not agreed:
        return Step(Home(), (Say("consent-none"),))
    kept = view.about.by_name
    if not agreed.keys() & set(shown):
        shown = tuple(sorted(agreed, key=partial(_order, tuple(kept))))
    lines = tuple(
        Line(n, f"consent-{yes[1]}", {**_args_about(kept.get(yes[0])), "until": agreed[yes].until})
        for n, yes in enumerate(shown, start=1)
        if yes in agreed
    )
    return Step(Listed(shown), (Say(text, lines=lines, ask=True),))


def take_consent_back(features: Features, state: Listed, heard: Number, view: View) -> Step:
    if not 1 <= heard.number <= len(state.shown):
        return _list("not-understood", view)
    return _withdraw(features, state.shown[heard.number - 1], view, "consent-gone")


def _withdraw(features: Features, yes: Yes, view: View, text: str) -> Step:
    """Withdrawing a consent ends what depends on it, and nothing else."""
    record = view.about.by_name.get(yes[0])
    ends = features.taken_back(yes[1], record, view) if record else ()
    said = () if any(isinstance(effect, Tell) for effect in ends) else (Say(text),)
    return Step(Home(), (*ends, *said))


def _outdated_consent(features: Features, view: View) -> Yes | None:
    """The first yes whose words mean something else by now."""
    today = features.consents
    changed = (
        (name, agreed.name)
        for name, agreed in view.about.agreed
        if today[agreed.name].version != agreed.version
    )
    return next(changed, None)


def has_outdated_consent(features: Features, view: View) -> bool:
    return _outdated_consent(features, view) is not None


def ask_to_renew(features: Features, _state: State, _heard: object, view: View) -> Step:
    yes = _outdated_consent(features, view)
    if yes is None:
        return Step(Home(), (Say("consent-none"),))
    what = Line(0, f"renew-{yes[1]}")
    return Step(Renewing(yes), (Say("renew-ask", also=(what,), ask=True),))


def renew_consent(features: Features, state: Renewing, _heard: Pick, view: View) -> Step:
    note = view.about.by_name.get(state.about[0])
    yes = (agreed for name, agreed in view.about.agreed if (name, agreed.name) == state.about)
    agreed = next(yes, None)
    if note is None or agreed is None:
        return Step(Home(), (Say("consent-none"),))
    kept = Remember(note, agreed.until, current_consent(features, state))
    return Step(Home(), (kept, Say("renew-yes")))


def current_consent(features: Features, state: Renewing) -> Consent:
    """What a yes is given to: today's version of what was asked."""
    return features.consents[state.about[1]]


def decline_renewal(features: Features, state: Renewing, _heard: Pick, view: View) -> Step:
    return _withdraw(features, state.about, view, "renew-no")


def flow(features: Features) -> Flow:
    """A yes to any of them can be taken back."""
    renews, asks = partial(renew_consent, features), partial(ask_to_renew, features)
    return Flow(
        "consent",
        (
            Row(Listed, NUMBER, partial(take_consent_back, features), (Listed, Home)),
            Row(Listed, "back", Go("menu")),
            Row(Listed, MORE, list_more_consents, (Listed, Home), numbered=False),
            Row(Listed, ELSE, list_consents_again, (Listed, Home)),
            Row(Renewing, "yes", renews, (Home,), consent=partial(current_consent, features)),
            Row(Renewing, "no", partial(decline_renewal, features), (Home,)),
            Row(Anywhere, "consent", list_consents, (Listed, Home)),
            Row(Anywhere, "renew-consent", asks, (Renewing, Home)),
        ),
        First(
            partial(has_outdated_consent, features),
            "renew-consent",
            (Renewing,),
            unless=("stop", "erase", "erase-it", "now"),
        ),
    )
