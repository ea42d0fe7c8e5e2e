"""What one new item costs in a channel that shows five hundred, against making all five hundred anew.

Both begin with the same entries and end with RSS in gzip: feedgen with no more than title, link, id, date,
author, summary and copy of each, compressed by zlib at its level 6; ours with all that the house says of a
story, as the published file has it, byte for byte. Beside that stands what a whole release takes from the
store on: selection for this channel and for one in four formats, gzip and Brotli, the published folder, the
story's own page, the front page; and how much of that is compression.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from feedgen.feed import FeedGenerator

from bench.desk import held, house
from feeds.decide.select import entry
from feeds.model import Channel, Decision, DeskItem, Edition, Entry, Filing, Status
from feeds.pipeline.editions import Editions, share_that_fits
from feeds.pipeline.house import House
from feeds.pipeline.release import Release
from feeds.publish.folder import Folder
from feeds.publish.twins import brotli, gzip
from feeds.render import renderer
from feeds.store.sql import SqlStore, open_store

T = TypeVar("T")

ITEMS = 500
ROUNDS = 12
_NEW = Decision(status=Status.NEW, rule="revise.new/1", reason="not seen before")
_RSS = Channel(id="rss", title="RSS", size=ITEMS, window=timedelta(0), formats=("rss",))
_CHANNELS = (_RSS, replace(_RSS, id="all", title="All", formats=("rss", "atom", "json", "html")))


def measure(folder: Path) -> list[float]:
    """How many times as much of the processor feedgen and zlib take, item by item."""
    store = open_store(f"sqlite:///{folder}/feeds.db")
    desk = replace(house(), channels=_CHANNELS)
    store.enrol_channels(desk.channels, {one.id: "bench" for one in _CHANNELS})
    _take(store, [_story(number) for number in range(ITEMS, 0, -1)])
    editions = Editions(house=desk, store=store, renderer=renderer)
    now = _story(0).received
    release = Release(
        house=desk,
        store=store,
        publisher=Folder(folder / "public"),
        observer=lambda _: None,
        clock=lambda: now,
        editions=editions,
    )
    assert release.run()
    ratios = []
    for turn in range(1, ROUNDS + 1):
        now += timedelta(minutes=15)
        story = replace(_story(-turn), received=now, published=now, updated=now)
        edition = _with(editions.standing(_RSS, now), story, desk)
        ours, made = _timed(partial(_ours, editions, edition))
        theirs, size = _timed(partial(_theirs, edition.entries))
        _take(store, [story])
        released, done = _timed(release.run)
        assert done
        compressed, _ = _timed(partial(_compressed, folder / "public"))
        assert made == (folder / "public" / "rss.rss.gz").read_bytes()
        ratios.append(theirs / ours)
        print(
            f"  turn {turn}: feedgen {theirs * 1000:.0f} ms ({size} bytes), ours {ours * 1000:.1f} ms"
            f" ({len(made)} bytes); a whole release {released * 1000:.0f} ms, {compressed / released:.0%}"
            " of it compression"
        )
    store.close()
    return ratios


def _story(number: int) -> DeskItem:
    page = f"story/bench/{'of' if number > 0 else 'new'}-{abs(number)}.html"
    return replace(
        held(number, body=True), channels=tuple(one.id for one in _CHANNELS), story="", page=page
    )


def _take(store: SqlStore, stories: Sequence[DeskItem]) -> None:
    filings = [Filing(desk_item=one, decision=_NEW, keys=()) for one in stories]
    store.rule(filings, stories[-1].received)


def _with(standing: Edition | None, story: DeskItem, desk: House) -> Edition:
    """The edition that is published, with a story more, and one less at its end."""
    assert standing is not None
    assert len(standing.entries) == ITEMS
    new = entry(story, desk.sources[story.item.source], _RSS, desk.site, story.received)
    assert new is not None
    return replace(standing, entries=(new, *standing.entries[:-1]), updated=new.updated)


def _compressed(public: Path) -> None:
    """What a release of both channels compresses, once more."""
    for path in public.glob("*.*"):
        if path.with_name(f"{path.name}.br").exists() and path.stem in {"rss", "all"}:
            body = path.read_bytes()
            gzip(body)
            brotli(body)


def _ours(editions: Editions, edition: Edition) -> bytes:
    documents = editions.documents(edition)
    assert share_that_fits(documents) == 1.0
    return gzip(documents[0].body)


def _theirs(entries: Sequence[Entry]) -> int:
    """How large the document is in gzip."""
    feed = FeedGenerator()
    feed.title("RSS")
    feed.link(href="http://bench.example/")
    feed.description("Measured")
    for one in entries:
        made = feed.add_entry(order="append")
        made.title(one.headline)
        made.link(href=one.page)
        made.guid(one.id, permalink=False)
        made.pubDate(one.published)
        made.author(name=one.byline, email="desk@bench.example")
        made.description(one.summary)
        made.content(one.body_html, type="CDATA")
    return len(zlib.compress(feed.rss_str(), 6, 31))


def _timed(run: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the processor, whatever else the machine does, and what came out."""
    begin = time.process_time()
    result = run()
    return time.process_time() - begin, result
