"""Every sentence that can be said is there, filled with just what it takes, and short and safe."""

import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

import pytest
from msgspec import Struct, msgpack
from msgspec.structs import astuple

from peerbot.features import registry
from peerbot.features.core.erase import AskedToErase
from peerbot.features.core.welcome import Menu
from peerbot.kernel.effects import Args, Farewell, Line, Quoted, Read, Say
from peerbot.kernel.ids import server_of
from peerbot.kernel.pages import PAGE
from peerbot.kernel.table import NEITHER, Go, Home
from peerbot.texts import TextFault
from tests.engine.house import CORE, NIGHT, ROOMS, SETTINGS, TEXTS
from tests.flows.worlds import (
    FAR,
    JO,
    MANY,
    ME,
    NOTE,
    PERSON,
    ROBIN,
    Case,
    person_cases,
)
from tests.texts.catalogue import catalogue, literals

CATALOGUE = catalogue()
PERSONS = PERSON.original

LINES = 8
"""Lines of a reply beside its choices, at most; what may be longer is named below."""


def spoken(case: Case) -> Iterator[Say | Farewell]:
    """All that a step says, now or once somebody wants to read it."""
    for effect in case.outcome.effects:
        if isinstance(effect, Say | Farewell):
            yield effect
        if isinstance(effect, Say) and effect.behind:
            yield effect.behind
        if isinstance(effect, Read):
            yield effect.gone


@cache
def _said() -> dict[str, set[frozenset[str]]]:
    """What flows say, and the names of the values they give."""
    said: dict[str, set[frozenset[str]]] = {}

    def note(text: str, args: Args) -> None:
        said.setdefault(text, set()).add(frozenset(args))

    for case in person_cases():
        for effect in spoken(case):
            note(effect.text, effect.args)
            if isinstance(effect, Say):
                for line in (*effect.lines, *effect.also):
                    note(line.text, line.args)
    return said


def test_every_sentence_that_a_flow_can_say_is_there_with_its_values() -> None:
    for name, given in _said().items():
        assert name in CATALOGUE, name
        assert all(CATALOGUE[name].wants <= values for values in given), name


NUMBERED = {
    word
    for state in PERSONS.states
    for word in {*PERSONS.choices(state)} - {*PERSONS.unnumbered(state)}
}
"""Choices that a question shows; the sentence of the others names them itself."""


def test_every_choice_has_a_label_and_every_choice_and_command_has_words() -> None:
    choices = {word for state in PERSONS.states for word in PERSONS.choices(state)}
    for word in NUMBERED:
        assert CATALOGUE[f"choice-{word}"].variables == frozenset()
    for word in {*choices, *PERSONS.commands, "skip"}:
        assert TEXTS.phrases(word)


READ = {"please", "before-number", "number-names", "acknowledged", "heard-in-silence"}
"""How words are read; no choices and no commands."""


def test_no_sentence_is_unused() -> None:
    choices = {word for state in PERSONS.states for word in PERSONS.choices(state)}
    words = {*choices, *PERSONS.commands, "skip", "please", *READ}
    used = {*_said(), *literals(), "word-i-reset-it"}  # read by the voice, before any conversation
    used |= {f"choice-{word}" for word in NUMBERED} | {f"word-{word}" for word in words}
    used |= {name for name in CATALOGUE if name.startswith("note-default-")}  # by their keys
    used |= {name for name in CATALOGUE if name.startswith(("language-", "alike-", "meaning-"))}
    used |= {f"{part}-{word}" for word in GUESSED for part in ("meant", "choice")}
    used |= {f"choice-{NEITHER}"}
    assert set(CATALOGUE) - used == set()


GUESSED = {name.removeprefix("meant-") for name in CATALOGUE if name.startswith("meant-")}


def test_what_is_guessed_is_a_command_with_a_label() -> None:
    assert {*PERSONS.commands} >= GUESSED
    for word in GUESSED | {NEITHER}:
        assert CATALOGUE[f"choice-{word}"].variables == frozenset()


def test_what_is_guessed_is_no_yes_and_no_role() -> None:
    for word in GUESSED:
        row = PERSONS.find(Home, word)
        assert row is not None
        assert row.consent is None
    assert not GUESSED & {"role", "lay-down", "consent", "change", "open", "close", "step-out"}


def test_what_is_guessed_is_done_at_once_only_where_nobody_would_miss_anything() -> None:
    asked = {word for word in GUESSED if not PERSONS.answers_a_guess(word, Menu())}
    assert asked == {"erase", "clear", "leave", "note", "complain"}
    in_a_question = {w for w in GUESSED if not PERSONS.answers_a_guess(w, AskedToErase())}
    assert in_a_question == asked | {"rooms", "when", "nothing", "bye"}


def test_what_a_row_goes_to_is_a_word_that_people_can_say() -> None:
    for row in PERSONS.rows:
        if isinstance(row.do, Go):
            assert TEXTS.phrases(row.do.word)


