"""The settings of one collective: a YAML file becomes a `Config`, or a list of every problem.

The types below, and those of the groups that features bring, are also the schema: msgspec derives
it, and config_schema validates against it. Rules that involve several fields are checked
afterwards, in `_across`. No other file is read, so that a config can be checked on another machine.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, defstruct, field

from peerbot import config_example, config_schema, config_yaml
from peerbot.config_yaml import Problem, YamlPath
from peerbot.features import registry
from peerbot.kernel.config import Finding, few, mend, text
from peerbot.kernel.ids import UserID, server_of

__all__ = ["Config", "ConfigProblems", "Problem", "doubts", "is_finished", "load", "parse"]


_Account = Annotated[
    UserID,
    text("user-id", "Write the full address in lowercase, such as @name:example.org.", 255),
]
_ServerName = Annotated[
    str, text("server-name", "Write what follows the first colon of an address: example.org.", 255)
]


class Collective(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose bot this is."""

    name: Annotated[str, text("line", "Write the name by which people know you.")]
    language: Literal["en"] = "en"
    time_zone: Annotated[
        str, text("time-zone", "Write a continent and a city, such as Europe/Berlin.")
    ]


class Homeserver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where both accounts live."""

    url: Annotated[
        str,
        text(
            "homeserver-url",
            "Write https://, the server and, if needed, its port, or http://127.0.0.1:8008 "
            "for a homeserver on this machine.",
        ),
    ]
    proxy: (
        Annotated[
            str,
            text(
                "socks-url",
                "Write socks5://, the proxy and its port, such as socks5://127.0.0.1:9050 for Tor.",
            ),
        ]
        | UnsetType
    ) = UNSET
    ca: (
        Annotated[str, text("path", "Write the full path of a file with the certificate to trust.")]
        | UnsetType
    ) = UNSET


class Accounts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two accounts on one homeserver."""

    voice: _Account
    keeper: _Account


