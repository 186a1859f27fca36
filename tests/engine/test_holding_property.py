"""A room always has exactly one holder, or is closing, whatever people do and in which order.

Two facilitators share a room and may open others, and a member comes and goes. What holds after
each step is read from the room's own state, its card, and what is kept of each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.rooms.actor.states import Closing, Making, Opened
from peerbot.features.rooms.address import Mark, room
from peerbot.features.rooms.records import Card, Held, Named
from peerbot.kernel.ids import UserID
from peerbot.kernel.ports import TryLater
from peerbot.kernel.table import State
from tests.engine.house import House, steady
from tests.engine.little import Killed
from tests.engine.ways import JO, ROBIN, SAM, with_a_second

MINUTE = timedelta(minutes=1)

PEOPLE = (ROBIN, JO, SAM)

FACILITATORS = (ROBIN, JO)

ANSWERS = ("second yes", "second no", "hold", "hold no", "here", "let them", "i come")
"""What a facilitator may say to a question of the program's, or by themselves."""

WISHES = (
    ("open grief", "yes"),
    (f"open grief with {JO}", "yes"),
    ("extend 15", "1"),
    ("lock", "1"),
    ("close", "close it", "close it"),
    ("close", "in two minutes"),
    ("step out sam Too loud.", "yes"),
    ("lay down", "lay it down"),
)
"""What a facilitator may want."""

OF_A_MEMBER = (("join 1", "let me in", "no"), ("help me here",))
"""What a member may want."""

PARTINGS = (("leave", "1"), ("consent", "1"), ("erase", "erase it"))
"""How somebody gives their place back."""

HELD_UP = ("create", "invite", "remove", "look", "silence", "empty", "leave")
"""What the homeserver may leave unanswered for a while."""

UNHELD = 20 * MINUTE
"""Longer than a room waits for those who hold it: a handover that passes unanswered, and then the
time that the one and the other may be away."""


@dataclass(frozen=True)
class There:
    """A room at this moment. `hosts`: who has on record that it is theirs to hold."""

    state: State
    listed: Card | None
    hosts: set[UserID]


class Rooms:
    """What may happen in a house, and what has to hold after each step of it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.latest: dict[Mark, datetime] = {}
        self.held_up: frozenset[str] = frozenset()
        self.killed_next = False
        house.world.trouble = self._trouble

    def _trouble(self, deed: str) -> BaseException | None:
        if self.killed_next:
            self.killed_next = False
            return Killed()
        return TryLater() if deed in self.held_up else None

    # --- what may happen

    def says(self, user: UserID, *texts: str) -> None:
        """Somebody writes to the voice."""
        self.house.survive(lambda: self.house.chat(user))
        for text in texts:
            self.house.survive(partial(self.house.says, user, text))

    def does(self, user: UserID, deed: str) -> None:
        """Somebody does something in their client: they accept every invitation, decline it, leave
        every room, or leave the chat with the voice. Or the role is theirs again."""
        self.house.survive(lambda: getattr(self.house, deed)(user))

    def blocks(self, user: UserID) -> None:
        """Somebody turns invitations off, or on again."""
        self.house.world.blocking ^= {user}

    def revoked(self, user: UserID) -> None:
        """A steward takes the role back."""
        self.house.survive(lambda: self.house.steward(user, RoleRevoked()))

    def held(self, *deeds: str) -> None:
        """The homeserver leaves this unanswered from now on, and answers all else."""
        self.held_up = frozenset(deeds)
        self.waits(2)  # what it left unanswered before is tried again

    def restarts(self) -> None:
        """The process ends and starts again."""
        self.house.survive(self.house.restart)

    def is_killed(self) -> None:
        """The process will end in the middle of the next deed."""
        self.killed_next = True

    def waits(self, minutes: int) -> None:
        """Time passes, and nobody does anything: so nobody is left in a room that nobody holds."""
        span, undisturbed = minutes * MINUTE, not (self.held_up or self.killed_next)
        before = self._unattended()
        self.house.survive(lambda: self.house.wait(span))
        if undisturbed and span >= UNHELD:
            assert not before & self._unattended()

    # --- what is there

    def there(self) -> dict[Mark, There]:
        """Every room that anything on record tells of."""
        listings = self.house.nobody.listings
        cards = {Mark(it.key): it.listing for it in listings.of(Card)}
        named = [Mark(it.key) for kind in (Named, Held) for it in listings.of(kind)]
        seats = [(user, seat) for user in PEOPLE for seat in self.house.places(user)]
        return {
            mark: There(
                self.house.where(mark).state,
                cards.get(mark),
                {user for user, seat in seats if seat.mark == mark and seat.hosting},
            )
            for mark in {*cards, *named, *(seat.mark for _, seat in seats)}
        }

    def _unattended(self) -> set[Mark]:
        """Open rooms in which nobody is who may hold them."""
        halls = {hall.card.mark: hall for hall in self.house.open_halls}
        return {
            mark
            for mark, there in self.there().items()
            if isinstance(there.state, Opened)
            and not halls[mark].joined & set(there.state.card.holders)
        }

    # --- what has to hold

    def check(self) -> None:
        """One holds each room, or it is closing: as the room says itself, as its card does, and as
        whoever holds it has on record."""
        for mark, there in self.there().items():
            match there.state:
                case Opened(card=card):
                    assert there.listed == (card if card.number else None)
                    assert card.facilitator != card.second
                    self._is_held_by({card.facilitator}, there)
                    self._closes_in_time(mark, card)
                case Making(card=card):
                    assert there.listed is None
                    self._is_held_by({card.facilitator}, there)
                case Closing(card=card):
                    assert there.listed is None
                    self._is_held_by(there.hosts & {card.facilitator}, there)
                case _:
                    assert there.listed is None
                    self._is_held_by(set(), there)
        assert self.house.sender.health.rejected == 0, "no fault of ours"

    def _is_held_by(self, users: set[UserID], there: There) -> None:
        """What the homeserver holds up is still on its way to somebody's record."""
        assert there.hosts == users or self.held_up

    def _closes_in_time(self, mark: Mark, card: Card) -> None:
        """The latest moment is never moved, and nothing is open after its end."""
        assert card.latest == self.latest.setdefault(mark, card.latest)
        assert self.house.now < card.closes <= card.latest

    def ends(self) -> None:
        """Once the homeserver answers again, nobody is alone in a room, all ends, and nothing is
        left of it."""
        self.killed_next, marks = False, self.there()
        self.held()
        self.restarts()
        for minutes in (20, 3 * 60):
            self.waits(minutes)
            self.check()
        assert not self.there()
        assert not self.house.open_halls
        assert not any(self.house.store.has(room(mark)) for mark in marks)


