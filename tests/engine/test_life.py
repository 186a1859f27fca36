"""Three people and a bot, whatever they do, whatever fails, whenever it is killed."""

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from peerbot.app.rooms_on_record import held_rooms, room_lost
from peerbot.engine.listings import Listings
from peerbot.engine.records import PERSON_STATE
from peerbot.features.intake.records import OwnNote
from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.roles.records import Offer, Role
from peerbot.features.rooms.address import room
from peerbot.features.rooms.records import Card, Seat
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.ids import UserID, person
from peerbot.kernel.ports import ChatLost, Limited, Refused, TryLater
from storage import ScrubUnfinished
from tests.engine.house import TEXTS, House, steady
from tests.engine.little import Killed

PEOPLE = tuple(UserID(f"@{name}:example.org") for name in ("alex", "robin", "sam"))

people = st.sampled_from(PEOPLE)

words = st.sampled_from(
    [
        "1",
        "1",
        "1",
        "yes",
        "yes",
        "0",
        "no",
        "2",
        "3",
        "skip",
        "stop",
        "hi",
        "rooms",
        "join 1",
        "join 2",
        "let me in",
        "leave",
        "open",
        "open quiet company 5",
        "open grief",
        "close",
        "role",
        "me",
        "now",
        "kept",
        "help",
        "erase",
        "clear",
        "thanks",
        "note",
        "change",
        "back",
        "later",
        "consent",
        "room",
        "help me here",
        "ten minutes",
        "extend 5",
        "step out",
        "open again",
        "hold",
        "lay down",
        "lay it down",
        "hold no",
        "here",
        "let them",
        "lock",
        "unlock",
        "invitation",
        "second yes",
        "second no",
        "take back",
        "take it back",
    ]
)

STORIES = (
    ("join 1", "1"),
    ("join 2", "1", "1"),
    ("open quiet company 5", "1"),
    ("close", "1"),
    ("close", "1", "1"),
    ("close", "in two minutes"),
    ("step out sam Please write less.", "1"),
    ("hold", "hold"),
    ("leave", "1"),
    ("role", "1"),
    ("erase", "1"),
    ("me", "1"),
    ("note", "Sam", "0", "0", "0", "0", "1", "1", "1"),
    ("join 1", "2", "Sam", "0", "0", "0", "0", "1", "1"),
    ("note", "1", "1", "Alex"),
    ("consent", "1"),
    ("consent", "2"),
    ("step out", "1", "We need a break.", "1"),
    (f"take back https://matrix.to/#/!hall0/${'_' * 43}", "1"),
    ("join 1", "1", "0", "help me here", "help me here"),
    ("extend 5 1",),
    ("join 1", "1", "0", "propose: no advice", "1"),
    ("agreements",),
    ("room 2",),
    ("extend 5",),
    ("ten minutes",),
    ("open quiet company 30 with @sam:example.org", "1"),
)

YES = {
    "Reading": ("place", "let-in"),
    "LineAsked": ("closing-line", "yes"),
    "RoleOffered": ("role", "yes"),
    "Summary": ("host", "yes"),
    "SecondOffered": ("host", "yes"),
    "HandAsked": ("hand-note", "yes"),
    "ProposalShown": ("propose", "pass-it-on"),
    "KeepAsked": ("keep-note", "yes"),
    "WordAsked": ("word-before", "yes"),
}
"""What a yes in a state is a yes to, and the choice that is that yes."""

KEEPERS = (
    "create",
    "invite",
    "remove",
    "set_topic",
    "silence",
    "empty",
    "leave",
    "trusted",
    "look",
    "demote",
    "take_back",
    "silence_at",
)
VOICES = ("say", "join_chat", "leave_chat", "clear_chat")

FAULTS: dict[str, Callable[[], BaseException]] = {
    "limited": lambda: Limited(5),
    "limited for long": lambda: Limited(900),
    "later": TryLater,
    "refused": lambda: Refused("forbidden"),
    "lost": ChatLost,
    "killed": Killed,
}

