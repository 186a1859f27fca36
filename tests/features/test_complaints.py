"""Somebody complains: it is read by those who took that on and were not left out, or comes back."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from peerbot.features import registry
from peerbot.features.complaints.actor import (
    KIND,
    Complaint,
    ComplaintBrought,
    ComplaintGone,
    ComplaintNoon,
    ComplaintOver,
    ComplaintShown,
    ComplaintTold,
    ComplaintWaits,
    ComplaintWanted,
    LetGoOfComplaint,
    Unwritten,
    Waiting,
)
from peerbot.features.complaints.noon import next_noon
from peerbot.features.complaints.records import MOST, Addressed
from peerbot.features.roles.messages import RoleRevoked
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.ids import UserID
from peerbot.kernel.messages import Message, Send
from peerbot.kernel.ports import TryLater
from peerbot.kernel.stepping import step
from peerbot.kernel.table import ConversationState, Home, State
from tests.engine.house import CORE, NIGHT, SETTINGS, TEXTS, House, with_section
from tests.engine.little import Killed
from tests.engine.ways import JO, ROBIN, SAM, reads_complaints
from tests.flows.worlds import world

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

READ = "One of those whom it was for has read it."
WORDS = "They laughed at my name."
KNOCK = "Something for you here.\nIt is for you to read"


@pytest.fixture
def house() -> Iterator[House]:
    """Robin and Jo read complaints, in a house that tells of Kim besides."""
    kim = replace(CORE, complaints="You can talk to Kim, @kim:example.org.")
    with House(settings=with_section(kim)) as house:
        reads_complaints(house, ROBIN, JO)
        yield house


def complains(house: House, how: str, about: str = "skip") -> str:
    """Sam does; what they heard last."""
    return house.tells(SAM, "complain", about, WORDS, "0", how)[-1]


def complaint(house: House) -> Complaint:
    """The only one that there is."""
    (published,) = house.engine.world.listings.read(Addressed, house.now)
    return Complaint(published.key)


def knocked(house: House, user: UserID) -> int:
    """How often they were told that something waits."""
    return sum(body.startswith(KNOCK) for body in house.heard(user))


def has_read(house: House, user: UserID) -> bool:
    return any(WORDS in body for body in house.heard(user))


def until_noon(house: House) -> timedelta:
    return next_noon(house.now, SETTINGS.zone) - house.now


# --- complaining


def test_nothing_is_kept_before_the_yes_at_the_end(house: House) -> None:
    said = house.tells(SAM, "complain", "skip", WORDS, "0")[-1]
    assert WORDS in said
    assert f"It goes to {JO}, {ROBIN}." in said
    assert not house.kept(SAM)
    assert house.says(SAM, "no") == ["All right. Nothing of it is kept."]
    house.wait(2 * DAY)
    assert not knocked(house, ROBIN)


@pytest.mark.parametrize(
    "leaves",
    [("skip", WORDS, "no"), ("skip", "0"), ("skip", "no"), ("back",), ("skip", "stop"), ("no",)],
)
def test_it_can_be_left_at_every_step(house: House, leaves: tuple[str, ...]) -> None:
    house.tells(SAM, "complain", *leaves)
    assert not house.kept(SAM)
    assert house.state(SAM) == Home()
    house.wait(9 * DAY)
    assert not knocked(house, ROBIN)


def test_with_an_address_it_goes_at_once_and_says_from_whom(house: House) -> None:
    assert complains(house, "with my address").startswith("It goes now.")
    assert knocked(house, ROBIN) == knocked(house, JO) == 1
    assert not has_read(house, ROBIN)
    (said,) = house.says(ROBIN, "read complaints")
    assert WORDS in said
    assert f"From {SAM}" in said
    assert READ in house.heard(SAM)[-1]


def test_without_one_it_goes_at_noon_and_names_nobody(house: House) -> None:
    assert "It goes on 7 March 2026, 12:00 Berlin" in complains(house, "without it")
    house.wait(until_noon(house) - HOUR)
    assert not knocked(house, ROBIN)
    assert house.says(ROBIN, "read complaints") == ["Nothing waits for you to read."]
    house.wait(HOUR)
    assert knocked(house, ROBIN) == 1
    (said,) = house.says(ROBIN, "read complaints")
    assert WORDS in said
    assert "From somebody who gives no address" in said
    assert "sam" not in said.lower()
    assert READ not in house.heard(SAM)[-1]
    house.wait(DAY / 2)
    assert READ not in house.heard(SAM)[-1]
    house.wait(DAY / 2)
    assert READ in house.heard(SAM)[-1]


def test_one_without_an_address_is_over_at_noon_once_all_have_read_it(house: House) -> None:
    complains(house, "without it")
    house.wait(until_noon(house))
    for reader in (ROBIN, JO):
        house.says(reader, "read complaints")
    assert house.kept(SAM)
    house.wait(until_noon(house))
    assert READ in house.heard(SAM)[-1]
    assert not house.kept(SAM)


@pytest.mark.parametrize(
    "about",
    [
        str(ROBIN),
        "robin",
        "Robin, I think",
        f"it is {ROBIN}!",
        "robin's jokes",
        "see https://matrix.to/#/%40robin%3Aexample.org",
    ],
)
def test_it_never_goes_to_the_one_whom_it_concerns(house: House, about: str) -> None:
    said = house.tells(SAM, "complain", about, WORDS)[-1]
    assert f"It does not go to {ROBIN}." in said
    assert next(line for line in said.splitlines() if line[0].isdecimal()) == f"1. {JO}"
    house.tells(SAM, "0", "with my address")
    assert not knocked(house, ROBIN)
    assert f'It concerns: "{about}"' in house.says(JO, "read complaints")[-1]


def test_whoever_complains_strikes_out_readers(house: House) -> None:
    said = house.tells(SAM, "complain", "skip", WORDS)[-1]
    assert said.splitlines()[1:] == [f"1. {JO}", f"2. {ROBIN}", "0. All of these may read it"]
    assert "I am a program" in house.says(SAM, "7")[-1]
    assert str(ROBIN) not in house.says(SAM, "2")[-1]
    said = house.says(SAM, "1")[-1]
    assert said.startswith("Then nobody would be left, so here are all of them again.")
    assert str(ROBIN) in said
    assert str(ROBIN) not in house.says(SAM, "not robin please")[-1]
    assert "What happened?" in house.says(SAM, "back")[-1]
    assert str(ROBIN) in house.says(SAM, WORDS)[-1]
    assert "Then nobody would be left" in house.says(SAM, "1 and 2")[-1]


def test_where_all_readers_are_named_nobody_is_left(house: House) -> None:
    said = house.tells(SAM, "complain", "robin and jo")[-1]
    assert said.splitlines() == [
        "Then nobody is left here who could read it. Nothing of it is kept.",
        "Outside of me: You can talk to Kim, @kim:example.org.",
    ]
    assert not house.kept(SAM)


def test_whoever_is_named_in_the_words_is_pointed_out(house: House) -> None:
    said = house.tells(SAM, "complain", "skip", "It was robin, in the last room.")[-1]
    assert f"Your words name {ROBIN}, who would read them." in said


def test_a_long_list_of_readers_is_read_in_pages(house: House) -> None:
    reads_complaints(house, *(UserID(f"@m{number:02}:example.org") for number in range(12)))
    said = house.tells(SAM, "complain", "skip", WORDS)[-1]
    assert "@m10:" not in said
    assert "@m10:" in house.says(SAM, "more")[-1]


def test_a_question_is_asked_again_where_its_own_word_is_said(house: House) -> None:
    assert "Whom does it concern?" in house.tells(SAM, "complain", "complain")[-1]
    assert "Whom does it concern?" in house.tells(SAM, "robin", "complain")[-1]
    assert "Whom does it concern?" in house.tells(SAM, "robin", "back")[-1]
    assert "Is there one who should not?" in house.tells(SAM, "skip", WORDS, "0", "back")[-1]
    assert WORDS in house.says(SAM, "0")[-1]


def test_readers_may_lay_the_role_down_while_it_is_written(house: House) -> None:
    house.tells(SAM, "complain", "robin")
    house.tells(JO, "lay down", "1")
    assert "Then nobody is left" in house.says(SAM, WORDS)[-1]


def test_a_whole_sentence_is_asked_about_first(house: House) -> None:
    """What somebody tells of themselves is no complaint about anybody here."""
    said = house.says(SAM, "i was harassed")[-1]
    assert "Do you mean this?" in said
    assert "Whom does it concern?" in house.says(SAM, "1")[-1]


def test_a_reader_who_complains_reads_it_not(house: House) -> None:
    said = house.tells(ROBIN, "complain", "skip", WORDS)[-1]
    assert str(ROBIN) not in said
    assert str(JO) in said


def test_one_reader_alone_is_too_few(house: House) -> None:
    house.tells(JO, "lay down", "1")
    (said,) = house.says(SAM, "complain")[-1:]
    assert "You can talk to Kim" in said
    assert "I pass nothing on." in said


def test_who_lost_the_role_meanwhile_is_not_written_to(house: House) -> None:
    said = house.tells(SAM, "complain", "skip", WORDS, "0")[-1]
    assert str(JO) in said
    house.tells(JO, "lay down", "1")
    assert "Then nobody is left" in house.says(SAM, "with my address")[-1]


def test_a_long_one_is_cut_at_a_word_and_says_so(house: House) -> None:
    said = house.tells(SAM, "complain", "skip", "too much " * 100)[-1]
    assert "It was longer than the 600 characters" in said
    house.tells(SAM, "no", "complain", "the one at the door, " * 10, WORDS)
    (about,) = (it for it in house.says(SAM, "0")[-1].splitlines() if "It concerns" in it)
    assert len(about) <= len('It concerns: ""') + 120
    assert about.endswith(('door,"', 'one"', 'the"', 'at"'))


def test_in_a_note_only_the_contact_is_told(house: House) -> None:
    (said,) = house.tells(SAM, "note", "complain")[-1:]
    assert "You can talk to Kim" in said
    assert "say first: stop, then: complain" in said
    assert "I pass nothing on" not in said
    assert "The Example" not in house.says(SAM, "Sam")[-1]


def test_there_are_only_so_many_at_a_time(house: House) -> None:
    def asks(number: int) -> str:
        user = UserID(f"@m{number}:example.org")
        return house.tells(user, "complain", "skip", WORDS, "0", "2")[-1]

    assert all("It goes on" in asks(number) for number in range(MOST - 1))
    house.tells(SAM, "complain", "skip", WORDS, "0")
    assert "It goes on" in asks(MOST)
    assert "Many of these wait" in house.says(SAM, "1")[-1]
    assert "You can talk to Kim" in house.says(SAM, "complain")[-1]
    assert not house.kept(SAM)
    house.wait(until_noon(house))
    assert knocked(house, ROBIN) == 1
    assert f"{MOST - 1} more wait" in house.says(ROBIN, "read complaints")[-1]
    assert "It goes now." in complains(house, "with my address")


def test_another_one_can_be_written_once_one_was_read(house: House) -> None:
    complains(house, "with my address")
    assert "waits to be read" in house.says(SAM, "complain")[-1]
    house.tells(SAM, "0")
    house.says(JO, "read complaints")
    house.wait(HOUR)
    assert "It goes now." in house.tells(SAM, "complain", "skip", "And again.", "0", "1")[-1]
    assert len(house.kept(SAM)) == 1
    assert "And again." in house.says(ROBIN, "read complaints")[-1]
    assert not has_read(house, ROBIN)


# --- what becomes of it


def test_the_first_who_reads_it_is_told_of_once(house: House) -> None:
    complains(house, "with my address")
    house.says(ROBIN, "read complaints")
    house.says(JO, "read complaints")
    assert len([body for body in house.heard(SAM) if READ in body]) == 1
    assert not house.kept(SAM)
    house.wait(9 * DAY)
    assert "was not delivered" not in house.heard(SAM)[-1]


def test_whoever_has_not_read_it_is_told_again_each_noon_for_a_week(house: House) -> None:
    address = (complains(house, "with my address"), complaint(house))[1]
    house.says(JO, "read complaints")
    house.restart()
    for _ in range(20):
        house.wait(DAY / 2)
    assert knocked(house, ROBIN) == 8
    assert knocked(house, JO) == 1
    assert not house.store.has(address.owner)
    assert not house.kept(SAM)


def test_nobody_reads_it_and_the_writer_hears_so(house: House) -> None:
    address = (complains(house, "without it"), complaint(house))[1]
    for _ in range(18):
        house.wait(DAY / 2)
    said = house.heard(SAM)[-1]
    assert "nobody has read it in time" in said
    assert "Outside of me: You can talk to Kim" in said
    assert not house.kept(SAM)
    assert not house.store.has(address.owner)
    assert house.says(ROBIN, "read complaints")[-1].endswith("Nothing waits for you to read.")


def test_the_writer_hears_so_even_if_the_complaint_is_lost(house: House) -> None:
    complains(house, "with my address")
    house.store.erase(complaint(house).owner)
    house.engine.world.listings.withdraw_all(complaint(house).key)
    for _ in range(20):
        house.wait(DAY / 2)
    said = house.heard(SAM)[-1]
    assert "it may not have been" in said
    assert "Outside of me: You can talk to Kim" in said
    assert not house.kept(SAM)


def test_of_one_that_was_read_nothing_is_said_when_it_is_lost(house: House) -> None:
    complains(house, "with my address")
    house.says(JO, "read complaints")
    house.store.erase(complaint(house).owner)
    for _ in range(20):
        house.wait(DAY / 2)
    assert READ in house.heard(SAM)[-1]
    assert not house.kept(SAM)


@pytest.mark.parametrize("ends", ["lay down", "revoked"])
def test_who_has_the_role_no_more_reads_nothing(house: House, ends: str) -> None:
    complains(house, "with my address")
    for reader in (ROBIN, JO):
        if ends == "lay down":
            house.tells(reader, "lay down", "1")
        else:
            house.steward(reader, RoleRevoked())
        assert house.says(reader, "read complaints") == ["Nothing waits for you to read."]
    assert not has_read(house, ROBIN)
    house.wait(until_noon(house))
    assert "do not read such words any more" in house.heard(SAM)[-1]
    assert not house.kept(SAM)


def test_what_could_not_be_said_is_there_at_noon(house: House) -> None:
    complains(house, "with my address")
    house.world.keyless.add(ROBIN)
    house.says(ROBIN, "read complaints")
    assert not has_read(house, ROBIN)
    assert READ not in house.heard(SAM)[-1]
    house.world.keyless.clear()
    assert WORDS in house.says(ROBIN, "read complaints")[-1]


@pytest.mark.parametrize("how", ["take back", "a new identity"])
def test_what_is_taken_back_while_it_is_shown_is_not_read(house: House, how: str) -> None:
    complains(house, "with my address")
    house.world.trouble = lambda deed: TryLater() if deed == "say" else None
    house.says(ROBIN, "read complaints")
    house.wait(timedelta(seconds=1))
    if how == "take back":
        house.says(SAM, "take back")
    else:
        house.resets_identity(SAM)
    house.world.trouble = lambda _deed: None
    house.wait(2 * HOUR)
    assert not has_read(house, ROBIN)
    assert not house.kept(SAM)


def test_one_after_the_other_is_read(house: House) -> None:
    complains(house, "with my address")
    house.wait(HOUR)
    house.tells(UserID("@kim:example.org"), "complain", "skip", "It was late.", "0", "1")
    (first,) = house.says(ROBIN, "read complaints")
    assert WORDS in first
    assert "One more waits. Say: read complaints." in first
    (second,) = house.says(ROBIN, "read complaints")
    assert "It was late." in second
    assert "more wait" not in second


def test_a_reader_finds_in_the_menu_and_in_me_that_something_waits(house: House) -> None:
    assert "Read a complaint" not in house.says(ROBIN, "menu")[-1]
    assert "read complaints: what waits" in house.says(ROBIN, "help")[-1]
    complains(house, "with my address")
    assert "Read a complaint" in house.says(ROBIN, "menu")[-1]
    assert "wait for you to read: 1" in house.tells(ROBIN, "me", "show")[-1]


# --- it is taken back


@pytest.mark.parametrize("how", ["take back", "complain", "consent"])
def test_the_writer_takes_it_back(house: House, how: str) -> None:
    complains(house, "without it")
    assert "A complaint of yours" in house.tells(SAM, "me", "show")[-1]
    said = house.says(SAM, how)
    if how == "consent":
        assert "A complaint on its way, without your address" in said[-1]
    if how != "take back":
        said = house.says(SAM, "1")
    assert said[-1].startswith("It is gone.")
    assert not house.kept(SAM)
    house.wait(2 * DAY)
    assert not knocked(house, ROBIN)


def test_it_stays_where_its_writer_leaves_it(house: House) -> None:
    complains(house, "without it")
    assert "do you want your complaint back" in house.tells(SAM, "complain", "help", "hm")[-1]
    assert house.says(SAM, "0") == ["All right. It stays as it is."]
    house.tells(SAM, "complain")
    house.wait(until_noon(house))
    for reader in (ROBIN, JO):
        house.says(reader, "read complaints")
    house.wait(until_noon(house))
    assert house.says(SAM, "1")[-1].endswith("Nothing of yours waits any more.")


# --- erasing


@pytest.mark.parametrize("when", ["before noon", "when it was told of", "when one has read it"])
@pytest.mark.parametrize("by", ["themselves", "a steward"])
def test_fault_67_nothing_is_left_of_who_wrote_it(house: House, when: str, by: str) -> None:
    complains(house, "without it")
    address = complaint(house)
    if when != "before noon":
        house.wait(until_noon(house))
    if when == "when one has read it":
        house.says(JO, "read complaints")
    if by == "themselves":
        house.tells(SAM, "erase", "erase it")
    else:
        house.steward(SAM, EraseOrdered())
    assert house.heard(SAM)[-1].startswith("Done.")
    for owner in (address.owner, f"person:{SAM}"):
        assert not house.store.has(owner)
    assert house.says(ROBIN, "read complaints") == ["Nothing waits for you to read."]
    house.wait(9 * DAY)
    assert house.heard(SAM)[-1].startswith("Done.")


def test_fault_67_a_complaint_goes_on_without_a_reader_who_is_erased(house: House) -> None:
    complains(house, "without it")
    house.tells(ROBIN, "erase", "erase it")
    assert house.heard(ROBIN)[-1].startswith("Done.")
    assert not house.store.has(f"person:{ROBIN}")
    published = list(house.engine.world.listings.read(Addressed, house.now))
    assert [it.listing.to for it in published] == [(JO,)]
    assert house.says(JO, "read complaints") == ["Nothing waits for you to read."]
    house.wait(until_noon(house))
    assert WORDS in house.says(JO, "read complaints")[-1]


def test_fault_67_whom_it_concerns_is_erased_while_it_waits(house: House) -> None:
    """They are a reader who was left out: nothing of the complaint names them but the words, which
    are the writer's own."""
    complains(house, "without it", about=str(ROBIN))
    house.tells(ROBIN, "erase", "erase it")
    assert house.heard(ROBIN)[-1].startswith("Done.")
    assert not house.store.has(f"person:{ROBIN}")
    house.wait(until_noon(house))
    assert WORDS in house.says(JO, "read complaints")[-1]
    house.wait(DAY)
    assert READ in house.heard(SAM)[-1]


