"""The account that talks with people, in encrypted direct chats and nowhere else.

The way of one message in: `handle` takes a sync batch, `_message` opens one event, `_said` reads
its words, and the listener commits it. Nothing here decides what to answer.
"""

from collections import OrderedDict
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, TypeVar

from peerbot.flow import plain
from peerbot.matrix.answers import CHUNK, MESSAGES, whole
from peerbot.matrix.client import LONG_POLL, SignedClient
from peerbot.matrix.crypto.devices import NoDevice, Unusable
from peerbot.matrix.crypto.megolm import NotEncrypted
from peerbot.matrix.crypto.opening import Decrypted, Reason, Undecryptable
from peerbot.matrix.crypto.verification import Request
from peerbot.matrix.declining import Declining
from peerbot.matrix.homeserver import Json, a_list, as_object, is_id, is_token, room_path
from peerbot.matrix.in_clear import InClear
from peerbot.matrix.members import PRESENT, present
from peerbot.matrix.ports import border
from peerbot.matrix.quota import Quota
from peerbot.matrix.sync import Batch, Event, Invite, Joined, Membership
from peerbot.matrix.verifying import Verifying, is_request
from peerbot.matrix.words import words_of
from peerbot.texts import Texts
from peerbot.vocabulary import Clock, EventID, RoomID, UserID
from peerbot.vocabulary.inputs import ChatGone, IdentityReset, Said, ThirdPersonCame
from peerbot.vocabulary.ports import ChatLost, Listener, PortFault, Refused, Unread

K = TypeVar("K")
V = TypeVar("V")

