"""What the config says to everybody."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Struct

from peerbot.features.core.settings import CoreSettings, OutsideService
from peerbot.kernel.config import Catalogue, Group, few, text


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What only the collective can say."""

    emergencies: Annotated[
        str,
        text("lines", "Write what you do, and do not do, in emergencies and about police.", 600),
    ]
    complaints: Annotated[
        str, text("lines", "Write whom people can talk to about a facilitator.", 300)
    ] = ""
    age: Annotated[
        str,
        text("lines", "Write for which ages it is, and where younger people can go.", 300),
    ] = ""
    ambulance: Annotated[
        str,
        text("lines", "Write how people get an ambulance where you are, with the number.", 300),
    ] = ""
    server_copies: Annotated[
        str, text("line", "Write what your server keeps of a room that is over, and until when.")
    ] = ""


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service outside the collective that answers when nobody here does."""

    name: Annotated[str, text("line", "Write what the place is called.")]
    hours: Annotated[str, text("line", 'Write when someone answers: "every day, 18:00-23:00".')]
    how: Annotated[
        tuple[Literal["text", "sign", "voice"], ...],
        few("Write at least one of text, sign, voice, as a list: [text, voice].", 3),
    ]
    contact: Annotated[str, text("line", "Write the number or address, in quotes.")]
    may_call_police: Literal["yes", "no", "unknown"]


_MISSING = (
    (
        "age",
        "people who ask for which ages it is hear that nothing is written about it",
        "For adults. Under 18: Youth Line, 01234 567891.",
    ),
    (
        "ambulance",
        "people who ask for an ambulance hear that the bot has no number",
        "The number here is 112. By text: the app of the emergency services.",
    ),
    (
        "complaints",
        "people who want to complain about a facilitator are told nobody's name",
        "About a facilitator: Kim, @kim:example.org.",
    ),
)
"""Words that a config of an earlier version lacks: what people hear then, and a sample."""


def _missing(config: Any) -> Iterator[str]:
    for name, heard, sample in _MISSING:
        if not getattr(config.words, name):
            yield f'words.{name} is not set: {heard}. For example: "{sample}"'


GROUPS = (
    Group("words", Words, doubts=_missing),
    # Nine can still be read through at night, and be answered with one digit.
    Group(
        "places",
        Annotated[
            tuple[Service, ...],
            few("Write at least one place, with name, hours, how, contact, may_call_police.", 9),
        ],
    ),
)


def settings(config: Any, _catalogue: Catalogue) -> CoreSettings:
    """What handlers read of it."""
    services = (
        OutsideService(p.name, p.hours, ", ".join(p.how), p.contact, p.may_call_police)
        for p in config.places
    )
    words = config.words
    return CoreSettings(
        words.emergencies,
        tuple(services),
        words.complaints,
        words.age,
        words.ambulance,
        words.server_copies,
    )
