"""docs/publishing.md names every element, attribute and key that is published, and none that is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import orjson
import pytest
from lxml import etree

from feeds.model import (
    Channel,
    Dateline,
    Edition,
    Enclosure,
    Entry,
    History,
    Origin,
    Site,
    Status,
    Subject,
)
from feeds.render import opml, renderer
from tests.unit.docs.markdown import names, section

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://search.yahoo.com/mrss/": "media",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/atompub/tombstones/1.0": "at",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
SITE = Site(
    name="Harbour News",
    link="http://www.harbour.example/",
    description="News from the coast",
    language="en",
    timezone="UTC",
    author="admin",
    email="desk@harbour.example",
    tag="harbour.example,2020",
    rights="(c) Harbour News",
    base_url="http://news.example/",
    hubs=("https://hub.example/",),
)
FULL = Entry(
    id="tag:harbour.example,2020:a",
    revision=1,
    headline="Ferry",
    body_html="<p>It left.</p>",
    summary="It left.",
    city="Pune",
    creditline="IANS",
    byline="A. Rao",
    provider="IANS",
    via=("Xinhua",),
    link="http://news.example/a.html",
    page="http://news.example/a.html",
    wire_link="http://wire.example/a",
    published=NOON,
    updated=NOON,
    language="hi",
    subjects=(Subject(code="9", name="Sea", scheme="http://cv.example/"),),
    enclosures=(
        Enclosure(href="http://img.example/a.jpg", length=9, title="Pier", creditline="Ravi"),
    ),
    inline_media=True,
    origin=Origin(title="IANS", link="http://wire.example/feed"),
    copyrightnotice="(c) IANS",
    dateline=Dateline(text="PUNE", city="PUNE", country="India", date=date(2026, 11, 2)),
    urgency=1,
)
ENTRIES = (
    FULL,
    replace(FULL, id="tag:harbour.example,2020:b", body_html="", language="en"),
    replace(FULL, id="tag:harbour.example,2020:c", status=Status.WITHDRAWN, withdrawn=NOON),
)
"""Between them they have all that an item can have."""
CURRENT = History(before=2)
PAGE = History(number=2, before=1, after=3)


def made(format_: str, history: History = CURRENT) -> bytes:
    channel = Channel(id="all", title="All", description="All of it")
    edition = Edition(site=SITE, channel=channel, entries=ENTRIES, updated=NOON, history=history)
    by = renderer(format_)
    return by.assemble(edition, [by.fragment(one, SITE.language) for one in ENTRIES]).body


def named(tag: str, own: str) -> str:
    name = etree.QName(tag)
    prefix = PREFIXES.get(name.namespace or "", "")
    return f"{prefix}:{name.localname}" if prefix and prefix != own else name.localname


def said(elements: Iterable[etree._Element], own: str) -> dict[str, set[str]]:
    """The attributes of each element."""
    found: dict[str, set[str]] = {}
    for one in elements:
        attributes = found.setdefault(named(one.tag, own), set())
        attributes |= {named(attribute, own) for attribute in one.attrib}
    return found


def must_be_told(title: str, table: dict[str, list[str]], found: dict[str, set[str]]) -> None:
    assert set(table) == set(found), title
    for element, attributes in found.items():
        told = set(names(table[element][0]))
        assert attributes <= told, (title, element, attributes - told)


def test_every_element_of_rss_is_told_with_its_attributes() -> None:
    channel = etree.fromstring(made("rss"))[0]
    inside = [one for item in channel.iter("item") for one in item.iter() if one is not item]
    text = section("publishing.md", "RSS")
    rows = {names(row[0])[0]: row[1:] for row in text.rows}
    page = etree.fromstring(made("rss", PAGE))[0]
    own, ours = said([*channel, *page], ""), said(inside, "")
    must_be_told("RSS", rows, own | ours)
    assert set(text.table("element")) == set(own), "the first table is the channel's"


def test_every_element_of_atom_is_told_with_its_attributes() -> None:
    feed = etree.fromstring(made("atom"))
    tables = split(section("publishing.md", "Atom").text)
    within = [one for entry in feed.iter("{*}entry") for one in entry.iter() if one is not entry]
    outside = [one for one in feed.iter() if one not in within]
    outside += etree.fromstring(made("atom", PAGE))
    must_be_told("Atom's feed", tables[0], said(outside, "atom"))
    must_be_told("Atom's entry", tables[1], said(within, "atom"))


def split(text: str) -> list[dict[str, list[str]]]:
    """The tables of a section, in their order."""
    return [
        {names(line.split("|")[1])[0]: line.split("|")[2:-1] for line in table.splitlines()[2:]}
        for table in text.split("\n\n")
        if table.startswith("| ")
    ]


def keys(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {
            key for name, one in value.items() for key in keys(one, f"{path}.{name}".lstrip("."))
        }
    if isinstance(value, list):
        inside = {key for one in value for key in keys(one, f"{path}[]")}
        return inside or {path}
    return {path}


def test_every_key_of_json_feed_is_told() -> None:
    feed = orjson.loads(made("json")) | orjson.loads(made("json", PAGE))
    own, inside = split(section("publishing.md", "JSON Feed").text)
    items = feed.pop("items")
    assert set(own) == keys(feed) | {"items[]"}
    for item in items:
        del item["_gnn9"]
    assert set(inside) == {key for item in items for key in keys(item)} | {"_gnn9"}


@pytest.mark.parametrize("number", range(len(ENTRIES)))
def test_every_key_of_the_extension_is_told_and_every_item_has_all_of_them(number: int) -> None:
    extension = orjson.loads(made("json"))["items"][number]["_gnn9"]
    dateline = {f"_gnn9.dateline.{key}" for key in extension["dateline"]}
    told = set(section("publishing.md", "The extension _gnn9").table("key"))
    assert told == {"_gnn9"} | {f"_gnn9.{key}" for key in extension} | dateline


def test_every_attribute_of_an_outline_is_told() -> None:
    body = opml(SITE, [Channel(id="all", title="All")], NOON).body
    found = {key for one in etree.fromstring(body).iter("outline") for key in one.attrib}
    assert set(section("publishing.md", "OPML").table("attribute")) == found
