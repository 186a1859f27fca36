"""A config that is right becomes what it says; what is left out gets its standard."""

import json
import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from peerbot import config_schema
from peerbot.app.state import settings_of
from peerbot.config import Config, doubts, load, parse
from peerbot.config_yaml import Document
from peerbot.features.agreements.settings import AgreementSettings
from peerbot.features.core.settings import CoreSettings
from peerbot.features.intake.config import Note
from peerbot.features.intake.settings import NoteSettings
from peerbot.features.rooms.settings import RoomSettings
from peerbot.features.series.settings import RhythmStep, SeriesSettings, Template
from tests.engine.house import TEXTS

from .example import EXAMPLE, ROOT, problems, swapped


def example(old: str = "collective:\n", new: str = "collective:\n") -> Config:
    return parse(swapped(old, new).encode())


def test_the_example_is_ready_but_for_the_names() -> None:
    loaded = load(ROOT / "config.example.yaml")
    assert loaded == parse(EXAMPLE.encode())
    assert loaded.tz == ZoneInfo("Europe/Berlin")
    assert loaded.state.key.file == "/etc/peerbot/key"
    assert not loaded.sandbox


def test_the_example_fits_the_lines_of_a_message() -> None:
    assert "\n" not in load(ROOT / "config.example.yaml").words.emergencies


def test_each_line_offered_in_the_example_can_be_used() -> None:
    text = EXAMPLE.replace("# members:", "members:").replace("#   may_talk:", "  may_talk:")
    text = text.replace("#   # ", "  # ").replace("#   unsigned:", "  unsigned:")
    text = text.replace("#   most_each_server:", "  most_each_server:")
    text = text.replace("    file: /etc/peerbot/key\n", "")
    named = parse(text.replace("    # credential:", "    credential:").encode())
    asked = parse(text.replace("    # passphrase:", "    passphrase:").encode())
    assert named.state.key.credential == "peerbot-key"
    assert asked.state.key.passphrase == "ask"


def test_what_the_example_offers_for_rooms_words_and_the_note_can_be_used() -> None:
    offers = r"^  # (most|most_each|most_each_server|extend|server_copies):"
    text = re.sub(offers, r"  \1:", EXAMPLE, flags=re.MULTILINE)
    before, begin, after = text.partition("# note:\n")
    questions, end, rest = after.partition("\n\n")
    text = before + re.sub("^# ?", "", begin + questions, flags=re.MULTILINE) + end + rest
    offered = parse(text.encode())
    assert offered.rooms.extend == 30
    assert (offered.rooms.most, offered.rooms.most_each) == (16, 3)
    assert offered.rooms.most_each_server == 3
    assert "@kim:example.org" in offered.words.complaints
    assert "a day after" in offered.words.server_copies
    assert settings_of(offered, TEXTS).of(CoreSettings).server_copies == offered.words.server_copies
    assert settings_of(example(), TEXTS).of(CoreSettings).server_copies == ""
    assert isinstance(offered.note, Note)
    assert [len(question.choices) for question in offered.note.questions] == [0, 3]


def test_the_agreements_that_the_example_offers_can_be_used() -> None:
    before, begin, after = EXAMPLE.partition("# agreements:\n")
    offered, end, rest = after.partition("\n\n")
    text = before + re.sub("^# ?", "", begin + offered, flags=re.MULTILINE) + end + rest
    (agreed,) = settings_of(parse(text.encode()), TEXTS).of(AgreementSettings).kinds
    assert (agreed.kind, agreed.title, len(agreed.lines)) == ("grief", "Grief", 3)
    assert agreed.whole.startswith("Listening comes before advice. Nobody has to answer.")
    assert settings_of(example(), TEXTS).of(AgreementSettings).kinds == ()


def test_the_series_that_the_example_offers_can_be_used() -> None:
    before, begin, after = EXAMPLE.partition("# series:\n")
    offered, end, rest = after.partition("\n\n")
    # What explains a setting stays a remark; the settings are set in by two.
    shown = re.sub("^# ?(?=series|  )", "", begin + offered, flags=re.MULTILINE)
    text = before + shown + end + rest
    series = settings_of(parse(text.encode()), TEXTS).of(SeriesSettings)
    assert (series.most, series.most_each, series.longest) == (16, 3, 180)
    assert series.holidays == (
        (date(2026, 12, 24), date(2027, 1, 1)),
        (date(2027, 3, 29), date(2027, 3, 29)),
    )
    steps = ((10, "Arriving."), (100, "The theme, then a closing round."))
    rhythm = tuple(RhythmStep(*it) for it in (*steps, (10, "Who likes stays a little.")))
    six = Template("six evenings", "grief", "Grief", 120, 6, 6, 3, 20, rhythm)
    assert series.templates[-1] == six
    usual = settings_of(example(), TEXTS).of(SeriesSettings)
    assert (usual.most, usual.most_each, usual.holidays) == (16, 3, ())
    assert [it.word for it in usual.templates] == ["quiet company", "grief"]


