"""A time zone of one's own: kept on a yes, read by nobody else, gone when it is not wanted."""

from datetime import timedelta

import pytest

from peerbot.features.zone.api import MyZone, zone_of
from peerbot.features.zone.chat import ZoneAsked, ZoneOffered
from peerbot.features.zone.reading import MOST, alike, named, only_one
from peerbot.features.zone.settings import Zones
from peerbot.kernel.table import Home
from tests.engine.house import NIGHT, SETTINGS, House, with_section
from tests.engine.ways import ROBIN, SAM

DAY = timedelta(days=1)
"""It is ten past two at night in Berlin."""

ZONES = SETTINGS.of(Zones).names


def mine(house: House) -> str | None:
    """What is kept of Sam's."""
    kept = (it.record for it in house.kept(SAM))
    return next((it.zone for it in kept if isinstance(it, MyZone)), None)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york!", "America/New_York"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("america/argentina/buenos aires", "America/Buenos_Aires"),
        ("buenos aires", "America/Buenos_Aires"),
        ("Istanbul", "Asia/Istanbul"),
        ("S\u00e3o Paulo", "America/Sao_Paulo"),
        ("port au prince", "America/Port-au-Prince"),
        ("Kolkata", "Asia/Kolkata"),
    ],
)
def test_a_city_is_read_however_it_is_written(words: str, zone: str) -> None:
    read = only_one(named(words, ZONES), NIGHT)
    assert read == zone or (read and only_one((read, zone), NIGHT))


@pytest.mark.parametrize("words", ["utc+2", "Etc/GMT+2", "EST", "here", "mumbai", "", "\u3164"])
def test_what_is_no_city_is_no_zone(words: str) -> None:
    assert named(words, ZONES) == ()
    assert only_one((), NIGHT) == ""


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("i live in lisbon", "Europe/Lisbon"),
        ("in New York, mostly", "America/New_York"),
        ("germany", "Europe/Berlin"),
        ("I am in India", "Asia/Kolkata"),
        ("the Netherlands", "Europe/Amsterdam"),
    ],
)
def test_a_city_or_a_country_is_found_among_other_words(
    house: House, words: str, zone: str
) -> None:
    house.tells(SAM, "zone", words)
    state = house.state(SAM)
    assert isinstance(state, ZoneOffered)
    assert only_one((state.zone, zone), NIGHT)
    assert not house.kept(SAM)


def test_in_a_country_of_several_zones_one_is_asked_for(house: House) -> None:
    said = house.tells(SAM, "zone", "portugal")[-1]
    assert "Europe/Lisbon" in said
    assert "Atlantic/Azores" in said
    said = house.says(SAM, "united states")[-1]
    assert said.startswith("Clocks differ within that country.")
    assert house.state(SAM) == ZoneAsked()


@pytest.mark.parametrize("words", ["none", "I don't want to say", "I'd rather not say", "no"])
def test_nobody_has_to_say_where_they_are(house: House, words: str) -> None:
    house.tells(SAM, "hello", "zone", words)
    assert not isinstance(house.state(SAM), ZoneAsked | ZoneOffered)


@pytest.mark.parametrize("words", ["mumbai", "delhi", "est", "beijing", "utc+2", "so " * 20])
def test_what_is_no_known_city_suggests_none_and_says_how_to_go_on(
    house: House, words: str
) -> None:
    said = house.tells(SAM, "hello", "zone", words)[-1]
    assert said.startswith("I know only some cities. Please try a capital near you")
    assert house.state(SAM) == ZoneAsked()


@pytest.mark.parametrize("words", ["change my timezone", "What is my time zone?"])
def test_one_asks_for_it_in_a_sentence(house: House, words: str) -> None:
    house.tells(SAM, "zone new york", "yes")
    assert "You read dates in the time of America/New York" in house.says(SAM, words)[-1]
    assert "I keep no time zone" in house.says(SAM, "forget where I live")[-1]


def test_cities_of_one_name_that_differ_are_asked_about() -> None:
    two = ("Asia/Twin", "Europe/Twin")
    assert named("twin", two) == two
    assert only_one(("Europe/Berlin", "America/New_York"), NIGHT) == ""


def test_what_is_misspelled_is_suggested() -> None:
    assert alike("berlim", ZONES)[0] == "Europe/Berlin"
    assert len(alike("a", ZONES)) <= MOST
    assert alike("xqxqxq", ZONES) == ()


def test_nothing_is_kept_before_a_yes(house: House) -> None:
    assert "Which large city" in house.says(SAM, "time zone")[-1]
    said = house.says(SAM, "new york")[-1]
    assert said.startswith("There it is 20:10 New York now.")
    assert "until 3 September 2026" in said
    house.says(SAM, "no")
    assert mine(house) is None
    assert zone_of(house.context(SAM)) == "Europe/Berlin"


def test_it_is_kept_shown_and_nobody_elses(house: House) -> None:
    house.tells(SAM, "zone new york", "yes")
    assert zone_of(house.context(SAM)) == "America/New_York"
    assert zone_of(house.context(ROBIN)) == "Europe/Berlin"
    assert "your time zone (America/New York)" in house.tells(SAM, "me", "show")[-1]
    house.restart()
    assert "There it is 20:10 New York now" in house.says(SAM, "zone")[-1]
    house.tells(SAM, "lisbon", "yes")
    assert mine(house) == "Europe/Lisbon"


@pytest.mark.parametrize("way", ["zone off", "consent", "erase", "reset", "half a year"])
def test_it_goes_when_it_is_not_wanted(house: House, way: str) -> None:
    house.tells(SAM, "zone new york", "yes")
    match way:
        case "consent":
            assert "time zone in which you read dates" in house.says(SAM, "consent")[-1]
            house.says(SAM, "1")
        case "erase":
            house.tells(SAM, "erase", "erase it")
        case "reset":
            house.resets_identity(SAM)
        case "half a year":
            house.wait(182 * DAY)
        case _:
            assert "I keep no time zone" in house.says(SAM, way)[-1]
    assert mine(house) is None
    assert zone_of(house.context(SAM)) == "Europe/Berlin"


def test_a_zone_that_the_machine_no_longer_knows_is_the_collectives(house: House) -> None:
    house.tells(SAM, "zone new york", "yes")
    house.settings = with_section(Zones(("Europe/Berlin",)))
    house.restart()
    assert zone_of(house.context(SAM)) == "Europe/Berlin"


def test_what_may_be_meant_is_picked_by_number(house: House) -> None:
    house.says(SAM, "zone")
    said = house.says(SAM, "berlim")[-1]
    assert "1. Europe/Berlin, where it is 02:10 Berlin" in said
    state = house.state(SAM)
    assert isinstance(state, ZoneAsked)
    assert state.suggested[0] == "Europe/Berlin"
    assert "Do you mean one of these?" in house.says(SAM, "9")[-1]
    house.says(SAM, "1")
    assert house.state(SAM) == ZoneOffered("Europe/Berlin")
    house.tells(SAM, "no", "zone", "xqxqxq")
    assert house.state(SAM) == ZoneAsked()
    assert "I know only some cities" in house.says(SAM, "1")[-1]
    house.tells(SAM, "zone off")
    assert house.state(SAM) == Home()
