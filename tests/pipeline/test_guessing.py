"""What is guessed of a feed that nobody has described yet, and what is left open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar
from xml.sax.saxutils import escape

import pytest

from feeds.errors import DeadlyError, ParseError
from feeds.model import Agency, Fetched, Payload, Rights, Source
from feeds.parse.discovery import Page
from feeds.parse.opml import LONGEST_WORDS
from feeds.pipeline.finding import Feed, feed_in, feed_of, find
from feeds.pipeline.guessing import language_of, provider_of, zone_of

T = TypeVar("T")
ZONES = {"IN": ("Asia/Kolkata",), "GB": ("Europe/London",), "CN": ("Asia/Shanghai", "Asia/Urumqi")}
ZONED, NAIVE = "Mon, 02 Nov 2026 10:00:00 GMT", "2026-11-02 10:00:00"


def a_feed(
    title: str = "",
    *copy: str,
    url: str = "https://x.example/rss",
    language: str = "",
    date: str = ZONED,
    page: str = "",
) -> Feed:
    stated = f"<language>{language}</language>" if language else ""
    items = "".join(
        f"<item><guid>{n}</guid><title>Story {n}</title><pubDate>{date}</pubDate>"
        f"<description>{escape(one)}</description></item>"
        for n, one in enumerate(copy or ("Words of a story.",))
    )
    body = (
        f'<rss version="2.0"><channel><title>{escape(title)}</title>{stated}{items}</channel></rss>'
    )
    payload = Payload(
        source="add", url=url, body=body.encode(), fetched_at=datetime(2026, 11, 2, 12, tzinfo=UTC)
    )
    behind = Page(announced=(), anchors=(), title="", language=page)
    told = feed_in(payload, Source(id="add", provider="", rights=Rights.FULL, url=url))
    return feed_of(Fetched(payloads=(payload,)), told, url, page=behind if page else None)


@pytest.mark.parametrize(
    ("feed", "provider"),
    [
        (a_feed("Xinhua - World News"), "Xinhua"),
        (a_feed("World | Reuters"), "Reuters"),
        (
            a_feed("Top stories", "PUNE, Nov 2 (IANS) It left.", "DELHI, Nov 2 (IANS) It stays."),
            "IANS",
        ),
        (a_feed("World news", url="http://www.xinhuanet.com/rss"), "Xinhua"),
        (a_feed("World | The Harbour", url="https://www.theharbour.example/rss"), "The Harbour"),
        (a_feed("Harbour and coast"), "Harbour and coast"),
        (a_feed("", url="https://www.harbour.example/rss"), "harbour.example"),
        (a_feed("Desk: HPA"), "Desk: HPA"),
    ],
    ids=[
        "title",
        "title behind",
        "credits",
        "host",
        "title and host",
        "title",
        "nothing",
        "unknown",
    ],
)
def test_the_agency_is_whom_the_feed_names_first(feed: Feed, provider: str) -> None:
    assert provider_of(feed) == provider


@pytest.mark.processor(5)
@pytest.mark.parametrize("blank", [" ", "\N{NO-BREAK SPACE}", " - ", " |", ": "])
def test_no_title_is_long_in_the_guessing(blank: str) -> None:
    """X12: it is guessed in the command's own process."""
    feed = a_feed(f"Harbour{blank * (300_000 // len(blank))}coast")
    assert len(feed.title) <= LONGEST_WORDS
    assert provider_of(feed).startswith("Harbour")


def test_an_agency_of_the_config_is_known_too() -> None:
    hpa = Agency(name="HPA", tags=("HPA",), plain=())
    assert provider_of(a_feed("Desk: HPA"), (hpa,)) == "HPA"


def test_one_credit_among_many_stories_is_not_the_agency() -> None:
    copy = ("PUNE, Nov 2 (IANS) It left.", "It stays.", "It is open.")
    assert provider_of(a_feed("Harbour", *copy)) == "Harbour"


@pytest.mark.parametrize(
    ("feed", "zone"),
    [
        (a_feed(date=NAIVE, url="https://wire.example.in/rss"), "Asia/Kolkata"),
        (a_feed(date=NAIVE, url="https://wire.example.co.uk/rss"), "Europe/London"),
        (a_feed(date=NAIVE, language="en-IN"), "Asia/Kolkata"),
        (a_feed(date=NAIVE, page="en-GB"), "Europe/London"),
        (a_feed(date=NAIVE, url="https://wire.example.cn/rss"), ""),
        (a_feed(date=NAIVE), ""),
        (a_feed(url="https://wire.example.in/rss"), ""),
    ],
    ids=["host", "uk", "language", "page", "two zones", "nothing", "dates name theirs"],
)
def test_a_zone_is_guessed_where_dates_name_none_and_the_country_has_one(
    feed: Feed, zone: str
) -> None:
    assert zone_of(feed, ZONES) == zone


@pytest.mark.parametrize(
    ("feed", "language"),
    [
        (a_feed(page="pt_BR"), "pt-BR"),
        (a_feed(page="en", language="pt"), ""),
        (a_feed(page="no language at all"), ""),
        (a_feed(), ""),
    ],
)
def test_a_language_is_guessed_where_the_feed_states_none(feed: Feed, language: str) -> None:
    assert language_of(feed) == language


class InThisProcess:
    """Reads documents where the test is; what `deadly` names ends its reader."""

    def __init__(self, *deadly: str) -> None:
        self._deadly = deadly

    async def run(
        self, read: Callable[[Payload, Source], T], payload: Payload, source: Source
    ) -> T:
        if payload.url.endswith(self._deadly):
            raise DeadlyError("reading it took longer than 10 s")
        return read(payload, source)


async def test_an_answer_without_a_document_is_no_feed() -> None:
    async def nothing(url: str) -> Fetched:
        return Fetched(unchanged=True)

    with pytest.raises(ParseError, match="nothing came"):
        await find("https://x.example/", asked=nothing, led=nothing, reads=InThisProcess())


@pytest.mark.parametrize(
    ("links", "asked"), [(tuple("abcdefgh"), list("abc")), ((), ["feed", "rss.xml", "atom.xml"])]
)
async def test_who_ends_three_readers_is_asked_for_no_more(
    links: tuple[str, ...], asked: list[str]
) -> None:
    """X12: each may take ten seconds of a worker's time, and a page names as many as it likes."""
    page = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{one}">' for one in links
    )
    led: list[str] = []

    async def get(url: str) -> Fetched:
        led.append(url.removeprefix("https://x.example/"))
        body = f"<!doctype html><html><head>{page}</head></html>".encode()
        now = datetime(2026, 11, 2, 12, tzinfo=UTC)
        return Fetched(payloads=(Payload(source="add", url=url, body=body, fetched_at=now),))

    reads = InThisProcess(*links, "feed", "xml")
    found = await find("https://x.example/", asked=get, led=get, reads=reads)
    assert led == ["", *asked]
    assert found.missed == tuple(
        (f"https://x.example/{one}", "reading it took longer than 10 s") for one in asked
    )
