"""The throwaway homeserver itself: it starts, keeps its data, and leaves nothing behind."""

import asyncio
import json
import signal
import sys
import urllib.request
from pathlib import Path

import pytest

from peerbot.devtools.synapse import (
    PATIENCE,
    Registered,
    RegistrationRefused,
    Synapse,
    SynapseFailed,
    SynapseMissing,
    interpreter,
)
from tests.conftest import Register, ended


async def whoami(synapse: Synapse, account: Registered) -> str:
    """Who the homeserver says the account's token belongs to."""
    request = urllib.request.Request(
        f"{synapse.url}/_matrix/client/v3/account/whoami",
        headers={"Authorization": f"Bearer {account.token}"},
    )

    def ask() -> str:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return str(json.load(response)["user_id"])

    return await asyncio.to_thread(ask)


async def test_an_account_works_and_is_registered_once(
    synapse: Synapse, register: Register
) -> None:
    account = await register("alice")
    assert await whoami(synapse, account) == account.user_id
    with pytest.raises(RegistrationRefused) as refused:
        await synapse.register(account.user_id.removeprefix("@").split(":")[0])
    assert refused.value.errcode == "M_USER_IN_USE"


async def test_accounts_outlive_a_restart_and_a_kill(tmp_path: Path) -> None:
    async with Synapse(tmp_path) as synapse:
        account = await synapse.register("alice")
        await synapse.restart()
        assert await whoami(synapse, account) == account.user_id
        await synapse.kill()
        await synapse.start()
        assert await whoami(synapse, account) == account.user_id
        pid = synapse.pid
    await ended(pid)


async def test_it_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys, pathlib; from peerbot.devtools.synapse import Synapse\n"
        "async def main():\n"
        "    synapse = Synapse(pathlib.Path(sys.argv[1]))\n"
        "    await synapse.start(); print(synapse.pid, flush=True); await asyncio.Event().wait()\n"
        "asyncio.run(main())"
    )
    starter = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", script, str(tmp_path)), stdout=asyncio.subprocess.PIPE
    )
    assert starter.stdout is not None
    pid = int(await starter.stdout.readline())
    starter.send_signal(signal.SIGKILL)
    await starter.wait()
    await ended(pid)


async def test_a_taken_port_is_said_not_waited_for(synapse: Synapse, tmp_path: Path) -> None:
    with pytest.raises(SynapseFailed) as failed:
        await Synapse(tmp_path, port=synapse.port, server_name="elsewhere").start()
    assert failed.value.exit_code not in (None, 0)


def test_without_synapse_the_next_step_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PEERBOT_SYNAPSE_PYTHON", str(tmp_path / "nothing"))
    with pytest.raises(SynapseMissing, match="make tools"):
        interpreter()
