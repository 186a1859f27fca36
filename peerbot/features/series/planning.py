"""A facilitator plans a group that meets again: in one line, or step by step.

What is known is read back before anything is kept (`reading_back.py`). A line of which something
was not understood counts as if it was not said, and is asked for step by step.
"""

from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from peerbot.features.roles.api import is_facilitator
from peerbot.features.series.reading import DAY, MOST_PEOPLE, Draft, bare_hour, read, unmarked
from peerbot.features.series.reading_back import DECIDED, PlanShown, read_back, refusal
from peerbot.features.series.records import Plan, hosted_by_me
from peerbot.features.series.rule import Rule, days_until, moment, occasions
from peerbot.features.series.saying import hint_lines
from peerbot.features.series.settings import Template, series_in
from peerbot.features.series.states import HORIZON
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Line, Quoted, Say
from peerbot.kernel.feature import Choice, Flow, Help
from peerbot.kernel.pages import MORE
from peerbot.kernel.parse import Number, Other, Pick, plain
from peerbot.kernel.table import ELSE, NUMBER, Go, Home, State, Step, Transition

MOST_DATES = 60
"""One a week for a year, and some that were moved in between."""

FEWEST_PEOPLE = 2
"""As of a room."""


class GroupAsked(State, frozen=True):
    """What it is about. `shown`: the words of what it may be planned by, in the order of their
    numbers; they may be others once the program starts again."""

    memory_only: ClassVar[bool] = True
    asks: ClassVar[str] = "asks-plan-group"

    shown: tuple[str, ...]


class Drafted(State, frozen=True):
    """Something of it is known, and nothing was said yes to."""

    memory_only: ClassVar[bool] = True

    draft: Draft


class GroupDayAsked(Drafted, frozen=True):
    """On which day it meets."""

    asks: ClassVar[str] = "asks-plan-day"


class GroupTimeAsked(Drafted, frozen=True):
    """At what time of day."""

    asks: ClassVar[str] = "asks-plan-time"


class OftenAsked(Drafted, frozen=True):
    """How often, and until when."""

    asks: ClassVar[str] = "asks-plan-often"


class PeopleAsked(Drafted, frozen=True):
    """How many people."""

    asks: ClassVar[str] = "asks-plan-people"


def begin(words: str, context: Context) -> Step:
    """`words`: what follows `plan`; empty: step by step."""
    if refused := refusal(context):
        return Step(Home(), (refused,))
    if not words:
        return _ask_group(Say("plan-which"), context)
    return _begin(words, context, asked=False)


def _begin(words: str, context: Context, *, asked: bool) -> Step:
    """With what it is about, and whatever else was said with that."""
    named, said = _named_first(words, context), unmarked(words)
    rest = said.removeprefix(unmarked(named.word)).strip() if named else said
    rest = rest.removeprefix("group").strip() if named else rest
    draft, left = _read(rest, Draft(named.word if named else "", asked=asked), context)
    if left or named is None:
        also = [*hint_lines(left, context), Line(0, "plan-unread-steps")]
        if hosted_by_me(context):
            also.insert(0, Line(0, "plan-unread-host"))
        unread = Say("plan-unread", {"words": Quoted(left or said)}, also=tuple(also))
        return _ask_group(unread, context)
    longest = series_in(context).longest
    if draft.minutes is not None and not 1 <= draft.minutes <= longest:
        return Step(Home(), (Say("plan-length", {"longest": longest}),))
    return _in_time(draft, context)


def _read(words: str, draft: Draft, context: Context) -> tuple[Draft, str]:
    return read(words, draft, context.now, context.settings.zone)


def _answer(words: str, draft: Draft, context: Context) -> tuple[Draft, str]:
    """The same for an answer, which says nothing of how long."""
    said, left = _read(words, draft, context)
    return (said, left) if said.minutes == draft.minutes else (draft, plain(words))


def _named_first(words: str, context: Context) -> Template | None:
    """What it begins with, the longest there is."""
    said = f"{unmarked(words)} "
    known = sorted(series_in(context).templates, key=lambda it: len(it.word), reverse=True)
    return next((it for it in known if said.startswith(f"{unmarked(it.word)} ")), None)


def _template(word: str, context: Context) -> Template:
    return next(it for it in series_in(context).templates if it.word == word)


def _ask_group(said: Say, context: Context) -> Step:
    templates = series_in(context).templates
    lines = tuple(
        Line(
            number,
            "plan-kind-line" if it.word == it.kind else "plan-template-line",
            {"title": it.title, "word": it.word},
        )
        for number, it in enumerate(templates, start=1)
    )
    asked = Say(said.text, said.args, also=said.also, lines=lines, ask=True)
    return Step(GroupAsked(tuple(it.word for it in templates)), (asked,))


def take_group(state: GroupAsked, heard: Number, context: Context) -> Step:
    if not 1 <= heard.number <= len(state.shown):
        return group_again(state, heard, context)
    return _go_on(Draft(state.shown[heard.number - 1], asked=True), context)


