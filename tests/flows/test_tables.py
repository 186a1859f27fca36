"""The tables are total, honest, and leave a way out everywhere."""

from collections import Counter
from datetime import timedelta

import pytest

from peerbot.features import registry
from peerbot.features.core import consent
from peerbot.features.core.erase import Erasing
from peerbot.features.intake.handing import Handing
from peerbot.features.roles.role import RoleOffered
from peerbot.features.rooms.address import Mark
from peerbot.features.rooms.asking import Sought, Waiting
from peerbot.features.rooms.chat.opening import Opening
from peerbot.features.rooms.consents import HAND_NOTE, HOST, PASS_ON_PROPOSAL
from peerbot.features.rooms.records import Seat
from peerbot.features.series.places.messages import DATE_PLACE
from peerbot.features.series.records import SERIES
from peerbot.kernel.chat import Edited, Said, Scrubbed
from peerbot.kernel.consents import Consent, Grant
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Drop, Say
from peerbot.kernel.feature import Features, Flow
from peerbot.kernel.parse import Number, Pick
from peerbot.kernel.records import OnRecord, Retired
from peerbot.kernel.stepping import step
from peerbot.kernel.table import (
    ELSE,
    NUMBER,
    WORDS,
    Anywhere,
    ConversationState,
    Go,
    Home,
    State,
    StateRefused,
    Step,
    Table,
    TableFault,
    Transition,
    Trigger,
)
from tests.engine.house import TEXTS
from tests.flows.worlds import (
    PERSON,
    PERSON_STATES,
    PERSON_VIEWS,
    ROOM,
    ROOM_STATES,
    Case,
    Watched,
    person_cases,
    person_cases_on,
    person_events,
    room_cases,
    room_events,
    world,
)

TABLES = pytest.mark.parametrize("watched", [PERSON, ROOM], ids=["person", "room"])

ASKS_NOTHING = {Home, Waiting, Sought, Handing, Opening, Erasing}
"""Nothing was asked, or a machine has to answer."""

PERSONS = PERSON.original


def test_every_state_and_every_trigger_is_laid_over_the_tables() -> None:
    assert {type(state) for state in PERSON_STATES} == set(PERSONS.states)
    assert {type(state) for state in ROOM_STATES} == set(ROOM.original.states)
    assert {type(event) for event in person_events()} == set(PERSONS.messages)
    assert {type(event) for event in room_events()} == set(ROOM.original.messages)
    assert person_cases()  # that they exist shows that every one has an answer
    assert room_cases()


@pytest.mark.parametrize("state", PERSONS.states)
def test_every_trigger_has_a_row_in_every_state_of_a_person(state: type[State]) -> None:
    inputs = set(PERSONS.messages) - {Said, Edited}
    triggers: list[Trigger] = [*inputs, *PERSONS.commands, *PERSONS.choices(state), ELSE]
    for trigger in triggers:
        assert PERSONS.find(state, trigger) is not None, trigger


@pytest.mark.parametrize("state", ROOM.original.states)
def test_every_input_has_a_row_in_every_state_of_a_room(state: type[State]) -> None:
    for trigger in ROOM.original.messages:
        assert ROOM.original.find(state, trigger) is not None, trigger


@pytest.fixture
def all_played() -> None:
    """Everything was laid over both tables, which notes what was asked of each row."""
    assert person_cases()
    assert room_cases()


@TABLES
@pytest.mark.usefixtures("all_played")
def test_every_row_is_reached(watched: Watched) -> None:
    rows = [row for row in watched.original.rows if not isinstance(row.do, Go)]
    assert [(row.state, row.on) for row in rows if not watched.asked[row]] == []


@TABLES
@pytest.mark.usefixtures("all_played")
def test_a_row_leads_wherever_it_says(watched: Watched) -> None:
    said = {(row, to) for row in watched.original.rows for to in row.to}
    for row in {row for row, _ in said - set(watched.led)}:
        few = [way for way in said - set(watched.led) if way[0] is row]
        for _ in person_cases_on(row.state, row.on):  # where few worlds lead, they are looked for
            if all(way in watched.led for way in few):
                break
    assert {(r.state, r.on, to) for r, to in said - set(watched.led)} == set()


