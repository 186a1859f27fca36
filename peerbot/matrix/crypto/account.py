"""Our Olm account: its keys are stored first, uploaded second, marked as published third.

In that order a crash anywhere leads to the same keys going up again, which a homeserver accepts;
the other way round it would be shown other keys under ids it knows, and refuse.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, Protocol, cast

from vodozemac import Account, Curve25519PublicKey, PreKeyMessage
from vodozemac import Session as OlmSession

from peerbot.kernel.ids import Clock, DeviceID, UserID, bot
from peerbot.matrix.crypto.canonical import without_signatures
from peerbot.matrix.crypto.pauses import Pauses
from peerbot.matrix.crypto.records import ACCOUNT, LASTING, PICKLE_KEY, AccountRecord
from peerbot.matrix.crypto.signatures import with_signature
from peerbot.matrix.errors import MatrixError, StateWentBack
from peerbot.matrix.homeserver import Json, path
from peerbot.matrix.http.session import Session
from storage import Store

OLM_ALGORITHM: Final = "m.olm.v1.curve25519-aes-sha2"
MEGOLM_ALGORITHM: Final = "m.megolm.v1.aes-sha2"
_ONE_TIME_KEY: Final = "signed_curve25519"
_OWNER: Final = bot("crypto")
# A fallback key serves everybody once the one-time keys have run out. It is replaced when it was
# used, but no sooner than this: whoever claims all keys again and again would else have the one
# before thrown away too, with messages for it on their way.
_SOONEST: Final = timedelta(hours=1)
# And unused as well: the private half of the one before goes with it. So each is gone within six
# days, which is sooner than what shows that a message was read before (`QUIET`).
_LATEST: Final = timedelta(days=3)
# Answers in a row that our key ids are taken, and over how long, until we believe it: for good,
# since a steward then has to begin anew. A proxy that says it of anything is mended in minutes.
_CERTAIN: Final = 3
_FOR_SURE: Final = timedelta(minutes=5)
# The first pause between two of these tries, and the longest.
_FIRST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(minutes=1)


class _Fallback(Protocol):
    """What vodozemac 0.10 has and its type stubs forget."""

    fallback_key: dict[str, Curve25519PublicKey]

    def generate_fallback_key(self) -> None: ...


class OwnAccount:
    """The account of one device, in memory and in the store."""

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
        self._user_id = user_id
        self.device_id = device_id
        self._clock = clock
        self._uploading = asyncio.Lock()
        self._pauses = Pauses[str](_FIRST_PAUSE, _LONGEST_PAUSE, clock)
        self._refused: list[datetime] = []
        """The first and the last times that the homeserver said, in a row, that it has others."""
        record = store.get(_OWNER, ACCOUNT, now=clock())
        self._stored = None if record is None else record.pickle
        self._fallback_made = None if record is None else record.fallback_made
        self._account = Account() if record is None else _load(record.pickle)

    @property
    def is_new(self) -> bool:
        """Whether nothing of this account was ever stored, so nothing of it was uploaded."""
        return self._stored is None

    @property
    def curve25519(self) -> str:
        """Our identity key, base64."""
        return self._account.curve25519_key.to_base64()

    @property
    def ed25519(self) -> str:
        """Our device's signing key, base64."""
        return self._account.ed25519_key.to_base64()

    def device_keys(self) -> Json:
        """What the homeserver publishes about this device, signed by the device."""
        return self.sign(
            {
                "user_id": self._user_id,
                "device_id": self.device_id,
                "algorithms": [OLM_ALGORITHM, MEGOLM_ALGORITHM],
                "keys": {
                    f"curve25519:{self.device_id}": self.curve25519,
                    f"ed25519:{self.device_id}": self.ed25519,
                },
            }
        )

    def sign(self, value: Json) -> Json:
        """`value` with our device's signature."""
        signature = self._account.sign(without_signatures(value)).to_base64()
        return with_signature(value, self._user_id, self.device_id, signature)

    @contextmanager
    def change(self) -> Iterator[Account]:
        """Change the account, and whatever else is stored inside, in one transaction or not at all.

        Memory goes back too, so that a full disk costs no key. Must be the outermost transaction.
        """
        before, made = self._account.pickle(PICKLE_KEY), self._fallback_made
        try:
            with self._store.transaction():
                yield self._account
                after = self._account.pickle(PICKLE_KEY)
                if after != self._stored:
                    until = self._clock() + LASTING
                    record = AccountRecord(after, self._fallback_made)
                    self._store.put(_OWNER, ACCOUNT, record, until=until)
        except BaseException:  # also when cancelled: memory goes back with the database
            self._account, self._fallback_made = _load(before), made
            raise
        self._stored = after

    def begin_outbound(self, curve25519: str, one_time_key: str) -> OlmSession:
        """A new Olm session to a device. Raises SessionCreationException for keys like zero."""
        return self._account.create_outbound_session(
            Curve25519PublicKey.from_base64(curve25519),
            Curve25519PublicKey.from_base64(one_time_key),
        )

    def begin_inbound(self, curve25519: str, message: PreKeyMessage) -> tuple[OlmSession, bytes]:
        """The Olm session that a pre-key message asks for, and its plaintext. Inside `change`.

        Uses up one of our one-time keys. Raises SessionCreationException.
        """
        sender = Curve25519PublicKey.from_base64(curve25519)
        return self._account.create_inbound_session(sender, message)

    async def publish(self) -> None:
        """Upload the device itself, with its first one-time keys and a fallback key.

        Raises StateWentBack, MatrixError.
        """
        async with self._uploading:
            self._make(one_time_keys=self._missing(on_server=0), fallback=True)
            await self._upload({"device_keys": self.device_keys()})

    async def keep_up(
        self,
        counts: Mapping[str, int] | None = None,
        unused_fallback: Collection[str] | None = None,
    ) -> None:
        """Upload what the homeserver lacks, as a sync response tells it; None: it did not tell.

        Also uploads what a crash kept from being uploaded or marked. vodozemac keeps the fallback
        key before, for messages on their way. Raises StateWentBack once the homeserver keeps saying
        that it knows our key ids with other keys, MatrixError.
        """
        async with self._uploading:
            if not self._pauses.over(_ONE_TIME_KEY):
                return
            missing = 0 if counts is None else self._missing(counts.get(_ONE_TIME_KEY, 0))
            spent = unused_fallback is not None and _ONE_TIME_KEY not in unused_fallback
            self._make(one_time_keys=missing, fallback=self._fallback_is_due(spent=spent))
            await self._upload({})

    def _fallback_is_due(self, *, spent: bool) -> bool:
        """Whether it is time for another fallback key. A clock that was set back makes it so."""
        if self._fallback_made is None:
            return True
        age = self._clock() - self._fallback_made
        return age < timedelta(0) or age >= (_SOONEST if spent else _LATEST)

    def _missing(self, on_server: int) -> int:
        """How many one-time keys to make: up to half of those whose private halves can be held.

        The other half stays free for keys that were claimed and whose first message is on its way.
        """
        wanted = self._account.max_number_of_one_time_keys // 2
        # A homeserver that claims to hold fewer than none would have us make keys for ever.
        return max(0, wanted - max(0, on_server) - len(self._account.one_time_keys))

    def _make(self, *, one_time_keys: int, fallback: bool) -> None:
        """Make and store keys. A fallback key that waits for its upload is not replaced."""
        fallback = fallback and not self._fallback.fallback_key
        if one_time_keys or fallback:
            with self.change() as account:
                account.generate_one_time_keys(one_time_keys)
                if fallback:
                    self._fallback.generate_fallback_key()
                    self._fallback_made = self._clock()

    async def _upload(self, body: Json) -> None:
        """Upload `body` and the keys not marked as published, then mark them."""
        one_time, fallback = self._account.one_time_keys, self._fallback.fallback_key
        if one_time:
            body["one_time_keys"] = self._signed(one_time)
        if fallback:
            body["fallback_keys"] = self._signed(fallback, fallback=True)
        if not body:
            return
        await self._request_upload(body)
        with self.change() as account:
            account.mark_keys_as_published()

    async def _request_upload(self, body: Json) -> None:
        """400 is what a homeserver says that has other keys under these ids; a proxy may say it of
        anything, so it counts when it stays."""
        try:
            await self._homeserver.request("POST", path("keys", "upload"), body)
        except MatrixError as error:
            if error.status == 400:
                self._pauses.begin(_ONE_TIME_KEY)
                self._refused = [*self._refused[: _CERTAIN - 1], self._clock()]
                lasted = self._refused[-1] - self._refused[0]
                if len(self._refused) == _CERTAIN and lasted >= _FOR_SURE:
                    raise StateWentBack from None
            raise
        self._pauses.end(_ONE_TIME_KEY)
        self._refused.clear()

    def _signed(self, keys: Mapping[str, Curve25519PublicKey], *, fallback: bool = False) -> Json:
        extra = {"fallback": True} if fallback else {}
        return {
            f"{_ONE_TIME_KEY}:{key_id}": self.sign({"key": key.to_base64(), **extra})
            for key_id, key in keys.items()
        }

    @property
    def _fallback(self) -> _Fallback:
        return cast("_Fallback", self._account)


def stored_ed25519(store: Store, now: datetime) -> str | None:
    """Our device's public signing key, base64, without starting anything; None before setup."""
    record = store.get(_OWNER, ACCOUNT, now=now)
    return None if record is None else _load(record.pickle).ed25519_key.to_base64()


def _load(pickle: str) -> Account:
    return Account.from_pickle(pickle, PICKLE_KEY)
