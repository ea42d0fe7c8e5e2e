"""X20 to X24: copy that would run in a reader's browser, from the wire into every document that is published."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

import pytest

from feeds.decide.page import coverage_path
from feeds.model import Channel, Source
from tests import hostile
from tests.pipeline.newsroom import Newsroom
from tests.standards import must_be_valid

EVERYTHING = Channel(id="all", title="All stories", size=1000)
AT = "2026-11-02T11:00:00+00:00"


def must_be_harmless(documents: dict[str, bytes]) -> None:
    pages = [path for path in documents if path.endswith(".html")]
    for path in pages:
        hostile.must_be_a_harmless_page(documents[path])
    for copy in hostile.copies(documents):
        hostile.must_be_harmless_copy(copy)
    for address in hostile.addresses(documents):
        assert re.fullmatch(r"(?:https?://|mailto:)[^\s<>\"]+", address), address


async def test_nothing_of_a_hostile_wire_runs_in_any_document(
    new_room: Callable[..., Newsroom], a_source: Callable[..., Source], a_feed: Callable[..., bytes]
) -> None:
    """S20; X20 to X24; CVE 10, 26, 31: as a second parser of HTML5 sees every format, page and list."""
    room = new_room(a_source(media="full"), channels=(EVERYTHING,))
    payloads = hostile.armed()
    await room.take("ians", a_feed(*hostile.items(payloads, AT), title=payloads[0]))
    documents = room.documents()
    assert {"index.html", "all.html", "all.rss", "all.atom", "all.json"} <= documents.keys()
    assert len(room.pages()) > 0.9 * len(payloads)
    assert sum(1 for _ in hostile.copies(documents)) > 2 * len(payloads)
    must_be_harmless(documents)
    assert must_be_valid(documents) >= 4  # and the pages of the archive


async def test_nor_of_one_that_sends_rss(
    new_room: Callable[..., Newsroom], a_source: Callable[..., Source]
) -> None:
    """X24: titles and authors are words, as they stand, in a feed of any format."""
    room = new_room(a_source(media="full"), channels=(EVERYTHING,))
    written = "".join(
        f"<item><guid>{n}</guid><title>Story {n} {words}</title><author>a@x.example ({words})</author>"
        f"<category>{words}</category><link>{words}</link><comments>{words}</comments>"
        f'<enclosure url="{words}" type="{words}" length="{words}"/>'
        f"<description>Copy number {n} of the harbour. {words}</description></item>"
        for n, payload in enumerate(hostile.armed())
        for words in (escape("".join(c for c in payload if c == "\t" or c.isprintable())),)
    )
    await room.take(
        "ians", f'<rss version="2.0"><channel><title>x</title>{written}</channel></rss>'
    )
    assert len(room.pages()) > 0.9 * len(hostile.PAYLOADS)
    must_be_harmless(room.documents())
    assert must_be_valid(room.documents()) >= 4


@pytest.mark.parametrize(
    "payload", ["<script>RUN</script>", '"><img src=x onerror=RUN>', "</title><svg onload=RUN>"]
)
async def test_nor_in_the_page_that_names_all_items_of_a_story(
    room: Newsroom, a_source: Callable[..., Source], a_feed: Callable[..., bytes],
    an_item: Callable[..., Any], payload: str,
) -> None:  # fmt: skip
    """X24."""
    word = payload.replace("RUN", hostile.RUN)
    room.change(sources=[a_source("ians"), a_source("xinhua", provider=f"Xinhua {word}")])
    for wire, guid, title in (
        ("ians", "1", f"Ferry with 40 pilgrims sinks off Kollam harbour {word}"),
        ("xinhua", "2", f"Pilgrims drown as ferry sinks near Kollam {word}"),
    ):
        room.clock.advance(minutes=20)
        await room.take(wire, a_feed(an_item(guid, title=title)))
    documents = room.documents()
    assert coverage_path(room.item("1").story) in documents
    must_be_harmless(documents)


def test_the_test_itself_knows_what_runs() -> None:
    for bad in ("<script>x</script>", "<p onclick=x>y</p>", "<a href='javascript:x'>y</a>", "<img srcset=x>",
                "<svg></svg>", "<p style=x>y</p>", "<a href='http://x.example/'>no rel</a>", "<p id=x>y</p>"):  # fmt: skip
        with pytest.raises((AssertionError, AttributeError)):
            hostile.must_be_harmless_copy(bad)
    with pytest.raises(AssertionError):
        hostile.must_be_a_harmless_page(b"<title>x</title><p>no policy of its own</p>")
