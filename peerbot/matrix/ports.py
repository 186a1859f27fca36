"""The border: what Matrix raises becomes what the engine knows, in one place."""

from collections.abc import Iterator
from contextlib import contextmanager

from peerbot.matrix.errors import (
    LimitExceeded,
    MatrixError,
    ServerFault,
    StateWentBack,
    UnknownToken,
    Unreachable,
)
from peerbot.vocabulary.ports import Limited, Refused, TryLater


@contextmanager
def border() -> Iterator[None]:
    """Translate. A revoked token or a state that went back passes as it is: it stops the bot."""
    try:
        yield
    except LimitExceeded as error:
        raise Limited(error.retry_after) from None
    except (ServerFault, Unreachable):
        raise TryLater from None
    except (UnknownToken, StateWentBack):
        raise
    except MatrixError:
        raise Refused("forbidden") from None
