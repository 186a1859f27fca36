"""What each command takes: the one schema that requests are held to, at both ends of the socket."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.structs import fields

from peerbot.app.control import Reply, Request
from peerbot.app.trouble import Exit

Role = Literal["facilitator"]

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


class Nothing(Struct):
    """Of a command that stands alone."""


class OfOne(Struct):
    """Of a command about one person."""

    user: Address


class OfRole(Struct):
    """Of a command about one person in a role; `sure`, when the account is right although the
    homeserver does not know it."""

    role: Role
    user: Address
    sure: Literal["sure", ""] = ""


TAKES: dict[str, type[Struct]] = {
    "grant": OfRole,
    "revoke": OfOne,
    "roles": Nothing,
    "erase": OfOne,
    "sweep": Nothing,
    "status": Nothing,
    "inspect": Nothing,
    "identity": Nothing,
}
"""By command."""

_RIGHT = {
    "role": f"There is no such role. Known here: {', '.join(ROLES)}.",
    "user": "That is no Matrix address. Write it whole: @name:server.",
    "sure": "After the address can only come: sure.",
}


def wrong(request: Request) -> Reply | None:
    """What is wrong with a request, in words that say what is right; None when nothing is."""
    takes = TAKES.get(request.command)
    if takes is None:
        known = ", ".join(TAKES)
        return Reply(Exit.INPUT, ("The bot knows no such command.", f"Known here: {known}."))
    expected = fields(takes)
    needed = [field.name for field in expected if field.required]
    if not len(needed) <= len(request.arguments) <= len(expected):
        written = ", ".join(needed) or "nothing"
        return Reply(Exit.INPUT, (f"After {request.command} comes: {written}.",))
    for given, field in zip(request.arguments, expected, strict=False):
        try:
            convert(given, field.type)
        except ValidationError:
            return Reply(Exit.INPUT, (_RIGHT[field.name],))
    return None
