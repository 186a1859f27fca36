"""How the homeserver is reached, as the config says: directly or by a proxy, and whom to trust."""

import ssl
from collections.abc import Mapping
from pathlib import Path

from msgspec import UNSET

from peerbot.app.trouble import Exit, Trouble
from peerbot.config import Config
from peerbot.matrix.http.session import Session

_ELSEWHERE = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
"""What other programs take a proxy from, in capitals or not. Often it is meant for something else,
and whoever wants to be hidden has to be certain, so only the config counts."""


def session_of(config: Config, token: str | None = None) -> Session:
    """The requests of an account. Raises Trouble when the certificate file does not hold any."""
    where = config.homeserver
    return Session(
        where.url,
        token,
        proxy=None if where.proxy is UNSET else where.proxy,
        ca=None if where.ca is UNSET else _trusting(where.ca),
    )


def _trusting(file: str) -> ssl.SSLContext:
    try:
        # Of an empty text Python makes a context that trusts whom the system does.
        pem = Path(file).read_text(encoding="ascii") or " "
        return ssl.create_default_context(cadata=pem)
    except (ssl.SSLError, UnicodeDecodeError):
        raise Trouble(
            Exit.INPUT,
            "there is no certificate in the file under homeserver.ca",
            "Put the certificate there that signed the homeserver's, as text that begins with "
            "-----BEGIN CERTIFICATE-----.",
            where=file,
        ) from None


def unused(environment: Mapping[str, str]) -> list[str]:
    """What a steward is told of each variable that names a proxy."""
    names = sorted(name for name in environment if name.upper() in _ELSEWHERE)
    return [f"{name} is set and not used; only homeserver.proxy is" for name in names]