def test_fault_67_a_reader_is_erased_when_the_others_have_read_it(house: House) -> None:
    complains(house, "without it")
    house.wait(until_noon(house))
    house.says(JO, "read complaints")
    house.tells(ROBIN, "erase", "erase it")
    assert house.heard(ROBIN)[-1].startswith("Done.")
    assert READ not in house.heard(SAM)[-1]
    house.wait(until_noon(house))
    assert READ in house.heard(SAM)[-1]
    assert not house.kept(SAM)


def test_fault_67_the_last_reader_is_erased_and_the_writer_hears(house: House) -> None:
    complains(house, "without it")
    for reader in (ROBIN, JO):
        house.tells(reader, "erase", "erase it")
        assert house.heard(reader)[-1].startswith("Done.")
    assert "do not read such words" not in house.heard(SAM)[-1]
    house.wait(until_noon(house))
    assert "do not read such words any more" in house.heard(SAM)[-1]
    assert not house.kept(SAM)


def test_fault_67_of_one_with_an_address_the_writer_hears_at_once(house: House) -> None:
    complains(house, "with my address")
    for reader in (ROBIN, JO):
        house.tells(reader, "erase", "erase it")
    assert "do not read such words any more" in house.heard(SAM)[-1]
    assert not house.kept(SAM)


