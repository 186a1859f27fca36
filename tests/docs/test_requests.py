"""The requests and the settings that pages show, tried on a real Synapse."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import yaml

from peerbot.devtools.synapse import Synapse
from peerbot.matrix.http.session import Session
from tests.conftest import Register
from tests.docs.pages import blocks


def request_on(page: str) -> tuple[str, str, dict[str, Any]]:
    """Method, path and body of the one `curl` of a page."""
    (line,) = [block.text for block in blocks(page, "sh") if "curl" in block.text]
    words = shlex.split(line.replace("\\\n", " "))
    address = re.fullmatch(r"https?://[^/]+(/.*)", words[-1])
    assert address is not None
    assert any(word.startswith("Authorization: Bearer ") for word in words)
    return "POST", address[1], json.loads(words[words.index("-d") + 1])


async def test_anyone_may_ask_for_the_keepers_keys(synapse: Synapse, register: Register) -> None:
    method, path, body = request_on("docs/members.md")
    keeper, member = await register("rooms"), await register("member")
    asked = json.loads(json.dumps(body).replace("@rooms:example.org", keeper.user_id))
    homeserver = Session(synapse.url, member.token)
    answer = await homeserver.request(method, path, asked)
    await homeserver.close()
    assert answer["device_keys"] == {keeper.user_id: {}}


async def test_an_admin_may_lift_the_limits(synapse: Synapse, register: Register) -> None:
    method, path, body = request_on("docs/stewards.md")
    keeper, admin = await register("rooms"), await register("admin", admin=True)
    homeserver = Session(synapse.url, admin.token)
    path = path.replace("@rooms:example.org", keeper.user_id)
    assert await homeserver.request(method, path, body) == body
    await homeserver.close()


async def test_synapse_takes_the_settings(tmp_path: Path) -> None:
    (block,) = blocks("docs/stewards.md", "yaml")
    settings: dict[str, Any] = yaml.safe_load(block.text)

    class Advised(Synapse):
        def _config(self, key: Path, logging: Path) -> dict[str, Any]:
            own = super()._config(key, logging)
            sandbox_only = ("max_event_delay_duration", "forgotten_room_retention_period")
            return {k: v for k, v in own.items() if k not in sandbox_only} | settings

    async with Advised(tmp_path / "synapse") as synapse:
        homeserver = Session(synapse.url)
        features = (await homeserver.versions())["unstable_features"]
        await homeserver.close()
    assert features["org.matrix.msc4140"] is True
