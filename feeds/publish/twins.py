"""The compressed twins of a document: made once when it is written, never while it is served."""

from __future__ import annotations

from collections.abc import Callable

_GZIP = 31
"""The number for a gzip wrapper (RFC 1952); it leaves the header's time at 0 and its name away, so that
the same body always gives the same bytes."""


def gzip(body: bytes) -> bytes:
    """The body in gzip (RFC 1952), ISA-L's level 2; the same bytes for the same body."""
    from isal import isal_zlib

    return isal_zlib.compress(body, level=2, wbits=_GZIP)


def brotli(body: bytes) -> bytes:
    """The body in Brotli (RFC 7932), quality 5; the same bytes for the same body."""
    import brotli as library

    compressed: bytes = library.compress(body, quality=5)
    return compressed


TWINS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = ((".gz", gzip), (".br", brotli))
"""What is added to a document's name, and what makes the bytes; both let go of the GIL."""

SUFFIXES = tuple(suffix for suffix, _ in TWINS)
