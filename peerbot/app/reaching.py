"""How to reach the homeserver, per the config: directly or by a proxy, and whom to trust."""

import ssl
from collections.abc import Mapping
from pathlib import Path

from msgspec import UNSET

from peerbot.app.trouble import Exit, Trouble
from peerbot.config import Config
from peerbot.matrix.http.session import Session

_ELSEWHERE = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
"""Where other programs look for a proxy, in either case. It is often meant for something else, and
whoever wants to stay hidden has to be certain, so only the config counts."""


def session_of(config: Config, token: str | None = None) -> Session:
    """A session for an account. Raises Trouble when the certificate file contains none."""
    where = config.homeserver
    return Session(
        where.url,
        token,
        proxy=None if where.proxy is UNSET else where.proxy,
        ca=None if where.ca is UNSET else _trusting_certificate(where.ca),
    )


def _trusting_certificate(file: str) -> ssl.SSLContext:
    try:
        # For an empty string, Python creates a context that trusts what the system trusts.
        pem = Path(file).read_text(encoding="ascii") or " "
        return ssl.create_default_context(cadata=pem)
    except (ssl.SSLError, UnicodeDecodeError):
        raise Trouble(
            Exit.INPUT,
            "there is no certificate in the file named by homeserver.ca",
            "Put the certificate that signed the homeserver's there, in PEM format: text that "
            "begins with -----BEGIN CERTIFICATE-----.",
            where=file,
        ) from None


def ignored_proxy_variables(environment: Mapping[str, str]) -> list[str]:
    """A message to the steward for each variable that names a proxy."""
    names = sorted(name for name in environment if name.upper() in _ELSEWHERE)
    return [f"{name} is set but ignored; only homeserver.proxy is used" for name in names]
