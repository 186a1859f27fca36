"""Rooms that are open at a time cannot be taken for one another by their names."""

import re

from hypothesis import given
from hypothesis import strategies as st

from peerbot.features.rooms.config import Rooms
from peerbot.features.rooms.names import Draws, Words, room_name
from tests.engine.house import TEXTS

WORDS: Words = (TEXTS.listed("room-name-first"), TEXTS.listed("room-name-second"))

draws = st.tuples(st.floats(0, 1), st.floats(0, 1))
turns = st.lists(st.tuples(draws, st.none() | st.integers(0, 40)), max_size=60)
"""Another room is opened each time; then perhaps one of those that are open closes."""

words = st.lists(st.from_regex(r"[a-z]{1,3}", fullmatch=True), min_size=2, max_size=12, unique=True)


def _halves(listed: list[str]) -> Words:
    return tuple(listed[::2]), tuple(listed[1::2])


@given(st.just(WORDS) | words.map(_halves), turns)
def test_fault_53_open_rooms_share_no_word_while_there_are_words(
    words: Words, turns: list[tuple[Draws, int | None]]
) -> None:
    there: list[str] = []
    for draws, closing in turns:
        name = room_name(words, there, draws)
        before = {word for other in there for word in other.split()}
        if any(set(these) <= before for these in words):
            assert re.fullmatch(r"[a-z]+ [a-z]+ [1-9]\d*", name), "another form of name"
            assert name.split()[2] not in before, "with a number of its own"
        else:
            assert re.fullmatch(r"[a-z]+ [a-z]+", name)
            assert not before & set(name.split())
        assert name not in there
        there.append(name)
        if closing is not None:
            there.pop(closing % len(there))


@given(st.just(WORDS) | words.map(_halves), st.lists(st.text(), max_size=60), draws)
def test_fault_53_there_is_a_name_whatever_others_are_called(
    words: Words, taken: list[str], draws: Draws
) -> None:
    name = room_name(words, taken, draws)
    assert name not in taken
    assert set(name.split()) <= {*words[0], *words[1], name.split()[-1]}


def test_fault_53_there_is_no_end_of_names() -> None:
    there: list[str] = []
    for _ in range(600):
        there.append(room_name(WORDS, there, (0.5, 0.5)))
    assert len(set(there)) == 600
    assert there[-1].endswith(" 585"), "a number no larger than it has to be"


def test_each_word_is_one_and_stands_once() -> None:
    listed = [*WORDS[0], *WORDS[1]]
    assert len(set(listed)) == len(listed)
    assert not [word for word in listed if not re.fullmatch("[a-z]{4,8}", word)]


def test_the_words_last_for_as_many_rooms_as_there_are_unless_a_steward_wants_more() -> None:
    standard = Rooms(kinds={}, rules="").most
    assert min(map(len, WORDS)) >= standard
