"""The states of a room, and helpers for moving between them."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from peerbot.features.rooms import actions, fates, to_person, to_room
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.records import Awaited, Card, open_cards
from peerbot.features.rooms.settings import rooms_in
from peerbot.kernel import effects
from peerbot.kernel.context import Context
from peerbot.kernel.ids import Person, RoomID, UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.table import State, Step


class Wanted(State, frozen=True):
    """No room yet: also where a room ends, so that what comes late finds nothing."""


class Making(State, frozen=True):
    """The homeserver is asked to make the room. `close`: and to close it at once, for a reason."""

    card: Card
    close: fates.Ending | None = None


class Helped(Struct, frozen=True):
    """Somebody (`who` names nobody, see `Context`) asked for those who hold the room.

    `waits`: how many of those may yet answer: they were reached, and did not say that they are busy
    (as `refused` did). `call`: what they answer to, while it is open, of `user`. `later`: when one
    of them wants to be asked again. `told`: `user` was told that nobody has answered yet.
    """

    who: str
    since: datetime
    waits: int = 0
    call: Mark = Mark("")
    user: UserID = UserID("")
    refused: tuple[str, ...] = ()
    later: datetime | None = None
    told: bool = False


class Opened(State, frozen=True):
    """The room is there. `seats`: who was let in; those in `given` were told of their invitation.

    `inviting`: one entry for each invitation that the homeserver has not answered yet. Nobody is
    removed before theirs is answered, since it could still go out afterwards.
    `going`: whose place ends at their own wish, and who hears so once they are out.
    `out`: who stepped out, and may not come back into this one room; `noted`: who handed a note.
    `renewed`: once for each note that its writer took back and may hand anew.
    `proposed`: once for each proposal that was passed on, `proposing`: whose is not read yet.
    `went`: who declined an invitation, or left. `asked`: who may have a place in a room for invited
    people alone. `took`: who came for a place that was kept for them. These eight name nobody (see
    `Context`), so that nothing of a person is left in here when they are erased.
    `helped`: who asked for help.
    `called_back`: the facilitator left, and was invited once more, so that they can come back.
    `patient`: a look before then is one of an earlier absence, and decides nothing.
    `warned`: the word before its end that was said last, 10 or 2.
    `passes`: when the second holds it, if whoever does says nothing. `returns`: whether the second
    held it before, and takes it back at once.
    `early`: whoever holds it closes it before its time, in a moment.
    `named_since`: how often somebody was named as the second since it was opened.
    """

    card: Card
    room_id: RoomID
    seats: tuple[UserID, ...] = ()
    given: tuple[UserID, ...] = ()
    inviting: tuple[UserID, ...] = ()
    going: tuple[UserID, ...] = ()
    out: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    proposing: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    helped: tuple[Helped, ...] = ()
    called_back: bool = False
    patient: datetime | None = None
    warned: int = 0
    early: bool = False
    passes: datetime | None = None
    returns: bool = False
    asked: tuple[str, ...] = ()
    named_since: int = 0
    took: tuple[str, ...] = ()


class Closing(State, frozen=True):
    """The saga is under way. `seats` hear that it is over, those who wanted to where it closes on
    time; among them is whoever was named to be the second and has not answered.

    `inviting`: as in `Opened`; the keeper does not leave before they are answered.
    `emptied`: everyone was removed meanwhile, and is once more when the last is answered.
    """

    card: Card
    room_id: RoomID
    seats: tuple[UserID, ...]
    why: fates.Ending
    inviting: tuple[UserID, ...] = ()
    emptied: bool = False


def send_to(user: UserID, message: Message) -> Send:
    return Send(Person(user), message)


def begin_closing(state: Opened, why: fates.Ending) -> Step:
    card = state.card
    asked = tuple(user for user in (card.named, card.guest) if user)
    waiting = _in_vain(state) if why in ("time", "facilitator", "alone") else ()
    here = (user for user in state.seats if user not in waiting)
    seats = tuple(dict.fromkeys((*here, *state.going, *asked)))
    closing = Closing(card, state.room_id, seats, why, state.inviting)
    not_begun = to_person.PlaceRefused(card.mark, "not-begun")
    refused = (send_to(user, not_begun) for user in waiting)
    in_vain = () if why == "declined" else no_room_for_two(card, "ended")
    unlisted = (effects.Withdraw(Awaited),) if card.for_two else ()
    silenced = actions.Silence(state.room_id)
    return Step(closing, (effects.Withdraw(Card), *unlisted, silenced, *refused, *in_vain))


def no_room_for_two(card: Card, fate: fates.HelpFate = "no-room") -> tuple[Send, ...]:
    """Whoever called, and heard that somebody comes, hears that there is no room for them."""
    settled = to_person.HelpSettled(card.title, fate, (card.facilitator,))
    return (send_to(card.guest, settled),) if card.guest else ()


def _in_vain(state: Opened) -> tuple[UserID, ...]:
    """People waiting for somebody to hold the room: they were promised a reply, so they get one.
    Pending invitations are answered separately."""
    others = (*state.card.holders, *state.given, *state.inviting)
    return tuple(user for user in state.seats if user not in others)


def patience(context: Context) -> timedelta:
    return timedelta(seconds=rooms_in(context).away_seconds)


def look_after(wait: timedelta, state: Opened, context: Context) -> tuple[Opened, effects.SetTimer]:
    """Check later whether somebody holds the room; earlier checks are ignored. Where it is opened
    before what it is for begins, nobody has to be there until then."""
    when = max(context.now, state.card.starts or context.now) + wait
    return replace(state, patient=when), effects.SetTimer(when, to_room.Due("check"))


def without_one(users: tuple[UserID, ...], user: UserID) -> tuple[UserID, ...]:
    """A copy without the first entry of `user`."""
    at = users.index(user) if user in users else len(users)
    return users[:at] + users[at + 1 :]


def kept_places(state: Opened, now: datetime) -> int:
    """How many places are kept now for people who have not come yet."""
    until = state.card.kept_until
    return max(0, state.card.kept - len(state.took)) if until and now < until else 0


def is_full(state: Opened, now: datetime) -> bool:
    """Whether every place is taken: by people who are in, invited, or wait to be, or kept for some.
    Holders need none."""
    members = [user for user in state.seats if user not in state.card.holders]
    return len(members) + kept_places(state, now) >= state.card.size


def invite(state: Opened, *users: UserID) -> tuple[Opened, tuple[actions.Invite, ...]]:
    """Holders do not count towards the size that members were promised, and are invited first: they
    are not turned away if members filled the room while they were out of it."""
    card = state.card

    def invitation(user: UserID) -> actions.Invite:
        holders = () if user in card.holders else card.holders
        return actions.Invite(state.room_id, user, card.size, card.closes, holders)

    after = replace(state, inviting=(*state.inviting, *users))
    return after, tuple(invitation(user) for user in users)


def publish(state: Opened, context: Context) -> Step:
    """Members see a room, under a number, only once somebody holds it."""
    taken = {card.number for card in open_cards(context)}
    number = next(n for n in range(1, len(taken) + 2) if n not in taken)
    card = replace(state.card, number=number)
    second = (send_to(card.named, to_person.SecondAsked(card.mark)),) if card.named else ()
    two = (send_to(card.guest, to_person.RoomForTwo(card.mark)),) if card.guest else ()
    is_open = send_to(card.facilitator, to_person.RoomIsOpen(card))
    published = effects.Publish(card, card.over)
    listed = (effects.Withdraw(Awaited),) if card.for_two else ()
    return Step(replace(state, card=card), (published, *listed, is_open, *second, *two))
