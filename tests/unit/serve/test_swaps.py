"""Readers during swaps: whoever asks while a document is replaced gets one whole version of it."""

import asyncio
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import httpx

from feeds.model import Document
from feeds.publish.folder import Folder
from feeds.serve.shelf import REFUSED, Shelf

SWAPS = 300
READERS = 8
ENCODINGS = ("identity", "gzip", "br", "gzip, br")


def edition(number: int) -> bytes:
    return b"<%d>" % number + b"%d " % number * (500 + number * 7 % 400) + b"</%d>" % number


async def test_readers_see_whole_documents_whose_hash_is_their_tag(
    site, serving, folder: Path
) -> None:
    """S10: eight readers, some hundred swaps, every encoding."""
    publisher = Folder(folder)
    over = asyncio.Event()

    def publish(number: int) -> None:
        now = datetime.fromtimestamp(1_793_700_000 + number, UTC)
        body = edition(number)
        publisher.write([Document(path="all.rss", media_type="", body=body)], {}, now)

    async def write() -> None:
        for number in range(1, SWAPS + 1):
            await asyncio.to_thread(publish, number)
        over.set()

    async def read(base_url: str, encoding: str) -> tuple[int, int]:
        seen: set[int] = set()
        reads = 0
        # Readers share no client: its pool lets one of several wait for seconds.
        async with httpx.AsyncClient(
            base_url=base_url, headers={"accept-encoding": encoding}
        ) as client:
            while not over.is_set() or SWAPS not in seen:
                answer = await client.get("/all.rss")
                number = int(answer.content[1 : answer.content.index(b">")])
                assert answer.content == edition(number)
                mark = answer.headers["etag"].strip('"').partition(".")[0]
                assert mark == hashlib.sha256(answer.content).hexdigest()[:20]
                assert answer.headers["last-modified"].endswith("GMT")
                seen.add(number)
                reads += 1
        return reads, len(seen)

    publish(0)
    async with serving(site.app()) as (host, port):
        base_url = f"http://{host}:{port}"
        reading = [read(base_url, ENCODINGS[n % len(ENCODINGS)]) for n in range(READERS)]
        *reads, _ = await asyncio.gather(*reading, write())
    assert sum(count for count, _ in reads) > SWAPS
    assert all(editions > 5 for _, editions in reads)


def test_what_is_kept_in_memory_is_bounded(tmp_path: Path) -> None:
    documents = [
        Document(path=f"story/{n}.html", media_type="", body=b"%d" % n * 10_000, twins=False)
        for n in range(40)
    ]
    Folder(tmp_path).write(documents, {}, datetime(2026, 11, 2, tzinfo=UTC))
    shelf = Shelf(tmp_path, lambda _: ((), ()), capacity=100_000)
    for document in documents:
        found = shelf.find(document.path, None)
        assert found is not None
        assert found is not REFUSED
        assert found.content.body == document.body
        assert shelf.kept <= 100_000
    assert shelf.find(documents[-1].path, None) is found
    assert shelf.find(documents[0].path, None) is not None


def test_a_document_that_stays_is_read_once(tmp_path: Path) -> None:
    Folder(tmp_path).write(
        [Document(path="all.rss", media_type="", body=b"one")],
        {},
        datetime(2026, 11, 2, tzinfo=UTC),
    )
    shelf = Shelf(tmp_path, lambda _: ((), ()))
    for encoding in (None, b"gzip", b"br"):
        assert shelf.find("all.rss", encoding) is shelf.find("all.rss", encoding)
    first = shelf.find("all.rss", None)
    shelf.find("all.rss", b"br")
    assert shelf.find("all.rss", None) is first
