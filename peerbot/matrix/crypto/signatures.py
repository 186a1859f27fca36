"""Ed25519 signatures on JSON objects: made by us, and checked on what others sent.

Checked with `cryptography`, not vodozemac: see `canonical` for what its key decoder does.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from peerbot.matrix.crypto.canonical import from_base64, without_signatures
from peerbot.matrix.homeserver import Json


def is_signed(value: Json, user_id: str, key_id: str, key: str) -> bool:
    """Whether `value` carries a valid signature by `user_id`'s key `ed25519:<key_id>`.

    `key` is the public key in base64. Anything malformed is simply not signed.
    """
    try:
        signature = from_base64(value["signatures"][user_id][f"ed25519:{key_id}"], 64)
        public = Ed25519PublicKey.from_public_bytes(from_base64(key, 32))
        public.verify(signature, without_signatures(value))
    except (KeyError, TypeError, ValueError, InvalidSignature):
        return False
    return True


def with_signature(value: Json, user_id: str, key_id: str, signature: str) -> Json:
    """`value` with one signature more. `signature` is base64 over `without_signatures(value)`."""
    signatures = {user: dict(keys) for user, keys in value.get("signatures", {}).items()}
    signatures.setdefault(user_id, {})[f"ed25519:{key_id}"] = signature
    return {**value, "signatures": signatures}