def _asks(case: Case) -> list[Say]:
    """Without a chat nothing is asked of anybody."""
    said = [e for e in case.outcome.effects if isinstance(e, Say) and e.ask]
    return said if case.view.chat else []


def test_what_nobody_could_be_asked_leaves_them_where_they_were() -> None:
    unread = [c for c in person_cases() if not c.view.chat]
    assert any(isinstance(e, Say) and e.ask for c in unread for e in c.outcome.effects)
    for case in unread:
        if any(isinstance(e, Say) and e.ask for e in case.outcome.effects):
            assert case.outcome.at.state == case.before.state
            assert case.outcome.at.offered == case.before.offered


@pytest.mark.parametrize("state", PERSONS.states)
def test_a_state_asks_and_can_be_left_with_0_unless_it_waits_for_a_machine(
    state: type[State],
) -> None:
    zeros = [dict(PERSONS.number(state, view)).get(0) for view in PERSON_VIEWS]
    if state in ASKS_NOTHING:
        assert {*PERSONS.choices(state)} <= {"nothing"}, "a no gets the same truth as any word"
        asked = [c for c in person_cases() if _asks(c) and type(c.outcome.at.state) is state]
        assert all(c.outcome.at.guessing for c in asked), "what is meant may be asked anywhere"
    else:
        assert None not in zeros


def test_choices_that_are_shown_again_stand_below_their_question() -> None:
    again = {"not-understood-here", "not-understood-again", "say-yes", "guess-wrong-here"}
    for case in person_cases():
        for said in _asks(case):
            if said.text in again and not case.outcome.at.state.idle:
                assert case.outcome.at.state.question
                assert case.outcome.at.state.question[0] in said.also


@pytest.mark.parametrize("state", PERSONS.states)
def test_a_question_is_asked_in_a_line_where_there_are_choices(state: type[State]) -> None:
    numbered = {*PERSONS.choices(state)} - {*PERSONS.unnumbered(state)}
    assert bool(state.asks) == (bool(numbered) and not state.idle)


def test_only_a_state_with_choices_asks_and_it_asks_once() -> None:
    for case in person_cases():
        asked = _asks(case)
        assert len(asked) <= 1
        if asked:
            assert 0 in dict(case.outcome.at.offered), case


def test_skip_is_the_same_as_0_at_every_question() -> None:
    skipped = _by_words("skip")
    assert {type(c.before.state) for c in skipped} == set(PERSONS.states)
    for case in skipped:
        if 0 in dict(case.before.offered):
            assert case.outcome == step(PERSONS, case.before, Said("0"), case.view, TEXTS)


def _by_words(text: str) -> list[Case]:
    return [case for case in person_cases() if case.event == Said(text)]


def test_stop_drops_every_question_without_a_word() -> None:
    for case in _by_words("stop"):
        if not isinstance(case.before.state, Erasing):  # begun, and told so
            assert case.outcome.at.state == Home()
            assert all(PERSONS.harmless(word) for _, word in case.outcome.at.offered)
            assert case.outcome.effects == ()


def test_numbers_of_one_question_do_not_collide() -> None:
    for case in person_cases():
        for said in _asks(case):
            own = [line.number for line in said.lines]
            offered = [number for number, _ in case.outcome.at.offered]
            assert len({*own, *offered}) == len(own) + len(offered), case
            assert 0 not in own


def test_a_number_means_what_the_last_question_showed() -> None:
    for state in PERSON_STATES:
        for view in PERSON_VIEWS:
            for number, word in PERSONS.number(type(state), view):
                at = ConversationState(state, ((number, word),))
                by_number = step(PERSONS, at, Said(str(number)), view, TEXTS)
                by_word = step(PERSONS, at, Said(TEXTS.phrases(word)[0]), view, TEXTS)
                assert by_number == by_word
                assert (
                    step(PERSONS, ConversationState(state), Said(str(number)), view, TEXTS).consent
                    is None
                )


