"""Real readers at the running daemon, all at once: what each has to show for what becomes of stories.

The channel's document is short, so that most stories stand in its archive, where none of them looks.
"""

from __future__ import annotations

import gzip
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system.readers import FORMATS, Reader, Shown

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

Until = Callable[[Callable[[], object], float, str], object]

BELL = ("bell", "Divers raise the bell", "It had lain in the bay for ten years, they said.")
FERRY = ("ferry", "Ferry resumes", "It left the north pier with two hundred passengers on board.")
TRAM = ("tram", "Tram returns", "After six years it is back on the bridge, the mayor said.")
OLDER = [(f"pier{n}", f"Pier {n} opens", f"Pier {n} has a light of its own now.") for n in range(3)]
EDITED = ("ferry", "Ferry resumes at noon", FERRY[2])
CORRECTED = ("tram", "CORRECTED: Tram returns", TRAM[2].replace("six", "five"))
LATE = ("lift", "Lift opens", "The new lift takes people up to the castle in forty seconds.")
NOTICE = "Story withdrawn"
OLD = [headline for _, headline, _ in OLDER]

SUFFIXES = ("rss", "atom", "json")
_GZIP = b"\x1f\x8b"
CHANNEL = '[[channel]]\nid = "{id}"\ntitle = "All stories"\nsize = 3\nwindow = "0s"\n'


@dataclass(frozen=True)
class Readers:
    """Every reader of every format that it reads, side by side."""

    each: dict[str, Reader]
    pool: ThreadPoolExecutor

    def refresh(self) -> None:
        list(self.pool.map(lambda one: one.refresh(), self.each.values()))

    def refresh_when_gone(self) -> None:
        """Those that say so of a feed do."""
        list(self.pool.map(_refresh_when_gone, self.each.values()))

    def shown(self) -> dict[str, list[Shown]]:
        return {name: one.shown() for name, one in self.each.items()}

    def looking_again(self) -> dict[str, list[Shown]]:
        """What those show that see what becomes of an item that they have."""
        return {name: one.shown() for name, one in self.each.items() if one.sees_changes}

    def same_everywhere(self) -> dict[str, str]:
        """The link of each id; that all readers have the same ones is made sure of."""
        (first, *others) = [
            sorted((one.id, one.link) for one in shown) for shown in self.looking_again().values()
        ]
        assert all(one == first for one in others), self.shown()
        for name, shown in self.shown().items():
            assert sorted(one.id for one in shown) == [id_ for id_, _ in first], name
        return dict(first)

    def all_have(self, *headlines: str, killed: Sequence[str] = ()) -> None:
        """Each of them once, and nothing else; in place of those that are killed notices, where anything is."""
        for name, one in self.each.items():
            notices = [NOTICE] * len(killed) if one.sees_changes else killed
            told = [_as_seen_by(one, words) for words in headlines]
            assert sorted(shown.title for shown in one.shown()) == sorted([*told, *notices]), name


def _as_seen_by(reader: Reader, headline: str) -> str:
    return FERRY[1] if headline == EDITED[1] and not reader.sees_headlines_change else headline


def _refresh_when_gone(reader: Reader) -> None:
    if reader.says_when_gone:
        with pytest.raises(Exception, match=r"410|returned non-zero"):
            reader.refresh()
    else:
        reader.refresh()


@pytest.fixture
def subscribed(tmp_path: Path) -> Iterator[Callable[[str], Readers]]:
    """Subscribes all of them to the formats of the channel `all` below an address."""
    each: dict[str, Reader] = {}

    def subscribe(base: str) -> Readers:
        for make, suffixes in FORMATS.items():
            for suffix in suffixes:
                home = tmp_path / "readers" / f"{make.__name__}-{suffix}"
                home.mkdir(parents=True)
                each[home.name] = make(home)
                each[home.name].subscribe(f"{base}all.{suffix}")
        return Readers(each=each, pool=pool)

    with ThreadPoolExecutor(max_workers=4) as pool:
        yield subscribe
        list(pool.map(lambda one: one.close(), each.values()))


