"""Identities that change, return and lie; devices added, requests to verify: who gets what."""

import secrets
from datetime import timedelta
from functools import partial
from typing import Any

from peerbot.app.state import utc_now
from peerbot.devtools.demo.people import Member, Message
from peerbot.kernel.ids import person
from peerbot.matrix.crypto.records import DEVICES
from peerbot.matrix.crypto.signing import Identity
from peerbot.matrix.homeserver import Json, path
from peerbot.matrix.http.session import Session
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, another_device, said_by_voice, send
from tests.faults.test_hostile_homeserver import another_identity, on_success

STOPPED = "is another than when we first wrote"
GONE_ON = "From now on I write to the new identity"
RETURNED = "shows an identity again that was reset before"
NO_VERIFYING = "cannot compare emoji yet"


async def reset_identity(member: Member) -> None:
    """Publish another identity for a member, which vouches for their device."""
    identity = Identity.new(member.user_id)
    identity.save(member._store, utc_now())
    await identity.publish(member.client.homeserver, member._password)
    await member.client.machine.establish_identity()


async def keeps_a_note(member: Member) -> None:
    """Have a note kept for next time."""
    for words in ("note", "Alex", "skip", "skip", "skip", "skip"):
        said = await member.ask(words)
    assert "Shall I keep this for next time" in said
    assert "It is kept until" in await member.ask("yes")
    await member.ask("no")


async def in_clear(member: Member, words: str) -> str:
    """Say something; the voice's answer, which has to come unencrypted."""
    said = await member.ask(words)
    assert not next(m for m in reversed(member.messages) if m.body == said).encrypted, said
    return said


def shown_again(member: Member, published: Json) -> Any:
    """`/keys/query` shows what it showed before of this person."""

    def replay(answer: Json) -> None:
        for kind in ("master_keys", "self_signing_keys", "device_keys"):
            if member.user_id in answer.get(kind, {}):
                answer[kind][member.user_id] = published[kind][member.user_id]

    return on_success(replay)


async def published_of(member: Member) -> Json:
    """What the homeserver shows of a member."""
    query: Json = {"device_keys": {member.user_id: []}}
    return await member.client.homeserver.request("POST", path("keys", "query"), query)


