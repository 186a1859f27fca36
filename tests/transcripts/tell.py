"""Plays a transcript against the real engine, and writes it anew with what was really said.

A transcript is read like a play. A line such as `me: hi` is somebody speaking to the program; what
it answers stands below, set in, exactly as said. `to facilitator:` is what it says to somebody
else at that moment. Lines with `--` are what happens meanwhile, `#` is a remark, and `kept of me:`
and `in the room:` look behind the curtain.

After a sentence was changed on purpose: python -m tests.transcripts.tell
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from peerbot.app.rooms_on_record import room_lost
from peerbot.features.intake.records import OwnNote
from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.roles.records import Offer, Role
from peerbot.features.rooms.records import Seat
from peerbot.features.series.places.records import MyPlace
from peerbot.features.series.records import MySeries
from peerbot.features.series.rhythm.records import MyRhythm
from peerbot.kernel.chat import Edited, EraseOrdered, Wordless
from peerbot.kernel.ids import RoomID, UserID, person
from peerbot.kernel.ports import FileRefused, Limited, Refused
from peerbot.kernel.records import Record
from tests.engine.house import CORE, ROOMS, TEXTS, House, with_section
from tests.engine.ways import earlier_versions, meets, reads_complaints

FOLDER = Path(__file__).parent

PEOPLE = {
    "me": UserID("@sam:example.org"),
    "friend": UserID("@alex:example.org"),
    "neighbour": UserID("@kim:example.org"),
    "facilitator": UserID("@robin:example.org"),
    "another facilitator": UserID("@jo:example.org"),
    "visitor": UserID("@noor:elsewhere.example"),
    "another visitor": UserID("@ali:elsewhere.example"),
    "third visitor": UserID("@bo:elsewhere.example"),
}

WHO = "|".join(sorted(PEOPLE, key=len, reverse=True))

SPANS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}

MARGIN = "    "


class NotUnderstood(Exception):
    """A line of a transcript that means nothing here."""


class Play:
    """One transcript under way."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._told = dict.fromkeys(PEOPLE, 0)
        self._declined: set[RoomID] = set()
        self._actions: tuple[tuple[str, Callable[..., object]], ...] = (
            (rf"({WHO}): (.+)", self._speak),
            (r"steward: grant (facilitator|complaints) (@\S+)", self._grant),
            (r"steward: revoke (@\S+)", self._revoke),
            (r"steward: erase (@\S+)", self._erase),
            (r"steward: pause newcomers (\d+)", self._pause),
            (r"steward: resume newcomers", self._resume),
            (r"-- (\d+) (second|minute|hour|day)s? later", self._wait),
            (r"-- the program restarts", self.house.restart),
            (rf"-- ({WHO}) accepts? the invitation", self._accept),
            (rf"-- ({WHO}) (?:is|am) a facilitator", self._facilitator),
            (rf"-- ({WHO}) reads? complaints", self._reads),
            (rf"-- ({WHO}) opens? (.+)", self._opens),
            (rf"-- ({WHO}) declines? the invitation", self._decline),
            (rf"-- ({WHO}) leaves? the room", self._goes),
            (rf"-- the meaning of what ({WHO}) said yes to has changed", self._meaning),
            (rf"-- ({WHO}) leaves? the chat", self._leaves),
            (rf"-- ({WHO}) starts? another chat", self._starts),
            (rf"-- ({WHO}) invites? the program", self._starts),
            (rf"-- somebody else comes into the chat of ({WHO})", self._third),
            (rf"-- ({WHO}) writes? with a new identity: I reset it", self._reset),
            (rf"-- ({WHO}) blocks? invitations", self._blocks),
            (r"-- rooms are open to people of other homeservers", self._federate),
            (r"-- a room takes (\d+) of each other homeserver", self._each_server),
            (r"-- the collective has words for complaints, age and an ambulance", self._own_words),
            (rf"-- ({WHO}) holds? a group each tuesday at seven, (\d+) times?", self._meets),
            (r"-- the homeserver takes no files", self._no_files),
            (r"-- the collective says what its server keeps", self._server_copies),
            (rf"-- ({WHO}) changes? that to: (.+)", self._edits),
            (rf"-- ({WHO}) sends? a picture", self._pictures),
            (rf"-- the homeserver of ({WHO}) is away", self._away),
            (rf"-- the homeserver of ({WHO}) is back", self._back),
            (rf"-- ({WHO}) writes? in the room", self._writes),
            (r"-- a server refuses invitations", self._refused),
            (r"-- the homeserver makes no more rooms for now", self._limited),
            (r"-- the homeserver makes only rooms of an older kind", self._outdated),
            (r"-- the homeserver silences no room by itself", self._lets_nothing_wait),
            (r"-- rooms may last a week", self._a_week),
            (r"-- the account that opens rooms was changed", self._unsafe),
            (r"-- the homeserver takes the power of that account away", self._powerless),
            (r"-- the homeserver loses the room", self._lost),
        )

    def act(self, line: str) -> list[str]:
        """Do what a line says; what comes of it, as lines below it. Raises NotUnderstood."""
        if behind := re.fullmatch(rf"kept of ({WHO}):", line):
            return self._kept(PEOPLE[behind[1]])
        if line == "in the room:":
            return self._in_the_room()
        for pattern, do in self._actions:
            if said := re.fullmatch(pattern, line):
                do(*said.groups())
                return self._news(said[1] if do == self._speak else None)
        raise NotUnderstood(line)

    def _news(self, speaker: str | None) -> list[str]:
        lines: list[str] = []
        for name, user in PEOPLE.items():
            heard = self.house.heard(user)
            fresh = heard[self._told[name] :]
            self._told[name] = len(heard)
            if name == speaker:
                own = [_set_in(body) for body in fresh] or [MARGIN + "(silence)"]
                lines = ["\n\n".join(own), *lines]
            else:
                lines += [f"to {name}:\n{_set_in(body)}" for body in fresh]
        for chat_id, chat in self.house.world.chats.items():
            if chat.declined and chat_id not in self._declined:
                self._declined.add(chat_id)
                reason = TEXTS.say(chat.declined, now=self.house.now)
                lines += [f"to {self._called(chat.user)}, who invites:\n{_set_in(reason)}"]
        return lines

    # --- what may happen

    def _called(self, user: UserID) -> str:
        return next(name for name, known in PEOPLE.items() if known == user)

    def _speak(self, who: str, text: str) -> None:
        self.house.says(PEOPLE[who], text)

    def _grant(self, role: str, user: str) -> None:
        self.house.grants(UserID(user), role)

    def _revoke(self, user: str) -> None:
        self.house.steward(UserID(user), RoleRevoked())

    def _erase(self, user: str) -> None:
        self.house.steward(UserID(user), EraseOrdered())

    def _pause(self, hours: str) -> None:
        until = self.house.now + timedelta(hours=int(hours))
        self.house.engine.world.newcomers.pause(until)

    def _resume(self) -> None:
        self.house.engine.world.newcomers.resume()

    def _wait(self, count: str, unit: str) -> None:
        self.house.wait(int(count) * SPANS[unit])

    def _accept(self, who: str) -> None:
        self.house.comes_in(PEOPLE[who])

    def _decline(self, who: str) -> None:
        self.house.declines(PEOPLE[who])

    def _facilitator(self, who: str) -> None:
        self.house.facilitator(PEOPLE[who])
        self._news(None)

    def _reads(self, who: str) -> None:
        reads_complaints(self.house, PEOPLE[who])
        self._news(None)

    def _opens(self, who: str, what: str) -> None:
        self.house.tells(PEOPLE[who], f"open {what}", "yes")
        self._news(None)
        self._accept(who)

    def _goes(self, who: str) -> None:
        self.house.goes(PEOPLE[who])

    def _meaning(self, who: str) -> None:
        earlier_versions(self.house, PEOPLE[who])

    def _leaves(self, who: str) -> None:
        self.house.leaves_chat(PEOPLE[who])

    def _starts(self, who: str) -> None:
        self.house.new_chat(PEOPLE[who])

    def _third(self, who: str) -> None:
        self.house.third_person(PEOPLE[who])

    def _reset(self, who: str) -> None:
        self.house.resets_identity(PEOPLE[who])

    def _blocks(self, who: str) -> None:
        self.house.world.blocking.add(PEOPLE[who])

    def _federate(self) -> None:
        rooms = replace(ROOMS, federate=True)
        self.house.settings = with_section(rooms, self.house.settings)
        self.house.restart()

    def _each_server(self, most: str) -> None:
        rooms = replace(ROOMS, federate=True, most_each_server=int(most))
        self.house.settings = with_section(rooms, self.house.settings)
        self.house.restart()

    def _own_words(self) -> None:
        core = replace(
            CORE,
            complaints="About a facilitator or a steward: Kim, @kim:example.org.",
            age="This is for people from 18 on. Younger? Example Youth Line: 01234 567891.",
            ambulance="Here it is 112. They may send police, too.",
        )
        self.house.settings = with_section(core, self.house.settings)
        self.house.restart()

    def _meets(self, who: str, times: str) -> None:
        meets(self.house, PEOPLE[who], times=int(times))

    def _no_files(self) -> None:
        self.house.world.trouble = lambda deed: FileRefused() if deed == "upload" else None

    def _server_copies(self) -> None:
        words = "Our server deletes a room, all in it locked, a day after everybody has left it."
        self.house.settings = with_section(replace(CORE, server_copies=words), self.house.settings)
        self.house.restart()

    def _edits(self, who: str, text: str) -> None:
        user = PEOPLE[who]
        self.house.happens(user, self.house.chat(user), Edited(text))

    def _pictures(self, who: str) -> None:
        user = PEOPLE[who]
        self.house.happens(user, self.house.chat(user), Wordless())

    def _away(self, who: str) -> None:
        self.house.world.out_of_reach.add(PEOPLE[who])

    def _back(self, who: str) -> None:
        self.house.world.out_of_reach.remove(PEOPLE[who])
        self.house.wait(timedelta(minutes=5))

    def _refused(self) -> None:
        self.house.world.trouble = lambda deed: Refused("forbidden") if deed == "invite" else None

    def _limited(self) -> None:
        self.house.world.trouble = lambda deed: Limited(600) if deed == "create" else None

    def _lets_nothing_wait(self) -> None:
        self.house.world.lets_wait = timedelta()

    def _a_week(self) -> None:
        week = replace(ROOMS, longest_minutes=7 * 24 * 60)
        self.house.engine.world.settings = with_section(week)

    def _outdated(self) -> None:
        self.house.world.outdated = True

    def _writes(self, who: str) -> None:
        (room_id,) = (
            room_id
            for room_id, hall in self.house.world.halls.items()
            if hall.keeper and PEOPLE[who] in hall.joined
        )
        self.house.world.write(room_id)

    def _unsafe(self) -> None:
        self.house.world.unsafe = True

    def _powerless(self) -> None:
        for hall in self.house.open_halls:
            hall.powerless = True

    def _lost(self) -> None:
        for room_id, hall in self.house.world.halls.items():
            if hall.keeper:
                hall.keeper = False
                room_lost(self.house.engine, room_id)
        self.house.settle()

    # --- behind the curtain

    def _kept(self, user: UserID) -> list[str]:
        notes = sorted(_in_words(kept.record) for kept in self.house.kept(user))
        if not notes and not self.house.store.has(person(user)):
            notes = ["nothing, and no chat either"]
        return [MARGIN + words for words in notes or ["nothing"]]

    def _in_the_room(self) -> list[str]:
        lines = []
        for hall in self.house.open_halls:
            names = [name for name, user in PEOPLE.items() if user in hall.joined]
            names += [f"{name} (invited)" for name, user in PEOPLE.items() if user in hall.invited]
            lines.append(f'{MARGIN}"{hall.card.name}": {", ".join(names) or "nobody"}')
            lines.append(f"{MARGIN}topic: {hall.topic}")
            lines += [f"{MARGIN}{what}: {link}" for link, what in hall.messages.items()]
        return lines or [f"{MARGIN}there is no room any more"]


