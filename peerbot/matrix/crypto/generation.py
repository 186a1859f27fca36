"""Which generation of the state this is, so that an older copy of it cannot go on unnoticed.

A restored backup, or a cloned machine, would use Olm keys a second time, do again what it did
already, and bring back what was erased. Nothing inside a copy can tell that it is one, so a random
mark lies with the homeserver, in the account data of our device, and changes all the time. A state
that does not know the mark it finds there is not the newest.

The order is the safety. A mark is stored before it is sent: killed in between, we find the one
before or the new one, and know both. Only what the homeserver shows, or took, retires the others,
since a request of a killed process may still be on its way.
"""

import asyncio
import secrets
from datetime import timedelta
from typing import Final

from peerbot.kernel.ids import Clock, DeviceID, UserID, bot
from peerbot.matrix.crypto.records import GENERATION, LASTING, GenerationRecord
from peerbot.matrix.errors import NotFound, StateWentBack
from peerbot.matrix.homeserver import an_id, path
from peerbot.matrix.http.session import Session
from storage import Store

# How old the mark may be when something is said. A copy made and used within this time is not
# noticed; it can say things twice, and no key is used twice by that (see `Olm` and `Outgoing`).
_FRESH: Final = timedelta(minutes=1)
# Marks that may still arrive: each was sent by a process that did not live to hear the answer.
_MOST_ON_THEIR_WAY: Final = 16
# Seconds before each look at a mark that we do not know.
_LOOKS: Final = (0.0, 1.0, 1.0)
_OWNER: Final = bot("crypto")


class Generation:
    """The mark of one device, compared and renewed."""

    def __init__(
        self,
        store: Store,
        homeserver: Session,
        user_id: UserID,
        device_id: DeviceID,
        clock: Clock,
    ) -> None:
        self._store = store
        self._homeserver = homeserver
        self._endpoint = path(
            "user", user_id, "account_data", f"org.peerbot.generation.{device_id}"
        )
        self._clock = clock
        record = store.get(_OWNER, GENERATION, now=clock())
        self._record = GenerationRecord(None, ()) if record is None else record
        self._begun = 0
        self._done = 0
        self._renewing = asyncio.Lock()
        self._renewed_at = clock() - _FRESH

    async def renew(self) -> None:
        """Compare, then put a new mark; those who ask meanwhile share the next one.

        Whatever is committed after this returns is of a generation that no earlier copy knows.
        Raises StateWentBack, MatrixError.
        """
        asked = self._begun
        async with self._renewing:
            if self._done > asked:  # one that began after we asked has ended
                return
            self._begun += 1
            await self._renew()
            self._done = self._begun

    async def keep_fresh(self) -> None:
        """`renew`, unless that was a moment ago. A clock that was set counts as long ago."""
        age = self._clock() - self._renewed_at
        if not timedelta(0) <= age < _FRESH:
            await self.renew()

    async def _renew(self) -> None:
        shown = await self._shown_for_sure()
        mark = secrets.token_hex(16)
        before = [m for m in self._record.on_their_way if m != shown][-_MOST_ON_THEIR_WAY:]
        self._keep(GenerationRecord(shown, (*before, mark)))
        await self._homeserver.request("PUT", self._endpoint, {"mark": mark})
        # Not stored: the next renewal does, and until then both are known.
        self._record = GenerationRecord(mark, tuple(before))
        self._renewed_at = self._clock()

    async def _shown_for_sure(self) -> str | None:
        """The mark that lies with the homeserver, and that we know. Another one is believed when it
        is shown again and again, since a steward then has to begin anew."""
        for pause in _LOOKS:
            await asyncio.sleep(pause)
            shown = await self._shown()
            if shown in (self._record.last, *self._record.on_their_way):
                return shown
        raise StateWentBack

    async def _shown(self) -> str | None:
        """The mark that lies with the homeserver; None when it has none."""
        try:
            answer = await self._homeserver.request("GET", self._endpoint)
        except NotFound:
            return None
        return an_id(answer, "mark")

    def _keep(self, record: GenerationRecord) -> None:
        self._store.put(_OWNER, GENERATION, record, until=self._clock() + LASTING)
        self._record = record