@pytest.mark.parametrize("state", PERSONS.states)
def test_no_word_means_two_choices_of_a_question(state: type[State]) -> None:
    done = {
        (phrase, row.do)
        for word in PERSONS.choices(state)
        for phrase in TEXTS.phrases(word)
        if (row := PERSONS.find(state, word))
    }
    phrases = [phrase for phrase, _ in done]
    assert sorted(phrases) == sorted(set(phrases))


def test_no_word_means_two_commands() -> None:
    """Only `note` at a room's card means the note for that room; anywhere else, any note."""
    words = (word for word in PERSONS.commands if word != "note-first")
    phrases = [phrase for word in words for phrase in TEXTS.phrases(word)]
    assert sorted(phrases) == sorted(set(phrases))
    assert {*TEXTS.phrases("note-first")} & {*phrases} == {"note"}
    assert PERSONS.commands.index("note") < PERSONS.commands.index("note-first")


def test_a_choice_takes_the_word_of_a_command_only_where_it_means_the_same() -> None:
    words = reversed(PERSONS.commands)  # of two, the first is heard
    commands = {phrase: word for word in words for phrase in TEXTS.phrases(word)}
    taken = {
        (choice, commands[phrase])
        for state in PERSONS.states
        for choice in PERSONS.choices(state)
        for phrase in TEXTS.phrases(choice)
        if phrase in commands and commands[phrase] != choice
    }
    assert taken == {
        ("erase-it", "erase"),
        ("clear-it", "clear"),
        ("close-it", "close"),
        ("let-in", "join"),
        ("i-come", "come"),
        ("in-five-minutes", "come-later"),
        ("not-free", "busy"),
        ("not-free", "nothing"),
        ("open-it", "begin"),
        ("not-today", "begin-no"),
        ("not-today", "nothing"),
        ("note-first", "note"),
        ("no", "nothing"),
        ("decline", "nothing"),
        ("later", "nothing"),
        ("back", "nothing"),
        ("more", "next"),
    }


def test_a_yes_is_one_row_and_a_no_stands_beside_it() -> None:
    """Consent comes from the table alone. Only `ten minutes` and `my place again` are a yes without
    a question: the word itself asks for that one thing."""
    rows = [row for row in PERSONS.rows if row.consent is not None]
    given = Counter(row.consent for row in rows if isinstance(row.consent, Consent))
    assert {consent for consent, count in given.items() if count > 1} == {DATE_PLACE, HOST, SERIES}
    anywhere = [row.on for row in rows if row.state is Anywhere]
    words = ["begin", "come", "place-again", "second-yes", "ten-minutes"]
    assert sorted(map(str, anywhere)) == words
    for row in rows:
        assert isinstance(row.on, str)
        beside = (PERSONS.find(row.state, word) for word in PERSONS.choices(row.state))
        assert row.state is Anywhere or any(other and other.leads_out for other in beside)


def test_what_one_flow_claims_no_other_does() -> None:
    claims = Flow("a", (), consents=(HOST,))
    with pytest.raises(TableFault, match="two flows"):
        _ = Features((claims, claims)).consents


def test_yeses_are_listed_in_the_order_in_which_rooms_close() -> None:
    """What they are kept as is random: two rooms of a kind could be taken for each other."""
    now = PERSON_VIEWS[0].now
    places = tuple(
        Seat(Mark(mark), "Grief", "pine harbour", now + minutes * timedelta(minutes=1))
        for mark, minutes in (("z", 10), ("a", 20))
    )
    kept = (OnRecord(place, (Grant("place", 1, now),)) for place in places)
    listed = consent.list_consents(registry().flows, Home(), None, world(*kept)).state
    assert isinstance(listed, consent.Listed)
    assert [name for name, _ in listed.shown] == ["place:z", "place:a"]


