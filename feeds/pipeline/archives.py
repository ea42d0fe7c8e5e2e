"""Archives: pages that are due are made, and what is gone from them is told.

    what they show has changed         all of them, before the channels
    they look otherwise, or are new    some in each pass, behind all else

A row of calls that judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.contracts import Store
from feeds.decide.telling import Gone
from feeds.errors import PublishError, RenderError
from feeds.model import Channel, Document, Edition
from feeds.pipeline.history import Histories, MadePage, Seen
from feeds.pipeline.receipts import Look
from feeds.render import archive_page_of, archive_paths

_A_STEP = 2
"""Pages that are made between two looks at what people have decided: some tenths of a second at most."""
_A_PASS = 8
"""Pages that can wait and are made in a pass."""
_MANY = 200
"""Pages of stories that a pass makes before it makes none of archives that can wait."""
_ALL = 1_000_000
_AT_ONCE = 50
"""Pages that are made without what is gone from them before anybody waits for that no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archives:
    """The archives of all channels, with what makes and what writes them."""

    histories: Histories
    write: Callable[[Sequence[Document], datetime, Gone], int]
    """How many documents were written."""
    drop: Callable[[Sequence[str], datetime, Gone], None]
    tell: Callable[[Sequence[tuple[str, int]], str], None]

    @property
    def store(self) -> Store:
        return self.histories.editions.store

    @property
    def channels(self) -> dict[str, Channel]:
        return {one.id: one for one in self.histories.editions.house.channels}

    def follow(self, look: Look) -> int:
        """Makes all pages whose content has changed; how many documents were written. Raises RenderError
        when all others are made, and PublishError; then those that show what they may not are taken away.
        """
        written = 0
        faults: dict[tuple[str, int], str] = {}
        while due := self._due(look.at, faults):
            try:
                written += self._turn(due, look.at, faults)
            except PublishError:
                self._clear(look.at)
                raise
            look()
        if faults:
            raise RenderError("; ".join(faults.values()))
        return written

    def go_on(
        self,
        edition: Edition,
        seen: MutableMapping[str, Seen],
        look: Look,
    ) -> tuple[int, datetime | None] | None:
        """Gives places to what waits for one behind an edition, and makes the pages that this fills; how many
        documents were written, and when the next may be seen that waits. None where a `look` between two
        steps has found something: the edition is not what it was. Raises RenderError, PublishError.
        """
        written, opens, now = 0, list[datetime](), look.at
        for step in self.histories.go_on(edition, now, seen):
            written += self.put(step.pages, now)
            opens += filter(None, (step.opens,))
            if step.more and look():
                return None
        return written, min(opens, default=None)

    def step(self, stories: int, look: Look) -> int:
        """Makes some of the pages that look otherwise now, or are new; how many documents were written. None
        in a pass that has made the pages of so many `stories` that everybody has waited for it already.
        Raises RenderError, PublishError.
        """
        if stories > _MANY:
            return 0
        written = 0
        faults: dict[tuple[str, int], str] = {}
        due = self.store.due_pages(look.at, _A_PASS, changed=False)
        for start in range(0, len(due), _A_STEP):
            if start and look():
                break  # others may be due now
            written += self._turn(due[start : start + _A_STEP], look.at, faults)
        if faults:
            raise RenderError("; ".join(faults.values()))
        return written

    def withdraw(self, now: datetime) -> None:
        """Takes what may not be seen any more out of all pages at once. They go without their compressed
        twins, or, where they are many or cannot be written, they go themselves, which needs no room on the
        disk: `follow` makes them again. Raises PublishError.
        """
        due = self.store.due_pages(now, _ALL, changed=True)
        faults: dict[tuple[str, int], str] = {}
        try:
            self._turn(due[:_AT_ONCE], now, faults, twins=False)
            left = (*faults, *due[_AT_ONCE:])
        except PublishError:
            left = due
        for channel, number in left:
            if channel in self.channels:
                self.put([self.histories.without(channel, number)], now, twins=False)

    def put(self, pages: Sequence[MadePage], now: datetime, *, twins: bool = True) -> int:
        """Writes pages and records them; how many documents were written. Raises PublishError."""
        if not pages:
            return 0
        gone = {path: page.gone for page in pages for path in page.paths}
        documents = [one for page in pages for one in page.documents]
        stood = self.store.documents(list(gone))
        with self.store.transaction():
            self.store.save_pages([page.record for page in pages], due=not twins)
            self.drop([path for page in pages for path in page.dropped], now, gone)
            written = self.write([replace(one, twins=twins) for one in documents], now, gone)
            for page in pages:
                left = ", ".join(path for path in page.paths if path in stood)
                self.tell(page.gone if left else (), f"gone from {left}")
        return written

    def again(
        self, paths: Iterable[str], now: datetime, faults: MutableMapping[str, None]
    ) -> Iterator[list[Document]]:
        """The documents of pages that have gone missing, a page after the other, but for those that cannot be
        made: those are among the `faults` then.
        """
        wanted = frozenset(paths)
        for channel, number in sorted({page for path in wanted if (page := archive_page_of(path))}):
            known = self.store.archive_page(channel, number)
            if known is not None and known.updated is not None and channel in self.channels:
                try:
                    made = self.histories.page(self.channels[channel], number, now)
                except RenderError as fault:
                    faults[str(fault)] = None
                    continue
                yield [document for document in made.documents if document.path in wanted]

    def _due(
        self, now: datetime, faults: dict[tuple[str, int], str]
    ) -> tuple[tuple[str, int], ...]:
        due = self.store.due_pages(now, _A_STEP + len(faults), changed=True)
        return tuple(one for one in due if one not in faults)

    def _turn(
        self,
        due: Iterable[tuple[str, int]],
        now: datetime,
        faults: dict[tuple[str, int], str],
        *,
        twins: bool = True,
    ) -> int:
        made: list[MadePage] = []
        for channel, number in due:
            if channel not in self.channels:
                self._abandon(channel, now)
                continue
            try:
                made.append(self.histories.page(self.channels[channel], number, now))
            except RenderError as fault:  # costs its own page and no other's
                faults[channel, number] = str(fault)
        return self.put(made, now, twins=twins)

    def _clear(self, now: datetime) -> None:
        """Takes away all pages that show something else than they may now, which needs no room on the disk."""
        for channel, number in self.store.due_pages(now, _ALL, changed=True):
            stands = self.store.archive_page(channel, number)
            if channel not in self.channels or stands is None or not stands.members:
                continue
            try:
                made = self.histories.page(self.channels[channel], number, now)
            except RenderError:
                made = None
            if made is None or made.record.fingerprint != stands.fingerprint:
                self.put([self.histories.without(channel, number)], now, twins=False)

    def _abandon(self, channel: str, now: datetime) -> None:
        """The archive of a channel that is in the config no more."""
        numbers = self.store.pages(channel)
        paths = [path for number in numbers for path in archive_paths(channel, number)]
        self.drop(paths, now, {})
        self.store.drop_pages(channel)
