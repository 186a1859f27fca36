"""What a message, an action or a listing is that says nothing of itself."""

from datetime import timedelta

from peerbot.kernel.ids import UserID, person
from peerbot.kernel.messages import Message, Released, Urgency
from peerbot.kernel.ports import Odd
from peerbot.kernel.records import Listing


class Plain(Message, frozen=True):
    """Nothing of its own."""


class About(Message, frozen=True):
    """It is about somebody."""

    user: UserID


def test_a_message_arrives_in_its_order_and_is_nobodys() -> None:
    plain = Plain()
    assert plain.queue(person(UserID("@a:b"))) == "tell person:@a:b"
    assert plain.declined(UserID("@a:b")) == ()
    assert Released().drops == ""
    assert (plain.written, plain.spread, plain.urgency) == (None, timedelta(), Urgency.NEWS)
    assert plain.concerns is None
    assert About(UserID("@a:b")).concerns == "@a:b"


def test_a_listing_says_nothing_of_an_end() -> None:
    assert Listing().ends is None


def test_an_odd_answer_says_whether_ours_was_too_large() -> None:
    assert not Odd().too_large
    assert Odd(too_large=True).too_large