def group_again(_state: GroupAsked, heard: object, context: Context) -> Step:
    if isinstance(heard, Other) and names_a_group(heard.text, context):
        return _begin(heard.text, context, asked=True)
    return _ask_group(Say("not-understood-here"), context)


def names_a_group(words: str, context: Context) -> bool:
    return _named_first(words, context) is not None


# --- one question after the other


def _in_time(draft: Draft, context: Context) -> Step:
    """Go on, unless it would have begun by now."""
    first = draft.first(context.now, context.settings.zone)
    if first is None or moment(first, context.settings.zone) > context.now:
        return _go_on(draft, context)
    anew = replace(draft, day=None, weekday=None, since=None)
    return Step(GroupDayAsked(anew), (Say("plan-past", ask=True),))


def _go_on(draft: Draft, context: Context) -> Step:
    """The first question that has no answer, or what it would be."""
    if draft.day is None and draft.weekday is None:
        return Step(GroupDayAsked(draft), (Say("plan-day", ask=True),))
    first = draft.first(context.now, context.settings.zone)
    if first is None:
        return Step(GroupTimeAsked(draft), (Say("plan-time", ask=True),))
    template = _template(draft.word, context)
    if draft.count is None and draft.last is None:
        usual = 1 if draft.day else template.weeks
        if not usual:
            return Step(OftenAsked(draft), (Say("plan-often", ask=True),))
        draft = replace(draft, count=usual)
    return _count(draft, first, template, context)


def _count(draft: Draft, first: datetime, template: Template, context: Context) -> Step:
    """How many dates that are, and whether they are too many."""
    rule, wrong = _rule(draft, first, context)
    if wrong:
        anew = OftenAsked(replace(draft, count=None, last=None))
        return Step(anew, (Say(wrong, ask=True),))
    if draft.size is None and draft.asked:
        said = Say("plan-people", {"size": template.size}, ask=True)
        return Step(PeopleAsked(draft), (said,))
    size = template.size if draft.size is None else draft.size
    if not FEWEST_PEOPLE <= size <= MOST_PEOPLE:
        return _size_again(draft)
    fewest = min(template.fewest, size) if draft.fewest is None else draft.fewest
    if fewest > size:
        return _size_again(draft)
    minutes = template.minutes if draft.minutes is None else draft.minutes
    late, word = template.latecomers, template.word
    plan = Plan(template.title, template.kind, size, minutes, rule, (), fewest, late, template=word)
    return read_back(plan, context)


def _rule(draft: Draft, first: datetime, context: Context) -> tuple[Rule, str]:
    """When it meets, and the sentence that says why it cannot."""
    count = days_until(first, draft.weeks, draft.last) if draft.last else draft.count or 1
    rule = Rule(first, context.settings.zone, min(count, MOST_DATES + 1), draft.weeks)
    if not count:
        return rule, "plan-often-none"
    too_late = occasions(rule)[-1].starts > context.now + HORIZON
    return rule, "plan-often-not" if count > MOST_DATES or too_late else ""


def _size_again(draft: Draft) -> Step:
    bounds: Args = {"least": max(FEWEST_PEOPLE, draft.fewest or 0), "most": MOST_PEOPLE}
    said = Say("plan-people-unread", bounds, ask=True)
    return Step(PeopleAsked(replace(draft, size=None, asked=True)), (said,))


def take_day(state: GroupDayAsked, heard: Other, context: Context) -> Step:
    said, left = _answer(heard.text, state.draft, context)
    if left or (said.day is None and said.weekday is None):
        words = Quoted(left or heard.text)
        hints = hint_lines(left, context)
        return Step(state, (Say("plan-day-unread", {"words": words}, also=hints, ask=True),))
    return _in_time(said, context)


def take_time(state: GroupTimeAsked, heard: Other, context: Context) -> Step:
    """A bare number is an hour here."""
    said, left = _answer(heard.text, state.draft, context)
    if left:
        said, left = _answer(f"at {heard.text}", state.draft, context)
    hour = bare_hour(left)
    if hour and left == f"at {hour}":
        return Step(state, (Say("plan-hour", {"hour": hour}, ask=True),))
    if left or said.at is None:
        words, hints = Quoted(heard.text), hint_lines(left, context)
        return Step(state, (Say("plan-time-unread", {"words": words}, also=hints, ask=True),))
    return _in_time(said, context)


def take_often(state: OftenAsked, heard: Other, context: Context) -> Step:
    """A bare number is how many times."""
    said, left = _answer(heard.text, state.draft, context)
    if left.isdecimal():
        said, left = _answer(f"{left} times", state.draft, context)
    if left or (said.count is None and said.last is None):
        words, hints = Quoted(left or heard.text), hint_lines(left, context)
        return Step(state, (Say("plan-often-unread", {"words": words}, also=hints, ask=True),))
    return _go_on(said, context)


