"""What the config says of the note."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from msgspec import UNSET, Struct, UnsetType

from peerbot.features.intake import settings as read
from peerbot.kernel.config import Catalogue, Group, few, text

_ANY_TIME: Final = datetime.min.replace(tzinfo=UTC)
"""The sentences that are read here say no time."""


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of the note. If nobody uses the answer, there is nothing to write in `why`."""

    ask: Annotated[str, text("line", "Write the question as people read it.")]
    seen_by: Annotated[str, text("line", "Write who reads the answer: the facilitator.", 100)]
    why: Annotated[str, text("line", "Write what the answer is used for, or remove the question.")]
    choices: Annotated[
        tuple[Annotated[str, text("line", "Write one answer to choose.", 100)], ...],
        few("Write the answers to choose from, or remove the list.", 9),
    ] = ()


class Note(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The questions of the note. Without this group, the built-in ones are asked."""

    questions: Annotated[
        tuple[Question, ...], few("Write at least one question, or remove the group.", 9)
    ]


GROUPS = (Group("note", Note | UnsetType, UNSET),)


def settings(config: Any, catalogue: Catalogue) -> read.NoteSettings:
    """What handlers read of it. Without questions in the config, the note has the program's own."""
    if config.note is not UNSET:
        own = (
            read.Question(str(number), q.ask, q.seen_by, q.why, q.choices)
            for number, q in enumerate(config.note.questions)
        )
        return read.NoteSettings(tuple(own))
    keys = catalogue.listed("note-default-keys")
    return read.NoteSettings(tuple(_default_question(key, catalogue) for key in keys))


def _default_question(key: str, catalogue: Catalogue) -> read.Question:
    ask, seen, why = (
        catalogue.say(f"note-default-{key}-{part}", now=_ANY_TIME)
        for part in ("ask", "seen", "why")
    )
    name = f"note-default-{key}-choices"
    choices = catalogue.listed(name) if catalogue.has(name) else ()
    return read.Question(key, ask, seen, why, choices)
