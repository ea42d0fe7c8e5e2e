"""The page on which an editor looks for items."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from feeds.app.desk.listing import frame, listed
from feeds.app.seeking import named as named_by
from feeds.config import Config
from feeds.decide.seeking import phrases
from feeds.model import DeskItem, Place, Sought, Status
from feeds.render.desk.page import filled, link
from feeds.render.page import named
from feeds.serve.desk.pages import Shown, Visitor

if TYPE_CHECKING:
    from feeds.contracts import Store

_A_PAGE = 40
_PLACE = re.compile(r"(-?\d{1,18})-(.*)", re.DOTALL)
_ID = re.compile(r"\S{1,500}")


def items(config: Config, store: Store, asked: Mapping[str, str], visitor: Visitor) -> Shown:
    """Items that answer to what is asked, newest first."""
    sought = Sought(
        phrases=phrases(asked.get("q", "")),
        source=asked.get("source", ""),
        channel=asked.get("channel", ""),
        status=_status(asked.get("status", "")),
    )
    found, onward = _named(config, store, asked.get("q", "")), None
    if not found:
        page = store.seek(sought, after=_place(asked.get("before", "")), limit=_A_PAGE)
        found, onward = page.items, page.next
    said = {name: asked.get(name, "") for name in ("q", "status", "source", "channel")}
    body = filled(
        "items.html",
        frame(config, visitor, "/items"),
        title="Items",
        asked={**said, "before": asked.get("before", "")},
        found=listed(found, config),
        statuses=[(one.value, one.value) for one in Status],
        sources=[(one.id, one.id) for one in config.sources],
        channels=[(one.id, named(one)) for one in config.channels],
        first=link("/items", **said),
        onward=link("/items", **said, before=f"{onward.at}-{onward.id}") if onward else "",
    )
    return Shown(body)


def _named(config: Config, store: Store, typed: str) -> tuple[DeskItem, ...]:
    """Items that have an id, ours or the wire's, or a page, which somebody has typed."""
    typed = typed.strip()
    return store.find(named_by(config, store, typed)) if _ID.fullmatch(typed) else ()


def _status(said: str) -> Status | None:
    return Status(said) if said in set(Status) else None


def _place(said: str) -> Place | None:
    found = _PLACE.fullmatch(said)
    return Place(at=int(found[1]), id=found[2]) if found is not None else None
