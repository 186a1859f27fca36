"""`setup`: what it leaves on the homeserver and on the disk, twice, cut off, and refused."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from peerbot.devtools.synapse import Registered, Synapse
from peerbot.kernel.ids import DeviceID, UserID
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.signing import own_keys
from peerbot.matrix.errors import Forbidden
from peerbot.matrix.homeserver import Credentials, Json
from peerbot.matrix.http.session import Session
from storage import Store
from tests.app.installation import Installation, install
from tests.proxy import Proxy, to

LOGIN = to("POST", "/login$")
IDENTITY = to("POST", "/keys/device_signing/upload")
PASSWORD = to("POST", "/account/password")


CAPABILITIES = to("GET", "/capabilities$")


@dataclass
class Watched:
    """An installation, and all that its commands ask of the homeserver."""

    installation: Installation
    proxy: Proxy

    @property
    def logins(self) -> dict[str, int]:
        """How often each account was logged in."""
        names = [seen.json["identifier"]["user"] for seen in self.proxy.seen if LOGIN(seen)]
        users = [f"@{name}:localhost" for name in names]
        return {user: users.count(user) for user in users}


@pytest.fixture
async def watched(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Watched]:
    """Fresh accounts, reached through a proxy."""
    async with Proxy(synapse.url) as proxy:
        yield Watched(await install(tmp_path, synapse, proxy.url), proxy)


@asynccontextmanager
async def session(synapse: Synapse, account: Registered) -> AsyncIterator[Session]:
    """Requests as that account, with the token from its registration."""
    homeserver = Session(synapse.url, account.token)
    try:
        yield homeserver
    finally:
        await homeserver.close()


async def opens(synapse: Synapse, account: Registered) -> bool:
    """Whether the password from the registration still opens the account."""
    homeserver = Session(synapse.url)
    try:
        await homeserver.log_in(account.user_id, account.password)
    except Forbidden:
        return False
    finally:
        await homeserver.close()
    return True


async def is_whole(synapse: Synapse, installation: Installation) -> None:
    """All that setup promises: one signed device that talks, an account without keys, and a
    password that nobody knows."""
    async with session(synapse, installation.voice) as anyone:
        voice = await own_keys(anyone, UserID(installation.voice.user_id))
        assert voice.master_key is not None
        assert len(voice.devices) == 1
        # Its own signature, and that of the identity.
        (device,) = voice.devices.values()
        assert len(device["signatures"][installation.voice.user_id]) == 2
    async with session(synapse, installation.keeper) as anyone:
        keeper = await own_keys(anyone, UserID(installation.keeper.user_id))
        assert keeper.master_key is not None
        assert keeper.devices == {}
    assert not await opens(synapse, installation.keeper)
    assert await opens(synapse, installation.voice)
    async with installation.running() as bot:
        bot.terminate()
        assert await bot.wait() == 0


def modes(*places: Path) -> Iterator[tuple[str, int]]:
    """The permissions of all that is there."""
    for place in places:
        for path in (place, *place.rglob("*")):
            yield ("directory" if path.is_dir() else "file"), path.stat().st_mode & 0o777


async def test_what_setup_makes(synapse: Synapse, watched: Watched) -> None:
    done = await watched.installation.set_up()
    assert done.code == 0, done.err
    assert "a password nobody knows" in done.out
    await is_whole(synapse, watched.installation)
    found = set(modes(watched.installation.state, watched.installation.key))
    assert found == {("directory", 0o700), ("file", 0o600)}
    assert set(watched.logins.values()) == {1}


async def test_a_second_time_it_needs_no_password_and_no_login(
    synapse: Synapse, watched: Watched
) -> None:
    assert (await watched.installation.set_up()).code == 0
    again = await watched.installation.run("setup", "--no-input")
    assert again.code == 0, again.err
    assert watched.logins == {
        watched.installation.voice.user_id: 1,
        watched.installation.keeper.user_id: 1,
    }
    await is_whole(synapse, watched.installation)


# Which request it is, and how often it came before.
STEPS = {
    "the voice's login": (LOGIN, 0),
    "the voice's keys": (to("POST", "/keys/upload"), 0),
    "the voice's identity": (IDENTITY, 0),
    "the signature on the voice's device": (to("POST", "/keys/signatures/upload"), 0),
    "the keeper's login": (LOGIN, 1),
    "the keeper's identity": (IDENTITY, 1),
    "asking to change the password": (PASSWORD, 0),
    "changing the password": (PASSWORD, 1),
}


@pytest.mark.parametrize("step", STEPS)
async def test_killed_and_run_again(synapse: Synapse, watched: Watched, step: str) -> None:
    matches, before = STEPS[step]
    for _ in range(before):
        watched.proxy.hold(matches).release()
    held = watched.proxy.hold(matches, after=True)
    cut_off = await watched.installation.begin(
        "setup", "--no-input", **watched.installation.passwords
    )
    await held.reached()
    cut_off.kill()
    await cut_off.communicate()
    held.drop()

    done = await watched.installation.set_up()
    assert done.code == 0, done.err
    await is_whole(synapse, watched.installation)
    # Only a login whose token never arrived is done again.
    for user, how_often in watched.logins.items():
        lost = step == f"the {user[1:].partition('-')[0]}'s login"
        assert how_often == 1 + lost


async def test_nothing_goes_to_another_machine_in_clear(installation: Installation) -> None:
    """Passwords and tokens would be read on the way."""
    installation.settings["homeserver"]["url"] = "http://192.0.2.1:8008"
    installation.write()
    for command in ("setup", "run"):
        done = await installation.run(command, **installation.passwords)
        assert (done.code, done.out) == (2, "")
        assert "connects to another machine without encryption" in done.err
        assert "Write https://" in done.err
    assert not installation.state.exists()


async def test_a_wrong_password_and_then_the_right_one(
    synapse: Synapse, installation: Installation
) -> None:
    wrong = installation.passwords | {"PEERBOT_VOICE_PASSWORD": "not it"}
    done = await installation.run("setup", "--no-input", **wrong)
    assert done.code == 2
    assert "the homeserver refused the login" in done.err
    assert "for the account in accounts.voice" in done.err
    assert "Check the account's name and password, and that homeserver.url is" in done.err
    assert (await installation.set_up()).code == 0
    await is_whole(synapse, installation)


async def test_without_a_password_it_names_the_account(installation: Installation) -> None:
    done = await installation.run("setup", "--no-input")
    assert done.code == 2
    assert "accounts.voice" in done.err
    assert "PEERBOT_VOICE_PASSWORD" in done.err


async def test_an_account_that_has_keys_cannot_be_the_keeper(
    synapse: Synapse, installation: Installation
) -> None:
    account = installation.keeper
    credentials = Credentials(UserID(account.user_id), DeviceID(account.device_id), account.token)
    async with session(synapse, account) as homeserver:
        store = Store.in_memory()
        client = SignedClient(homeserver, credentials, store, lambda: datetime.now(UTC))
        await client.machine.start()
        store.close()
    done = await installation.set_up()
    assert done.code == 2
    assert "accounts.keeper has devices with keys" in done.err
    assert await opens(synapse, account)


async def test_fault_54_a_homeserver_that_makes_only_old_rooms_is_told_at_setup(
    synapse: Synapse, watched: Watched
) -> None:
    old = {"capabilities": {"m.room_versions": {"default": "10", "available": {"10": "stable"}}}}
    rule = watched.proxy.answer(CAPABILITIES, 200, old)
    done = await watched.installation.set_up()
    assert done.code == 3
    assert "cannot create rooms of version 11 or 12" in done.err
    assert "Update the homeserver, then run setup again." in done.err
    assert await opens(synapse, watched.installation.keeper), "its password is not gone yet"
    rule.end()
    assert (await watched.installation.set_up()).code == 0
    await is_whole(synapse, watched.installation)


async def test_what_the_homeserver_does_not_do_by_itself_is_worth_a_look(watched: Watched) -> None:
    """It is nothing wrong: setup goes on."""

    def plain(status: int, answer: Json) -> tuple[int, Json]:
        return status, {**answer, "unstable_features": {}}

    rule = watched.proxy.rewrite(to("GET", "/versions"), plain)
    done = await watched.installation.set_up()
    assert done.code == 0
    assert "Worth a look: max_event_delay_duration" in done.out
    rule.end()
    assert "Worth a look" not in (await watched.installation.set_up()).out


async def test_a_homeserver_that_is_not_there(installation: Installation) -> None:
    installation.settings["homeserver"]["url"] = "http://127.0.0.1:9"
    installation.write()
    done = await installation.set_up()
    assert done.code == 3
    assert "cannot reach the homeserver" in done.err
