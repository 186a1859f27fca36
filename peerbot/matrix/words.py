"""What somebody said, out of a decrypted event: all that a conversation ever sees of it."""

from typing import Final

from peerbot.kernel.chat import Edited, Said, Wordless
from peerbot.kernel.ids import EventID
from peerbot.matrix.crypto.opening import Decrypted
from peerbot.matrix.homeserver import Json, as_object, is_id

# What a person writes to a program fits into this many characters; the rest is not read.
_LONGEST_WORDS: Final = 4_000

_FILES: Final = ("m.image", "m.video", "m.audio", "m.file")
_NO_TEXT: Final = ("m.location", "m.emote")

# Events of their own, unstable names too: what Element sends.
_NO_MESSAGE: Final = ("m.sticker", "m.poll.start", "org.matrix.msc3381.poll.start")


def said_in(opened: Decrypted, last: EventID | None) -> Said | Edited | Wordless | None:
    """What a person says with an event. None for what is no message to us: a notice (another
    program), an edit of anything but `last`, the last thing they wrote (what counts is what was
    first sent), or another type of event."""
    if opened.type in _NO_MESSAGE:
        return Wordless()
    if opened.type != "m.room.message" or opened.content.get("msgtype") == "m.notice":
        return None
    relation = as_object(opened.content.get("m.relates_to")) or as_object(opened.relates_to)
    if relation.get("rel_type") == "m.replace":
        new = as_object(opened.content.get("m.new_content"))
        ours = last is not None and relation.get("event_id") == last
        return Edited(_body(new)) if ours and new.get("msgtype") == "m.text" else None
    if _is_wordless(opened.content):
        return Wordless()
    body = _body(opened.content)
    return Said(_without_quote(body) if "m.in_reply_to" in relation else body, _thread_of(relation))


def _is_wordless(content: Json) -> bool:
    """A name of a file is nobody's words; a caption is (spec 1.10: `filename` is beside it)."""
    kind = content.get("msgtype")
    if kind in _FILES:
        return content.get("body") == content.get("filename", content.get("body"))
    return kind in _NO_TEXT


def _body(content: Json) -> str:
    body = content.get("body")
    return body[:_LONGEST_WORDS] if isinstance(body, str) else ""


def _thread_of(relation: Json) -> EventID | None:
    root = relation.get("event_id")
    return EventID(root) if relation.get("rel_type") == "m.thread" and is_id(root) else None


def _without_quote(body: str) -> str:
    """Older clients repeat what is replied to, in lines that begin with `> ` (spec 1.12)."""
    lines = body.split("\n")
    while lines and lines[0].startswith("> "):
        lines.pop(0)
    return "\n".join(lines).lstrip("\n")
