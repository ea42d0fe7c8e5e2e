"""What `explain` asks for: an item's ledger, and why it is or is not in a channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.app.clock import clock
from feeds.app.looking import stamp
from feeds.app.parts import house_of
from feeds.config import Config
from feeds.decide.copies import root, together
from feeds.decide.rights import ends, has_passed, narrowed, right
from feeds.decide.route import why_not
from feeds.decide.select import opening
from feeds.model import Channel, Copies, DeskItem, Gone, LedgerLine, Rights, Source

if TYPE_CHECKING:
    from feeds.contracts import Store


def ledger_of(
    store: Store,
    held: DeskItem | Gone,
    config: Config,
    channel: str = "",
    *,
    most: int | None = None,
) -> list[dict[str, object]]:
    """An item's ledger, oldest line first, each with what a person needs to follow it; where a channel of
    the config is named, the last line says why the item is in it, or is not. Of what was recorded it has the newest lines
    alone, where it is said how many at `most`.

    Its instants are those of this desk, also those of the last lines: when the desk recorded what is
    published, whatever date the wire has given it.
    """
    if isinstance(held, Gone):
        return _ledger_of_gone(store, held)
    source = house_of(config).sources.get(held.item.source)
    told = store.ledger(held.id)
    lines = _told(store, told[-most:] if most is not None else told)
    recorded = told[-1].at if told else held.received
    last = LedgerLine(at=recorded, stage="", status="", rule="", reason="", revision=held.revision)
    lines.append(
        _line(
            last,
            stage="publish",
            status=held.status.value,
            rule="select/1",
            reason=_why_published(store, held, source, config),
        )
    )
    for one in config.channels:
        if one.id == channel:
            why = _why_in(store, held, one, config)
            lines.append(_line(last, stage="channel", rule="route/2", reason=why))
    return lines


def _ledger_of_gone(store: Store, gone: Gone) -> list[dict[str, object]]:
    """The ledger of an item whose copy has gone; where that has gone as well, the one line that says so."""
    told = store.ledger(gone.id)
    if told:
        return _told(store, told)
    reason = "its copy is gone, and its ledger is kept no more"
    last = LedgerLine(
        at=gone.since, stage="keep", status=gone.status, rule="", reason=reason, revision=0
    )
    return [_line(last, stage=last.stage, status=last.status, reason=reason)]


def _told(store: Store, ledger: Sequence[LedgerLine]) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    for line in ledger:
        if line.payload is not None and (payload := store.payload(line.payload)) is not None:
            brought = f"{len(payload.body)} bytes from {payload.url}"
            headers, at = payload.headers, payload.fetched_at
            lines.append(_line(line, at=at, stage="fetch", reason=brought, headers=headers))
        lines.append(
            _line(line, status=line.status, rule=line.rule, reason=line.reason, stage=line.stage)
        )
    return lines


def _line(
    line: LedgerLine,
    *,
    stage: str,
    reason: str,
    at: datetime | None = None,
    status: str = "",
    rule: str = "",
    headers: Sequence[tuple[str, str]] = (),
) -> dict[str, object]:
    return {
        "at": stamp(at or line.at),
        "stage": stage,
        "status": status,
        "rule": rule,
        "reason": reason,
        "revision": line.revision,
        "payload": line.payload,
        "headers": headers,
    }


def _why_published(store: Store, held: DeskItem, source: Source | None, config: Config) -> str:
    if not held.status.publishes:
        return f"not published: {held.reason}"
    rights = right(held.item, source, clock()).rights
    if not held.channels and rights is not Rights.INTERNAL:
        return "in no channel"
    if why := _why_shut(held, source):
        return why
    now = clock()
    stood_for = [
        one.id
        for one in config.channels
        if one.id in held.channels and _stands_for(store, held, one, config, now)
    ]
    shown = ", ".join(name for name in held.channels if name not in stood_for)
    told = [f"in {shown} under {rights} rights"] if shown else []
    if stood_for:
        told.append(f"another item with the same copy stands for it in {', '.join(stood_for)}")
    return "; ".join(told)


def _why_shut(held: DeskItem, source: Source | None) -> str:
    """Why an item may not be seen now, wherever it is routed; ``""`` where it may."""
    if source is None:
        return f"its source {held.item.source!r} is not in the config: nobody knows its rights"
    opens = opening(held, source)
    if not held.usable:
        return f"not published: {held.reason}"
    if opens is None:
        return f'not published: what source "{source.id}" allows of it is internal'
    now, closes = clock(), ends(held.item, source)
    if closes is not None and has_passed(closes, now):
        return f"not published: its rights ran out on {closes:%Y-%m-%d %H:%M} UTC"
    return f"held until {opens:%Y-%m-%d %H:%M} UTC" if opens > now else ""


def _why_in(store: Store, held: DeskItem, channel: Channel, config: Config) -> str:
    """Why an item is in a channel, or is not, in words."""
    source = house_of(config).sources.get(held.item.source)
    if source is not None and held.usable:
        why = why_not(held.item, source, channel, now=clock(), published=held.published)
        if why:
            return f"not in {channel.id}: {why}"
    if why := _why_shut(held, source):
        return f"not in {channel.id}: {why}"
    now = clock()
    if channel.max_age is not None and held.published + channel.max_age <= now:
        return f"not in {channel.id}: older than its max_age"
    if other := _stands_for(store, held, channel, config, now):
        return f"not in {channel.id}: {other} has the same copy and stands for it"
    edition = store.edition(channel.id)
    if edition is None or held.id not in {id_ for id_, _ in edition.members}:
        return (
            f"{channel.id} takes it, but shows it not: not released yet, "
            "or older than its newest entries"
        )
    allowed = narrowed(right(held.item, source, now), channel)
    summary = allowed.rights is Rights.SUMMARY and allowed.words is not None
    words = f" of {allowed.words} words" if summary else ""
    return f"in {channel.id} under {allowed.rights} rights{words}"


def _stands_for(
    store: Store, held: DeskItem, channel: Channel, config: Config, now: datetime
) -> str:
    """The id of the item that a channel shows instead of one; ``""`` where there is none."""
    if channel.copies is Copies.ALL:
        return ""
    house = house_of(config)
    same = together(
        store.same_copy([root(held)], channel.id),
        channel=channel,
        sources=house.sources,
        site=house.site,
        now=now,
    )
    return same.hidden.get(held.id, "")
