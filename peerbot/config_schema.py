"""Checks a file against a JSON schema and reports every problem at once, in plain words.

Besides JSON Schema's own keywords, a field may have `mend` (what to write there) and `format` (one
of the names below).
"""

import difflib
import ipaddress
import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, cast
from urllib.parse import SplitResult, urlsplit

import jsonschema

from peerbot.config_yaml import Document, Problem, YamlPath, format_path, printable

Schema = Mapping[str, Any]


class _Unfit(ValueError):
    """The message says what is wrong with a value, without quoting the value."""


# Directional overrides and isolates can disguise a line as another one. The joiners and plain
# direction marks, which Persian, Arabic, Hebrew and emoji need, may stay.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _lines(value: str) -> None:
    for letter in value:
        if letter != "\n" and (unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}):
            raise _Unfit("contains a control character")
        if letter in _TURNING:
            raise _Unfit("contains a character that changes the direction of writing")


def _line(value: str) -> None:
    if "\n" in value:
        raise _Unfit("is longer than one line")
    _lines(value)


def _kind(value: str) -> None:
    """What a facilitator types after `open`; digits after it are the minutes."""
    if not all(unicodedata.category(letter)[0] in "LM" or letter in " -" for letter in value):
        raise _Unfit("contains something other than letters, spaces and hyphens")
    if value != " ".join(value.split()):
        raise _Unfit("has more than one space in a row")
    if value != value.casefold() or not unicodedata.is_normalized("NFC", value):
        raise _Unfit("is not all lowercase")
    if value == "again":
        raise _Unfit("already means something else: `open again` repeats the last room")


def _time_zone(value: str) -> None:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # unknown, a path, a folder
        known = zoneinfo.available_timezones()
        if not known:
            what = "cannot be checked: this machine has no time zone data (package tzdata)"
            raise _Unfit(what) from None
        near = _nearest(value, known)
        hint = f"; the closest match is {near}" if near else ""
        raise _Unfit(f"is not a known time zone{hint}") from None


# Spec, appendices, "Server Name" and "User Identifiers"; all ASCII, so characters are bytes.
_SERVER_NAME: Final = re.compile(
    r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z][0-9A-Za-z.-]{0,254})(?::[0-9]{1,5})?"
)
_LOCALPART: Final = re.compile(r"[a-z0-9._=/+-]+")


def _server_name(value: str) -> None:
    if not _SERVER_NAME.fullmatch(value):
        raise _Unfit("is not a server name")


def _user_id(value: str) -> None:
    if not value.startswith("@"):
        raise _Unfit("does not begin with @")
    localpart, colon, server = value[1:].partition(":")
    if not colon:
        raise _Unfit("has no server name after a colon")
    if not _LOCALPART.fullmatch(localpart) or not _SERVER_NAME.fullmatch(server):
        raise _Unfit("is not a Matrix address")


def _homeserver_url(value: str) -> None:
    parts, port = _address(value, "http://", "https://", of="server")
    if not _SERVER_NAME.fullmatch(parts.netloc) or port == 0:
        raise _Unfit("contains no server name")
    if parts.scheme == "http" and not on_loopback(value) and not is_onion(value):
        raise _Unfit("connects to another machine without encryption")


def _socks_url(value: str) -> None:
    parts, port = _address(value, "socks5://", of="proxy")
    if not _SERVER_NAME.fullmatch(parts.netloc) or not port:
        raise _Unfit("does not name a proxy and a port")


def _address(value: str, *schemes: str, of: str) -> tuple[SplitResult, int | None]:
    """The parts of a URL that has a host and a port, and nothing else."""
    if not value.startswith(schemes):
        raise _Unfit(f"does not begin with {' or '.join(schemes)}")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:  # its text would repeat the value
        raise _Unfit("has an invalid address or port") from None
    if "@" in parts.netloc:
        raise _Unfit("contains a user name or password")
    if parts.path or "?" in value or "#" in value:
        raise _Unfit(f"has something after the {of} and port")
    return parts, port