def test_whoever_takes_it_back_hears_that_it_was_read(house: House) -> None:
    complains(house, "without it")
    house.wait(until_noon(house))
    house.says(JO, "read complaints")
    read, gone = house.says(SAM, "take back")[-2:]
    assert READ in read
    assert gone.startswith("It is gone.")


def test_a_reader_who_is_erased_while_it_is_shown_reads_nothing(house: House) -> None:
    complains(house, "with my address")
    house.world.trouble = lambda deed: TryLater() if deed == "say" else None
    house.says(ROBIN, "read complaints")
    house.wait(timedelta(seconds=1))
    house.tells(ROBIN, "erase", "erase it")
    house.world.trouble = lambda _deed: None
    house.wait(2 * HOUR)
    assert house.heard(ROBIN)[-1].startswith("Done.")
    assert not house.store.has(f"person:{ROBIN}")
    assert not has_read(house, ROBIN)
    assert not [body for body in house.heard(SAM) if READ in body]


def test_with_a_new_identity_nothing_of_it_is_said(house: House) -> None:
    complains(house, "without it")
    house.resets_identity(SAM)
    assert not house.kept(SAM)
    before = len(house.heard(SAM))
    house.wait(9 * DAY)
    assert len(house.heard(SAM)) == before
    assert not knocked(house, ROBIN)


