"""The spans of time and the names on the pages are those of the code."""

from datetime import UTC, datetime, timedelta

import pytest

from peerbot.app.bot import LOOK_EVERY
from peerbot.app.commands import OFFER_LASTS
from peerbot.engine.entries import TOO_OLD
from peerbot.engine.records import QUIET as CONVERSATION_QUIET
from peerbot.features.intake.handing import KEPT_FOR, WORD_COMES
from peerbot.features.roles.role import ROLE_LASTS
from peerbot.features.rooms.actor.timing import TEN, TWO
from peerbot.features.rooms.records import CLOSING_TAKES
from peerbot.matrix.crypto.records import QUIET as KEYS_QUIET
from peerbot.texts import Texts
from tests.docs.pages import CHECKOUT, text_of

DAY = timedelta(days=1)

SPANS = [
    ("docs/members.md", "a week after the last word", KEYS_QUIET, 7 * DAY),
    ("docs/members.md", "a week after it", CONVERSATION_QUIET, 7 * DAY),
    ("docs/members.md", "at the latest a week after its time", CLOSING_TAKES, 7 * DAY),
    ("docs/members.md", "after 14 days", OFFER_LASTS, 14 * DAY),
    ("docs/members.md", "after a year", ROLE_LASTS, 365 * DAY),
    ("docs/members.md", "every minute", timedelta(seconds=LOOK_EVERY), timedelta(minutes=1)),
    ("docs/members.md", "after 90 days", KEPT_FOR, 90 * DAY),
    ("docs/members.md", "a week before it goes", WORD_COMES, 7 * DAY),
    ("docs/facilitators.md", "Ten minutes before", TEN, timedelta(minutes=10)),
    ("docs/facilitators.md", "two minutes before", TWO, timedelta(minutes=2)),
    ("docs/design.md", "for 20 hours", TOO_OLD, timedelta(hours=20)),
    ("README.md", "for 14 days", OFFER_LASTS, 14 * DAY),
    ("SECURITY.md", "a week of quiet", KEYS_QUIET, 7 * DAY),
]


@pytest.mark.parametrize(("page", "words", "is_now", "was_told"), SPANS)
def test_a_span_of_time_is_as_told(
    page: str, words: str, is_now: timedelta, was_told: timedelta
) -> None:
    assert " ".join(words.split()) in " ".join(text_of(page).split())
    assert is_now == was_told


def test_the_names_on_a_phone_are_as_told() -> None:
    texts = Texts("en", "Europe/Berlin")
    for name in ("voice-name", "keeper-name"):
        said = texts.say(name, now=datetime.now(UTC))
        assert f'"{said}"' in text_of("docs/members.md")


def test_the_licence_is_as_told() -> None:
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (CHECKOUT / "LICENSE").read_text()[:200]
    assert "GNU Affero General Public License, version 3 or later" in text_of("README.md")