def take_people(state: PeopleAsked, heard: Number | Other, context: Context) -> Step:
    if isinstance(heard, Number):
        return _go_on(replace(state.draft, size=heard.number), context)
    said, left = _answer(heard.text, state.draft, context)
    return _size_again(state.draft) if left or said.size is None else _go_on(said, context)


def as_many_as_usual(state: PeopleAsked, _heard: Pick, context: Context) -> Step:
    usual = max(_template(state.draft.word, context).size, state.draft.fewest or 0)
    return _go_on(replace(state.draft, size=usual), context)


def reads_a_part(words: str, context: Context) -> bool:
    """Whether it answers one of these questions, whichever is asked."""
    said, left = _read(words, Draft(), context)
    return not left and said != Draft()


# --- another part of what is read back

_INSTEAD = {
    *("yes", "no", "ok", "okay", "but", "please"),
    *("change", "make", "it", "that", "to", "the", "day", "time", "instead", "rather", "better"),
}
"""Words around a part that is to be another."""


def _part(words: str, draft: Draft, context: Context) -> tuple[Draft, str]:
    said, left = _read(words, draft, context)
    return said, "" if _INSTEAD.issuperset(left.split()) else left


def names_a_part(words: str, context: Context) -> bool:
    """Whether it says another day, time, number or length."""
    said, left = _part(words, Draft(), context)
    return not left and said != Draft()


def take_part(state: PlanShown, heard: Other, context: Context) -> Step:
    """What is not said of it stays as it was, and all of it is read back anew. Holidays are asked
    about again: they may be other ones."""
    plan, rule = state.plan, state.plan.rule
    before = Draft(
        at=rule.first.time(),
        weeks=rule.weeks,
        count=rule.count,
        size=plan.size,
        minutes=plan.minutes,
        fewest=plan.fewest,
    )
    said, left = _part(heard.text, before, context)
    anew = None if left or said == before else _other(plan, said, context)
    if anew is None:
        words, hints = Quoted(left or heard.text), hint_lines(left, context)
        unread = Say("plan-part-unread", {"words": words}, also=hints, ask=True)
        return Step(state, (unread,))
    return read_back(anew, context)


def _other(plan: Plan, said: Draft, context: Context) -> Plan | None:
    """The plan with what was said of it. None: it could not be planned like that."""
    first = plan.rule.first.date()
    if said.day is None and said.weekday is None:
        said = replace(said, weekday=first.weekday())
    if said.day is None and said.since is None:  # in the same week, if that is still to come
        said = replace(said, since=first - first.weekday() * DAY)
    begins = said.first(context.now, context.settings.zone) or plan.rule.first
    rule, wrong = _rule(said, begins, context)
    size, minutes, fewest = said.size or 0, said.minutes or 0, said.fewest or 0
    begun = moment(begins, context.settings.zone) <= context.now
    if wrong or begun or not FEWEST_PEOPLE <= size <= MOST_PEOPLE:
        return None
    if fewest > size or not 1 <= minutes <= series_in(context).longest:
        return None
    return replace(plan, rule=rule, size=size, minutes=minutes, fewest=fewest)


_COUNTED: tuple[type[State], ...] = (OftenAsked, PeopleAsked, *DECIDED)

_ASKED_NEXT: tuple[type[State], ...] = (GroupDayAsked, GroupTimeAsked, *_COUNTED)

BEGINS: tuple[type[State], ...] = (GroupAsked, *_ASKED_NEXT)
"""Where a line may lead."""

FLOW = Flow(
    "planning",
    (
        Transition(GroupAsked, NUMBER, take_group, (GroupDayAsked,)),
        Transition(GroupAsked, "back", Go("menu")),
        Transition(GroupAsked, MORE, group_again, numbered=False),
        Transition(GroupAsked, ELSE, group_again, (*_ASKED_NEXT, Home), knows=names_a_group),
        Transition(GroupDayAsked, "back", Go("menu")),
        Transition(
            GroupDayAsked,
            ELSE,
            take_day,
            (GroupDayAsked, GroupTimeAsked, *_COUNTED),
            knows=reads_a_part,
        ),
        Transition(GroupTimeAsked, "back", Go("menu")),
        Transition(GroupTimeAsked, ELSE, take_time, (GroupDayAsked, *_COUNTED), knows=reads_a_part),
        Transition(OftenAsked, "back", Go("menu")),
        Transition(OftenAsked, ELSE, take_often, _COUNTED, knows=reads_a_part),
        Transition(PeopleAsked, NUMBER, take_people, (PeopleAsked, *DECIDED)),
        Transition(PeopleAsked, "as-usual", as_many_as_usual, DECIDED, zero=True),
        Transition(PeopleAsked, "back", Go("menu"), numbered=False),
        Transition(PeopleAsked, ELSE, take_people, (PeopleAsked, *DECIDED), knows=reads_a_part),
        Transition(PlanShown, ELSE, take_part, DECIDED, knows=names_a_part),
    ),
    menu=(Choice("plan", 112, is_facilitator),),
    helps=(Help("help-plan", is_facilitator),),
)
