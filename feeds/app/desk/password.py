"""What `feeds desk password` asks for."""

from __future__ import annotations

import secrets

from feeds.config.passwords import hashed


def new_hash(password: str) -> str:
    """The hash of a password with a salt of its own."""
    return hashed(password, secrets.token_bytes(16))