@pytest.mark.parametrize("moment", ["say", "say done"])
def test_it_is_brought_and_told_of_once_whenever_the_process_is_killed(
    house: House, moment: str
) -> None:
    house.tells(SAM, "complain", "skip", WORDS, "0")
    cuts = iter([Killed(), Killed()])
    house.world.trouble = lambda deed: next(cuts, None) if deed == moment else None
    house.survive(lambda: house.says(SAM, "1"))
    house.survive(house.settle)
    house.settle()
    assert knocked(house, ROBIN) == knocked(house, JO) == 1
    assert WORDS in house.says(ROBIN, "read complaints")[-1]
    assert len([body for body in house.heard(SAM) if READ in body]) == 1


def test_while_the_homeserver_is_away_it_waits(house: House) -> None:
    house.tells(SAM, "complain", "skip", WORDS, "0")
    house.world.trouble = lambda deed: TryLater() if deed == "say" else None
    house.says(SAM, "1")
    house.world.trouble = lambda _deed: None
    house.wait(HOUR)
    assert knocked(house, ROBIN) == 1


# --- the role


def test_nobody_holds_two_roles(house: House) -> None:
    house.grants(ROBIN)
    held = house.role(ROBIN)
    assert held
    assert held.role == "complaints"
    house.says(ROBIN, "open quiet company 50")
    assert "facilitator" in house.heard(ROBIN)[-1]
    assert not house.open_halls


