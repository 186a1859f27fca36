"""What somebody said, out of a decrypted event: all that a conversation ever sees of it."""

from typing import Final

from peerbot.matrix.crypto.opening import Decrypted
from peerbot.matrix.homeserver import as_object

# What a person writes to a program fits into this many characters; the rest is not read.
_LONGEST_WORDS: Final = 4_000


def words_of(opened: Decrypted) -> str | None:
    """A person's words. None for what is no message to us: a notice (another program), an edit
    (a command counts as it was first sent), or another type of event."""
    if opened.type != "m.room.message" or opened.content.get("msgtype") == "m.notice":
        return None
    relation = as_object(opened.content.get("m.relates_to")) or as_object(opened.relates_to)
    if relation.get("rel_type") == "m.replace":
        return None
    body = opened.content.get("body")
    if not isinstance(body, str):
        return ""
    if "m.in_reply_to" in relation:
        body = _without_quote(body)
    return body[:_LONGEST_WORDS]


def _without_quote(body: str) -> str:
    """Older clients repeat what is replied to, in lines that begin with `> ` (spec 1.12)."""
    lines = body.split("\n")
    while lines and lines[0].startswith("> "):
        lines.pop(0)
    return "\n".join(lines).lstrip("\n")
