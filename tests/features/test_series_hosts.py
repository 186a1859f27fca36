"""Several host a series: by their own yes alone, in turn, and each date is somebody's to hold."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from peerbot.features.roles.messages import RoleRevoked
from peerbot.features.series.hosts.actor import MOST_NAMED
from peerbot.features.series.hosts.asked import HostAsked
from peerbot.features.series.hosts.messages import (
    AnswerTurn,
    AskedLapses,
    AskTurn,
    DeclineHosting,
    EndSeries,
    HostingSettled,
    HostsChanged,
    InviteHost,
    JoinHosts,
    TurnsChanged,
    TurnSettled,
)
from peerbot.features.series.records import Announced, MySeries, holders
from peerbot.features.series.rule import still_to_come
from peerbot.features.series.states import (
    LetGoOfSeries,
    Planned,
    Series,
    SeriesOver,
    Unplanned,
)
from peerbot.kernel.chat import EraseOrdered
from peerbot.kernel.ids import Person, UserID
from peerbot.kernel.table import Home
from tests.engine.house import SERIES, House, with_section
from tests.engine.little import Killed
from tests.engine.ways import JO, ROBIN, SAM, earlier_versions
from tests.features.test_series import DAY, mine, planned, published, told
from tests.flows.worlds import ASKING, MINE, ROBINS, SHARED_PLAN, SOON, TUESDAYS

HOUR = timedelta(hours=1)
KIM = UserID("@kim:example.org")
NEUTRAL = ("There is a question for you.", "Something has changed for you here.", "A word about")


@pytest.fixture
def house() -> Iterator[House]:
    """Robin, Jo and Kim are facilitators, and Robin hosts a group on six Tuesdays."""
    with House() as house:
        for user in (ROBIN, JO, KIM):
            house.facilitator(user)
        planned(house)
        yield house


def listed(house: House) -> Announced:
    (it,) = house.nobody.listed(Announced)
    return it


def rota(house: House) -> str:
    """Who holds each date that is still to come, by the first letter."""
    plan = listed(house).plan
    dates = still_to_come(plan.rule, house.now)
    return "".join(holders(plan, it.day)[0][1] for it in dates)


def shared(house: House, *others: UserID) -> Series:
    """Others host it as well."""
    for other in others:
        house.tells(ROBIN, f"plan with {other}")
        assert house.says(other, "yes")[-1].startswith("You host it now.")
    (series,) = published(house)
    return series


# --- by their own yes


def test_who_is_asked_hosts_it_with_a_yes_and_nothing_is_kept_of_them_before(house: House) -> None:
    said = house.says(ROBIN, f"plan with {JO}")[-1]
    assert "I ask @jo:example.org whether they host it with you (Grief)" in said
    asked = house.heard(JO)[-1]
    assert asked.splitlines()[0] == "There is a question for you."
    assert "@robin:example.org asks whether you host with them what meets again (Grief)" in asked
    assert "until 15 April 2026" in asked
    assert "after Tuesday, 10 March 2026, 02:10 Berlin" in asked, "three days"
    assert not mine(house, JO)
    assert "I have asked @jo:example.org" in house.says(ROBIN, "plan")[-1]
    said = house.says(JO, "yes")[-1]
    assert "Tuesday, 17 March 2026, 19:00 Berlin: you" in said
    assert house.heard(ROBIN)[-1].startswith(
        "A word about what you planned.\n@jo:example.org hosts"
    )
    (kept,) = (it for it in house.kept(JO) if isinstance(it.record, MySeries))
    assert [(it.name, it.until) for it in kept.grants] == [("series", kept.record.ends)]
    assert rota(house) == "rjrjrj"
    assert "plan step down" in house.says(JO, "plan")[-1]


def test_a_no_costs_nothing_and_it_is_told_as_no_answer_is(house: House) -> None:
    house.says(ROBIN, f"plan with {JO}")
    assert house.says(JO, "no") == ["All right. You do not host it, and nothing is kept of it."]
    no = house.heard(ROBIN)[-1]
    assert "does not host it with you (Grief), or has not answered" in no
    assert JO not in no
    house.says(ROBIN, "plan with jo")
    house.wait(3 * DAY - HOUR)
    assert house.heard(ROBIN)[-1] != no
    house.wait(HOUR)
    assert house.heard(ROBIN)[-1] == no
    assert house.says(JO, "yes")[-1].endswith("That question is over, so nothing has changed.")
    assert not mine(house, JO)
    assert rota(house) == "rrrrrr"


def test_it_is_asked_up_to_the_next_date_at_most(house: House) -> None:
    house.wait(2 * DAY)
    house.says(ROBIN, f"plan with {JO}")
    assert "after Tuesday, 10 March 2026, 19:00 Berlin" in house.heard(JO)[-1]


def test_only_a_facilitator_can_be_asked_one_at_a_time_and_four_host_it(house: House) -> None:
    far = UserID("@noor:elsewhere.example")
    house.facilitator(far)
    house.facilitator(SAM)
    house.tells(KIM, "away 5 days", "yes")
    for words, said in (
        ("", "Say it with their name or address"),
        ("jo and kim", "Say it with their name or address"),
        ("alex", "I know no facilitator of that name"),
        ("robin", "I know no facilitator of that name"),
        ("noor", "theirs is on another server"),
        ("kim", "is away until 12 March 2026"),
    ):
        assert said in house.says(ROBIN, f"plan with {words}")[-1]
    house.says(ROBIN, "plan with https://matrix.to/#/@jo:example.org")
    assert "Somebody is asked already" in house.says(ROBIN, "plan grief with @sam:example.org")[-1]
    house.says(JO, "yes")
    assert "hosts it with you already" in house.says(ROBIN, "plan with jo")[-1]
    house.says(KIM, "i am back")
    shared(house, KIM, SAM)
    lee = UserID("@lee:example.org")
    house.facilitator(lee)
    assert "Four host it already" in house.says(ROBIN, "plan with lee")[-1]
    assert rota(house) == "rjksrj"


def test_somebody_is_asked_so_often_and_no_more(house: House) -> None:
    for _ in range(MOST_NAMED):
        house.says(ROBIN, "plan with jo")
        house.says(JO, "no")
    assert "Ten times somebody was asked" in house.says(ROBIN, "plan with jo")[-1]


def test_a_question_waits_for_its_turn_and_is_asked_while_it_counts(house: House) -> None:
    house.says(JO, "pace")
    house.says(ROBIN, "plan with jo")
    assert "Something for you to answer." in house.heard(JO)[-1]
    assert house.says(JO, "questions")[-1].startswith("There is a question for you.")
    house.says(JO, "no")
    house.says(JO, "pace")
    house.says(ROBIN, "plan with jo")
    house.wait(4 * DAY)
    assert "Nothing waits" in house.says(JO, "questions")[-1]


def test_who_may_not_host_it_by_then_is_no_host(house: House) -> None:
    house.says(ROBIN, "plan with jo")
    house.steward(JO, RoleRevoked())
    assert "does not host it with you" in house.heard(ROBIN)[-1]
    assert "That question is over" in house.says(JO, "yes")[-1]
    with House(settings=with_section(replace(SERIES, most_each=1))) as other:
        for user in (ROBIN, JO):
            other.facilitator(user)
            planned(other, host=user)
        other.says(ROBIN, "plan with jo")
        assert "You host 1 already" in other.says(JO, "yes")[-1]
        assert "does not host it with you" in other.heard(ROBIN)[-1]
        assert len(mine(other, JO)) == 1


def test_who_is_asked_and_whose_role_runs_out_before_their_yes_is_no_host() -> None:
    with House() as house:
        house.facilitator(JO)
        house.wait(100 * DAY)
        house.facilitator(ROBIN)
        house.wait(263 * DAY)
        house.tells(JO, "hi", "0")
        planned(house, "plan grief tuesdays 19:00 4 weeks")
        house.says(ROBIN, "plan with jo")
        house.wait(3 * DAY - HOUR / 2)  # a role is kept for the rest of its last day
        assert "Groups are planned by facilitators" in house.says(JO, "yes")[-1]
        assert not mine(house, JO)
        assert "does not host it with you" in house.heard(ROBIN)[-1]


def test_whoever_has_the_account_after_a_reset_is_not_asked(house: House) -> None:
    house.says(ROBIN, "plan with jo")
    house.resets_identity(JO)
    assert "does not host it with you" in house.heard(ROBIN)[-1]
    assert listed(house).asking.invited is None


# --- changing and ending it together


def test_every_host_changes_it_and_the_others_hear_of_each_change(house: House) -> None:
    shared(house, JO)
    for change, heard in (
        ("plan skip 17 march", "It does not meet on Tuesday, 17 March 2026."),
        (
            "plan move 14 april to 16 april",
            "It is moved, to Thursday, 16 April 2026, 19:00 Berlin.",
        ),
        ("plan pause", "It is paused."),
        ("plan resume", "It goes on."),
        ("plan pause until 20 march", "It is paused until Friday, 20 March 2026."),
    ):
        house.tells(JO, change, "yes")
        said = house.heard(ROBIN)[-1]
        assert said.splitlines()[0] == "Something has changed for you here."
        assert heard in said
        assert JO not in said
    assert "until 17 April 2026" in said
    assert {f"{it.until:%d.%m.}" for user in (ROBIN, JO) for it in mine(house, user)} == {"17.04."}


def test_where_its_meaning_changed_meanwhile_nothing_is_prolonged(house: House) -> None:
    shared(house, JO)
    earlier_versions(house, ROBIN)
    house.tells(JO, "plan move 14 april to 16 april", "yes")
    assert [f"{it.until:%d.%m.}" for it in mine(house)] == ["15.04."]


def test_one_ends_it_for_all_and_is_told_so_before(house: House) -> None:
    shared(house, JO)
    assert "It ends for those who host it with you, too." in house.says(JO, "plan end")[-1]
    assert house.says(JO, "yes")[-1].startswith("It has ended")
    assert house.heard(ROBIN)[-1].startswith("Something has ended for you here.\nSomebody who")
    assert not published(house)
    assert not mine(house)
    assert not mine(house, JO)


@pytest.mark.parametrize(
    "how", ["a word", "consent", "lay down", "revoked", "erase", "a steward's erase", "reset"]
)
def test_fault_81_whichever_way_a_host_goes_it_goes_on_with_the_others(
    house: House, how: str
) -> None:
    series = shared(house, JO)
    house.tells(JO, "plan cover 17 march", "yes")
    if how == "a word":
        said = house.tells(JO, "plan step down", "yes")[-1]
        assert said.startswith("You do not host it any more.")
    elif how == "consent":
        assert "or goes on with those who host it with you" in house.says(JO, "consent")[-1]
        assert house.says(JO, "2")[-1].startswith("You do not host it any more.")
    elif how == "lay down":
        house.tells(JO, "lay down", "lay it down")
        assert house.heard(JO)[-1].startswith("Something has ended for you here.\nYou do not host")
    elif how == "revoked":
        house.steward(JO, RoleRevoked())
    elif how == "erase":
        said = house.says(JO, "erase")[-1]
        assert "What you planned goes on with those who host it with you: Grief." in said
        assert house.says(JO, "erase it")[-1].startswith("Done.")
        assert not house.store.has(Person(JO).owner)
    elif how == "a steward's erase":
        house.steward(JO, EraseOrdered())
    else:
        house.resets_identity(JO)
    assert house.store.has(series.owner)
    assert not mine(house, JO)
    assert rota(house) == "rrrrrr"
    assert not listed(house).asking.turns
    said = next(it for it in reversed(house.heard(ROBIN)) if "does not host it with you" in it)
    assert JO not in said
    house.tells(ROBIN, "plan end", "yes")
    assert not published(house)


def test_stepping_down_is_asked_once_and_out_of_all_of_it(house: House) -> None:
    assert "Nobody hosts it with you." in house.says(ROBIN, "plan step down")[-1]
    shared(house, JO)
    said = house.says(JO, "plan step down on 17 march")[-1]
    assert "For one date, say: plan cover" in said
    assert house.tells(JO, "plan step down", "no") == ["All right. It stays as it was."]
    assert rota(house) == "rjrjrj"


def test_fault_81_a_role_that_runs_out_takes_its_host_out_after_the_next_date() -> None:
    with House() as house:
        house.facilitator(JO)
        house.wait(200 * DAY)
        house.facilitator(ROBIN)
        house.wait(160 * DAY)
        house.tells(JO, "hi", "0")
        planned(house, "plan grief wednesdays 19:00 4 weeks")
        shared(house, JO)
        assert rota(house) == "rjrj"
        house.wait(14 * DAY)
        assert house.role(JO) is None
        assert rota(house) == "rr"
        assert not mine(house, JO)
        assert "It goes on with the others" in house.heard(JO)[-1]


@pytest.mark.parametrize("asked", [False, True])
def test_erasing_who_is_asked_or_is_a_host_leaves_no_byte_of_them(
    house: House, asked: bool
) -> None:
    house.tells(ROBIN, f"plan with {JO}")
    if not asked:
        house.says(JO, "yes")
    house.tells(JO, "erase", "erase it")
    assert house.heard(JO)[-1].startswith("Done.")
    (series,) = published(house)
    state = house.engine.world.where(series, house.now).state
    assert isinstance(state, Planned)
    assert JO not in repr((state, listed(house)))


def test_one_joins_once_whenever_the_process_is_killed(house: House) -> None:
    house.says(ROBIN, "plan with jo")
    cuts = iter([Killed()])
    house.world.trouble = lambda deed: next(cuts, None) if deed == "say" else None
    house.survive(lambda: house.says(JO, "yes"))
    assert len(mine(house, JO)) == 1
    assert rota(house) == "rjrjrj"


# --- who holds which date


def test_they_take_turns_and_a_date_that_is_left_out_shifts_nobody(house: House) -> None:
    shared(house, JO)
    house.tells(ROBIN, "plan skip 17 march", "yes")
    assert rota(house) == "rrjrj"
    said = house.says(JO, "plan")[-1]
    assert "Tuesday, 10 March 2026, 19:00 Berlin: @robin:example.org" in said
    assert "Tuesday, 31 March 2026, 19:00 Berlin: you" in said
    assert "plan take 10 March 2026. plan swap 31 March 2026 with 10 March 2026." in said
    assert len(said.splitlines()) <= 8


def test_the_next_date_stays_whose_it_is_when_hosts_come_or_go(house: House) -> None:
    shared(house, JO)
    house.wait(4 * DAY)
    assert rota(house) == "jrjrj"
    shared(house, KIM)
    assert rota(house) == "jkrjk"
    house.tells(ROBIN, "plan step down", "yes")
    assert rota(house) == "jjkjk"
    house.tells(JO, "plan step down", "yes")
    assert rota(house) == "kkkkk"


def test_two_dates_are_swapped_by_two_yeses(house: House) -> None:
    shared(house, JO, KIM)
    assert rota(house) == "rjkrjk"
    asked = house.says(JO, "plan swap 24 march with 17 march")[-1]
    assert "You would hold Tuesday, 24 March 2026, 19:00 Berlin, and @kim:example.org" in asked
    assert house.says(JO, "no") == ["All right. It stays as it was."]
    assert "I ask, and tell you" in house.tells(JO, "plan swap 17 march with 24 march", "yes")[-1]
    assert rota(house) == "rjkrjk"
    asked = house.heard(KIM)[-1]
    assert "you would hold Tuesday, 17 March 2026, 19:00 Berlin, and they Tuesday, 24" in asked
    house.says(KIM, "yes")
    assert rota(house) == "rkjrjk"
    for user in (ROBIN, JO, KIM):
        assert "17 March 2026, 19:00 Berlin: " in house.heard(user)[-1]
        assert house.heard(user)[-1].startswith(NEUTRAL)


def test_a_date_is_taken_by_the_yes_of_whoever_holds_it(house: House) -> None:
    shared(house, JO)
    assert "yours to hold already" in house.says(JO, "plan take 17 march")[-1]
    assert "What I looked for" in house.says(JO, "plan take 18 march")[-1]
    house.tells(JO, "plan take 10 march", "yes")
    assert "@jo:example.org would like to hold Tuesday, 10 March" in house.heard(ROBIN)[-1]
    assert house.says(ROBIN, "no") == ["All right. It stays as it was."]
    assert "There was no yes to it" in house.heard(JO)[-1]
    assert rota(house) == "rjrjrj"
    house.tells(JO, "plan take 10 march", "yes")
    house.says(ROBIN, "yes")
    assert rota(house) == "jjrjrj"


def test_what_is_no_swap_is_said(house: House) -> None:
    for words in ("swap", "take 10 march", "cover 10 march"):
        assert "Nobody hosts it with you." in house.says(ROBIN, f"plan {words}")[-1]
    shared(house, JO)
    for words in ("10 march", "10 march with 24 march", "17 march for 31 march"):
        assert "one date of yours for one" in house.says(ROBIN, f"plan swap {words}")[-1]
    assert 'for: "1 may"' in house.says(ROBIN, "plan swap 10 march with 1 may")[-1]
    assert (
        "one date of yours" in house.says(ROBIN, "plan swap 10 march and 17 march and 24 march")[-1]
    )


def test_a_question_about_a_date_lapses(house: House) -> None:
    shared(house, JO)
    house.tells(JO, "plan take 24 march", "yes")
    house.wait(3 * DAY)
    assert "There was no yes to it" in house.heard(JO)[-1]
    assert "That question is over" in house.says(ROBIN, "yes")[-1]
    assert rota(house) == "rjrjrj"


def test_one_question_about_a_date_and_four_at_a_time(house: House) -> None:
    shared(house, JO)
    for line in ("take 10 march", "cover 17 march", "take 24 march", "cover 31 march"):
        assert house.tells(JO, f"plan {line}", "yes")[-1].startswith("I ask")
    for line in ("take 10 march", "take 7 april"):
        assert "asked about that date already" in house.tells(JO, f"plan {line}", "yes")[-1]


def test_what_changes_meanwhile_is_asked_no_further(house: House) -> None:
    shared(house, JO, KIM)
    house.tells(JO, "plan take 31 march", "yes")
    house.tells(KIM, "plan skip 31 march", "yes")
    assert "has changed meanwhile, so I ask no further" in house.heard(JO)[-1]
    assert "That question is over" in house.says(ROBIN, "yes")[-1]
    house.says(JO, "plan take 10 march")
    house.tells(KIM, "plan skip 10 march", "yes")
    assert "has changed meanwhile" in house.says(JO, "yes")[-1]


# --- cover


def test_who_cannot_asks_the_others_one_after_the_other(house: House) -> None:
    shared(house, JO, KIM)
    assert "not yours to hold" in house.says(ROBIN, "plan cover 17 march")[-1]
    assert "one after the other" in house.says(ROBIN, "plan cover 10 march")[-1]
    house.says(ROBIN, "yes")
    assert "@robin:example.org cannot hold Tuesday, 10 March" in house.heard(JO)[-1]
    before = len(house.heard(KIM))
    house.says(JO, "no")
    assert house.heard(KIM)[before:][-1].startswith("There is a question for you.")
    house.says(KIM, "yes")
    assert rota(house) == "kjkrjk"
    assert "Tuesday, 10 March 2026, 19:00 Berlin: @kim:example.org" in house.heard(ROBIN)[-1]


def test_who_does_not_answer_is_passed_over_and_with_nobody_it_is_said_in_time(
    house: House,
) -> None:
    shared(house, JO, KIM)
    house.tells(ROBIN, "plan cover 10 march", "yes")
    house.wait(12 * HOUR)
    assert "cannot hold" in house.heard(KIM)[-1]
    assert "That question is over" in house.says(JO, "yes")[-1], "it is another's by now"
    house.wait(12 * HOUR)
    said = house.heard(ROBIN)[-1]
    assert said.splitlines()[0] == "A word about what you asked."
    assert "plan skip 10 March 2026. plan move 10 March 2026 to 11 March 2026 19:00." in said
    assert rota(house) == "rjkrjk"


def test_near_the_date_each_has_less_time_and_who_is_away_is_not_asked(house: House) -> None:
    shared(house, JO, KIM)
    house.wait(datetime(2026, 3, 10, 12, tzinfo=UTC) - house.now)
    house.tells(ROBIN, "plan cover 10 march", "yes")
    assert "after Tuesday, 10 March 2026, 15:00 Berlin" in house.heard(JO)[-1], "half of four hours"
    house.wait(4 * HOUR)
    assert "Nobody else can hold it" in house.heard(ROBIN)[-1], "two hours before"
    house.tells(JO, "away 3 days", "yes")
    house.wait(HOUR + timedelta(minutes=56))
    house.tells(ROBIN, "plan cover 10 march", "yes")
    assert "after Tuesday, 10 March 2026, 19:00 Berlin" in house.heard(KIM)[-1], "not beyond it"
    house.tells(KIM, "no", "away 3 days", "yes")
    assert "nobody who could be asked now" in house.says(ROBIN, "plan cover today")[-1]


def test_where_nobody_could_be_asked_by_then_that_is_said(house: House) -> None:
    shared(house, JO)
    house.says(ROBIN, "plan cover 10 march")
    house.tells(JO, "away 5 days", "yes")
    assert "Nobody else can hold it" in house.says(ROBIN, "yes")[-1]


# --- the bot is off


def test_fault_81_a_time_to_answer_that_ended_while_the_bot_was_off_is_made_up_for(
    house: House,
) -> None:
    shared(house, JO, KIM)
    house.tells(ROBIN, "plan cover 10 march", "yes")
    house.now += 15 * HOUR
    house.restart()
    assert "cannot hold" in house.heard(KIM)[-1]
    house.says(KIM, "yes")
    assert rota(house) == "kjkrjk"


def test_fault_81_where_the_bot_was_off_over_the_date_nobody_is_asked_any_more(
    house: House,
) -> None:
    shared(house, JO, KIM)
    house.tells(ROBIN, "plan cover 10 march", "yes")
    house.says(ROBIN, f"plan with {SAM}")
    heard = len(house.heard(ROBIN)), len(house.heard(KIM))
    house.now += 12 * DAY
    house.restart()
    house.wait(HOUR)
    assert (len(house.heard(ROBIN)), len(house.heard(KIM))) == heard
    house.tells(JO, "hello", "yes")
    assert rota(house) == "krjk"
    house.tells(ROBIN, "plan skip 7 april", "yes")
    assert not listed(house).asking.turns, "the next change clears it away"


def test_fault_81_a_state_that_was_put_back_asks_no_more_than_is_still_to_come(
    house: House,
) -> None:
    """The clock is set back as well: who is asked has longer, and each date one host."""
    shared(house, JO)
    house.tells(JO, "plan take 10 march", "yes")
    house.now -= DAY
    house.restart()
    house.wait(2 * DAY)
    house.says(ROBIN, "yes")
    assert rota(house) == "jjrjrj"


# --- the actor


def test_a_message_that_comes_twice_or_late_changes_nothing() -> None:
    hosted, over = Planned(SHARED_PLAN, asking=ASKING), Unplanned()
    for message in (
        InviteHost(JO, KIM),
        DeclineHosting(KIM),
        EndSeries(KIM),
        AskTurn(KIM, "take", (MINE,)),
        JoinHosts(ROBIN),
    ):
        assert told(hosted, message) == (hosted, [])
        if not isinstance(message, JoinHosts):
            assert told(over, message) == (over, [])
    for late in (AnswerTurn(ROBIN, 1, yes=True), AskedLapses()):
        assert told(over, late) == (over, [])
    for state in (hosted, over):
        assert told(state, JoinHosts(KIM)) == (state, [SeriesOver("s0", "late")])
    for number in (1, 9):
        late = AnswerTurn(KIM, number, yes=True)
        assert told(hosted, late) == (hosted, [TurnSettled("s0", (), "late")])
    swap = AskTurn(SAM, "swap", (MINE, MINE))
    assert told(Planned(SHARED_PLAN), swap)[1] == [TurnSettled("s0", (MINE, MINE), "changed")]


def test_what_is_kept_with_a_yes_that_came_too_late_goes(house: House) -> None:
    house.says(ROBIN, "plan with jo")
    series = published(house)[0]
    house.engine.take(series, DeclineHosting(JO))
    house.says(JO, "yes")
    assert not mine(house, JO)
    assert rota(house) == "rrrrrr"


def test_nobody_but_hosts_hears_of_it(house: House) -> None:
    series = published(house)[0]
    before = len(house.heard(JO))
    for message in (
        HostsChanged(series.id, "joined"),
        TurnSettled(series.id, (ROBINS,), "no"),
        TurnsChanged(series.id, (ROBINS,)),
        HostingSettled("another", "no"),
    ):
        house.engine.take(Person(JO), message)
    house.settle()
    assert len(house.heard(JO)) == before
    assert house.state(JO) == Home()


def test_in_every_state_whoever_asks_is_let_go_of_once() -> None:
    states = (
        *(Planned(it) for it in (TUESDAYS, SHARED_PLAN)),
        Planned(SHARED_PLAN, asking=replace(ASKING, invited=HostAsked(JO, ROBIN, SOON))),
        Unplanned(),
    )
    for state in states:
        for user in (SAM, ROBIN, JO):
            after, sent = told(state, LetGoOfSeries(user))
            assert sum(isinstance(it, SeriesOver) for it in sent) == 1
            assert str(user) not in repr(after)