# Chats whose people are held in memory; the longest quiet one is asked of the server again.
_CHATS: Final = 5_000
# Messages that wait for a key in memory, each tried with every batch, and for how long. Who comes
# when it is full, and who waited in vain, is asked to write again.
_WAITING: Final = 400
_PATIENCE: Final = timedelta(minutes=10)
_SOONEST: Final = 2.0
_HOUR: Final = timedelta(hours=1)
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
        self._people: OrderedDict[RoomID, frozenset[UserID]] = OrderedDict()
        self._talking: OrderedDict[RoomID, UserID] = OrderedDict()
        self._in_clear = InClear(client, texts, clock)
        self._verifying = Verifying(client, clock)
        self._waiting: OrderedDict[str, tuple[RoomID, Event, datetime]] = OrderedDict()
        self._invitations = Quota(_HOUR, clock)
        self._words = Quota(_HOUR, clock)
        self.declining = Declining(client)

    # --- in

    async def handle(self, batch: Batch) -> None:
        """Everything one sync brought, each part apart. Raises what stops the bot."""
        for invite in batch.invites:
            self._invited(invite)
        for chat in batch.left:
            self._left(chat, batch.removed_by.get(chat))
        await self._try_waiting()
        for joined in batch.joined:
            await self._happened(joined)
        for request in self._client.machine.verification.take():
            await self._asked_to_verify(request)
        # A key may come, or a server answer, without any news of a chat.
        waited = [(self._clock() - since).total_seconds() for *_, since in self._waiting.values()]
        self._client.patience = min(max(min(waited, default=LONG_POLL), _SOONEST), LONG_POLL)

    def _invited(self, invite: Invite) -> None:
        """Only a direct chat, only from those who may, and few of them; everything else is declined
        in silence."""
        server = invite.inviter.partition(":")[2]
        may = invite.is_direct and server in self._may_talk
        if may and self._invitations.count(invite.inviter) <= _MOST_INVITATIONS:
            self._listener.invited(invite.inviter, invite.room_id)
        else:
            self.declining.decline(invite.room_id)

    def _left(self, chat: RoomID, by: UserID | None) -> None:
        """We are out of a chat. After a restart it is not known whom we talked with there: then
        it was whoever removed us, if it was a chat of theirs at all."""
        self._people.pop(chat, None)
        if user := self._talking.pop(chat, by):
            self._listener.heard(user, chat, ChatGone(chat), _nothing)

    async def _happened(self, joined: Joined) -> None:
        chat = joined.room_id
        for change in joined.memberships:
            self._people.pop(chat, None)
            await self._membership(chat, change)
        for event in joined.events:
            if event.encrypted:
                await self._message(chat, event)
            elif event.type == "m.room.message":
                self._client.set_aside.add("message: in clear")
                if is_request(event) and self._listener.chat_of(event.sender) == chat:
                    await self._refuse_to_verify(event.sender, chat, event.event_id)

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
            with border():
                return await self._present(chat) == {self._me}
        except Refused:
            return False  # nor are we there

    async def _try_waiting(self) -> None:
        for key, (chat, event, since) in list(self._waiting.items()):
            del self._waiting[key]
            await self._message(chat, event, since)

    async def _message(self, chat: RoomID, event: Event, since: datetime | None = None) -> None:
        """Open one event; what does not open may wait for its key, or is set aside."""
        try:
            opened = await self._client.machine.decrypt(chat, event.source)
            await self._said(chat, opened)
        except Undecryptable as why:
            if since is None:
                self._client.set_aside.add(f"message: {why.reason.value}")
            if why.reason is Reason.WITHHELD:
                with suppress(PortFault):
                    session = f"{chat} {as_object(event.content).get('session_id')}"
                    await self._tell(event.sender, chat, "key-withheld", session)
            if why.reason not in (Reason.NO_KEY, Reason.UNKNOWN_DEVICE):
                return
            since = since or self._clock()
            last = self._clock() - since >= _PATIENCE or len(self._waiting) >= _WAITING
            if not await self._explain(chat, event, last=last) and not last:
                self._waiting[event.event_id] = (chat, event, since)

    async def _said(self, chat: RoomID, opened: Decrypted) -> None:
        """Hand on a person's words, if this is a private chat and they are words at all."""
        machine, user = self._client.machine, opened.sender
        words = words_of(opened)
        if words is None:
            machine.accept(opened)
            return
        try:
            with border():
                private = await self._present(chat) == {self._me, user}
        except Refused:
            return  # we are not in the chat any more
        if private and (often := self._words.count(user)) > _MOST_WORDS:
            await self._too_often(chat, opened, first=often == _MOST_WORDS + 1)
            return
        event: Said | ThirdPersonCame | IdentityReset = Said(words)
        if not opened.signed:
            if not self._confirms(opened, words):
                await self._not_confirmed(chat, opened)
                return
            event = IdentityReset()
        elif private and is_request(opened):
            machine.accept(opened)
            await self._refuse_to_verify(user, chat, opened.event_id)
            return
        if private:
            _bounded(self._talking, chat, user, _CHATS)
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

    async def _too_often(self, chat: RoomID, opened: Decrypted, *, first: bool) -> None:
        """Nobody writes as much: most likely another program answers ours, and ours would answer
        it for ever. Said once, and then nothing for a while."""
        self._client.machine.accept(opened)
        self._client.set_aside.add("message: too many")
        if first:
            with suppress(PortFault):
                await self._tell(opened.sender, chat, "too-often", opened.event_id)

    async def _not_confirmed(self, chat: RoomID, opened: Decrypted) -> None:
        """Nothing is done for a device that its owner has not confirmed: whoever runs the
        homeserver can add one. The owner is told, where only confirmed devices read it."""
        self._client.machine.accept(opened)
        self._client.set_aside.add("message: unconfirmed device")
        why = await self._client.machine.usable(opened.sender)
        with suppress(PortFault), border():
            if why is not None:
                await self._in_clear.explain(opened.sender, chat, why, asked=True)
                return
            await self._tell(
                opened.sender, chat, "unconfirmed-device", opened.event_id, notify=True
            )

    async def _explain(self, chat: RoomID, event: Event, *, last: bool) -> bool:
        """Nobody whose message stays closed is left without a word; whether one was needed.

        Where nothing can be encrypted to them it comes in clear. Where their device writes by a
        session that was erased or has expired here, it is given a new one and they write again.
        """
        user, machine = event.sender, self._client.machine
        why = await machine.usable(user)
        if why is Unusable.UNKNOWN:
            return False
        # A notice that cannot be sent now is not worth holding up everybody's messages.
        with suppress(PortFault), border():
            if why is not None:
                await self._in_clear.explain(user, chat, why, asked=True)
                return True
            if (last or machine.is_out_of_touch(user)) and await machine.meet(user, anew=True):
                await self._tell(user, chat, "write-again", event.event_id)
                return True
        return False

    async def _asked_to_verify(self, request: Request) -> None:
        """A device of somebody with a chat is answered, as far as it is really theirs."""
        user = request.sender
        chat = self._listener.chat_of(user)
        if chat is None or not self._client.machine.devices.has(user, request.device_id):
            return
        answer, explain = self._verifying.may(user)
        with suppress(PortFault):
            if answer:
                await self._verifying.refuse_device(request)
            if explain:
                await self._tell(user, chat, "no-verifying", request.transaction_id)

    async def _refuse_to_verify(self, user: UserID, chat: RoomID, event_id: EventID) -> None:
        """They pressed *Verify* in the chat."""
        answer, explain = self._verifying.may(user)
        with suppress(PortFault, NotEncrypted, NoDevice):
            if answer:
                await self._verifying.refuse_in_chat(user, chat, event_id)
        with suppress(PortFault):
            if explain:
                await self._tell(user, chat, "no-verifying", event_id)

    async def _tell(
        self, user: UserID, chat: RoomID, text: str, about: str, *, notify: bool = False
    ) -> None:
        """A sentence of the voice's own, once about each thing: no step of a person decides it."""
        body = self._texts.say(text, now=self._clock())
        txn_id = sha256(f"{text} {about}".encode()).hexdigest()[:32]
        await self.say(user, chat, body, notify=notify, txn_id=txn_id)

    async def _present(self, chat: RoomID) -> frozenset[UserID]:
        """Who is in the chat or invited to it, ourselves included."""
        if chat not in self._people:
            there = await present(self._client, chat)
            _bounded(self._people, chat, there, _CHATS)
        return self._people[chat]

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
        self._people.pop(chat, None)
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


def _bounded(held: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    held[key] = value
    held.move_to_end(key)
    while len(held) > most:
        held.popitem(last=False)


def _nothing() -> None:
    """Nothing to mark: the homeserver's own events may be told twice."""
