"""What the config says of agreements."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from msgspec import Meta

from peerbot.features.agreements import settings as read
from peerbot.kernel.config import Catalogue, Finding, Group, Sound, few, mend, text

_Agreements = Annotated[
    tuple[Annotated[str, text("line", "Write one agreement, in a short sentence.", 100)], ...],
    # Three to five can be kept in mind, and are read on one screen of a phone.
    Meta(min_length=3, max_length=5, extra_json_schema=mend("Write three to five agreements.")),
]

_Kinds = Mapping[
    Annotated[str, text("kind", "Write the words of a kind, as under rooms.kinds.", 40)],
    _Agreements,
]


def _across(sound: Sound) -> Iterator[Finding]:
    kinds, agreements = sound("rooms", "kinds"), sound("agreements", default={})
    if kinds is None or agreements is None:
        return
    for word in agreements:
        if word not in kinds:
            where = ("agreements", word)
            yield where, "is no kind of room", f"Write one of rooms.kinds: {', '.join(kinds)}."


GROUPS = (
    Group(
        "agreements",
        Annotated[
            _Kinds,
            few("Write a kind of room, with three to five agreements, or remove the group.", 20),
        ],
        {},
        across=_across,
    ),
)


def settings(config: Any, _catalogue: Catalogue) -> read.AgreementSettings:
    """What handlers read of it."""
    titles = {word: kind.title for word, kind in config.rooms.kinds.items()}
    agreed = (
        read.KindAgreements(word, titles[word], lines, " ".join(lines))
        for word, lines in config.agreements.items()
    )
    return read.AgreementSettings(tuple(agreed))
