"""What the headers of an answer mean for the next request: validators, freshness, Retry-After. Pure."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from feeds.model import Validators

_MOST_SECONDS = 2**31
_AN_INSTANT = 10**9
_DIRECTIVE = re.compile(r'([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|[^,\s]*))?')
_STALE = frozenset({"no-cache", "no-store"})
_LISTS = frozenset({"cache-control", "content-encoding", "link"})
_SECRET = frozenset(
    [
        "auth",
        "authenticate",
        "authentication",
        "authorization",
        "cookie",
        "cookie2",
        "credential",
        "credentials",
        "csrf",
        "key",
        "nonce",
        "secret",
        "session",
        "sessionid",
        "signature",
        "token",
        "xsrf",
    ]
)
"""Words of the names of fields that may let somebody in."""
_MOST_ARCHIVED = 16 * 1024
"""Characters of one answer's fields that are kept."""


def by_name(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The fields of an answer by their names in small letters. The lines of a list are put together
    (RFC 9110, 5.3); where any other field came more than once, its first line counts: several validators
    in one would be one that nobody gave us (C02).
    """
    found: dict[str, str] = {}
    for written, value in fields:
        name = written.lower()
        if name not in found:
            found[name] = value
        elif name in _LISTS:
            found[name] = f"{found[name]}, {value}"
    return found


def kept_validators(headers: Mapping[str, str], old: Validators | None = None) -> Validators:
    """The validators to replay next time, byte for byte (C02).

    A 200 replaces both (C04): pass no `old`. A 304 replaces what it carries and leaves the rest
    (C05). What is not ASCII would not come back as it was sent, and is not kept.
    """
    etag = headers.get("etag", "")
    modified = headers.get("last-modified", "")
    if old is not None:
        etag, modified = etag or old.etag, modified or old.last_modified
    return Validators(etag=replayable(etag), last_modified=replayable(modified))


def replayable(value: str) -> str:
    """A validator that can stand in the head of a request as it came; ``""`` for any other (X31)."""
    return value if value.isascii() and value.isprintable() else ""


def freshness(headers: Mapping[str, str]) -> timedelta | None:
    """How long the answer says it stays fresh (RFC 9111, 4.2.1); None where it says nothing that
    could be believed (C22, C23).
    """
    said = _DIRECTIVE.findall(headers.get("cache-control", ""))
    # Of what is said twice the first counts (RFC 9111, 4.2.1).
    directives = {name.lower(): value.strip('"') for name, value in reversed(said)}
    if directives.keys() & _STALE:
        return None
    if "max-age" in directives:
        return _positive(directives["max-age"], headers.get("age", "0"))
    if "expires" not in headers:
        return None
    expires, date = http_date(headers["expires"]), http_date(headers.get("date", ""))
    if expires is None or date is None or expires <= date:
        return None
    return min(expires - date, timedelta(seconds=_MOST_SECONDS))


def _positive(seconds: str, age: str) -> timedelta | None:
    if not seconds.isdecimal():
        return None
    left = int(seconds[:12]) - (int(age[:12]) if age.isdecimal() else 0)
    return timedelta(seconds=min(left, _MOST_SECONDS)) if left > 0 else None


def archived(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The fields of an answer that are kept beside its body, in their order (RFC 9110, 5.3): all but
    cookies and whatever else is told apart by its name as a secret, and no more than an archive has room for.
    """
    kept: list[tuple[str, str]] = []
    left = _MOST_ARCHIVED
    for name, value in fields:
        if _SECRET.isdisjoint(name.lower().split("-")):
            left -= len(name) + len(value)
            if left < 0:
                break
            kept.append((name, value))
    return tuple(kept)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks us to stay away, in either form (RFC 9110, 10.2.3; C30).

    Where there is no Retry-After, X-RateLimit-Reset in seconds is read instead (C31).
    """
    if text := headers.get("retry-after", "").strip():
        if (seconds := _whole(text)) is not None:
            return timedelta(seconds=min(seconds, _MOST_SECONDS))
        until = http_date(text)
        return max(timedelta(0), until - now) if until is not None else None
    seconds = _whole(headers.get("x-ratelimit-reset", "").strip())
    if seconds is None:
        return None
    if seconds > _AN_INSTANT:  # some count from 1970, most from now
        seconds = max(0, seconds - int(now.timestamp()))
    return timedelta(seconds=min(seconds, _MOST_SECONDS))


def ahead(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """By how much the clock of a server is ahead of ours, that made its answer at its Date, and whose caches have
    kept it for its Age (RFC 9110, 6.6.1; RFC 9111, 5.1); None where it names no date.
    """
    if "date" not in headers or (date := http_date(headers["date"])) is None:
        return None
    age = _whole(headers.get("age", "").strip()) or 0
    return date - now + timedelta(seconds=min(age, _MOST_SECONDS))


def _whole(text: str) -> int | None:
    whole = text.partition(".")[0]
    return int(whole[:12]) if whole.isdecimal() else None


def http_date(text: str) -> datetime | None:
    """An HTTP date (RFC 9110, 5.6.7), aware and in UTC; None where it is none."""
    try:
        found = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return None
