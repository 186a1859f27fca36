"""In which of the ways a connection failed: what somebody mends differs, and the error itself names
hosts and paths, so that only a code of ours goes on."""

import errno
from typing import Final

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from peerbot.matrix.errors import Unreachable

PROXY_FAULTS: Final = (ProxyError, ProxyConnectionError, ProxyTimeoutError)


def unreachable(error: Exception) -> Unreachable:
    """`NAME`, `REFUSED`, `CERTIFICATE`, `TLS`, `PROXY`, or `NETWORK` for anything else."""
    match error:
        case ProxyError() | ProxyConnectionError() | ProxyTimeoutError():
            return Unreachable("PROXY")
        case aiohttp.ClientConnectorDNSError():
            return Unreachable("NAME")
        case aiohttp.ClientConnectorCertificateError():
            return Unreachable("CERTIFICATE")
        case aiohttp.ClientSSLError():
            return Unreachable("TLS")
        case aiohttp.ClientConnectorError() if error.os_error.errno == errno.ECONNREFUSED:
            return Unreachable("REFUSED")
    return Unreachable("NETWORK")
