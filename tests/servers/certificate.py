"""A certificate for loopback, made when it is needed: it never runs out."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate_for(path: Path, *names: x509.GeneralName) -> Path:
    """Writes a key and a certificate that signs itself into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wire")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1."""
    return certificate_for(
        tmp_path_factory.mktemp("tls") / "loopback.pem",
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    )


@pytest.fixture(scope="session")
def certificate_of_another(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_for(
        tmp_path_factory.mktemp("tls") / "other.pem", x509.DNSName("other.example")
    )


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The certificate, vouched for in this process and in those that it starts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate
