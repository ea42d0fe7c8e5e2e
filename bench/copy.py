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
    """One RSS item with its envelope on, as heavy as items of saved real feeds are in the mean:
    4.4 KB with 70 tags and 22 attributes.
    """
    seed = feed * 1000 + number
    filed = START + timedelta(minutes=seed % 5000, seconds=seed % 60)
    dateline = f"{_PLACES[seed % len(_PLACES)]}, {filed:%b}. {filed.day} (Xinhua) -- "
    agency = f"http://agency{feed}.example"
    picture = f"{agency}/pictures/{number}.jpg"

    def link(n: int) -> str:
        return f'<a class="ref" href="{agency}/topics/{seed % 50 + n}">{sentence(seed + n, 4)}</a>'

    lines = "".join(f"<li><span>{sentence(seed + n, 7)}</span></li>" for n in range(20, 25))
    paragraphs = [
        f"{dateline}{sentence(seed, 30)}",
        f'"{sentence(seed + 1, 18)}" said <strong>a man</strong> &amp; {link(1)}',
        f"{sentence(seed + 2, 25)} <em>{sentence(seed + 3, 5)}</em> {link(2)}",
        f"<strong>{sentence(seed + 4, 8)}</strong>",
        f"{sentence(seed + 5, 24)}<br />{sentence(seed + 6, 12)}",
        f"“{sentence(seed + 7, 18)}” {sentence(seed + 8, 10)} {link(3)}",
        f'<span style="color: #333">{sentence(seed + 9, 20)}</span> <b>{sentence(seed + 10, 3)}</b>',
        f"{sentence(seed + 11, 22)} {link(4)}",
        f"{sentence(seed + 12, 20)} Enditem",
    ]
    html = (
        '<div class="story">'
        + "\n".join(f'<p class="copy">{paragraph}</p>' for paragraph in paragraphs[:-1])
        + f'\n<figure><img src="{picture}" alt="A picture" width="640" height="360" />'
        f"<figcaption>{sentence(seed, 6)}</figcaption></figure>"
        + f"\n<ul>{lines}</ul>\n<p>{paragraphs[-1]}</p></div>"
    )
    return (
        f"<item><title>{escape(sentence(seed, 9))}</title>"
        f"<link>{agency}/story/{number}</link>"
        f'<guid isPermaLink="false">agency{feed}-{number}</guid>'
        f"<dc:creator>Reporter {seed % 40}</dc:creator>"
        f"<category>world</category><pubDate>{format_datetime(filed)}</pubDate>"
        f"<description>{escape(dateline + sentence(seed, 30))}</description>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded></item>\n"
    )


def feed(number: int, items: int = 20) -> bytes:
    """An RSS document of so many items."""
    body = "".join(item(number, n) for n in range(items))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Agency {number}</title><link>http://agency{number}.example/</link>"
        f"<description>Copy of agency {number}</description><language>en</language>\n"
        f"{body}</channel></rss>\n"
    ).encode()
