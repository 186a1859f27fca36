"""Our cross-signing identity: made once, published, vouching for our device, watched.

Clients may refuse devices that their owner has not signed (spec 1.18, MSC4153), so without this
the bot would be cut off. It is never replaced by itself: that is what an attack looks like.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from peerbot.kernel.ids import UserID, bot
from peerbot.matrix.crypto.account import OwnAccount
from peerbot.matrix.crypto.canonical import to_base64, without_signatures
from peerbot.matrix.crypto.records import IDENTITY, LASTING, IdentityRecord
from peerbot.matrix.crypto.signatures import is_signed, with_signature
from peerbot.matrix.errors import IdentityChanged, ServerFault, StateWentBack
from peerbot.matrix.homeserver import Json, as_object, path
from peerbot.matrix.http.session import Session
from storage import Store

_OWNER: Final = bot("crypto")


@dataclass(frozen=True)
class OwnKeys:
    """What the homeserver publishes about an account of ours, as `/keys/query` returns it."""

    master: Json | None
    devices: dict[str, Json]

    @property
    def master_key(self) -> str | None:
        """The public master key, base64; None when the account has no identity."""
        return None if self.master is None else _public_key(self.master)


async def own_keys(homeserver: Session, user_id: UserID) -> OwnKeys:
    """Ask for the published keys of one of our own accounts. Raises MatrixError."""
    body: Json = {"device_keys": {user_id: []}}
    answer = await homeserver.request("POST", path("keys", "query"), body)
    devices = as_object(as_object(answer.get("device_keys")).get(user_id))
    master = as_object(answer.get("master_keys")).get(user_id)
    return OwnKeys(
        master if isinstance(master, dict) else None,
        {device_id: as_object(keys) for device_id, keys in devices.items()},
    )


class Identity:
    """The three keys with their private halves, of one account."""

    def __init__(self, user_id: UserID, record: IdentityRecord) -> None:
        self._user_id = user_id
        self._record = record

    @classmethod
    def new(cls, user_id: UserID) -> "Identity":
        """A fresh identity, in memory only."""
        seeds = (Ed25519PrivateKey.generate().private_bytes_raw() for _ in range(3))
        return cls(user_id, IdentityRecord(*seeds))

    @classmethod
    def load(cls, store: Store, user_id: UserID, now: datetime) -> "Identity | None":
        """The identity that the store keeps, if any."""
        record = store.get(_OWNER, IDENTITY, now=now)
        return None if record is None else cls(user_id, record)

    def save(self, store: Store, now: datetime) -> None:
        """Seal and commit it. Always before `publish`: a published key that is lost stays lost."""
        store.put(_OWNER, IDENTITY, self._record, until=now + LASTING)

    @property
    def master_key(self) -> str:
        """The public master key, base64: the identity's fingerprint."""
        return _public(self._record.master)

    def vouch_for(self, device: Json) -> Json:
        """The device with the signature that says it is the owner's."""
        return self._signed(device, self._record.self_signing)

    def vouches_for(self, device: Json) -> bool:
        """Whether the device carries that signature."""
        public = _public(self._record.self_signing)
        return is_signed(device, self._user_id, public, public)

    def public_keys(self) -> Json:
        """The three public keys, the master key vouching for the other two."""
        return {
            "master_key": self._key("master", self._record.master),
            "self_signing_key": self._vouched("self_signing", self._record.self_signing),
            "user_signing_key": self._vouched("user_signing", self._record.user_signing),
        }

    async def publish(self, homeserver: Session, password: str | None) -> None:
        """Upload the public halves; replaces the account's identity if it has one.

        A first upload needs no password on a homeserver with MSC3967. Raises AuthRequired when
        one is needed and not given, Forbidden when it is wrong, MatrixError.
        """
        endpoint = path("keys", "device_signing", "upload")
        await homeserver.request_with_password(
            "POST", endpoint, self.public_keys(), user_id=self._user_id, password=password
        )

    def _key(self, usage: str, seed: bytes) -> Json:
        public = _public(seed)
        return {"user_id": self._user_id, "usage": [usage], "keys": {f"ed25519:{public}": public}}

    def _vouched(self, usage: str, seed: bytes) -> Json:
        return self._signed(self._key(usage, seed), self._record.master)

    def _signed(self, value: Json, seed: bytes) -> Json:
        signature = Ed25519PrivateKey.from_private_bytes(seed).sign(without_signatures(value))
        return with_signature(value, self._user_id, _public(seed), to_base64(signature))


async def ensure_identity(
    homeserver: Session, store: Store, user_id: UserID, *, password: str | None, now: datetime
) -> Identity:
    """The account's identity, made and published if it has none yet. Safe after any crash.

    Raises IdentityChanged when the homeserver shows one that we did not make, AuthRequired,
    MatrixError.
    """
    published = (await own_keys(homeserver, user_id)).master_key
    identity = Identity.load(store, user_id, now)
    if published is not None and (identity is None or identity.master_key != published):
        raise IdentityChanged
    if identity is None:
        identity = Identity.new(user_id)
    identity.save(store, now)
    if published is None:
        await identity.publish(homeserver, password)
    return identity


async def sign_own_device(
    homeserver: Session, identity: Identity, account: OwnAccount, user_id: UserID
) -> None:
    """Let the identity vouch for our device, and the device for the identity; then make sure.

    What gets signed is what the homeserver shows, once it is known to be ours and nothing more.
    Raises StateWentBack or IdentityChanged when it is not, ServerFault when the signatures do not
    arrive, MatrixError.
    """
    published = await own_keys(homeserver, user_id)
    device = checked_device(published, account)
    if identity.vouches_for(device):
        return
    if published.master is None or published.master_key != identity.master_key:
        raise IdentityChanged
    signed = {
        account.device_id: identity.vouch_for(device),
        identity.master_key: account.sign(published.master),
    }
    answer = await homeserver.request(
        "POST", path("keys", "signatures", "upload"), {user_id: signed}
    )
    if answer.get("failures"):
        raise ServerFault("SIGNATURE_REFUSED")  # refusals come with status 200
    if not identity.vouches_for(checked_device(await own_keys(homeserver, user_id), account)):
        raise ServerFault("SIGNATURE_LOST")


def checked_device(published: OwnKeys, account: OwnAccount) -> Json:
    """Our device as published, without the homeserver's additions to it.

    Raises StateWentBack when it is missing or says anything else than our account does.
    """
    device = published.devices.get(account.device_id)
    if device is None or without_signatures(device) != without_signatures(account.device_keys()):
        raise StateWentBack
    return {key: value for key, value in device.items() if key != "unsigned"}


def _public(seed: bytes) -> str:
    return to_base64(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def _public_key(key: Json) -> str:
    """The one public key of a published cross-signing key; empty, so unlike any, when malformed."""
    keys = list(as_object(key.get("keys")).values())
    return keys[0] if len(keys) == 1 and isinstance(keys[0], str) else ""
