"""What other features, and the account that holds the rooms, may use of rooms."""

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import facilitator_called, fate_of_words, numbered
from peerbot.features.rooms.consents import HAND_NOTE, PASS_ON_PROPOSAL
from peerbot.features.rooms.extending import (
    Admission,
    CardChoice,
    CardLine,
    KeptPlace,
    ListLine,
    Moment,
    OpenLine,
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
    readable_cards,
    seats_of,
)
from peerbot.features.rooms.settings import RoomKind, kinds_in, takes_in_account
from peerbot.features.rooms.to_person import WordsSettled
from peerbot.features.rooms.to_room import Came, Close, Due, Went, WordsBrought

__all__ = [
    "HAND_NOTE",
    "PASS_ON_PROPOSAL",
    "Admission",
    "Answer",
    "Came",
    "Card",
    "CardChoice",
    "CardLine",
    "Close",
    "Due",
    "Ending",
    "Held",
    "KeptPlace",
    "ListLine",
    "Mark",
    "Moment",
    "OpenLine",
    "OpenOption",
    "ParticipantName",
    "Room",
    "RoomKind",
    "RoomLife",
    "Stuck",
    "Went",
    "WordsBrought",
    "WordsSettled",
    "facilitator_called",
    "fate_of_words",
    "kinds_in",
    "numbered",
    "open_cards",
    "places_of",
    "readable_cards",
    "rooms_of",
    "seats_of",
    "takes_in_account",
]
