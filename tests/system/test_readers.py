"""Real readers at the running daemon, all at once: what each has to show for what becomes of stories."""

from __future__ import annotations

import gzip
import http.server
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.threaded import served
from tests.system.readers import FORMATS, Reader, Shown

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]

BELL = ("bell", "Divers raise the bell", "It had lain in the bay for ten years, they said.")
FERRY = ("ferry", "Ferry resumes", "It left the north pier with two hundred passengers on board.")
TRAM = ("tram", "Tram returns", "After six years it is back on the bridge, the mayor said.")
EDITED = ("ferry", "Ferry resumes at noon", FERRY[2])
CORRECTED = ("tram", "CORRECTED: Tram returns", TRAM[2].replace("six", "five"))
LATE = ("lift", "Lift opens", "The new lift takes people up to the castle in forty seconds.")
NOTICE = "Story withdrawn"

SUFFIXES = ("rss", "atom", "json")


@dataclass(frozen=True)
class Readers:
    """Every reader of every format that it reads, side by side."""

    each: dict[str, Reader]
    pool: ThreadPoolExecutor

    def refresh(self) -> None:
        list(self.pool.map(lambda one: one.refresh(), self.each.values()))

    def shown(self) -> dict[str, list[Shown]]:
        return {name: one.shown() for name, one in self.each.items()}

    def same_everywhere(self) -> dict[str, str]:
        """The link of each id; that all readers have the same ones is made sure of."""
        (first, *others) = [
            sorted((one.id, one.link) for one in shown) for shown in self.shown().values()
        ]
        assert all(one == first for one in others), self.shown()
        return dict(first)

    def all_have(self, *headlines: str) -> None:
        """Each of them once, and nothing else."""
        for name, one in self.each.items():
            told = [self._headline(one, words) for words in headlines]
            assert sorted(shown.title for shown in one.shown()) == sorted(told), name

    def _headline(self, reader: Reader, words: str) -> str:
        return FERRY[1] if words == EDITED[1] and not reader.sees_headlines_change else words


@pytest.fixture
def subscribed(tmp_path: Path) -> Iterator[Callable[[str], Readers]]:
    """Subscribes all of them to the formats of the channel `all` below an address."""

    def subscribe(base: str) -> Readers:
        each = {}
        for make, suffixes in FORMATS.items():
            for suffix in suffixes:
                home = tmp_path / "readers" / f"{make.__name__}-{suffix}"
                home.mkdir(parents=True)
                each[home.name] = make(home)
                each[home.name].subscribe(f"{base}all.{suffix}")
        return Readers(each=each, pool=pool)

    with ThreadPoolExecutor(max_workers=4) as pool:
        yield subscribe


def test_each_story_once_as_it_stands_through_edit_correction_kill_and_restart(
    house, publisher, an_rss, wait_until: Until, subscribed: Callable[[str], Readers]
) -> None:
    """All of them under one id and at one address in every format; a killed one leaves a notice."""
    house.source("wire", publisher.publish("/feed", an_rss(BELL, FERRY, TRAM)))
    house.write()
    daemon = house.start()
    wait_until(lambda: is_out(house, TRAM[1]), 20, "the stories are out")
    readers = subscribed(house.base)
    readers.refresh()
    readers.all_have("Divers raise the bell", "Ferry resumes", "Tram returns")
    links = readers.same_everywhere()

    publisher.publish("/feed", an_rss(BELL, EDITED, CORRECTED))
    wait_until(lambda: is_out(house, "five years"), 20, "the edit and the correction are out")
    readers.refresh()
    readers.all_have("Divers raise the bell", "Ferry resumes at noon", "Tram returns")
    assert readers.same_everywhere() == links
    for name, shown in readers.shown().items():
        copy = {one.title: one.content for one in shown}
        assert "five years" in copy["Tram returns"], name
        assert all("- Xinhua" in words for words in copy.values()), name
    for link in links.values():
        status, page = house.get(link.removeprefix(house.base))
        assert (status, b"- Xinhua" in page, b"http://wire.example/" in page) == (200, True, True)

    house.feeds("kill", "bell", "--reason", "the agency asks for it")
    readers.refresh()
    readers.all_have(NOTICE, "Ferry resumes at noon", "Tram returns")
    after = readers.same_everywhere()
    assert after.keys() == links.keys()
    (killed,) = {id_ for id_, link in after.items() if link != links[id_]}
    assert house.get(links[killed].removeprefix(house.base))[0] == 410
    assert house.get(after[killed].removeprefix(house.base))[0] == 200
    for name, shown in readers.shown().items():
        assert not [one for one in shown if "ten years" in one.content], name
    nobody_fetches_again(house, readers)

    assert house.stop(daemon) == 0
    house.start()
    nobody_fetches_again(house, readers)
    publisher.publish("/feed", an_rss(LATE, EDITED, CORRECTED))
    wait_until(lambda: is_out(house, LATE[1]), 20, "what came after the restart is out")
    readers.refresh()
    readers.all_have(NOTICE, "Ferry resumes at noon", "Tram returns", "Lift opens")
    assert after.items() < readers.same_everywhere().items()


def test_who_asks_at_an_address_that_has_moved_has_each_story_once_and_fetches_none_again(
    house, publisher, an_rss, wait_until: Until, subscribed: Callable[[str], Readers]
) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(BELL, FERRY)))
    house.write()
    house.start()
    wait_until(lambda: is_out(house, FERRY[1]), 20, "the stories are out")
    with served(_to(house.base)) as port:
        readers = subscribed(f"http://127.0.0.1:{port}/")
        readers.refresh()
        readers.refresh()  # newsboat 2.21 forgets the tag of a feed's first answer
        nobody_fetches_again(house, readers)
        readers.all_have("Divers raise the bell", "Ferry resumes")
        publisher.publish("/feed", an_rss(BELL, EDITED))
        wait_until(lambda: is_out(house, EDITED[1]), 20, "the edit is out")
        readers.refresh()
        readers.all_have("Divers raise the bell", "Ferry resumes at noon")


def nobody_fetches_again(house, readers: Readers) -> None:
    """What has not changed is asked for on a condition by all of them: the server counts 304s alone."""
    before = answers(house)
    readers.refresh()
    ours = 1  # the question before was answered as well
    assert answers(house) - before == Counter({"2xx": ours, "3xx": len(readers.each)})


def _to(base: str) -> type[http.server.BaseHTTPRequestHandler]:
    """A server all of whose addresses have moved, for good."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(301)
            self.send_header("Location", f"{base}{self.path[1:]}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Who asks is told where to; nothing else is of interest."""

    return Handler


def is_out(house, words: str) -> bool:
    """Whether the channel's documents say so, as clients are given them that take gzip."""
    bodies = [house.get(f"all.{suffix}", {"Accept-Encoding": "gzip"}) for suffix in SUFFIXES]
    return all(status == 200 and words.encode() in gzip.decompress(body) for status, body in bodies)


def answers(house) -> Counter[str]:
    """How many answers of each class of status the server says that it has given."""
    counted = re.findall(
        r'^feeds_http_requests_total{status="(...)"} (\S+)$',
        house.get("metrics")[1].decode(),
        re.MULTILINE,
    )
    return Counter({status: int(float(count)) for status, count in counted})
