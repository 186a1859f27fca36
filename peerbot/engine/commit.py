"""Turns what a step decided into records and outbox rows, in the caller's transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta

from peerbot.engine.records import (
    CHAT,
    HELD,
    HELD_ROOMS,
    KEPT,
    QUIET,
    ROOMS,
    ROW,
    STUCK_FOR,
    STUCK_ROOMS,
    WORD,
    Chat,
    ClearChat,
    Goodbye,
    Held,
    Kept,
    Knock,
    Row,
    Scrub,
    Send,
    Wake,
    Word,
)
from peerbot.engine.unread import UnreadWords
from peerbot.engine.world import World
from peerbot.flow import OurFault, Outcome
from peerbot.kernel.actions import Action
from peerbot.kernel.consents import Agreed, Consent
from peerbot.kernel.ids import Machine, Person, Room, RoomID, UserID, owner_of, person
from peerbot.kernel.messages import Message
from peerbot.texts import Texts
from peerbot.vocabulary import effects
from peerbot.vocabulary.inputs import NoteExpires
from peerbot.vocabulary.notes import CLOSING_TAKES, Note, OwnNote
from storage import Store

KEEPING = (effects.Remember, effects.Forget)
"""Effects that change until when something about a person is kept."""

SPREAD_IN_SANDBOX = timedelta(seconds=1)
"""Rooms may last only seconds there."""


class ConsentMissing(OurFault):
    """A flow tried to remember something that nobody consented to."""


class EffectRefused(OurFault):
    """A flow returned an effect that its machine cannot have."""


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
        self._texts = texts
        self._world = world
        self._keeps = keeps
        self.unread = UnreadWords(store, world, self.enqueue)

    def apply(self, machine: Machine, outcome: Outcome, now: datetime) -> None:
        """Everything that one step decided. Raises `ConsentMissing`."""
        if isinstance(machine, Person):
            for effect in outcome.effects:
                if not self._of_any(machine, effect):
                    self._of_person(machine, effect, outcome, now)
            if any(isinstance(effect, KEEPING) for effect in outcome.effects):
                self._keeps(machine.user, self._world.kept_until(machine.user, now))
            self._world.keep_person(machine, outcome.position, now)
        else:
            for effect in outcome.effects:
                if not self._of_any(machine, effect):
                    self._of_room(machine, effect, now)
            if outcome.position.state != ROOMS.start:
                self._world.keep_room(machine, outcome.position, now + CLOSING_TAKES)

    def _of_any(self, machine: Machine, effect: effects.Effect) -> bool:
        """What every kind of actor may want; whether it was that."""
        match effect:
            case effects.Publish(listing=listing, until=until, key=key):
                self._world.listings.publish(listing, key or machine.key, until)
            case effects.Withdraw(listing=listing):
                self._world.listings.withdraw(machine.key, listing)
            case _:
                return False
        return True

    def _of_person(
        self, machine: Person, effect: effects.Effect, outcome: Outcome, now: datetime
    ) -> None:
        match effect:
            case effects.Say():
                body = self._texts.question(effect, outcome.position.offered_by(effect), now=now)
                self._say(machine, body, effect, now)
            case effects.Farewell():
                body = self._texts.say(effect.text, effect.args, now=now)
                self._goodbye(machine, body, now)
            case effects.ForgetChat():
                self._forget_chat(machine, now)
            case effects.Read() | effects.ReadNoMore():
                self._read(machine, effect, now)
            case effects.BeginAnew():
                self._begin_anew(machine, now)
            case effects.ClearChat():
                self._clear_chat(machine, now)
            case effects.Remember():
                self._remember(machine, effect, outcome.consent, now)
            case effects.WordBefore():
                self._word_before(machine, effect.when, now)
            case effects.Forget():
                self._forget(machine, effect.note, now)
            case effects.Erase():
                self._erase(machine, now)
            case effects.Tell(input=message):
                if message.consent not in (None, outcome.consent):
                    raise ConsentMissing(message.consent.name)
                self.enqueue(effect.machine, effect, now)
            case _:
                raise EffectRefused(f"{type(effect).__name__} is not for a person")

    def _of_room(self, machine: Room, effect: effects.Effect, now: datetime) -> None:
        match effect:
            case effects.WakeAt():
                self.enqueue(machine, Wake(effect.what), now, not_before=effect.when)
            case effects.Tell(input=message):
                self.enqueue(effect.machine, effect, now, not_before=now + self._later(message))
            case effects.Done(stuck=stuck):
                if stuck is not None:
                    until = now + STUCK_FOR
                    self._store.put(STUCK_ROOMS, HELD, Held(stuck), name=machine.mark, until=until)
                self._store.delete(HELD_ROOMS, HELD, name=machine.mark)
                self._world.listings.withdraw(machine.key)
                self._store.erase(owner_of(machine))
            case Action():
                self.enqueue(machine, effect, now)
            case _:
                raise EffectRefused(f"{type(effect).__name__} is not for a room")

    def _read(
        self, machine: Person, effect: effects.Read | effects.ReadNoMore, now: datetime
    ) -> None:
        mark = effect.mark if isinstance(effect, effects.ReadNoMore) else None
        left = self.unread.is_due(machine, now, mark)
        if isinstance(effect, effects.Read) and not left:
            gone = effect.gone
            self._say(machine, self._texts.question(gone, (), now=now), gone, now)

    def _clear_chat(self, machine: Person, now: datetime) -> None:
        if chat := self._store.get(owner_of(machine), CHAT, now=now):
            self.enqueue(machine, ClearChat(chat.room_id), now)

    def _begin_anew(self, machine: Person, now: datetime) -> None:
        if chat := self._store.get(owner_of(machine), CHAT, now=now):
            self.chat_is(machine, Chat(chat.room_id, now), now)
        self.unread.is_due(machine, now)

    def _forget(self, machine: Person, note: Note, now: datetime) -> None:
        self._store.delete(owner_of(machine), KEPT, name=note.kept_as)
        if isinstance(note, OwnNote):
            self._no_word(machine, now)
        if listing := note.listed(machine.user, now):
            self._world.listings.withdraw(machine.key, type(listing))

    def _later(self, message: Message) -> timedelta:
        """How much an announcement to many people is delayed for one of them."""
        most = message.spread
        if self._world.settings.allows_seconds:
            most = min(most, SPREAD_IN_SANDBOX)
        return most * self._chance()

    def _word_before(self, machine: Person, when: datetime, now: datetime) -> None:
        self._no_word(machine, now)
        word = effects.Tell(machine, NoteExpires())
        row = self.enqueue(machine, word, now, not_before=when)
        until = when + CLOSING_TAKES
        self._store.put(owner_of(machine), WORD, Word(row, until), until=until)
        self._keep_chat(machine, now)

    def _no_word(self, machine: Person, now: datetime) -> None:
        """No reminder stays scheduled for a note that is gone or needs none."""
        if word := self._store.get(owner_of(machine), WORD, now=now):
            self._store.finish(word.row)
            self._store.delete(owner_of(machine), WORD)
            self._keep_chat(machine, now)

    def _keep_chat(self, machine: Person, now: datetime) -> None:
        if chat := self._store.get(owner_of(machine), CHAT, now=now):
            self.chat_is(machine, chat, now)

    def chat_is(self, machine: Person, chat: Chat, now: datetime) -> None:
        """Keep a person's chat while it may still be used, or a reminder in it is scheduled."""
        owner, quiet = owner_of(machine), now + QUIET
        word = self._store.get(owner, WORD, now=now)
        until = max(quiet, word.chat_until) if word else quiet
        self._store.put(owner, CHAT, chat, until=until)

    def _say(self, machine: Person, body: str, said: effects.Say, now: datetime) -> None:
        """Nothing can be said to a person without a chat: they left it."""
        chat = self._store.get(owner_of(machine), CHAT, now=now)
        if chat and said.behind and said.relay:
            words = self._texts.question(said.behind, (), now=now)
            self.unread.keep(machine, Knock(chat.room_id, body, said.relay), words, now)
        elif chat:
            self.enqueue(machine, Send(chat.room_id, body, said.starts), now)
        elif said.relay and (failed := said.relay.failed):
            self.enqueue(failed.machine, failed, now)

    def _goodbye(self, machine: Person, body: str, now: datetime) -> None:
        if chat := self._store.get(owner_of(machine), CHAT, now=now):
            self.enqueue(machine, Goodbye(chat.room_id, body), now)
        else:
            self._forget_chat(machine, now)

    def _forget_chat(self, machine: Person, now: datetime) -> None:
        """The chat is over: without a record that needs them, nothing about the person is kept."""
        owner = owner_of(machine)
        self.unread.is_due(machine, now)
        if self._world.kept(machine.user, now):
            self._store.delete(owner, CHAT)
        else:
            self._store.erase(owner)

    def _remember(
        self, machine: Person, effect: effects.Remember, given: Consent | None, now: datetime
    ) -> None:
        name, wanted = effect.note.kept_as, effect.consent
        before = self._store.get(owner_of(machine), KEPT, name=name, now=now)
        agreed = before.agreed if before else ()
        if given is not None and given == wanted:
            others = tuple(a for a in agreed if a.name != given.name)
            agreed = (*others, Agreed(given.name, given.version, effect.until))
        on_record = {(a.name, a.version) for a in agreed}
        if not effect.note.granted and (
            wanted is None or (wanted.name, wanted.version) not in on_record
        ):
            raise ConsentMissing(wanted.name if wanted else type(effect.note).__name__)
        agreed = tuple(a for a in agreed if a.name != effect.drops)
        if isinstance(effect.note, OwnNote) and not effect.note.word_before:
            self._no_word(machine, now)
        self._keep(machine, Kept(effect.note, agreed), effect.until)

    def _keep(self, machine: Person, kept: Kept, until: datetime) -> None:
        note = kept.note
        self._store.put(owner_of(machine), KEPT, kept, name=note.kept_as, until=until)
        if listing := note.listed(machine.user, until):
            self._world.listings.publish(listing, machine.key, until)

    def _erase(self, machine: Person, now: datetime) -> None:
        """Delete key and rows now; what is needed to say so stays until it is said."""
        owner = owner_of(machine)
        chat = self._store.get(owner, CHAT, now=now)
        self.unread.is_due(machine, now)
        self._store.erase(owner)
        self._world.listings.withdraw(machine.key)
        if chat:  # words that others passed on are no longer said there
            self._store.put(owner, CHAT, Chat(chat.room_id, now), until=now + QUIET)
        self.enqueue(machine, Scrub(), now)

    def hold(self, machine: Room, room_id: RoomID, now: datetime) -> None:
        """Record that the keeper has this room."""
        held = Held(room_id)
        self._store.put(HELD_ROOMS, HELD, held, name=machine.mark, until=now + CLOSING_TAKES)

    def enqueue(
        self,
        machine: Machine,
        action: Action,
        now: datetime,
        not_before: datetime | None = None,
    ) -> str:
        """One outbox row, owned by whom it is about, in its machine's lane; its id."""
        at, owner = not_before or now, owner_of(machine)
        return self._store.enqueue(
            person(action.whose) if action.whose else owner,
            ROW,
            Row(machine, action, now),
            lane=action.queue(owner),
            priority=action.priority,
            not_before=at,
            until=action.tried_until(at, now),
        )
