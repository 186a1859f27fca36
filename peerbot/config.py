"""The settings of one collective: a YAML file becomes a `Config`, or a list of every problem.

The types below are also the schema: msgspec derives it, and config_schema validates against it.
Rules that involve several fields are checked afterwards, in `_across`. No other file is read, so
that a config can be checked on another machine.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from peerbot import config_example, config_schema, config_yaml
from peerbot.config_yaml import Problem, YamlPath
from peerbot.kernel.ids import UserID, server_of

__all__ = ["Config", "ConfigProblems", "Problem", "doubts", "is_finished", "load", "parse"]


def _mend(words: str) -> dict[str, str]:
    return {"mend": words}


def _text(form: str, mend: str, most: int = 300) -> Meta:
    """Describe a text. 300 characters are about eight lines of a phone: one message."""
    return Meta(min_length=1, max_length=most, extra_json_schema=_mend(mend) | {"format": form})


def _few(mend: str, most: int) -> Meta:
    return Meta(min_length=1, max_length=most, extra_json_schema=_mend(mend))


_Account = Annotated[
    UserID,
    _text("user-id", "Write the full address in lowercase, such as @name:example.org.", 255),
]
_ServerName = Annotated[
    str, _text("server-name", "Write what follows the first colon of an address: example.org.", 255)
]
_Minutes = Annotated[int, Meta(ge=1, le=720)]
"""Twelve hours at most: what is made when a room opens must still be fresh when it closes, and
the outbox resends nothing blindly that is older than 20 hours."""
_Size = Annotated[int, Meta(ge=2, le=50)]


class Collective(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose bot this is."""

    name: Annotated[str, _text("line", "Write the name by which people know you.")]
    language: Literal["en"] = "en"
    time_zone: Annotated[
        str, _text("time-zone", "Write a continent and a city, such as Europe/Berlin.")
    ]


class Homeserver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where both accounts live."""

    url: Annotated[
        str,
        _text(
            "homeserver-url",
            "Write https://, the server and, if needed, its port, or http://127.0.0.1:8008 "
            "for a homeserver on this machine.",
        ),
    ]
    proxy: (
        Annotated[
            str,
            _text(
                "socks-url",
                "Write socks5://, the proxy and its port, such as socks5://127.0.0.1:9050 for Tor.",
            ),
        ]
        | UnsetType
    ) = UNSET
    ca: (
        Annotated[
            str, _text("path", "Write the full path of a file with the certificate to trust.")
        ]
        | UnsetType
    ) = UNSET


class Accounts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two accounts on one homeserver."""

    voice: _Account
    keeper: _Account


