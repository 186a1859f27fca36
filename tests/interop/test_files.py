"""A file from the voice, opened by Element's own crypto; on the server it is noise."""

from peerbot.devtools.demo.search import hits
from peerbot.devtools.synapse import Synapse
from peerbot.kernel.files import File
from peerbot.kernel.ids import RoomID, UserID
from peerbot.matrix.files import Files
from tests.conftest import Register
from tests.interop.conftest import ElementMember
from tests.matrix.people import person

SECRET = "an hour that is nobody else's"
FILE = File("appointment-of-hers.ics", "text/calendar", f"{SECRET}\r\n" * 20)
WORDS = "What is said with it."


async def test_element_opens_it_and_reads_the_words_with_it(
    synapse: Synapse, register: Register, element_member: ElementMember
) -> None:
    alex = await element_member("alex")
    async with person(synapse, await register("voice")) as voice:
        chat = await alex.create_direct_chat(voice.me)
        assert await voice.accept_invitation() == RoomID(chat)
        await alex.wait_room(chat, lambda room: room.members.get(voice.me) == "join")
        attached = await Files(voice.homeserver).attached(UserID(alex.user_id), FILE, "txn")
        content = {**attached, "body": WORDS, "m.mentions": {}}
        await voice.send_encrypted(RoomID(chat), [UserID(alex.user_id)], content, "txn")
        heard = await alex.wait_message(chat, voice.me)
        assert (heard.body, heard.msgtype, heard.shield) == (WORDS, "m.file", "none")
        opened = await alex.download(chat, heard.event_id)
    assert (opened.name, opened.kind, opened.text) == (FILE.name, FILE.kind, FILE.content)
    assert opened.size == len(FILE.content)
    assert not hits([SECRET, FILE.name, WORDS, attached["file"]["key"]["k"]], synapse.directory)
