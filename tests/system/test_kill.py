"""A kill on a running daemon: gone from every file and from HTTP within a second, and dead for good."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.folders import files_in, unpacked

pytestmark = pytest.mark.system

Until = Callable[[Callable[[], object], float, str], object]

SECRET = "quiet bell of Pune"
STORY = (
    f"id: bell\nheadline: Divers raise the {SECRET}\n\n"
    f"Pune, Nov 2 (IANS) Divers have raised the {SECRET} from the bay, where it had lain for ten years.\n\n"
    "--IANS\n"
)
OTHER = "id: ferry\nheadline: Ferry resumes\n\nPune, Nov 2 (IANS) It left at noon.\n\n--IANS\n"


@pytest.fixture
def house(house):
    house.here = True
    return house


def with_secret(folder: Path) -> list[Path]:
    """The published files in which the killed words stand, the compressed twins looked into."""
    found = []
    for path, packed in files_in(folder):
        body = unpacked(path, packed)
        if SECRET.encode() in body or b"quiet-bell" in body:
            found.append(path)
    return found


@pytest.mark.alone
def test_it_is_gone_within_a_second_from_fifty_channels_and_stays_so(
    house, wait_until: Until
) -> None:
    house.here = False
    house.drop_source()
    house.channels = [f'[[channel]]\nid = "c{n}"\ntitle = "Channel {n}"\n' for n in range(50)]
    house.write()
    daemon = house.start()
    house.put("bell.txt", STORY)
    house.put("ferry.txt", OTHER)
    house.put("tram.txt", OTHER.replace("ferry", "tram").replace("Ferry", "Tram"))
    wait_until(lambda: SECRET.encode() in house.get("c49.rss")[1], 20, "the story is out")
    wait_until(lambda: b"Tram resumes" in house.get("c49.rss")[1], 20, "so are the others")
    (held,) = [one for one in house.json("items") if one["guid"] == "bell"]
    page = str(held["page"]).removeprefix(house.base)
    assert house.get(page)[0] == 200

    lines = house.json("kill", "bell", "--reason", "the agency asks for it")
    assert with_secret(house.public) == []
    assert len(lines) == 52  # the decision, the page, and fifty channels
    # What else this machine does can spoil one, hardly three.
    others = (house.json("kill", guid, "--reason", "so too") for guid in ("ferry", "tram"))
    assert any(_took(one) < 1 for one in (lines, *others))
    assert house.get(page)[0] == 410
    for number in (0, 49):
        for suffix in ("rss", "atom", "json", "html"):
            status, body = house.get(f"c{number}.{suffix}")
            assert (status, SECRET.encode() in body) == (200, False)
    assert b"deleted-entry" in house.get("c0.atom")[1]

    house.put("again.txt", STORY)
    house.put("new.txt", OTHER.replace("ferry", "lift").replace("Ferry", "Lift"))
    wait_until(lambda: b"Lift resumes" in house.get("c49.rss")[1], 20, "later copy is out")
    assert with_secret(house.public) == []
    assert house.stop(daemon) == 0


def _took(lines: list[dict[str, object]]) -> float:
    """Seconds from the decision until the last file was replaced."""
    at = [datetime.fromisoformat(str(line["at"])) for line in lines]
    return (max(at) - min(at)).total_seconds()


def test_without_a_daemon_the_command_does_it_and_a_restored_backup_is_told_again(
    house, wait_until: Until
) -> None:
    house.drop_source()
    house.write()
    house.put("bell.txt", STORY)
    house.feeds("once")
    assert with_secret(house.public)
    shutil.copy(house.folder / "feeds.db", house.folder / "yesterday.db")
    house.feeds("kill", "bell", "--reason", "the agency asks for it")
    assert with_secret(house.public) == []
    for name in ("feeds.db", "feeds.db-wal", "feeds.db-shm"):
        (house.folder / name).unlink(missing_ok=True)
    (house.folder / "yesterday.db").rename(house.folder / "feeds.db")
    shutil.rmtree(house.public)
    house.put("again.txt", STORY)
    house.feeds("once")
    assert with_secret(house.public) == []
    (held,) = house.json("items", "--all")
    assert held["status"] == "withdrawn"


def test_an_item_that_is_not_there_or_a_reason_that_says_nothing_is_refused(house) -> None:
    house.drop_source()
    house.write()
    house.feeds("once")
    assert "no item 'nosuch'" in house.feeds("kill", "nosuch", "--reason", "x", status=1).stderr
    assert "reason" in house.feeds("kill", "nosuch", "--reason", " ", status=2).stderr


@pytest.mark.parametrize("daemon", [True, False])
@pytest.mark.parametrize("what", [("--source", "ians"), ("--item", "bell")])
def test_what_is_purged_is_in_no_byte_of_anything_nor_of_a_backup_that_is_restored(
    house, wait_until: Until, what: tuple[str, str], daemon: bool
) -> None:
    house.drop_source(keep_files=True)
    house.write()
    house.put("bell.txt", STORY)
    house.feeds("once")
    house.put("bell.txt", STORY.replace("ten years", "twelve years"))
    house.put("ferry.txt", OTHER)
    house.feeds("once", "--source", "ians")
    assert traces(house.folder)
    shutil.copy(house.folder / "feeds.db", house.folder.parent / "yesterday.db")
    running = house.start() if daemon else None
    (house.drop / "bell.txt").unlink()
    house.feeds("purge", *what)
    assert traces(house.folder) == []
    statuses = {one["guid"]: one["status"] for one in house.json("items", "--all")}
    assert statuses.get("ferry") == (None if what[0] == "--source" else "new")
    if running is not None:
        house.stop(running)

    shutil.move(house.folder.parent / "yesterday.db", house.folder / "feeds.db")
    for name in ("feeds.db-wal", "feeds.db-shm"):
        (house.folder / name).unlink(missing_ok=True)
    assert traces(house.folder)
    house.feeds("once")
    assert traces(house.folder) == []


def test_what_is_purged_does_not_come_back_while_its_feed_carries_it(
    house, publisher, an_rss, wait_until: Until
) -> None:
    bell = (
        "bell",
        f"Divers raise the {SECRET}",
        f"They raised the {SECRET} after ten years in the bay.",
    )
    told = [bell, ("ferry", "Ferry resumes", "It left at noon.")]
    house.source("wire", publisher.publish("/feed", an_rss(*told)))
    house.write()

    def poll() -> None:
        again = ("once", "--source", "wire")
        wait_until(lambda: house.feeds(*again, status=None).returncode == 0, 20, "it may be polled")

    poll()
    told.append(("tram", "Tram resumes", "It left at one."))
    publisher.publish("/feed", an_rss(*told))
    poll()
    house.feeds("purge", "--item", "bell")
    assert traces(house.folder) == []
    told.append(("bus", "Bus resumes", "It left at two."))
    publisher.publish("/feed", an_rss(*told))
    poll()
    assert traces(house.folder) == []
    assert {one["guid"] for one in house.json("items")} == {"ferry", "tram", "bus"}
    before = house.json("items", "--all")
    assert house.json("replay", "--since", "1d") == [{"made": 0, "kept": 4, "otherwise": []}]
    assert house.json("items", "--all") == before


def traces(folder: Path) -> list[Path]:
    """Files in which a word of the story stands; the archive's documents are compressed."""
    found = []
    for path, packed in files_in(folder):
        if path.name.endswith(".log"):
            continue
        body = unpacked(path, packed)
        if SECRET.encode() in body or b"quiet-bell" in body or _in_archive(body):
            found.append(path)
    return found