def test_a_yes_about_what_a_feature_that_is_gone_kept_can_be_taken_back() -> None:
    """Nobody knows any more what hung on it, so the record goes, and nothing else."""
    now = PERSON_VIEWS[0].now
    tea = Retired("tea:a", now + timedelta(days=3))
    view = world(OnRecord(tea, (Grant("tea", 1, now),)))
    listed = consent.list_consents(registry().flows, Home(), None, view).state
    assert isinstance(listed, consent.Listed)
    picked = consent.take_consent_back(registry().flows, listed, Number(1), view)
    assert picked == Step(Home(), (Drop(tea), Say("consent-gone")))


def test_every_consent_that_is_kept_can_be_taken_back() -> None:
    takes_back = {name for flow in registry().flows.flows for name in flow.takes_back}
    done_at_once = {HAND_NOTE.name, PASS_ON_PROPOSAL.name}
    assert takes_back == registry().flows.consents.keys() - done_at_once


def test_every_consent_is_in_the_list_that_asks_again() -> None:
    """A role is asked about in one question, whichever it is: there the state knows which yes it
    is."""
    given = {row.consent for row in PERSONS.rows if isinstance(row.consent, Consent)}
    asked = (RoleOffered(PERSON_VIEWS[0].now, name) for name in ("facilitator", "complaints"))
    by_state = {yes.consent(state) for state in asked if callable((yes := _yes(state)).consent)}
    assert {*given, *by_state} == {*registry().flows.consents.values()}


def _yes(state: State) -> Transition:
    """What a yes to a question is."""
    row = PERSONS.find(type(state), "yes")
    assert row
    return row


def _stay(state: State, _heard: object, _view: Context) -> Step:
    return Step(state)


class _Elsewhere(State, frozen=True):
    """A state that no row names."""


class _Twin(State, frozen=True, tag="Home"):
    """A state that would be read as another."""


def _astray(_state: State, _heard: object, _view: Context) -> Step:
    return Step(_Elsewhere())


VIEW = PERSON_VIEWS[0]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ((Transition(Anywhere, "a", _stay), Transition(Anywhere, "a", _stay)), "two transitions"),
        (
            (Transition(Home, NUMBER, _stay), Transition(Home, "a", _stay)),
            "numbers its choices twice",
        ),
        ((Transition(Home, "a", Go("b")),), "no handler answers b"),
        ((Transition(Home, Scrubbed, _stay, consent=HOST),), "nobody's yes"),
        ((Transition(Home, "a", _stay), Transition(_Twin, "a", _stay)), "two states of one name"),
        (
            (Transition(Home, "a", Go("b")), Transition(Anywhere, "b", Go("b"))),
            "no handler answers b",
        ),
        (
            (Transition(Home, "a", Go("b"), (Home,)), Transition(Anywhere, "b", _stay)),
            "where another transition says",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    rows: tuple[Transition, ...], fault: str
) -> None:
    with pytest.raises(TableFault, match=fault):
        Table(Home(), rows)


def test_a_step_may_not_lead_where_its_row_does_not() -> None:
    table = Table(Home(), (Transition(Anywhere, ELSE, _astray),))
    with pytest.raises(StateRefused, match="_Elsewhere is not named"):
        step(table, ConversationState(Home()), Said("words"), VIEW, TEXTS)
    with pytest.raises(StateRefused, match="has no transition for Scrubbed"):
        step(table, ConversationState(Home()), Scrubbed(), VIEW, TEXTS)


def test_what_follows_a_word_goes_along_with_it() -> None:
    heard: list[object] = []

    def note(state: State, said: Pick, _view: Context) -> Step:
        heard.append(said)
        return Step(state)

    rows = (
        Transition(Anywhere, "open", note, takes_rest=True),
        Transition(Anywhere, "close", _stay),
        Transition(Home, "open", Go("open")),
        Transition(Home, "close", Go("open")),
        Transition(_Elsewhere, WORDS, note),
    )
    table = Table(Home(), rows)
    at = ConversationState(Home(), ((1, "close"),))
    for words in ("open quiet company 50", "open", "close"):
        step(table, at, Said(words), VIEW, TEXTS)
    assert heard == [
        Pick("open", "quiet company 50", "open quiet company 50"),
        Pick("open", text="open"),
        Pick("open"),
    ]
