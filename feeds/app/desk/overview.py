"""The first page: what is wrong, what waits, what came and what went out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feeds.app.desk.listing import frame, listed, when
from feeds.app.looking import reports_from
from feeds.config import Config
from feeds.decide import pulse
from feeds.model import Sought, Status
from feeds.render.desk.page import filled
from feeds.render.desk.plots import bars
from feeds.render.page import named
from feeds.render.stamps import stamp
from feeds.serve.desk.pages import Shown, Visitor

if TYPE_CHECKING:
    from feeds.contracts import Store

_HOUR = timedelta(hours=1)
_HOURS = 24
_NEWEST, _MOST, _MOST_WRONG = 8, 1000, 12


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
    wrong = [*_hooks(config, store), *_sources(config, store)]
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


def _sources(config: Config, store: Store) -> Iterator[Mapping[str, object]]:
    """Sources that somebody has to see to; those that are quiet are well otherwise."""
    failing = reports_from(config, store, failing=True, counted=False)
    named_already = {one["id"] for one in failing}
    for one in failing:
        yield {
            **_wrong(f"/sources#{one['id']}", one["id"], one["state"], one["reason"]),
            "advice": one["advice"],
        }
    for id_, state in store.states().items():
        quiet = pulse.standing(state.pulse)
        if quiet and id_ not in named_already and any(one.id == id_ for one in config.sources):
            yield _wrong(f"/sources#{id_}", id_, "quiet", quiet)


def _hooks(config: Config, store: Store) -> Iterator[Mapping[str, object]]:
    for hook in config.hooks:
        if failures := store.failures(hook.name):
            why = f"could not be told {failures} times in a row; it is told again"
            yield _wrong("/", hook.name, "failing", why)


def _wrong(href: str, name: object, state: object, reason: object) -> dict[str, object]:
    return {"href": href, "name": name, "state": state, "reason": reason, "advice": ""}


def _channels(config: Config, store: Store) -> Sequence[Mapping[str, object]]:
    rows = []
    for channel in config.channels:
        edition = store.edition(channel.id)
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
