"""The few fixed sentences that go out unencrypted, where nothing can be encrypted to a person.

Nothing private is in them. Whoever runs the homeserver reads them, and so does every device of the
person, which is why a question about their identity is asked this way: only an answer has to be
encrypted, and whoever did not reset anything sees that it was asked.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from cachetools import LRUCache

from peerbot.kernel.ids import Clock, RoomID, UserID
from peerbot.kernel.ports import ChatLost, Refused, Sentences, TryLater
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.devices import Unusable
from peerbot.matrix.homeserver import Json
from peerbot.matrix.ports import translate_errors

# Sentences that are remembered as said; past it the oldest may be said once more.
_SAID: Final = 5_000
# A person who mistypes the words is told again; a program that answers is not talked to for ever.
_ABOUT_AN_IDENTITY: Final = 5
# How long somebody's homeserver may be silent before it is spoken of: one that starts again, or is
# asked for the first time, takes seconds.
_SILENCE: Final = timedelta(minutes=1)
# It is looked at every minute while something waits, and every five while only answers do (see
# `engine.sender`): what comes later is another silence.
_OVER: Final = timedelta(minutes=10)


class InClear:
    """Says them, and remembers where it did."""

    def __init__(self, client: SignedClient, sentences: Sentences, clock: Clock) -> None:
        self._client = client
        self._sentences = sentences
        self._clock = clock
        self._said = LRUCache[tuple[RoomID, str], int](_SAID)
        self._silent = LRUCache[RoomID, tuple[datetime, datetime]](_SAID)
        """In which chats nothing can be said for want of keys: since when, and seen when last."""

    async def tell(self, chat: RoomID, text: str) -> None:
        """Once a chat. Raises ChatLost, Limited, TryLater."""
        await self._tell(chat, text, text, most=1)

    async def explain(
        self, user: UserID, chat: RoomID, why: Unusable | None, *, asked: bool
    ) -> None:
        """Why nothing can be encrypted to a person. `asked`: they wrote, so they are told of their
        identity a few times, where it is a question to them.

        Raises TryLater when no reason is known yet, ChatLost, Limited.
        """
        match why:
            case Unusable.NOT_SIGNED:
                await self.tell(chat, "unsigned-device")
            case Unusable.IDENTITY_CHANGED:
                await self._of_identity(user, chat, "identity-changed", asked=asked)
            case Unusable.IDENTITY_GIVEN_UP:
                await self._of_identity(user, chat, "identity-returned", asked=asked)
            case Unusable.DAMAGED:
                await self.tell(chat, "our-fault")
            case Unusable.UNKNOWN:
                await self.tell_of_silence(chat)
                raise TryLater
            case _:
                await self.tell(chat, "faulty-device")

    async def tell_of_silence(self, chat: RoomID) -> None:
        """The homeservers do not say to which devices one may write here. It is said once it lasts,
        once each time. Raises ChatLost, Limited, TryLater."""
        now = self._clock()
        since, last = self._silent.get(chat, (now, now))
        if not timedelta(0) <= now - last < _OVER:
            since = now
        self._silent[chat] = since, now
        if now - since >= _SILENCE:
            await self._tell(chat, "keys-unknown", f"keys-unknown {since.isoformat()}", most=1)

    def forget(self, chat: RoomID) -> None:
        """We left the chat."""
        self._silent.pop(chat, None)
        for said in [said for said in self._said if said[0] == chat]:
            del self._said[said]

    async def _of_identity(self, user: UserID, chat: RoomID, text: str, *, asked: bool) -> None:
        known = self._client.machine.devices.known(user)
        shown = "" if known is None else known.master or ""
        await self._tell(chat, text, f"{text} {shown}", most=_ABOUT_AN_IDENTITY if asked else 1)

    async def _tell(self, chat: RoomID, text: str, what: str, *, most: int) -> None:
        before = self._said.get((chat, what), 0)
        if before >= most:
            return
        body = self._sentences.say(text)
        txn_id = sha256(f"{what} {before} {chat}".encode()).hexdigest()[:32]
        content: Json = {"msgtype": "m.notice", "body": body, "m.mentions": {}}
        try:
            with translate_errors():
                await self._client.homeserver.say(chat, "m.room.message", content, txn_id)
        except Refused:
            raise ChatLost from None
        self._said[chat, what] = before + 1
