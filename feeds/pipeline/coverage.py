"""Coverage: the pages that name all items of a story, where it has several. Calls in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.contracts import Store
from feeds.decide.page import coverage_path
from feeds.decide.select import entry, is_open
from feeds.errors import RenderError
from feeds.model import Channel, DeskItem, Document, Entry
from feeds.pipeline.house import House
from feeds.render import coverage_page

PAGE = Channel(id="story", title="")
"""An item's page belongs to the house, not to a channel: the source's rights alone narrow it."""
_MOST = 100
"""Items of a story that its page names: the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What has become of the pages of some stories."""

    documents: tuple[Document, ...]
    gone: tuple[str, ...]
    """Paths of those that name nothing worth a page any more."""
    stories: frozenset[str]
    """The stories that have a page now."""
    others: tuple[DeskItem, ...]
    """Items whose own page has to begin, or to end, to lead there."""
    faults: Mapping[str, str]
    """Pages that could not be made, by path: none is left that names what may be gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Makes pages of stories, with the parts that this takes."""

    house: House
    store: Store

    def of(self, items: Sequence[DeskItem], now: datetime) -> Covered:
        """The pages of the stories that items are of, as they may be seen now: a page names two items
        at least.
        """
        stories = tuple(dict.fromkeys(held.story for held in items if held.story))
        told = self.store.coverage(stories, _MOST) if stories else {}
        known = self.store.documents([coverage_path(story) for story in told]) if told else {}
        batch = frozenset(held.id for held in items)
        documents: list[Document] = []
        gone: list[str] = []
        others: list[DeskItem] = []
        faults: dict[str, str] = {}
        for story, held in told.items():
            path = coverage_path(story)
            shown = self._shown(held, now)
            made = self._made(path, shown, faults)
            documents += made
            # One may stand that nothing is known of: its writer was killed before that was recorded.
            leaves = not batch.isdisjoint({one.id for one in held} - {one.id for one, _ in shown})
            if not made and (path in known or leaves):
                gone.append(path)
            if bool(made) != (path in known):
                others += (one for one, _ in shown if one.id not in batch)
        covered = frozenset(one.path for one in documents)
        return Covered(
            documents=tuple(documents),
            gone=tuple(gone),
            stories=frozenset(story for story in told if coverage_path(story) in covered),
            others=tuple(others),
            faults=faults,
        )

    def without(self, going: Sequence[DeskItem]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The pages of stories that are to go with the last of their items, and for each story of which
        others stay the id of one with which its page is made again.
        """
        paths = {coverage_path(held.story): held.story for held in going if held.story}
        known = self.store.documents(tuple(paths)) if paths else {}
        told = self.store.coverage([paths[path] for path in known], _MOST) if known else {}
        ids = frozenset(held.id for held in going)
        left = {
            path: [
                one.id for one in told.get(paths[path], ()) if one.channels and one.id not in ids
            ]
            for path in known
        }
        empty = tuple(path for path, others in left.items() if not others)
        return empty, tuple(others[0] for others in left.values() if others)

    def standing(self, items: Iterable[DeskItem]) -> frozenset[str]:
        """The stories of items that have a page, as it was written."""
        paths = {coverage_path(held.story): held.story for held in items if held.story}
        return frozenset(paths[path] for path in self.store.documents(tuple(paths)))

    def again(self, story: str, now: datetime) -> tuple[Document, ...]:
        """The page of a story that has gone missing. Raises RenderError."""
        told = self.store.coverage([story], _MOST).get(story, ())
        shown = self._shown(told, now)
        path = coverage_path(story)
        return (self._page(path, shown),) if len(shown) > 1 else ()

    def _made(
        self, path: str, shown: Sequence[tuple[DeskItem, Entry]], faults: dict[str, str]
    ) -> Sequence[Document]:
        if len(shown) < 2:
            return ()
        try:
            return (self._page(path, shown),)
        except RenderError as fault:
            faults[path] = str(fault)
            return ()

    def _page(self, path: str, shown: Iterable[tuple[DeskItem, Entry]]) -> Document:
        entries = [one for _, one in shown]
        return coverage_page(entries, self.house.site, path, self.house.channels)

    def _shown(self, items: Iterable[DeskItem], now: datetime) -> Sequence[tuple[DeskItem, Entry]]:
        found: list[tuple[DeskItem, Entry]] = []
        for held in items:
            source = self.house.sources.get(held.item.source)
            if source is None or not held.channels or not is_open(held, source, now):
                continue
            if (shown := entry(held, source, PAGE, self.house.site, now)) is not None:
                found.append((held, shown))
        return found
