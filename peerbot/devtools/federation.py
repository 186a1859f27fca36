"""How throwaway homeservers federate with each other on one machine.

Federation is always TLS, so each has a certificate of its own that nobody looks at.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_LASTS = timedelta(days=365)


def tls_listener(port: int) -> dict[str, Any]:
    """Where other homeservers are listened to: an entry of Synapse's `listeners`."""
    return {
        "port": port,
        "bind_addresses": ["127.0.0.1"],
        "type": "http",
        "tls": True,
        "resources": [{"names": ["federation"]}],
    }


def settings(directory: Path) -> dict[str, Any]:
    """What Synapse's configuration needs, a certificate in `directory` with it.

    Otherwise loopback is no place for federation: the addresses of this machine are allowed.
    """
    key, certificate = directory / "tls.key", directory / "tls.pem"
    if not certificate.exists():
        _certify(key, certificate)
    return {
        "tls_private_key_path": str(key),
        "tls_certificate_path": str(certificate),
        "federation_verify_certificates": False,
        "federation_domain_whitelist": None,
        "federation_ip_range_blacklist": [],
        "ip_range_blacklist": [],
        "federation": {
            # Whoever was away is told what they missed within a second, not after minutes.
            "max_long_retry_delay": "1s",
            "max_long_retries": 600,
            "destination_min_retry_interval": "1s",
            "destination_max_retry_interval": "1s",
        },
    }


def _certify(key: Path, certificate: Path) -> None:
    """Write a private key, for this user alone, and a certificate of its own for `localhost`."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LASTS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(private, SHA256())
    )
    key.touch(mode=0o600)
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate.write_bytes(signed.public_bytes(Encoding.PEM))
