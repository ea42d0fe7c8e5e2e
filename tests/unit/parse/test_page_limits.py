"""A hostile page costs its worker neither more memory than it has nor its time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from feeds.engine.workers import Workers
from feeds.errors import ParseError
from feeds.model import Payload, Reading, Rights, Source
from feeds.parse.hypertext import LONGEST, MOST_TAGS
from feeds.pipeline.read import read

SOURCE = Source(id="site", provider="Harbour Press", rights=Rights.FULL, format="page")
HEAD = '<html><head><meta property="og:type" content="article"><title>A bell</title></head><body>'
_MOST = MOST_TAGS - 100
MOST = 20.0
"""Seconds of a processor; the worst takes six, on one that is shared by two threads twice as many."""

PAGES = {
    "paragraphs": "<article>" + "<p>A diver said a word of the bell." * _MOST,
    "bold": "<article><p>" + "<b>x</b> " * (_MOST // 2),
    "links": "<article><p>" + "<a href=/x>word word word</a> " * (_MOST // 2),
    "one text": "<article><p>" + "word. " * (LONGEST // 6 - 100),
    "the same": "<article>" + "<p>A diver said a word about the bell in the bay.</p>" * (_MOST // 2),
    "sections": "<section><p>A diver said, a word, again, a word.</p></section>" * (_MOST // 4),
    "one attribute": f"<p class='{'a ' * (LONGEST // 2 - 200)}'>x</p>",
    "deep": "<div>" * _MOST + "x",
    "tables": "<table><tr><td>x" * (_MOST // 3),
    "scripts": '<script type="application/ld+json">[{}]</script>' * (_MOST // 2),
    "json": f'<script type="application/ld+json">[{"{}," * (LONGEST // 3 - 200)}{{}}]</script>',
}  # fmt: skip


def measured(payload: Payload, source: Source) -> Reading:
    """Reads as a worker does; the format is how many seconds of a processor that took."""
    began = time.process_time()
    try:
        return replace(read(payload, source), format=f"{time.process_time() - began}")
    except ParseError as refused:
        return Reading(format=f"{time.process_time() - began} {refused.message}")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """One, for all of the pages: what each leaves behind is the next one's burden."""
    one = Workers(lambda: measured, count=1, seconds=300)
    yield one
    one.close()


@pytest.mark.timeout(330)
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_as_large_as_may_be_is_read_or_refused_within_a_workers_limits(
    name: str, a_payload: Callable[..., Payload], workers: Workers
) -> None:
    reading = await workers.read(a_payload(HEAD + PAGES[name]), SOURCE)
    seconds, _, refused = reading.format.partition(" ")
    found = [item.headline for item in reading.items] or [refused]
    assert found in (["A bell"], ["the page has no story in it"])
    assert float(seconds) < MOST
