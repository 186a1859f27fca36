"""How a person comes into each state of their conversation."""

from collections.abc import Callable

from peerbot.flow import Home, State
from peerbot.flows.clear import AskedToClear
from peerbot.flows.erase import AskedToErase, Erasing
from peerbot.flows.me import AskedToShow
from peerbot.flows.open import CloseAsked, CloseWhich, KindAsked, Opening, Summary
from peerbot.flows.role import RoleOffered
from peerbot.flows.rooms import LeavingWhich, LineAsked, Listing, Reading, Waiting
from peerbot.flows.welcome import Menu
from peerbot.vocabulary import UserID
from peerbot.vocabulary.ports import TryLater
from tests.engine.house import House

SAM = UserID("@sam:example.org")
ROBIN = UserID("@robin:example.org")
JO = UserID("@jo:example.org")

Way = Callable[[House], object]


def hold(house: House, *deeds: str) -> None:
    """The homeserver does not answer to these for now."""
    house.world.trouble = lambda deed: TryLater() if deed in deeds else None


def _room(house: House, host: UserID = ROBIN) -> None:
    house.facilitator(host)
    house.tells(host, "open quiet company 50", "yes")


def _says(*texts: str) -> Way:
    def go(house: House) -> None:
        _room(house)
        house.tells(SAM, *texts)

    return go


def _two_places(house: House) -> None:
    _room(house)
    _room(house, JO)
    house.tells(SAM, "join 1", "1", "1", "join 2", "1", "1", "leave")


def _waiting(house: House) -> None:
    _room(house)
    hold(house, "invite")
    house.tells(SAM, "join 1", "1")


def _erasing(house: House) -> None:
    _room(house)
    house.tells(SAM, "join 1", "1", "1")
    hold(house, "remove")
    house.tells(SAM, "erase", "1")


def _as_facilitator(*texts: str, held: tuple[str, ...] = ()) -> Way:
    def go(house: House) -> None:
        house.facilitator(SAM)
        hold(house, *held)
        house.tells(SAM, *texts)

    return go


def _offered(house: House) -> None:
    house.grants(SAM)
    house.says(SAM, "role")


OPEN = ("open quiet company 50", "yes")

WAYS: dict[type[State], Way] = {
    Home: _says("hi", "0"),
    Menu: _says("hi"),
    Listing: _says("rooms"),
    Reading: _says("join 1"),
    Waiting: _waiting,
    LineAsked: _says("join 1", "1"),
    LeavingWhich: _two_places,
    KindAsked: _as_facilitator("open"),
    Summary: _as_facilitator("open grief"),
    Opening: _as_facilitator("open grief", "yes", held=("create",)),
    CloseAsked: _as_facilitator(*OPEN, "close"),
    CloseWhich: _as_facilitator(*OPEN, *OPEN, "close"),
    RoleOffered: _offered,
    AskedToShow: _says("me"),
    AskedToClear: _says("clear"),
    AskedToErase: _says("erase"),
    Erasing: _erasing,
}
"""Sam is then in that state."""
