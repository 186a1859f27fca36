"""What the wire and the disk do to the sync: late keys, gaps, a full disk, floods."""

import asyncio
import resource
import secrets
from urllib.parse import unquote

import pytest

from peerbot.app.trouble import Exit
from peerbot.devtools.synapse import PATIENCE
from peerbot.kernel.ids import RoomID
from peerbot.matrix.homeserver import Json, room_path
from peerbot.matrix.sync import Event
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, kept_of, said_by_voice, send
from tests.faults.test_chats import STRANGERS, inviting
from tests.proxy import to

SEND = "/send/m.room.encrypted/"


async def test_fault_09_an_answer_that_hangs_holds_nobody_else_up(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert WELCOME in await sam.ask("hi")
    hanging = place.proxy.hold(place.by_voice("PUT", SEND))
    await alex.tell(alex.chat, "hi")
    await hanging.reached()
    for _ in range(3):
        assert HELP in await sam.ask("help")
    hanging.drop()
    assert WELCOME in await alex.hear()


async def test_fault_11_messages_wait_for_their_key(place: Place, arrive: Arrive) -> None:
    """The homeserver delivers what is said before the keys that it is said with."""
    alex = await arrive("alex")
    await place.sandbox.at_rest()
    held: list[Json] = []
    syncs = place.by_voice("GET", "/sync")

    def without_keys(status: int, sync: Json) -> tuple[int, Json]:
        held.extend(sync.get("to_device", {}).pop("events", []))
        return status, sync

    def with_them(status: int, sync: Json) -> tuple[int, Json]:
        events = sync.setdefault("to_device", {}).setdefault("events", [])
        events[:0] = held
        held.clear()
        return status, sync

    late = place.proxy.rewrite(syncs, without_keys)
    for words in ("hi", "help", "now"):
        await alex.tell(alex.chat, words)
    # Asking for the next batch, the bot has done with the one that brought the messages.
    for _ in range(2):
        again = place.proxy.hold(syncs, after=True)
        await again.reached()
        again.release()
    assert held
    assert said_by_voice(alex) == []
    late.end()
    place.proxy.rewrite(syncs, with_them)
    heard = [await alex.hear() for _ in range(3)]
    assert [WELCOME in heard[0], HELP in heard[1], "No one here" in heard[2]] == [True] * 3
    assert len(said_by_voice(alex)) == 3


async def test_fault_44_more_than_one_sync_carries_is_answered_in_order(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await place.sandbox.at_rest()
    await place.kill()
    asked = [("help", HELP) if n % 3 else ("now", "No one here") for n in range(115)]
    for words, _ in asked:
        await alex.tell(alex.chat, words)
    await place.sandbox.start_bot()
    heard = [await alex.hear() for _ in asked]
    assert [n for n, (_, answer) in enumerate(asked) if answer not in heard[n]] == []
    await place.restart()
    assert "No one here" in await alex.ask("now")
    assert len(said_by_voice(alex)) == len(asked) + 2


async def test_fault_28_after_a_restart_a_bot_that_was_removed_lets_go(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await place.sandbox.at_rest()
    await place.kill()
    body = {"user_id": alex.voice}
    await alex.client.homeserver.request("POST", room_path(alex.chat, "kick"), body)
    moment = len(place.proxy.seen)
    await place.sandbox.start_bot()
    sam = await arrive("sam")
    assert WELCOME in await sam.ask("hi")  # what came before it is handled
    assert not await kept_of(place, alex)
    sent = place.since(moment, to("PUT", SEND))
    assert [seen for seen in sent if alex.chat in unquote(seen.path)] == []


async def test_fault_29_one_person_begins_few_chats(place: Place, arrive: Arrive) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    declines = place.by_voice("POST", "/rooms/[^/]*elsewhere.example/leave")
    moment = len(place.proxy.seen)
    change = inviting(STRANGERS, sam.user_id, direct=True)
    place.proxy.rewrite(place.by_voice("GET", "/sync"), change)
    most = 10 - 1  # they began one when they came
    last = place.proxy.hold(
        lambda seen: declines(seen) and len(place.since(moment, declines)) == STRANGERS - most,
        after=True,
    )
    assert WELCOME in await alex.ask("hi")
    await last.reached()
    last.release()
    await place.sandbox.at_rest()
    joins = place.since(moment, place.by_voice("POST", "/join/[^/]*elsewhere.example"))
    assert len({seen.path for seen in joins}) == most  # each tried a few times, since none is there


async def test_fault_32_what_looks_like_html_is_shown_as_it_was_written(
    arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a name nor an answer becomes a link, a mention or a picture in somebody's client."""
    alex = await arrive("alex")
    evil = '<a href="https://matrix.to/#/@voice:localhost">x</a><img src=x><b>@room</b> **a**'
    name = f"/profile/{alex.user_id}/displayname"
    endpoint = f"/_matrix/client/v3{name}"
    await alex.client.homeserver.request("PUT", endpoint, {"displayname": evil})
    contents: list[Json] = []
    keep = alex._keep

    def look(room_id: RoomID, event: Event, content: Json, *, encrypted: bool) -> None:
        contents.append(content)
        keep(room_id, event, content, encrypted=encrypted)

    monkeypatch.setattr(alex, "_keep", look)  # a person shows words, not contents
    for words in ("hi", "role", "me", evil, "help"):
        await alex.ask(words)
    by_voice = [c for c in contents if c["msgtype"] == "m.notice"]
    assert len(by_voice) == 5
    for content in by_voice:
        assert set(content) == {"msgtype", "body", "m.mentions"}
        assert content["m.mentions"] == {}
        assert evil not in content["body"]


async def test_fault_38_a_disk_that_is_full_for_a_while_loses_nothing(
    place: Place, arrive: Arrive
) -> None:
    """The kernel lets no file of the bot grow: it takes nothing in, says so, and then goes on."""
    alex, sam = await arrive("alex"), await arrive("sam")
    assert WELCOME in await alex.ask("hi")
    await place.sandbox.at_rest()
    assert place.sandbox._bot is not None
    pid = place.sandbox._bot.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        await alex.tell(alex.chat, "help")
        await sam.tell(sam.chat, "hi")
        async with asyncio.timeout(PATIENCE):
            while "The disk is full" not in (await place.sandbox.command("status"))[1]:
                pass
        assert place.bot_runs
        assert len(said_by_voice(alex)) == 1
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    assert HELP in await alex.hear()
    assert WELCOME in await sam.hear()
    assert (await place.sandbox.command("status"))[0] == Exit.WELL
    assert len(said_by_voice(alex)) == 2


async def test_fault_34_what_was_taken_back_before_it_was_read_is_not_done(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await place.sandbox.at_rest()
    await place.kill()
    # The homeserver keeps the answer to the sync that was under way, which this one ends.
    await alex.tell(alex.chat, "now")
    taken_back = await send(alex, {"msgtype": "m.text", "body": "kept"})
    endpoint = room_path(alex.chat, "redact", taken_back, secrets.token_hex(8))
    await alex.client.homeserver.request("PUT", endpoint, {})
    await place.sandbox.start_bot()
    assert "No one here" in await alex.hear()
    assert HELP in await alex.ask("help")
    assert len(said_by_voice(alex)) == 3


async def test_fault_34_a_late_number_belongs_to_the_question_asked_last(
    place: Place, arrive: Arrive
) -> None:
    """Also when it is sent as a reply to an older one, or after a restart."""
    alex = await arrive("alex")
    menu = await alex.ask("hi")
    assert "1. People together now" in menu
    first = next(m.event_id for m in alex.messages if m.body == menu)
    assert "take back my own messages" in await alex.ask("clear")
    reply = {"m.in_reply_to": {"event_id": first}}
    await send(alex, {"msgtype": "m.text", "body": "0", "m.relates_to": reply})
    assert "All right" in await alex.hear()
    assert alex.voice in alex.present(alex.chat)
    assert "It cannot be undone" in await alex.ask("erase")
    await place.restart()
    # Nothing was agreed to, so the question itself is gone: a number then asks nothing of anybody.
    said = await alex.ask("1")
    assert WELCOME in said
    assert alex.voice in alex.present(alex.chat)
