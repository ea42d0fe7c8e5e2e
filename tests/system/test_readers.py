"""Real readers at the running daemon, all at once: what each has to show for what becomes of stories."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

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
def readers(house, tmp_path: Path) -> Iterator[Readers]:
    """Subscribed to the formats of the channel `all`."""
    each = {}
    for make, suffixes in FORMATS.items():
        for suffix in suffixes:
            home = tmp_path / "readers" / f"{make.__name__}-{suffix}"
            home.mkdir(parents=True)
            each[home.name] = make(home)
            each[home.name].subscribe(f"{house.base}all.{suffix}")
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield Readers(each=each, pool=pool)


def test_each_story_once_as_it_stands_through_edit_correction_kill_and_restart(
    house, publisher, an_rss, wait_until: Until, readers: Readers
) -> None:
    """All of them under one id and at one address in every format; a killed one leaves a notice."""
    house.source("wire", publisher.publish("/feed", an_rss(BELL, FERRY, TRAM)))
    house.write()
    daemon = house.start()
    wait_until(lambda: is_out(house, TRAM[1]), 20, "the stories are out")
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

    assert house.stop(daemon) == 0
    house.start()
    publisher.publish("/feed", an_rss(LATE, EDITED, CORRECTED))
    wait_until(lambda: is_out(house, LATE[1]), 20, "what came after the restart is out")
    readers.refresh()
    readers.all_have(NOTICE, "Ferry resumes at noon", "Tram returns", "Lift opens")
    assert after.items() < readers.same_everywhere().items()


def test_what_has_not_changed_no_reader_fetches_again_nor_after_a_restart(
    house, publisher, an_rss, wait_until: Until, readers: Readers
) -> None:
    house.source("wire", publisher.publish("/feed", an_rss(BELL, FERRY)))
    house.write()
    daemon = house.start()
    wait_until(lambda: is_out(house, FERRY[1]), 20, "the stories are out")
    readers.refresh()
    readers.refresh()  # newsboat 2.21 forgets the tag of a feed's first answer
    for _ in range(2):
        before = answers(house, "3xx")
        readers.refresh()
        assert answers(house, "3xx") - before == len(readers.each)
        house.stop(daemon)
        daemon = house.start()
    readers.all_have("Divers raise the bell", "Ferry resumes")


def is_out(house, words: str) -> bool:
    """Whether the channel's documents say so, as clients are given them that take gzip."""
    bodies = [house.get(f"all.{suffix}", {"Accept-Encoding": "gzip"}) for suffix in SUFFIXES]
    return all(status == 200 and words.encode() in gzip.decompress(body) for status, body in bodies)


def answers(house, status: str) -> int:
    """How many answers of a class of status the server says that it has given."""
    (found,) = re.findall(
        rf'^feeds_http_requests_total{{status="{status}"}} (\S+)$',
        house.get("metrics")[1].decode(),
        re.MULTILINE,
    )
    return int(float(found))
