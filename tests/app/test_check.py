"""`check`, and what every command does about a config that has to be mended."""

import pytest

from tests.app.installation import Installation


async def test_a_good_config_is_well(installation: Installation) -> None:
    done = await installation.run("check")
    assert (done.code, done.out, done.err) == (0, "Configuration is valid.\n", "")


async def test_what_an_older_config_lacks_is_named_with_a_sample(ready: Installation) -> None:
    words = ready.settings["words"]
    ready.settings["words"] = {"emergencies": words["emergencies"]}
    ready.write()
    done = await ready.run("check")
    assert done.code == 0
    async with ready.running():
        told = await ready.run("status")
    assert told.out.startswith("All is well.")
    for name, sample in (("age", "Under 18"), ("ambulance", "112"), ("complaints", "Kim")):
        (warned,) = [line for line in done.out.splitlines() if f"words.{name} is not set" in line]
        assert "For example: " in warned
        assert sample in warned
        assert warned.replace("Warning", "Worth a look") in told.out
    ready.settings["words"] = words
    ready.write()


MENDS = {
    "collective.time_zone": "Write a continent and a city",
    "accounts.keeper": "Write a second account for the keeper",
    "words": "Write emergencies under it",
    "colour": "Remove it",
}


@pytest.mark.parametrize("command", ["check", "run"])
async def test_every_problem_is_told_at_once_each_with_its_mend(
    installation: Installation, command: str
) -> None:
    installation.settings["collective"]["time_zone"] = "Middle/Earth"
    installation.settings["accounts"]["keeper"] = installation.settings["accounts"]["voice"]
    del installation.settings["words"]
    installation.settings["colour"] = "green"
    installation.write()
    done = await installation.run(command)
    assert (done.code, done.out) == (2, "")
    problems = [line.strip() for line in done.err.splitlines()[1:]]
    assert len(problems) == len(MENDS)
    for where, mend in MENDS.items():
        assert any(told.startswith(where) and mend in told for told in problems), done.err
    assert not installation.state.exists()


async def test_what_is_left_of_the_example_is_told_and_stops_no_bot(ready: Installation) -> None:
    [place] = ready.settings["places"]
    own, place["contact"] = place["contact"], "01234 567890"
    ready.write()
    done = await ready.run("check")
    assert (done.code, done.out) == (2, "")
    [_, problem] = done.err.splitlines()
    assert "places[0].contact, line " in problem
    assert "is still the text of the example. Write your own" in problem
    async with ready.running():
        told = await ready.run("status")
    assert (told.code, told.out) == (4, "")
    assert (
        "Something is wrong.\nText or addresses from the example are still in the config"
        in told.err
    )
    place["contact"] = own
    ready.write()


async def test_a_config_that_is_not_there(installation: Installation) -> None:
    installation.config.unlink()
    done = await installation.run("check")
    assert (done.code, done.out) == (2, "")
    assert "Copy config.example.yaml" in done.err


async def test_help_tells_of_the_commands_and_of_the_exit_codes(installation: Installation) -> None:
    done = await installation.run("run", "--help")
    assert done.code == 0
    assert "Example:" in done.out
    assert "Exit codes: 0 OK; 2" in done.out