def test_each_story_once_as_it_stands_through_edit_correction_kill_and_restart(
    house, publisher, an_rss, wait_until: Until, subscribed: Callable[[str], Readers]
) -> None:
    """All of them under one id and at one address in every format; a killed one leaves a notice."""
    house.channels = [CHANNEL.format(id="all")]
    house.source("wire", publisher.publish("/feed", an_rss(*OLDER)))
    house.write()
    daemon = house.start()
    wait_until(lambda: is_out(house, OLD[2]), 20, "the first stories are out")
    readers = subscribed(house.base)
    readers.refresh()
    publisher.publish("/feed", an_rss(*OLDER, BELL, FERRY, TRAM))
    wait_until(lambda: is_out(house, TRAM[1]), 20, "the stories are out")
    assert not is_out(house, OLD[2])
    readers.refresh()
    readers.all_have(*OLD, "Divers raise the bell", "Ferry resumes", "Tram returns")
    links = readers.same_everywhere()

    publisher.publish("/feed", an_rss(*OLDER, BELL, EDITED, CORRECTED))
    wait_until(lambda: is_out(house, "five years"), 20, "the edit and the correction are out")
    readers.refresh()
    readers.all_have(*OLD, "Divers raise the bell", "Ferry resumes at noon", "Tram returns")
    assert readers.same_everywhere() == links
    for name, shown in readers.looking_again().items():
        copy = {one.title: one.content for one in shown}
        assert "five years" in copy["Tram returns"], name
    for name, shown in readers.shown().items():
        assert all("- Xinhua" in one.content for one in shown), name
    for link in links.values():
        status, page = house.get(link.removeprefix(house.base))
        assert (status, b"- Xinhua" in page, b"http://wire.example/" in page) == (200, True, True)

    killed = (BELL[1], OLD[0])  # the one in the document, the other in its archive
    for guid in ("bell", "pier0"):
        house.feeds("kill", guid, "--reason", "the agency asks for it")
    readers.refresh()
    readers.all_have(*OLD[1:], "Ferry resumes at noon", "Tram returns", killed=killed)
    after = readers.same_everywhere()
    assert after.keys() == links.keys()
    gone = {id_ for id_, link in after.items() if link != links[id_]}
    assert len(gone) == len(killed)
    for id_ in gone:
        assert house.get(links[id_].removeprefix(house.base))[0] == 410
        assert house.get(after[id_].removeprefix(house.base))[0] == 200
    for name, shown in readers.looking_again().items():
        copy = " ".join(one.content for one in shown)
        assert "ten years" not in copy, name
        assert "Pier 0" not in copy, name
    nobody_fetches_again(house, readers)

    assert house.stop(daemon) == 0
    house.start()
    nobody_fetches_again(house, readers)
    publisher.publish("/feed", an_rss(*OLDER, BELL, EDITED, CORRECTED, LATE))
    wait_until(lambda: is_out(house, LATE[1]), 20, "what came after the restart is out")
    readers.refresh()
    readers.all_have(*OLD[1:], "Ferry resumes at noon", "Tram returns", "Lift opens", killed=killed)
    assert after.items() < readers.same_everywhere().items()


def test_who_asks_for_a_channel_that_was_renamed_has_each_story_once_and_keeps_them_when_it_is_gone(
    house, publisher, an_rss, wait_until: Until, subscribed: Callable[[str], Readers]
) -> None:
    """S12, S19."""
    other = CHANNEL.format(id="other")
    house.channels = [CHANNEL.format(id="all"), other]
    house.source("wire", publisher.publish("/feed", an_rss(*OLDER)))
    house.write()
    daemon = house.start()
    wait_until(lambda: is_out(house, OLD[2]), 20, "the first stories are out")
    readers = subscribed(house.base)
    readers.refresh()
    publisher.publish("/feed", an_rss(*OLDER, BELL, FERRY))
    wait_until(lambda: is_out(house, FERRY[1]), 20, "the stories are out")
    readers.refresh()
    before = readers.same_everywhere()

    house.channels = [CHANNEL.format(id="world") + 'formerly = ["all"]\n', other]
    house.write()
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: is_out(house, FERRY[1], "world"), 20, "the channel has its new name")
    left = [house.folder / "public" / f"all.{suffix}" for suffix in SUFFIXES]
    wait_until(lambda: not any(one.exists() for one in left), 20, "the former one leads there")
    readers.refresh()
    nobody_fetches_again(house, readers)
    readers.all_have(*OLD, "Divers raise the bell", "Ferry resumes")
    assert readers.same_everywhere() == before
    publisher.publish("/feed", an_rss(*OLDER, BELL, EDITED, TRAM))
    wait_until(lambda: is_out(house, TRAM[1], "world"), 20, "a story and an edit are out")
    readers.refresh()
    readers.all_have(*OLD, "Divers raise the bell", "Ferry resumes at noon", "Tram returns")

    house.channels = [other]
    house.publish = 'retired = ["all", "world"]'
    house.write()
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: house.get("all.json")[0] == 410, 20, "the channel is gone")
    readers.refresh_when_gone()
    readers.all_have(*OLD, "Divers raise the bell", "Ferry resumes at noon", "Tram returns")


def nobody_fetches_again(house, readers: Readers) -> None:
    """What has not changed is asked for on a condition by all of them, once, be it after a redirect; a page of
    an archive by none: it would be the first time.
    """
    before = answers(house)
    readers.refresh()
    told = answers(house) - before
    ours = 1  # the question before was answered as well
    assert told.keys() == {"2xx", "3xx"}
    assert told["2xx"] == ours
    assert len(readers.each) <= told["3xx"] <= 2 * len(readers.each)


def is_out(house, words: str, channel: str = "all") -> bool:
    """Whether the channel's documents say so, as clients are given them that take gzip: what is taken away goes before
    that is made.
    """
    bodies = [house.get(f"{channel}.{suffix}", {"Accept-Encoding": "gzip"}) for suffix in SUFFIXES]
    return all(
        status == 200 and body.startswith(_GZIP) and words.encode() in gzip.decompress(body)
        for status, body in bodies
    )


def answers(house) -> Counter[str]:
    """How many answers of each class of status the server says that it has given."""
    counted: Counter[str] = Counter()
    for status, count in re.findall(
        r'^feeds_http_requests_total{[^}]*status="(...)"} (\S+)$',
        house.get("metrics")[1].decode(),
        re.MULTILINE,
    ):
        counted[status] += int(float(count))
    return counted
