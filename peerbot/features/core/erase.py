"""Erase: whoever holds something of the person lets go first, then the key goes and every row, then
the file's free space, then a farewell."""

from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from peerbot.kernel.chat import (
    ChatGone,
    EraseOrdered,
    IdentityReset,
    Scrubbed,
    ScrubDelayed,
    ThirdPersonCame,
)
from peerbot.kernel.context import Context
from peerbot.kernel.effects import BeginAnew, Drop, End, Farewell, ForgetChat, Line, Say
from peerbot.kernel.feature import Features, Flow
from peerbot.kernel.messages import Message, Released
from peerbot.kernel.newcomers import Paused
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Pick
from peerbot.kernel.table import WORDS, Anywhere, Home, State, Step, Transition

STANDS = timedelta(hours=1)
"""How long the question can be answered: days later, a yes to something else would be one to it."""


class AskedToErase(State, frozen=True):
    """Erasing cannot be undone, so it asks for confirmation. `asked`: when that was; versions that
    did not say left questions of any age."""

    asks: ClassVar[str] = "asks-erase"

    asked: datetime | None = None


class Erasing(State, frozen=True):
    """Waiting until nothing holds the person any more. `waits`: the keys of the actors that do."""

    deaf: ClassVar[bool] = True

    waits: tuple[str, ...]


def ask_to_erase(features: Features, _state: State, _heard: object, context: Context) -> Step:
    return _ask(features, context)


def _ask(features: Features, context: Context, *before: Line) -> Step:
    lines = tuple(holding.line for holding in features.holds(context) if holding.line)
    pauses = (it.until for it in context.listed(Paused) if it.until > context.now)
    new = tuple(Line(0, "erase-newcomers", {"until": until}) for until in pauses)
    said = Say("erase-ask", before=before, also=(*lines, *new), ask=True)
    return Step(AskedToErase(context.now), (said,))


def confirm_erasing(features: Features, state: AskedToErase, heard: Pick, context: Context) -> Step:
    if state.asked is None or context.now - state.asked > STANDS:
        return _ask(features, context, Line(0, "erase-late"))
    return start_erasing(features, state, heard, context)


def decline_erasing(_state: AskedToErase, _heard: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("erase-no"),))


def start_erasing(features: Features, _state: State, _heard: object, context: Context) -> Step:
    held = tuple(holding.address for holding in features.holds(context))
    if not held:
        return Step(Home(), (End(),))
    waits = tuple(address.key for address in held)
    return Step(Erasing(waits), tuple(features.release(each, context.me) for each in held))


def actor_let_go(state: Erasing, message: Released, context: Context) -> Step:
    waits = tuple(key for key in state.waits if key != message.sender)
    record = context.by_name.get(message.drops)
    gone = (Drop(record),) if record else ()
    return Step(Erasing(waits), gone) if waits else Step(Home(), (*gone, End()))


def decline_late_message(state: Erasing, message: Message, context: Context) -> Step:
    """Sent before its sender heard of the erasing, which goes on."""
    return Step(state, message.declined(context.me))


def ignore_earlier_scrub(state: Erasing, _message: Scrubbed, _context: Context) -> Step:
    return Step(state)


def erasing_continues(state: Erasing, _heard: object, _context: Context) -> Step:
    return Step(state, (Say("erase-going-on"),))


def identity_reset_meanwhile(state: Erasing, _message: IdentityReset, _context: Context) -> Step:
    """The request came first. Replies still pending are not meant for the new identity."""
    return Step(state, (BeginAnew(), Say("erase-going-on")))


def chat_left(state: Erasing, message: ChatGone, context: Context) -> Step:
    """Leaving the chat does not cancel the erasure."""
    return Step(state, (ForgetChat(),) if context.chat == message.chat else ())


def third_person_came(state: Erasing, _message: ThirdPersonCame, _context: Context) -> Step:
    return Step(state, (Farewell("third-person"),))


def file_scrubbed(_state: State, _message: Scrubbed, _context: Context) -> Step:
    return Step(Home(), (Farewell("erased"),))


def scrub_delayed(state: State, _message: ScrubDelayed, _context: Context) -> Step:
    return Step(state, (Say("erase-delayed"),))


def flow(features: Features) -> Flow:
    """It waits for all that know the person."""
    asks, erases = partial(ask_to_erase, features), partial(start_erasing, features)
    confirms = partial(confirm_erasing, features)
    return Flow(
        "erase",
        (
            Transition(AskedToErase, "erase-it", confirms, (AskedToErase, Erasing, Home)),
            Transition(AskedToErase, "no", decline_erasing, (Home,)),
            Transition(AskedToErase, MORE, asks, (AskedToErase,), numbered=False),
            *(Transition(Erasing, it, actor_let_go, (Erasing, Home)) for it in features.released),
            *(Transition(Erasing, it, decline_late_message) for it in features.declined),
            Transition(Erasing, Scrubbed, ignore_earlier_scrub),
            Transition(Erasing, ChatGone, chat_left),
            Transition(Erasing, ThirdPersonCame, third_person_came),
            Transition(Erasing, IdentityReset, identity_reset_meanwhile),
            Transition(Erasing, WORDS, erasing_continues),
            Transition(Anywhere, "erase", asks, (AskedToErase,), always_heard=True),
            Transition(Anywhere, EraseOrdered, erases, (Erasing, Home)),
            Transition(Anywhere, Scrubbed, file_scrubbed, (Home,)),
            Transition(Anywhere, ScrubDelayed, scrub_delayed),
        ),
    )
