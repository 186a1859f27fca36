"""The real bot at one end and Element's own crypto, in its strictest mode, at the other."""

from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Registered
from peerbot.matrix.http.session import Session
from tests.faults.place import open_store
from tests.interop.conftest import Arrive
from tests.interop.member import Element, Elements

WELCOME = "I have no notes about you"
HELP = "These words work at any time"


async def well(sandbox: Sandbox) -> bool:
    """Whether the bot tells its steward that all is well."""
    code, said = await sandbox.command("status")
    return code == 0 and said.startswith("All is well.")


async def test_both_ways_without_a_shield_and_the_device_is_signed(
    sandbox: Sandbox, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")  # `ask` refuses any shield
    (device,) = await alex.element.devices(sandbox.voice)
    assert device.signed_by_owner
    assert (await alex.element.identity(sandbox.voice)).published
    sent = {(to.user, to.device, to.withheld) for to in await alex.element.sealed_for()}
    assert sent == {(sandbox.voice, device.device, None)}


async def test_the_keeper_shows_an_identity_and_no_device(sandbox: Sandbox, arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert (await alex.element.identity(sandbox.keeper)).published
    assert await alex.element.devices(sandbox.keeper) == []


async def test_both_ways_through_three_restarts(sandbox: Sandbox, arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    for _ in range(3):
        await sandbox.kill_bot()
        await alex.element.send(alex.chat, "help")
        await sandbox.start_bot()
        assert HELP in await alex.hear()
        assert "No room is open" in await alex.ask("rooms")


async def test_what_is_asked_in_a_thread_is_answered_there(arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    root = await alex.element.send(alex.chat, "now")
    assert "outside our collective" in await alex.hear()
    relation = {"rel_type": "m.thread", "event_id": root}
    content = {"msgtype": "m.text", "body": "who can read this", "m.relates_to": relation}
    await alex.element.send_event(alex.chat, "m.room.message", content)
    assert "Of you I keep only" in await alex.hear()
    *_, answer = await alex.element.timeline(alex.chat)
    assert answer.thread == root


async def test_an_edit_made_in_element_is_asked_about(arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    first = await alex.element.send(alex.chat, "roms")
    await alex.hear()
    new = {"msgtype": "m.text", "body": "rooms"}
    relation = {"rel_type": "m.replace", "event_id": first}
    content = {**new, "body": "* rooms", "m.new_content": new, "m.relates_to": relation}
    await alex.element.send_event(alex.chat, "m.room.message", content)
    assert 'You changed it to: "rooms"' in await alex.hear()
    assert "No room is open" in await alex.ask("yes")


async def test_after_erase_a_new_chat_begins_anew_and_the_old_one_is_quiet(
    sandbox: Sandbox, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    assert "It cannot be undone" in await alex.ask("erase")
    assert "its key is destroyed" in await alex.ask("erase")
    old = alex.chat
    await alex.left_alone(old)
    # Their Element still holds sessions with keys that are gone at this end.
    await alex.element.send(old, "is anybody here?")
    await alex.begin()
    assert WELCOME in await alex.ask("hi")
    assert HELP in await alex.ask("help")
    assert (await alex.element.timeline(old))[-1].sender == alex.element.user_id
    assert await well(sandbox)


async def test_after_clear_a_new_chat_is_heard(arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    assert "take back my own messages" in await alex.ask("clear")
    old = alex.chat
    await alex.element.send(old, "clear it")
    await alex.left_alone(old)
    said = [
        m for m in await alex.element.timeline(old) if (m.sender, m.encrypted) == (alex.voice, True)
    ]
    assert [message.redacted for message in said] == [True, True]
    await alex.begin()
    assert WELCOME in await alex.ask("hi")


async def test_of_two_chats_the_last_one_counts(arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    first = alex.chat
    await alex.begin()
    assert HELP in await alex.ask("help")
    await alex.left_alone(first)
    assert "No room is open" in await alex.ask("rooms")


async def test_fault_24_keys_that_are_gone_here_are_begun_anew(
    sandbox: Sandbox, arrive: Arrive
) -> None:
    """As after a quiet week. Element writes by sessions that the bot no longer has."""
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await sandbox.stop_bot()
    store = open_store(sandbox)
    store.erase(f"person:{alex.element.user_id}")
    store.close()
    await sandbox.start_bot()
    assert "Please write it again" in await alex.ask("help")
    assert HELP in await alex.ask("help")
    assert "what you can choose" in await alex.ask("hi")


async def test_fault_30_a_third_person_ends_private_talk(arrive: Arrive) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert WELCOME in await alex.ask("hi")
    await alex.element.invite(alex.chat, sam.element.user_id)
    assert "Somebody else is in this chat" in await alex.hear()
    await alex.left_alone(alex.chat)
    assert WELCOME in await sam.ask("hi")


async def test_fault_25_a_device_that_its_owner_has_not_confirmed_reads_and_moves_nothing(
    sandbox: Sandbox, arrive: Arrive, elements: Elements
) -> None:
    """Whoever runs the homeserver can add a device to an account, and nobody else can vouch."""
    alex = await arrive("alex")
    assert "It cannot be undone" in await alex.ask("erase")
    homeserver = Session(sandbox.homeserver.url)
    added = await homeserver.log_in(alex.element.user_id, alex.element.account.password)
    await homeserver.close()
    account = Registered(added.user_id, added.device_id, added.token, password="")
    spy = await elements.member(sandbox.homeserver.url, account, strict=False, sign=False)
    await alex.element.until(lambda: two_devices(alex.element))

    await spy.send(alex.chat, "erase")
    assert "a session of your account that you have not confirmed" in await alex.hear()
    assert HELP in await alex.ask("help")
    theirs = [m for m in await spy.timeline(alex.chat) if m.sender == sandbox.voice]
    assert [m.body for m in theirs] == [None] * 3
    await spy.stop()


async def two_devices(element: Element) -> bool:
    """Whether a person's own client knows of both of their devices."""
    return len(await element.devices(element.user_id)) == 2


async def test_fault_26_after_an_identity_reset_nothing_private_is_said(
    sandbox: Sandbox, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    await alex.element.reset_identity()
    await alex.element.send(alex.chat, "me")
    told = await alex.element.wait_message(alex.chat, sandbox.voice)
    assert (told.encrypted, told.body is not None) == (False, True)
    assert "is another than when we first wrote" in str(told.body)
