"""Find: an address that somebody has given, and the feeds that are there or behind it.

    get ─► a feed?  ──────────────────────────────────────────────────► that one
             │ no, a page
             └─► what it announces ─► none? what it links to ─► none? the usual places, one after the other

Few requests: a page's links are asked for up to a bound, and guesses only until one is right. What comes is read where
all documents are, in worker processes (X12).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from feeds.errors import DeadlyError, FetchError, ParseError
from feeds.model import Fetched, Payload, Reading, Rights, Source
from feeds.parse import recognise
from feeds.parse.discovery import Linked, Page, line_of, parse_page_for_feeds, usual_places
from feeds.pipeline.read import read_parsed

T = TypeVar("T")
Get = Callable[[str], Awaitable[Fetched]]

MOST_ASKED = 8
"""Links of a page that are followed."""
_PATIENCE = 3
"""Addresses without any answer, after which no more are guessed; documents that end their reader, after which none
is asked for.
"""
_ROUND_ITS_ROOT = 4096


class Reads(Protocol):
    """Where documents are read, out of harm's way."""

    async def run(
        self, read: Callable[[Payload, Source], T], payload: Payload, source: Source
    ) -> T:
        """What `read` makes of them. Raises as it does; DeadlyError when that ends its process."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a feed says."""

    reading: Reading
    """Read as of a source of which nothing is known."""
    title: str
    names_no_zone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A document that can be polled, as it was when it was found."""

    url: str
    """Where it is polled: where it was asked for, or where that has moved to for good."""
    title: str
    payload: Payload
    reading: Reading
    """Read as of a source of which nothing is known."""
    names_no_zone: bool
    """Whether any of its dates leaves its zone to whoever reads it."""
    language: str
    """As itself, or the page that led to it, says; ``""`` where neither does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The feeds, and the addresses that were named as such but are none, each with why."""

    feeds: tuple[Feed, ...]
    missed: tuple[tuple[str, str], ...] = ()
    guessed: int = 0
    """How many of the usual places were asked."""
    more: int = 0
    """Links that were left out, since there are too many."""


async def find(url: str, *, asked: Get, led: Get, reads: Reads) -> Found:
    """What is at an address, or behind the page that it is. `asked` gets what somebody has named, `led` what a
    page or a guess leads to.

    Raises FetchError, or ParseError where the address has neither a feed nor a page.
    """
    answer = await asked(url)
    payload = _payload(answer)
    page = await reads.run(feed_or_page, payload, _unknown(url))
    if isinstance(page, Told):
        return Found(feeds=(feed_of(answer, page, url),))
    finder = _Finder(led, reads, page)
    for links in (page.announced, page.anchors):
        await finder.follow(links[:MOST_ASKED])
        if finder.feeds:
            return finder.found(more=max(0, len(links) - MOST_ASKED))
    return await finder.guess(usual_places(payload.url))


class _Finder:
    """Follows links; a feed that several lead to is found once."""

    def __init__(self, get: Get, reads: Reads, page: Page) -> None:
        self._get = get
        self._reads = reads
        self._page = page
        self._missed: list[tuple[str, str]] = []
        self._deadly = 0
        self.feeds: dict[str, Feed] = {}

    async def follow(self, links: Iterable[Linked]) -> None:
        for one in links:
            if self._deadly >= _PATIENCE:
                break
            try:
                await self._ask(one)
            except (FetchError, ParseError) as fault:
                self._missed.append((one.url, str(fault)))

    async def guess(self, places: Iterable[str]) -> Found:
        guessed = 0
        for url in places:
            if self._deadly >= _PATIENCE:
                break
            guessed += 1
            try:
                await self._ask(Linked(url=url))
            except FetchError as fault:
                if not fault.status:
                    self._missed.append((url, str(fault)))
                if fault.host_pause is not None or len(self._missed) >= _PATIENCE:
                    break  # who asks to be left alone, or does not answer, is not asked for the rest
            except DeadlyError as fault:
                self._missed.append((url, str(fault)))
            except ParseError:
                continue  # what many sites answer to whatever they do not have is a page
            else:
                break
        return self.found(guessed=guessed)

    def found(self, *, guessed: int = 0, more: int = 0) -> Found:
        return Found(
            feeds=tuple(self.feeds.values()),
            missed=tuple(self._missed),
            guessed=guessed,
            more=more,
        )

    async def _ask(self, link: Linked) -> None:
        answer = await self._get(link.url)
        try:
            told = await self._reads.run(feed_in, _payload(answer), _unknown(link.url))
        except DeadlyError:
            self._deadly += 1
            raise
        feed = feed_of(answer, told, link.url, link.title, self._page)
        self.feeds.setdefault(feed.payload.url, feed)


def feed_in(payload: Payload, source: Source) -> Told:
    """What a feed says. Raises ParseError for what is none."""
    reading, delivery = read_parsed(payload, source)
    dates = (date for one in delivery.items for date in (one.published, one.updated))
    return Told(
        reading=reading,
        title=line_of(delivery.hints.title),
        names_no_zone=any(date is not None and date.tzinfo is None for date in dates),
    )


def feed_or_page(payload: Payload, source: Source) -> Told | Page:
    """The same, or what a page for people says of feeds. Raises ParseError for what is neither."""
    try:
        return feed_in(payload, source)
    except ParseError:
        if not _is_page(payload):
            raise
        return parse_page_for_feeds(payload)


def feed_of(
    answer: Fetched, told: Told, url: str, title: str = "", page: Page | None = None
) -> Feed:
    """The feed that an answer is which says so much."""
    stated = {one.language for one in told.reading.items}
    return Feed(
        url=answer.moved_to or url,
        title=told.title or title or (page.title if page is not None else ""),
        payload=_payload(answer),
        reading=told.reading,
        names_no_zone=told.names_no_zone,
        language=page.language if page is not None and "" in stated else "",
    )


def _unknown(url: str) -> Source:
    return Source(id="found", provider="", rights=Rights.FULL, url=url)


def _payload(answer: Fetched) -> Payload:
    if not answer.payloads:
        raise ParseError("nothing came")
    return answer.payloads[0]


def _is_page(payload: Payload) -> bool:
    """Whether what is no feed is a page for people."""
    try:
        recognise(payload)
    except ParseError:
        return b"<" in payload.body[:_ROUND_ITS_ROOT]
    return b"<html" in payload.body[:_ROUND_ITS_ROOT].lower()  # XHTML, in the form of XML
