"""The account that talks with people, in encrypted direct chats and nowhere else.

The way of one message in: `handle` takes a sync batch, `_message` opens one event, `_said` reads
its words, and the listener commits it. Nothing here decides what to answer.
"""

import re
from collections import OrderedDict
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from peerbot.flow import plain
from peerbot.matrix.answers import CHUNK, MESSAGES, whole
from peerbot.matrix.beside import Beside
from peerbot.matrix.client import LONG_POLL, SignedClient
from peerbot.matrix.crypto.devices import NoDevice
from peerbot.matrix.crypto.megolm import NotEncrypted
from peerbot.matrix.crypto.opening import (
    Decrypted,
    Envelope,
    Reason,
    Undecryptable,
    read_envelope,
)
from peerbot.matrix.declining import Declining
from peerbot.matrix.homeserver import Json, a_list, as_object, is_id, is_token, room_path
from peerbot.matrix.in_clear import InClear
from peerbot.matrix.members import PRESENT, People, Untold, bounded, present
from peerbot.matrix.ports import border
from peerbot.matrix.quota import Quota
from peerbot.matrix.sync import Batch, Event, Invite, Joined, Membership
from peerbot.matrix.verifying import Verifying, is_request
from peerbot.matrix.waiting import Waiting
from peerbot.matrix.words import words_of
from peerbot.texts import Texts
from peerbot.vocabulary import Clock, RoomID, UserID
from peerbot.vocabulary.inputs import ChatGone, IdentityReset, Said, ThirdPersonCame
from peerbot.vocabulary.ports import (
    ChatLost,
    Listener,
    Refused,
    Unread,
)

# Chats of which it is held in memory whom we talk with; the longest quiet one is forgotten.
_CHATS: Final = 5_000
_HOUR: Final = timedelta(hours=1)
# What an account may be called (spec, "User Identifiers"), with the capitals of old ones. Servers
# may pass on others, which may look like somebody else's.
_PLAIN_ADDRESS: Final = re.compile(r"@[A-Za-z0-9._=/+-]+:")
# Nobody begins more chats than this within an hour, nor writes as often: another program may.
_MOST_INVITATIONS: Final = 10
_MOST_WORDS: Final = 600


