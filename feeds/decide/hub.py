"""The house's own hub (W3C WebSub): which requests are heard, what a callback is asked and has confirmed, what it
is sent, and what follows from its answers. What a hub may decide for itself is decided here.

    requested ─► asked, by its own callback ─► subscriber ─► owed, whenever its topic's content is another
                   │ three times at most          ▲   │ at the end of the lease, by a 410, or unsubscribed
                   └─► forgotten                  └───┘ renewed in time
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from feeds.decide.spread import phase
from feeds.model import Call, Called, Intent, Mode, Subscriber, host_of

LEASE = timedelta(days=10)
"""What is given where nothing is asked for."""
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=14)
_LONGEST_ADDRESS = 2000
_SECRET_BELOW = 200

_ASKED_AGAIN = (timedelta(minutes=1), timedelta(minutes=10))
"""After a callback that could not be reached; then its request is forgotten."""

_GONE = 410
_FIRST = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=1)
_REST = timedelta(hours=6)
"""How long whoever has failed for a day is left alone, whatever is published meanwhile."""


# --- requests ----------------------------------------------------------------------------


def intent(
    said: Mapping[str, str], topics: Mapping[str, str], *, is_open: bool, now: datetime
) -> Intent | str:
    """What a form asks for (WebSub, 5.1), or what is wrong with it; `topics` has the path of each, `is_open`
    says whether its callback may be asked at all. What else stands in the form is passed over.
    """
    mode, topic = said.get("hub.mode", ""), said.get("hub.topic", "")
    callback, secret = said.get("hub.callback", ""), said.get("hub.secret", "")
    lease = _lease(said.get("hub.lease_seconds", ""))
    if mode not in {Mode.SUBSCRIBE, Mode.UNSUBSCRIBE}:
        return "hub.mode is to be subscribe or unsubscribe"
    if not callback.isascii() or "#" in callback or len(callback) > _LONGEST_ADDRESS or not is_open:
        return (
            "hub.callback is to be a public address of http or https, on port 80 or 443, in ASCII, without a "
            f"user and a fragment, of {_LONGEST_ADDRESS} characters at most"
        )
    if topic not in topics:
        return "hub.topic is to be a feed of this site, by the address that it gives itself"
    if len(secret.encode()) >= _SECRET_BELOW:
        return f"hub.secret is to be of less than {_SECRET_BELOW} bytes"
    if mode == Mode.SUBSCRIBE and lease is None:
        return "hub.lease_seconds is to be a positive decimal number"
    return Intent(
        callback=callback,
        topic=topic,
        path=topics[topic],
        mode=Mode(mode),
        secret=secret,
        lease=lease or LEASE,
        created=now,
        due=now,
    )


def _lease(seconds: str) -> timedelta | None:
    """The lease that is given for what was asked for; None where that is no number."""
    if not seconds:
        return LEASE
    if not (seconds.isascii() and seconds.isdecimal() and int(seconds[:20])):
        return None
    return min(max(timedelta(seconds=int(seconds[:9])), SHORTEST), LONGEST)


# --- what a callback confirms ------------------------------------------------------------


def confirmation(one: Intent, challenge: str) -> Call:
    """The question whether this is wanted (WebSub, 5.3)."""
    said = {"hub.mode": one.mode.value, "hub.topic": one.topic, "hub.challenge": challenge}
    if one.mode is Mode.SUBSCRIBE:
        said["hub.lease_seconds"] = str(int(one.lease.total_seconds()))
    return _asking(one, said, reads=len(challenge))


def is_confirmed(called: Called, challenge: str) -> bool:
    """Whether an answer says so: any 2xx, with the challenge and nothing else (WebSub, 5.3.1)."""
    return called.status // 100 == 2 and hmac.compare_digest(called.body, challenge.encode())


def denied(one: Subscriber | Intent, reason: str, now: datetime) -> Intent:
    """What a callback is to be told that gets nothing, or nothing more (WebSub, 5.2)."""
    return Intent(
        callback=one.callback,
        topic=one.topic,
        path=one.path,
        mode=Mode.DENIED,
        reason=reason,
        created=now,
        due=now,
    )


def denial(one: Intent) -> Call:
    """How it is told so (WebSub, 5.2)."""
    said = {"hub.mode": one.mode.value, "hub.topic": one.topic, "hub.reason": one.reason}
    return _asking(one, said, reads=0)


def unheard(one: Intent, now: datetime) -> Intent | None:
    """A request whose callback could not be reached: when it is asked again; None where it was often enough."""
    if one.tries >= len(_ASKED_AGAIN):
        return None
    return replace(one, tries=one.tries + 1, due=now + _ASKED_AGAIN[one.tries])


def subscriber(one: Intent, before: Subscriber | None, mark: str, asked: datetime) -> Subscriber:
    """Whoever has confirmed, from the instant at which it was asked (WebSub, 5.3). Who is new has what stands
    now, whose `mark` this is; who renews is owed what it was owed, and whatever was given up.
    """
    if before is None:
        return Subscriber(
            callback=one.callback,
            topic=one.topic,
            path=one.path,
            secret=one.secret,
            created=asked,
            until=asked + one.lease,
            mark=mark,
            due=asked,
        )
    return replace(
        before,
        secret=one.secret,
        until=asked + one.lease,
        mark="" if before.given_up else before.mark,
        due=asked,
        failures=0,
        failing=None,
        given_up=None,
        error="",
    )


def _asking(one: Intent, said: Mapping[str, str], *, reads: int) -> Call:
    # The callback's own query stays as it is, in front (WebSub, 5.1.1).
    joint = "&" if "?" in one.callback else "?"
    url = f"{one.callback}{joint}{urlencode(said)}"
    return Call(method="GET", url=url, is_foreign=True, reads=reads)


# --- what is delivered -------------------------------------------------------------------


def delivery(one: Subscriber, body: bytes, media_type: str, hub: str) -> Call:
    """The content of a topic, whole (WebSub, 7), signed where a secret is known (7.1)."""
    headers = {
        "content-type": media_type,
        "link": f'<{hub}>; rel="hub", <{one.topic}>; rel="self"',
    }
    if one.secret:
        digest = hmac.new(one.secret.encode(), body, "sha256").hexdigest()
        headers["x-hub-signature"] = f"sha256={digest}"
    return Call(
        method="POST",
        url=one.callback,
        headers=tuple(headers.items()),
        body=body,
        is_foreign=True,
    )


def fault_of(called: Called) -> str:
    """What is wrong with the answer to a delivery; ``""`` where nothing is. A redirect is a fault (WebSub, 7)."""
    return "" if called.status // 100 == 2 else f"it answers {called.status}"


def has_gone(called: Called) -> bool:
    """Whether a callback wants nothing any more (WebSub, 7)."""
    return called.status == _GONE


def delivered(one: Subscriber, mark: str, now: datetime) -> Subscriber:
    """A subscriber that has the content of this `mark`."""
    return replace(
        one, mark=mark, due=now, failures=0, failing=None, delivered=now, given_up=None, error=""
    )


def failed(
    one: Subscriber, mark: str, error: str, now: datetime, retry_after: timedelta | None = None
) -> Subscriber:
    """A subscriber that could not be given the content of this `mark`: it is tried again, later each time, or
    given up after a day. Its subscription stays, and the next content is tried (WebSub, 7).
    """
    failures, since = one.failures + 1, one.failing or now
    one = replace(one, failures=failures, failing=since, error=error)
    if now - since >= GIVE_UP_AFTER:
        return replace(one, mark=mark, given_up=now, due=now + _REST)
    wait = min(_FIRST * int(2 ** min(failures - 1, 16)), _LONGEST_WAIT)
    # Those that failed together do not come again together.
    wait *= 0.75 + phase(f"{one.callback} {one.topic} {failures}") / 2
    return replace(one, due=now + max(wait, min(retry_after or wait, _LONGEST_WAIT)))


# --- for people --------------------------------------------------------------------------


def trouble(undelivered: Sequence[Subscriber], most: int) -> str:
    """What is wrong with those that could not be delivered to, the longest so first, of whom `most` were asked for; ``""``
    where there are none. Of a callback it says the host alone: whoever knows all of it can send to it.
    """
    if not undelivered:
        return ""
    first, many = undelivered[0], len(undelivered)
    who = "a subscriber" if many == 1 else f"{many}{' or more' if many >= most else ''} subscribers"
    since = f", since {first.failing:%Y-%m-%d %H:%M} UTC" if first.failing is not None else ""
    return f"{who} cannot be delivered to; at {host_of(first.callback)}{since}: {first.error}"


def standing(one: Subscriber, now: datetime) -> str:
    """How a subscriber stands, in a word."""
    if one.until <= now:
        return "lapsed"
    if one.given_up is not None:
        return "given up"
    return "failing" if one.failures else "active"
