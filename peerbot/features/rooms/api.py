"""What other features, and the account that holds the rooms, may use of rooms."""

from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.asking import facilitator_called, fate_of_words, numbered
from peerbot.features.rooms.chat.opening import Opening
from peerbot.features.rooms.consents import HAND_NOTE, HOST, PASS_ON_PROPOSAL
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
from peerbot.features.rooms.fates import Ending, NoRoom
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
from peerbot.features.rooms.to_person import RoomNotOpened, WordsSettled
from peerbot.features.rooms.to_room import Came, Close, Due, Went, WordsBrought
from peerbot.features.rooms.wanting import (
    are_as_many_as_may_be,
    kept_for_holding,
    latest_end,
    opened,
    reason_not_now,
)

__all__ = [
    "HAND_NOTE",
    "HOST",
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
    "NoRoom",
    "OpenLine",
    "OpenOption",
    "Opening",
    "ParticipantName",
    "Room",
    "RoomKind",
    "RoomLife",
    "RoomNotOpened",
    "Stuck",
    "Went",
    "WordsBrought",
    "WordsSettled",
    "are_as_many_as_may_be",
    "facilitator_called",
    "fate_of_words",
    "kept_for_holding",
    "kinds_in",
    "latest_end",
    "numbered",
    "open_cards",
    "opened",
    "places_of",
    "readable_cards",
    "reason_not_now",
    "rooms_of",
    "seats_of",
    "takes_in_account",
]
