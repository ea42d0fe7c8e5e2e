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
    """One RSS item with its envelope on, as feeds of full text have them: about 4.4 KB, which is
    what the items of saved real feeds weigh in the mean.
    """
    seed = feed * 1000 + number
    filed = START + timedelta(minutes=seed % 5000, seconds=seed % 60)
    place = _PLACES[seed % len(_PLACES)]
    dateline = f"{place}, {filed:%b}. {filed.day} (Xinhua) -- "
    agency = f"http://agency{feed}.example"
    paragraphs = [
        f"{dateline}{sentence(seed, 30)}",
        f'"{sentence(seed + 1)}" said <a href="{agency}/people/{number}?from=story">a man</a> &amp; co.',
        sentence(seed + 2, 40),
        f"<strong>{sentence(seed + 3, 8)}</strong>",
        f"{sentence(seed + 4, 25)} {sentence(seed + 5, 20)}",
        f"{sentence(seed + 6, 34)} <em>{sentence(seed + 7, 5)}</em>",
        f"“{sentence(seed + 8, 28)}” {sentence(seed + 9, 10)}",
        f'{sentence(seed + 10, 20)} <a href="/topics/{seed % 50}">{sentence(seed + 11, 4)}</a>',
        sentence(seed + 12, 36),
        f"{sentence(seed + 13, 30)} Enditem",
    ]
    picture = f"{agency}/pictures/{number}.jpg"
    html = (
        f'<p><img src="{picture}" alt="{sentence(seed, 6)}" width="640" height="360" /></p>\n'
        + "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    )
    summary = f"{dateline}{sentence(seed, 30)}"
    return (
        f"<item><title>{escape(sentence(seed, 9))}</title>"
        f"<link>{agency}/story/{number}</link>"
        f'<guid isPermaLink="false">agency{feed}-{number}</guid>'
        f"<dc:creator>Reporter {seed % 40}</dc:creator>"
        f"<category>world</category><category>{_WORDS[seed % 7]}</category>"
        f"<category>{_WORDS[seed % 11]}</category><pubDate>{format_datetime(filed)}</pubDate>"
        f'<media:content url="{picture}" type="image/jpeg" medium="image">'
        f"<media:credit>Agency {feed}</media:credit></media:content>"
        f"<description>{escape(summary)}</description>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded></item>\n"
    )


def feed(number: int, items: int = 20) -> bytes:
    """An RSS document of so many items."""
    body = "".join(item(number, n) for n in range(items))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        f"<title>Agency {number}</title><link>http://agency{number}.example/</link>"
        f"<description>Copy of agency {number}</description><language>en</language>\n"
        f"{body}</channel></rss>\n"
    ).encode()