troubles = st.one_of(
    st.tuples(
        st.sampled_from([f"{deed}{when}" for deed in KEEPERS + VOICES for when in ("", " done")]),
        st.sampled_from(["killed", "later", "limited", "limited for long"]),
    ),
    st.tuples(
        st.sampled_from([d for d in KEEPERS if d not in ("empty", "remove", "look")]),
        st.just("refused"),
    ),
    st.just(("say", "lost")),
)


@pytest.fixture(autouse=True)
def _no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)


class Life(RuleBasedStateMachine):
    """What may happen, and what has to hold after each step of it."""

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.agreed: dict[UserID, set[str]] = defaultdict(set)
        self.offered: set[UserID] = set()
        self.waiting: defaultdict[str, deque[str]] = defaultdict(deque)
        self.house.world.trouble = self._trouble
        self.unclean = False
        self.really_scrub = self.house.store.scrub
        self.house.store.scrub = self._scrub  # type: ignore[method-assign,assignment] # so that it can fail

    def _trouble(self, deed: str) -> BaseException | None:
        queue = self.waiting[deed]
        return FAULTS[queue.popleft()]() if queue else None

    @initialize(random=st.randoms(use_true_random=False))
    def begin(self, random: Random) -> None:
        """One of them holds the role from the start; deeds are done in any order."""
        self.house.pick = random.randrange
        self.offered.add(PEOPLE[1])
        self.house.grants(PEOPLE[1])
        self.house.says(PEOPLE[1], "role")
        self.say(PEOPLE[1], "yes")
        self.open(("open quiet company 30", "1"))

    @rule(user=people, text=words | st.text(max_size=20))
    def say(self, user: UserID, text: str) -> None:
        """Somebody writes."""
        self.house.survive(lambda: self.house.chat(user))
        consent, choice = YES.get(type(self.house.state(user)).__name__, ("", ""))
        if consent and (text == "1" or text in TEXTS.phrases(choice)):
            self.agreed[user].add(consent)
        for word, asks in (("ten-minutes", "ten-minutes"), ("second-yes", "host")):
            if text in TEXTS.phrases(word):
                self.agreed[user].add(asks)
        self.house.survive(lambda: self.house.says(user, text))

    @rule(user=people, texts=st.sampled_from(STORIES))
    def say_all(self, user: UserID, texts: tuple[str, ...]) -> None:
        """Somebody who knows what they want."""
        for text in texts:
            self.say(user, text)

    @rule(texts=st.sampled_from([("open quiet company 30", "1"), ("open grief", "1")]))
    def open(self, texts: tuple[str, ...]) -> None:
        """Whoever held the role first opens a room and goes in."""
        self.say_all(PEOPLE[1], texts)
        self.come_in(PEOPLE[1])

    @rule(user=people, line=st.sampled_from(["1", "0"]))
    def join(self, user: UserID, line: str) -> None:
        """Somebody comes in."""
        self.say_all(user, ("join 1", "1", line))
        self.come_in(user)

    @rule(user=people)
    def come_in(self, user: UserID) -> None:
        """Somebody accepts the keeper's invitations."""
        self.house.survive(lambda: self.house.comes_in(user))

    @rule(user=people)
    def go(self, user: UserID) -> None:
        """Somebody leaves every room in their client."""
        self.house.survive(lambda: self.house.goes(user))

    @rule(span=st.sampled_from([1, 5, 31, 90, 24 * 60]))
    def wait(self, span: int) -> None:
        """Minutes pass."""
        self.house.survive(lambda: self.house.wait(timedelta(minutes=span)))

    @rule(user=people)
    def grant(self, user: UserID) -> None:
        """A steward offers the role."""
        self.offered.add(user)
        self.house.survive(lambda: self.house.grants(user))

    @rule(user=people, order=st.sampled_from([RoleRevoked(), EraseOrdered()]))
    def order(self, user: UserID, order: RoleRevoked | EraseOrdered) -> None:
        """A steward revokes or erases."""
        self.house.survive(lambda: self.house.steward(user, order))

    @rule(
        user=people,
        what=st.sampled_from(["third_person", "leaves_chat", "removes_voice", "new_chat"]),
    )
    def chat(self, user: UserID, what: str) -> None:
        """Something happens to a chat."""
        self.house.survive(lambda: getattr(self.house, what)(user))

    @rule(trouble=troubles)
    def trouble(self, trouble: tuple[str, str]) -> None:
        """The next deed of a kind will fail."""
        deed, fault = trouble
        self.waiting[deed].append(fault)

    @rule(user=people)
    def block(self, user: UserID) -> None:
        """Somebody turns invitations off, or on again."""
        self.house.world.blocking ^= {user}

    @rule()
    def restart(self) -> None:
        """The process ends and starts again."""
        self.house.survive(self.house.restart)

    @rule()
    def scrub(self) -> None:
        """The file can no longer be cleaned, or can again."""
        self.unclean = not self.unclean

    def _scrub(self) -> None:
        if self.unclean:
            raise ScrubUnfinished("no room")
        self.really_scrub()

    @rule()
    def lose_a_room(self) -> None:
        """The homeserver no longer has a room."""
        for room_id, hall in self.house.world.halls.items():
            if hall.keeper:
                hall.keeper = False
                room_lost(self.house.engine, room_id)
                self.house.survive(self.house.settle)
                return

    @invariant()
    def nothing_is_remembered_without_its_consent(self) -> None:
        """Every note hangs on yeses that were really said."""
        for user in PEOPLE:
            said = self.agreed[user]
            for kept in self.house.kept(user):
                names = {agreed.name for agreed in kept.grants}
                assert names <= said
                match kept.record:
                    case Seat(hosting=hosting, closing_line=line, ten_minutes=ten):
                        assert names & ({"host"} if hosting else {"place", "host"})
                        assert "closing-line" in names or not line
                        assert "ten-minutes" in names or not ten
                    case OwnNote(word_before=word):
                        assert names == {"keep-note", *(["word-before"] if word else [])}
                    case Role():
                        assert names == {"role"}
                    case Offer():
                        assert not names
                        assert user in self.offered
            where = self.house.store.get(person(user), PERSON_STATE, now=self.house.now)
            assert said or where is None

    @invariant()
    def no_room_is_overfull(self) -> None:
        """Members read on the card how many come; two who may hold the room are not counted."""
        for hall in self.house.open_halls:
            assert len(hall.there) <= hall.card.size + 2

    @invariant()
    def roles_tells_what_people_hold(self) -> None:
        """The steward's list has nobody who holds nothing, and the other way round."""
        for user in PEOPLE:
            notes = [kept.record for kept in self.house.kept(user)]
            held = [isinstance(note, Role) for note in notes if isinstance(note, Role | Offer)]
            entry = self.house.role(user)
            assert held == ([entry.accepted] if entry else [])

    @invariant()
    def no_fault_of_ours(self) -> None:
        """Nothing was set aside: neither a fault of the program nor a damaged row."""
        assert self.house.sender.health.rejected == 0

    def teardown(self) -> None:
        """When all is well again every room ends, and whoever is erased leaves nothing."""
        try:
            self.waiting.clear()
            self.unclean = False
            self.house.world.blocking.clear()
            self.house.restart()
            self.house.wait(timedelta(minutes=16))
            self._whoever_is_in_a_room_has_a_place()
            self.house.wait(timedelta(hours=4))
            self._every_room_has_ended()
            for user in PEOPLE:
                self.house.steward(user, EraseOrdered())
                assert not self.house.store.has(person(user))
                assert self.house.role(user) is None
        finally:
            self.house.__exit__(None, None, None)

    def _whoever_is_in_a_room_has_a_place(self) -> None:
        """All deeds are done, so that nobody is in or invited whose place is gone."""
        for hall in self.house.open_halls:
            for user in hall.there:
                marks = {place.mark for place in self.house.places(user)}
                assert hall.card.mark in marks

    def _every_room_has_ended(self) -> None:
        store, now = self.house.store, self.house.now
        for hall in self.house.world.halls.values():
            assert not hall.keeper
            assert not store.has(room(hall.card.mark))
        assert not held_rooms(self.house.engine)
        assert not list(Listings(store).read(Card, now))
        assert not [p for u in PEOPLE for p in self.house.places(u)]


TestLife = Life.TestCase
TestLife.settings = settings(stateful_step_count=40)
