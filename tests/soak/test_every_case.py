"""Every state of a person with every event in every world."""

from tests.flows.worlds import PERSON, PERSON_STATES, PERSON_VIEWS, cases, person_events


def test_every_event_has_an_answer_in_every_state_and_world() -> None:
    """A step that leads where its transition does not raises."""
    events = tuple(person_events())
    played = sum(1 for _ in cases(PERSON.table, PERSON_STATES, PERSON_VIEWS, events, every=1))
    assert played == len(PERSON_STATES) * len(PERSON_VIEWS) * len(events)