class ChatVoice:
    """Implements `vocabulary.ports.Voice` and hands what it hears to a `Listener`."""

    def __init__(
        self,
        client: SignedClient,
        listener: Listener,
        texts: Texts,
        clock: Clock,
        may_talk: Collection[str],
    ) -> None:
        """`may_talk`: names of the servers whose people may begin a chat."""
        self._client = client
        self._listener = listener
        self._texts = texts
        self._clock = clock
        self._may_talk = frozenset(may_talk)
        self._me = client.credentials.user_id
        self._people = People(client, clock)
        self._talking: OrderedDict[RoomID, UserID] = OrderedDict()
        self._in_clear = InClear(client, texts, clock)
        self._invitations = Quota(_HOUR, clock)
        self._words = Quota(_HOUR, clock)
        self.beside = Beside(client.set_aside, clock)
        self._verifying = Verifying(client, self.beside, clock, self._notice)
        self._waiting = Waiting(
            client, self._in_clear, self.beside, clock, tell=self._tell, open=self._open
        )
        self.declining = Declining(client)

    # --- in

    async def handle(self, batch: Batch) -> None:
        """Everything one sync brought, each part apart. Raises what stops the bot."""
        apart = self._client.set_aside.apart
        for invite in batch.invites:
            with apart("invitation"):
                self._invited(invite)
        for chat in batch.left:
            with apart("room"):
                self._left(chat, batch.removed_by.get(chat))
        async with self._waiting.turn:
            await self._waiting.try_again()
            for joined in batch.joined:
                await self._happened(joined)
        for request in self._client.machine.verification.take():
            with apart("verification"):
                if (theirs := self._listener.chat_of(request.sender)) is not None:
                    self._verifying.asked_by_device(request, theirs)
        # What is learned beside the sync, or was waited for in vain, is no news of a chat.
        self._client.patience = min(self._waiting.look(), LONG_POLL)

    def _invited(self, invite: Invite) -> None:
        """Only a direct chat, only from those who may, and few of them; everything else is declined
        in silence."""
        server = invite.inviter.partition(":")[2]
        one = _PLAIN_ADDRESS.match(invite.inviter) is not None
        may = invite.is_direct and one and server in self._may_talk
        if may and self._invitations.count(invite.inviter) <= _MOST_INVITATIONS:
            self._listener.invited(invite.inviter, invite.room_id)
        else:
            self.declining.decline(invite.room_id)

    def _left(self, chat: RoomID, by: UserID | None) -> None:
        """We are out of a chat. After a restart it is not known whom we talked with there: then
        it was whoever removed us, if it was a chat of theirs at all."""
        self._people.forget(chat)
        if user := self._talking.pop(chat, by):
            self._listener.heard(user, chat, ChatGone(chat), _nothing)

    async def _happened(self, joined: Joined) -> None:
        chat, apart = joined.room_id, self._client.set_aside.apart
        for change in joined.memberships:
            self._people.forget(chat)
            with apart("membership"):
                await self._membership(chat, change)
        for event in joined.events:
            with apart("message"):
                if event.encrypted:
                    await self._message(chat, event)
                elif event.type == "m.room.message":
                    self._in_the_clear(chat, event)

    def _in_the_clear(self, chat: RoomID, event: Event) -> None:
        self._client.set_aside.add("message: in clear")
        if is_request(event) and self._listener.chat_of(event.sender) == chat:
            self._verifying.asked_in_chat(event.sender, chat, event.event_id)

    async def _membership(self, chat: RoomID, change: Membership) -> None:
        """Somebody came or went. After a restart it is not known whom we talk with: then whoever
        leaves us alone takes along what is held of them and of this chat."""
        user = self._talking.get(chat)
        if change.user_id == self._me:
            return
        if change.membership in PRESENT:
            if user is not None and change.user_id != user:
                del self._talking[chat]
                self._listener.heard(user, chat, ThirdPersonCame(), _nothing)
        elif change.user_id == user or (user is None and await self._alone(chat)):
            self._talking.pop(chat, None)
            self._listener.gone(change.user_id, chat)

    async def _alone(self, chat: RoomID) -> bool:
        try:
            return await self._people.of(chat) == {self._me}
        except Refused:
            return False  # nor are we there
        except Untold:
            self._client.set_aside.add("membership: unknown who is there")
            return False  # what is held of the chat goes in a week

    async def _message(self, chat: RoomID, event: Event) -> None:
        """Open one event, once it is its turn."""
        try:
            envelope = read_envelope(event.source)
        except Undecryptable as why:
            self._client.set_aside.add(f"message: {why.reason.value}")
            return
        await self._waiting.open(chat, envelope)

    async def _open(self, chat: RoomID, envelope: Envelope) -> Reason | None:
        """Open a message and hand it on; why it stays closed, None when it does not."""
        try:
            opened = self._client.machine.open(chat, envelope)
            await self._said(chat, opened)
        except Undecryptable as why:
            if why.reason is Reason.WITHHELD:
                session = f"{chat} {envelope.session_id}"
                self._notice(envelope.sender, chat, "key-withheld", session)
            return why.reason
        return None

    async def _said(self, chat: RoomID, opened: Decrypted) -> None:
        """Hand on a person's words, if this is a private chat and they are words at all."""
        machine, user = self._client.machine, opened.sender
        words = words_of(opened)
        if words is None:
            machine.accept(opened)
            return
        try:
            private = await self._people.of(chat) == {self._me, user}
        except Refused:
            return  # we are not in the chat any more
        except Untold:
            raise Undecryptable(Reason.UNSURE) from None  # read again once that is known
        if private and (often := self._words.count(user)) > _MOST_WORDS:
            self._too_often(chat, opened, first=often == _MOST_WORDS + 1)
            return
        event: Said | ThirdPersonCame | IdentityReset = Said(words)
        if not opened.signed:
            if not self._confirms(opened, words):
                self._not_confirmed(chat, opened)
                return
            event = IdentityReset()
        elif private and is_request(opened):
            machine.accept(opened)
            self._verifying.asked_in_chat(user, chat, opened.event_id)
            return
        if private:
            bounded(self._talking, chat, user, _CHATS)
        else:
            event = ThirdPersonCame()

        def handled() -> None:
            machine.accept(opened)
            if isinstance(event, IdentityReset) and opened.new_identity:
                machine.devices.confirm(user, opened.new_identity)

        self._listener.heard(user, chat, event, handled)

    def _confirms(self, opened: Decrypted, words: str) -> bool:
        """Whether somebody says, on a device that the new identity vouches for, that they reset
        it. Only in words: a number could answer what was asked before."""
        new, devices = opened.new_identity, self._client.machine.devices
        meant = plain(words) in self._texts.phrases("i-reset-it")
        return meant and new is not None and devices.may_confirm(opened.sender, new)

    def _too_often(self, chat: RoomID, opened: Decrypted, *, first: bool) -> None:
        """Nobody writes as much: most likely another program answers ours, and ours would answer
        it for ever. Said once, and then nothing for a while."""
        self._client.machine.accept(opened)
        self._client.set_aside.add("message: too many")
        if first:
            self._notice(opened.sender, chat, "too-often", opened.event_id)

    def _not_confirmed(self, chat: RoomID, opened: Decrypted) -> None:
        """Nothing is done for a device that its owner has not confirmed: whoever runs the
        homeserver can add one. The owner is told, where only confirmed devices read it."""
        self._client.machine.accept(opened)
        self._client.set_aside.add("message: unconfirmed device")
        user, event_id = opened.sender, opened.event_id

        async def tell() -> None:
            why = await self._client.machine.usable(user)
            with border():
                if why is not None:
                    await self._in_clear.explain(user, chat, why, asked=True)
                else:
                    await self._tell(user, chat, "unconfirmed-device", event_id, notify=True)

        self.beside.say_once(user, f"unconfirmed-device {event_id}", tell)

    def _notice(self, user: UserID, chat: RoomID, text: str, about: str) -> None:
        """A sentence of the voice's own, said beside the sync."""
        tell = partial(self._tell, user, chat, text, about)
        self.beside.say_once(user, f"{text} {about}", tell)

    async def _tell(
        self, user: UserID, chat: RoomID, text: str, about: str, *, notify: bool = False
    ) -> None:
        """A sentence of the voice's own, once about each thing: no step of a person decides it."""
        body = self._texts.say(text, now=self._clock())
        txn_id = sha256(f"{text} {about}".encode()).hexdigest()[:32]
        await self.say(user, chat, body, notify=notify, txn_id=txn_id)

    # --- out

    async def join_chat(self, user: UserID, chat: RoomID) -> None:
        """See `vocabulary.ports.Voice`."""
        try:
            with suppress(Refused), border():
                # First of all, so that what they say once they see us come in can be opened.
                await self._client.machine.meet(user)
            with border():
                await self._client.join(chat)
                there = await present(self._client, chat)
        except Refused:
            return  # withdrawn meanwhile
        if there - {self._me, user}:
            await self.leave_chat(chat)
        elif not await self._encrypted(chat):
            with suppress(ChatLost):  # we may not write there
                await self._in_clear.tell(chat, "not-encrypted")
            await self.leave_chat(chat)

    async def say(
        self, user: UserID, chat: RoomID, body: str, *, notify: bool, txn_id: str
    ) -> None:
        """See `vocabulary.ports.Voice`. Answers are notices, so that programs never answer them;
        what we start ourselves is text, since clients do not notify of notices."""
        content: Json = {
            "msgtype": "m.text" if notify else "m.notice",
            "body": body,
            "m.mentions": {},
        }
        try:
            with border():
                await self._client.send_encrypted(chat, [user], content, txn_id)
        except NoDevice as nobody:
            await self._in_clear.explain(user, chat, nobody.reasons.get(user), asked=False)
            raise Unread from None
        except (NotEncrypted, Refused):
            raise ChatLost from None

    async def leave_chat(self, chat: RoomID) -> None:
        """See `vocabulary.ports.Voice`."""
        self._people.forget(chat)
        self._talking.pop(chat, None)
        self._in_clear.forget(chat)
        with border():
            await self._client.leave(chat)
            await self._client.forget(chat)
        self._client.machine.room_changed(chat)

    async def clear_chat(self, chat: RoomID) -> None:
        """See `vocabulary.ports.Voice`. Begins anew after an interruption: what is redacted
        already has no content left to redact."""
        start: str | None = None
        try:
            with border():
                while True:
                    start, ours = await self._own_messages(chat, start)
                    for event_id in ours:
                        txn_id = sha256(event_id.encode()).hexdigest()[:32]
                        endpoint = room_path(chat, "redact", event_id, txn_id)
                        await self._client.homeserver.request("PUT", endpoint, {})
                    if start is None:
                        break
        except Refused:
            pass  # removed meanwhile: nothing can be redacted from outside
        await self.leave_chat(chat)

    def forget(self, user: UserID) -> None:
        """See `vocabulary.ports.Voice`."""
        self._client.machine.forget(user)
        self._waiting.forget(user)

    async def _own_messages(self, chat: RoomID, start: str | None) -> tuple[str | None, list[str]]:
        """A page of our own messages that still say something, and where the next page begins."""
        query = {"dir": "b", "limit": "100", "filter": f'{{"senders":["{self._me}"]}}'}
        if start is not None:
            query["from"] = start
        answer = await self._client.homeserver.request_large(
            "GET", room_path(chat, "messages"), parts=CHUNK, query=query, cap=MESSAGES
        )
        events = (as_object(whole(event)) for event in a_list(answer, "chunk"))
        ours = [e for e in events if "state_key" not in e and e.get("sender") == self._me]
        end = answer.get("end")
        return (
            end if is_token(end) else None,
            [e["event_id"] for e in ours if e.get("content") and is_id(e.get("event_id"))],
        )

    async def _encrypted(self, chat: RoomID) -> bool:
        endpoint = room_path(chat, "state", "m.room.encryption")
        try:
            with border():
                await self._client.homeserver.request("GET", endpoint)
        except Refused:
            return False
        return True


def _nothing() -> None:
    """Nothing to mark: the homeserver's own events may be told twice."""
