"""Grouping: which story each new item tells. Calls in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from feeds.contracts import Store
from feeds.decide import cluster
from feeds.model import DeskItem, Filing, LedgerLine, Poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """What groups, with the store of stories that it asks."""

    store: Store

    def group(self, poll: Poll) -> tuple[Poll, list[tuple[str, LedgerLine]]]:
        """A poll with its new items in their stories, and what the ledger has to say of it."""
        filings: list[Filing] = []
        told: list[tuple[str, LedgerLine]] = []
        for filing in poll.filings:
            made = filing
            held = filing.desk_item
            if held.revision == 1 and held.usable:
                story, line = self._placed(held, poll)
                made = replace(filing, desk_item=replace(held, story=story))
                told.append((held.id, line))
            filings.append(made)
        return replace(poll, filings=tuple(filings)), told

    def forget(self, now: datetime) -> None:
        """What no headline is weighed against any more goes."""
        self.store.drop_stories(now - cluster.LOOK_BACK)

    def _placed(self, held: DeskItem, poll: Poll) -> tuple[str, LedgerLine]:
        """The story is called by the id of its first item."""
        topic = cluster.read(held.item.headline, city=held.item.located)
        joining = cluster.place(topic, self.store, now=poll.at)
        story = joining.story or held.id
        self.store.join(story, topic, poll.at)
        what = f"joins the story {story}" if joining.story else "begins a story"
        return story, LedgerLine(
            at=poll.at,
            stage="story",
            status="",
            rule=joining.rule,
            reason=f"{what}: {joining.reason}",
            revision=1,
        )