def test_a_later_offer_of_another_role_takes_the_place_of_the_first(house: House) -> None:
    house.grants(SAM)
    assert "role of facilitator" in house.says(SAM, "role")[-1]
    house.grants(SAM, "complaints")
    assert "read complaints about people here" in house.says(SAM, "yes")[-1]
    assert "It is yours until" in house.says(SAM, "yes")[-1]
    assert [kept.record.kept_as for kept in house.kept(SAM)] == ["role:complaints"]


def test_a_reader_is_reached_for_as_long_as_they_hold_the_role(house: House) -> None:
    """A chat is forgotten a week after the last word; not while somebody has to be reached."""
    house.wait(30 * DAY)
    complains(house, "with my address")
    assert knocked(house, ROBIN) == 1


def test_a_reader_hears_a_week_before_the_role_ends(house: House) -> None:
    for _ in range(52):
        house.wait(7 * DAY)
    said = house.heard(ROBIN)[-1]
    assert said.startswith("A word about something of yours here.\nYour role ends on")
    assert "You read complaints" in house.says(ROBIN, "role")[-1]
    house.says(ROBIN, "keep the role")
    house.wait(9 * DAY)
    assert house.role(ROBIN)
    assert not house.role(JO)


def test_nothing_is_said_of_a_role_that_was_renewed_or_laid_down(house: House) -> None:
    house.tells(ROBIN, "role", "renew")
    house.tells(JO, "consent", "1")
    for _ in range(52):
        house.wait(7 * DAY)
    assert not [body for body in house.heard(JO) if "Your role ends" in body]


