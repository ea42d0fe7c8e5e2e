"""The page of the sources: how each stands, and what may be asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feeds.app.desk.listing import frame, when
from feeds.app.looking import reports_from
from feeds.config import Config
from feeds.model import SourceStatus
from feeds.render.desk.page import filled
from feeds.render.desk.plots import sparkline
from feeds.serve.desk.pages import Shown, Visitor

if TYPE_CHECKING:
    from feeds.contracts import Store

VERBS = {"poll": "Poll now", "pause": "Pause", "resume": "Resume"}
_HOUR = timedelta(hours=1)
_HOURS = 24


def sources(config: Config, store: Store, now: datetime, visitor: Visitor) -> Shown:
    """Every source of the config, in its order."""
    begin = now.replace(minute=0, second=0, microsecond=0) - (_HOURS - 1) * _HOUR
    came: Counter[tuple[str, datetime]] = Counter()
    for one in store.arrivals([source.id for source in config.sources], begin):
        came[one.source, one.hour] += one.came
    hours = [begin + place * _HOUR for place in range(_HOURS)]
    rows = []
    for report in reports_from(config, store, counted=False):
        counts = [came[str(report["id"]), hour] for hour in hours]
        title = f"{sum(counts)} stories in the last 24 hours"
        rows.append(
            {
                **report,
                **_said(report, config),
                "spark": sparkline(counts, title),
                "day": sum(counts),
            }
        )
    frame_ = frame(config, visitor, "/sources")
    return Shown(filled("sources.html", frame_, title="Sources", sources=rows))


def _said(report: Mapping[str, object], config: Config) -> dict[str, object]:
    state = report["state"]
    if state == SourceStatus.DISABLED:
        verbs = []
    elif state in {SourceStatus.PAUSED, SourceStatus.GONE}:
        verbs = ["resume"]
    else:
        verbs = ["poll", "pause"]
    due = report["next_due"] if "poll" in verbs else None
    return {
        "verbs": [(verb, VERBS[verb]) for verb in verbs],
        "last": report["last_poll"],
        "last_when": _when(report["last_poll"], config),
        "next": due,
        "next_when": _when(due, config),
    }


def _when(stated: object, config: Config) -> str:
    return when(datetime.fromisoformat(stated), config) if isinstance(stated, str) else ""
