"""What is fed to what. A target takes any bytes and raises only when the program is wrong.

Inputs are JSON where the real ones are. An input changes an honest example: objects are laid over
it, and `GONE` takes a field away. So the fuzzer gets past our own encryption, which it could never
guess its way through: what it made up is sealed as a member's own client would seal it.
"""

import asyncio
import json
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, Final

from vodozemac import Account, Curve25519PublicKey, GroupSession, InboundGroupSession

from peerbot.kernel.chat import Said
from peerbot.kernel.ids import DeviceID, RoomID, UserID, person
from peerbot.kernel.messages import Message
from peerbot.kernel.newcomers import NotNow
from peerbot.kernel.ports import Limited, TryLater
from peerbot.matrix.answers import Parts, Where, parsed
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.canonical import to_base64
from peerbot.matrix.crypto.records import (
    DEVICES,
    INBOUND,
    PICKLE_KEY,
    QUIET,
    Device,
    DevicesRecord,
    InboundRecord,
)
from peerbot.matrix.errors import (
    AnswerTooLarge,
    MatrixError,
    ServerFault,
    StateWentBack,
    UnknownToken,
    from_response,
)
from peerbot.matrix.homeserver import Credentials, Json, as_object
from peerbot.matrix.http.session import Answer, Session
from peerbot.matrix.sync import Batch
from peerbot.matrix.voice import ChatVoice
from peerbot.texts import Spoken
from storage import Store
from tests.engine.house import NIGHT, TEXTS, House
from tests.engine.ways import SAM, WAYS

GONE: Final = "$gone"
TOO_LARGE: Final = 413
ME: Final = UserID("@me:example.org")
YOU: Final = UserID("@you:example.org")
CHAT: Final = RoomID("!chat:example.org")
DEVICE: Final = "PHONE"

_OLM: Final = "m.olm.v1.curve25519-aes-sha2"
_MEGOLM: Final = "m.megolm.v1.aes-sha2"

_LINES: Final = 6
"""Messages of one talk: each costs a commit."""


def now() -> datetime:
    """Time stands still: it is no input here."""
    return NIGHT


def laid_over(honest: Any, made_up: Any) -> Any:
    """The honest example with what was made up in its place."""
    if not isinstance(honest, dict) or not isinstance(made_up, dict):
        return made_up
    merged = {k: laid_over(honest.get(k), v) for k, v in made_up.items() if v != GONE}
    return {**{k: v for k, v in honest.items() if k not in made_up}, **merged}


class AnyServer(Session):
    """Answers what it was told to, one after the other, and an empty object after that.

    A number is a status without a body, anything but an object no answer at all. 413 is an answer
    that is too large; the next one then comes in parts.
    """

    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid", "token")
        self.answers: list[object] = []

    async def send(self, method: str, path: str, *_: object, **__: object) -> Answer:
        """The next answer."""
        del method, path
        answer = self.answers.pop(0) if self.answers else {}
        if answer == TOO_LARGE:
            raise AnswerTooLarge
        if isinstance(answer, int) and not isinstance(answer, bool):
            raise from_response(answer, {}, {"errcode": "M_FORBIDDEN"})
        if not isinstance(answer, dict):
            raise ServerFault("NOT_AN_OBJECT")
        return Answer(200, answer)

    async def request_parts(self, *_: object, parts: Collection[Where], **__: object) -> Json:
        """The next answer, taken apart."""
        given, taken = await self.send("", ""), Parts(parts)
        try:
            taken.feed(json.dumps(given.value).encode())
        except RecursionError:  # no homeserver could say it
            raise ServerFault("NOT_AN_OBJECT") from None
        answer = taken.answer()
        assert isinstance(answer, dict), "what was an object still is one"
        return answer


