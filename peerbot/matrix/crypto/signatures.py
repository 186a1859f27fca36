"""Ed25519 signatures on JSON objects: made by us, and checked on what others sent.

Checked with vodozemac, as Element does: it is strict where OpenSSL lets the key of all zeroes have
signed anything. Its decoder panics on keys of a wrong length, so lengths are checked before.
"""

from vodozemac import Ed25519PublicKey, Ed25519Signature

from peerbot.matrix.crypto.canonical import (
    from_base64,
    key_text,
    to_base64,
    without_signatures,
)
from peerbot.matrix.homeserver import Json


def is_signed(value: Json, user_id: str, key_id: str, key: str) -> bool:
    """Whether `value` carries a valid signature by `user_id`'s key `ed25519:<key_id>`.

    `key` is the public key in base64. Anything malformed is simply not signed.
    """
    try:
        signature = from_base64(value["signatures"][user_id][f"ed25519:{key_id}"], 64)
        Ed25519PublicKey.from_base64(key_text(key)).verify_signature(
            without_signatures(value), Ed25519Signature.from_base64(to_base64(signature))
        )
    except (KeyError, TypeError, ValueError):
        return False
    return True


def with_signature(value: Json, user_id: str, key_id: str, signature: str) -> Json:
    """`value` with one signature more. `signature` is base64 over `without_signatures(value)`."""
    signatures = {user: dict(keys) for user, keys in value.get("signatures", {}).items()}
    signatures.setdefault(user_id, {})[f"ed25519:{key_id}"] = signature
    return {**value, "signatures": signatures}
