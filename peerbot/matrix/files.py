"""Files that go out with a message: locked first, under a key that is in the message alone.

The homeserver gets bytes without a name. Its copy stays there, whatever becomes of the message
(spec 1.11, "Sending encrypted attachments"): nobody can ask a homeserver to delete it. So a file is
uploaded once, and where it is stays here for the next try of its message. Killed between the two,
the bot uploads it again, under another key; the first copy stays behind, and its key is nowhere.
"""

import re
from io import BytesIO
from typing import Final

from cachetools import LRUCache
from nio import UploadResponse
from nio.crypto.attachments import encrypt_attachment

from peerbot.kernel.actions import WAITED_FOR
from peerbot.kernel.files import File
from peerbot.kernel.ids import UserID
from peerbot.kernel.ports import FileRefused, MustStop, TryLater
from peerbot.matrix.errors import (
    Forbidden,
    MatrixError,
    NotFound,
    ServerFault,
    TooLarge,
    Unrecognized,
)
from peerbot.matrix.homeserver import Json
from peerbot.matrix.http.session import Session

# Messages with a file that wait for their next try. Each holds less than a KiB.
_WAITING: Final = 100
# It says that it takes none, or not this one.
_FINAL: Final = (Forbidden, NotFound, TooLarge, Unrecognized)
# Where media is (spec 1.11, "Content Repository"): a server, and an id of few kinds of letters.
_MXC: Final = re.compile(r"mxc://[A-Za-z0-9.:\[\]-]{1,255}/[A-Za-z0-9_-]{1,255}")


class Files:
    """What was uploaded for messages that were not sent yet, by their transactions."""

    def __init__(self, homeserver: Session) -> None:
        self._homeserver = homeserver
        self._uploaded = LRUCache[str, tuple[UserID, Json]](_WAITING)
        self._tries = LRUCache[str, int](_WAITING)

    async def attached(self, user: UserID, file: File, txn_id: str) -> Json:
        """What a message says of a file, once that is uploaded. `txn_id`: the message's.

        Raises TryLater; FileRefused where the homeserver does not take it, or not soon. Limits on
        uploads are none on messages, so nothing else waits for them.
        """
        if known := self._uploaded.get(txn_id):
            return known[1]
        tries = self._tries.get(txn_id, 0) + 1
        if tries > WAITED_FOR:
            raise FileRefused
        content = file.content.encode()
        sealed, key = encrypt_attachment(content)
        try:
            uri = await self._upload(sealed)
        except MustStop:
            raise
        except MatrixError as error:
            self._tries[txn_id] = WAITED_FOR if isinstance(error, _FINAL) else tries
            raise (FileRefused if self._tries[txn_id] >= WAITED_FOR else TryLater) from None
        attached: Json = {
            "msgtype": "m.file",
            "filename": file.name,
            "info": {"mimetype": file.kind, "size": len(content)},
            "file": {**key, "url": uri},
        }
        self._uploaded[txn_id] = user, attached
        return attached

    async def _upload(self, sealed: bytes) -> str:
        """Where it is then. Raises MatrixError."""
        response, _ = await self._homeserver.upload(BytesIO(sealed), filesize=len(sealed))
        assert isinstance(response, UploadResponse), "`Session` raises whatever is no success"
        uri: str = response.content_uri
        if not _MXC.fullmatch(uri):
            raise ServerFault("FIELD_MISSING")
        return uri

    def sent(self, txn_id: str) -> None:
        """The message is out: nothing of its file is needed here any more."""
        self._uploaded.pop(txn_id, None)
        self._tries.pop(txn_id, None)

    def forget(self, user: UserID) -> None:
        """Drop what waited for somebody: no key of theirs stays in memory."""
        for txn_id in [txn_id for txn_id, (whose, _) in self._uploaded.items() if whose == user]:
            self.sent(txn_id)
