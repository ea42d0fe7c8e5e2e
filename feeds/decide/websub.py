"""The subscriber of WebSub (W3C): which hub is asked to push a source's feed, when again, what of its answers
is believed, and when pushes make polls needless. Of the hub nobody here thinks well before it has shown that
it pushes: a source that is not pushed is polled as if there were no hub.

    named by its feed ─► asked ─► verified by the hub ─► pushed ─► polled once a day
                           ▲           │ at 80 % of the lease
                           └───────────┘
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from feeds.decide.due import put_off
from feeds.model import Call, Mode, Source, SourceState, Subscription

LEASE = timedelta(days=10)
"""What a hub is asked for."""
BACK_UP = timedelta(days=1)
"""A source is polled no more seldom than this, however well it is pushed (C75)."""
_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(days=14)
_RENEWED_AT = 0.8
_FIRST_WAIT = timedelta(minutes=5)
_DAY = timedelta(days=1)
_GIVE_UP_AFTER = 5
"""Requests to be left alone; whoever goes on pushing is told that we are gone."""
_SILENT_AFTER = 5
"""Polls in a row that have brought what was not pushed."""
_NEVER_CAME = "it took the request and has not come back to have it verified"
_LONGEST_ADDRESS = 2000
_LONGEST_REASON = 200
# What a push may be signed with (WebSub, 7.1).
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})


# --- whom to ask -------------------------------------------------------------------------


def is_wanted(source: Source | None, state: SourceState | None) -> bool:
    """Whether a source is to be pushed at all, if its feed names a hub."""
    return (
        source is not None
        and state is not None
        and source.websub
        and source.enabled
        and source.is_web
        and not state.paused
    )


def named(source: Source, state: SourceState) -> tuple[str, str] | None:
    """The hub to ask and the topic, as the source's feed names them: a hub that can be told a secret
    before all others; None without a hub or without an address of its own (C70).
    """
    topic = state.hints.self_link
    hubs = [hub for hub in state.hints.hubs if _is_address(hub)]
    if state.url != source.url or not hubs or not _is_address(topic):
        return None
    return next((hub for hub in hubs if keeps_secrets(hub)), hubs[0]), topic


def keeps_secrets(url: str) -> bool:
    """Whether nobody reads on the way what is sent to an address: it is https, or on this machine."""
    parts = urlsplit(url)
    if parts.scheme.lower() == "https":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def still_fits(
    one: Subscription, source: Source, state: SourceState, callback: str, now: datetime
) -> bool:
    """Whether a subscription is still the one to have. Where the feed names others now it has its day
    all the same: a feed that says another thing each time must not cost its hub a request for each.
    """
    if one.mode is not Mode.SUBSCRIBE or one.callback != callback:
        return False
    hints = state.hints
    same = one.topic == hints.self_link and one.hub in hints.hubs and state.url == source.url
    return same or now - one.created < _DAY


def left(one: Subscription, now: datetime) -> Subscription | None:
    """A subscription that is no longer wanted: the hub is told so (C76); None where it knows of none."""
    if one.mode is Mode.UNSUBSCRIBE:
        return one
    if one.until is None and one.asked is None:
        return None
    return replace(
        one, mode=Mode.UNSUBSCRIBE, due=now, asked=None, failures=0, pushed=None, error=""
    )


# --- asking ------------------------------------------------------------------------------


def call(one: Subscription) -> Call:
    """The request (WebSub, 5.1)."""
    form = {
        "hub.callback": one.callback + one.token,
        "hub.mode": one.mode.value,
        "hub.topic": one.topic,
    }
    if one.mode is Mode.SUBSCRIBE:
        form["hub.lease_seconds"] = str(int(LEASE.total_seconds()))
        if one.secret:
            form["hub.secret"] = one.secret
    return Call(
        method="POST",
        url=one.hub,
        headers=(("content-type", "application/x-www-form-urlencoded"),),
        body=urlencode(form).encode(),
        is_foreign=True,
    )


def asked(one: Subscription, now: datetime) -> Subscription:
    """As it stands before the hub is asked: it may come back before it has answered."""
    failures = one.failures + 1
    wait = min(_FIRST_WAIT * 2 ** min(failures - 1, 16), _DAY)
    error = _NEVER_CAME if one.asked is not None and not one.error else one.error
    return replace(one, asked=now, failures=failures, due=now + wait, error=error)


def unheard(one: Subscription, error: str) -> Subscription:
    """The hub has not answered, but may have heard: what was asked stays pending."""
    return replace(one, error=error)


def refused(
    one: Subscription,
    error: str,
    now: datetime,
    *,
    retry_after: timedelta | None = None,
    is_final: bool = False,
) -> Subscription:
    """The hub has said no, or may not be asked at all (`is_final`): nothing is pending."""
    wait = _DAY if is_final else min(retry_after or timedelta(0), _DAY)
    return replace(one, asked=None, error=error, due=max(one.due, now + wait))


def is_given_up(one: Subscription, now: datetime) -> bool:
    """Whether a hub that was asked to stop is asked no more."""
    has_lapsed = one.until is not None and one.until <= now
    return one.mode is Mode.UNSUBSCRIBE and (has_lapsed or one.failures >= _GIVE_UP_AFTER)


# --- what hubs say -----------------------------------------------------------------------


def is_pending(one: Subscription, mode: str, topic: str) -> bool:
    """Whether a hub asks for what it was asked for (WebSub, 5.3; C71)."""
    return one.asked is not None and mode == one.mode.value and topic == one.topic


def verified(one: Subscription, seconds: str, now: datetime) -> Subscription:
    """A subscription that the hub has confirmed for a lease of so many seconds; hubs of old name none.

    Asked again is at four fifths of it, an hour at the least (C72). What had lapsed meanwhile may have
    missed something, and has to prove itself anew.
    """
    given = LEASE
    if seconds.isascii() and seconds.isdecimal():
        given = min(timedelta(seconds=int(seconds[:9])), _LONGEST)
    return replace(
        one,
        asked=None,
        failures=0,
        error="",
        until=now + given,
        due=now + max(given * _RENEWED_AT, _SHORTEST),
        pushed=one.pushed if stands(one, now) else None,
        missed=one.missed if stands(one, now) else 0,
    )


def denied(one: Subscription, reason: str, now: datetime) -> Subscription:
    """A hub will not, or no longer, push (WebSub, 5.2); it is asked again after a day."""
    said = "".join(sign if sign.isprintable() else " " for sign in reason)[:_LONGEST_REASON].strip()
    return replace(
        one,
        asked=None,
        until=None,
        pushed=None,
        due=now + _DAY,
        error=f"it has denied the subscription{f': {said}' if said else ''}",
    )


def is_signed(secret: str, header: str, body: bytes) -> bool:
    """Whether ``X-Hub-Signature`` is that of a body (WebSub, 7.1; C73)."""
    name, _, given = header.strip().partition("=")
    if name.lower() not in _METHODS or not secret:
        return False
    expected = hmac.new(secret.encode(), body, name.lower()).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode())


# --- what follows ------------------------------------------------------------------------


def stands(one: Subscription, now: datetime) -> bool:
    """Whether the hub has promised to push at this time."""
    return one.mode is Mode.SUBSCRIBE and one.until is not None and now < one.until


def rests_until(
    one: Subscription,
    source: Source,
    state: SourceState,
    *,
    since: datetime,
    min_interval: timedelta,
    now: datetime,
) -> datetime | None:
    """When a source that is due now may be looked at again, since it is pushed (C75); None where it is
    to be polled: nothing was pushed yet, the lease has lapsed, no poll has gone well since an instant at
    which pushes may have been missed, the next time would be too late, or the operator has named the times.
    """
    last, latest = state.last_success, polled_by(one, source, state, now)
    if last is None or latest is None or not since <= last:
        return None
    until = put_off(source, state, min_interval, now)
    return until if until <= latest else None


def polled_by(
    one: Subscription, source: Source, state: SourceState, now: datetime
) -> datetime | None:
    """By when a source whose polls rest, since it is pushed, is polled all the same; None where they do not rest."""
    last = state.last_success
    if one.pushed is None or not stands(one, now) or source.schedule or state.failures:
        return None
    if last is None or last > now or state.paused:
        return None
    return last + min(BACK_UP, source.max_interval)


def silence(one: Subscription, now: datetime) -> str:
    """That a hub does not push what it has promised to, in words; ``""`` where it does, or has promised
    nothing.
    """
    if not stands(one, now) or one.missed < _SILENT_AFTER:
        return ""
    return (
        f"its hub {urlsplit(one.hub).hostname} has confirmed the subscription and pushes nothing: {one.missed} polls in a row "
        "have brought stories that it had not"
    )


def words(subscriptions: Sequence[Subscription], now: datetime) -> str:
    """How a source stands with its hub, for people; ``""`` where it has none."""
    for one in subscriptions:
        if one.mode is Mode.SUBSCRIBE:
            return _words(one, now)
    return f"{subscriptions[0].hub} is told to push no more" if subscriptions else ""


def _words(one: Subscription, now: datetime) -> str:
    failed = f"; asked again: {one.error}" if one.error else ""
    if stands(one, now):
        assert one.until is not None
        until = f"until {one.until:%Y-%m-%d %H:%M} UTC"
        if one.pushed is not None:
            return f"pushed by {one.hub} {until}{failed}"
        return f"subscribed at {one.hub} {until}, which has pushed nothing yet{failed}"
    if one.until is not None:
        return f"the lease of {one.hub} has ended at {one.until:%Y-%m-%d %H:%M} UTC{failed}"
    if one.error:
        return f"not pushed: {one.hub}: {one.error}"
    return f"{one.hub} is asked to push"


def _is_address(url: str) -> bool:
    return url.lower().startswith(("http://", "https://")) and len(url) <= _LONGEST_ADDRESS
