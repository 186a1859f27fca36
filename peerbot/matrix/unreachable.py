"""In which of the ways a connection failed: what somebody mends differs, and the error itself names
hosts and paths, so that only a code of ours goes on."""

import errno

import aiohttp

from peerbot.matrix.errors import Unreachable


def unreachable(error: aiohttp.ClientError | OSError) -> Unreachable:
    """`NAME`, `REFUSED`, `CERTIFICATE`, `TLS`, or `NETWORK` for anything else."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return Unreachable("NAME")
        case aiohttp.ClientConnectorCertificateError():
            return Unreachable("CERTIFICATE")
        case aiohttp.ClientSSLError():
            return Unreachable("TLS")
        case aiohttp.ClientConnectorError() if error.os_error.errno == errno.ECONNREFUSED:
            return Unreachable("REFUSED")
    return Unreachable("NETWORK")
