"""Release: changed channels to documents. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Container, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from feeds.contracts import Clock, Observer, Publisher, Store
from feeds.decide.page import coverage_path
from feeds.decide.select import entry
from feeds.errors import PublishError, RenderError
from feeds.model import Channel, DeskItem, Document, Released, Status
from feeds.pipeline import front
from feeds.pipeline.abandoned import abandoned, awaited
from feeds.pipeline.adopt import adopt
from feeds.pipeline.archives import Archives
from feeds.pipeline.coverage import PAGE, Coverage
from feeds.pipeline.editions import Editions, Made, shown
from feeds.pipeline.files import Files
from feeds.pipeline.history import Histories, Seen
from feeds.pipeline.house import House
from feeds.pipeline.leaving import Leaving
from feeds.pipeline.receipts import Look, gone_from, gone_from_pages, left, tried
from feeds.render import document_path, story_page

_PAGES_A_BATCH = 1000
_ALL = 1_000_000
_PAGES_AT_ONCE = 50
"""Pages that are made between two looks at what people have decided: a tenth of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The second verb, with the parts it calls."""

    house: House
    store: Store
    publisher: Publisher
    observer: Observer
    clock: Clock
    editions: Editions
    version: str = ""
    """This program's, as `adopt` was told it."""
    news: MutableMapping[tuple[str, int], bytes] = field(default_factory=dict)
    """What `Front` keeps."""

    @property
    def archives(self) -> Archives:
        """What makes the pages of archives."""
        histories = Histories(editions=self.editions)
        return Archives(
            histories=histories, write=self.files.write, drop=self.files.drop, tell=self._tell_of
        )

    @property
    def coverage(self) -> Coverage:
        """What makes the pages of stories."""
        return Coverage(house=self.house, store=self.store)

    @property
    def front(self) -> front.Front:
        """What makes the documents that belong to the site as a whole."""
        return front.Front(
            house=self.house, store=self.store, editions=self.editions, news=self.news
        )

    @property
    def files(self) -> Files:
        """What writes documents, and takes them away."""
        return Files(house=self.house, store=self.store, publisher=self.publisher, clock=self.clock)

    @property
    def leaving(self) -> Leaving:
        """What takes pages away."""
        return Leaving(files=self.files, front=self.front)

    def run(self, heed: Callable[[], bool] = lambda: False) -> bool:
        """Publishes all that changed; whether everything could be, and nobody has decided anything meanwhile.

        What could not be is named in the event, stays marked, and is tried again next time. `heed` is
        called between two steps, and does what people have decided, `withdraw` included; it gives whether
        that was anything.
        """
        started = self.clock()
        look = Look(heed=heed, clock=self.clock, at=started)
        errors: list[str] = []
        pages = written = 0
        if self.house.run_out(started):
            # What a source has brought goes from every page as well, however old.
            adopt(self.house, self.store, self.version, started)
        written += tried("furniture", partial(self._furnish, started), errors)
        try:
            pages = self._pages(look)
        except (RenderError, PublishError) as fault:
            errors.append(f"pages: {fault}")
        # Here, and not with the pages: what people withdraw waits for no map of a thousand days.
        tried("maps", partial(self.files.catch_up, look.at, look), errors)
        written += tried("archives", partial(self.archives.follow, look), errors)
        released, lacking, put = self._channels(look, errors)
        written += put
        tried("former ids", partial(self._leave_former, look.at), errors)
        if released or pages:
            try:
                written += self.files.write(self.front.documents(look.at), look.at)
            except (RenderError, PublishError) as fault:
                errors.append(f"index: {fault}")
            else:
                # Not before the front page stands: whoever is killed in between is to come back.
                self.store.clean([id_ for id_ in released if id_ not in lacking])
        written += tried("archives", partial(self.archives.step, pages, look), errors)
        if pages or released or written or errors:
            self.observer(
                Released(
                    at=started,
                    seconds=(self.clock() - started).total_seconds(),
                    channels=tuple(released),
                    pages=pages,
                    written=written + pages,
                    error="; ".join(errors),
                )
            )
        return not errors and not look.found

    def withdraw(self) -> bool:
        """Takes what is withdrawn out of everything at once, before all else; whether it could. The
        documents go without their compressed twins, which take longer than all the rest: `run`, which
        is to follow, adds them.
        """
        now = self.clock()
        dirty = frozenset(self.store.dirty(now))
        done = True
        # Each for itself: what cannot be written of one keeps up nothing of the others.
        for step in (
            partial(self._leave, now),
            partial(self._leave_channels, dirty, now),
            partial(self._leave_former, now),
            partial(self.archives.withdraw, now),
        ):
            try:
                step()
            except (RenderError, PublishError):
                done = False  # `run` meets the same, channel by channel, and says so
        return done

    def _leave(self, now: datetime) -> None:
        try:
            look = Look(heed=lambda: False, clock=self.clock, at=now)
            self._pages(look, leaving=True, most=_PAGES_A_BATCH)  # to take away is soon done
            if len(self.store.unpublished(now, _PAGES_AT_ONCE)) < _PAGES_AT_ONCE:
                self._pages(look)  # of stories that the feeds are about to name
        except RenderError as fault:  # it keeps up no other page, and no feed
            self.observer(Released(at=now, seconds=0.0, error=f"pages: {fault}"))

    def _leave_channels(self, dirty: Container[str], now: datetime) -> None:
        made: list[Made] = []
        faults: list[str] = []
        for channel in self.house.channels:
            if channel.id not in dirty:
                continue
            try:
                if self.editions.lags(channel, now) or self.files.are_unknown(channel):
                    made.append(self._made(channel, now, at_once=True))
            except (RenderError, PublishError) as fault:  # it keeps up no other channel
                faults.append(str(fault))
        if made:  # else `run` will have nothing to do, and would add no twins
            self._put_at_once(made, now)
        if faults:
            raise RenderError("; ".join(faults))

    def _put_at_once(self, made: Sequence[Made], now: datetime) -> None:
        with self.store.transaction():
            for one in made:
                self.store.save_edition(one.record)
            whole = self.front.documents(now)
            documents = [*(one for each in made for one in each.documents), *whole]
            self.files.write(
                [replace(one, twins=False) for one in documents], now, gone_from(made, whole)
            )
            self._tell_of_all(made)
        self.observer(shown(made, self.clock()))

    # pages

    def _pages(self, look: Look, *, leaving: bool = False, most: int = _PAGES_AT_ONCE) -> int:
        """Makes pages, some at a time; how many documents were written. A batch that cannot be written keeps up
        no page of another that is to go. Raises RenderError, PublishError.
        """
        look.is_ahead = False
        try:
            return self._in_batches(look, leaving=leaving, most=most)
        except PublishError:
            with suppress(RenderError, PublishError):
                self._in_batches(look, leaving=True, most=_ALL)  # needs no room on the disk
            raise

    def _in_batches(self, look: Look, *, leaving: bool, most: int) -> int:
        written, limit = 0, most
        faults: dict[str, str] = {}
        while True:
            now = look.at
            batch = self.store.unpublished(now, limit, leaving=leaving)
            opened: list[DeskItem] = []
            shut: list[DeskItem] = []
            opens_at: list[tuple[str, int, datetime]] = []
            drop: list[DeskItem] = []
            for held in batch:
                opens = self.editions.opening(held)
                if opens is not None and opens > now:
                    shut.append(held)
                    opens_at.append((held.id, held.revision, opens))
                elif not self.editions.is_open(held, now):
                    drop.append(held)
                elif held.id not in faults:
                    opened.append(held)
            covered = self.coverage.of([*opened, *shut, *drop], now)
            faults.update(covered.faults)
            pages: list[Document] = []
            show: list[DeskItem] = []
            for held in (*opened, *covered.others):
                try:
                    pages.extend(self.page(held, now, covered.stories))
                    show.append(held)
                except RenderError as fault:  # costs its own page and no other's
                    faults[held.id] = str(fault)
            # An item that is under embargo again, or whose source now holds what is dated ahead: what
            # its page showed may not be shown now. This comes first, since it needs no room on the disk. A page may stand that nothing is
            # known of: somebody was killed when it was written, and before that was recorded.
            stood = self.store.documents([held.page for held in (*shut, *drop)])
            dead = [one for one in drop if one.status is Status.WITHDRAWN]
            gone = gone_from_pages(dead)
            again = [one.page for one in shut if one.revision > 1 or one.page in stood]
            less = frozenset(coverage_path(held.story) for held in (*shut, *drop))
            self.leaving.take_away(
                again,
                [*(held.page for held in drop), *covered.gone],
                [one for one in covered.documents if one.path in less],
                gone,
                now,
            )
            seen = [(one.id, one.revision) for one in dead if one.page in stood]
            with self.store.transaction():
                written += self.files.write([*covered.documents, *pages], now, gone)
                self._tell_of(seen, "its page is taken away")
                self.store.paged([(held.id, held.revision) for held in (*show, *drop)])
                self.store.put_off_pages(opens_at)
            if len(batch) < limit:
                break
            limit = most + len(faults)
            look()
        if faults:
            raise RenderError("; ".join(faults.values()))
        return written

    def page(self, held: DeskItem, now: datetime, covered: Container[str]) -> tuple[Document, ...]:
        """An item's page as it stands now, none where it may not be seen; `covered` are the stories that have
        a page of their own. Raises RenderError.
        """
        if not self.editions.is_open(held, now):
            return ()
        source = self.house.sources[held.item.source]
        shown = entry(held, source, PAGE, self.house.site, now)
        if shown is None:
            return ()
        own = [channel for channel in self.house.channels if channel.id in held.channels]
        others = [channel for channel in self.house.channels if channel not in own]
        path = coverage_path(held.story) if held.story in covered else ""
        coverage = f"{self.house.site.base_url}{path}" if path else ""
        return (story_page(shown, self.house.site, own, others, coverage),)

    # channels

    def _channels(self, look: Look, errors: list[str]) -> tuple[list[str], list[str], int]:
        """Those that are released, those of them that lack something, and how many documents were written."""
        dirty = frozenset(self.store.dirty(look.at))
        released: list[str] = []
        lacking: list[str] = []
        written = 0
        seen: dict[str, Seen] = {}
        for channel in self.house.channels:
            if channel.id not in dirty:
                continue
            try:
                made = self._made_by(channel, look, errors)
                if look():  # it may have changed since, and so may what was released before
                    lacking += released
                    seen.clear()
                    made = self._made_by(channel, look, errors)
                put = self._put(made, seen, look)
            except (RenderError, PublishError) as fault:
                errors.append(f"{channel.id}: {fault}")
                continue
            if put is None:  # so may this one
                lacking += released
                seen.clear()
                continue
            written += put
            self.observer(shown([made], self.clock()))
            released.append(channel.id)
            if made.faults:
                lacking.append(channel.id)
                errors.append(f"{channel.id}: {'; '.join(made.faults)}")
        return released, lacking, written

    def _made_by(self, channel: Channel, look: Look, errors: list[str]) -> Made:
        """What a channel shows now, behind the pages of what it is about to name. Raises RenderError."""
        while look.is_ahead:
            tried("pages", partial(self._pages, look), errors)
        return self._made(channel, look.at)

    def _made(self, channel: Channel, now: datetime, *, at_once: bool = False) -> Made:
        """What a channel shows now. Raises RenderError; then what stands of it stays, but where that shows what
        may not be seen any more.
        """
        try:
            return self.editions.made(channel, now, at_once=at_once)
        except RenderError:
            if self.editions.is_overtaken(channel, now):
                self.files.drop([document_path(channel, name) for name in channel.formats], now)
            raise

    def _put(self, made: Made, seen: MutableMapping[str, Seen], look: Look) -> int | None:
        """How many documents of an edition were written, and of pages of its channel's archive that it leads
        to; None where people have decided something before that. Nobody else reads of it in the store before
        its documents stand.
        """
        now = look.at
        try:
            # Places first, and for themselves: of no page that is written the store knows nothing.
            archive = self.archives.go_on(made.edition, seen, look)
            if archive is None:
                return None
            written, opens = archive
            with self.store.transaction():
                soonest = min(filter(None, (made.record.next_change, opens)), default=None)
                self.store.save_edition(replace(made.record, next_change=soonest))
                written += self.files.write(self.editions.led(made), now, gone_from([made]))
                self._tell_of_all([made])
        except PublishError:
            if self.editions.is_overtaken(made.edition.channel, now):
                self.files.write_or_drop(self.editions.led(made), now, gone_from([made]))
            raise
        return written

    def _tell_of_all(self, editions: Sequence[Made]) -> None:
        for made in editions:
            names = ", ".join(document.path for document in made.documents)
            self._tell_of(made.gone, f"gone from {names}")

    def _tell_of(self, gone: Sequence[tuple[str, int]], what: str) -> None:
        if gone:
            at = self.clock()
            self.store.tell([(id_, left(revision, what, at)) for id_, revision in gone])

    # what belongs to all channels

    def _leave_former(self, now: datetime) -> int:
        """Takes away what stood under former ids, also where nothing could be written in its place: nobody makes
        that anew without what may not be seen any more.
        """
        if any(one.formerly for one in self.house.channels):
            self.files.drop(abandoned(self.house, self.store), now)
        return 0

    def _furnish(self, now: datetime) -> int:
        """What is in the config no more goes, and the style comes before the pages that are made for it. Another one
        comes with another program or config, which has every channel made anew.
        """
        kept = awaited(self.house, self.store)
        gone = [path for path in abandoned(self.house, self.store) if path not in kept]
        self.files.drop(gone, now)
        fresh = self.front.fresh_furniture() if self.store.dirty(now) else ()
        return self.files.write(fresh, now) if fresh else 0
