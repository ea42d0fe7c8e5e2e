"""Copy to measure with: feeds of well-formed wire items, all different, the same in every run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

_WORDS = [
    "harbour",
    "council",
    "market",
    "bridge",
    "season",
    "river",
    "school",
    "garden",
    "company",
    "minister",
    "library",
    "orchestra",
    "station",
    "weather",
    "festival",
    "museum",
    "factory",
    "village",
    "engine",
    "teacher",
    "doctor",
    "farmer",
    "pilot",
    "captain",
    "railway",
    "theatre",
    "hospital",
    "stadium",
    "university",
    "committee",
    "parliament",
    "printer",
    "baker",
    "fisherman",
]
_PLACES = ("MOSCOW", "BEIJING", "NEW DELHI", "MUMBAI", "NAIROBI", "LIMA", "OSLO", "CAIRO")
START = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


def sentence(seed: int, words: int = 22) -> str:
    """A sentence of so many words; another seed gives another one."""
    picked = (_WORDS[(seed * 31 + n * (seed % 7 + 3)) % len(_WORDS)] for n in range(words))
    return f"The {' '.join(picked)} number {seed}."


def item(feed: int, number: int) -> str:
    """One RSS item, about 1.7 KB, with its envelope on."""
    seed = feed * 1000 + number
    filed = START + timedelta(minutes=seed % 5000, seconds=seed % 60)
    place = _PLACES[seed % len(_PLACES)]
    paragraphs = [
        f"{place}, {filed:%b}. {filed.day} (Xinhua) -- {sentence(seed)}",
        f'"{sentence(seed + 1)}" said a <a href="http://agency{feed}.example/{number}">man</a> &amp; co.',
        sentence(seed + 2, 40),
        f"<b>{sentence(seed + 3, 12)}</b> {sentence(seed + 4, 30)}",
        f"{sentence(seed + 5, 30)} Enditem",
    ]
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<item><title>{escape(sentence(seed, 9))}</title>"
        f"<link>http://agency{feed}.example/story/{number}</link>"
        f'<guid isPermaLink="false">agency{feed}-{number}</guid>'
        f"<category>world</category><pubDate>{format_datetime(filed)}</pubDate>"
        f"<description>{escape(html)}</description></item>\n"
    )


def feed(number: int, items: int = 20) -> bytes:
    """An RSS document of so many items."""
    body = "".join(item(number, n) for n in range(items))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>Agency {number}</title><link>http://agency{number}.example/</link>"
        f"<description>Copy of agency {number}</description><language>en</language>\n"
        f"{body}</channel></rss>\n"
    ).encode()
