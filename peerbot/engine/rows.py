"""Of each row of the outbox: whose it is, how long it is good, and what it waits for."""

from datetime import datetime, timedelta

from peerbot.engine.records import Action, ClearChat, Goodbye, JoinChat, Knock, Scrub, Send, Wake
from peerbot.vocabulary import effects
from peerbot.vocabulary.ids import Machine, Person, UserID, owner_of, server_of
from peerbot.vocabulary.inputs import HelpAsked, NoteExpires, NoteHanded, RoomClosed, RoomEnds
from peerbot.vocabulary.notes import CLOSING_TAKES
from peerbot.vocabulary.room_inputs import NoteBrought

PRIORITY: dict[type, int] = {
    effects.Silence: 0,
    Scrub: 1,
    effects.Empty: 1,
    effects.Leave: 1,
    effects.Remove: 1,
    Goodbye: 1,
    ClearChat: 1,
    Wake: 1,
    effects.Tell: 2,
    effects.Invite: 3,
    effects.CreateRoom: 3,
    JoinChat: 3,
    Send: 4,
    effects.Look: 2,
    effects.Redact: 2,
    effects.SilenceAt: 3,
    effects.SetTopic: 5,
    Knock: 5,
}
"""Between lanes: closing and forgetting, then coming in, then answers, then announcements."""

ANNOUNCEMENT = 5

TOLD_WITHIN = timedelta(hours=1)
"""How long words that came too late stay until the next try finds it out, and their writer hears:
the sender never waits longer by itself."""


def priority(action: Action) -> int:
    """What goes first among lanes: the lower."""
    if isinstance(action, Send) and action.notify:
        return ANNOUNCEMENT
    return PRIORITY[type(action)]


def owner_and_end(
    machine: Machine, action: Action, at: datetime, now: datetime
) -> tuple[Machine, datetime]:
    """With whom a row goes when they are erased, and until when it is good. `at`: not before."""
    if asker := _asker(action):
        return Person(asker), at + CLOSING_TAKES
    if of := _relayed(action):
        return Person(of[0]), max(of[1], now) + TOLD_WITHIN
    return machine, at + CLOSING_TAKES


def _asker(action: Action) -> UserID | None:
    """Whoever asks for something that concerns nobody else's place in a room."""
    match action:
        case effects.Look(user=user) if user:
            return user
        case effects.Redact(by=user):
            return user
        case _:
            return None


def _relayed(action: Action) -> tuple[UserID, datetime] | None:
    """Words on their way to somebody else are their writer's, and good until a time."""
    match action:
        case Send(relay=effects.Relay(of=user, until=until)):
            return user, until
        case Knock(relay=effects.Relay(of=user, until=until)):
            return user, until
        case effects.Tell(
            input=NoteBrought(user=user, until=until)
            | NoteHanded(user=user, until=until)
            | HelpAsked(user=user, until=until)
        ):
            return user, until
        case _:
            return None


def lane(machine: Machine, action: Action) -> str:
    """Rows of one lane go in order. What must not wait for a chat or a homeserver has its own."""
    owner = owner_of(machine)
    match action:
        case effects.Tell(input=NoteExpires()):
            return f"word before {owner}"
        case effects.Tell(input=RoomClosed(hosted=False) | RoomEnds() as told):
            return f"announcement {told.mark} {owner}"
        case effects.Tell():
            return f"tell {owner}"
        case Send(relay=effects.Relay() as relay):
            # Each waits by itself until it is read, whatever else is there to be read.
            return f"words {owner} {relay.of} {relay.mark} {relay.until.isoformat()}"
        case (
            Send(chat=chat)
            | Knock(chat=chat)
            | Goodbye(chat=chat)
            | ClearChat(chat=chat)
            | JoinChat(chat=chat)
        ):
            return f"chat {chat}"
        case Wake(what=what):
            return f"wake {what} {owner}"
        case effects.Silence():
            return f"silence {owner}"
        case effects.Look():
            return f"look {owner}"
        case effects.Redact():
            return f"take back {owner}"  # nobody is removed later for it
        case effects.Invite(user=user, holders=holders):
            # The homeserver may let somebody wait for minutes. Nobody is removed later for that,
            # nor for people of other homeservers, whose own may be away.
            return f"invite {'member' if holders else 'holder'} {server_of(user)} {owner}"
        case effects.SetTopic():
            return f"topic {owner}"
        case _:
            return f"do {owner}"
