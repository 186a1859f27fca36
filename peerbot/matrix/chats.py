"""Which rooms the voice is in: encrypted chats of two, whose other is somebody who may talk.

How it works:

- An invitation is taken when it may be for such a chat: it is marked as direct, or its room is
  encrypted. Clients leave the mark out when somebody invites into a room that exists, as into a
  chat that was cleared, or one that was upgraded. Once inside it is seen what the room is, and any
  other is left without a word. What cannot be one is declined, with a neutral reason.
- People who have no chat yet are not let in while a steward has paused that, or when there are as
  many chats with people of their homeserver as there may be. They read why, and what they can do.
- The homeserver may let an account into rooms by itself. So every room in which the voice finds
  itself is looked at: one that could have been an invitation's is taken as that, others are left.
- What is said in a room is for the conversation of whoever has their chat there. It never moves
  somebody's chat to a room with others in it.
- A chat without encryption is kept, in silence after one sentence, since that can be switched on.
- A chat whose room was upgraded goes on in the new one, once its person invites into that.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from cachetools import LRUCache

from peerbot.kernel.ids import Clock, RoomID, UserID, server_of
from peerbot.kernel.newcomers import NotNow
from peerbot.kernel.ports import ChatLost, Limited, Listener, Odd, Refused, Sentences, TryLater
from peerbot.matrix.client import LONG_POLL, SignedClient
from peerbot.matrix.crypto.pauses import Pauses
from peerbot.matrix.declining import Declining
from peerbot.matrix.homeserver import as_object
from peerbot.matrix.in_clear import InClear
from peerbot.matrix.members import People, Untold, present
from peerbot.matrix.ports import translate_errors
from peerbot.matrix.quota import Quota
from peerbot.matrix.sync import Invite

# Chats whose partner is kept in memory; the one that was quiet longest is forgotten.
_CHATS: Final = 5_000
_HOUR: Final = timedelta(hours=1)
# What an account may be called (spec, "User Identifiers"), with the capitals of old ones. Servers
# may pass on others, which may look like somebody else's.
_PLAIN_ADDRESS: Final = re.compile(r"@[A-Za-z0-9._=/+-]+:")
# No person starts more chats than this within an hour, but another program may.
_MOST_INVITATIONS: Final = 10
# Between two looks at a room about which the homeserver does not say enough.
_FIRST_LOOK: Final = timedelta(seconds=2)
_LAST_LOOK: Final = timedelta(minutes=5)
# Clients send the invitation right after they created the new room.
_UPGRADING: Final = timedelta(minutes=5)


class Chats:
    """Enters and leaves them."""

    def __init__(
        self,
        client: SignedClient,
        in_clear: InClear,
        listener: Listener,
        sentences: Sentences,
        *,
        clock: Clock,
        may_talk: Collection[str],
    ) -> None:
        """`may_talk`: names of the servers whose people may begin a chat."""
        self.people = People(client, clock)
        self._client = client
        self._in_clear = in_clear
        self._listener = listener
        self._sentences = sentences
        self._clock = clock
        self._may_talk = frozenset(may_talk)
        self._me = client.credentials.user_id
        self._invitations = Quota(_HOUR, clock)
        self._with = LRUCache[RoomID, UserID](_CHATS)
        self._entered = LRUCache[RoomID, None](_CHATS)
        self._unsure = LRUCache[RoomID, None](_CHATS)
        """Rooms we are in, without knowing yet who else is there."""
        self._aside = LRUCache[RoomID, None](_CHATS)
        """Rooms to be left."""
        self._upgraded = LRUCache[RoomID, datetime](_CHATS)
        self._batch = ""
        self._counted: dict[RoomID, int] = {}
        self._taken: set[RoomID] = set()
        """Invitations of the current sync: the inviter's count at each; those passed on."""
        self._looks = Pauses[RoomID](_FIRST_LOOK, _LAST_LOOK, clock)
        self.declining = Declining(client)

    # --- entering

    def handle_invite(self, invite: Invite) -> None:
        """Pass on an invitation that may be to a chat, or decline it."""
        if not self.may_talk(invite.inviter):
            self._decline(invite.room_id, "declined")
        elif not (invite.is_direct or invite.encrypted):
            self._decline(invite.room_id, "declined-no-chat")
        elif not_now := self._listener.refuses(invite.inviter):
            self._decline(invite.room_id, not_now)
        elif self._count(invite) > _MOST_INVITATIONS:
            self._decline(invite.room_id, "declined")
        elif invite.room_id not in self._taken:
            self._listener.invited_to_chat(invite.inviter, invite.room_id)
            self._taken.add(invite.room_id)

    def begin(self, batch: str) -> None:
        """A sync is handled, perhaps again: invitations in it are counted once."""
        if batch != self._batch:
            self._batch = batch
            self._counted.clear()
            self._taken.clear()

    def _count(self, invite: Invite) -> int:
        if invite.room_id not in self._counted:
            self._counted[invite.room_id] = self._invitations.count(invite.inviter)
        return self._counted[invite.room_id]

    def may_talk(self, user: UserID) -> bool:
        """Whether somebody may start a chat at all."""
        return _PLAIN_ADDRESS.match(user) is not None and server_of(user) in self._may_talk

    def _decline(self, room_id: RoomID, text: str) -> None:
        self.declining.decline(room_id, self._sentences.say(text))

    async def enter(self, user: UserID, chat: RoomID) -> None:
        """Accept an invitation, then check what room it was to. Raises Limited, TryLater."""
        self._entered[chat] = None
        self.declining.withdraw(chat)
        self._aside.pop(chat, None)
        try:
            with suppress(Refused), translate_errors():
                # First, so that what they write when they see us join can be decrypted.
                await self._client.machine.ensure_sessions(user)
            with translate_errors():
                await self._client.join(chat)
                there = await present(self._client, chat)
        except Refused:
            self._entered.pop(chat, None)
            return  # withdrawn meanwhile
        if there - {self._me, user}:
            await self.leave(chat)
        elif not await self._encrypted(chat):
            with suppress(ChatLost):  # we may not write there
                await self._in_clear.tell(chat, "not-encrypted")
        else:
            await self._follow(user, chat)

    async def _encrypted(self, chat: RoomID) -> bool:
        try:
            with translate_errors():
                await self._client.homeserver.state(chat, "m.room.encryption")
        except Refused:
            return False
        return True

    # --- rooms we are in

    def room_joined(self, room_id: RoomID) -> None:
        """We are in a room, whoever let us in: stay only if somebody there may talk with us."""
        self._aside.pop(room_id, None)
        self.declining.withdraw(room_id)
        if room_id not in self._entered and room_id not in self._with:
            self._unsure[room_id] = None

    async def look(self) -> None:
        """Check the rooms we have joined. Raises TryLater if the homeserver says nothing about any.

        One of which it does not say enough is looked at again, less and less often.
        """
        for room_id in list(self._unsure):
            if not self._looks.over(room_id):
                continue
            try:
                others = await self.people.of(room_id) - {self._me}
                await self._settle(room_id, others)
            except Refused:
                self.leave_aside(room_id)
            except Untold:
                self._looks.begin(room_id)
                continue
            self._unsure.pop(room_id, None)
            self._looks.end(room_id)

    def seconds_to_next_look(self) -> float:
        """Seconds until a room is to be looked at again."""
        waits = (self._looks.left(room_id).total_seconds() for room_id in self._unsure)
        return max(min(waits, default=LONG_POLL), _FIRST_LOOK.total_seconds())

    def is_none(self, room_id: RoomID) -> bool:
        """Whether a room is not one of ours: nothing in it is processed any more."""
        return room_id in self._aside

    async def _settle(self, room_id: RoomID, others: frozenset[UserID]) -> None:
        user = next(iter(others), self._me)
        if len(others) == 1 and self._listener.chat_of(user) == room_id:
            return
        may = len(others) == 1 and self.may_talk(user)
        try:
            chat = may and await self._encrypted(room_id)
        except (TryLater, Limited):
            raise Untold from None  # the others do not wait for an answer about one room
        if not chat:
            self.leave_aside(room_id)
        elif not_now := self._listener.refuses(user):
            self.leave_aside(room_id, self._sentences.say(not_now))
        else:
            self._listener.invited_to_chat(user, room_id)

    def leave_aside(self, room_id: RoomID, reason: str = "") -> None:
        """Leave a room that is nobody's chat: soon and silently, without a reason unless it could
        have become one."""
        self._forget(room_id)
        self._aside[room_id] = None
        self.declining.leave(room_id, reason)

    # --- whose they are

    def talks(self, user: UserID, chat: RoomID) -> None:
        """Somebody talks with us, and nobody else is there."""
        self._with[chat] = user

    def partner_in(self, chat: RoomID) -> UserID | None:
        """Whom we have talked with there since the start."""
        return self._with.get(chat)

    def end(self, chat: RoomID) -> UserID | None:
        """A chat is over; returns whom it was with."""
        return self._with.pop(chat, None)

    def whose(self, chat: RoomID, there: Collection[UserID]) -> list[UserID]:
        """Whose chat a room is, among those present: usually one person's or nobody's. It is
        several people's if each of them once wrote there alone with us."""
        return [user for user in there if self._is_of(user, chat)]

    def _is_of(self, user: UserID, chat: RoomID) -> bool:
        return self._with.get(chat) == user or self._listener.chat_of(user) == chat

    # --- a room that was upgraded

    async def _follow(self, user: UserID, chat: RoomID) -> None:
        """Their chat continues in this room if it was upgraded to it (spec: `predecessor`)."""
        before = self._listener.chat_of(user)
        if before is None or before == chat:
            return
        try:
            with translate_errors():
                made = await self._client.homeserver.state(chat, "m.room.create")
        except Refused:
            return
        if as_object(made.get("predecessor")).get("room_id") == before:
            self._listener.chat_upgraded(user, chat)

    async def may_go_on(self, user: UserID, chat: RoomID) -> bool:
        """Whether a chat that is closed for writing was upgraded a moment ago."""
        try:
            with translate_errors():
                await self._client.homeserver.state(chat, "m.room.tombstone")
        except Refused:
            return False
        now = self._clock()
        since = self._upgraded.setdefault(chat, now)
        lately = timedelta(0) <= now - since < _UPGRADING
        return lately and self._listener.chat_of(user) == chat

    # --- leaving

    async def turn_away(self, chat: RoomID, why: NotNow) -> None:
        """Decline an invitation that was to be accepted. Raises Limited, TryLater."""
        self._forget(chat)
        with suppress(Refused), translate_errors():  # refused: it was withdrawn
            await self._client.leave(chat, self._sentences.say(why))

    async def leave(self, chat: RoomID) -> None:
        """Leave and forget. Raises Refused, Limited, TryLater."""
        self._forget(chat)
        with translate_errors():
            await self._client.leave(chat)
        # Synapse does not forget a room to which we were invited again meanwhile. Leaving once more
        # would decline that invitation.
        with suppress(Odd), translate_errors():
            await self._client.forget(chat)
        self._client.machine.room_changed(chat)

    def _forget(self, chat: RoomID) -> None:
        self.people.forget(chat)
        self._with.pop(chat, None)
        self._entered.pop(chat, None)
        self._in_clear.forget(chat)
