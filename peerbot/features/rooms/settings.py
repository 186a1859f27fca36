"""What the collective decided about rooms."""

from msgspec import Struct

from peerbot.features.rooms.names import Words
from peerbot.kernel.context import Context, Settings
from peerbot.kernel.ids import UserID


class RoomKind(Struct, frozen=True):
    """A kind of room that facilitators open by `word`. `text_only`: nobody speaks or is seen."""

    word: str
    title: str
    about: str
    minutes: int
    size: int
    text_only: bool = True


class RoomSettings(Struct, frozen=True):
    """`longest_minutes` bounds `open`.

    `extend_minutes`: how much longer than promised a room may be made, said on its card.
    `away_seconds`: how long a facilitator may be away. `complaints`: whom to talk to about one.
    `most_rooms`, `most_each`: how many rooms there may be at a time, in all and for one
    facilitator. `most_each_server`: how many people of one other homeserver may have a place in a
    room; None: as many as it has places. `names`: the words that rooms are named with. `for_two`:
    what stands behind the title of one for two.
    """

    kinds: tuple[RoomKind, ...]
    longest_minutes: int
    federate: bool
    rules: str
    complaints: str
    extend_minutes: int
    away_seconds: int
    most_rooms: int
    most_each: int
    most_each_server: int | None
    names: Words
    for_two: str


def title_for_two(title: str, context: Context) -> str:
    """What a room for two is called, that somebody asked for in a room of this title."""
    return f"{title}, {rooms_in(context).for_two}"


def rooms_in(context: Context) -> RoomSettings:
    """This section of the settings."""
    return context.settings.of(RoomSettings)


def kinds_in(context: Context) -> tuple[RoomKind, ...]:
    """The kinds of room that there are."""
    return rooms_in(context).kinds


def takes_in(context: Context, user: UserID) -> bool:
    """Whether a room can take in somebody with this account, who else it may be."""
    return takes_in_account(context.settings, user)


def takes_in_account(settings: Settings, user: UserID) -> bool:
    """The same, for whoever is in no step."""
    return settings.of(RoomSettings).federate or not settings.is_elsewhere(user)
