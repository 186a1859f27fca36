"""What other features, and the account that holds the rooms, may use of rooms."""

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import fate_of_note
from peerbot.features.rooms.consents import HAND_NOTE
from peerbot.features.rooms.extending import (
    Admission,
    CardChoice,
    CardLine,
    Moment,
    OpenOption,
    ParticipantName,
    RoomLife,
)
from peerbot.features.rooms.fates import Ending
from peerbot.features.rooms.performing import rooms_of
from peerbot.features.rooms.records import (
    Answer,
    Card,
    Held,
    Stuck,
    open_cards,
    places_of,
    seats_of,
)
from peerbot.features.rooms.settings import takes_in_account
from peerbot.features.rooms.to_person import NoteSettled
from peerbot.features.rooms.to_room import Came, Close, NoteBrought, Went

__all__ = [
    "HAND_NOTE",
    "Admission",
    "Answer",
    "Came",
    "Card",
    "CardChoice",
    "CardLine",
    "Close",
    "Ending",
    "Held",
    "Mark",
    "Moment",
    "NoteBrought",
    "NoteSettled",
    "OpenOption",
    "ParticipantName",
    "Room",
    "RoomLife",
    "Stuck",
    "Went",
    "fate_of_note",
    "open_cards",
    "places_of",
    "rooms_of",
    "seats_of",
    "takes_in_account",
]
