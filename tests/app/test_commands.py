"""What stewards ask for, with the bot running and without: the same words, the same effect."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from peerbot.app.commands import NOT_ASKED
from peerbot.devtools.synapse import Synapse
from peerbot.matrix.homeserver import Json, path
from tests.app.installation import Ended, Installation
from tests.app.test_passphrase import at_a_terminal
from tests.conftest import Register
from tests.matrix.people import requests


class Steward:
    """Types commands, while the bot runs or does not."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.accounts = (installation.voice.user_id, installation.keeper.user_id)

    async def types(self, *words: str) -> Ended:
        """A command that has to work."""
        done = await self._installation.run(*words)
        assert done.code == 0, done.err
        assert done.err == ""
        return done

    async def asks_how_it_is(self) -> list[str]:
        """The lines of `status`, whatever it is."""
        done = await self._installation.run("status")
        return (done.out + done.err).splitlines()

    async def is_refused(self, *words: str) -> str:
        """A command that has to fail by what was typed; what it says."""
        done = await self._installation.run(*words)
        assert (done.code, done.out) == (2, "")
        return done.err


@pytest.fixture(params=["running", "stopped"])
async def steward(ready: Installation, request: pytest.FixtureRequest) -> AsyncIterator[Steward]:
    """A steward of a bot that runs, and of one that does not."""
    async with AsyncExitStack() as stack:
        if request.param == "running":
            await stack.enter_async_context(ready.running())
        yield Steward(ready)


async def test_every_command(steward: Steward) -> None:
    unknown = await steward.is_refused("grant", "facilitator", "@robin:localhost")
    assert "knows no account @robin:localhost; check it letter by letter" in unknown
    assert "Nobody holds a role" in (await steward.types("roles")).out
    offer = ("grant", "facilitator", "--yes")
    assert "Offered until" in (await steward.types(*offer, "@robin:localhost")).out
    assert "@robin:localhost  facilitator  offered" in (await steward.types("roles")).out
    assert "not a Matrix address" in await steward.is_refused("grant", "facilitator", "robin")
    assert "Ended." in (await steward.types("revoke", "@robin:localhost")).out
    assert "no role and have no offer" in await steward.is_refused("revoke", "@robin:localhost")

    await steward.types(*offer, "@sam:localhost")
    mistyped = await steward.is_refused("erase", "@samm:localhost")
    assert mistyped == "Nothing was held under @samm:localhost; check it letter by letter.\n"
    assert "@sam:localhost" in (await steward.types("roles")).out
    erased = await steward.types("erase", "@sam:localhost")
    assert erased.out == "Nothing is stored about @sam:localhost any more.\n"
    again = await steward.is_refused("erase", "@sam:localhost")
    assert again.startswith("Nothing was held under @sam:localhost;")
    assert "not a Matrix address" in await steward.is_refused("erase", "everybody")
    assert "Nobody holds a role" in (await steward.types("roles")).out

    assert "expired rows" in (await steward.types("sweep")).out
    told = await steward.asks_how_it_is()
    assert told[0] in ("All is well.", "The bot is not running.")
    assert "Pending actions: 0." in told
    told = (await steward.types("inspect")).out.splitlines()
    assert "Without the key, whoever seizes this machine sees:" in told
    assert any("owners" in line for line in told)


async def test_newcomers_are_paused_and_let_in_again(steward: Steward) -> None:
    paused = r"Newcomers are paused: nobody new is let in until (\d{4}-\d\d-\d\d \d\d:\d\d) UTC\."

    def until(said: list[str]) -> timedelta | None:
        """How long from now, as told in a line of it."""
        ends = [found[1] for line in said if (found := re.match(paused, line))]
        if not ends:
            return None
        (end,) = ends
        return datetime.fromisoformat(f"{end}+00:00") - datetime.now(UTC)

    assert until(await steward.asks_how_it_is()) is None
    assert "not paused" in (await steward.types("resume", "newcomers")).out
    for typed, hours in (((), 12), (("168",), 168), (("1",), 1)):
        said = (await steward.types("pause", "newcomers", *typed)).out.splitlines()
        for told in (said, await steward.asks_how_it_is()):
            left = until(told)
            assert left is not None
            assert timedelta(hours=hours, minutes=-5) < left <= timedelta(hours=hours)
    told = await steward.asks_how_it_is()
    assert told[0] in ("All is well.", "The bot is not running.")
    for wrong in ("0", "169", "1.5", "soon", "012"):
        refused = await steward.is_refused("pause", "newcomers", wrong)
        assert refused == "Write a whole number of hours, from 1 to 168.\n"
    await steward.is_refused("pause", "everybody")
    assert "let in again" in (await steward.types("resume", "newcomers")).out
    assert until(await steward.asks_how_it_is()) is None


