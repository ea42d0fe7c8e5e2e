"""What is made of documents that others wrote is held to the standards of what we publish."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.decide.select import entry
from feeds.errors import ParseError
from feeds.model import (
    Channel,
    DeskItem,
    Edition,
    Entry,
    Item,
    Media,
    Payload,
    Rights,
    Source,
    Status,
)
from feeds.pipeline.read import read
from feeds.render import renderer
from tests.house import SITE
from tests.standards import must_be_valid

pytestmark = pytest.mark.corpus

FULL = Source(id="w", provider="W", url="http://w.example/", rights=Rights.FULL, media=Media.FULL)
SOURCES = (FULL, FULL, replace(FULL, rights=Rights.SUMMARY))
PLAIN_PICTURE = re.compile(rb'img [^>]*src=\\?"http:')
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
ALL = Channel(id="all", title="All")
SITES = (SITE, replace(SITE, language="ar", base_url="https://news.example/", email="d@n.example"))


def items(folder: Path, payload_of: Callable[[Path], Payload]) -> Iterator[Item]:
    for number, path in enumerate(sorted(folder.rglob("*"))):
        # feedparser's are variations of one another.
        if path.is_file() and (number % 8 == 0 or "feedparser" not in str(folder)):
            try:
                yield from read(payload_of(path), FULL).items
            except ParseError:
                continue


def shown(item: Item, number: int) -> Entry | None:
    held = DeskItem(
        id=f"tag:gnn9.com,2015:{number}",
        item=item,
        status=Status.NEW,
        reason="",
        digest="",
        revision=1,
        received=NOON,
        published=NOON - timedelta(minutes=number),
        updated=NOON - timedelta(minutes=number),
        page=f"story/{number}.html",
    )
    return entry(held, SOURCES[number % 3], ALL, SITES[number % 2], NOON)


@pytest.mark.parametrize(
    ("collection", "least"),
    [("feedparser-6.0.14", 80), ("netnewswire", 300), ("feed-rs", 90), ("feedjira", 90), ("rss-bridge", 20)],
)  # fmt: skip
def test_feeds_of_what_others_wrote_are_valid(
    corpus: Path, payload_of: Callable[[Path], Payload], collection: str, least: int
) -> None:
    """S20; B.2: RSS, Atom and JSON Feed, on a site with TLS and on one without."""
    found = enumerate(items(corpus / "feeds" / collection, payload_of))
    entries = [made for number, item in found if (made := shown(item, number)) is not None]
    assert len(entries) > least
    for number, site in enumerate(SITES):
        own = tuple(entries[number::2])
        edition = Edition(site=site, channel=ALL, entries=own, updated=NOON)
        documents = {}
        for name in ("rss", "atom", "json"):
            made = renderer(name)
            parts = [made.fragment(one, site.language) for one in own]
            documents[f"all.{name}"] = made.assemble(edition, parts).body
        assert must_be_valid(documents) == 3
        if site.base_url.startswith("https:"):
            assert not any(map(PLAIN_PICTURE.search, documents.values()))
