"""Performs what the voice does in a person's chat.

Words of one person on their way into another's are said while they may be, or not at all.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from peerbot.engine.core import Engine
from peerbot.engine.entries import (
    TOO_OLD,
    Bound,
    ClearChat,
    Goodbye,
    Hand,
    InChat,
    JoinChat,
    Knock,
    SayInChat,
)
from peerbot.engine.records import CHAT
from peerbot.kernel.chat import ChatGone, Undelivered
from peerbot.kernel.ids import Person
from peerbot.kernel.performing import Result
from peerbot.kernel.ports import ChatLost, FileRefused, Unread, Voice
from peerbot.kernel.table import OurFault


@dataclass
class ChatActions:
    """Each once, and what became of it."""

    engine: Engine
    voice: Voice

    async def perform(
        self, entry_id: str, person: Person, action: InChat, created: datetime
    ) -> Result:
        """Do it in the chat where the person is now. Raises the faults of the ports."""
        match action:
            case JoinChat(chat=chat):
                if (not_now := self.engine.refuses(person.user)) is None:
                    await self.voice.join_chat(person.user, chat)
                    return None
                # Newcomers were paused since, and what was kept for the chat goes.
                await self.voice.turn_away(chat, not_now)
            case Knock(relay=relay) | SayInChat(relay=Bound() as relay):
                return await self._pass_on(entry_id, person, action, relay, created)
            case SayInChat():
                return await self._say(entry_id, person, action, created)
            case Goodbye(chat=chat, body=body):
                if body and not self._too_old(person, created):
                    with suppress(ChatLost, Unread):
                        await self.voice.say(person.user, chat, body, notify=False, txn_id=entry_id)
                await self.voice.leave_chat(chat)
            case ClearChat(chat=chat):
                await self.voice.clear_chat(chat)
            case _:
                raise OurFault(f"{type(action).__name__} is not for a chat")
        self.voice.forget(person.user)
        return ChatGone(action.chat)

    async def _say(
        self, entry_id: str, person: Person, said: SayInChat, created: datetime
    ) -> Result:
        if self._too_old(person, created):
            return Undelivered()
        chat = self.engine.chat_of(person.user) or said.chat  # it may have moved meanwhile
        say = partial(
            self.voice.say,
            person.user,
            chat,
            notify=said.notify,
            txn_id=entry_id,  # of either: whichever was sent first is the only one
            thread=said.thread if chat == said.chat else None,
        )
        try:
            try:
                await say(said.body, file=said.file)
            except FileRefused:
                await say(said.unsent)
        except ChatLost:
            return ChatGone(chat)
        except Unread:
            pass  # the voice told them so in the chat
        return None

    async def _pass_on(
        self,
        entry_id: str,
        person: Person,
        words: SayInChat | Knock,
        relay: Bound,
        created: datetime,
    ) -> Result:
        """That there is something to read, or what it is once that is wanted. Whoever waits for it
        hears whether it was said."""
        chat = self.engine.chat_of(person.user) or words.chat  # where they want to read it
        wanted = self.engine.commit.chats.unread.wanted(person, entry_id, self.engine.clock())
        if self._over(relay) or self._too_old(person, created, wanted):
            return relay.unsaid
        notify = isinstance(words, Knock) or words.notify
        try:
            await self.voice.say(person.user, chat, words.body, notify=notify, txn_id=entry_id)
        except ChatLost:
            return (*relay.unsaid, Hand(person, ChatGone(chat)))
        except Unread:
            return relay.unsaid
        if isinstance(words, Knock):
            return None
        return (relay.done,) if relay.done else ()

    def _over(self, relay: Bound) -> bool:
        now = self.engine.clock()
        stands = not relay.key or self.engine.is_there(relay.key)
        return now >= relay.until or not stands

    def _too_old(self, person: Person, created: datetime, wanted: datetime | None = None) -> bool:
        """Whether the homeserver may have forgotten this entry's transaction, or it was meant for
        an identity that the person's account had before. `wanted`: not tried before that."""
        now = self.engine.clock()
        chat = self.engine.store.get(person.owner, CHAT, now=now)
        since = chat.since if chat else None
        meant_for_another = since is not None and created < since <= now
        return meant_for_another or now - (wanted or created) > TOO_OLD
