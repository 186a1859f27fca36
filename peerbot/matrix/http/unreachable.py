"""In which of the ways a connection failed: what somebody mends differs, and the error itself names
hosts and paths, so that only a code of ours goes on."""

import errno
import ssl
from typing import Final

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from peerbot.matrix.errors import Unreachable

PROXY_FAULTS: Final = (
    ProxyError,
    ProxyConnectionError,
    ProxyTimeoutError,
    EOFError,
    UnicodeError,
)
"""What aiohttp-socks raises; the last two (0.12) where a proxy breaks off, or answers nonsense."""


def unreachable(error: Exception) -> Unreachable:
    """`NAME`, `REFUSED`, `CERTIFICATE`, `TLS`, `PROXY`, or `NETWORK` for anything else."""
    if isinstance(error, PROXY_FAULTS):
        return Unreachable("PROXY")
    # Behind a proxy the reason comes inside an error of another class.
    why = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
    match why:
        case aiohttp.ClientConnectorDNSError():
            return Unreachable("NAME")
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLCertVerificationError():
            return Unreachable("CERTIFICATE")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Unreachable("TLS")
        case aiohttp.ClientConnectorError() if why.os_error.errno == errno.ECONNREFUSED:
            return Unreachable("REFUSED")
    return Unreachable("NETWORK")