def on_loopback(url: str) -> bool:
    """Tell whether a well-formed URL stays on this machine (localhost: RFC 6761, section 6.3)."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_onion(url: str) -> bool:
    """Tell whether a well-formed URL is an onion address: Tor encrypts traffic to it (RFC 7686)."""
    return (urlsplit(url).hostname or "").endswith(".onion")


def leaves_in_clear(url: str, proxy: str) -> bool:
    """Tell whether requests reach the proxy, on another machine, without encryption."""
    return url.startswith("http://") and not on_loopback(proxy)


def _credential(value: str) -> None:
    """systemd takes it as a file name in $CREDENTIALS_DIRECTORY (systemd.exec, Credentials)."""
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", value):
        raise _Unfit("contains something other than letters, digits, dots and hyphens")


def _path(value: str) -> None:
    _line(value)
    path = PurePosixPath(value)
    if not path.is_absolute():
        raise _Unfit("does not begin with /")
    if ".." in path.parts:
        raise _Unfit("contains ..")
    if not path.name:
        raise _Unfit("is the root directory")


def _state_directory(value: str) -> None:
    _path(value)
    # unix(7): the address of a socket holds 108 bytes, the last of them zero.
    if len(f"{value}/control.sock".encode()) > 107:
        raise _Unfit("is longer than 94 bytes, too long for the socket inside it")


_CHECKS: Final[dict[str, Callable[[str], None]]] = {
    "lines": _lines,
    "line": _line,
    "kind": _kind,
    "time-zone": _time_zone,
    "server-name": _server_name,
    "user-id": _user_id,
    "homeserver-url": _homeserver_url,
    "socks-url": _socks_url,
    "credential": _credential,
    "path": _path,
    "state-directory": _state_directory,
}


def _checker() -> jsonschema.FormatChecker:
    formats = jsonschema.FormatChecker(formats=())
    for name, check in _CHECKS.items():
        # `check` returns None when a value is valid; a value that is not text fails the type check.
        formats.checks(name, raises=_Unfit)(
            lambda value, check=check: not isinstance(value, str) or check(value) is None
        )
    return formats


FORMATS: Final = _checker()


def problems(schema: Schema, document: Document) -> dict[YamlPath, Problem]:
    """Find what the schema does not allow: the first problem of each path."""
    validator = jsonschema.Draft202012Validator(schema, format_checker=FORMATS)
    found: dict[YamlPath, Problem] = {}
    for error in validator.iter_errors(document.value):
        for path, what, mend in _explain(error, schema):
            found.setdefault(path, problem(document, path, what, mend))
    return found


def problem(document: Document, path: YamlPath, what: str, mend: str) -> Problem:
    """Make a problem with the line of its path, or of the group that should contain it."""
    written = path
    while written and written not in document.lines:
        written = written[:-1]
    return Problem(format_path(path), what, mend, document.lines[written] if written else 0)


_Finding = tuple[YamlPath, str, str]


def _explain(error: jsonschema.ValidationError, schema: Schema) -> Iterator[_Finding]:
    # jsonschema's types leave open what is set in every error of `iter_errors`.
    path, value = tuple(error.absolute_path), cast("Any", error.instance)
    own = cast("Schema", error.schema)
    if "propertyNames" in error.absolute_schema_path:
        path = (*path, value)
    if error.validator == "required":
        yield from _missing(path, value, own, schema)
    elif error.validator == "additionalProperties":
        yield from _unknown(path, value, own)
    else:
        yield path, *_unfit(error, value, _mend(own, schema))


def _unfit(error: jsonschema.ValidationError, value: Any, mend: str) -> tuple[str, str]:
    limit: Any = error.validator_value
    match error.validator:
        case "type" | "enum":
            return _other_type(value, limit, mend)
        case "format":
            return str(error.cause), mend
        case "minLength" | "minItems" | "minProperties":
            what = f"has {len(value)} entries, fewer than {limit}" if value else "is empty"
            return what, mend
        case "maxLength":
            return f"has {len(value)} characters, more than {limit}", "Shorten it."
        case "maxItems" | "maxProperties":
            return f"has {len(value)} entries, more than {limit}", "Remove some."
        case "minimum":
            return f"{value} is less than {limit}", mend
        case "maximum":
            return f"{value} is more than {limit}", mend
        case rule:
            raise NotImplementedError(f"no message for this rule of the schema: {rule}")


_TYPES: Final = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of settings",
}


def _other_type(value: object, expected: object, mend: str) -> tuple[str, str]:
    if value is None:
        return "is empty", mend
    if not isinstance(expected, str):
        return "is not one of the allowed values", mend
    if expected == "string" and isinstance(value, bool | int):
        return "is read as a number or as true or false", "Put quotes around it."
    return f"is not {_TYPES[expected]}", mend


def _missing(path: YamlPath, value: Schema, own: Schema, schema: Schema) -> Iterator[_Finding]:
    known = own["properties"]
    misspelt = {_nearest(key, known) for key in value if key not in known}
    for name in own["required"]:
        if name not in value and name not in misspelt:  # a misspelt one is reported as unknown
            yield (*path, name), "is missing", _mend(known[name], schema)


def _unknown(path: YamlPath, value: Schema, own: Schema) -> Iterator[_Finding]:
    known = own["properties"]
    for key in value:
        if key not in known:
            near = _nearest(key, known)
            mend = f"Did you mean {near}?" if near else f"Remove it; known settings: {_and(known)}."
            yield (*path, key), "is not a known setting", mend


def _mend(field: Schema, schema: Schema) -> str:
    """Say what to write into a field; derived from its schema unless the field has a `mend`."""
    if reference := field.get("$ref"):
        field = schema["$defs"][reference.removeprefix("#/$defs/")]
    if written := field.get("mend"):
        return str(written)
    if field.get("type") == "boolean":
        return "Write true or false."
    if words := field.get("enum"):
        return f"Write one of: {_and(words)}."
    if "minimum" in field:
        return f"Write a number from {field['minimum']} to {field['maximum']}."
    needed = field.get("required")
    names = _and(needed or field["properties"])
    return f"Write {names} under it." if needed else f"Write {names} under it, or remove it."


def _and(names: Mapping[str, object] | list[str]) -> str:
    return ", ".join(names)


def _nearest(word: str, known: Mapping[str, object] | set[str]) -> str | None:
    """Find the known word that was probably meant, ignoring case."""
    folded = {name.casefold(): name for name in sorted(known)}
    near = difflib.get_close_matches(printable(word).casefold(), folded, n=1)
    return folded[near[0]] if near else None
