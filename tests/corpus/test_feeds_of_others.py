"""Real and awkward feeds: both readers see the same in them, and what their collectors say is there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.errors import ParseError
from feeds.model import Delivery, Payload
from feeds.parse import fast, oracle, parse

pytestmark = pytest.mark.corpus

PayloadOf = Callable[[Path], Payload]
_XML = {".xml", ".rss", ".atom", ".rdf"}


def documents(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _XML)


def by_feedparser(payload: Payload) -> Delivery | None:
    try:
        return oracle.read(payload)
    except ParseError:
        return None


def test_nobody_can_tell_which_reader_ran(corpus: Path, payload_of: PayloadOf) -> None:
    """Over feedparser's own tests: naive dates, xml:base, several authors, source, ttl and all."""
    accepted, different = 0, []
    for path in documents(corpus / "feeds" / "feedparser-6.0.14"):
        payload = payload_of(path)
        quick = fast.read(payload)
        if quick is not None:
            accepted += 1
            if quick != by_feedparser(payload):
                different.append(path.name)
    assert different == []
    assert accepted > 800


def test_most_real_feeds_need_no_feedparser(
    corpus: Path, payload_of: PayloadOf, capsys: pytest.CaptureFixture[str]
) -> None:
    """At least 85 % of the saved real feeds that have items at all, well-formed or not."""
    with_items, accepted, different = 0, 0, []
    for collection in ("netnewswire", "feedjira", "feed-rs"):
        for path in documents(corpus / "feeds" / collection):
            payload = payload_of(path)
            whole = by_feedparser(payload)
            if whole is None or not whole.items:
                continue
            with_items += 1
            quick = fast.read(payload)
            if quick is not None:
                accepted += 1
                if quick != whole:
                    different.append(path.name)
    with capsys.disabled():
        print(
            f"\n  strict reader: {accepted} of {with_items} real feeds, {accepted / with_items:.1%}"
        )
    assert different == []
    assert accepted / with_items >= 0.85


def test_every_real_document_that_feedparser_reads_gives_its_items(
    corpus: Path, payload_of: PayloadOf
) -> None:
    for collection in ("netnewswire", "feedjira"):
        for path in documents(corpus / "feeds" / collection):
            payload = payload_of(path)
            whole = by_feedparser(payload)
            if whole is not None and whole.items:
                assert len(parse(payload).items) == len(whole.items), path.name


# Where we read something else than feed-rs states, and why.
_EXCEPTIONS = {
    "rss_2.0_invalid_1.xml": "cut off in the middle: feed-rs refuses it, feedparser reads what is there",
    "atom_entry_1.xml": "an entry without a feed round it, which feedparser does not read",
    "atom_example_1.xml": "an entry without a feed round it, which feedparser does not read",
}


def test_items_titles_dates_and_ids_are_those_that_feed_rs_states(
    corpus: Path, payload_of: PayloadOf
) -> None:
    compared = 0
    faults: list[str] = []
    folder = corpus / "feeds" / "feed-rs"
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".xml", ".json"}):
        expected = path.with_name(f"{path.stem}.serde.json")
        if path.name.endswith(".serde.json") or not expected.exists():
            continue
        if path.name in _EXCEPTIONS:
            continue
        stated = json.loads(expected.read_text())
        items = parse(payload_of(path)).items
        entries = stated["entries"]
        if len(items) != len(entries):
            faults.append(f"{path.name}: {len(items)} items, not {len(entries)}")
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        for item, entry in zip(items, entries, strict=True):
            compared += 1
            faults += [f"{path.name}: {fault}" for fault in _differences(item, entry, text)]
    assert faults == []
    assert compared >= 100


def _differences(item: Any, entry: dict[str, Any], text: str) -> Iterable[str]:
    title = (entry.get("title") or {}).get("content") or ""
    if _plain(item.headline.value) != _plain(title):
        yield f"title {item.headline.value!r}, not {title!r}"
    id_ = entry["id"]
    # An id that feed-rs made up stands nowhere in the document.
    if id_ in text and id_ not in {item.guid, item.link}:
        yield f"id {item.guid!r}, not {id_!r}"
    for name in ("published", "updated"):
        if entry.get(name):
            # RSS has one date: feed-rs states it under both names, or a dc:date under the other.
            found = getattr(item, name) or item.published or item.updated
            when = datetime.fromisoformat(entry[name]).astimezone(UTC)
            ours = found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
            if ours is None or abs((ours - when).total_seconds()) >= 1:
                yield f"{name} {ours}, not {when}"


def _plain(text: str) -> str:
    from html import unescape

    return " ".join(re.sub(r"<[^>]*>", "", unescape(unescape(text))).split())
