"""A file from the voice, opened by Element's own crypto; on the server it is noise."""

import logging
from collections.abc import Callable

import pytest

from peerbot.devtools.demo.search import hits
from peerbot.devtools.sandbox import Sandbox
from peerbot.devtools.synapse import Synapse
from peerbot.kernel.files import File
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.messages import Message
from peerbot.kernel.newcomers import NotNow
from peerbot.matrix.voice import ChatVoice
from peerbot.texts import Spoken, Texts
from tests.conftest import Register
from tests.interop.conftest import Arrive, ElementMember
from tests.matrix.people import Person, now, person

SECRET = "an hour that is nobody else's"
FILE = File("appointment-of-hers.ics", "text/calendar", f"{SECRET}\r\n" * 20)
WORDS = "What is said with it."


class Deaf:
    """Hears nothing: only what is said is looked at here."""

    def invited_to_chat(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""

    def refuses(self, user: UserID) -> NotNow | None:
        """See `kernel.ports.Listener`."""
        del user
        return None

    def heard(
        self, user: UserID, chat: RoomID, event: Message, handled: Callable[[], None]
    ) -> None:
        """See `kernel.ports.Listener`."""

    def chat_upgraded(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""

    def chat_left(self, user: UserID, chat: RoomID) -> None:
        """See `kernel.ports.Listener`."""

    def chat_of(self, user: UserID) -> RoomID | None:
        """See `kernel.ports.Listener`."""
        del user
        return None


def voice_of(account: Person) -> ChatVoice:
    """As at a start: nothing that was uploaded is in memory."""
    return ChatVoice(account, Deaf(), Spoken(Texts("en", "UTC"), now), now, ())


async def test_fault_73_element_opens_it_once_and_reads_the_words_with_it(
    synapse: Synapse,
    register: Register,
    element_member: ElementMember,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    alex = await element_member("alex")
    async with person(synapse, await register("voice")) as account:
        chat = await alex.create_direct_chat(account.me)
        assert await account.accept_invitation() == RoomID(chat)
        await alex.wait_room(chat, lambda room: room.members.get(account.me) == "join")
        for _ in range(2):  # killed in between, before it knew that the message had left
            await voice_of(account).say(
                UserID(alex.user_id), RoomID(chat), WORDS, notify=False, txn_id="txn", file=FILE
            )
        await voice_of(account).say(
            UserID(alex.user_id), RoomID(chat), "And no more.", notify=False, txn_id="next"
        )
        heard = await alex.wait_message(chat, account.me)
        assert (heard.body, heard.msgtype, heard.shield) == (WORDS, "m.file", "none")
        opened = await alex.download(chat, heard.event_id)
        assert (await alex.wait_message(chat, account.me)).body == "And no more."
    assert (opened.name, opened.kind, opened.text) == (FILE.name, FILE.kind, FILE.content)
    assert opened.size == len(FILE.content)
    assert not hits([SECRET, FILE.name, WORDS], synapse.directory)
    assert not [needle for needle in (SECRET, FILE.name, WORDS) if needle in caplog.text]


async def test_a_date_comes_as_a_file_that_nobody_else_can_read(
    sandbox: Sandbox, arrive: Arrive
) -> None:
    robin, alex = await arrive("robin"), await arrive("alex")
    code, said = await sandbox.command("grant", "facilitator", robin.element.user_id)
    assert code == 0, said
    await robin.ask("role")
    assert "You are a facilitator" in await robin.ask("yes")
    await robin.ask("plan quiet company tomorrow 19:00 8 people")
    await robin.ask("yes")
    assert "19:00" in await alex.ask("when")
    assert "Your calendar may sync it" in await alex.ask("1")
    assert (await alex.ask("1")).startswith("Here is a file for a calendar.")
    *_, message = await alex.element.timeline(alex.chat)
    opened = await alex.element.download(alex.chat, message.event_id)
    assert (opened.name, opened.kind) == ("calendar.ics", "text/calendar")
    assert "SUMMARY:Appointment\r\n" in opened.text
    assert not hits(["BEGIN:VCALENDAR", "calendar.ics", "Appointment"], sandbox.directory)
