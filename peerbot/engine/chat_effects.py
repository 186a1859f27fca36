"""Applies what a step decided about the chat itself, in the caller's transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from peerbot.engine.entries import (
    Bound,
    ClearChat,
    Goodbye,
    Knock,
    SayInChat,
    handed,
)
from peerbot.engine.records import CHAT, QUIET, TIMER, Chat
from peerbot.engine.unread import Enqueue, UnreadWords
from peerbot.engine.world import World
from peerbot.kernel import effects
from peerbot.kernel.ids import EventID, Owner, Person
from peerbot.kernel.stepping import Outcome
from peerbot.kernel.table import OurFault
from peerbot.texts import Texts
from storage import Store

SAID_LATE = timedelta(days=2)
"""How much longer than something lasts its end can be told: the bot may be off at that time."""


class ChatEffects:
    """What is said, read and over in a person's chat."""

    def __init__(self, store: Store, texts: Texts, world: World, enqueue: Enqueue) -> None:
        self._store = store
        self._texts = texts
        self._world = world
        self._enqueue = enqueue
        self.unread = UnreadWords(store, world, enqueue)

    def apply(
        self, person: Person, effect: effects.Effect, outcome: Outcome, now: datetime
    ) -> None:
        """One of them."""
        match effect:
            case effects.Say():
                self._say(person, effect, now, outcome.at.offered_by(effect), outcome.thread)
            case effects.Farewell(text=text, args=args):
                self._goodbye(person, self._texts.say(text, args, now=now), now)
            case effects.ForgetChat():
                self._forget_chat(person, now)
            case effects.ClearChat():
                if chat := self._store.get(person.owner, CHAT, now=now):
                    self._enqueue(person, ClearChat(chat.room_id), now)
            case effects.Read(gone=gone):
                if not self.unread.is_due(person, now):
                    self._say(person, gone, now)
            case effects.ReadNoMore(key=key):
                self.unread.is_due(person, now, key)
            case effects.TakeBackWords(key=key):
                self.unread.take_back(person, key, now)
            case effects.BeginAnew():
                if chat := self._store.get(person.owner, CHAT, now=now):
                    self.chat_is(person, Chat(chat.room_id, now), now)
                self.unread.is_due(person, now)
            case _:
                raise OurFault(f"{type(effect).__name__} is not for a chat")

    def chat_is(self, person: Person, chat: Chat, now: datetime) -> None:
        """Keep a person's chat while it may still be used, or something is to be said in it."""
        self._keep(person, chat, self._needed_until(person, now))

    def chat_is_needed_less(self, person: Person, now: datetime) -> None:
        """Nothing is to be said any more for one thing; nobody wrote anything in the chat."""
        for entry in self._store.list(person.owner, CHAT, now=now):
            self._keep(person, entry.value, min(entry.until, self._needed_until(person, now)))

    def _needed_until(self, person: Person, now: datetime) -> datetime:
        timers = self._store.list(person.owner, TIMER, now=now)
        kept = (it.record for it in self._world.kept(person, now) if it.record.keeps_chat)
        ends = (record.ends + SAID_LATE for record in kept)
        return max((now + QUIET, *(timer.value.until for timer in timers), *ends))

    def _keep(self, person: Person, chat: Chat, until: datetime) -> None:
        self._store.put(person.owner, CHAT, chat, until=until)
        self._world.newcomers.count(person.user, until)

    def erased(self, person: Person, now: datetime, erase: Callable[[Owner], object]) -> None:
        """Nothing stays but the chat, in which they hear that they are erased."""
        chat = self._store.get(person.owner, CHAT, now=now)
        self.unread.is_due(person, now)
        erase(person.owner)
        if chat:  # words that others passed on are no longer said there
            self._store.put(person.owner, CHAT, Chat(chat.room_id, now), until=now + QUIET)
        else:
            self._world.newcomers.uncount(person.user)

    def _say(
        self,
        person: Person,
        said: effects.Say,
        now: datetime,
        offered: tuple[tuple[int, str], ...] = (),
        thread: EventID | None = None,
    ) -> None:
        """Nothing can be said to a person without a chat: they left it."""
        chat = self._store.get(person.owner, CHAT, now=now)
        body = self._texts.question(said, offered, now=now)
        if chat and said.behind and said.relay:
            words = self._texts.question(said.behind, (), now=now)
            knock = Knock(chat.room_id, body, _bound(said.relay))
            self.unread.keep(person, knock, words, now)
        elif chat and said.relay:
            relay = _bound(said.relay)
            asked = SayInChat(chat.room_id, body, said.starts, relay=relay)
            self.unread.say(person, asked, relay, now)
        elif chat:
            spoken = SayInChat(chat.room_id, body, said.starts, thread=thread)
            if said.file and said.unsent:
                unsent = self._texts.question(said.unsent, offered, now=now)
                spoken = replace(spoken, file=said.file, unsent=unsent)
            self._enqueue(person, spoken, now)
        elif said.relay and (failed := said.relay.failed):
            self._enqueue(failed.to, handed(failed), now)

    def _goodbye(self, person: Person, body: str, now: datetime) -> None:
        if chat := self._store.get(person.owner, CHAT, now=now):
            self._enqueue(person, Goodbye(chat.room_id, body), now)
        else:
            self._forget_chat(person, now)

    def _forget_chat(self, person: Person, now: datetime) -> None:
        """The chat is over: without a record that needs them, nothing about the person is kept."""
        self.unread.is_due(person, now)
        self._world.newcomers.uncount(person.user)
        if self._world.kept(person, now):
            self._store.delete(person.owner, CHAT)
        else:
            self._store.erase(person.owner)


def _bound(relay: effects.Relay) -> Bound:
    """As it waits in the outbox."""
    done, failed = relay.done, relay.failed
    return Bound(
        relay.of,
        relay.key,
        relay.until,
        handed(done) if done else None,
        handed(failed) if failed else None,
        relay.what,
    )
