"""Which chats are private talk, who may begin one, and how one ends."""

import secrets
from typing import Any

import pytest

from peerbot.devtools.demo.people import Member
from peerbot.kernel.ids import RoomID
from peerbot.matrix.homeserver import Json, path, room_path
from tests.faults.conftest import Arrive
from tests.faults.place import HELP, WELCOME, Place, kept_of, said_by_voice, send
from tests.proxy import Change

STRANGERS = 500


def voice_is_gone(member: Member) -> bool:
    """Whether the voice has left the member's chat."""
    return member.voice not in member.present(member.chat)


async def create(member: Member, **how: Any) -> RoomID:
    """A room with the voice invited."""
    body: Json = {"preset": "private_chat", "invite": [member.voice], **how}
    answer = await member.client.homeserver.request("POST", path("createRoom"), body)
    return RoomID(answer["room_id"])


async def membership(member: Member, room_id: RoomID) -> Json:
    """What the room says of the voice's place in it."""
    endpoint = room_path(room_id, "state", "m.room.member", member.voice)
    return await member.client.homeserver.request("GET", endpoint)


ENCRYPTED: Json = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}


@pytest.mark.parametrize("account", ["voice", "keeper"])
async def test_an_invitation_that_cannot_be_to_a_chat_is_declined_with_a_neutral_reason(
    place: Place, arrive: Arrive, account: str
) -> None:
    alex = await arrive("alex")
    invited = place.sandbox.voice if account == "voice" else place.sandbox.keeper
    leaving = place.proxy.hold(place.by(account, "POST", "/leave"), after=True)
    how: Json = {"is_direct": True} if account == "keeper" else {}
    room_id = await create(alex, invite=[invited], **how)
    await leaving.reached()
    leaving.release()
    endpoint = room_path(room_id, "state", "m.room.member", invited)
    now = await alex.client.homeserver.request("GET", endpoint)
    assert now["membership"] == "leave"
    assert now["reason"] == REASONS[account]
    assert HELP in await alex.ask("help")


REASONS = {
    "voice": "I answer only in an encrypted chat of two.",
    "keeper": "Please write to the other account.",
}


