"""Answers over HTTP that tests of documents look into."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx

MODIFIED = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
STAMP = format_datetime(MODIFIED, usegmt=True)
PAGE = "story/2026/11/02/dam-opens-mrk3k2a7qx.html"
DOCUMENTS = ["all.rss", "all.atom", "all.json", "all.html", "index.html", "opml.xml", PAGE]
FEEDS = ["all.rss", "all.atom", "all.json"]
Body = Callable[[str], bytes]


async def wire(
    client: httpx.AsyncClient, path: str, **headers: str
) -> tuple[httpx.Response, bytes]:
    """The answer and its bytes as they came over the wire, before decoding."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.stream("GET", path, headers=asked) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])
