"""What a homeserver's refusal becomes."""

import pytest

from peerbot.matrix.errors import (
    AuthRequired,
    Forbidden,
    LimitExceeded,
    MatrixError,
    NotFound,
    ServerFault,
    UnknownToken,
    from_response,
)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (403, {"errcode": "M_FORBIDDEN"}, Forbidden),
        (404, {"errcode": "M_NOT_FOUND"}, NotFound),
        (401, {"errcode": "M_UNKNOWN_TOKEN", "soft_logout": True}, UnknownToken),
        (401, {"errcode": "M_MISSING_TOKEN"}, UnknownToken),
        (401, {"flows": [], "session": "s"}, AuthRequired),
        (401, {"flows": []}, MatrixError),
        (400, {"errcode": "M_UNHEARD_OF"}, MatrixError),
        (418, {}, MatrixError),
        (429, {"errcode": "M_LIMIT_EXCEEDED"}, LimitExceeded),
        (429, None, LimitExceeded),
        (400, {"errcode": "M_LIMIT_EXCEEDED"}, LimitExceeded),
        (500, {"errcode": "M_FORBIDDEN"}, ServerFault),
        (502, None, ServerFault),
        (403, None, ServerFault),
        (401, None, ServerFault),
        (404, [], ServerFault),
    ],
)
def test_a_refusal_becomes_its_kind(status: int, body: object, expected: type[MatrixError]) -> None:
    assert type(from_response(status, {}, body)) is expected


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, {"retry_after_ms": 2500}, 2.5),
        ({"Retry-After": "7"}, {}, 7.0),
        ({"Retry-After": "7"}, {"retry_after_ms": 100}, 0.1),
        ({}, {"retry_after_ms": -5}, 0.0),
        ({}, {"retry_after_ms": 10**15}, 3600.0),
        ({"Retry-After": "9" * 400}, {}, 3600.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, {}, 5.0),
        ({}, {"retry_after_ms": "soon"}, 5.0),
        ({}, {"retry_after_ms": True}, 5.0),
        ({}, {}, 5.0),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], body: dict[str, object], seconds: float) -> None:
    error = from_response(429, headers, body)
    assert isinstance(error, LimitExceeded)
    assert error.retry_after == seconds


@pytest.mark.parametrize("code", ["@alice:example.org", "M_" + "A" * 100, "m_lower", 7, None])
def test_a_server_cannot_put_its_words_into_our_log(code: object) -> None:
    error = from_response(403, {}, {"errcode": code, "error": "@alice:example.org is banned"})
    assert (error.code, str(error)) == ("M_UNKNOWN", "M_UNKNOWN (403)")
