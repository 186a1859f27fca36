"""A link to a message is read as clients copy it, and nothing else is taken for one."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.features.rooms.links import message_link

EVENT = "$Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg"
NEW = "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"
OLD = "!oCaNeAgOoDiDeA:example.org"
BARE = "!abc:[2001:db8::1]:8448"
"""Of a server without a name; clients encode what would end a link."""

FORMS = {
    "matrix.to": "https://matrix.to/#/{room}/{event}?via=example.org&via=example.com",
    "without a server": "https://matrix.to/#/{room}/{event}",
    "encoded": "https://matrix.to/#/{coded}/{coded_event}?via=example.org",
    "the room encoded": "https://matrix.to/#/{coded}/{event}?via=example.org%3A8448",
    "Element": "https://app.element.io/#/room/{room}/{event}?via=example.org",
    "Element elsewhere": "https://chat.example.org/element/#/room/{room}/{event}",
    "Element without a slash": "https://chat.example.org/element#/room/{coded}/{coded_event}",
    "a matrix: URI": "matrix:roomid/{bare}/e/{bare_event}?via=example.org",
    "its room encoded": "matrix:roomid/{coded_bare}/e/{bare_event}?action=join&via=example.org",
}

AROUND = {
    "alone": "{}",
    "behind the word": "take back {}",
    "with a full stop": "Take back {}.",
    "in angle brackets": "take back <{}>",
    "as Markdown": "take back [{0}]({0})",
    "on a line of its own": "take back\n{}\n",
}


def filled(form: str, room_id: str, event_id: str = EVENT) -> str:
    return form.format(
        room=room_id,
        event=event_id,
        coded=quote(room_id, safe=""),
        coded_event=quote(event_id, safe=""),
        bare=room_id[1:],
        bare_event=event_id[1:],
        coded_bare=quote(room_id[1:], safe=""),
    )


@pytest.mark.parametrize(
    ("room_id", "form"),
    [
        *((room_id, form) for room_id in (NEW, OLD) for form in FORMS.values()),
        *((BARE, form) for form in FORMS.values() if "{coded" in form),
    ],
)
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_a_link_however_it_was_copied(room_id: str, form: str, around: str) -> None:
    assert message_link(around.format(filled(form, room_id))) == (room_id, EVENT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "that one",
        EVENT,
        f"{NEW}/{EVENT}",
        f"https://matrix.to/#/{NEW}",
        f"https://matrix.to/#/{NEW}?via=example.org",
        "https://matrix.to/#/@robin:example.org",
        f"https://matrix.to/#/#alias:example.org/{EVENT}",
        f"https://matrix.to/#/%23alias%3Aexample.org/{EVENT}",
        f"https://matrix.to/#/{NEW}/{EVENT}/{EVENT}",
        f"https://matrix.to/#/{NEW}/../{EVENT}",
        f"https://matrix.to/{NEW}/{EVENT}",
        f"https://app.element.io/#/user/{NEW}/{EVENT}",
        f"http://matrix.to/#/{NEW}/{EVENT}",
        f"https://matrix.to/#/{NEW}/{EVENT[1:]}",
        f"https://matrix.to/#/{NEW}/{EVENT[:-1]}",
        f"https://matrix.to/#/{NEW}/{EVENT}a",
        f"https://matrix.to/#/{NEW}/$..",
        f"https://matrix.to/#/{NEW}/{'$' + quote('../state/m.room.topic', safe='') + 'a' * 22}",
        f"https://matrix.to/#/{NEW[1:]}/{EVENT}",
        f"https://matrix.to/#/!{'a' * 255}/{EVENT}",
        f"https://matrix.to/#/!a%2F..%2Fb%20c/{EVENT}",
        f"https://matrix.to/#/%2521{NEW[1:]}/{EVENT}",
        f"https://matrix.to/#/%FF{NEW}/{EVENT}",
        f"matrix:r/alias:example.org/e/{EVENT[1:]}",
        f"matrix:roomid/{NEW[1:]}",
        f"matrix:roomid/{NEW[1:]}/x/{EVENT[1:]}",
        f"https://matrix.to/#/{NEW}/{EVENT} https://matrix.to/#/{OLD}/{EVENT}",
        f"https://matrix.to/#/{NEW}/{EVENT} https://matrix.to/#/{NEW}/{EVENT[:-1]}Q",
    ],
)
def test_what_is_none_or_more_than_one(text: str) -> None:
    assert message_link(text) is None


PARTS = [
    "https://matrix.to/#/",
    "matrix:roomid/",
    "#/room/",
    "/e/",
    NEW,
    OLD,
    EVENT,
    "%21",
    "%24",
    "/",
    "?",
    "!",
    "$",
    "..",
]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=5), max_size=12).map("".join))
def test_any_text_is_read_as_bounded_ids_or_not_at_all(text: str) -> None:
    link = message_link(text)
    if link is not None:
        room_id, event_id = link
        assert room_id[0] == "!"
        assert len(room_id) <= 255
        assert (event_id[0], len(event_id)) == ("$", 44)
        assert not {"/", "?", "#", " "} & {*room_id, *event_id}