@cache
def replies() -> set[tuple[str, str]]:
    """Every reply that a flow can give in the worlds of the tests, with its sentence's name."""
    said, seen = set(), set()
    for case in person_cases():
        if not case.view.greeted:
            continue
        now = case.view.now
        for effect in spoken(case):
            offered = case.outcome.at.offered_by(effect) if isinstance(effect, Say) else ()
            key = (msgpack.encode(effect, enc_hook=repr), offered, now)
            if key in seen:  # rendered already: most worlds lead to few sentences
                continue
            seen.add(key)
            if isinstance(effect, Say):
                said.add((effect.text, TEXTS.question(effect, offered, now=now)))
            else:
                said.add((effect.text, TEXTS.say(effect.text, effect.args, now=now)))
    return said


MAY_BE_LONGER = {
    *("me-shown", "list-first", "list-next", "erase-ask"),
    *("card", "card-changed", "card-more"),
}
"""A page of all that is kept, or goes; and all that somebody has to know before they come in."""


def test_no_reply_lists_more_than_a_page() -> None:
    said = [e for c in person_cases() for e in c.outcome.effects if isinstance(e, Say)]
    assert max(len(say.lines) for say in said) == PAGE
    assert max(len(say.also) for say in said) == PAGE + 1, "and a line that says there are more"


def test_a_reply_is_a_few_lines_and_its_choices() -> None:
    long = {
        name
        for name, body in replies()
        if len([line for line in body.split("\n") if not re.match(r"\d+\. ", line)]) > LINES
    }
    assert long <= MAY_BE_LONGER


ANSWERS = {
    "questions",
    "read",
    "hold",
    "hold-no",
    "second-yes",
    "second-no",
    "come",
    "come-later",
    "busy",
    "begin-no",
}
"""To what is asked unasked: the question names them."""

HELP_LEAVES_OUT = {
    NEITHER,
    "help",
    "nothing",
    "thanks",
    "bye",
    "erase-it",
    "renew-consent",
    "note-first",
    *ANSWERS,
}

"""They are said where they are of use."""

FACILITATORS_WORDS = {
    *("open", "close", "extend", "step-out", "lay-down", "lock", "unlock", "here", "ask-in"),
    "name-second",
    *("away", "i-am-back", "pace", "plan", "rhythm", "begin"),
}


def test_help_names_every_word_that_is_understood_anywhere() -> None:
    parts = [part for flow in registry().flows.flows for part in flow.helps if not part.whole]
    more = "".join(TEXTS.say(part.text, now=NIGHT) for part in parts)
    for name, others in (("help", FACILITATORS_WORDS), ("help-facilitator", set[str]())):
        said = TEXTS.say(name, now=NIGHT) + more
        for word in {*PERSONS.commands} - HELP_LEAVES_OUT - others:
            assert re.search(rf"\b{TEXTS.phrases(word)[0]}\b", said), (name, word)


def _ours(*values: object) -> Iterator[str]:
    """Every text in what the collective decided, and in what the program makes itself."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from _ours(*value)
        elif isinstance(value, Struct):
            yield from _ours(*astuple(value))


OURS = {
    "",
    *_ours(SETTINGS),
    *(title for card in MANY for title in (card.title, card.name)),
    *(", ".join([card.name] * places) for card in MANY for places in range(2, len(MANY) + 1)),
    *(answer.ask for answer in NOTE.answers),
    "Grief",
    "Talk to Kim.",
    "Gone in a day.",
    *("text", "any"),  # which of a sentence's own words are said
    *(zone.replace("_", " ") for zone in available_timezones()),  # one of these is chosen
}
"""Values of sentences that no person wrote: the collective did, in its config."""

ADDRESSES = {ME, ROBIN, JO, f"{ROBIN}, {JO}", FAR, server_of(ME)}
"""These an account has from its server, and none that could pass for another's begins a chat."""


def _filled() -> dict[tuple[str, str], set[tuple[type, object]]]:
    """By sentence and name of the value: all that it is filled with in any world. With its type,
    since `Quoted` words are equal to plain ones."""
    values: dict[tuple[str, str], set[tuple[type, object]]] = {}
    for effect in (effect for case in person_cases() for effect in spoken(case)):
        lines = (*effect.also, *effect.lines) if isinstance(effect, Say) else ()
        for part in (effect, *lines):
            for name, value in part.args.items():
                values.setdefault((part.text, name), set()).add((type(value), value))
    return values


def test_fault_58_what_a_person_wrote_is_quoted_in_every_sentence_that_has_it() -> None:
    """Whatever is neither the collective's own nor an address is somebody's words, and `Quoted`:
    a new sentence, or a new value in an old one, fails here until it is."""
    filled, known = _filled(), {*OURS, *ADDRESSES}
    others = {
        (where, kind, value)
        for where, values in filled.items()
        for kind, value in values
        if issubclass(kind, str) and value not in known
    }
    assert {where for where, kind, _ in others if kind is not Quoted} == set()
    theirs = {value for _, _, value in others}
    assert theirs >= {"Robin", "Too loud.", "Sam", "Yes, about children."}
    quoted = {name for (_, name), values in filled.items() if Quoted in dict(values)}
    plain = {name for (_, name), values in filled.items() if str in dict(values)}
    assert quoted & plain == set(), "a name always means the same kind of value"


