"""Where does an item's page stand, and that of its story? Decided once, when its first version is recorded."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

_WORD = re.compile("[a-z0-9]+")
_WORDS = 8
_LENGTH = 80
_SHORT_ID = 10
_PAGE = re.compile(r"story/\d{4}/\d\d/\d\d/(?:[a-z0-9-]*-)?([a-z2-7]{10})\.html")


def coverage_path(story: str) -> str:
    """``story/coverage/<short id>.html``: the page that names all items of a story."""
    return f"story/coverage/{story.rpartition(':')[2][:_SHORT_ID]}.html"


def page_path(headline: str, published: datetime, id_: str, timezone: str) -> str:
    """``story/<yyyy>/<mm>/<dd>/<words>-<short id>.html``, the day being the site's own.

    Words are plain ASCII, so that every file system and every mail program carries the address
    unharmed; a headline in a script that has none gives ``story``.
    """
    day = published.astimezone(ZoneInfo(timezone))
    plain = headline
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = _WORD.findall(plain.casefold().replace("'", ""))[:_WORDS]
    slug = "-".join(words)[:_LENGTH].strip("-") or "story"
    short = id_.rpartition(":")[2][:_SHORT_ID]
    return f"story/{day.year:04}/{day.month:02}/{day.day:02}/{slug}-{short}.html"


def without_words(page: str) -> str:
    """The address without words of the headline: for a story that is held when it comes, since its address
    is there to stay, and what it is let out with may be another headline.
    """
    folder, _, name = page.rpartition("/")
    return f"{folder}/story-{name.rpartition('-')[2]}"


def id_begins(path: str, tag: str) -> str:
    """What the id of an item begins with whose page has a path; ``""`` where no item's page has."""
    found = _PAGE.fullmatch(path)
    return f"tag:{tag}:{found[1]}" if found is not None else ""
