"""Passwords as the config has them: their hashes by scrypt (RFC 7914), in one line without a sign that a shell,
systemd or Compose would take for its own.

    scrypt:15:8:3:<salt>:<key>      the cost as a power of two, blocks, lanes; salt and key in URL-safe base64
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from typing import NamedTuple

SHORTEST = 12
"""Signs of a password."""
LONGEST = 1024
_FORM = re.compile(r"scrypt:(1[4-8]):(\d{1,2}):(\d{1,2}):([\w-]{22}):([\w-]{43})", re.ASCII)
_COST, _BLOCKS, _LANES = 15, 8, 3
_MOST_MEMORY = 512 * 1024 * 1024


DECOY = f"scrypt:{_COST}:{_BLOCKS}:{_LANES}:{'A' * 22}:{'A' * 43}"
"""The hash of no password: who names a user that there is not waits as long as everybody else."""


class _Hash(NamedTuple):
    cost: int
    blocks: int
    lanes: int
    salt: bytes
    key: bytes


def hashed(password: str, salt: bytes) -> str:
    """The hash of a password with a salt of sixteen bytes. Takes a third of a second and 32 MiB."""
    key = _key(password, _COST, _BLOCKS, _LANES, salt)
    return f"scrypt:{_COST}:{_BLOCKS}:{_LANES}:{_text(salt)}:{_text(key)}"


def is_hash(text: str) -> bool:
    """Whether a text is such a hash."""
    return _read(text) is not None


def matches(password: str, hash_: str) -> bool:
    """Whether a password is the one of a hash, in a time that tells nothing of either."""
    known = _read(hash_)
    if known is None or len(password) > LONGEST:
        return False
    key = _key(password, known.cost, known.blocks, known.lanes, known.salt)
    return hmac.compare_digest(key, known.key)


def _read(text: str) -> _Hash | None:
    found = _FORM.fullmatch(text)
    if found is None or not (1 <= int(found[2]) <= 16 and 1 <= int(found[3]) <= 16):
        return None
    return _Hash(int(found[1]), int(found[2]), int(found[3]), _bytes(found[4]), _bytes(found[5]))


def _key(password: str, cost: int, blocks: int, lanes: int, salt: bytes) -> bytes:
    return hashlib.scrypt(
        # One letter has several spellings, and each keyboard its own (RFC 8265, 4.2.2).
        unicodedata.normalize("NFC", password).encode("utf-8", "replace"),
        salt=salt,
        n=2**cost,
        r=blocks,
        p=lanes,
        maxmem=_MOST_MEMORY,
        dklen=32,
    )


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
