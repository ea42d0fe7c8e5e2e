"""The first page: what is wrong, what waits, what came and what went out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feeds.app.desk.listing import frame, listed, when
from feeds.app.looking import reports_from
from feeds.config import Config
from feeds.decide import hub
from feeds.decide.lengths import in_a_row
from feeds.model import AlarmKind, Sought, Status
from feeds.render.desk.page import filled, link
from feeds.render.desk.plots import bars
from feeds.render.page import named
from feeds.render.stamps import stamp
from feeds.serve.desk.pages import Shown, Visitor

if TYPE_CHECKING:
    from feeds.contracts import Store

_HOUR = timedelta(hours=1)
_HOURS = 24
_NEWEST, _MOST, _MOST_WRONG = 8, 1000, 24
_SAID_BY_SOURCES = frozenset({AlarmKind.FAILING, AlarmKind.GONE})
"""Alarms that are not said twice: the sources themselves tell it, as it is this moment."""


def overview(config: Config, store: Store, now: datetime, visitor: Visitor) -> Shown:
    """The overview as of now."""
    begin = now.replace(minute=0, second=0, microsecond=0) - (_HOURS - 1) * _HOUR
    arrivals = store.arrivals([source.id for source in config.sources], begin)
    zone = ZoneInfo(config.site.timezone)
    hours = [begin + place * _HOUR for place in range(_HOURS)]
    came = dict.fromkeys(hours, 0)
    out = dict(came)
    for one in arrivals:
        if one.hour in came:  # a clock may have been set back
            came[one.hour] += one.came
            out[one.hour] += one.out
    counts = [(f"{hour.astimezone(zone):%H:%M}", came[hour], out[hour]) for hour in hours]
    wrong = list(_wrong(config, store, now))
    waiting = store.standing(Status.HELD, _MOST)
    body = filled(
        "overview.html",
        frame(config, visitor, "/"),
        title="Overview",
        wrong=wrong[:_MOST_WRONG],
        more=len(wrong[_MOST_WRONG:]),
        held=listed(store.seek(Sought(status=Status.HELD), limit=_NEWEST).items, config),
        held_count=f"{waiting} or more" if waiting == _MOST else waiting,
        came=sum(came.values()),
        out=sum(out.values()),
        zone=config.site.timezone,
        rhythm=bars(
            counts, "Stories that came in each of the last 24 hours, and how many of them are out"
        ),
        channels=list(_channels(config, store)),
    )
    return Shown(body)


def _wrong(config: Config, store: Store, now: datetime) -> Iterator[Mapping[str, object]]:
    """What somebody has to see to; what concerns all comes before what concerns one source."""
    ids = {source.id for source in config.sources}
    for one in store.standing_alarms():
        alarm = one.alarm
        if alarm.kind not in _SAID_BY_SOURCES:
            href = f"/sources#{alarm.subject}" if alarm.subject in ids else ""
            if alarm.kind is AlarmKind.NOTICE:
                href = link("/item", id=alarm.subject)
            yield _line(alarm.subject, alarm.kind, alarm.words, href=href, advice=alarm.advice)
    for hook in config.hooks:
        if failures := store.failures(hook.name):
            why = f"could not be told {in_a_row(failures)}; it is told again"
            yield _line(hook.name, "failing", why)
    if why := hub.trouble(store.undelivered(now, _MOST), _MOST):
        yield _line("our hub", "failing", why, advice="`feeds hub` lists subscribers")
    said: dict[object, object] = {}
    for report in reports_from(config, store, failing=True, counted=False):
        id_, advice = report["id"], report["advice"]
        why = "; ".join(str(report[key]) for key in ("error", "reason") if report[key])
        if (first := said.setdefault(advice, id_)) != id_ and advice:
            advice = f"as for {first}"
        yield _line(id_, report["state"], why, href=f"/sources#{id_}", advice=advice)


def _line(
    name: object, state: object, reason: object, *, href: str = "", advice: object = ""
) -> Mapping[str, object]:
    return {"href": href, "name": name, "state": state, "reason": reason, "advice": advice}


def _channels(config: Config, store: Store) -> Sequence[Mapping[str, object]]:
    rows = []
    editions = store.editions()
    for channel in config.channels:
        edition = editions.get(channel.id)
        changed = edition.updated if edition is not None else None
        rows.append(
            {
                "id": channel.id,
                "title": named(channel),
                "entries": len(edition.members) if edition is not None else 0,
                "changed": stamp(changed) if changed is not None else "",
                "when": when(changed, config) if changed is not None else "",
            }
        )
    return rows
