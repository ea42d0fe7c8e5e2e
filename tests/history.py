"""A reader of feeds that keeps the whole history of one (RFC 5005, 4), written for the tests.

It reads the current document, and then one archive page after the other, from the newest on, for as long as it
has not read them before. What it finds wrong it says aloud.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"


@dataclass(frozen=True)
class Read:
    """One document: its entries' headlines and pages by their ids, and where it leads."""

    entries: dict[str, str]
    pages: dict[str, str]
    links: dict[str, str]
    is_archive: bool
    feed: str
    """What the whole feed is known by."""


@dataclass
class Reader:
    """What a reader has of a feed; `get` brings the bytes at an address."""

    get: Callable[[str], bytes]
    address: str
    entries: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    """Archive pages that it has read, and does not read again."""

    def catch_up(self) -> None:
        """Reads whatever is new since the last time."""
        current = read(self.get(self.address))
        assert not current.is_archive, self.address
        assert current.links.get("self", self.address) == self.address
        self.entries |= current.entries
        self.pages |= current.pages
        follows, page = "", current.links.get("prev-archive", "")
        while page and page not in self.known:
            found = read(self.get(page))
            self._holds_together(found, page, follows, current.feed)
            self.entries = found.entries | self.entries  # what is newer counts
            self.pages = found.pages | self.pages
            self.known.append(page)
            follows, page = page, found.links.get("prev-archive", "")

    def _holds_together(self, found: Read, page: str, follows: str, feed: str) -> None:
        assert found.feed == feed, page
        if page.endswith(".json"):
            return  # which leads back and says nothing else
        assert found.is_archive, page
        assert found.links["self"] == page
        assert found.links["current"] == self.address, page
        assert found.links.get("next-archive", "") == follows, page


def read(body: bytes) -> Read:
    """A document in RSS, Atom or JSON Feed, as its content says."""
    if body.startswith(b"{"):
        told = orjson.loads(body)
        entries = {one["id"]: one["title"] for one in told["items"]}
        pages = {one["id"]: one["url"] for one in told["items"]}
        links = {"prev-archive": told["next_url"]} if "next_url" in told else {}
        return Read(entries, pages, links, is_archive=False, feed=told["feed_url"])
    root = etree.fromstring(body)
    if root.tag == f"{ATOM}feed":
        found = root.findall(f"{ATOM}entry")
        entries = {one.findtext(f"{ATOM}id"): one.findtext(f"{ATOM}title") for one in found}
        alternate = f"{ATOM}link[@rel='alternate']"
        pages = {one.findtext(f"{ATOM}id"): one.find(alternate).get("href") for one in found}
        head, feed = root, root.findtext(f"{ATOM}id")
    else:
        head = root[0]
        found = head.findall("item")
        entries = {one.findtext("guid"): one.findtext("title") for one in found}
        pages = {one.findtext("guid"): one.findtext("link") for one in found}
        feed = head.findtext("title")
    links = {one.get("rel"): one.get("href") for one in head.findall(f"{ATOM}link")}
    return Read(entries, pages, links, is_archive=head.find(ARCHIVE) is not None, feed=feed)