async def test_a_role_is_offered_to_people_who_can_begin_it(
    steward: Steward, register: Register
) -> None:
    """An account that the homeserver knows, of a server whose people may talk to the bot."""
    robin = (await register("robin")).user_id
    offered = await steward.types("grant", "facilitator", robin)
    assert offered.out.endswith("the bot and to say: role.\n")
    await steward.types("revoke", robin)
    for words in (("grant", "facilitator"), ("grant", "facilitator", "--yes")):
        refused = await steward.is_refused(*words, "@robin:elsewhere.org")
        assert "People on elsewhere.org may not talk to the bot" in refused
        assert "members.may_talk" in refused
    for own in steward.accounts:
        refused = await steward.is_refused("grant", "facilitator", own)
        assert "one of the bot's own accounts" in refused
    assert "Nobody holds a role" in (await steward.types("roles")).out


async def test_a_homeserver_that_cannot_say_whom_it_knows(spoilt: Installation) -> None:
    spoilt.settings["homeserver"]["url"] = "http://127.0.0.1:9"
    spoilt.write()
    done = await spoilt.run("grant", "facilitator", "@robin:localhost")
    assert (done.code, done.err) == (0, "")
    assert "Offered until" in done.out
    assert NOT_ASKED in done.out


async def test_at_a_terminal_an_unknown_account_is_asked_about(ready: Installation) -> None:
    words = ("grant", "facilitator", "@robin:localhost")
    question = (
        "The homeserver knows no account @robin:localhost; check it letter by letter. "
        "Offer the role anyway? [y/N]"
    )
    done = await at_a_terminal(ready, *words, typed=[(question, "n")])
    assert (done.code, done.out) == (2, "")
    assert "Nobody holds a role" in (await ready.run("roles")).out
    done = await at_a_terminal(ready, *words, typed=[(question, "y")])
    assert done.code == 0, done.err
    assert "Offered until" in done.out
    assert (await ready.run("revoke", "@robin:localhost")).code == 0


async def test_the_voices_keys_are_those_that_people_see(
    steward: Steward, ready: Installation, synapse: Synapse, register: Register
) -> None:
    voice = ready.voice.user_id
    told = (await steward.types("identity")).out.splitlines()
    assert told[0].startswith(f"The voice is {voice}.")
    master, device = (told[row].rsplit(": ", 1)[1] for row in (1, 3))
    assert [told[row].split(": ")[1].replace(" ", "") for row in (2, 4)] == [master, device]
    async with requests(synapse, await register("alex")) as homeserver:
        query: Json = {"device_keys": {voice: []}}
        published = await homeserver.request("POST", path("keys", "query"), query)
    assert published["master_keys"][voice]["keys"] == {f"ed25519:{master}": master}
    [(name, keys)] = published["device_keys"][voice].items()
    assert keys["keys"][f"ed25519:{name}"] == device
    assert f"session, {name} (" in told[3]


async def test_there_is_no_identity_before_setup(installation: Installation) -> None:
    done = await installation.run("identity")
    assert (done.code, done.out) == (2, "")
    assert "there is no state yet" in done.err


async def test_what_is_granted_while_it_is_off_is_there_when_it_runs(ready: Installation) -> None:
    assert (await ready.run("grant", "facilitator", "--yes", "@robin:localhost")).code == 0
    async with ready.running():
        assert "@robin:localhost" in (await ready.run("roles")).out
        assert (await ready.run("revoke", "@robin:localhost")).code == 0
    assert "Nobody" in (await ready.run("roles")).out


async def test_sweep_works_without_the_key(ready: Installation) -> None:
    away = ready.key.rename(ready.directory / "key on paper")
    done = await ready.run("sweep")
    assert (done.code, done.err) == (0, "")
    assert "expired rows" in done.out
    done = await ready.run("status")
    assert done.code == 2
    assert "the key cannot be used" in done.err
    away.rename(ready.key)