@pytest.mark.parametrize("name", ["room-topic", "room-topic-soon", "removal-reason"])
def test_what_homeservers_see_of_a_room_has_nobodys_words(name: str) -> None:
    assert CATALOGUE[name].wants <= {"closes", "minutes"}


def test_choices_are_one_a_line_at_the_end() -> None:
    for name, body in replies():
        numbered = [bool(re.match(r"\d+\. ", line)) for line in body.split("\n")]
        assert numbered == sorted(numbered), name


UNSAFE = re.compile(
    r"\b(support\w*|help ?lines?|grief|queer|trans|gender|peers?|collectives?|cris[ie]s|police|"
    r"emergenc\w+|suicid\w+|therap\w+|mental\w*|psych\w*|harm|abuse\w*|facilitat\w+|stewards?|"
    r"disab\w+|divers\w+)\b",
    re.IGNORECASE,
)
"""Words that a flatmate must not read on a lock screen."""

PRIVATE = (
    SETTINGS.collective,
    ROOMS.rules,
    CORE.emergencies,
    "@robin:example.org",
    "Quiet company",
    "Grief",
    "Text only",
    "Example Peer Line",
)
"""What the collective and its people wrote: a first line has none of it."""

SAID_TO_ONE_WHO_ASKED_FOR_IT = {"role-held-facilitator", "role-accepted-facilitator"}
"""They answer the person's own word about the role, at once."""


def test_a_first_line_says_nothing_of_its_reader() -> None:
    for name, body in replies():
        first = body.split("\n")[0]
        if name not in SAID_TO_ONE_WHO_ASKED_FOR_IT:
            assert not UNSAFE.search(first), (name, first)
        assert not [words for words in PRIVATE if words in first], (name, first)


SHOWN_BY_ITSELF = {"minutes", "until", "closes", "number"}
"""Of values, only times and counts may stand in the first line of what comes by itself."""


def test_what_comes_by_itself_begins_with_a_line_that_tells_nobody_anything() -> None:
    """A lock screen shows it to whoever holds the phone; only the program's own words are there."""
    by_itself = {
        (said.text, tuple(sorted(said.args.items())))
        for case in person_cases()
        for said in spoken(case)
        if isinstance(said, Say) and said.starts
    }
    names = {name for name, _ in by_itself}
    assert {"unread", "unread-beside", "hold-ask", "second-ask", "room-ends-ten"} <= names
    for name, args in by_itself:
        hidden = [v for n, v in args if n not in SHOWN_BY_ITSELF]
        first = TEXTS.say(name, dict(args), now=NIGHT).split("\n")[0]
        assert not UNSAFE.search(first), first
        assert not [v for v in hidden if isinstance(v, str) and v and v in first], first


def test_words_of_others_never_come_by_themselves() -> None:
    """Neither a note, nor a reason, nor who asks for somebody, but that there is something, or that
    somebody asks."""
    for case in person_cases():
        for said in spoken(case):
            if isinstance(said, Say) and said.starts:
                args = (said.args, *(line.args for line in said.also))
                values = [value for given in args for value in given.values()]
                assert not [value for value in values if isinstance(value, Quoted)], said.text
            if isinstance(said, Say) and said.text == "complaint-shown":
                assert not said.starts  # they asked for it just now
                continue
            if isinstance(said, Say) and said.relay:
                if said.text.startswith("help-asked"):
                    assert said.args.keys() == {"title"}
                    continue
                assert said.behind
                assert said.text in ("unread", "unread-beside")
                assert not said.args
                assert not said.also


@pytest.mark.parametrize(
    "name",
    [
        "not-encrypted",
        "faulty-device",
        "keys-unknown",
        "unsigned-device",
        "identity-changed",
        "identity-returned",
        "our-fault",
    ],
)
def test_what_is_said_in_clear_or_out_of_turn_says_nothing_of_its_reader(name: str) -> None:
    assert not UNSAFE.search(TEXTS.say(name, now=person_cases()[0].view.now).split("\n")[0])


def test_what_homeservers_may_read_names_no_subject() -> None:
    for name in ("removal-reason", "room-name-first", "room-name-second"):
        assert not UNSAFE.search(", ".join(TEXTS.listed(name)))
    assert {"closes"} == CATALOGUE["room-topic"].wants
    assert {"closes", "minutes"} == CATALOGUE["room-topic-soon"].wants


TRIPS = re.compile(r"[*_#|<>~^{}\[\]\u2010-\u2027\u2190-\u2bff]")


def test_nothing_that_screen_readers_trip_on() -> None:
    """Plain letters and marks; a line is a sentence or a choice, never a drawing."""
    for name in CATALOGUE:
        text = " ".join(TEXTS.listed(name)) if name.startswith(("word-", "room-name")) else ""
        assert not TRIPS.search(text)
    for name, body in replies():
        assert not TRIPS.search(body), name


def test_a_line_is_filled_as_a_sentence() -> None:
    with pytest.raises(TextFault, match="no sentence 'missing'"):
        TEXTS.question(
            Say("no-rooms", also=(Line(0, "missing"),)), (), now=person_cases()[0].view.now
        )