def test_a_date_lasts_half_a_day_at_most_where_rooms_may_last_for_a_week() -> None:
    week = swapped("longest: 180", "longest: 10080").replace(
        "      minutes: 90", "      minutes: 7200"
    )
    named = "\nseries: {templates: {retreat: {kind: grief}}}\n"
    series = settings_of(parse((week + named).encode()), TEXTS).of(SeriesSettings)
    assert series.longest == 720
    assert [(it.word, it.minutes) for it in series.templates] == [
        ("quiet company", 50),
        ("grief", 720),
        ("retreat", 720),
    ]


def test_no_template_is_checked_against_kinds_that_cannot_be_read() -> None:
    named = "\nseries: {templates: {six: {kind: party}, four: {size: 8}, two: 2}}\n"
    without = swapped("  kinds:\n", "  kinds: none\n  kind:\n") + named
    assert "series.templates.six.kind" not in {problem.path for problem in problems(without)}
    longest = swapped("  longest: 180", "  longest: no") + named
    assert "series.templates.six.minutes" not in {problem.path for problem in problems(longest)}


def test_a_template_has_of_its_kind_what_it_does_not_say() -> None:
    text = EXAMPLE + "\nseries: {templates: {six: {kind: grief, size: 4}}}\n"
    (*_, template) = settings_of(parse(text.encode()), TEXTS).of(SeriesSettings).templates
    assert template == Template("six", "grief", "Grief", 90, 4)


def test_no_agreement_is_checked_against_kinds_that_cannot_be_read() -> None:
    text = swapped("  kinds:\n", "  kinds: none\n  kind:\n") + "\nagreements: {grief: [a, b, c]}\n"
    assert "agreements.grief" not in {problem.path for problem in problems(text)}


def test_a_config_cannot_be_changed() -> None:
    loaded = example()
    with pytest.raises(AttributeError):
        loaded.sandbox = True  # type: ignore[misc] # that it cannot be is what is tested


def test_the_voices_own_server_may_talk_where_none_is_named() -> None:
    assert example().members.may_talk == ("example.org",)
    named = example("# members:\n#   may_talk: [example.org]", 'members: {may_talk: ["a.example"]}')
    assert named.members.may_talk == ("a.example",)


def test_bounds_for_each_other_homeserver() -> None:
    usual = settings_of(example(), TEXTS)
    assert usual.most_each_server == 200
    assert usual.of(RoomSettings).most_each_server is None
    text = swapped("  # most_each_server: 3\n", "  most_each_server: 3\n")
    few = settings_of(parse(f"{text}\nmembers: {{most_each_server: 20}}\n".encode()), TEXTS)
    assert few.most_each_server == 20
    assert few.of(RoomSettings).most_each_server == 3


def test_others_who_may_talk_and_come_into_no_room_are_asked_about() -> None:
    assert not list(doubts(example()))
    text = swapped("# members:\n#   may_talk: [example.org]", "members: {may_talk: [a.example]}")
    (doubt,) = doubts(parse(text.encode()))
    assert doubt.startswith("members.may_talk: people on a.example may talk")
    assert "rooms.federate" in doubt
    assert not list(doubts(parse(text.replace("federate: false", "federate: true").encode())))


def test_what_an_older_config_lacks_is_named_with_a_sample() -> None:
    text = re.sub(r"^  (complaints|age|ambulance): .*\n", "", EXAMPLE, flags=re.MULTILINE)
    named = list(doubts(parse(text.encode())))
    assert [doubt.partition(" ")[0] for doubt in named] == [
        "words.age",
        "words.ambulance",
        "words.complaints",
    ]
    assert all("For example: " in doubt for doubt in named)


def test_people_without_an_identity_are_refused_unless_it_says_otherwise() -> None:
    assert example().members.unsigned == "refuse"
    admits = example("# members:\n#   may_talk: [example.org]", "members: {unsigned: admit}")
    assert admits.members.unsigned == "admit"
    assert admits.members.may_talk == ("example.org",)


def test_a_kind_of_room_takes_the_standard_where_it_says_nothing() -> None:
    kinds = parse(EXAMPLE.replace("size: 8", "size: 5").encode()).rooms.kinds
    assert (kinds["quiet company"].minutes, kinds["quiet company"].size) == (50, 5)
    assert (kinds["grief"].minutes, kinds["grief"].size) == (90, 6)