class Heard:
    """A listener that marks what it hears as used, as the engine does."""

    def __init__(self) -> None:
        self.said: list[tuple[UserID, RoomID, Message]] = []

    def invited_to_chat(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""
        person(user).encode()  # what it is filed under
        chat.encode()

    def chat_upgraded(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""
        person(user).encode()
        chat.encode()

    def refuses(self, user: UserID) -> NotNow | None:
        """See `kernel.ports.Listener`."""
        return None if person(user).encode() else "declined-for-now"

    def chat_left(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""
        person(user).encode()
        chat.encode()

    def chat_of(self, user: UserID) -> RoomID | None:
        """See `kernel.ports.Listener`. One person has written before."""
        return CHAT if user == YOU else None

    def heard(
        self, user: UserID, chat: RoomID, event: Message, handled: Callable[[], None]
    ) -> None:
        """See `kernel.ports.Listener`."""
        handled()
        self.said.append((user, chat, event))


class Voice:
    """The account that talks, with a store of its own, before a homeserver that says anything."""

    def __init__(self) -> None:
        self.store = Store.in_memory(clock=now)
        credentials = Credentials(ME, DeviceID("DEVICE"), "token")
        self._server = AnyServer()
        self.client = SignedClient(self._server, credentials, self.store, now)
        self.heard = Heard()
        self._voice = ChatVoice(self.client, self.heard, Spoken(TEXTS, now), now, ["example.org"])

    def sync(self, *answers: object) -> Batch | None:
        """One sync as the running bot does it; None when it would try again later, or stop."""
        self._server.answers = list(answers)
        return asyncio.run(self._sync())

    async def _sync(self) -> Batch | None:
        try:
            batch = await self.client.sync_once()
        except MatrixError:  # waited out, or the bot stops and says which it was
            return None
        try:
            await self._voice.hearing.handle(batch)
            while not self._voice.beside._next.empty():
                await self._voice.beside.one()
        # What `app.Bot` waits out, and what stops it with a word.
        except (Limited, TryLater, UnknownToken, StateWentBack):
            return None
        self.client.commit_token(batch)
        return batch


def sync(data: bytes) -> None:
    """A homeserver that answers anything: first to the sync, then to what is asked after it."""
    made_up = parsed(data)
    answers = made_up if isinstance(made_up, list) else [made_up]
    voice = Voice()
    try:
        voice.sync(*answers)
        assert voice.heard.said == [], "nobody wrote anything"
        ours = voice.client.machine._account._account
        assert len(ours.one_time_keys) <= ours.max_number_of_one_time_keys
    finally:
        voice.store.close()


_PEER: Final = Account()
_THEIRS: Final = _PEER.curve25519_key.to_base64()
_THEIR_SIGNING: Final = _PEER.ed25519_key.to_base64()
_SESSION: Final = GroupSession()
_FIRST_KEY: Final = _SESSION.session_key


def to_device(data: bytes) -> None:
    """A stranger who speaks Olm perfectly, and says anything in it: {"payload", "event"}.

    Whatever it is, it is kept under the sender's name or not at all.
    """
    made_up = as_object(parsed(data))
    voice = Voice()
    try:
        account = voice.client.machine._account
        with account.change() as keys:
            keys.generate_one_time_keys(1)
        (one_time_key,) = account._account.one_time_keys.values()
        ours = account.curve25519
        session = _PEER.create_outbound_session(Curve25519PublicKey.from_base64(ours), one_time_key)
        honest = {
            "type": "m.room_key",
            "content": {
                "algorithm": _MEGOLM,
                "room_id": CHAT,
                "session_id": _SESSION.session_id,
                "session_key": _FIRST_KEY.to_base64(),
            },
            "sender": YOU,
            "recipient": ME,
            "recipient_keys": {"ed25519": account.ed25519},
            "keys": {"ed25519": _THEIR_SIGNING},
        }
        payload = laid_over(honest, made_up.get("payload", {}))
        kind, body = session.encrypt(_sealable(payload, data)).to_parts()
        event = {
            "type": "m.room.encrypted",
            "sender": YOU,
            "content": {
                "algorithm": _OLM,
                "sender_key": _THEIRS,
                "ciphertext": {ours: {"type": kind, "body": to_base64(body)}},
            },
        }
        event = laid_over(event, made_up.get("event", {}))
        batch = {"next_batch": "1", "to_device": {"events": [event]}}
        assert voice.sync(batch) is not None, "one event must not keep a sync from being taken in"
        kept = voice.client.machine._incoming.find(YOU, CHAT, _SESSION.session_id)
        if kept is not None:
            assert (kept.curve25519, kept.ed25519) == (_THEIRS, payload["keys"]["ed25519"])
            assert event["sender"] == payload["sender"] == YOU
    finally:
        voice.store.close()


def _sealable(payload: object, data: bytes) -> bytes:
    """What a client can encrypt: the object, or, where JSON has no such thing, the raw bytes."""
    try:
        return json.dumps(payload, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return data or b"{}"


def decrypted(data: bytes) -> None:
    """A member's own device that says anything in its chat: {"payload", "event", "answers"}.

    Words are taken for what its owner said, in that chat, once; or there are none.
    """
    made_up = as_object(parsed(data))
    voice = Voice()
    try:
        group = GroupSession()
        inbound = InboundGroupSession(group.session_key).pickle(PICKLE_KEY)
        record = InboundRecord(inbound, _THEIRS, _THEIR_SIGNING, now())
        until = now() + QUIET
        name = f"{CHAT} {group.session_id}"
        voice.store.put(person(YOU), INBOUND, record, name=name, until=until)
        phone = Device(DEVICE, _THEIRS, _THEIR_SIGNING, signed=True)
        devices = DevicesRecord("pin", "pin", (phone,), 0, until)
        voice.store.put(person(YOU), DEVICES, devices, until=until)
        voice.client.machine.devices._current.add(YOU)
        honest = {
            "type": "m.room.message",
            "content": {"msgtype": "m.text", "body": "hi"},
            "room_id": CHAT,
        }
        payload = laid_over(honest, made_up.get("payload", {}))
        message = group.encrypt(_sealable(payload, data))
        event = {
            "event_id": "$event",
            "sender": YOU,
            "type": "m.room.encrypted",
            "origin_server_ts": 1,
            "content": {
                "algorithm": _MEGOLM,
                "session_id": group.session_id,
                "sender_key": _THEIRS,
                "device_id": DEVICE,
                "ciphertext": message.to_base64(),
            },
        }
        event = laid_over(event, made_up.get("event", {}))
        batch = {
            "next_batch": "1",
            "rooms": {"join": {CHAT: {"timeline": {"events": [event]}}}},
        }
        members = {
            "chunk": [{"state_key": u, "content": {"membership": "join"}} for u in (ME, YOU)]
        }
        answers = made_up.get("answers")
        voice.sync(batch, *(answers if isinstance(answers, list) else [members]))
        voice.sync({**batch, "next_batch": "2"}, members)
        words = [said for said in voice.heard.said if isinstance(said[2], Said)]
        assert len(words) <= 1, "once"
        for user, chat, said in voice.heard.said:
            assert (user, chat) == (YOU, CHAT)
            assert not isinstance(said, Said) or len(said.text) <= 4_000
    finally:
        voice.store.close()


STATES: Final = tuple(WAYS.values())


def answers(data: bytes) -> None:
    """Somebody in some state of a conversation who writes anything, and lets a day pass."""
    if not data:
        return
    lines = data[1:].decode(errors="replace").split("\n")[:_LINES]
    with House() as house:
        STATES[data[0] % len(STATES)](house)
        for line in lines:
            said = house.says(SAM, line[:4_000])
            assert len(said) <= 2, "one message answers, another may tell what became of it"
            for body in said:
                assert body.strip()
                body.encode()
        house.wait(timedelta(days=1))
        house.says(SAM, "help")


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "sync": sync,
    "to_device": to_device,
    "decrypted": decrypted,
    "answers": answers,
}
