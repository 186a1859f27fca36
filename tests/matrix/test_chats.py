"""Which rooms become chats where the homeserver does not say what they are. It answers as told."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from peerbot.kernel.ids import DeviceID, RoomID, UserID
from peerbot.kernel.messages import Message
from peerbot.kernel.newcomers import NotNow
from peerbot.kernel.ports import TryLater
from peerbot.matrix.chats import Chats
from peerbot.matrix.client import SignedClient
from peerbot.matrix.errors import Forbidden, LimitExceeded, MatrixError, ServerFault
from peerbot.matrix.homeserver import Credentials, Json
from peerbot.matrix.http.session import Answer, Session
from peerbot.matrix.in_clear import InClear
from peerbot.matrix.sync import Invite
from peerbot.texts import Spoken, Texts
from storage import Store

ME, ALEX, KIM = (UserID(f"@{name}:example.org") for name in ("voice", "alex", "kim"))
STRANGER = UserID("@stranger:elsewhere.example")
CHAT, ROOM = RoomID("!chat"), RoomID("!room")
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)

Told = Json | MatrixError


class Answers(Session):
    """A homeserver whose answers are known, by how the path ends. Everything else is refused."""

    def __init__(self) -> None:
        super().__init__("http://nowhere.invalid", "token")
        self.answers: dict[str, Told] = {}
        self.asked: asyncio.Queue[str] = asyncio.Queue()

    async def send(self, method: str, path: str, *_: object, **__: object) -> Answer:
        """The answer to it."""
        del method
        path = path.partition("?")[0]
        self.asked.put_nowait(path)
        known = (answer for end, answer in self.answers.items() if path.endswith(end))
        answer = next(known, Forbidden("M_FORBIDDEN", 403))
        if isinstance(answer, MatrixError):
            raise answer
        return Answer(200, answer)


class House:
    """The voice's rooms, and whom the engine was told of."""

    def __init__(self) -> None:
        self.now = NOON
        self.homeserver = Answers()
        credentials = Credentials(ME, DeviceID("D"), "token")
        self.store = Store.in_memory(clock=self.clock)
        client = SignedClient(self.homeserver, credentials, self.store, self.clock)
        texts = Spoken(Texts("en", "UTC"), self.clock)
        in_clear = InClear(client, texts, self.clock)
        self.chats = Chats(
            client, in_clear, self, texts, clock=self.clock, may_talk=["example.org"]
        )
        self.theirs: dict[UserID, RoomID] = {}
        self.refused: dict[UserID, NotNow] = {}
        self.asked: list[tuple[UserID, RoomID]] = []

    def clock(self) -> datetime:
        return self.now

    def people(self, room_id: RoomID, *there: UserID) -> None:
        """Let the homeserver say who is in a room."""
        members = [{"state_key": one, "content": {"membership": "join"}} for one in (ME, *there)]
        self.answers(room_id, "members", {"chunk": members})

    def answers(self, room_id: RoomID, what: str, answer: Told) -> None:
        """What the homeserver answers about a room."""
        self.homeserver.answers[f"{quote(room_id, safe='')}/{what}"] = answer

    def invited_to_chat(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""
        self.asked.append((user, chat))

    def refuses(self, user: UserID) -> NotNow | None:
        """See `kernel.ports.Listener`."""
        return self.refused.get(user)

    def chat_upgraded(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""
        self.theirs[user] = chat

    def chat_left(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""

    def chat_of(self, user: UserID) -> RoomID | None:
        """See `kernel.ports.Listener`."""
        return self.theirs.get(user)

    def heard(
        self, user: UserID, chat: RoomID, event: Message, handled: Callable[[], None]
    ) -> None:
        """See `kernel.ports.Listener`."""


ENCRYPTION: Json = {"algorithm": "m.megolm.v1.aes-sha2"}
AWAY = ServerFault("M_UNKNOWN", 500)


@pytest.fixture
def house() -> House:
    """Nobody has a chat yet."""
    return House()


async def test_a_room_of_which_nothing_is_said_waits_and_holds_nobody_up(house: House) -> None:
    house.answers(ROOM, "members", AWAY)
    house.answers(ROOM, "state/m.room.encryption", ENCRYPTION)
    house.chats.room_joined(ROOM)
    with pytest.raises(TryLater):  # at first everybody waits, as for a homeserver that starts
        await house.chats.look()
    house.now += timedelta(minutes=1)
    await house.chats.look()
    assert house.chats.seconds_to_next_look() == 2
    assert not house.chats.is_none(ROOM)
    house.people(ROOM, ALEX)
    house.now += timedelta(minutes=1)
    await house.chats.look()
    assert not house.chats.is_none(ROOM)
    assert house.asked == [(ALEX, ROOM)]


@pytest.mark.parametrize(
    ("there", "encrypted"),
    [((ALEX, KIM), True), ((ALEX,), False), ((), True), ((STRANGER,), True), (None, True)],
    ids=["a group", "not encrypted", "nobody", "who may not talk", "gone already"],
)
async def test_a_room_that_is_no_chat_is_not_listened_to(
    house: House, there: tuple[UserID, ...] | None, encrypted: bool
) -> None:
    if there is not None:
        house.people(ROOM, *there)
    if encrypted:
        house.answers(ROOM, "state/m.room.encryption", ENCRYPTION)
    house.chats.room_joined(ROOM)
    await house.chats.look()
    assert house.chats.is_none(ROOM)
    assert house.asked == []
    house.chats.room_joined(ROOM)  # once more: it is looked at again
    assert not house.chats.is_none(ROOM)


async def test_one_room_of_which_too_little_is_said_holds_up_nobody(house: House) -> None:
    """`/members` answers, and what else the homeserver knows of the room stays a fault of its."""
    house.people(ROOM, ALEX)
    house.answers(ROOM, "state/m.room.encryption", AWAY)
    house.chats.room_joined(ROOM)
    for _ in range(3):
        await house.chats.look()
        assert house.chats.seconds_to_next_look() >= 2
        house.now += timedelta(minutes=10)
    house.answers(ROOM, "state/m.room.encryption", ENCRYPTION)
    await house.chats.look()
    assert house.asked == [(ALEX, ROOM)]


async def test_what_is_asked_in_a_sync_that_is_taken_in_again_counts_once(house: House) -> None:
    for _ in range(12):
        house.chats.begin("s1")
        house.chats.handle_invite(Invite(ROOM, ALEX, True, True))
    assert house.asked == [(ALEX, ROOM)]
    house.chats.begin("s2")
    house.chats.handle_invite(Invite(ROOM, ALEX, True, True))
    assert len(house.asked) == 2


async def test_a_room_that_becomes_a_chat_is_not_left_any_more(house: House) -> None:
    """What is to be left waits where the homeserver asks to, and somebody may invite meanwhile."""
    house.people(ROOM, ALEX)
    house.chats.leave_aside(ROOM)
    house.answers(ROOM, "leave", LimitExceeded("M_LIMIT_EXCEEDED", retry_after=0))
    declining = asyncio.create_task(house.chats.declining.run())
    house.homeserver.answers[f"/join/{quote(ROOM, safe='')}"] = {"room_id": ROOM}
    house.answers(ROOM, "state/m.room.encryption", ENCRYPTION)
    await house.chats.enter(ALEX, ROOM)
    while not house.homeserver.asked.empty():
        house.homeserver.asked.get_nowait()
    other = RoomID("!other")
    house.answers(other, "leave", {})
    house.chats.leave_aside(other)
    # They are left in their order, one after the other.
    assert quote(other, safe="") in await house.homeserver.asked.get()
    declining.cancel()
    await asyncio.gather(declining, return_exceptions=True)


async def test_a_chat_that_comes_up_again_stays_what_it_is(house: House) -> None:
    house.theirs[ALEX] = CHAT
    house.people(CHAT, ALEX)
    house.chats.room_joined(CHAT)
    await house.chats.look()
    assert not house.chats.is_none(CHAT)
    assert house.asked == []


async def declines(house: House) -> dict[str, str]:
    """The rooms that are left now, each with the reason."""
    left: dict[str, str] = {}

    async def leave(room_id: RoomID, reason: str = "") -> None:
        left[room_id] = reason

    declining = house.chats.declining
    declining._client.leave = leave  # type: ignore[method-assign] # only that is asked
    while not declining._rooms.empty():
        await declining._one(declining._rooms.get_nowait())
    return left


NOT_NOW: dict[NotNow, str] = {
    "declined-for-now": "I begin no new chats for now. It is not about you.",
    "declined-server-full": "I can begin no more chats with people of your homeserver for now.",
}


@pytest.mark.parametrize("not_now", NOT_NOW)
async def test_who_cannot_begin_a_chat_now_reads_why_and_may_ask_again(
    house: House, not_now: NotNow
) -> None:
    house.refused[ALEX] = not_now
    for number in range(12):
        house.chats.handle_invite(Invite(RoomID(f"!{number}"), ALEX, True, True))
    assert house.asked == []
    reasons = set((await declines(house)).values())
    assert [reason[: len(NOT_NOW[not_now])] for reason in reasons] == [NOT_NOW[not_now]]
    del house.refused[ALEX]
    house.chats.handle_invite(Invite(CHAT, ALEX, True, True))
    assert house.asked == [(ALEX, CHAT)]  # what was declined before does not count


async def test_other_reasons_to_decline_come_first(house: House) -> None:
    house.refused = {STRANGER: "declined-for-now", ALEX: "declined-for-now"}
    house.chats.handle_invite(Invite(CHAT, STRANGER, True, True))
    house.chats.handle_invite(Invite(ROOM, ALEX, False, False))
    told = await declines(house)
    assert told[CHAT] == "I cannot answer here."
    assert told[ROOM] == "I answer only in an encrypted chat of two."


async def test_a_chat_that_the_homeserver_let_us_into_is_left_with_the_reason(
    house: House,
) -> None:
    house.refused[ALEX] = "declined-for-now"
    house.people(ROOM, ALEX)
    house.answers(ROOM, "state/m.room.encryption", ENCRYPTION)
    house.answers(ROOM, "forget", {})
    house.chats.room_joined(ROOM)
    await house.chats.look()
    assert house.asked == []
    assert house.chats.is_none(ROOM)
    assert (await declines(house))[ROOM].startswith(NOT_NOW["declined-for-now"])


@pytest.mark.parametrize("answer", [{}, Forbidden("M_FORBIDDEN", 403)], ids=["", "withdrawn"])
async def test_an_invitation_that_was_to_be_accepted_is_declined(
    house: House, answer: Told
) -> None:
    house.answers(ROOM, "leave", answer)
    await house.chats.turn_away(ROOM, "declined-for-now")
    assert (
        await house.homeserver.asked.get()
        == f"/_matrix/client/v3/rooms/{quote(ROOM, safe='')}/leave"
    )
    house.answers(ROOM, "leave", AWAY)
    with pytest.raises(TryLater):
        await house.chats.turn_away(ROOM, "declined-for-now")


async def test_somebody_who_invites_again_and_again_is_declined_in_the_end(house: House) -> None:
    for number in range(12):
        house.chats.handle_invite(Invite(RoomID(f"!{number}"), ALEX, True, True))
    assert len(house.asked) == 10


@pytest.mark.parametrize(
    ("made", "follows"),
    [
        ({"predecessor": {"room_id": CHAT}}, True),
        ({"predecessor": {"room_id": "!other"}}, False),
        ({}, False),
        (Forbidden("M_FORBIDDEN", 403), False),
    ],
)
async def test_a_chat_goes_on_where_its_room_was_upgraded_to(
    house: House, made: Told, follows: bool
) -> None:
    house.theirs[ALEX] = CHAT
    house.people(ROOM, ALEX)
    house.homeserver.answers[f"/join/{quote(ROOM, safe='')}"] = {"room_id": ROOM}
    house.answers(ROOM, "state/m.room.encryption", ENCRYPTION)
    house.answers(ROOM, "state/m.room.create", made)
    await house.chats.enter(ALEX, ROOM)
    assert house.theirs[ALEX] == (ROOM if follows else CHAT)


async def test_what_cannot_be_said_in_an_upgraded_chat_waits_for_a_moment(house: House) -> None:
    house.theirs[ALEX] = CHAT
    assert not await house.chats.may_go_on(ALEX, CHAT)
    house.answers(CHAT, "state/m.room.tombstone", {"replacement_room": ROOM})
    assert await house.chats.may_go_on(ALEX, CHAT)
    assert not await house.chats.may_go_on(KIM, CHAT)
    house.now += timedelta(minutes=6)
    assert not await house.chats.may_go_on(ALEX, CHAT)


async def test_an_unencrypted_room_in_which_we_may_not_write_is_no_fault(house: House) -> None:
    house.people(ROOM, ALEX)
    house.homeserver.answers[f"/join/{quote(ROOM, safe='')}"] = {"room_id": ROOM}
    await house.chats.enter(ALEX, ROOM)
    assert not house.chats.is_none(ROOM)
