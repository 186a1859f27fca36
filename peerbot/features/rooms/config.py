"""What the config says of rooms."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from peerbot.features.rooms.records import LONGEST
from peerbot.features.rooms.settings import RoomKind, RoomSettings
from peerbot.kernel.config import Catalogue, Finding, Group, Path, Sound, few, mend, text
from peerbot.kernel.ids import server_of

_Minutes = Annotated[int, Meta(ge=1, le=LONGEST // timedelta(minutes=1))]
_Size = Annotated[int, Meta(ge=2, le=50)]


AWAY = 600
"""Seconds that a facilitator may be away from a room; another value is for tests alone."""


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one word opens. Missing `minutes` and `size` are filled in from `Rooms`."""

    title: Annotated[str, text("line", "Write the few words that members choose from.")]
    about: Annotated[str, text("line", "Write one line on what happens there.")]
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
    # Whoever of that homeserver is let wait can tell that so many of it are there: never just one.
    most_each_server: _Size | UnsetType = UNSET
    extend: Annotated[
        int, Meta(ge=0, le=180, extra_json_schema=mend("Write a number of minutes from 0 to 180."))
    ] = 30
    kinds: Annotated[
        Mapping[
            Annotated[
                str,
                text("kind", "Write the words after `open` in lowercase: quiet company.", 40),
            ],
            Kind,
        ],
        few("Write at least one kind of room, with title and about under it.", 20),
    ]
    rules: Annotated[str, text("lines", "Write the rules for every room, in a few sentences.")]


def _across(sound: Sound) -> Iterator[Finding]:
    longest = sound("rooms", "longest", default=180)
    if longest is None:
        return
    paths = [("rooms", "kinds", word, "minutes") for word in sound("rooms", "kinds") or ()]
    lengths: dict[Path, int | None] = {path: sound(*path) for path in paths}
    lengths["rooms", "minutes"] = sound("rooms", "minutes", default=50)
    for where, minutes in lengths.items():
        if minutes is not None and minutes > longest:
            what = f"{minutes} is more than rooms.longest ({longest})"
            yield where, what, f"Write a number from 1 to {longest}."


def _only_for_tests(sound: Sound) -> Iterator[Finding]:
    if not sound("sandbox") and sound("away_seconds", default=AWAY) != AWAY:
        yield ("away_seconds",), "is only for throwaway homeservers", "Remove it."


def _filled(rooms: dict[str, Any]) -> dict[str, Any]:
    standard = {name: rooms[name] for name in ("minutes", "size") if name in rooms}
    return rooms | {"kinds": {word: standard | kind for word, kind in rooms["kinds"].items()}}


def _doubts(config: Any) -> Iterator[str]:
    own = server_of(config.accounts.keeper)
    others = [server for server in config.members.may_talk if server != own]
    if others and not config.rooms.federate:
        yield (
            f"members.may_talk: people on {', '.join(others)} may talk to the bot but cannot join "
            "any room, because rooms.federate is false. Set it to true if they may join; otherwise "
            f"they are told that they need an account on {own}."
        )


GROUPS = (
    Group("rooms", Rooms, across=_across, filled=_filled, doubts=_doubts),
    Group(
        "away_seconds",
        Annotated[
            int,
            Meta(
                ge=1, le=3600, extra_json_schema=mend("Write a number of seconds from 1 to 3600.")
            ),
        ],
        AWAY,
        across=_only_for_tests,
    ),
)


def settings(config: Any, catalogue: Catalogue) -> RoomSettings:
    """What handlers read of it."""
    kinds = (
        RoomKind(word, kind.title, kind.about, kind.minutes, kind.size, kind.text_only)
        for word, kind in config.rooms.kinds.items()
    )
    each_server = config.rooms.most_each_server
    return RoomSettings(
        kinds=tuple(kinds),
        longest_minutes=config.rooms.longest,
        federate=config.rooms.federate,
        rules=config.rooms.rules,
        complaints=config.words.complaints,
        extend_minutes=config.rooms.extend,
        away_seconds=config.away_seconds,
        most_rooms=config.rooms.most,
        most_each=config.rooms.most_each,
        most_each_server=None if each_server is UNSET else each_server,
        for_two=", ".join(catalogue.listed("room-for-two")),
        names=(catalogue.listed("room-name-first"), catalogue.listed("room-name-second")),
    )