async def test_whom_the_bot_may_not_talk_with_hears_no_more_than_that(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    declines = place.proxy.hold(place.by_voice("POST", "/rooms/[^/]*elsewhere.example/leave"))
    change = inviting(1, "@stranger:elsewhere.example", direct=True)
    place.proxy.rewrite(place.by_voice("GET", "/sync"), change)
    assert HELP in await alex.ask("help")
    declined = await declines.reached()
    declines.release()
    assert declined.json == {"reason": "I cannot answer here."}


async def test_an_invitation_without_the_mark_of_a_chat_is_taken_where_it_is_to_one(
    arrive: Arrive,
) -> None:
    """As clients invite by the list of a room's people."""
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    first, alex.chat = alex.chat, await create(alex, initial_state=[ENCRYPTED])
    await alex.until(lambda: alex.voice in alex.present(alex.chat))
    assert HELP in await alex.ask("help")
    await alex.until(lambda: alex.voice not in alex.present(first))


async def test_an_invitation_without_the_mark_to_a_group_is_left_without_a_word(
    arrive: Arrive,
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    invite = [alex.voice, sam.user_id]
    room_id = await create(alex, initial_state=[ENCRYPTED], invite=invite)
    await alex.until(lambda: alex.voice in alex.present(room_id))
    await alex.until(lambda: alex.voice not in alex.present(room_id))
    assert [m for m in alex.messages if m.room_id == room_id] == []
    assert "reason" not in await membership(alex, room_id)
    assert WELCOME in await alex.ask("hi")


async def test_back_into_a_cleared_chat(arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert "take back my own messages" in await alex.ask("clear")
    await alex.tell(alex.chat, "clear it")
    await alex.until(lambda: voice_is_gone(alex))
    await alex.client.invite(alex.chat, alex.voice)
    await alex.until(lambda: alex.voice in alex.present(alex.chat))
    assert WELCOME in await alex.ask("hi")


@pytest.mark.parametrize("restarted", [False, True], ids=["", "after a restart"])
async def test_a_chat_that_its_person_upgrades_goes_on_in_the_new_room(
    place: Place, arrive: Arrive, restarted: bool
) -> None:
    alex = await arrive("alex")
    assert "It cannot be undone" in await alex.ask("erase")
    before = alex.chat
    if restarted:
        await place.kill()
    alex.chat = await upgrade(alex)
    if restarted:
        await place.sandbox.start_bot()
    await alex.until(lambda: alex.voice in alex.present(alex.chat))
    await alex.until(lambda: alex.voice not in alex.present(before))
    # What was asked there is a question yet, unless a start forgot it.
    assert ("It cannot be undone" if restarted else "its key is destroyed") in await alex.ask(
        "erase"
    )


async def test_what_is_under_way_into_a_chat_that_is_upgraded_comes_in_the_new_room(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    answering = place.proxy.hold(place.by_voice("PUT", "/send/m.room.encrypted/"))
    await alex.tell(alex.chat, "hi")
    await answering.reached()
    tombstone = place.proxy.hold(place.by_voice("GET", "/state/m.room.tombstone"), after=True)
    before, alex.chat = alex.chat, await upgrade(alex, invite=False)
    answering.release()
    await tombstone.reached()
    tombstone.release()
    await alex.client.invite(alex.chat, alex.voice)
    assert WELCOME in await alex.hear()
    await alex.until(lambda: alex.voice not in alex.present(before))
    assert HELP in await alex.ask("help")


async def upgrade(member: Member, *, invite: bool = True) -> RoomID:
    """Put a new room in the place of a member's chat, as clients do; the new one."""
    endpoint = room_path(member.chat, "upgrade")
    answer = await member.client.homeserver.request("POST", endpoint, {"new_version": "11"})
    room_id = RoomID(answer["replacement_room"])
    if invite:
        await member.client.invite(room_id, member.voice)
    return room_id


async def test_an_unencrypted_chat_is_told_how_to_and_answers_once_it_is_encrypted(
    arrive: Arrive,
) -> None:
    alex = await arrive("alex")
    room_id = await create(alex, is_direct=True)
    alex.chat = room_id
    assert "I only answer in an encrypted chat" in await alex.hear()
    await send(alex, {"msgtype": "m.text", "body": "erase"}, clear=True)
    encryption: Json = {"algorithm": "m.megolm.v1.aes-sha2"}
    endpoint = room_path(room_id, "state", "m.room.encryption")
    await alex.client.homeserver.request("PUT", endpoint, encryption)
    assert WELCOME in await alex.ask("hi")
    told = [(m.encrypted, m.msgtype) for m in alex.messages if m.sender == alex.voice]
    assert told == [(False, "m.notice"), (True, "m.notice")]


async def test_a_chat_with_more_people_is_left_without_a_word(arrive: Arrive) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    room_id = await create(alex, is_direct=True, invite=[alex.voice, sam.user_id])
    await alex.until(lambda: alex.voice in alex.present(room_id))
    await alex.until(lambda: alex.voice not in alex.present(room_id))
    assert [m for m in alex.messages if m.room_id == room_id] == []
    assert HELP in await alex.ask("help")


def inviting(rooms: int, inviter: str, *, direct: bool) -> Change:
    """The next sync also brings so many invitations."""
    left = [f"!{secrets.token_hex(8)}:elsewhere.example" for _ in range(rooms)]

    def add(status: int, sync: Json) -> tuple[int, Json]:
        invited = sync.setdefault("rooms", {}).setdefault("invite", {})
        while left:
            invited[left.pop()] = {
                "invite_state": {
                    "events": [
                        {
                            "type": "m.room.member",
                            "state_key": "@voice:localhost",
                            "sender": inviter,
                            "content": {"membership": "invite", "is_direct": direct},
                        }
                    ]
                }
            }
        return status, sync

    return add


async def test_fault_29_invitations_from_elsewhere_are_declined_and_hold_nobody_up(
    place: Place, arrive: Arrive
) -> None:
    alex = await arrive("alex")
    moment = len(place.proxy.seen)
    change = inviting(STRANGERS, "@stranger:elsewhere.example", direct=True)
    place.proxy.rewrite(place.by_voice("GET", "/sync"), change)
    declines = place.by_voice("POST", "/rooms/[^/]*elsewhere.example/leave")
    last = place.proxy.hold(
        lambda seen: declines(seen) and len(place.since(moment, declines)) == STRANGERS
    )
    assert WELCOME in await alex.ask("hi")
    assert HELP in await alex.ask("help")
    await last.reached()
    last.release()
    assert place.since(moment, place.by_voice("POST", "/join/[^/]*elsewhere.example")) == []


@pytest.mark.parametrize("name", ["\u0430lex", 'alex"', "alex (a steward)", "alex\u2236localhost"])
async def test_fault_58_an_address_that_could_pass_for_anothers_begins_no_chat(
    place: Place, arrive: Arrive, name: str
) -> None:
    """Synapse gives no such address, and passes on what other servers give."""
    alex = await arrive("alex")
    moment = len(place.proxy.seen)
    declined = place.proxy.hold(place.by_voice("POST", "/rooms/[^/]*elsewhere.example/leave"))
    change = inviting(1, f"@{name}:localhost", direct=True)
    place.proxy.rewrite(place.by_voice("GET", "/sync"), change)
    assert HELP in await alex.ask("help")
    await declined.reached()
    declined.release()
    assert place.since(moment, place.by_voice("POST", "/join/[^/]*elsewhere.example")) == []


async def test_fault_30_a_third_person_ends_private_talk(arrive: Arrive) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert WELCOME in await alex.ask("hi")
    await alex.client.invite(alex.chat, sam.user_id)
    assert "Somebody else is in this chat" in await alex.hear()
    await alex.until(lambda: voice_is_gone(alex))


async def test_fault_30_a_third_person_who_came_unseen_is_noticed_at_the_next_word(
    place: Place, arrive: Arrive
) -> None:
    alex, sam = await arrive("alex"), await arrive("sam")
    assert WELCOME in await alex.ask("hi")
    await place.kill()
    await alex.client.invite(alex.chat, sam.user_id)
    await place.sandbox.start_bot()
    assert "Somebody else is in this chat" in await alex.ask("me")
    await alex.until(lambda: voice_is_gone(alex))
    assert len(said_by_voice(alex)) == 2


async def test_a_second_chat_takes_the_place_of_the_first(arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    first = alex.chat
    await alex.begin()
    assert HELP in await alex.ask("help")
    await alex.until(lambda: alex.voice not in alex.present(first))
    assert alex.voice in alex.present(alex.chat)


@pytest.mark.parametrize("restarted", [False, True], ids=["", "after a restart"])
async def test_fault_27_a_member_leaves_in_the_middle_of_a_question(
    place: Place, arrive: Arrive, restarted: bool
) -> None:
    alex = await arrive("alex")
    assert "It cannot be undone" in await alex.ask("erase")
    if restarted:
        await place.restart()
    noticed = place.proxy.hold(place.by_voice("POST", "/leave"), after=True)
    await alex.client.leave(alex.chat)
    await noticed.reached()
    noticed.release()
    assert not await kept_of(place, alex)


@pytest.mark.parametrize("how", ["kick", "ban"])
async def test_fault_28_a_member_removes_the_bot(place: Place, arrive: Arrive, how: str) -> None:
    alex = await arrive("alex")
    answering = place.proxy.hold(place.by_voice("PUT", "/send/m.room.encrypted/"))
    await alex.tell(alex.chat, "hi")
    answer = await answering.reached()
    body = {"user_id": alex.voice}
    await alex.client.homeserver.request("POST", room_path(alex.chat, how), body)
    answering.release()
    assert not await kept_of(place, alex)
    tried = [seen for seen in place.proxy.seen if seen.path == answer.path]
    assert len(tried) == 1, "what is refused is not tried again"


async def test_what_is_said_once_one_is_gone_stops_nobody(place: Place, arrive: Arrive) -> None:
    """A message and the removal of the bot cross each other."""
    alex, sam = await arrive("alex"), await arrive("sam")
    await place.sandbox.at_rest()
    looking = place.proxy.hold(place.by_voice("GET", "/members"))
    await alex.tell(alex.chat, "hi")
    await looking.reached()
    body = {"user_id": alex.voice}
    await alex.client.homeserver.request("POST", room_path(alex.chat, "kick"), body)
    looking.release()
    assert WELCOME in await sam.ask("hi")


MESSAGE: dict[str, Json] = {
    "a picture": {"msgtype": "m.image", "body": "cat.jpg", "url": "mxc://localhost/cat"},
    "a voice message": {"msgtype": "m.audio", "body": "Voice message", "url": "mxc://l/a"},
    "a file": {"msgtype": "m.file", "body": "me.pdf", "filename": "me.pdf", "url": "mxc://l/f"},
    "a place": {"msgtype": "m.location", "body": "Here", "geo_uri": "geo:0,0"},
    "an emote": {"msgtype": "m.emote", "body": "waves"},
}


@pytest.mark.parametrize("content", MESSAGE.values(), ids=MESSAGE.keys())
async def test_what_is_no_text_is_no_words(arrive: Arrive, content: Json) -> None:
    alex = await arrive("alex")
    await send(alex, content)
    assert "I can only read text" in await alex.hear()


async def test_a_caption_counts(arrive: Arrive) -> None:
    alex = await arrive("alex")
    content = {"msgtype": "m.image", "body": "help", "filename": "cat.jpg", "url": "mxc://l/c"}
    await send(alex, content)
    assert HELP in await alex.hear()


async def test_an_edit_of_the_last_message_alone_is_asked_about(arrive: Arrive) -> None:
    alex = await arrive("alex")
    first = await send(alex, {"msgtype": "m.text", "body": "hi"})
    assert WELCOME in await alex.hear()
    last = await send(alex, {"msgtype": "m.text", "body": "hlep"})
    await alex.hear()
    for changed in (first, last):
        new: Json = {"msgtype": "m.text", "body": "help"}
        relation: Json = {"rel_type": "m.replace", "event_id": changed}
        await send(alex, {**new, "body": "* help", "m.new_content": new, "m.relates_to": relation})
    assert 'You changed it to: "help" Do that?' in await alex.hear()
    assert HELP in await alex.ask("yes")


async def test_a_reply_is_read_without_what_it_quotes(arrive: Arrive) -> None:
    alex = await arrive("alex")
    assert WELCOME in await alex.ask("hi")
    answered = next(m.event_id for m in alex.messages if m.sender == alex.voice)
    content: Json = {
        "msgtype": "m.text",
        "body": f"> <{alex.voice}> Hello. I am a program.\n> erase\n\nhelp",
        "m.relates_to": {"m.in_reply_to": {"event_id": answered}},
    }
    await send(alex, content)
    assert HELP in await alex.hear()


async def test_a_sticker_is_no_words(arrive: Arrive) -> None:
    alex = await arrive("alex")
    await send(alex, {"body": "1", "url": "mxc://localhost/cat", "info": {}}, "m.sticker")
    assert "I can only read text" in await alex.hear()


async def test_a_reaction_and_an_answer_to_a_poll_say_nothing(arrive: Arrive) -> None:
    alex = await arrive("alex")
    first = await send(alex, {"msgtype": "m.text", "body": "hi"})
    assert WELCOME in await alex.hear()
    relation: Json = {"rel_type": "m.annotation", "event_id": first, "key": "1"}
    await send(alex, {"m.relates_to": relation}, "m.reaction", clear=True)
    await send(alex, {"m.relates_to": relation}, "m.reaction")
    await send(
        alex,
        {"m.relates_to": {"rel_type": "m.reference", "event_id": first}},
        "org.matrix.msc3381.poll.response",
    )
    assert HELP in await alex.ask("help")
    assert len(said_by_voice(alex)) == 2
