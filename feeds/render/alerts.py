"""Alarms as people read them in mail, and as programs do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from feeds.model import AlarmRecord, Alert
from feeds.render.stamps import stamp

_NAMED = 3
"""Alarms that a subject names; the others are counted."""


def subject(alert: Alert) -> str:
    """What a message is about, in a line."""
    named = [_short(one) for one in alert.raised] + [f"over: {_short(one)}" for one in alert.over]
    more = len(named[_NAMED:]) + alert.left_out
    rest = f", and {more} more" if more else ""
    line = f"[{alert.site}] {', '.join(named[:_NAMED])}{rest}"
    return "".join(sign if sign.isprintable() else " " for sign in line)


def text(alert: Alert) -> str:
    """The message, in plain text."""
    return "\n".join(_lines(alert))


def payload(alert: Alert) -> dict[str, Any]:
    """The message for JSON; times are RFC 3339 in UTC."""
    return {
        "site": alert.site,
        "at": _stamp(alert.at),
        "through": alert.through,
        "raised": [alarm_json(one) for one in alert.raised],
        "over": [alarm_json(one) for one in alert.over],
        "left_out": alert.left_out,
    }


def alarm_json(one: AlarmRecord) -> dict[str, Any]:
    """An alarm for JSON; absent text is ``""``, an absent time None."""
    return {
        "kind": one.alarm.kind.value,
        "subject": one.alarm.subject,
        "words": one.alarm.words,
        "advice": one.alarm.advice,
        "since": _stamp(one.alarm.since),
        "said": _stamp(one.said),
        "over": _stamp(one.over),
    }


def _lines(alert: Alert) -> Iterator[str]:
    for one in alert.raised:
        yield f"{_short(one)}: {one.alarm.words}"
        if one.alarm.advice:
            yield f"    {one.alarm.advice}"
        yield ""
    for one in alert.over:
        yield f"over at {one.over:%Y-%m-%d %H:%M} UTC: {_short(one)}: {one.alarm.words}"
        yield ""
    if alert.left_out:
        yield f"and {alert.left_out} more: `feeds alarms` lists them"
        yield ""


def _short(one: AlarmRecord) -> str:
    return f"{one.alarm.kind} {one.alarm.subject}"


def _stamp(at: datetime | None) -> str | None:
    return stamp(at.replace(microsecond=0)) if at is not None else None
