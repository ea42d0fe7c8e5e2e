"""Who comes back after a month reads the whole history from the running server (RFC 5005)."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Callable
from email.message import Message

import brotli
import pytest

from tests.history import Reader

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]
CHANNEL = '[[channel]]\nid = "all"\ntitle = "All stories"\nsize = 10\nwindow = "0s"\n'


def fetched(address: str, coding: str = "identity") -> tuple[bytes, Message]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": coding})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read(), answer.headers


def test_the_whole_history_is_read_by_following_the_links_through_a_restart_and_a_kill(
    house, publisher, an_rss, wait_until: Until
) -> None:
    """S15, S16."""
    house.channels.append(CHANNEL)
    stories = [(f"n{n}", f"Ferry {n} resumes", f"Quay {n} is open again.") for n in range(60)]
    house.source("wire", publisher.publish("/feed", an_rss(*stories[:20])))
    house.write()
    process = house.start()
    readers = [
        Reader(lambda address: fetched(address)[0], f"{house.base}all.{name}")
        for name in ("atom", "rss", "json")
    ]
    wait_until(lambda: b"Ferry 19 " in house.get("all.rss")[1], 20, "the first stories are out")
    for reader in readers:
        reader.catch_up()

    publisher.publish("/feed", an_rss(*stories[20:40]))
    wait_until(lambda: b"Ferry 39 " in house.get("all.rss")[1], 20, "more stories are out")
    assert house.stop(process) == 0
    publisher.publish("/feed", an_rss(*stories[40:]))
    house.start()
    wait_until(lambda: b"Ferry 59 " in house.get("all.rss")[1], 20, "all stories are out")
    for reader in readers:
        reader.catch_up()
        assert sorted(reader.entries.values()) == sorted(headline for _, headline, _ in stories)
        assert len(reader.known) > 1

    lead_to_pages(house, readers)

    pages = [page for reader in readers for page in reader.known]
    (killed,) = [page for page in readers[0].known if b"Quay 3 " in fetched(page)[0]]
    headers = fetched(f"{house.base}all.atom")[1]
    page = fetched(killed)[1]
    assert page["Cache-Control"] == headers["Cache-Control"]
    assert "immutable" not in page["Cache-Control"]
    assert f'<{killed}>; rel="self"' in page["Link"]
    assert page["ETag"] != headers["ETag"]
    house.feeds("kill", "n3", "--reason", "the agency asks for it")
    wait_until(lambda: b"Quay 3 " not in fetched(killed)[0], 5, "it is gone from the archive")
    (story,) = [id_ for id_, words in readers[0].entries.items() if words == "Ferry 3 resumes"]
    assert house.get(readers[0].pages[story].removeprefix(house.base))[0] == 410
    for address in pages:
        for coding in ("identity", "gzip", "br"):
            body, told = fetched(address, coding)
            assert b"Quay 3 " not in unpacked(body, told.get("Content-Encoding", ""))


def lead_to_pages(house, readers: list[Reader]) -> None:
    """Each story has one page in every format, which says whose it is and where it came from."""
    (first, *others) = [reader.pages for reader in readers]
    assert all(one == first for one in others)
    for page in first.values():
        told = fetched(page)[0]
        assert (b"- Xinhua" in told, b"http://wire.example/n" in told) == (True, True), page
    listed = set(re.findall(r'href="([^"]+/story/[^"]+)"', house.get("all.html")[1].decode()))
    assert listed
    assert listed <= set(first.values())


def unpacked(body: bytes, coding: str) -> bytes:
    return {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding](body)
