"""What comes in to the chats: the way of one message.

`handle` takes a sync batch, `_message` opens one event, `_said` reads its words, and the listener
commits it. Nothing here decides what to answer.
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from functools import partial
from typing import Final

from cachetools import FIFOCache

from peerbot.kernel.chat import ChatGone, Edited, IdentityReset, Said, ThirdPersonCame, Wordless
from peerbot.kernel.ids import Clock, EventID, RoomID, UserID
from peerbot.kernel.ports import Listener, Refused, Sentences
from peerbot.matrix.beside import Beside
from peerbot.matrix.calls import Calls, is_call
from peerbot.matrix.chats import Chats
from peerbot.matrix.client import LONG_POLL, SignedClient
from peerbot.matrix.crypto.opening import (
    Decrypted,
    Envelope,
    Reason,
    Undecryptable,
    read_envelope,
)
from peerbot.matrix.in_clear import InClear
from peerbot.matrix.members import PRESENT, Untold
from peerbot.matrix.ports import translate_errors
from peerbot.matrix.quota import Quota
from peerbot.matrix.sync import Batch, Event, Joined, Membership
from peerbot.matrix.verifying import Verifying, is_request
from peerbot.matrix.waiting import Waiting
from peerbot.matrix.words import said_in

_HOUR: Final = timedelta(hours=1)
# No person writes more within an hour, but another program may.
_MOST_WORDS: Final = 600
# People of whom the last event is known: what was changed long ago is not asked about.
_REMEMBERED: Final = 1_000


class Hearing:
    """Takes in what a sync brings of chats, and passes it to a `Listener`."""

    def __init__(
        self,
        client: SignedClient,
        listener: Listener,
        sentences: Sentences,
        chats: Chats,
        *,
        in_clear: InClear,
        beside: Beside,
        clock: Clock,
        tell: Callable[..., Awaitable[None]],
    ) -> None:
        """`tell(user, chat, text, about, notify=)` says a sentence of the voice's own, once about
        each thing."""
        self._client = client
        self._listener = listener
        self._sentences = sentences
        self._me = client.credentials.user_id
        self._in_clear = in_clear
        self._chats = chats
        self._people = chats.people
        self._words = Quota(_HOUR, clock)
        self._last = FIFOCache[UserID, EventID](_REMEMBERED)
        self._beside = beside
        self._tell = tell
        self._verifying = Verifying(client, beside, clock, self._notice)
        self._calls = Calls(client, beside, clock)
        self._waiting = Waiting(client, in_clear, beside, clock, tell=tell, open=self._open)

    def forget(self, user: UserID) -> None:
        """Drop what waits of this person."""
        self._waiting.forget(user)
        self._last.pop(user, None)

    async def handle(self, batch: Batch) -> None:
        """Handle one sync, each part in isolation. Raises what stops the bot."""
        apart = self._client.rejected.apart
        self._chats.begin(batch.next_batch)
        for invite in batch.invites:
            with apart("invitation"):
                self._chats.handle_invite(invite)
        for chat in batch.left:
            with apart("room"):
                self._left(chat, batch.removed_by.get(chat))
        for joined in batch.joined:
            if joined.came:
                self._chats.room_joined(joined.room_id)
        with apart("room"):
            await self._chats.look()
        async with self._waiting.turn:
            await self._waiting.try_again()
            for joined in batch.joined:
                if not self._chats.is_none(joined.room_id):
                    await self._happened(joined)
        for request in self._client.machine.verification.take():
            with apart("verification"):
                if (theirs := self._listener.chat_of(request.sender)) is not None:
                    self._verifying.asked_by_device(request, theirs)
        # What is learned outside the sync, or was awaited in vain, is no event of a chat.
        self._client.patience = min(
            self._waiting.look(), self._chats.seconds_to_next_look(), LONG_POLL
        )

    def _left(self, chat: RoomID, by: UserID | None) -> None:
        """We are no longer in a chat. After a restart we do not know whom we talked with there:
        then it was whoever removed us, if the chat was theirs at all."""
        self._people.forget(chat)
        if user := self._chats.end(chat) or by:
            self._listener.heard(user, chat, ChatGone(chat), _nothing)

    async def _happened(self, joined: Joined) -> None:
        chat, apart = joined.room_id, self._client.rejected.apart
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
        self._client.rejected.add("message: not encrypted")
        if is_request(event) and self._listener.chat_of(event.sender) == chat:
            self._verifying.asked_in_chat(event.sender, chat, event.event_id)

    async def _membership(self, chat: RoomID, change: Membership) -> None:
        """Somebody joined or left. After a restart we do not know whom we talk with: then what is
        stored about whoever leaves us alone, and about this chat, is deleted."""
        user = self._chats.partner_in(chat)
        if change.user_id == self._me:
            return
        if change.membership in PRESENT:
            if user is not None and change.user_id != user:
                self._third_person(user, chat)
        elif change.user_id == user or (user is None and await self._alone(chat)):
            self._chats.end(chat)
            self._listener.chat_left(change.user_id, chat)

    def _third_person(self, user: UserID, chat: RoomID) -> None:
        self._chats.end(chat)
        self._listener.heard(user, chat, ThirdPersonCame(), _nothing)

    async def _alone(self, chat: RoomID) -> bool:
        try:
            return await self._people.of(chat) == {self._me}
        except Refused:
            return False  # we are not there either
        except Untold:
            self._client.rejected.add("membership: member list unavailable")
            return False  # what is stored about the chat expires in a week

    async def _message(self, chat: RoomID, event: Event) -> None:
        """Open one event, once it is its turn."""
        try:
            envelope = read_envelope(event.source)
        except Undecryptable as why:
            self._client.rejected.add(f"message: {why.reason.value}")
            return
        await self._waiting.open(chat, envelope)

    async def _open(self, chat: RoomID, envelope: Envelope) -> Reason | None:
        """Decrypt a message and pass it on. Returns why it cannot be read, None if it could."""
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
        """Pass on a person's text, if this is a private chat and it is text at all."""
        machine, user = self._client.machine, opened.sender
        said = said_in(opened, self._last.get(user))
        if said is None and not is_call(opened):
            machine.accept(opened)
            return
        try:
            there = await self._people.of(chat)
        except Refused:
            return  # we are not in the chat any more
        except Untold:
            raise Undecryptable(Reason.UNSURE) from None  # it is read again once that is known
        if there != {self._me, user} or self._chats.is_none(chat):
            machine.accept(opened)
            self._among_others(chat, there)
            return
        if (often := self._words.count(user)) > _MOST_WORDS:
            self._too_often(chat, opened, first=often == _MOST_WORDS + 1)
            return
        event: Said | Edited | Wordless | IdentityReset = said or Wordless()
        if not opened.signed:
            if not self._confirms(opened, said.text if isinstance(said, Said) else ""):
                self._not_confirmed(chat, opened)
                return
            event = IdentityReset()
        elif said is None:
            machine.accept(opened)
            if self._calls.decline(user, chat, opened):
                self._notice(user, chat, "no-calls", opened.event_id)
            return
        elif is_request(opened):
            machine.accept(opened)
            self._verifying.asked_in_chat(user, chat, opened.event_id)
            return
        self._chats.talks(user, chat)
        if not isinstance(event, Edited):
            self._last[user] = opened.event_id

        def handled() -> None:
            machine.accept(opened)
            if isinstance(event, IdentityReset) and opened.new_identity:
                machine.devices.confirm(user, opened.new_identity)

        self._listener.heard(user, chat, event, handled)

    def _among_others(self, chat: RoomID, there: Collection[UserID]) -> None:
        """Somebody wrote where others may read it. If it is a person's chat, that chat ends; a room
        that is nobody's chat is left, without effect on any chat."""
        if self._chats.is_none(chat):
            return  # it is being left
        whose = self._chats.whose(chat, there)
        for user in whose:
            self._third_person(user, chat)
        if not whose:
            self._chats.leave_aside(chat)

    def _confirms(self, opened: Decrypted, words: str) -> bool:
        """Whether somebody confirms, on a device that the new identity has signed, that they reset
        it. Only in words: a number could be the answer to an earlier question."""
        new, devices = opened.new_identity, self._client.machine.devices
        meant = self._sentences.means(words, "i-reset-it")
        return meant and new is not None and devices.may_confirm(opened.sender, new)

    def _too_often(self, chat: RoomID, opened: Decrypted, *, first: bool) -> None:
        """No person writes this much: most likely another program answers ours, and both would go
        on forever. Say so once, then nothing for a while."""
        self._client.machine.accept(opened)
        self._client.rejected.add("message: too many")
        if first:
            self._notice(opened.sender, chat, "too-often", opened.event_id)

    def _not_confirmed(self, chat: RoomID, opened: Decrypted) -> None:
        """Ignore devices that their owner has not confirmed: whoever runs the homeserver can add
        one. The owner is told, in a message that only confirmed devices can read."""
        self._client.machine.accept(opened)
        self._client.rejected.add("message: unconfirmed device")
        user, event_id = opened.sender, opened.event_id

        async def tell() -> None:
            why = await self._client.machine.usable(user)
            with translate_errors():
                if why is not None:
                    await self._in_clear.explain(user, chat, why, asked=True)
                else:
                    await self._tell(user, chat, "unconfirmed-device", event_id, notify=True)

        self._beside.say_once(user, f"unconfirmed-device {event_id}", tell)

    def _notice(self, user: UserID, chat: RoomID, text: str, about: str) -> None:
        """Say a sentence of the voice's own, outside the sync."""
        tell = partial(self._tell, user, chat, text, about)
        self._beside.say_once(user, f"{text} {about}", tell)


def _nothing() -> None:
    """Nothing to mark: the homeserver's own events may be handled twice."""
