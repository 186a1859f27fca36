"""The account that talks with people, in encrypted direct chats and nowhere else."""

from collections.abc import Collection
from hashlib import sha256

from peerbot.kernel.files import File
from peerbot.kernel.ids import Clock, EventID, RoomID, UserID
from peerbot.kernel.newcomers import NotNow
from peerbot.kernel.ports import ChatLost, Listener, Refused, Sentences, TryLater, Unread
from peerbot.matrix.answers import CHUNK, whole
from peerbot.matrix.beside import Beside
from peerbot.matrix.chats import Chats
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.devices import NoDevice
from peerbot.matrix.crypto.megolm import NotEncrypted
from peerbot.matrix.files import Files
from peerbot.matrix.hearing import Hearing
from peerbot.matrix.homeserver import Json, a_list, as_object, is_id, is_token, room_path
from peerbot.matrix.in_clear import InClear
from peerbot.matrix.ports import translate_errors


class ChatVoice:
    """Implements `kernel.ports.Voice` and passes what it receives (`hearing`) to a `Listener`."""

    def __init__(
        self,
        client: SignedClient,
        listener: Listener,
        sentences: Sentences,
        clock: Clock,
        may_talk: Collection[str],
    ) -> None:
        """`may_talk`: names of the servers whose people may begin a chat."""
        self._client = client
        self._sentences = sentences
        self._me = client.credentials.user_id
        self._files = Files(client.homeserver)
        self._in_clear = InClear(client, sentences, clock)
        self.chats = Chats(
            client, self._in_clear, listener, sentences, clock=clock, may_talk=may_talk
        )
        self.beside = Beside(client.rejected, clock)
        self.hearing = Hearing(
            client,
            listener,
            sentences,
            self.chats,
            in_clear=self._in_clear,
            beside=self.beside,
            clock=clock,
            tell=self._tell,
        )

    async def join_chat(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Voice`."""
        await self.chats.enter(user, chat)

    async def turn_away(self, chat: RoomID, why: NotNow) -> None:
        """See `kernel.ports.Voice`."""
        await self.chats.turn_away(chat, why)

    async def say(
        self,
        user: UserID,
        chat: RoomID,
        body: str,
        *,
        notify: bool,
        txn_id: str,
        thread: EventID | None = None,
        file: File | None = None,
    ) -> None:
        """See `kernel.ports.Voice`. Replies are notices, so that programs never answer them;
        what the bot starts itself is text, since clients show no notification for notices. What
        is said with a file is its caption (spec 1.10), so that both are one message."""
        attached: Json = await self._files.attached(user, file, txn_id) if file else {}
        content: Json = {
            "msgtype": "m.text" if notify else "m.notice",
            **attached,
            "body": body,
            "m.mentions": {},
        }
        if thread:
            content["m.relates_to"] = {
                "rel_type": "m.thread",
                "event_id": thread,
                "is_falling_back": True,
                "m.in_reply_to": {"event_id": thread},
            }
        try:
            with translate_errors():
                await self._client.send_encrypted(chat, [user], content, txn_id)
            self._files.sent(txn_id)
        except NoDevice as nobody:
            await self._in_clear.explain(user, chat, nobody.reasons.get(user), asked=False)
            raise Unread from None
        except (NotEncrypted, Refused):
            if await self.chats.may_go_on(user, chat):
                raise TryLater from None
            raise ChatLost from None

    async def leave_chat(self, chat: RoomID) -> None:
        """See `kernel.ports.Voice`."""
        await self.chats.leave(chat)

    async def clear_chat(self, chat: RoomID) -> None:
        """See `kernel.ports.Voice`. Starts over after an interruption: redacted
        messages have no content left to redact."""
        start: str | None = None
        try:
            with translate_errors():
                while True:
                    start, ours = await self._own_messages(chat, start)
                    for event_id in ours:
                        txn_id = sha256(event_id.encode()).hexdigest()[:32]
                        await self._client.homeserver.room_redact(chat, event_id, tx_id=txn_id)
                    if start is None:
                        break
        except Refused:
            pass  # we were removed meanwhile, and nothing can be redacted from outside
        await self.leave_chat(chat)

    def forget(self, user: UserID) -> None:
        """See `kernel.ports.Voice`."""
        self._client.machine.forget(user)
        self._files.forget(user)
        self.hearing.forget(user)

    async def _own_messages(self, chat: RoomID, start: str | None) -> tuple[str | None, list[str]]:
        """A page of our own messages that still have content, and where the next page begins."""
        query = {"dir": "b", "limit": "100", "filter": f'{{"senders":["{self._me}"]}}'}
        if start is not None:
            query["from"] = start
        answer = await self._client.homeserver.request_large(
            "GET", room_path(chat, "messages"), parts=CHUNK, query=query
        )
        events = (as_object(whole(event)) for event in a_list(answer, "chunk"))
        ours = [e for e in events if "state_key" not in e and e.get("sender") == self._me]
        end = answer.get("end")
        return (
            end if is_token(end) else None,
            [e["event_id"] for e in ours if e.get("content") and is_id(e.get("event_id"))],
        )

    async def _tell(
        self, user: UserID, chat: RoomID, text: str, about: str, *, notify: bool = False
    ) -> None:
        """Say a sentence of the voice's own, once about each thing: no step decides it."""
        body = self._sentences.say(text)
        txn_id = sha256(f"{text} {about}".encode()).hexdigest()[:32]
        await self.say(user, chat, body, notify=notify, txn_id=txn_id)