def _in_archive(body: bytes) -> bool:
    """Whether a zlib stream in the bytes unpacks to the story."""
    import zlib

    start = body.find(b"\x78\x01")
    while start >= 0:
        try:
            if SECRET.encode() in zlib.decompressobj().decompress(body[start : start + 65536]):
                return True
        except zlib.error:
            pass  # two bytes that only look like the head of one
        start = body.find(b"\x78\x01", start + 1)
    return False


def test_a_purge_names_one_thing(house) -> None:
    house.drop_source()
    house.write()
    house.feeds("once")
    for arguments in ((), ("--source", "ians", "--item", "bell"), ("--source", "nosuch")):
        house.feeds("purge", *arguments, status=2)


def test_what_nobody_saw_costs_no_document_its_compressed_twins(house) -> None:
    house.drop_source()
    house.write()
    house.put("bell.txt", STORY.replace("headline: ", "headline: HOLD: "))
    house.put("ferry.txt", OTHER)
    house.feeds("once")
    before = sorted(path.name for path in house.public.iterdir())
    assert "index.html.br" in before
    house.feeds("kill", "bell", "--reason", "the agency asks for it")
    assert sorted(path.name for path in house.public.iterdir()) == before


def test_a_store_that_a_replay_has_left_goes_with_what_is_purged(house) -> None:
    house.drop_source()
    house.write()
    house.put("bell.txt", STORY)
    house.feeds("once")
    house.feeds("replay", "--since", "1d")
    assert (house.folder / "feeds.db.before-replay").exists()
    house.feeds("purge", "--item", "bell")
    assert [path for path in traces(house.folder) if house.drop not in path.parents] == []