Happens = Callable[[Rooms], None]


def _happens(what: Callable[..., None], *args: object) -> Happens:
    return lambda rooms: what(rooms, *args)


def _nothing(_rooms: Rooms) -> None:
    """So that what went wrong can be told in fewer steps."""


BEGINNINGS: dict[str, tuple[Happens, ...]] = {
    "both are in": (),
    "the holder is out": (_happens(Rooms.does, ROBIN, "goes"),),
    "the second is asked": (_happens(Rooms.does, ROBIN, "goes"), _happens(Rooms.waits, 11)),
    "the second is in, and says nothing": (
        _happens(Rooms.does, ROBIN, "goes"),
        _happens(Rooms.waits, 16),
    ),
    "both are out": (_happens(Rooms.does, JO, "goes"), _happens(Rooms.does, ROBIN, "goes")),
    "the second wants to hold it": (_happens(Rooms.says, JO, "hold"),),
    "they changed places": (
        _happens(Rooms.says, JO, "hold"),
        _happens(Rooms.says, ROBIN, "let them"),
    ),
    "it is closing in a moment": (_happens(Rooms.says, ROBIN, "close", "in two minutes"),),
}

STEPS: dict[str, Happens] = {
    "nothing": _nothing,
    **{
        f"{user} says {texts}": _happens(Rooms.says, user, *texts)
        for users, said in (
            (FACILITATORS, [(text,) for text in ANSWERS]),
            (FACILITATORS, WISHES),
            ((SAM,), OF_A_MEMBER),
            (PEOPLE, PARTINGS),
        )
        for user in users
        for texts in said
    },
    **{
        f"{user} {deed}": _happens(Rooms.does, user, deed)
        for users, deeds in (
            (PEOPLE, ("comes_in", "goes")),
            (FACILITATORS, ("declines", "leaves_chat", "facilitator")),
        )
        for user in users
        for deed in deeds
    },
    **{f"{user} blocks": _happens(Rooms.blocks, user) for user in FACILITATORS},
    **{f"{user} revoked": _happens(Rooms.revoked, user) for user in FACILITATORS},
    **{f"{deed} is held up": _happens(Rooms.held, deed) for deed in HELD_UP},
    "nothing is held up": _happens(Rooms.held),
    "restart": _happens(Rooms.restarts),
    "killed": _happens(Rooms.is_killed),
    **{f"{minutes} minutes": _happens(Rooms.waits, minutes) for minutes in (1, 5, 20)},
}


# Each is a whole life, so they are half as many. The fixture is the same for all of them.
@settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=st.randoms(use_true_random=False),
    beginning=st.sampled_from(list(BEGINNINGS)),
    steps=st.lists(st.sampled_from(list(STEPS)), min_size=3, max_size=6),
)
def test_fault_70_a_room_always_has_exactly_one_holder_or_is_closing(
    monkeypatch: pytest.MonkeyPatch, order: Random, beginning: str, steps: list[str]
) -> None:
    """Robin holds a room that Jo holds when Robin cannot; both are in it, and so is Sam."""
    steady(monkeypatch)
    with House() as house:
        with_a_second(house)
        house.pick = order.randrange
        rooms = Rooms(house)
        for happens in (*BEGINNINGS[beginning], *(STEPS[step] for step in steps)):
            happens(rooms)
            rooms.check()
        rooms.ends()
