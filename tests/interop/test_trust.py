"""A person's devices and identity as they change, with Element's own crypto at their end.

Both ways that a client may be set: it excludes devices that their owner did not sign, or talks with
all of them.
"""

import json
import secrets

import pytest

from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Registered
from peerbot.matrix.crypto.verification import CANCEL
from peerbot.matrix.http.session import Session
from tests.interop.conftest import Arrive, Guest
from tests.interop.member import Element, Elements
from tests.interop.test_bot import HELP, WELCOME, two_devices, well

MODES = pytest.mark.parametrize("strict", [True, False], ids=["signed devices", "all devices"])


async def another_device(
    sandbox: Sandbox, elements: Elements, guest: Guest, *, strict: bool
) -> Element:
    """The same person signs in once more; nobody has vouched for this device yet."""
    homeserver = Session(sandbox.homeserver.url)
    account = guest.element.account
    added = await homeserver.log_in(account.user_id, account.password)
    await homeserver.close()
    registered = Registered(added.user_id, added.device_id, added.token, account.password)
    element = await elements.member(sandbox.homeserver.url, registered, strict=strict, sign=False)
    await guest.element.until(lambda: two_devices(guest.element))
    return element


async def unreadable(element: Element, chat: str, count: int) -> list[str]:
    """Why a device cannot read the first messages that it cannot read, in a chat."""

    async def look() -> list[str] | None:
        closed = [m.undecryptable for m in await element.timeline(chat) if m.undecryptable]
        return closed if len(closed) >= count else None

    return await element.until(look)


async def reads(element: Element, chat: str, words: str) -> None:
    """Wait until somebody's device can read a message with these words."""

    async def look() -> bool:
        return any(m.readable and words in str(m.body) for m in await element.timeline(chat))

    await element.until(look)


@MODES
async def test_a_second_device_joins_in_once_it_is_verified(
    sandbox: Sandbox, arrive: Arrive, elements: Elements, strict: bool
) -> None:
    alex = await arrive("alex", strict=strict)
    assert WELCOME in await alex.ask("hi")
    tablet = await another_device(sandbox, elements, alex, strict=strict)
    assert HELP in await alex.ask("help")
    reasons = await unreadable(tablet, alex.chat, 1)
    assert reasons[-1] == "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE"

    await alex.element.share_identity(tablet)
    await tablet.send(alex.chat, "rooms")
    assert "No room is open" in await alex.hear()
    await reads(tablet, alex.chat, "No room is open")
    # The first device goes: what is said from then on is not for it, and the second goes on.
    await alex.element.logout()
    await tablet.send(alex.chat, "kept")
    await reads(tablet, alex.chat, "Of you I keep only what you said yes to")
    await tablet.stop()


@MODES
async def test_fault_26_a_reset_identity_is_confirmed_in_words_and_talk_goes_on(
    sandbox: Sandbox, arrive: Arrive, strict: bool
) -> None:
    alex = await arrive("alex", strict=strict)
    assert WELCOME in await alex.ask("hi")
    for word in ("note", "Alex", "skip", "skip", "skip", "skip"):
        await alex.ask(word)
    assert "It is kept until" in await alex.ask("yes")
    await alex.ask("no")
    await alex.element.reset_identity()
    for words in ("me", "1", "erase"):  # a number could have answered something else
        await alex.element.send(alex.chat, words)
        told = await alex.element.wait_message(alex.chat, sandbox.voice)
        assert not told.encrypted
        assert "when somebody else took over your account" in str(told.body)
    await alex.element.send(alex.chat, "I reset it.")
    assert "From now on I write to the new identity" in await alex.hear()
    assert "Is it all right to show it here now" in await alex.ask("me")
    assert "I have no notes about you" in await alex.ask("show")
    assert await well(sandbox)


@MODES
async def test_fault_26_words_of_a_device_that_the_new_identity_did_not_sign_do_not_count(
    sandbox: Sandbox, arrive: Arrive, elements: Elements, strict: bool
) -> None:
    """Somebody with a password alone, who cannot reset the identity."""
    alex = await arrive("alex", strict=strict)
    assert WELCOME in await alex.ask("hi")
    spy = await another_device(sandbox, elements, alex, strict=False)
    await alex.element.reset_identity()
    await spy.send(alex.chat, "I reset it")
    told = await alex.element.wait_message(alex.chat, sandbox.voice)
    assert (told.encrypted, "so I stop here" in str(told.body)) == (False, True)
    await alex.element.send(alex.chat, "i reset it")
    assert "From now on I write to the new identity" in await alex.hear()
    await spy.stop()


@MODES
async def test_verify_is_declined_at_once_with_a_word(
    sandbox: Sandbox, arrive: Arrive, strict: bool
) -> None:
    alex = await arrive("alex", strict=strict)
    assert WELCOME in await alex.ask("hi")
    declined = await alex.element.verify(sandbox.voice, alex.chat)
    assert (declined.code, declined.by) == ("m.unknown_method", sandbox.voice)
    assert (await alex.element.wait_message(alex.chat, sandbox.voice)).type == CANCEL
    assert "cannot compare emoji yet" in await alex.hear()
    # Once more, and for a device: declined, without another word.
    assert (await alex.element.verify(sandbox.voice, alex.chat)).code == "m.unknown_method"
    assert (await alex.element.wait_message(alex.chat, sandbox.voice)).type == CANCEL
    (device,) = await alex.element.devices(sandbox.voice)
    declined = await alex.element.verify(sandbox.voice, alex.chat, device.device)
    assert (declined.code, declined.by) == ("m.unknown_method", sandbox.voice)
    assert HELP in await alex.ask("help")


async def test_a_client_that_gives_keys_to_verified_people_alone_is_told_so(
    arrive: Arrive,
) -> None:
    alex = await arrive("alex", strict=False)
    assert WELCOME in await alex.ask("hi")
    await alex.element.only_to_verified()
    await alex.element.send(alex.chat, "help")
    assert "Your app did not give me the key" in await alex.hear()


async def test_without_cross_signing_people_are_told_once_and_the_config_can_admit_them(
    sandbox: Sandbox, elements: Elements
) -> None:
    account = await sandbox.register(f"kim-{secrets.token_hex(4)}")
    element = await elements.member(sandbox.homeserver.url, account, strict=False, sign=False)
    kim = Guest(element, sandbox.voice)
    await kim.begin()
    for words in ("hi", "help"):
        await element.send(kim.chat, words)
    told = await element.wait_message(kim.chat, sandbox.voice)
    assert (told.encrypted, "yours is not" in str(told.body)) == (False, True)

    settings = json.loads(sandbox.config.read_text())
    settings["members"] = settings.get("members", {}) | {"unsigned": "admit"}
    sandbox.config.write_text(json.dumps(settings))
    await sandbox.stop_bot()
    await sandbox.start_bot()
    assert "These words work at any time" in await kim.ask("help")
    del settings["members"]["unsigned"]
    sandbox.config.write_text(json.dumps(settings))
    await sandbox.stop_bot()
    await sandbox.start_bot()
    await element.stop()
