"""Which items does a source bring, and which channels take them? Selections and ordered rules, judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from feeds.decide.fields import disagreement, takes
from feeds.decide.rights import ends, has_passed, right, tables
from feeds.model import Channel, Decision, Item, Rights, Rule, Source, Status

_VERSION = 2
"""Of how items are judged here: another one routes anew what is held."""

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
"""An instant at which no right has run out."""


def route(
    item: Item,
    source: Source,
    channels: Iterable[Channel],
    *,
    now: datetime = _BEFORE_ALL,
    published: datetime | None = None,
) -> tuple[str, ...]:
    """The ids of the channels that take an item, in the order of the config.

    Copy for internal use goes nowhere, and neither does copy whose rights have run out by now.
    `published` is the date that weekdays and hours are judged by: the wire's where it is None.
    """
    if right(item, source, now).rights is Rights.INTERNAL:
        return ()
    return tuple(one.id for one in channels if _is_taken(item, one, published))


def _is_taken(item: Item, channel: Channel, published: datetime | None) -> bool:
    if channel.rights is Rights.INTERNAL or not takes(channel.select, item, published):
        return False
    rule = deciding(channel.rules, item, published)
    return rule is None or rule.keeps


def rejection(item: Item, source: Source, published: datetime | None = None) -> Decision | None:
    """The decision on an item that a rule of its source drops; None where none does."""
    rule = deciding(source.rules, item, published)
    if rule is None or rule.keeps:
        return None
    return Decision(status=Status.REJECTED, rule=_named(rule), reason=_drops(rule, "its source"))


def why_not(
    item: Item,
    source: Source,
    channel: Channel,
    *,
    now: datetime = _BEFORE_ALL,
    published: datetime | None = None,
) -> str:
    """Why a channel does not take an item: the field or the rule that decided, in words; ``""`` where it
    takes it.
    """
    rule = deciding(source.rules, item, published)
    if rule is not None and not rule.keeps:
        return _drops(rule, f'source "{source.id}"')
    if (until := ends(item, source)) is not None and has_passed(until, now):
        return f'rights: source "{source.id}" allowed it until {until:%Y-%m-%d %H:%M} UTC'
    if right(item, source, now).rights is Rights.INTERNAL:
        return f'rights: what source "{source.id}" allows of it is internal'
    if channel.rights is Rights.INTERNAL:
        return f'rights: channel "{channel.id}" is internal'
    if said := disagreement(channel.select, item, published):
        return f"select: {said}"
    rule = deciding(channel.rules, item, published)
    return "" if rule is None or rule.keeps else _drops(rule, f'channel "{channel.id}"')


def deciding(rules: Sequence[Rule], item: Item, published: datetime | None = None) -> Rule | None:
    """The first rule that is about an item; None where none is."""
    for rule in rules:
        if takes(rule.select, item, published):
            return rule
    return None


def digests(
    channels: Iterable[Channel],
    sources: Mapping[str, Source],
    now: datetime = _BEFORE_ALL,
    *,
    gone: Iterable[str] = (),
) -> dict[str, str]:
    """For each channel a hash of all that decides what it takes; `gone` are sources that have left the
    config, of which no channel takes anything.

    Where it differs from the one of the last run, the items held have to be routed anew.
    """
    # A source that keeps nothing back routes nothing anew when it is new.
    known = [(id_, _judged(source, now)) for id_, source in sorted(sources.items())]
    kept_back = [one for one in known if any(one[1])]
    judged = _digest((kept_back, *sorted(gone)) if gone else kept_back)
    return {
        one.id: _digest((_VERSION, one.select, one.rules, one.rights is Rights.INTERNAL, judged))
        for one in channels
    }


def _judged(source: Source, now: datetime) -> tuple[object, ...]:
    """All of a source that keeps items of it from every channel."""
    internal, *carried = [
        one.rights is Rights.INTERNAL or has_passed(one.rights_until, now) for one in tables(source)
    ]
    agencies = [one.agencies for one, shut in zip(source.carries, carried, strict=True) if shut]
    return (source.rules, internal, agencies)


def _drops(rule: Rule, whose: str) -> str:
    because = f": {rule.reason}" if rule.reason else ""
    return f'dropped by rule "{rule.id}" of {whose}{because}'


@lru_cache(maxsize=1024)
def _named(rule: Rule) -> str:
    """A rule's id, and as its version a hash of all that it says."""
    return f"rules.{rule.id}/{_digest(rule)[:8]}"


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "replace")).hexdigest()[:16]
