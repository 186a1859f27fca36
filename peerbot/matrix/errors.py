"""What can go wrong between us and a homeserver, as exceptions.

Rules: every failed request raises one of these; none carries an identifier, a token or a text of
the server's, only its error code and HTTP status, so that each can be logged as it is.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from peerbot.kernel.ports import MustStop

_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
# A server that forbids us to try again for a day would switch the bot off without a word.
_LONGEST_WAIT: Final = 3600.0
_UNTOLD_WAIT: Final = 5.0


class MatrixError(Exception):
    """A request failed. `code` is the Matrix errcode (or a word of ours), `status` the HTTP one."""

    def __init__(self, code: str, status: int = 0) -> None:
        super().__init__(f"{code} ({status})" if status else code)
        self.code = code
        self.status = status


class Forbidden(MatrixError):
    """`M_FORBIDDEN` and its kin: not allowed, or the password is wrong."""


class InviteBlocked(Forbidden):
    """`M_INVITE_BLOCKED`: the person's own settings refuse invitations."""


class NotFound(MatrixError):
    """`M_NOT_FOUND`: what was asked for is not there."""


class Unrecognized(MatrixError):
    """`M_UNRECOGNIZED`: this homeserver has no such endpoint."""


class UserInUse(MatrixError):
    """`M_USER_IN_USE`: the account exists."""


class TooLarge(MatrixError):
    """`M_TOO_LARGE`, or 413 by a proxy: what we sent is too big for the homeserver."""


class UnknownToken(MatrixError, MustStop):
    """`M_UNKNOWN_TOKEN` and its kin: the device is gone or locked out. Stop, never retry."""


class LimitExceeded(MatrixError):
    """Too many requests. `retry_after`: seconds to wait, as told by the server, 0 to 3600."""

    def __init__(self, code: str, status: int = 429, *, retry_after: float = _UNTOLD_WAIT) -> None:
        super().__init__(code, status)
        self.retry_after = retry_after


class AuthRequired(MatrixError):
    """The endpoint wants User-Interactive Authentication. `session` names this attempt."""

    def __init__(self, code: str, status: int = 401, *, session: str = "") -> None:
        super().__init__(code, status)
        self.session = session


class ServerFault(MatrixError):
    """The homeserver, or a proxy before it, is broken for now: 5xx, HTML, truncated JSON."""


class AnswerTooLarge(ServerFault):
    """An answer is more than is taken into memory: `peerbot.matrix.answers` says how much is."""

    def __init__(self) -> None:
        super().__init__("ANSWER_TOO_LARGE")


class Unreachable(MatrixError):
    """No answer: the network failed or the deadline passed."""


class IdentityChanged(MatrixError, MustStop):
    """The homeserver shows another master key for our own account than the one we made.

    Someone with power over the account replaced its identity. Never mended by itself.
    """

    def __init__(self) -> None:
        super().__init__("IDENTITY_CHANGED")


class StateWentBack(MatrixError, MustStop):
    """Our keys and the homeserver's record of this device contradict each other.

    The state was restored from an older copy, or lost while the token lived on. Going on would
    use keys twice; a steward has to log the account in anew.
    """

    def __init__(self) -> None:
        super().__init__("STATE_WENT_BACK")


_CLASSES: Final[Mapping[str, type[MatrixError]]] = {
    "M_FORBIDDEN": Forbidden,
    "M_NOT_FOUND": NotFound,
    "M_UNRECOGNIZED": Unrecognized,
    "M_USER_IN_USE": UserInUse,
    "M_TOO_LARGE": TooLarge,
    "M_UNKNOWN_TOKEN": UnknownToken,
    "M_MISSING_TOKEN": UnknownToken,
    "M_USER_DEACTIVATED": UnknownToken,
    "M_USER_LOCKED": UnknownToken,
    "M_USER_SUSPENDED": Forbidden,
    "M_INVITE_BLOCKED": InviteBlocked,
    "M_GUEST_ACCESS_FORBIDDEN": Forbidden,
    "M_UNABLE_TO_AUTHORISE_JOIN": Forbidden,
    "M_INCOMPATIBLE_ROOM_VERSION": Forbidden,
    "M_UNSUPPORTED_ROOM_VERSION": Forbidden,
    "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM": Forbidden,
}
"""Error code to class, in one place; any other code is a plain MatrixError. Only what says that
something is forbidden or gone decides anything: `peerbot.matrix.ports`."""


def from_response(status: int, headers: Mapping[str, str], body: object) -> MatrixError:
    """The exception for an answer that is not a success. `body` is None when it was not JSON."""
    if status == 413:
        return TooLarge("M_TOO_LARGE", status)
    if status >= 500 or not isinstance(body, dict):
        if status == 429:
            return LimitExceeded("M_LIMIT_EXCEEDED", retry_after=_retry_after(headers, {}))
        return ServerFault("SERVER_FAULT", status)
    code = _code(body)
    if status == 429 or code == "M_LIMIT_EXCEEDED":
        return LimitExceeded(code, status, retry_after=_retry_after(headers, body))
    session = body.get("session")
    # A wrong password is answered with the flows once more, and with this code.
    asks = status == 401 and "flows" in body and code != "M_FORBIDDEN"
    if asks and isinstance(session, str):
        return AuthRequired(code, session=session)
    return _CLASSES.get(code, MatrixError)(code, status)


def _code(body: Mapping[str, Any]) -> str:
    """The errcode when it looks like one; a server may put anything there."""
    code = body.get("errcode")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "M_UNKNOWN"


def _retry_after(headers: Mapping[str, str], body: Mapping[str, Any]) -> float:
    """Seconds to wait. The header replaced the body's field in spec 1.10; servers send either.

    A date in the header (RFC 9110 allows one) is not read: no homeserver sends it.
    """
    milliseconds = body.get("retry_after_ms")
    if isinstance(milliseconds, int) and not isinstance(milliseconds, bool):
        return min(max(milliseconds / 1000, 0.0), _LONGEST_WAIT)
    seconds = headers.get("Retry-After", "")
    if seconds.isascii() and seconds.isdigit():
        return min(float(seconds[:9]), _LONGEST_WAIT)
    return _UNTOLD_WAIT