# --- the table


def _sent(state: State, message: Message) -> list[Message]:
    """What is sent in a step, while Robin and Jo read complaints."""
    context = dataclasses.replace(world(readers=(ROBIN, JO)), address=Complaint("c"))
    table = registry().tables[Complaint]
    outcome = step(table, ConversationState(state), message, context, TEXTS)
    return [effect.message for effect in outcome.effects if isinstance(effect, Send)]


def test_every_message_has_its_place_in_every_state() -> None:
    table = registry().tables[Complaint]
    for state in table.states:
        assert all(table.find(state, message) for message in table.messages)
    assert KIND.label == "complaint"


STATES = (
    Unwritten(),
    Waiting(SAM, "", WORDS, named=True, to=(ROBIN, JO), due=NIGHT),
    Waiting(SAM, "", WORDS, named=False, to=(ROBIN,), due=NIGHT, read=True, told=True),
)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("user", [SAM, ROBIN, JO])
def test_who_asks_to_be_let_go_is_answered_once_in_every_state(state: State, user: UserID) -> None:
    sent = _sent(state, LetGoOfComplaint(user))
    answers = [it for it in sent if isinstance(it, ComplaintOver) and it.fate != "read"]
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("state", "user"), [(Unwritten(), ROBIN), (STATES[1], SAM), (STATES[2], JO)]
)
def test_whose_it_is_not_reads_nothing(state: State, user: UserID) -> None:
    """They asked when it was theirs to read still."""
    assert _sent(state, ComplaintWanted(user)) == [ComplaintGone()]


