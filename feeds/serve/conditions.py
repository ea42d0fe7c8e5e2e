"""What a request asks for besides a name: a format, an encoding, and news since it last came. Pure.

    Accept                             RFC 9110, 12.5.1   which format, where an address has several
    Accept-Encoding                    RFC 9110, 12.5.3   which representation (S06)
    If-Match, If-Unmodified-Since      RFC 9110, 13.1     412
    If-None-Match, If-Modified-Since   RFC 9110, 13.1     200 or 304 (S01, S04)
    Sec-Fetch-Dest                     W3C Fetch Metadata Request Headers, 2.1: where a browser shows it (S18)

Headers are bytes as they came, several of one name joined by a comma. Whatever cannot be read is
taken as not said.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NamedTuple

_LAST_CHOICE = 0.0001
"""The weight of identity where nobody names it: acceptable, but after whatever is asked for."""

_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)
_TIME_OF_DAY = re.compile(r"\d:\d\d:\d\d")
# What proxies and servers hang on a tag when they change the encoding: ours, Apache's, others'.
_VARIANT = re.compile(rb"(?:(?:\.|;|--?)(?:gzip|gz|br|zstd|deflate))+$")


class Asked(NamedTuple):
    """The headers of a request that an answer depends on; None for one that is not there."""

    accept: bytes | None = None
    accept_encoding: bytes | None = None
    if_match: bytes | None = None
    if_none_match: bytes | None = None
    if_modified_since: bytes | None = None
    if_unmodified_since: bytes | None = None
    sec_fetch_dest: bytes | None = None


_ASKED: Mapping[bytes, str] = {name.replace("_", "-").encode(): name for name in Asked._fields}


def asked(headers: Iterable[tuple[bytes, bytes]]) -> Asked:
    """What is asked for by headers whose names are in small letters."""
    found: dict[str, bytes] = {}
    for name, value in headers:
        field = _ASKED.get(name)
        if field is not None:
            found[field] = found[field] + b", " + value if field in found else value
    return Asked(**found)


@functools.lru_cache(maxsize=512)
def liked(accept: bytes | None, media_types: Sequence[str]) -> tuple[str, ...]:
    """Media types, the best liked first; of those that are liked alike the first goes first.

    A range counts as far as it is the closest to a type (RFC 9110, 12.5.1). Without the header, or where
    nothing that there is would be liked, all are, in the order in which they are given.
    """
    said = _said(accept or b"*/*")
    weight = {
        one: next(
            (said[name] for name in (one, f"{one.partition('/')[0]}/*", "*/*") if name in said), 0.0
        )
        for one in media_types
    }
    able = [one for one in media_types if weight[one] > 0]
    return tuple(sorted(able, key=lambda one: -weight[one]) or media_types)


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
        name, _, parameters = (part.strip() for part in member.partition(";"))
        weight = _WEIGHT.fullmatch(parameters.replace(" ", "")) if parameters else None
        if name and (weight or not parameters):
            said[name] = float(weight[1]) if weight else 1.0
    return said


def choose(sizes: Mapping[str, int], accept_encoding: bytes | None) -> str | None:
    """The coding to answer with: the best liked, of several the smallest.

    `sizes` are the bytes of each coding that there is, ``""`` being identity. None where nothing
    that there is may be sent.
    """
    liked = weights(accept_encoding)
    able = [coding for coding in sizes if liked[coding] > 0]
    return min(able, key=lambda coding: (-liked[coding], sizes[coding]), default=None)


def judged(mark: bytes, variant: str, modified: int, request: Asked) -> HTTPStatus:
    """What becomes of a GET or HEAD that there is an answer to: 200, 304 or 412 (RFC 9110, 13.2.2).

    `mark` is the entity tag without quotes and `variant`, `modified` in seconds since 1970. If-Match asks
    for the very same bytes. If-None-Match asks for news: its tags are compared weakly
    and without their variant, since every variant has the same content. A tag makes a date void,
    whatever stands in it.
    """
    if request.if_match is not None:
        if not _is_among(b'"%b%b"' % (mark, variant.encode()), request.if_match):
            return HTTPStatus.PRECONDITION_FAILED
    elif request.if_unmodified_since is not None:
        until = _instant(request.if_unmodified_since)
        if until is not None and modified > until:
            return HTTPStatus.PRECONDITION_FAILED
    if request.if_none_match is not None:
        same = _matches(mark, request.if_none_match)
    elif request.if_modified_since is not None:
        since = _instant(request.if_modified_since)
        same = since is not None and modified <= since
    else:
        same = False
    return HTTPStatus.NOT_MODIFIED if same else HTTPStatus.OK


def _is_among(tag: bytes, if_match: bytes) -> bool:
    """The strong comparison (RFC 9110, 8.8.3.2): a weak tag is like no other."""
    return if_match.strip() == b"*" or tag in (one.strip() for one in if_match.split(b","))


def _matches(mark: bytes, if_none_match: bytes) -> bool:
    if if_none_match.strip() == b"*":
        return True
    if mark not in if_none_match:
        return False
    return any(_bare(tag) == mark for tag in if_none_match.split(b","))


@functools.lru_cache(maxsize=4096)
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
