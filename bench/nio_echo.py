"""The least encrypted bot that matrix-nio makes: joins when invited, repeats what it hears.

    python -m bench.nio_echo HOMESERVER USER DEVICE TOKEN DIRECTORY [TIMELINE]

TIMELINE: events of a room asked for in one sync; the homeserver's own choice (Synapse: 10) when it
is left out. Prints `ready` once its device keys are published.
"""

import asyncio
import sys

from nio import (
    AsyncClient,
    AsyncClientConfig,
    InviteMemberEvent,
    MatrixRoom,
    RoomMessageText,
)


async def main(homeserver: str, *account: str, timeline: int | None) -> None:
    """Echo until killed."""
    user_id, device_id, token, directory = account
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
    client = AsyncClient(homeserver, user_id, device_id, store_path=directory, config=config)
    client.restore_login(user_id, device_id, token)

    async def join(room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == user_id and event.membership == "invite":
            await client.join(room.room_id)

    async def echo(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender != user_id:
            content = {"msgtype": "m.notice", "body": event.body}
            await client.room_send(
                room.room_id, "m.room.message", content, ignore_unverified_devices=True
            )

    client.add_event_callback(join, InviteMemberEvent)  # type: ignore[arg-type] # nio takes it
    client.add_event_callback(echo, RoomMessageText)  # type: ignore[arg-type] # nio takes it
    await client.keys_upload()
    print("ready", flush=True)
    wanted = None if timeline is None else {"room": {"timeline": {"limit": timeline}}}
    await client.sync_forever(timeout=30_000, sync_filter=wanted)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:6], timeline=int(sys.argv[6]) if sys.argv[6:] else None))