class Key(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the master key comes from: exactly one of these is set."""

    file: Annotated[str, text("path", "Write a full path: /etc/peerbot/key.")] | UnsetType = UNSET
    credential: (
        Annotated[str, text("credential", "Write the name of a systemd credential: peerbot-key.")]
        | UnsetType
    ) = UNSET
    passphrase: (
        Annotated[
            Literal["ask"],
            Meta(extra_json_schema=mend("Write the word ask, never the passphrase itself.")),
        ]
        | UnsetType
    ) = UNSET


class State(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where sealed records are kept."""

    directory: Annotated[str, text("state-directory", "Write a full path: /var/lib/peerbot.")]
    key: Key


class Members(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may talk to the voice. `load` fills in the voice's own server if none is listed."""

    may_talk: Annotated[
        tuple[_ServerName, ...], few("Write at least one server name, or remove the list.", 100)
    ] = ()
    unsigned: Annotated[
        Literal["refuse", "admit"], Meta(extra_json_schema=mend("Write refuse or admit."))
    ] = "refuse"
    """People who have no cross-signing identity: whether the voice talks with them."""
    most_each_server: Annotated[int, Meta(ge=10, le=10_000)] = 200
    """Chats with people of one other homeserver: a crowd of accounts costs little to make there.
    Whoever is turned away can tell that so many of it have one: a few more than one at least."""


class _Shared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is no feature's own. With `sandbox` a room may last seconds: only a loopback server
    allows that."""

    collective: Collective
    homeserver: Homeserver
    accounts: Accounts
    state: State
    members: Members = Members()
    sandbox: bool = False

    if TYPE_CHECKING:  # which groups there are is known when the registry is made, not before

        def __getattr__(self, name: str) -> Any:
            """The group of a feature."""

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which people are told times."""
        return ZoneInfo(self.collective.time_zone)


GROUPS: Final = tuple(group for feature in registry().features for group in feature.groups)
"""What features add to it."""

if TYPE_CHECKING:

    class Config(_Shared, frozen=True, kw_only=True):
        """Every setting."""

else:
    Config = defstruct(
        "Config",
        [(group.name, group.type, field(default=group.default)) for group in GROUPS],
        bases=(_Shared,),
        namespace={"__doc__": "Every setting."},
        module=__name__,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


class ConfigProblems(Exception):
    """A config cannot be used. `problems` are in the order of the file, one at least."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problem(s) in the config")
        self.problems = problems


def load(path: Path, *, finished: bool = False) -> Config:
    """Read a config file. Raises ConfigProblems with every error in it.

    With `finished`, leftovers from the example count as errors.
    """
    try:
        with path.open("rb") as file:
            content = file.read(config_yaml.LARGEST + 1)
    except FileNotFoundError:
        problem = Problem(
            "", "does not exist", "Copy config.example.yaml to this path and edit it."
        )
    except IsADirectoryError:
        problem = Problem("", "is a directory", "Give the path of the file inside it.")
    except PermissionError:
        mend = "Give the user that runs this program permission to read it."
        problem = Problem("", "is not readable by this user", mend)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        problem = Problem("", what, "Check the path and the disk.")
    else:
        return parse(content, finished=finished)
    raise ConfigProblems((problem,))


_SCHEMA: Final = msgspec.json.schema(Config)


def parse(content: bytes, *, finished: bool = False) -> Config:
    """Read the content of a config file. Raises ConfigProblems as `load` does."""
    document = config_yaml.read(content)
    problems = list(document.problems)
    if not document.lines:
        raise ConfigProblems(tuple(problems))
    if not isinstance(document.value, dict):
        mend = "Begin with a copy of config.example.yaml."
        raise ConfigProblems((Problem("", "is not a group of settings", mend, 1),))
    found = config_schema.problems(_SCHEMA, document)
    for where, what, mend in _across(document.value, set(found)):
        found[where] = config_schema.problem(document, where, what, mend)
    if finished:
        for where, what, mend in config_example.leftovers(document.value):
            found.setdefault(where, config_schema.problem(document, where, what, mend))
    problems.extend(found.values())
    if problems:
        raise ConfigProblems(tuple(sorted(problems, key=lambda problem: problem.line)))
    return msgspec.convert(_with_defaults(document.value), Config)


def is_finished(config: Config) -> bool:
    """Whether a config has no leftovers from the example."""
    return not any(config_example.leftovers(msgspec.to_builtins(config)))


def doubts(config: Config) -> Iterator[str]:
    """Settings that are valid but probably not intended, each with what to do."""
    for group in GROUPS:
        yield from group.doubts(config)


def _across(root: dict[str, Any], bad: set[YamlPath]) -> Iterator[Finding]:
    """Check rules that involve two settings, where each of them is valid by itself."""

    def sound(*path: str, default: Any = None) -> Any:
        value: Any = root
        for depth, part in enumerate(path, start=1):
            if path[:depth] in bad:
                return None
            value = value.get(part, {} if depth < len(path) else default)
        return value

    yield from _accounts(sound("accounts", "voice"), sound("accounts", "keeper"))
    key, url = sound("state", "key"), sound("homeserver", "url")
    if key is not None and not any(path[:2] == ("state", "key") for path in bad):
        yield from _key(key, sound("state", "directory"))
    for group in GROUPS:
        yield from group.across(sound)
    proxy = sound("homeserver", "proxy")
    if url is not None and proxy is None and config_schema.is_onion(url):
        what = "is a Tor address, but homeserver.proxy is not set"
        yield ("homeserver", "url"), what, "Write homeserver.proxy: socks5://127.0.0.1:9050."
    if url is not None and proxy is not None and config_schema.leaves_in_clear(url, proxy):
        what = "is on another machine, and traffic to it would not be encrypted"
        yield (
            ("homeserver", "proxy"),
            what,
            "Write a proxy on this machine, or https:// in the url.",
        )
    if url is not None and proxy is not None and config_schema.on_loopback(url):
        what = "is set although homeserver.url is on this machine"
        yield ("homeserver", "proxy"), what, "Remove it, or write the homeserver's public address."
    if sound("sandbox") and url is not None and not config_schema.on_loopback(url):
        mend = "Remove it; it is only for throwaway homeservers."
        yield ("sandbox",), "is true with a homeserver on another machine", mend


def _accounts(voice: str | None, keeper: str | None) -> Iterator[Finding]:
    if voice is None or keeper is None:
        return
    where, both = ("accounts", "keeper"), f"{voice} and {keeper}"
    if voice == keeper:
        yield (
            where,
            f"is also the voice's account ({voice})",
            "Write a second account for the keeper.",
        )
    elif server_of(voice) != server_of(keeper):
        mend = "Write two accounts of the homeserver in homeserver.url."
        yield where, f"is on a different server than the voice ({both})", mend


def _key(key: dict[str, str], directory: str | None) -> Iterator[Finding]:
    where = ("state", "key")
    if len(key) != 1:
        what = "names more than one source" if key else "is empty"
        yield where, what, "Write exactly one of file, credential, passphrase under it."
    elif "file" in key and directory and PurePosixPath(key["file"]).is_relative_to(directory):
        what = "is inside the state directory, so a copy of the directory includes the key"
        yield (*where, "file"), what, "Write a path elsewhere, such as /etc/peerbot/key."


def _with_defaults(root: dict[str, Any]) -> dict[str, Any]:
    """Fill in defaults that depend on other settings."""
    own = {"may_talk": [server_of(root["accounts"]["voice"])]}
    given = (group for group in GROUPS if group.name in root)
    filled = {group.name: group.filled(root[group.name]) for group in given}
    return root | {"members": own | root.get("members", {})} | filled
