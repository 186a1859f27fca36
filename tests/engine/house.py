"""The real engine, sender and store on the little world, under a clock that a test moves.

Everything is done on the spot: no call of these returns before nothing more is due.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from msgspec import Struct
from msgspec.structs import replace

from peerbot.app.rooms_on_record import (
    arm,
    held_rooms,
    membership_changed,
    room_lost,
    stuck_rooms,
    unstuck,
)
from peerbot.app.state import settings_of
from peerbot.config import load
from peerbot.engine import sender as sender_module
from peerbot.engine.core import Engine
from peerbot.engine.records import CHAT
from peerbot.engine.sender import Sender
from peerbot.features import registry
from peerbot.features.agreements.settings import AgreementSettings, KindAgreements
from peerbot.features.core.settings import CoreSettings, OutsideService
from peerbot.features.intake.settings import NoteSettings, Question
from peerbot.features.roles.messages import OfferMade, RoleRevoked
from peerbot.features.roles.records import RoleEntry
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.performing import rooms_of
from peerbot.features.rooms.records import Seat, places_of
from peerbot.features.rooms.settings import RoomKind, RoomSettings
from peerbot.features.series.settings import RhythmStep, SeriesSettings, Template
from peerbot.kernel.chat import (
    ChatGone,
    EraseOrdered,
    IdentityReset,
    Said,
    ThirdPersonCame,
    Undelivered,
)
from peerbot.kernel.context import Context, Settings
from peerbot.kernel.ids import Person, RoomID, UserID, person
from peerbot.kernel.messages import Message
from peerbot.kernel.performing import Accounts
from peerbot.kernel.ports import PortFault
from peerbot.kernel.records import OnRecord
from peerbot.kernel.table import ConversationState, State
from peerbot.meaning import Understanding
from peerbot.texts import Texts
from storage import Store
from tests.engine.little import Chat, Hall, Killed, Little

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"

NIGHT = datetime(2026, 3, 7, 1, 10, tzinfo=UTC)
"""Ten past two in Berlin: in fifty minutes it is three."""

CORE = CoreSettings(
    emergencies=(
        "We are peers, not an emergency service, and nobody is on call. We do not call police or "
        "an ambulance without your yes. We cannot promise what other people in a room will do."
    ),
    services=(
        OutsideService(
            "Example Peer Line",
            "every day, 18:00 to 23:00",
            "text, voice",
            "01234 567890",
            "unknown",
        ),
        OutsideService(
            "Example Night Café", "Fridays, all night", "sign", "3 Example Street", "no"
        ),
    ),
)

NOTE = NoteSettings(
    questions=(
        Question("name", "What may people call you?", "the facilitator", "To greet you."),
        Question(
            "company",
            "What kind of company do you hope for?",
            "the facilitator",
            "So that people know whether to answer.",
            ("Listening", "Just being there"),
        ),
    ),
)

ROOMS = RoomSettings(
    kinds=(
        RoomKind("quiet company", "Quiet company", "Being there is enough.", 50, 8),
        RoomKind("grief", "Grief", "Listening. Nobody has to find the right words.", 90, 2),
    ),
    longest_minutes=180,
    federate=False,
    rules="Reading only is fine. Leave any time. Ask before advice. No screenshots.",
    complaints="About a facilitator: talk to Kim, @kim:example.org.",
    extend_minutes=30,
    away_seconds=600,
    most_rooms=12,
    most_each=3,
    most_each_server=None,
    names=(
        ("pine", "birch", "willow", "maple"),
        ("harbour", "meadow", "window", "garden"),
    ),
    for_two="for two",
)


AGREEMENTS = AgreementSettings(
    kinds=(
        KindAgreements(
            "quiet company",
            "Quiet company",
            ("Nobody has to write.", "No questions.", "A sign is enough."),
            "Nobody has to write. No questions. A sign is enough.",
        ),
        KindAgreements(
            "grief",
            "Grief",
            ("Listening comes first.", "No advice.", "Tears are welcome."),
            "Listening comes first. No advice. Tears are welcome.",
        ),
    )
)


RHYTHM = tuple(
    RhythmStep(minutes, line)
    for minutes, line in (
        (10, "Arriving."),
        (10, "Agreements, read aloud."),
        (20, "Check-in: a word each."),
        (40, "The theme."),
        (30, "Closing round."),
        (10, "Who likes stays a little."),
        (15, "Debrief, for you who held it."),
    )
)

SERIES = SeriesSettings(
    templates=(
        Template("quiet company", "quiet company", "Quiet company", 50, 8),
        Template("grief", "grief", "Grief", 90, 2),
        Template("six evenings", "grief", "Grief", 120, 6, 6, rhythm=RHYTHM),
    ),
    most=16,
    most_each=3,
    longest=180,
    # Easter, and New Year's Day.
    holidays=(
        (date(2026, 4, 3), date(2026, 4, 6)),
        (date(2027, 1, 1), date(2027, 1, 1)),
    ),
)


def _others() -> Iterator[Struct]:
    """What further features read of the config, each as it is where nothing is written of it."""
    written = settings_of(load(EXAMPLE), Texts("en", "UTC"))
    yield from (
        it
        for it in written.sections
        if type(it) not in (type(CORE), type(NOTE), type(ROOMS), type(AGREEMENTS), type(SERIES))
    )


SETTINGS = Settings(
    collective="The Example Collective",
    zone="Europe/Berlin",
    voice=UserID("@company:example.org"),
    keeper=UserID("@rooms:example.org"),
    allows_seconds=False,
    most_each_server=10,
    sections=(CORE, NOTE, ROOMS, AGREEMENTS, SERIES, *_others()),
)


def with_section(section: Struct, settings: Settings = SETTINGS) -> Settings:
    """The same settings with another section of its kind."""
    others = (it for it in settings.sections if type(it) is not type(section))
    return replace(settings, sections=(section, *others))


TEXTS = Understanding("en", SETTINGS.zone)

REASON = TEXTS.say("removal-reason", now=NIGHT)

MANY = 2_000
"""Deeds in a row that no conversation needs: then something goes round in circles."""


@dataclass
class House:
    """One running bot. `pick` chooses which of the due deeds is done first."""

    store: Store = field(init=False)
    now: datetime = NIGHT
    settings: Settings = SETTINGS
    pick: Callable[[int], int] = lambda _due: 0
    chance: Callable[[], float] = lambda: 0.0

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self.store = self._open()
        self.world = Little(self.clock, self._moved)
        self._start()
        self._sweep()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.store.close()
        self._loop.close()

    def clock(self) -> datetime:
        """The present of this house."""
        return self.now

    def _open(self) -> Store:
        return Store.in_memory(clock=self.clock)

    def _moved(self, room_id: RoomID, user: UserID, came: bool) -> None:
        membership_changed(self.engine, room_id, user, came=came)

    def _sweep(self) -> None:
        self.store.sweep(self.now)
        self._sweep_at = self.now + timedelta(hours=1)

    def _start(self) -> None:
        self.engine = Engine(self.store, TEXTS, self.settings, self.clock, chance=self.chance)
        performers = registry().performers(self.engine, Accounts(self.world, self.world))
        self.rooms = rooms_of(performers)
        self.sender = Sender(self.engine, self.world, performers)

    # --- people

    def chat(self, user: UserID) -> RoomID:
        """The chat that a person has open with the voice; begun when there is none."""
        mine = (c for c, chat in self.world.chats.items() if chat.user == user and chat.open)
        if (there := next(mine, None)) and self.world.chats[there].voice:
            return there
        return self.new_chat(user)

    def new_chat(self, user: UserID) -> RoomID:
        """Begin another chat, whatever there is."""
        for older in self.world.chats.values():
            older.open = older.open and older.user != user
        chat = RoomID(f"!chat{len(self.world.chats)}")
        self.world.chats[chat] = Chat(user)
        self.engine.invited_to_chat(user, chat)
        self.settle()
        return chat

    def says(self, user: UserID, text: str) -> list[str]:
        """Write to the voice; what it answers."""
        chat = self.chat(user)
        if self.world.chats[chat].declined:
            return []  # nobody is there to hear it
        before = len(self.world.chats[chat].heard)
        self.happens(user, chat, Said(text))
        return self.world.chats[chat].heard[before:]

    def tells(self, user: UserID, *texts: str) -> list[str]:
        """Write several messages; the answers to the last."""
        answers: list[str] = []
        for text in texts:
            answers = self.says(user, text)
        return answers

    def happens(self, user: UserID, chat: RoomID, event: Message) -> None:
        """Something out of a chat, as the voice hands it on."""
        self.engine.hear(user, chat, event, lambda: None)
        self.settle()

    def third_person(self, user: UserID) -> None:
        """Somebody else comes into the person's chat."""
        self.happens(user, self.chat(user), ThirdPersonCame())

    def resets_identity(self, user: UserID) -> None:
        """The person says, on a device of a new identity, that they reset it."""
        self.happens(user, self.chat(user), IdentityReset())

    def leaves_chat(self, user: UserID) -> None:
        """The person leaves the chat; the voice is told."""
        chat = self.chat(user)
        self.world.chats[chat].open = False
        self.engine.chat_left(user, chat)
        self.settle()

    def removes_voice(self, user: UserID) -> None:
        """The person removes the voice from the chat."""
        chat = self.chat(user)
        self.world.chats[chat].open = self.world.chats[chat].voice = False
        self.happens(user, chat, ChatGone(chat))

    def heard(self, user: UserID) -> list[str]:
        """Everything the voice ever said to a person."""
        return [
            body for chat in self.world.chats.values() if chat.user == user for body in chat.heard
        ]

    def steward(self, user: UserID, event: OfferMade | RoleRevoked | EraseOrdered) -> None:
        """A steward's command about a person."""
        self.engine.take(Person(user), event)
        self.settle()

    def grants(self, user: UserID, role: str = "facilitator") -> None:
        """A steward offers a role, for 14 days."""
        self.steward(user, OfferMade(role, self.now + timedelta(days=14)))

    def facilitator(self, user: UserID) -> None:
        """Somebody who has said yes to the role."""
        self.grants(user)
        self.tells(user, "role", "yes")

    def opens(self, user: UserID, what: str = "quiet company 50") -> None:
        """Open a room and come in, so that members are let in."""
        self.tells(user, f"open {what}", "yes")
        self.comes_in(user)

    def comes_in(self, user: UserID) -> None:
        """Accept every invitation."""
        for room_id, hall in self.world.halls.items():
            if user in hall.invited:
                hall.invited.remove(user)
                hall.joined.add(user)
                membership_changed(self.engine, room_id, user, came=True)
        self.settle()

    def declines(self, user: UserID) -> None:
        """Decline every invitation."""
        for room_id, hall in self.world.halls.items():
            if user in hall.invited:
                hall.invited.remove(user)
                membership_changed(self.engine, room_id, user, came=False)
        self.settle()

    def goes(self, user: UserID) -> None:
        """Leave every room."""
        for room_id, hall in self.world.halls.items():
            if user in hall.joined:
                hall.joined.remove(user)
                membership_changed(self.engine, room_id, user, came=False)
        self.settle()

    # --- time

    def settle(self) -> None:
        """Perform what is due until nothing is. Raises Killed."""
        self._loop.run_until_complete(self._settle())

    async def _settle(self) -> None:
        for _ in range(MANY):
            due = self.store.due(self.now, 50)
            if not due:
                if self.store.needs_scrub:
                    self.sender._scrub()
                return
            row = due[self.pick(len(due))]
            task = asyncio.current_task()
            assert task is not None
            self.sender._busy[row.queue_tag] = task
            await self.sender._perform(row)
        raise AssertionError("it goes round in circles")

    def wait(self, span: timedelta) -> None:
        """Let time pass, stopping wherever something is due, and every hour for the sweep; of
        months, every day."""
        end = self.now + span
        while self.now < end:
            due = self.store.next_due(self.now)
            self.now = min(end, self._sweep_at, due or end)
            if self.now == self._sweep_at:
                self._sweep()
                if end - self.now > timedelta(days=30):
                    self._sweep_at += timedelta(hours=23)
            self.settle()

    def restart(self) -> None:
        """The process ends and starts again on the same state, as `app.Bot.start` does it."""
        self._start()
        self._sweep()
        held = set(held_rooms(self.engine))
        for room_id in sorted(held):
            with suppress(PortFault):  # tried again, and counted, beside everything else
                self._loop.run_until_complete(self.world.demote(room_id))
        known = {*held, *stuck_rooms(self.engine)}
        for room_id in self._loop.run_until_complete(self.world.reconcile(known)):
            room_lost(self.engine, room_id)
        for mark in held_rooms(self.engine).values():
            arm(self.engine, mark)
        self._leave_stuck()
        self.settle()

    def _leave_stuck(self) -> None:
        for room_id, mark in stuck_rooms(self.engine).items():
            with suppress(PortFault):
                self._loop.run_until_complete(self.world.leave(room_id, REASON))
                unstuck(self.engine, mark)

    def survive(self, act: Callable[[], object]) -> None:
        """Do something; whenever the process is killed on the way, start it again."""
        try:
            act()
        except Killed:
            for _ in range(MANY):
                try:
                    self.restart()
                except Killed:
                    continue
                return
            raise AssertionError("it never starts") from None

    # --- looking inside

    def state(self, user: UserID) -> State:
        """Where a conversation is."""
        return self.engine.world.where(Person(user), self.now).state

    def kept(self, user: UserID) -> tuple[OnRecord, ...]:
        """What is on record of a person."""
        return self.engine.world.kept(Person(user), self.now)

    def context(self, user: UserID) -> Context:
        """The world as a step of theirs would see it now."""
        return self.engine.world.context(Person(user), self.now, Undelivered())

    def places(self, user: UserID) -> tuple[Seat, ...]:
        """A person's places in rooms."""
        return places_of(self.context(user))

    def where(self, mark: Mark) -> ConversationState:
        """Where a room is."""
        return self.engine.world.where(Room(mark), self.now)

    @property
    def nobody(self) -> Context:
        """The world as somebody sees it of whom nothing is known."""
        return self.context(UserID("@nobody:example.org"))

    def role(self, user: UserID) -> RoleEntry | None:
        """What `roles` shows of a person."""
        entries = self.engine.world.listings.read(RoleEntry, self.now)
        return next((entry.listing for entry in entries if entry.key == user), None)

    def has_chat(self, user: UserID) -> bool:
        """Whether the chat is on record."""
        return self.store.get(person(user), CHAT, now=self.now) is not None

    @property
    def open_halls(self) -> list[Hall]:
        """Rooms that the keeper is still in."""
        return [hall for hall in self.world.halls.values() if hall.keeper]


class _AsLongAsCanBe:
    @staticmethod
    def uniform(_least: float, most: float) -> float:
        return most


def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take chance out of how long the sender backs off, and out of the marks of rooms."""
    monkeypatch.setattr(sender_module, "_RANDOM", _AsLongAsCanBe)
    marks = count()
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _bytes: f"mark{next(marks):09}")