async def test_fault_26_what_is_kept_is_neither_shown_nor_acted_on_before_the_words(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    await keeps_a_note(alex)
    assert "Is it all right to show it here now" in await alex.ask("me")
    await reset_identity(alex)
    for words in ("show", "1", "erase", "note", "I reset"):
        assert STOPPED in await in_clear(alex, words)
    answers = len(said_by_voice(alex))
    await alex.tell(alex.chat, "show")  # it was told five times, which is enough
    await place.sandbox.at_rest()
    assert GONE_ON in await alex.ask("I reset it")
    assert len(said_by_voice(alex)) == answers + 1
    assert "Show it" in await alex.ask("me")
    assert "I have no notes about you" in await alex.ask("1")


async def test_fault_26_the_confirmation_and_what_it_costs_survive_a_kill(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    await keeps_a_note(alex)
    await reset_identity(alex)
    assert STOPPED in await in_clear(alex, "hi")
    sending = place.proxy.hold(place.by_voice("PUT", "/send/m.room.encrypted"))
    await alex.tell(alex.chat, "I reset it")
    await sending.reached()
    await place.restart()
    assert GONE_ON in await alex.hear()
    await alex.ask("me")
    assert "I have no notes about you" in await alex.ask("show")
    assert sum(GONE_ON in said for said in said_by_voice(alex)) == 1


async def test_fault_26_the_old_identity_shown_again_does_not_go_back_silently(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    before = await published_of(alex)
    await reset_identity(alex)
    assert STOPPED in await in_clear(alex, "hi")
    assert GONE_ON in await alex.ask("I reset it")
    await place.sandbox.at_rest()
    await place.kill()  # after which everybody is asked for anew
    place.proxy.rewrite(place.by_voice("POST", "/keys/query"), shown_again(alex, before))
    await place.sandbox.start_bot()
    for words in ("help", "I reset it"):
        assert RETURNED in await in_clear(alex, words)
    await place.restart()
    assert HELP in await alex.ask("help")


async def test_fault_26_an_identity_that_nobody_has_cannot_be_confirmed(
    place: Place, arrive: Arrive
) -> None:
    """The homeserver shows another key; the person's own device is not vouched for by it."""
    alex = await arrive("alex")
    await keeps_a_note(alex)
    await place.sandbox.at_rest()
    await place.kill()
    place.proxy.rewrite(place.by_voice("POST", "/keys/query"), another_identity(alex.user_id))
    await place.sandbox.start_bot()
    for _ in range(2):
        assert STOPPED in await in_clear(alex, "I reset it")
    await place.restart()
    await alex.ask("me")
    assert "Your note for next time" in await alex.ask("show")


async def test_fault_26_an_answer_that_waited_does_not_go_to_the_new_identity(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    await keeps_a_note(alex)
    await alex.ask("me")
    away = place.proxy.answer(place.by_voice("PUT", "/send/m.room.encrypted"), 502, {})
    tried = place.proxy.hold(place.by_voice("PUT", "/send/m.room.encrypted"))
    await alex.tell(alex.chat, "show")
    await tried.reached()
    tried.release()
    before = place.proxy.hold(place.by_voice("GET", "/sync"))
    await reset_identity(alex)  # of which the sync under way tells
    await before.reached()
    await alex.tell(alex.chat, "I reset it")
    again = place.proxy.hold(place.by_voice("GET", "/sync"))
    before.release()
    await again.reached()  # what the one before brought is committed
    away.end()
    again.release()
    while GONE_ON not in await alex.hear():
        pass
    assert not any("Your note for next time" in said for said in said_by_voice(alex))


async def test_fault_26_the_pin_lives_as_long_as_what_it_guards(
    place: Place, arrive: Arrive
) -> None:
    """A homeserver that only waits a quiet week must not get a note by another identity."""
    alex, sam = await arrive("alex"), await arrive("sam")
    await keeps_a_note(alex)
    assert WELCOME in await sam.ask("hi")
    await place.sandbox.at_rest()
    await place.sandbox.stop_bot()
    with place.store() as store:
        later = utc_now() + timedelta(days=80)
        assert store.get(person(alex.user_id), DEVICES, now=later) is not None
        assert store.get(person(sam.user_id), DEVICES, now=later) is None
    await place.sandbox.start_bot()
    await alex.ask("note")
    assert "It is gone" in await alex.ask("forget it")
    await place.sandbox.at_rest()
    await place.sandbox.stop_bot()
    with place.store() as store:
        assert store.get(person(alex.user_id), DEVICES, now=later) is None
        soon = utc_now() + timedelta(days=6)
        assert store.get(person(alex.user_id), DEVICES, now=soon) is not None


async def test_fault_25_a_device_that_is_signed_reads_on_and_may_act(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    async with await another_device(place, alex) as tablet:
        assert HELP in await tablet.ask("help")


def declines(member: Member) -> list[Message]:
    """Events of the voice's that are no words: what it sends to decline a request."""
    return [m for m in member.messages if m.sender == member.voice and not m.body]


async def test_requests_to_verify_are_declined_a_few_times_and_strangers_get_nothing(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert WELCOME in await alex.ask("hi")
    stranger = await place.sandbox.register(f"stranger-{secrets.token_hex(4)}")
    asked: Json = {
        "msgtype": "m.key.verification.request",
        "body": "please verify",
        "from_device": alex.client.credentials.device_id,
        "methods": ["m.sas.v1"],
        "to": alex.voice,
    }
    moment = len(place.proxy.seen)
    for number in range(30):
        await send(alex, asked, clear=True)
        if number < 10:  # few wait at once
            answered = partial(lambda count: len(declines(alex)) == count, number + 1)
            await alex.until(answered)
    # To the device, by somebody without a chat, and by a device that sam does not have:
    unknown = Session(place.sandbox.homeserver.url, stranger.token)
    query: Json = {"device_keys": {alex.voice: []}}
    known = await unknown.request("POST", path("keys", "query"), query)
    request: Json = {"methods": ["m.sas.v1"], "timestamp": 1, "transaction_id": "t"}
    for homeserver in (unknown, sam.client.homeserver):
        content = {**request, "from_device": "NOBODYS"}
        messages = {alex.voice: dict.fromkeys(known["device_keys"][alex.voice], content)}
        endpoint = path("sendToDevice", "m.key.verification.request", secrets.token_hex(8))
        await homeserver.request("PUT", endpoint, {"messages": messages})
    await unknown.close()
    await alex.tell(alex.chat, "help")
    while HELP not in await alex.hear():
        pass
    assert WELCOME in await sam.ask("hi")
    await place.sandbox.at_rest()
    assert len(declines(alex)) == 10
    assert sum(NO_VERIFYING in said for said in said_by_voice(alex)) == 1
    assert len(said_by_voice(alex)) == 1 + 10 + 1 + 1
    assert place.since(moment, place.by_voice("PUT", "/sendToDevice/m.key.verification")) == []