def _in_words(note: Record) -> str:
    if isinstance(note, Seat):
        place = f"a room they hold: {note.title}" if note.hosting else f"a place: {note.title}"
        place += ", with a closing line" if note.closing_line else ""
        return place + (", with a word ten minutes before" if note.ten_minutes else "")
    if isinstance(note, OwnNote):
        return "a note: " + "; ".join(answer.words for answer in note.answers)
    if isinstance(note, Role | Offer):
        return "an offer of a role" if isinstance(note, Offer) else "a role"
    if isinstance(note, MySeries):
        return f"a series they host: {note.title}"
    if isinstance(note, MyPlace):
        return f"{'waiting for ' if note.waiting else ''}a place at a date: {note.title}"
    if isinstance(note, MyRhythm):
        return f"that they hear the steps of a date: {note.title}"
    return type(note).__name__


def _set_in(body: str) -> str:
    return "\n".join(MARGIN + line for line in body.split("\n"))


def told(text: str) -> str:
    """The transcript as it really goes. Raises NotUnderstood."""
    parts: list[str] = []
    remarks: list[str] = []
    with House() as house:
        play = Play(house)
        for line in text.splitlines():
            if not line.strip() or line.startswith((MARGIN, "to ")):
                continue
            remarks.append(line)
            if not line.startswith("#"):
                parts.append("\n".join([*remarks, *play.act(line)]))
                remarks = []
    return "\n\n".join([*parts, *remarks]) + "\n"


def main() -> None:
    """Write every transcript anew."""
    for path in sorted(FOLDER.glob("*.txt")):
        path.write_text(told(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
