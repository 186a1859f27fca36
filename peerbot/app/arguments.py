"""The arguments of each command: one schema that both ends of the socket validate against."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.structs import fields

from peerbot.app.control import Reply, Request
from peerbot.app.trouble import Exit

Role = Literal["facilitator", "complaints"]

ROLES: tuple[str, ...] = get_args(Role)

# Spec, appendices, "User Identifiers" and "Server Name": 255 bytes in all; historical ones hold
# any printable ASCII but the colon. `\Z`, since `$` would let a line break follow.
Address = Annotated[
    str,
    Meta(
        max_length=255,
        pattern=r"\A@[\x21-\x39\x3b-\x7e]+:"
        r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z][0-9A-Za-z.-]*)(?::[0-9]{1,5})?\Z",
    ),
]


Pausable = Literal["newcomers"]

PAUSABLE: tuple[str, ...] = get_args(Pausable)

MOST_HOURS = 168
"""A week: whoever is turned away for longer had better be told by people."""

Hours = Annotated[str, Meta(pattern=r"\A(?:[1-9]|[1-9][0-9]|1[0-5][0-9]|16[0-8])\Z")]


class Nothing(Struct):
    """Arguments of a command that takes none."""


class OfOne(Struct):
    """Arguments of a command about one person."""

    user: Address


class OfRole(Struct):
    """Arguments of a command about a person in a role. `sure`: the account is correct although the
    homeserver does not know it."""

    role: Role
    user: Address
    sure: Literal["sure", ""] = ""


class OfPause(Struct):
    """Arguments of `pause`. `hours`: for how long."""

    what: Pausable
    hours: Hours = "12"


class OfResuming(Struct):
    """Arguments of `resume`."""

    what: Pausable


TAKES: dict[str, type[Struct]] = {
    "grant": OfRole,
    "revoke": OfOne,
    "roles": Nothing,
    "erase": OfOne,
    "pause": OfPause,
    "resume": OfResuming,
    "sweep": Nothing,
    "status": Nothing,
    "inspect": Nothing,
    "identity": Nothing,
}
"""By command."""

_RIGHT = {
    "role": f"Unknown role. Known roles: {', '.join(ROLES)}.",
    "user": "That is not a Matrix address. Write the full address: @name:server.",
    "sure": "Only `sure` may follow the address.",
    "what": f"Only {', '.join(PAUSABLE)} can be paused.",
    "hours": f"Write a whole number of hours, from 1 to {MOST_HOURS}.",
}


def validation_error(request: Request) -> Reply | None:
    """What is wrong with a request and what would be valid; None when nothing is wrong."""
    takes = TAKES.get(request.command)
    if takes is None:
        known = ", ".join(TAKES)
        return Reply(Exit.INPUT, ("Unknown command.", f"Known commands: {known}."))
    expected = fields(takes)
    needed = [field.name for field in expected if field.required]
    if not len(needed) <= len(request.arguments) <= len(expected):
        written = ", ".join(needed) or "no arguments"
        return Reply(Exit.INPUT, (f"{request.command} takes: {written}.",))
    for given, field in zip(request.arguments, expected, strict=False):
        try:
            convert(given, field.type)
        except ValidationError:
            return Reply(Exit.INPUT, (_RIGHT[field.name],))
    return None


def unknown_account(user: str) -> Reply:
    """The answer to a grant that the steward should only repeat when sure."""
    return Reply(
        Exit.INPUT,
        (
            f"The homeserver knows no account {user}; check it letter by letter.",
            "If it is correct, because the account will be created later: --yes.",
        ),
    )
