"""A complaint, from its writer's yes until everybody whom it goes to has read it, a week at most.

The words stay here. Those whom it goes to are told that something is there, again each noon, and
the words are said in their chat when they ask for them. Whoever lost the role meanwhile, or is
erased, reads nothing any more. The writer hears of the first who read it, or that nobody did; one
without an address at noon only and quietly, since a reader chooses when to read, and could watch
whose phone rings.

`Unwritten` has no record: it is where a complaint begins and ends.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from peerbot.features.complaints.noon import next_noon
from peerbot.features.complaints.records import (
    COMPLAINTS,
    KEPT_AS,
    LASTS,
    Addressed,
    MyComplaint,
)
from peerbot.features.roles.api import holders_of
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, End, Publish, SetTimer
from peerbot.kernel.feature import ActorKind, Holding
from peerbot.kernel.ids import Address, Person, UserID
from peerbot.kernel.messages import Courtesy, Message, Released, Send
from peerbot.kernel.table import Anywhere, State, Step, Transition

Fate = Literal["read", "unread", "nobody", "taken-back", "let-go"]
"""Why a complaint is over; read: by everybody; nobody: whom it was for read none any more; let-go:
it goes on, or was over before."""


class Complaint(Address, frozen=True):
    """One complaint. `id`: made for it alone."""

    kind = "complaint"

    id: str

    @property
    def key(self) -> str:
        """Its id."""
        return self.id


class ComplaintBrought(Message, frozen=True):
    """A person's yes. `about`: whom it concerns, in their words; empty: not said. `to`: who may
    read it, as they agreed. `due`: not before."""

    user: UserID
    about: str
    words: str
    named: bool
    to: tuple[UserID, ...]
    due: datetime

    @property
    def written(self) -> tuple[UserID, datetime]:
        """See `Message`."""
        return self.user, self.due + LASTS


class LetGoOfComplaint(Message, frozen=True):
    """Who wrote it takes it back; or somebody whom it names is being erased."""

    user: UserID


class ComplaintNoon(Message, frozen=True):
    """Whoever has not read it is told that it is there."""


class ComplaintWanted(Message, frozen=True):
    """Somebody wants to read it."""

    user: UserID


class ComplaintTold(Message, frozen=True):
    """Whether it was said in the chat of somebody who wanted to read it."""

    user: UserID
    done: bool


class ComplaintWaits(Courtesy, frozen=True):
    """To whom it goes: something is there to be read."""

    id: str


class ComplaintShown(Message, frozen=True):
    """To whom it goes, who wants to read it."""

    id: str
    writer: UserID
    about: str
    words: str
    named: bool
    until: datetime

    @property
    def written(self) -> tuple[UserID, datetime]:
        """See `Message`."""
        return self.writer, self.until

    def declined(self, by: UserID, /) -> tuple[Send, ...]:
        """See `Message`."""
        return (Send(Complaint(self.id), ComplaintTold(by, done=False)),)


class ComplaintGone(Courtesy, frozen=True):
    """To somebody who wanted to read it: it is not theirs to read any more."""


class ComplaintRead(Courtesy, frozen=True):
    """To who wrote it: one of those has read it."""

    id: str


class ComplaintOver(Released, frozen=True):
    """To who wrote it, or asked to be let go: nothing of them is left in it."""

    id: str
    fate: Fate

    @property
    def sender(self) -> str:
        """See `Released`."""
        return self.id

    @property
    def drops(self) -> str:
        """See `Released`. Who is let go may have another one of their own."""
        return "" if self.fate == "let-go" else KEPT_AS


class Unwritten(State, frozen=True):
    """There is no such complaint, or no longer."""


class Waiting(State, frozen=True):
    """It waits for those in `to`, who have yet to read it. `read`: somebody has; `told`: its writer
    heard so."""

    user: UserID
    about: str
    words: str
    named: bool
    to: tuple[UserID, ...]
    due: datetime
    read: bool = False
    told: bool = False

    @property
    def until(self) -> datetime:
        """When it is over, whoever has read it."""
        return self.due + LASTS

    @property
    def addressed(self) -> Publish:
        """What others read of it."""
        return Publish(Addressed(self.to, self.due, self.until, self.read), self.until + LASTS)


def bring(_state: Unwritten, message: ComplaintBrought, _context: Context) -> Step:
    waiting = Waiting(
        message.user, message.about, message.words, message.named, message.to, message.due
    )
    return Step(waiting, (waiting.addressed, SetTimer(message.due, ComplaintNoon())))


def knock(state: Waiting, _message: ComplaintNoon, context: Context) -> Step:
    heard = _hear(state, context)
    state = replace(state, told=state.read)
    if context.now >= state.until:
        return _after(heard, _over(state, "unread", context))
    step = _narrow(state, _still_reading(state, context), context)
    if not isinstance(step.state, Waiting):
        return _after(heard, step)
    knocks = (Send(Person(user), ComplaintWaits(context.address.key)) for user in step.state.to)
    again = min(next_noon(context.now, context.settings.zone), state.until)
    return _after(
        heard, Step(step.state, (*step.effects, *knocks, SetTimer(again, ComplaintNoon())))
    )


def _hear(state: Waiting, context: Context) -> tuple[Send, ...]:
    """Its writer hears once that somebody has read it."""
    heard = Send(Person(state.user), ComplaintRead(context.address.key))
    return (heard,) if state.read and not state.told else ()


def _after(effects: tuple[Effect, ...], step: Step) -> Step:
    return Step(step.state, (*effects, *step.effects))


def _still_reading(state: Waiting, context: Context) -> tuple[UserID, ...]:
    """Those who hold the role still."""
    readers = holders_of(COMPLAINTS.name, context)
    return tuple(user for user in state.to if user in readers)


def _narrow(state: Waiting, to: tuple[UserID, ...], context: Context) -> Step:
    """Fewer may read it from here on."""
    if not to:
        return _over(state, "nobody", context)
    if to == state.to:
        return Step(state)
    narrower = replace(state, to=to)
    return Step(narrower, (narrower.addressed,))


def _over(state: Waiting, fate: Fate, context: Context) -> Step:
    """Its writer heard before that it was read, if it was."""
    known = "read" if state.told else fate
    return Step(Unwritten(), (_released(state.user, known, context), End()))


def _released(user: UserID, fate: Fate, context: Context) -> Send:
    return Send(Person(user), ComplaintOver(context.address.key, fate))


def show(state: Waiting, message: ComplaintWanted, context: Context) -> Step:
    if message.user not in _still_reading(state, context):
        return _show_nothing(state, message, context)
    shown = ComplaintShown(
        context.address.key, state.user, state.about, state.words, state.named, state.until
    )
    return Step(state, (Send(Person(message.user), shown),))


def _show_nothing(state: State, message: ComplaintWanted, _context: Context) -> Step:
    return Step(state, (Send(Person(message.user), ComplaintGone()),))


def was_told(state: Waiting, message: ComplaintTold, context: Context) -> Step:
    """Where it could not be said, they are told of it once more at noon."""
    if not message.done or message.user not in state.to:
        return Step(state)
    others = tuple(user for user in state.to if user != message.user)
    after = replace(state, to=others, read=True)
    if not state.named:
        return Step(after, (after.addressed,))
    heard = _hear(after, context)
    told = replace(after, told=True)
    return _after(heard, Step(told, (told.addressed,)) if others else _over(told, "read", context))


def let_go(state: Waiting, message: LetGoOfComplaint, context: Context) -> Step:
    if message.user == state.user:
        released = _released(message.user, "taken-back", context)
        return Step(Unwritten(), (*_hear(state, context), released, End()))
    others = tuple(user for user in state.to if user != message.user)
    released = _released(message.user, "let-go", context)
    if not others and not state.named:  # its writer hears at noon what became of it
        return Step(replace(state, to=()), (released, replace(state, to=()).addressed))
    return _after((released,), _narrow(state, others, context))


def is_over(state: Unwritten, message: LetGoOfComplaint, context: Context) -> Step:
    """Whoever asks is told, since their erasing may wait for it."""
    return Step(state, (_released(message.user, "let-go", context),))


def ignore(state: State, _message: Message, _context: Context) -> Step:
    """What comes late, or for the second time."""
    return Step(state)


def that_know(context: Context) -> Iterator[Holding]:
    """The complaint that the person wrote, and those that go to them."""
    if mine := context.record(MyComplaint):
        yield Holding(Complaint(mine.id))
    for published in context.listings.of(Addressed):
        if context.me in published.listing.to:
            yield Holding(Complaint(published.key))


KIND = ActorKind(
    Complaint,
    Unwritten(),
    (
        Transition(Unwritten, ComplaintBrought, bring, (Waiting,)),
        Transition(Unwritten, LetGoOfComplaint, is_over),
        Transition(Unwritten, ComplaintWanted, _show_nothing),
        Transition(Waiting, ComplaintNoon, knock, (Waiting, Unwritten)),
        Transition(Waiting, ComplaintWanted, show),
        Transition(Waiting, ComplaintTold, was_told, (Waiting, Unwritten)),
        Transition(Waiting, LetGoOfComplaint, let_go, (Waiting, Unwritten)),
        *(
            Transition(Anywhere, late, ignore)
            for late in (ComplaintBrought, ComplaintNoon, ComplaintTold)
        ),
    ),
    label="complaint",
    holds=that_know,
    release=LetGoOfComplaint,
    lasts=LASTS * 2,
)
