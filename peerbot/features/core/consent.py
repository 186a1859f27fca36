"""Lists every consent, each withdrawn in one step, and asks again when its meaning has changed."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Line, Put, Say
from peerbot.kernel.feature import Features, Flow
from peerbot.kernel.messages import Send
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.records import Record, Retired
from peerbot.kernel.table import ELSE, NUMBER, Anywhere, First, Go, Home, State, Step, Transition

Yes = tuple[str, str]
"""A consent: the name of the record that depends on it, and its own name."""


class Listed(State, frozen=True):
    """Every consent is listed; a number withdraws one."""

    asks: ClassVar[str] = "asks-consent"

    shown: tuple[Yes, ...]


class Renewing(State, frozen=True):
    """The meaning of a consent has changed, so it is asked for again."""

    asks: ClassVar[str] = "asks-renew"

    about: Yes


def list_consents(features: Features, _state: State, _heard: object, context: Context) -> Step:
    return _list(features, "consent-list", context)


def list_consents_again(
    features: Features, _state: Listed, _heard: object, context: Context
) -> Step:
    return _list(features, "not-understood-here", context)


def list_more_consents(features: Features, state: Listed, _heard: object, context: Context) -> Step:
    return _list(features, "consent-list", context, state.shown)


def _args_about(record: Record | None) -> Mapping[str, str]:
    return record.about if record else {}


def _order(kept: tuple[str, ...], yes: Yes) -> tuple[str, int]:
    """Places in the order in which their rooms close, as `me` shows them. What they are kept as is
    random, and somebody with two of a kind could only guess which is which."""
    kind = yes[0].partition(":")[0]
    return kind, kept.index(yes[0]) if yes[0] in kept else 0


def _list(features: Features, text: str, context: Context, shown: tuple[Yes, ...] = ()) -> Step:
    """`shown`: numbers already assigned, when the list continues on another page."""
    agreed = {(name, grant.name): grant.until for name, grant in context.grants}
    retired = (it for it in context.records(Retired) if it.kept_as not in dict(context.grants))
    agreed |= {(it.kept_as, ""): it.ends for it in retired}
    if not agreed:
        return Step(Home(), (Say("consent-none"),))
    kept = context.by_name
    if not agreed.keys() & set(shown):
        shown = tuple(sorted(agreed, key=partial(_order, tuple(kept))))
    lines = tuple(
        Line(n, _named(features, yes), {**_args_about(kept.get(yes[0])), "until": agreed[yes]})
        for n, yes in enumerate(shown, start=1)
        if yes in agreed
    )
    return Step(Listed(shown), (Say(text, lines=lines, ask=True),))


def _named(features: Features, yes: Yes) -> str:
    """The sentence for it; what an earlier version asked may have none any more."""
    return f"consent-{yes[1]}" if yes[1] in features.consents else "consent-retired"


def take_consent_back(features: Features, state: Listed, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.shown):
        return _list(features, "not-understood-here", context)
    return _withdraw(features, state.shown[heard.number - 1], context, "consent-gone")


def _withdraw(features: Features, yes: Yes, context: Context, text: str) -> Step:
    """Withdrawing a consent ends what depends on it, and nothing else."""
    record = context.by_name.get(yes[0])
    ends = features.taken_back(yes[1], record, context) if record else ()
    told = any(isinstance(it, Send) and features.releases(it, context.me) for it in ends)
    return Step(Home(), ends if told else (*ends, Say(text)))


def _outdated_consent(features: Features, context: Context) -> Yes | None:
    """The first yes whose words mean something else by now."""
    today = features.consents
    changed = (
        (name, agreed.name)
        for name, agreed in context.grants
        if agreed.name in today and today[agreed.name].version != agreed.version
    )
    return next(changed, None)


def has_outdated_consent(features: Features, context: Context) -> bool:
    return _outdated_consent(features, context) is not None


def ask_to_renew(features: Features, _state: State, _heard: object, context: Context) -> Step:
    yes = _outdated_consent(features, context)
    if yes is None:
        return Step(Home(), (Say("consent-none"),))
    what = Line(0, f"renew-{yes[1]}")
    return Step(Renewing(yes), (Say("renew-ask", also=(what,), ask=True),))


def renew_consent(features: Features, state: Renewing, _heard: Pick, context: Context) -> Step:
    record = context.by_name.get(state.about[0])
    yes = (grant for name, grant in context.grants if (name, grant.name) == state.about)
    grant = next(yes, None)
    if record is None or grant is None:
        return Step(Home(), (Say("consent-none"),))
    kept = Put(record, grant.until, current_consent(features, state))
    return Step(Home(), (kept, Say("renew-yes")))


def current_consent(features: Features, state: Renewing) -> Consent:
    """What a yes is given to: today's version of what was asked."""
    return features.consents[state.about[1]]


def decline_renewal(features: Features, state: Renewing, _heard: Pick, context: Context) -> Step:
    return _withdraw(features, state.about, context, "renew-no")


def flow(features: Features) -> Flow:
    """A yes to any of them can be taken back."""
    renews, asks = partial(renew_consent, features), partial(ask_to_renew, features)
    again, more = partial(list_consents_again, features), partial(list_more_consents, features)
    return Flow(
        "consent",
        (
            Transition(Listed, NUMBER, partial(take_consent_back, features), (Listed, Home)),
            Transition(Listed, "back", Go("menu")),
            Transition(Listed, MORE, more, (Listed, Home), numbered=False),
            Transition(Listed, ELSE, again, (Listed, Home)),
            Transition(
                Renewing, "yes", renews, (Home,), consent=partial(current_consent, features)
            ),
            Transition(Renewing, "no", partial(decline_renewal, features), (Home,)),
            Transition(Anywhere, "consent", partial(list_consents, features), (Listed, Home)),
            Transition(Anywhere, "renew-consent", asks, (Renewing, Home)),
        ),
        First(
            partial(has_outdated_consent, features),
            "renew-consent",
            (Renewing,),
            unless=("stop", "erase", "erase-it", "now"),
        ),
    )
