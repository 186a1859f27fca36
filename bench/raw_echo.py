"""A bot without encryption or store, with peerbot's lean sync: the floor under a round trip.

    python -m bench.raw_echo HOMESERVER USER TOKEN

Joins when invited, repeats what it hears. Prints `ready` before its first sync.
"""

import asyncio
import json
import sys
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import aiohttp

from peerbot.kernel.ids import UserID
from peerbot.matrix.filters import lean_filter


class Echo:
    """One account that repeats plain text."""

    def __init__(self, session: aiohttp.ClientSession, user_id: str) -> None:
        self._session = session
        self._user_id = user_id

    async def run(self) -> None:
        """Echo until killed: sync, send, sync, send."""
        wanted = lean_filter(UserID(self._user_id))
        query = {"filter": json.dumps(wanted), "timeout": "30000", "set_presence": "offline"}
        while True:
            batch = await self._request("GET", "sync", query=query)
            query["since"] = batch["next_batch"]
            rooms = batch.get("rooms", {})
            for room_id in rooms.get("invite", {}):
                await self._request("POST", f"rooms/{quote(room_id)}/join", {})
            async with asyncio.TaskGroup() as chats:
                for room_id, joined in rooms.get("join", {}).items():
                    chats.create_task(self._repeat(room_id, joined["timeline"]["events"]))

    async def _repeat(self, room_id: str, events: list[dict[str, Any]]) -> None:
        for body in (e["content"]["body"] for e in events if e["type"] == "m.room.message"):
            where = f"rooms/{quote(room_id)}/send/m.room.message/{uuid4().hex}"
            await self._request("PUT", where, {"msgtype": "m.notice", "body": body})

    async def _request(
        self,
        method: str,
        endpoint: str,
        body: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        address = f"/_matrix/client/v3/{endpoint}"
        async with self._session.request(method, address, json=body, params=query) as response:
            response.raise_for_status()
            answer: dict[str, Any] = await response.json()
            return answer


async def main(homeserver: str, user_id: str, token: str) -> None:
    """Echo until killed."""
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(homeserver, headers=headers) as session:
        print("ready", flush=True)
        await Echo(session, user_id).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
