"""What a request asks for besides a name: an encoding, and news since it last came. Pure.

    Accept-Encoding                    RFC 9110, 12.5.3   which representation (S06)
    If-None-Match, If-Modified-Since   RFC 9110, 13.1     200 or 304 (S01, S04)

Headers are bytes as they came, several of one name joined by a comma. Whatever cannot be read is
taken as not said.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LAST_CHOICE = 0.0001
"""The weight of identity where nobody names it: acceptable, but after whatever is asked for."""

_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)
_TIME_OF_DAY = re.compile(r"\d:\d\d:\d\d")
# What proxies and servers hang on a tag when they change the encoding: ours, Apache's, others'.
_VARIANT = re.compile(rb"(?:(?:\.|;|--?)(?:gzip|gz|br|zstd|deflate))+$")


@functools.lru_cache(maxsize=512)
def weights(accept_encoding: bytes | None) -> Mapping[str, float]:
    """The weight of each coding that we know, 0 for one that is refused.

    Without the header, or with an empty one, identity alone is asked for: who does not say that
    they can read a coding may not be able to.
    """
    said = _said(accept_encoding or b"")
    rest = said.get("*")
    identity = said.get("identity", _LAST_CHOICE if rest is None else rest)
    return {
        "br": said.get("br", rest or 0.0),
        "gzip": said.get("gzip", said.get("x-gzip", rest or 0.0)),
        "": identity,
    }


def _said(header: bytes) -> dict[str, float]:
    said: dict[str, float] = {}
    for member in header.decode("latin-1").lower().split(","):
        coding, _, parameters = (part.strip() for part in member.partition(";"))
        weight = _WEIGHT.fullmatch(parameters.replace(" ", "")) if parameters else None
        if coding and (weight or not parameters):
            said[coding] = float(weight[1]) if weight else 1.0
    return said


def choose(sizes: Mapping[str, int], accept_encoding: bytes | None) -> str | None:
    """The coding to answer with: the best liked, of several the smallest.

    `sizes` are the bytes of each coding that there is, ``""`` being identity. None where nothing
    that there is may be sent.
    """
    liked = weights(accept_encoding)
    able = [coding for coding in sizes if liked[coding] > 0]
    return min(able, key=lambda coding: (-liked[coding], sizes[coding]), default=None)


def unchanged(
    mark: bytes, modified: int, if_none_match: bytes | None, if_modified_since: bytes | None
) -> bool:
    """Whether the client holds what it would get (RFC 9110, 13.2.2): a 304.

    `mark` is the entity tag without quotes and variant, `modified` in seconds since 1970. Tags
    are compared weakly and without their variant, since every variant has the same content.
    If-None-Match makes If-Modified-Since void, whatever stands in it.
    """
    if if_none_match is not None:
        return _matches(mark, if_none_match)
    if if_modified_since is not None:
        since = _instant(if_modified_since)
        return since is not None and modified <= since
    return False


def _matches(mark: bytes, if_none_match: bytes) -> bool:
    if if_none_match.strip() == b"*":
        return True
    if mark not in if_none_match:
        return False
    return any(_bare(tag) == mark for tag in if_none_match.split(b","))


def _bare(tag: bytes) -> bytes:
    tag = tag.strip().removeprefix(b"W/").strip(b'"')
    return _VARIANT.sub(b"", tag)


@functools.lru_cache(maxsize=512)
def _instant(date: bytes) -> float | None:
    """An HTTP-date (RFC 9110, 5.6.7) in seconds since 1970, in any of its three forms."""
    text = date.decode("latin-1")
    if not _TIME_OF_DAY.search(text):
        return None
    try:
        found: datetime = parsedate_to_datetime(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        return found.timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
