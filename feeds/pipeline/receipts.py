"""Receipts: what a release took away, for the ledger, and for hubs and caches; and what came up meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from feeds.contracts import Clock
from feeds.decide.page import coverage_path
from feeds.decide.telling import Gone
from feeds.errors import PublishError, RenderError
from feeds.model import DeskItem, Document, LedgerLine, Status
from feeds.pipeline.editions import Made
from feeds.render.sitemap import day_of, maps_of


@dataclass(slots=True, kw_only=True)
class Look:
    """What does what people have decided, and knows whether that was anything; and the instant by which a pass
    judges. It goes on by that of what it has done: by an older one it would put back what was taken out then.
    """

    heed: Callable[[], bool]
    clock: Clock
    at: datetime
    found: bool = False
    is_ahead: bool = False
    """Whether pages may lack of what can be seen by now."""

    def __call__(self) -> bool:
        done = self.heed()
        if done:
            self.found = self.is_ahead = True
            self.at = max(self.at, self.clock())
        return done


def tried(what: str, do: Callable[[], int], errors: list[str]) -> int:
    """How many documents something has written, as far as it could; why it could not is among the `errors`."""
    try:
        return do()
    except (RenderError, PublishError) as fault:
        errors.append(f"{what}: {fault}")
        return 0


def gone_from_pages(dead: Iterable[DeskItem]) -> Gone:
    """Which withdrawn items each page is the first not to show: an item's own, and that of the story that it was told in with others."""
    gone: dict[str, list[tuple[str, int]]] = {}
    for one in dead:
        for path in (one.page, coverage_path(one.story)):
            gone.setdefault(path, []).append((one.id, one.revision))
    return gone


def gone_from_maps(gone: Gone, maps: Iterable[str]) -> Gone:
    """Which withdrawn items each map of pages is the first not to name."""
    return {
        path: [
            one
            for page, ids in gone.items()
            if (day := day_of(page)) and path.startswith(maps_of(day))
            for one in ids
        ]
        for path in maps
    }


def gone_from(editions: Iterable[Made], front: Iterable[Document] = ()) -> Gone:
    """Which withdrawn items each document of editions, and the front of all, is the first not to show."""
    gone: dict[str, list[tuple[str, int]]] = {}
    for made in editions:
        for document in (*made.documents, *front):
            gone.setdefault(document.path, []).extend(made.gone)
    return {path: list(dict.fromkeys(ids)) for path, ids in gone.items()}


def left(revision: int, what: str, at: datetime) -> LedgerLine:
    """What the ledger says of what a withdrawn item has left."""
    return LedgerLine(
        at=at,
        stage="publish",
        status=Status.WITHDRAWN.value,
        rule="select/1",
        reason=what,
        revision=revision,
    )
