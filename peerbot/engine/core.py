"""Load, step, commit. One step touches one actor, in one transaction, without any await.

The commit contains everything that the step decided: the new state, what is kept or erased, the
mark that the message was handled, and everything to do outside as a sealed outbox entry. After a
crash, exactly what was committed is carried out.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from peerbot.engine.commit import Commit
from peerbot.engine.entries import Goodbye, JoinChat, SayInChat
from peerbot.engine.records import CHAT, Chat
from peerbot.engine.world import World
from peerbot.features import registry
from peerbot.kernel.actions import Action
from peerbot.kernel.chat import ChatGone, Undelivered
from peerbot.kernel.context import Settings
from peerbot.kernel.effects import Args
from peerbot.kernel.ids import Address, Clock, Person, RoomID, UserID, person
from peerbot.kernel.messages import Message
from peerbot.kernel.newcomers import NotNow
from peerbot.kernel.ports import MustStop
from peerbot.kernel.registry import FeatureMissing
from peerbot.kernel.stepping import step
from peerbot.texts import Texts
from storage import RecordDamaged, Store, StoreError


def keeps_its_meaning(fault: Exception) -> bool:
    """Whether an exception affects more than the entry or message that raised it: the process must
    stop, or the disk or the whole file is at fault. A single damaged record does not."""
    return isinstance(fault, MustStop | StoreError) and not isinstance(fault, RecordDamaged)


@dataclass
class Engine:
    """Turns messages into committed steps. `nudge` is called after each, to wake the sender.

    `keeps` is called in the step's transaction with the latest expiry of what is kept of a person,
    whenever that changes: whatever guards it must last as long. `chance` (0 to 1) spreads
    announcements in time, and is what a step may leave to it.
    """

    store: Store
    texts: Texts
    settings: Settings
    clock: Clock
    nudge: Callable[[], None] = lambda: None
    keeps: Callable[[UserID, datetime], None] = lambda _user, _until: None
    chance: Callable[[], float] = random.SystemRandom().random

    def __post_init__(self) -> None:
        registry().refuse_equal_phrases(self.texts)
        self.world = World(self.store, self.settings, self.chance)
        if lost := self.world.kinds_lost(self.clock()):
            raise FeatureMissing(lost)
        self.commit = Commit(self.store, self.texts, self.world, self._keeps, self.chance)

    def take(
        self, actor: Address, event: Message, *, before: Callable[[], None] = lambda: None
    ) -> None:
        """One step. `before` runs inside the transaction, ahead of the step.

        Nothing waits between loading and committing, so a step is an actor's lock. Raises
        StoreError with nothing changed.
        """
        now = self.clock()
        with self.store.transaction():
            before()
            if isinstance(event, Undelivered) and isinstance(actor, Person):
                self.world.forget_greeting(actor.user)
            context = self.world.context(actor, now, event)
            at = self.world.where(actor, now)
            outcome = step(self.world.table(actor), at, event, context, self.texts)
            self.commit.apply(actor, outcome, now)
        self.world.settled(actor, outcome, now)
        self.nudge()

    def is_there(self, key: str) -> bool:
        """Whether an actor is there for people now: see `Listing.ends`."""
        return self.world.listings.is_there(key, self.clock())

    def say(self, text: str, args: Args | None = None) -> str:
        """A sentence as it reads now."""
        return self.texts.say(text, args, now=self.clock())

    def hear(self, user: UserID, chat: RoomID, event: Message, handled: Callable[[], None]) -> None:
        """A message from a person's chat; `handled` marks the message in the same transaction.

        A person has one chat: the one they write in. We leave an older one.
        """

        def before() -> None:
            handled()
            if not isinstance(event, ChatGone):
                self._chat_is(user, chat)

        self.take(Person(user), event, before=before)

    def invited_to_chat(self, user: UserID, chat: RoomID) -> None:
        """Somebody who may talk to us invites us to a chat."""
        now = self.clock()
        with self.store.transaction():
            self.world.newcomers.count_invited(user, now)
            self.commit.enqueue(Person(user), JoinChat(chat), now)
        self.nudge()

    def refuses(self, user: UserID) -> NotNow | None:
        """Why somebody cannot begin a chat now; None when they can."""
        return self.world.newcomers.refuses(user, self.clock())

    def chat_upgraded(self, user: UserID, chat: RoomID) -> None:
        """The room of a person's chat was upgraded to this one: the chat continues here."""
        with self.store.transaction():
            self._chat_is(user, chat)
        self.nudge()

    def chat_left(self, user: UserID, chat: RoomID) -> None:
        """The person left the chat: leave too, and then drop what was stored about it."""
        self._do(user, Goodbye(chat, ""))

    def chat_of(self, user: UserID) -> RoomID | None:
        """The chat in which a person last wrote, if any."""
        chat = self.store.get(person(user), CHAT, now=self.clock())
        return chat.room_id if chat else None

    def apologise(self, user: UserID, chat: RoomID, handled: Callable[[], None]) -> None:
        """A step failed because of a bug: say so, and do not retry the message."""
        body = self.texts.say("our-fault", now=self.clock())
        with self.store.transaction():
            handled()
            self.says(user, chat, body)

    def says(self, user: UserID, chat: RoomID, body: str) -> None:
        """Send a text of the program's own, which no step decided."""
        self._do(user, SayInChat(chat, body, notify=False))

    def _keeps(self, user: UserID, until: datetime) -> None:
        self.keeps(user, until)

    def _do(self, user: UserID, action: Action) -> None:
        self.commit.enqueue(Person(user), action, self.clock())
        self.nudge()

    def _chat_is(self, user: UserID, chat: RoomID) -> None:
        now = self.clock()
        self.world.newcomers.met(user)
        old = self.store.get(person(user), CHAT, now=now)
        if old is not None and old.room_id != chat:
            self.world.forget_greeting(user)
            self.commit.enqueue(Person(user), Goodbye(old.room_id, ""), now)
        self.commit.chats.chat_is(Person(user), Chat(chat, old.since if old else None), now)