def test_what_comes_late_changes_nothing() -> None:
    late = (
        ComplaintBrought(SAM, "", WORDS, named=True, to=(ROBIN,), due=NIGHT),
        ComplaintNoon(),
        ComplaintTold(ROBIN, done=True),
    )
    assert [_sent(Unwritten(), message) for message in late] == [[], [], []]
    again = ComplaintBrought(SAM, "", WORDS, named=True, to=(ROBIN,), due=NIGHT)
    assert _sent(STATES[1], again) == []
    assert _sent(STATES[2], ComplaintTold(JO, done=True)) == []


def test_words_that_reach_a_reader_who_is_being_erased_go_back() -> None:
    shown = ComplaintShown("c", SAM, "", WORDS, named=True, until=NIGHT)
    assert shown.declined(ROBIN) == (Send(Complaint("c"), ComplaintTold(ROBIN, done=False)),)
    assert ComplaintWaits("c").declined(ROBIN) == ()


@pytest.mark.parametrize(
    ("now", "noon"),
    [
        (datetime(2026, 3, 7, 1, 10, tzinfo=UTC), datetime(2026, 3, 7, 11, tzinfo=UTC)),
        (datetime(2026, 3, 7, 10, 30, tzinfo=UTC), datetime(2026, 3, 8, 11, tzinfo=UTC)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 10, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 3, 29, 10, tzinfo=UTC)),
        (datetime(2026, 3, 7, 10, 0, tzinfo=UTC), datetime(2026, 3, 7, 11, tzinfo=UTC)),
    ],
)
def test_noon_is_twelve_in_the_collectives_zone_and_an_hour_ahead(
    now: datetime, noon: datetime
) -> None:
    assert next_noon(now, "Europe/Berlin") == noon
