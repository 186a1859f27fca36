"""One homeserver, one bot, and a proxy between them that does what a test says."""

import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from peerbot.app.state import DATABASE, utc_now
from peerbot.devtools.demo.people import Member
from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Registered
from peerbot.kernel.ids import EventID
from peerbot.matrix.crypto.signing import Identity
from peerbot.matrix.homeserver import Json, as_object, path, room_path
from peerbot.matrix.http.session import Session
from storage import Store
from storage.keys import load_key_file
from tests.proxy import Predicate, Proxy, Seen, to

WELCOME = "1. People together now"
HELP = "These words work at any time"
KEPT = "Of you I keep only what you said yes to"
NOW = "No one here is on call"


@dataclass
class Place:
    """Everything passes through `proxy` on its way between the bot and the homeserver."""

    sandbox: Sandbox
    proxy: Proxy

    def by(self, account: str, method: str, pattern: str) -> Predicate:
        """Requests of one of the bot's accounts."""
        asked, token = to(method, pattern), self.token(account)
        return lambda seen: seen.token == token and asked(seen)

    def by_voice(self, method: str, pattern: str) -> Predicate:
        """Requests of the account that talks."""
        return self.by("voice", method, pattern)

    def token(self, name: str) -> str:
        """What an account authorises itself with: setup gave it a name, which shows both."""
        named = to("PUT", f"/profile/(%40|@){name}(%3A|:)")
        return next(seen.token for seen in self.proxy.seen if named(seen))

    @property
    def bot_runs(self) -> bool:
        """Whether the bot's process is there."""
        bot = self.sandbox._bot
        return bot is not None and bot.returncode is None

    def since(self, moment: int, predicate: Predicate) -> list[Seen]:
        """Requests of that kind after `moment`, a length of `proxy.seen`."""
        return [seen for seen in self.proxy.seen[moment:] if predicate(seen)]

    async def kill(self) -> None:
        """SIGKILL the bot; requests that are held are cut with it."""
        await self.sandbox.kill_bot()
        self.proxy.clear()

    async def restart(self) -> None:
        """SIGKILL the bot and start it again."""
        await self.kill()
        await self.sandbox.start_bot()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """The bot does nothing meanwhile."""
        assert self.sandbox._bot is not None
        self.sandbox._bot.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.sandbox._bot.send_signal(signal.SIGCONT)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """What the bot has on record. Only while it does not run."""
        store = open_store(self.sandbox)
        try:
            yield store
        finally:
            store.close()

    async def rejected(self, what: str) -> int:
        """How often the running bot set this aside, as `status` tells a steward."""
        _, told = await self.sandbox.command("status")
        lines = [line for line in told.splitlines() if line.startswith(f"Rejected: {what}: ")]
        return sum(int(line.rsplit(" ", 1)[1].rstrip(".")) for line in lines)


def open_store(sandbox: Sandbox) -> Store:
    """The state of a bot that does not run, opened as the bot itself would."""
    key = load_key_file(sandbox.directory / "key")
    return Store.open(sandbox.state / DATABASE, key, create=False)


async def send(
    member: Member, content: Json, event_type: str = "m.room.message", *, clear: bool = False
) -> EventID:
    """Any event from a member to the voice, encrypted unless said otherwise."""
    client, txn_id = member.client, secrets.token_hex(8)
    if not clear:
        return await client.send_encrypted(member.chat, [member.voice], content, txn_id, event_type)
    endpoint = room_path(member.chat, "send", event_type, txn_id)
    return EventID((await client.homeserver.request("PUT", endpoint, content))["event_id"])


def said_by_voice(member: Member) -> list[str]:
    """All that the voice said in a member's chat, as they could read it."""
    said = (m for m in member.messages if (m.room_id, m.sender) == (member.chat, member.voice))
    return [message.body for message in said]


async def kept_of(place: Place, member: Member) -> bool:
    """Whether the disk holds anything of a person once the bot has nothing left to do."""
    await place.sandbox.at_rest()
    await place.sandbox.stop_bot()
    with place.store() as store:
        return store.has(f"person:{member.user_id}")


async def open_room(place: Place, member: Member) -> str:
    """Make somebody a facilitator who opens a room; what they are told of it."""
    code, said = await place.sandbox.command("grant", "facilitator", member.user_id)
    assert code == 0, said
    assert "A steward offers you" in await member.ask("role")
    assert "You are a facilitator" in await member.ask("yes")
    assert "Shall I open it" in await member.ask("open quiet company 50")
    return await member.ask("yes")


async def claim(member: Member) -> Json:
    """Take one of the voice's one-time keys, as any account of any server may."""
    request = member.client.homeserver.request
    known = await request("POST", path("keys", "query"), {"device_keys": {member.voice: []}})
    devices = dict.fromkeys(known["device_keys"][member.voice], "signed_curve25519")
    body: Json = {"one_time_keys": {member.voice: devices}}
    answer = await request("POST", path("keys", "claim"), body)
    (claimed,) = answer["one_time_keys"][member.voice].values()
    (key,) = claimed.values()
    return as_object(key)


async def another_device(place: Place, member: Member) -> Member:
    """The same person at a second device, which their identity vouches for. Not yet entered."""
    url, password = place.sandbox.homeserver.url, member._password
    homeserver = Session(url)
    added = await homeserver.log_in(member.user_id, password)
    await homeserver.close()
    account = Registered(added.user_id, added.device_id, added.token, password)
    second = Member(url, account, member.voice)
    identity = Identity.load(member._store, member.user_id, utc_now())
    assert identity is not None
    identity.save(second._store, utc_now())
    second.chat = member.chat
    return second