def test_the_least_that_must_be_written() -> None:
    rooms = parse(
        b"""
        collective: {name: Us, time_zone: UTC}
        homeserver: {url: "https://matrix.example.org:8448"}
        accounts: {voice: "@v:[2001:db8::1]:8448", keeper: "@k:[2001:db8::1]:8448"}
        state: {directory: /s, key: {passphrase: ask}}
        rooms: {kinds: {a: {title: A, about: B}}, rules: C}
        words: {emergencies: D}
        places: [{name: E, hours: F, how: [sign], contact: G, may_call_police: no}]
        """
    )
    assert rooms.homeserver.url == "https://matrix.example.org:8448"
    assert rooms.members.may_talk == ("[2001:db8::1]:8448",)
    assert (rooms.rooms.federate, rooms.rooms.longest) == (False, 180)
    assert (rooms.rooms.most, rooms.rooms.most_each) == (16, 3)
    assert (rooms.rooms.kinds["a"].minutes, rooms.rooms.kinds["a"].size) == (50, 8)


@pytest.mark.parametrize("answer", ["yes", "no", "unknown", '"no"'])
def test_yes_and_no_about_police_stay_words(answer: str) -> None:
    place = example("may_call_police: unknown", f"may_call_police: {answer}").places[0]
    assert place.may_call_police == answer.strip('"')


@pytest.mark.parametrize("hours", ["22:30", "18:00-23:00", "2026-11-21", "off", "1e3", "0x10"])
def test_what_yaml_would_turn_into_something_else_stays_as_written(hours: str) -> None:
    assert example('hours: "every day, 18:00 to 23:00"', f"hours: {hours}").places[0].hours == hours


def test_a_phone_number_keeps_its_first_zero() -> None:
    assert example('contact: "01234 567890"', "contact: 0800111").places[0].contact == "0800111"


@pytest.mark.parametrize(
    "url",
    ["http://localhost", "http://127.0.0.1:8008", "http://127.1.2.3", "http://[::1]:8008"],
)
def test_http_within_this_machine(url: str) -> None:
    assert example("http://127.0.0.1:8008", f'"{url}"').homeserver.url == url


def test_a_sandbox_on_this_machine() -> None:
    assert parse(f"{EXAMPLE}\nsandbox: true\n".encode()).sandbox


def test_space_around_text_is_dropped_and_line_breaks_kept_where_they_may_be() -> None:
    loaded = example("  emergencies: >\n", "  emergencies: |\n")
    assert loaded.words.emergencies.count("\n") == 1
    assert loaded.words.emergencies == loaded.words.emergencies.strip()


@pytest.mark.parametrize("kind", ["stille runde", "café", "तारा", "self-care"])
def test_a_kind_may_be_written_in_any_script(kind: str) -> None:
    assert kind in example("    grief:", f"    {kind}:").rooms.kinds


@pytest.mark.parametrize("name", ["नम\u200dस्ते", "क्\u200cष", "👩\u200d💻 crew", "\u200fשָׁ"])
def test_what_other_scripts_and_emoji_need_is_kept(name: str) -> None:
    assert example("The Example Collective", f'"{name}"').collective.name == name


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(EXAMPLE, encoding="utf-8-sig")
    assert load(path) == example()


def test_each_format_of_a_setting_is_one_that_is_checked() -> None:
    """jsonschema passes over a format that it does not know."""
    named = re.findall(r'"format": "([^"]+)"', json.dumps(msgspec.json.schema(Config)))
    assert set(named) == set(config_schema.FORMATS.checkers)


def test_a_rule_that_nobody_put_into_words_is_a_fault_of_ours() -> None:
    with pytest.raises(NotImplementedError, match="multipleOf"):
        config_schema.problems({"multipleOf": 2, "mend": "Write it."}, Document(3, {(): 1}, ()))


def test_handlers_read_the_questions_that_are_written_and_else_the_programs_own() -> None:
    asked = '[{ask: "Which?", seen_by: nobody, why: "To know.", choices: [a, b]}]'
    text = f"{EXAMPLE}\nnote:\n  questions: {asked}\n"
    (question,) = settings_of(parse(text.encode()), TEXTS).of(NoteSettings).questions
    assert (question.ask, question.choices) == ("Which?", ("a", "b"))
    assert len(settings_of(example(), TEXTS).of(NoteSettings).questions) > 1


def test_a_length_that_is_none_is_compared_with_nothing() -> None:
    (problem,) = problems(swapped("  longest: 180", "  longest: for ever"))
    assert problem.path == "rooms.longest"


def test_a_facilitator_may_be_away_for_another_while_in_tests_alone() -> None:
    (problem,) = problems(f"{EXAMPLE}\naway_seconds: 5\n")
    assert (problem.path, problem.mend) == ("away_seconds", "Remove it.")
