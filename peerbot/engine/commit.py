"""Turns what a step decided into records and outbox entries, in the caller's transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta

from peerbot.engine.chat_effects import ChatEffects
from peerbot.engine.entries import ENTRY, OutboxEntry, Scrub, handed
from peerbot.engine.records import CHAT, KEPT, TIMER, StoredRecord, Timer, pack_record
from peerbot.engine.world import World
from peerbot.kernel import effects
from peerbot.kernel.actions import LASTS, Action
from peerbot.kernel.consents import Consent, Grant
from peerbot.kernel.ids import Address, Person, UserID
from peerbot.kernel.ids import person as owner_of
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.records import OnRecord
from peerbot.kernel.stepping import Outcome
from peerbot.kernel.table import OurFault
from peerbot.texts import Texts
from storage import Store

KEEPING = (effects.Put, effects.Drop)
"""Effects that change until when something about a person is kept."""

SPREAD_IN_SANDBOX = timedelta(seconds=1)
"""Rooms may last only seconds there."""


class ConsentMissing(OurFault):
    """A handler tried to keep something that nobody consented to."""


class EffectRefused(OurFault):
    """A handler returned an effect that its actor cannot have."""


class Commit:
    """Applies outcomes."""

    def __init__(
        self,
        store: Store,
        texts: Texts,
        world: World,
        keeps: Callable[[UserID, datetime], None],
        chance: Callable[[], float],
    ) -> None:
        """`chance`: a new number from 0 to 1 at each call, to spread announcements in time."""
        self._chance = chance
        self._store = store
        self._world = world
        self._keeps = keeps
        self.chats = ChatEffects(store, texts, world, self.enqueue)

    def apply(self, actor: Address, outcome: Outcome, now: datetime) -> None:
        """Everything that one step decided. Raises `ConsentMissing`, `EffectRefused`."""
        for effect in outcome.effects:
            self._apply(actor, effect, outcome, now)
        if isinstance(actor, Person) and any(isinstance(e, KEEPING) for e in outcome.effects):
            self._keeps(actor.user, self._world.kept_until(actor, now))
        self._world.keep(actor, outcome.at, now)

    def _apply(
        self, actor: Address, effect: effects.Effect, outcome: Outcome, now: datetime
    ) -> None:
        match effect:
            case Send(message=message):
                self._send(actor, effect, message, outcome.consent, now)
            case effects.SetTimer():
                self._set_timer(actor, effect, now)
            case effects.CancelTimer(name=name):
                self._cancel_timer(actor, name, now)
            case effects.Publish(listing=listing, until=until, key=key):
                self._world.listings.publish(listing, key or actor.key, until)
            case effects.Withdraw(listing=listing):
                self._world.listings.withdraw(actor.key, listing)
            case effects.End():
                self._end(actor, now)
            case Action() if not isinstance(actor, Person):
                self.enqueue(actor, effect, now)
            case effects.Put() if isinstance(actor, Person):
                self._put(actor, effect, outcome.consent, now)
            case effects.Drop() if isinstance(actor, Person):
                self._drop(actor, effect, now)
            case _ if isinstance(actor, Person) and not isinstance(effect, Action):
                self.chats.apply(actor, effect, outcome, now)
            case _:
                what, whose = type(effect).__name__, type(actor).__name__
                raise EffectRefused(f"{what} is not for {whose}")

    def _send(
        self,
        actor: Address,
        sent: Send,
        message: Message,
        given: Consent | None,
        now: datetime,
    ) -> None:
        """A person's own wishes hurry; what another actor tells to many is spread."""
        if isinstance(actor, Person):
            if message.consent not in (None, given):
                raise ConsentMissing(message.consent.name)
            self.enqueue(sent.to, handed(sent), now)
        else:
            self.enqueue(sent.to, handed(sent), now, not_before=now + self._later(message))

    def _later(self, message: Message) -> timedelta:
        """How much an announcement to many people is delayed for one of them."""
        most = message.spread
        if self._world.settings.allows_seconds:
            most = min(most, SPREAD_IN_SANDBOX)
        return most * self._chance()

    def _set_timer(self, actor: Address, effect: effects.SetTimer, now: datetime) -> None:
        """A person's chat is kept for what is to be said then, so that can be cancelled, too."""
        if isinstance(actor, Person) and effect.name is None:
            raise EffectRefused("a timer of a person has a name")
        if effect.name is not None:
            self._cancel_timer(actor, effect.name, now)
        timer = handed(Send(actor, effect.message))
        # By itself: messages that arrive before then do not wait for it.
        queue = f"timer {type(effect.message).__name__} {effect.when.isoformat()} {actor.owner}"
        until = max(effect.when + LASTS, effect.until or now)
        entry = self.enqueue(actor, timer, now, not_before=effect.when, queue=queue, until=until)
        if effect.name is not None:
            timer_kept = Timer(entry, until)
            self._store.put(actor.owner, TIMER, timer_kept, name=effect.name, until=until)
            self._keep_chat(actor, now)

    def _cancel_timer(self, actor: Address, name: str, now: datetime) -> None:
        if timer := self._store.get(actor.owner, TIMER, name=name, now=now):
            self._store.finish(timer.entry)
            self._store.delete(actor.owner, TIMER, name=name)
            self._keep_chat(actor, now)

    def _keep_chat(self, actor: Address, now: datetime) -> None:
        """A person's chat is kept for as long as something of theirs is to be said in it."""
        if isinstance(actor, Person) and (chat := self._store.get(actor.owner, CHAT, now=now)):
            self.chats.chat_is(actor, chat, now)

    def _put(
        self, person: Person, effect: effects.Put, given: Consent | None, now: datetime
    ) -> None:
        record, wanted = effect.record, effect.consent
        grants = self._grants(person, record.kept_as, now)
        if given is not None and given == wanted:
            others = tuple(grant for grant in grants if grant.name != given.name)
            grants = (*others, Grant(given.name, given.version, effect.until))
        on_record = {(grant.name, grant.version) for grant in grants}
        if not record.granted and (
            wanted is None or (wanted.name, wanted.version) not in on_record
        ):
            raise ConsentMissing(wanted.name if wanted else type(record).__name__)
        grants = tuple(grant for grant in grants if grant.name != effect.drops)
        listing = record.listed(person.user, effect.until)
        kept = pack_record(OnRecord(record, grants), listing)
        self._store.put(person.owner, KEPT, kept, name=record.kept_as, until=effect.until)
        if record.keeps_chat:
            self._keep_chat(person, now)
        if listing:
            self._world.listings.publish(listing, person.key, effect.until)

    def _grants(self, person: Person, name: str, now: datetime) -> tuple[Grant, ...]:
        kept = self._store.get(person.owner, KEPT, name=name, now=now)
        return kept.grants if kept else ()

    def _drop(self, person: Person, effect: effects.Drop, now: datetime) -> None:
        name = effect.record.kept_as
        if kept := self._store.get(person.owner, KEPT, name=name, now=now):
            self._unlist(person, kept)
        self._store.delete(person.owner, KEPT, name=name)
        if effect.record.keeps_chat:
            self.chats.chat_is_needed_less(person, now)
        if listing := effect.record.listed(person.user, now):
            self._world.listings.withdraw(person.key, type(listing))

    def _unlist(self, person: Person, kept: StoredRecord) -> None:
        """Nobody reads of it any more, whatever this version knows of its kind."""
        if kept.listed:
            self._world.listings.withdraw_from(person.key, *kept.listed)

    def _end(self, actor: Address, now: datetime) -> None:
        """Delete key and rows now, and what others read. To a person it is said once the file is
        clean: what is needed for that stays."""
        if isinstance(actor, Person):
            for entry in self._store.list(actor.owner, KEPT, now=now):
                self._unlist(actor, entry.value)
            self.chats.erased(actor, now, self._store.erase)
            self.enqueue(actor, Scrub(), now)
        else:
            self._store.erase(actor.owner)
        self._world.listings.withdraw_all(actor.key)

    def enqueue(
        self,
        actor: Address,
        action: Action,
        now: datetime,
        *,
        not_before: datetime | None = None,
        queue: str = "",
        until: datetime | None = None,
    ) -> str:
        """One outbox entry, owned by whom it is about, in its queue (its own, or `queue`) until its
        own end, or `until`; its id."""
        at, owner = not_before or now, actor.owner
        return self._store.enqueue(
            owner_of(action.whose) if action.whose else owner,
            ENTRY,
            OutboxEntry(actor, action, now),
            queue=queue or action.queue(owner),
            priority=action.priority,
            not_before=at,
            until=until or action.tried_until(at, now),
        )
