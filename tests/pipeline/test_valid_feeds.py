"""What channels publish stays valid and within its size, whatever a day brings."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from feeds.decide.select import LARGEST_COPY
from feeds.model import Channel, Media, Site, Source, Withdrawals
from tests.pipeline.newsroom import Newsroom
from tests.standards import must_be_valid

Rooms = Callable[..., Newsroom]
Items = Callable[..., dict[str, Any]]
Feeds = Callable[..., bytes]
A = "{http://www.w3.org/2005/Atom}"
MINUTE = timedelta(minutes=1)


def ids(room: Newsroom) -> dict[str, list[str | None]]:
    """Of every item, in each format."""
    documents = room.documents()
    return {
        "rss": [one.text for one in etree.fromstring(documents["all.rss"]).iter("guid")],
        "atom": [
            one.findtext(f"{A}id")
            for one in etree.fromstring(documents["all.atom"]).iter(f"{A}entry")
        ],
        "json": [one["id"] for one in room.feed()["items"]],
    }


@pytest.mark.parametrize("policy", Withdrawals)
async def test_feeds_are_valid_all_day_long(
    new_room: Rooms, a_source: Callable[..., Source], a_feed: Feeds, an_item: Items,
    noon: datetime, policy: Withdrawals,
) -> None:  # fmt: skip
    """B.2 DuplicateUpdated, DuplicateEntries: a batch under one date, an edit, a correction, two kills at once."""
    room = new_room(
        a_source(media=Media.FULL),
        channels=[Channel(id="all", title="All", withdrawals=policy), Channel(id="b", title="B")],
    )
    dated = noon - 60 * MINUTE
    batch = [an_item(str(n), date_published=dated.isoformat()) for n in range(9)]
    undated = [an_item(str(n), date_published=None) for n in range(9, 12)]
    valid = []
    for again in (
        [],
        [an_item("3", title="Ferry 3 is late", date_modified=noon.isoformat())],
        [an_item("4", title="CORRECTION: Ferry 4 sails", date_modified=noon.isoformat())],
    ):
        room.clock.advance(minutes=20)
        known = {one["id"] for one in again}
        kept = [one for one in (*batch, *undated) if one["id"] not in known]
        await room.take("ians", a_feed(*kept, *again))
        valid.append(must_be_valid(room.documents()))
    room.kill("5")
    room.kill("6")
    room.release()
    valid.append(must_be_valid(room.documents()))
    assert valid == [7] * 4
    updated = etree.fromstring(room.documents()["all.atom"]).iter(f"{A}updated")
    assert len({one.text for one in updated}) > 9


async def test_an_id_outlives_whatever_it_was_first_found_with(
    new_room: Rooms, a_feed: Feeds, an_item: Items, site: Site
) -> None:
    """S12: headline, address, host, scheme, site and channel are new, and no reader sees a new item."""
    room = new_room()
    await room.take("ians", a_feed(an_item("1"), an_item("2")))
    before = ids(room)
    assert before["rss"] == before["atom"] == before["json"]
    later = (room.clock() + MINUTE).isoformat()
    room.clock.advance(minutes=20)
    moved = [
        an_item(n, title=f"Pier {n} opens", url=f"https://other.example/s/{n}", date_modified=later)
        for n in ("1", "2")
    ]
    await room.take("ians", a_feed(*moved))
    assert ids(room) == before
    room.site = replace(site, name="New name", base_url="https://new.example/feeds/")
    room.change(channels=[Channel(id="all", title="Everything")])
    room.clock.advance(minutes=20)
    await room.take("ians", a_feed(*moved, an_item("3")))
    after = ids(room)
    assert b"https://new.example/feeds/" in room.documents()["all.rss"]
    for format_ in before:
        assert set(before[format_]) < set(after[format_])
        assert len(after[format_]) == 3


@pytest.mark.parametrize("stated", ["1970-01-01T00:00:00Z", "1899-12-30T00:00:00Z"])
async def test_the_date_of_a_machine_that_knows_none_is_no_date(
    room: Newsroom, a_feed: Feeds, an_item: Items, stated: str
) -> None:
    """B.2 ImplausibleDate."""
    await room.take("ians", a_feed(an_item(date_published=stated, date_modified=stated)))
    (shown,) = room.feed()["items"]
    assert shown["date_published"] == f"{room.clock():%Y-%m-%dT%H:%M:%SZ}"
    assert shown["date_modified"] == shown["date_published"]


async def test_a_story_as_long_as_a_book_stands_by_its_summary_and_pushes_no_other_out(
    room: Newsroom, a_feed: Feeds, an_item: Items
) -> None:
    """S21: the whole of it is on its page."""
    paragraph = f"<p>{'It is a long way to the harbour, and longer back. ' * 40}</p>"
    book = paragraph * (LARGEST_COPY // len(paragraph) + 1)
    await room.take(
        "ians", a_feed(an_item("1", content_html=f"{book}<p>The end.</p>"), an_item("2"))
    )
    shown = {one["title"]: one for one in room.feed()["items"]}
    assert len(shown) == 2
    told = shown["Ferry 1 resumes after the flood"]
    assert told["content_text"].startswith("It is a long way to the harbour")
    assert room.published_with("The end.") == [room.item("1").page]
    room.start()
    before = room.documents()
    room.release()
    assert room.documents() == before


async def test_not_even_one_story_alone_makes_a_document_too_large(
    room: Newsroom, a_feed: Feeds, an_item: Items
) -> None:
    """S21: what no limit of copy holds, such as a subject without end."""
    endless = "".join(map(chr, random.Random(9).choices(range(0x4E00, 0x9FFF), k=400_000)))
    await room.take("ians", a_feed(an_item("1", tags=[endless])))
    for name in ("all.rss", "all.atom", "all.json", "all.html"):
        assert len(gzip.compress(room.documents()[name], 6)) <= 512 * 1024


async def test_fifty_stories_of_the_usual_length_stay_within_what_is_aimed_at(
    room: Newsroom, a_feed: Feeds, an_item: Items, noon: datetime
) -> None:
    """S21: stories of 500 words of English, as people write it: that of the project's own pages."""
    pages = sorted((Path(__file__).parents[2] / "docs").rglob("*.md"))
    words = re.findall(r"[\w'-]+[.,;:]?", " ".join(one.read_text("utf-8") for one in pages))
    stories = (words[start : start + 500] for start in range(0, len(words), 500))
    items = [
        an_item(
            str(number),
            title=" ".join(story[:9]),
            content_html="".join(
                f"<p>{' '.join(story[start : start + 50])}</p>" for start in range(0, 500, 50)
            ),
            date_published=(noon - number * MINUTE).isoformat(),
        )
        for number, story in enumerate(islice(stories, 50))
    ]
    await room.take("ians", a_feed(*items))
    assert len(room.headlines()) == 50
    sizes = {
        name: len(gzip.compress(room.documents()[name], 6))
        for name in ("all.rss", "all.atom", "all.json")
    }
    assert max(sizes.values()) <= 64 * 1024, sizes
