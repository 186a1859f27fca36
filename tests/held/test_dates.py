"""A date of a series on a real homeserver: opened from the chat, and who just comes comes in."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.held.cast import closes, is_in, nothing_of
from tests.story.scene import Scene, hears, says

SOON = timedelta(minutes=10)
"""Whoever plans a date that is so near is asked at once whether to open it."""


async def test_a_date_is_opened_from_the_chat_and_who_has_no_place_comes_in(scene: Scene) -> None:
    async with scene.people("robin", "sam") as (robin, sam):
        await robin.begin()
        await scene.makes_facilitator(robin)
        at = (datetime.now(UTC) + SOON).astimezone(ZoneInfo("Europe/Berlin"))
        line = f"plan quiet company {at:%Y-%m-%d %H:%M} 5 people"
        await says(robin, line, "It meets once")
        await says(robin, "yes", "It is planned.")
        await hears(robin, "Shall I open a room for it?")
        done = await says(robin, "1", "The room is open, as number")
        assert "Before that nobody minds whether you are there." in done
        number = re.search(r"as number (\d+)", done)
        assert number
        room_id = await robin.join_invited()
        await robin.sees(room_id, 2)
        assert await is_in(sam, number[1]) == room_id
        await says(robin, "begin", "It is open already")
        await closes(robin)
        await says(robin, "plan end", "Shall it end?")  # or it would wait for the day after
        await says(robin, "yes", "It has ended")
        await scene.sandbox.at_rest()
        nothing_of(scene, (robin, sam), room_id)
