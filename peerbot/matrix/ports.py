"""Translating errors: what Matrix raises becomes what the engine knows, in one place."""

from collections.abc import Iterator
from contextlib import contextmanager

from peerbot.kernel.ports import Limited, MustStop, Odd, Refused, TryLater
from peerbot.matrix.errors import (
    Forbidden,
    InviteBlocked,
    LimitExceeded,
    MatrixError,
    NotFound,
    ServerFault,
    TooLarge,
    Unreachable,
)


@contextmanager
def translate_errors() -> Iterator[None]:
    """Translate. What must stop the bot passes as it is.

    Final is what says that something is forbidden or gone. Any other answer may be a proxy's or a
    worker's that the request was never meant for, so nothing is concluded from it.
    """
    try:
        yield
    except LimitExceeded as error:
        raise Limited(error.retry_after) from None
    except (ServerFault, Unreachable):
        raise TryLater from None
    except MustStop:
        raise
    except InviteBlocked:
        raise Refused("blocked") from None
    except (Forbidden, NotFound):
        raise Refused("forbidden") from None
    except MatrixError as error:
        raise Odd(too_large=isinstance(error, TooLarge)) from None
