"""The state directory: one bot at a time, the right key, and a file that is whole."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from peerbot.app.state import DATABASE
from peerbot.app.trouble import Exit
from peerbot.engine.records import CHAT, KEPT, PERSON_STATE
from peerbot.kernel.ids import person
from storage.keys import load_key_file, make_key_file
from storage.sealing import Sealing
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place


def fingerprints(directory: Path) -> dict[str, str]:
    """Every file of the state with its content's hash."""
    files = (path for path in directory.iterdir() if path.is_file())
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


async def test_fault_37_a_second_process_says_so_and_ends(place: Place, arrive: Arrive) -> None:
    alex = await arrive("alex")
    code, said = await place.sandbox.command("run")
    assert (code, "another process is using the state" in said) == (Exit.INPUT, True), said
    assert HELP in await alex.ask("help")


async def test_fault_40_a_wrong_key_is_told_and_touches_nothing(place: Place) -> None:
    await place.sandbox.stop_bot()
    key = place.sandbox.directory / "key"
    right = key.rename(place.sandbox.directory / "right-key")
    make_key_file(key)
    before = fingerprints(place.sandbox.state)
    try:
        code, said = await place.sandbox.command("run")
    finally:
        right.replace(key)
    assert (code, "the key does not match this state" in said) == (Exit.INPUT, True), said
    assert fingerprints(place.sandbox.state) == before


@pytest.mark.parametrize("damage", ["nonsense", "cut short"])
async def test_fault_39_a_damaged_file_is_told_and_not_replaced(
    place: Place, arrive: Arrive, damage: str
) -> None:
    await place.sandbox.stop_bot()
    file = place.sandbox.state / DATABASE
    whole = file.read_bytes()
    file.write_bytes(b"\xff" * len(whole) if damage == "nonsense" else whole[:5_000])
    broken = fingerprints(place.sandbox.state)[DATABASE]
    try:
        code, said = await place.sandbox.command("run")
        assert (code, "the state file is damaged" in said) == (Exit.US, True), said
        assert fingerprints(place.sandbox.state)[DATABASE] == broken
    finally:
        file.write_bytes(whole)
    await place.sandbox.start_bot()
    alex = await arrive("alex")
    assert HELP in await alex.ask("help")


async def test_fault_39_damaged_records_of_one_person_stop_nobody_else(
    place: Place, arrive: Arrive
) -> None:
    sam = await arrive("sam")
    await place.sandbox.at_rest()
    others = owners(place)
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await place.sandbox.stop_bot()
    for owner in owners(place) - others:
        damage(place, owner)
    await place.sandbox.start_bot()
    await alex.tell(alex.chat, "help")
    assert WELCOME in await sam.ask("hi")
    await place.restart()
    await alex.tell(alex.chat, "help")
    assert HELP in await sam.ask("help")


@pytest.mark.parametrize("which", ["the chat", "the role", "the conversation"])
async def test_fault_39_a_damaged_record_ends_not_the_bot_and_erase_mends_it(
    place: Place, arrive: Arrive, which: str
) -> None:
    sam, alex = await arrive("sam"), await arrive("alex")
    await place.sandbox.command("grant", "facilitator", alex.user_id)
    assert "A steward offers you" in await alex.ask("role")
    assert "You are a facilitator" in await alex.ask("yes")
    assert "It cannot be undone" in await alex.ask("erase")
    await place.sandbox.at_rest()
    await place.sandbox.stop_bot()
    owner = person(alex.user_id)
    label, name = {
        "the chat": (CHAT.label, ""),
        "the role": (KEPT.label, "role:facilitator"),
        "the conversation": (PERSON_STATE.label, ""),
    }[which]
    sealing = Sealing(load_key_file(place.sandbox.directory / "key"))
    damage(place, sealing.owner_tag(owner), sealing.record_tag(owner, label, name))
    await place.sandbox.start_bot()
    await alex.tell(alex.chat, "me")
    assert HELP in await sam.ask("help")
    assert (await place.sandbox.command("erase", alex.user_id))[0] == Exit.WELL
    assert sealing.owner_tag(owner) not in owners(place)
    await place.restart()
    assert HELP in await sam.ask("help")


def owners(place: Place) -> set[bytes]:
    """The tags of all whom records are about."""
    with closing(sqlite3.connect(place.sandbox.state / DATABASE)) as database:
        return {owner for (owner,) in database.execute("SELECT DISTINCT owner_tag FROM records")}


def damage(place: Place, owner: bytes, only: bytes | None = None) -> None:
    """Change the last byte of each record of an owner, or of one, as a failing disk may."""
    with closing(sqlite3.connect(place.sandbox.state / DATABASE)) as database:
        found = database.execute(
            "SELECT id, record_tag, sealed FROM records WHERE owner_tag = ?", (owner,)
        )
        broken = [
            (sealed[:-1] + bytes([sealed[-1] ^ 1]), row)
            for row, tag, sealed in found.fetchall()
            if only in (None, tag)
        ]
        assert broken
        database.executemany("UPDATE records SET sealed = ? WHERE id = ?", broken)
        database.commit()