class Key(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the master key comes from: exactly one of these is set."""

    file: Annotated[str, _text("path", "Write a full path: /etc/peerbot/key.")] | UnsetType = UNSET
    credential: (
        Annotated[str, _text("credential", "Write the name of a systemd credential: peerbot-key.")]
        | UnsetType
    ) = UNSET
    passphrase: (
        Annotated[
            Literal["ask"],
            Meta(extra_json_schema=_mend("Write the word ask, never the passphrase itself.")),
        ]
        | UnsetType
    ) = UNSET


class State(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where sealed records are kept."""

    directory: Annotated[str, _text("state-directory", "Write a full path: /var/lib/peerbot.")]
    key: Key


class Members(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who may talk to the voice. `load` fills in the voice's own server if none is listed."""

    may_talk: Annotated[
        tuple[_ServerName, ...], _few("Write at least one server name, or remove the list.", 100)
    ] = ()
    unsigned: Annotated[
        Literal["refuse", "admit"], Meta(extra_json_schema=_mend("Write refuse or admit."))
    ] = "refuse"
    """People who have no cross-signing identity: whether the voice talks with them."""


class RoomKind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one word opens. `load` fills in missing `minutes` and `size` from `Rooms`."""

    title: Annotated[str, _text("line", "Write the few words that members choose from.")]
    about: Annotated[str, _text("line", "Write one line on what happens there.")]
    text_only: bool = True
    minutes: _Minutes = 50
    size: _Size = 8


class Rooms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rooms that the keeper opens. `minutes` and `size` are defaults for the kinds."""

    federate: bool = False
    size: _Size = 8
    minutes: _Minutes = 50
    longest: _Minutes = 180
    # For each open room an event waits on the homeserver that will silence it, and Synapse holds
    # 100 of those for an account.
    most: Annotated[int, Meta(ge=1, le=100)] = 16
    most_each: Annotated[int, Meta(ge=1, le=100)] = 3
    extend: Annotated[
        int, Meta(ge=0, le=180, extra_json_schema=_mend("Write a number of minutes from 0 to 180."))
    ] = 30
    kinds: Annotated[
        Mapping[
            Annotated[
                str,
                _text("kind", "Write the words after `open` in lowercase: quiet company.", 40),
            ],
            RoomKind,
        ],
        _few("Write at least one kind of room, with title and about under it.", 20),
    ]
    rules: Annotated[str, _text("lines", "Write the rules for every room, in a few sentences.")]


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What only the collective can say."""

    emergencies: Annotated[
        str,
        _text("lines", "Write what you do, and do not do, in emergencies and about police.", 600),
    ]
    complaints: Annotated[
        str, _text("lines", "Write whom people can talk to about a facilitator.", 300)
    ] = ""


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of the note. If nobody uses the answer, there is nothing to write in `why`."""

    ask: Annotated[str, _text("line", "Write the question as people read it.")]
    seen_by: Annotated[str, _text("line", "Write who reads the answer: the facilitator.", 100)]
    why: Annotated[str, _text("line", "Write what the answer is used for, or remove the question.")]
    choices: Annotated[
        tuple[Annotated[str, _text("line", "Write one answer to choose.", 100)], ...],
        _few("Write the answers to choose from, or remove the list.", 9),
    ] = ()


class Note(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The questions of the note. Without this group, the built-in ones are asked."""

    questions: Annotated[
        tuple[Question, ...], _few("Write at least one question, or remove the group.", 9)
    ]


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service outside the collective that answers when nobody here does."""

    name: Annotated[str, _text("line", "Write what the place is called.")]
    hours: Annotated[str, _text("line", 'Write when someone answers: "every day, 18:00-23:00".')]
    how: Annotated[
        tuple[Literal["text", "sign", "voice"], ...],
        _few("Write at least one of text, sign, voice, as a list: [text, voice].", 3),
    ]
    contact: Annotated[str, _text("line", "Write the number or address, in quotes.")]
    may_call_police: Literal["yes", "no", "unknown"]


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting. With `sandbox` a room may last seconds; only a loopback server allows it."""

    collective: Collective
    homeserver: Homeserver
    accounts: Accounts
    state: State
    members: Members = Members()
    rooms: Rooms
    words: Words
    # Nine can still be read through at night, and be answered with one digit.
    places: Annotated[
        tuple[Place, ...],
        _few("Write at least one place, with name, hours, how, contact, may_call_police.", 9),
    ]
    note: Note | UnsetType = UNSET
    sandbox: bool = False
    away_seconds: Annotated[
        int,
        Meta(ge=1, le=3600, extra_json_schema=_mend("Write a number of seconds from 1 to 3600.")),
    ] = 600
    """How long a facilitator may be away from a room; another value needs `sandbox`."""

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which people are told times."""
        return ZoneInfo(self.collective.time_zone)


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
    own = server_of(config.accounts.keeper)
    others = [server for server in config.members.may_talk if server != own]
    if others and not config.rooms.federate:
        yield (
            f"members.may_talk: people on {', '.join(others)} may talk to the bot but cannot join "
            "any room, because rooms.federate is false. Set it to true if they may join; otherwise "
            f"they are told that they need an account on {own}."
        )


_Finding = tuple[YamlPath, str, str]


def _across(root: dict[str, Any], bad: set[YamlPath]) -> Iterator[_Finding]:
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
    longest = sound("rooms", "longest", default=180)
    if longest is not None:
        paths = [("rooms", "kinds", word, "minutes") for word in sound("rooms", "kinds") or ()]
        lengths: dict[YamlPath, int | None] = {path: sound(*path) for path in paths}
        lengths["rooms", "minutes"] = sound("rooms", "minutes", default=50)
        for where, minutes in lengths.items():
            if minutes is not None and minutes > longest:
                what = f"{minutes} is more than rooms.longest ({longest})"
                yield where, what, f"Write a number from 1 to {longest}."
    if not sound("sandbox") and sound("away_seconds", default=600) != 600:
        yield ("away_seconds",), "is only for throwaway homeservers", "Remove it."
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


def _accounts(voice: str | None, keeper: str | None) -> Iterator[_Finding]:
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


def _key(key: dict[str, str], directory: str | None) -> Iterator[_Finding]:
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
    standard = {name: root["rooms"][name] for name in ("minutes", "size") if name in root["rooms"]}
    kinds = {word: standard | kind for word, kind in root["rooms"]["kinds"].items()}
    return root | {
        "members": own | root.get("members", {}),
        "rooms": root["rooms"] | {"kinds": kinds},
    }
