"""With more rooms than words, places or lines, everybody is still answered, and by pages."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from msgspec.structs import replace

from peerbot.features.core.settings import OutsideService
from peerbot.features.intake.settings import NoteSettings
from peerbot.features.rooms.actor.states import Opened
from peerbot.features.rooms.address import Mark, Room
from peerbot.features.rooms.chat.opening import Opening
from peerbot.features.rooms.records import CLOSING_TAKES, Card, Held, Named, room_names
from peerbot.features.rooms.settings import RoomKind, rooms_in
from peerbot.features.rooms.to_room import Close
from peerbot.kernel.ids import RoomID, UserID
from peerbot.kernel.pages import PAGE
from peerbot.kernel.table import ConversationState, Home
from peerbot.matrix.crypto.canonical import padded
from tests.engine.house import CORE, NIGHT, NOTE, ROOMS, TEXTS, House, with_section
from tests.engine.little import Hall
from tests.engine.ways import JO, ROBIN, SAM, hold

HOSTS = [UserID(f"@{name}:example.org") for name in ("robin", "jo", "kim", "alex")]

ALL_NAMES = [
    f"{first} {second}"
    for first, second in product(TEXTS.listed("room-name-first"), TEXTS.listed("room-name-second"))
]

MINUTE = timedelta(minutes=1)


def numbers(said: str) -> list[int]:
    """The choices that a message shows, what leads out aside."""
    choices = (line.partition(". ")[0] for line in said.splitlines())
    return [int(choice) for choice in choices if choice.isdecimal() and choice != "0"]


def open_already(house: House, names: list[str], *, named: bool) -> None:
    """Rooms that are on record; `named`: as this version leaves them, not the one before."""
    with house.store.transaction():
        for number, name in enumerate(names, start=1):
            card = Card(
                mark=Mark(f"older{number:05}"),
                number=number,
                title="Quiet company",
                about="Being there is enough.",
                name=name,
                size=8,
                facilitator=JO,
                opened=NIGHT,
                closes=NIGHT + 50 * MINUTE,
                latest=NIGHT + 50 * MINUTE,
            )
            room_id, until = RoomID(f"!older{number}"), card.latest + CLOSING_TAKES
            opened = ConversationState(Opened(card, room_id))
            house.engine.world.listings.publish(card, card.mark, until)
            house.engine.world.listings.publish(Held(room_id), card.mark, until)
            house.engine.world.keep(Room(card.mark), opened, house.now)
            if named:
                house.engine.world.listings.publish(Named(card.name), card.mark, until)
            house.world.halls[room_id] = Hall(card, "", card.closes, {JO})


@pytest.fixture
def wide() -> Iterator[House]:
    """A house whose collective wants any number of rooms."""
    names = (TEXTS.listed("room-name-first"), TEXTS.listed("room-name-second"))
    rooms = replace(ROOMS, most_rooms=999, most_each=999, names=names)
    with House(settings=with_section(rooms)) as house:
        house.facilitator(ROBIN)
        yield house


@pytest.mark.parametrize("named", [True, False])
def test_fault_53_with_every_name_taken_people_are_answered_also_after_a_restart(
    wide: House, named: bool
) -> None:
    open_already(wide, ALL_NAMES, named=named)
    for _ in range(2):
        assert numbers(wide.says(SAM, "rooms")[-1]) == [*range(1, PAGE + 1)]
        assert "for the next" in wide.says(SAM, "rooms")[-1]
        assert "Shall I open it?" in wide.says(ROBIN, "open grief 30")[-1]
        wide.restart()
    assert f"as number {len(ALL_NAMES) + 1}." in wide.tells(ROBIN, "open grief 30", "yes")[-1]
    (mine,) = (hall.card.name for hall in wide.open_halls if hall.card.facilitator == ROBIN)
    assert mine.split()[-1] == "2"


def test_fault_53_a_file_from_before_with_more_rooms_than_there_may_be_goes_on(
    house: House,
) -> None:
    open_already(house, ALL_NAMES[:40], named=False)
    house.restart()
    house.facilitator(ROBIN)
    assert "There are 40 rooms already" in house.says(ROBIN, "open")[-1]
    assert "Please read this first" in house.says(SAM, "join 40")[-1]
    for number in range(1, 41):
        house.engine.take(Room(Mark(f"older{number:05}")), Close("facilitator"))
    house.settle()
    assert house.open_halls == []
    assert "Which kind of room?" in house.says(ROBIN, "open")[-1]


# --- how many there may be


def bounded(house: House, *, most: int = 99, each: int = 99) -> None:
    """Settings that allow so many, from the next start on."""
    rooms = replace(rooms_in(house.nobody), most_rooms=most, most_each=each)
    house.settings = with_section(rooms, house.settings)
    house.restart()
    for host in HOSTS:
        house.facilitator(host)


def test_fault_53_a_facilitator_opens_so_many_and_is_told_before_they_are_asked(
    house: House,
) -> None:
    bounded(house, each=2)
    house.opens(ROBIN)
    house.opens(ROBIN)
    for words in ("open", "open grief 20", "open again", "open something"):
        assert "You hold 2 rooms already" in house.says(ROBIN, words)[-1]
    house.opens(JO)
    assert len(house.open_halls) == 3
    house.tells(ROBIN, "close", "1", "close it")
    house.opens(ROBIN)
    assert len(house.open_halls) == 3


def test_fault_53_there_are_so_many_rooms_in_all(house: House) -> None:
    bounded(house, most=2)
    house.opens(ROBIN)
    house.opens(JO)
    for host in (ROBIN, HOSTS[2]):
        assert "There are 2 rooms already" in house.says(host, "open")[-1]
    house.tells(JO, "close", "close it")
    house.opens(HOSTS[2])
    assert len(house.open_halls) == 2


@pytest.mark.parametrize("deed", ["create", "invite", "silence", "leave"])
def test_fault_53_a_room_that_is_being_made_or_closed_counts(house: House, deed: str) -> None:
    bounded(house, most=1)
    if deed in ("silence", "leave"):
        house.opens(ROBIN)
    hold(house, deed)
    house.tells(ROBIN, *(("close", "close it") if house.open_halls else ("open grief", "yes")))
    assert "There is 1 room already" in house.says(JO, "open")[-1]
    hold(house)
    house.wait(3 * MINUTE)
    house.tells(ROBIN, "close", "close it")
    assert "Which kind of room?" in house.says(JO, "open")[-1]


def test_fault_53_two_who_say_yes_at_once_open_one_room_where_there_may_be_one(
    house: House,
) -> None:
    bounded(house, most=1)
    hold(house, "create")
    for host in (ROBIN, JO):
        house.says(host, "open grief")
    house.says(ROBIN, "yes")
    assert isinstance(house.state(ROBIN), Opening)
    assert "There is 1 room already" in house.says(JO, "yes")[-1]
    assert isinstance(house.state(JO), Home)
    hold(house)
    house.wait(3 * MINUTE)
    assert len(house.world.halls) == 1


def test_fault_53_rooms_that_are_being_made_at_once_have_names_of_their_own(house: House) -> None:
    bounded(house)
    hold(house, "create")
    for host in HOSTS:
        house.tells(host, "open grief", "yes")
    hold(house)
    house.wait(3 * MINUTE)
    names = [hall.card.name for hall in house.open_halls]
    assert names == ["pine harbour", "birch meadow", "willow window", "maple garden"]
    house.opens(ROBIN)
    assert house.open_halls[-1].card.name == "pine harbour 2"


def test_a_name_is_free_again_once_nothing_of_its_room_is_left(house: House) -> None:
    bounded(house)
    hold(house, "leave")
    house.tells(ROBIN, "open grief", "yes", "close", "close it", "open grief", "yes")
    assert {*room_names(house.nobody)} == {"pine harbour", "birch meadow"}
    hold(house)
    house.wait(3 * MINUTE)
    assert room_names(house.nobody) == ("birch meadow",)
    house.tells(ROBIN, "open grief", "yes")
    assert house.open_halls[-1].card.name == "pine harbour"


def test_a_room_that_was_not_made_takes_no_name_along(house: House) -> None:
    bounded(house)
    house.world.unsafe = True
    house.tells(ROBIN, "open grief", "yes")
    assert room_names(house.nobody) == ()


# --- pages


@pytest.fixture
def full(house: House) -> House:
    """Twelve rooms: three for each facilitator."""
    bounded(house, each=3)
    for host in HOSTS:
        for _ in range(3):
            house.opens(host)
    return house


def test_fault_53_a_list_of_rooms_comes_in_pages(full: House) -> None:
    first = full.says(SAM, "rooms")[-1]
    assert numbers(first) == [*range(1, PAGE + 1)]
    assert "There are 12 in all. Say: more, for the next." in first
    second = full.says(SAM, "more")[-1]
    assert numbers(second) == [10, 11, 12]
    assert "these are the last" in second
    assert "Please read this first" in full.says(SAM, "3")[-1], "numbers of both pages count"
    assert numbers(full.tells(SAM, "rooms", "more", "help", "more")[-1]) == [*range(1, PAGE + 1)]
    assert "what you can choose" in full.tells(SAM, "rooms", "more", "0")[-1]


def test_words_that_are_no_choice_begin_the_list_again(full: House) -> None:
    assert numbers(full.tells(SAM, "rooms", "more", "pardon?")[-1]) == [*range(1, PAGE + 1)]
    assert numbers(full.says(SAM, "more")[-1]) == [10, 11, 12]


def test_a_list_goes_on_after_a_restart_for_those_who_said_yes_to_something(full: House) -> None:
    full.tells(SAM, "join 1", "1", "0", "rooms")
    full.restart()
    assert numbers(full.says(SAM, "more")[-1]) == [10, 11, 12]


def test_who_asks_for_more_where_there_is_none_sees_the_same_again(house: House) -> None:
    house.facilitator(ROBIN)
    house.opens(ROBIN)
    first = house.tells(SAM, "hi", "rooms")[-1]
    again = house.says(SAM, "more")[-1]
    assert again.startswith("There are no more on that list.")
    assert again.splitlines()[1:] == first.splitlines()[1:]


def test_fault_53_what_changes_between_two_pages_skips_nothing_and_no_number_changes(
    full: House,
) -> None:
    full.says(SAM, "rooms")
    full.tells(ROBIN, "close", "1", "close it")
    full.opens(ROBIN)  # that has the number of the first
    rest = full.says(SAM, "more")[-1]
    assert numbers(rest) == [*range(2, PAGE + 2)], "from the beginning, without what is gone"
    assert numbers(full.says(SAM, "more")[-1]) == [11, 12]
    assert "That room is not open" in full.says(SAM, "1")[-1]


def test_fault_53_every_other_choice_of_rooms_comes_in_pages(house: House) -> None:
    bounded(house)
    for _ in range(11):
        house.opens(ROBIN)
    for word in ("close", "extend 5", "step out", "room"):
        assert numbers(house.says(ROBIN, word)[-1]) == [*range(1, PAGE + 1)], word
        assert numbers(house.says(ROBIN, "more")[-1]) == [10, 11], word
    for number in range(1, 12):
        house.tells(SAM, f"join {number}", "1", "0")
    for word in ("leave", "help me here", "room", "consent"):
        assert numbers(house.says(SAM, word)[-1]) == [*range(1, PAGE + 1)], word
        assert numbers(house.says(SAM, "more")[-1]) == [10, 11], word
    assert "It is taken back" not in house.tells(SAM, "consent", "more", "0")[-1]
    house.tells(SAM, "consent", "more", "1")
    assert len(house.kept(SAM)) == 10
    house.says(SAM, "leave")
    house.wait(60 * MINUTE)
    assert house.open_halls == []
    assert numbers(house.says(SAM, "more")[-1]) == []


def test_a_yes_that_went_between_two_pages_moves_no_number(house: House) -> None:
    bounded(house)
    for _ in range(11):
        house.opens(ROBIN)
    for number in range(1, 12):
        house.tells(SAM, f"join {number}", "1", "0")
    listed = house.says(SAM, "consent")[-1]
    third = house.context(SAM).grants[2]
    (first, *_) = house.context(SAM).grants
    house.engine.take(Room(Mark(first[0].removeprefix("place:"))), Close("facilitator"))
    house.settle()
    house.wait(2 * MINUTE)
    assert numbers(listed)[0] == 1
    assert numbers(house.says(SAM, "more")[-1]) == [*range(2, PAGE + 2)]
    house.says(SAM, "3")
    assert third not in house.context(SAM).grants
    assert len(house.context(SAM).grants) == 9


def test_fault_53_all_that_is_kept_comes_in_pages_and_nothing_is_left_out(house: House) -> None:
    bounded(house)
    for _ in range(10):
        house.opens(ROBIN)
    for number in range(1, 11):
        house.tells(SAM, f"join {number}", "1", "yes")
    house.says(SAM, "ten minutes")
    pages = [house.tells(SAM, "me", "show")[-1]]
    while "for the next" in pages[-1]:
        pages.append(house.says(SAM, "more")[-1])
    lines = [line for page in pages for line in page.splitlines() if line.startswith("Your ")]
    assert len(lines) == 30
    assert len(pages) == 4
    assert "these are the last" in pages[-1]
    assert "cannot take that in" in house.says(SAM, "pardon?")[-1]
    assert "what you can choose" in house.says(SAM, "0")[-1]


def test_fault_53_what_ends_with_an_erasing_comes_in_pages(house: House) -> None:
    bounded(house)
    for _ in range(10):
        house.opens(ROBIN)
    first = house.says(ROBIN, "erase")[-1]
    assert first.count("closes for everyone") == PAGE
    second = house.says(ROBIN, "more")[-1]
    assert second.count("closes for everyone") == 1
    assert second.endswith("1. Erase\n0. No")
    house.says(ROBIN, "1")
    assert house.open_halls == []


def test_fault_53_who_is_in_a_large_room_comes_in_pages(house: House) -> None:
    kind = RoomKind("open house", "Open house", "Come and go.", 50, 30)
    house.settings = with_section(replace(ROOMS, kinds=(kind,)))
    house.restart()
    house.facilitator(ROBIN)
    house.opens(ROBIN, "open house")
    members = [UserID(f"@member{number:02}:example.org") for number in range(20)]
    for member in members:
        house.tells(member, "join 1", "1", "0")
        house.comes_in(member)
    assert numbers(house.says(ROBIN, "step out")[-1]) == [*range(1, 10)]
    assert numbers(house.says(ROBIN, "more")[-1]) == [*range(10, 19)]
    assert numbers(house.says(ROBIN, "more")[-1]) == [19, 20]
    assert members[3] in house.says(ROBIN, "4")[-1]


def test_fault_53_what_cannot_be_gone_on_with_says_how_much_more_there_is(house: House) -> None:
    bounded(house)
    for _ in range(11):
        house.opens(ROBIN)
    for number in range(1, 12):
        house.tells(SAM, f"join {number}", "1", "0")
    house.wait(45 * MINUTE)
    said = house.says(SAM, "ten minutes")[-1]
    assert said.count("Quiet company closes") == PAGE
    assert said.endswith("And 2 more.")


LONG = "\U0001f308" * 300
"""As long as a text of the config may be, each character of four bytes."""


def test_fault_53_the_longest_lists_fit_into_an_event(house: House) -> None:
    kinds = tuple(RoomKind(f"kind {n}", LONG, LONG, 50, 50) for n in range(20))
    services = (OutsideService(LONG, LONG, "text, sign, voice", LONG, "no") for _ in range(9))
    questions = (
        replace(question, key=str(n), ask=LONG, choices=())
        for n, question in enumerate(NOTE.questions[:1] * 9)
    )
    for section in (
        replace(rooms_in(house.nobody), kinds=kinds),
        replace(CORE, services=tuple(services)),
        NoteSettings(tuple(questions)),
    ):
        house.settings = with_section(section, house.settings)
    bounded(house)
    for _ in range(20):
        house.opens(ROBIN, "kind 1")
    for number in range(1, 12):
        house.tells(SAM, f"join {number}", "1", "yes")
    house.tells(SAM, "note", *[LONG] * 9, "no", *["no"] * 10, "yes", "no")
    for words in ("rooms", "more", "consent", "more", "me", "show", "more", "more", "now", "note"):
        house.says(SAM, words)
    for words in ("rooms", "open", "more", "erase", "more", "no", "close", "more", "me", "show"):
        house.says(ROBIN, words)
    said = [*house.heard(SAM), *house.heard(ROBIN)]
    longest = max(len(padded({"body": body})) for body in said)
    assert 30 * 1024 < longest * 4 / 3 < 48 * 1024, "in base64; an event may have 64 KiB"
