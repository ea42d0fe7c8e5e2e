"""Files somewhere else: which are finished, which are new, and what is remembered of them."""

import json
from datetime import UTC, datetime

import pytest

from feeds.errors import FetchError
from feeds.fetch import listing
from feeds.fetch.files import place_of
from feeds.fetch.ftplist import read_list, read_mlsd
from feeds.fetch.listing import Listed, Memory, remembered

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
AT_NOON = int(NOON.timestamp())


def file(name: str = "a.xml", size: int = 10, ago: int = 60) -> Listed:
    return Listed(name=name, size=size, mtime=AT_NOON - ago)


def waiting(*files: Listed, memory: Memory | None = None, pattern: str = "") -> list[str]:
    memory = memory or remembered("")
    return [one.name for one in memory.waiting(files, pattern, NOON)]


def again(memory: Memory) -> Memory:
    """As it comes back from the store."""
    return remembered(memory.written())


def test_the_oldest_comes_first() -> None:
    assert waiting(file("a", ago=10), file("c", ago=30), file("b", ago=30)) == ["b", "c", "a"]


@pytest.mark.parametrize(
    "name", [".a.xml", "a.xml.tmp", "a.part", "a.FILEPART", "a.crdownload", "a.partial", "a.swp", "a~"]
)  # fmt: skip
def test_a_name_that_says_it_is_unfinished_waits(name: str) -> None:
    assert waiting(file(name)) == []


@pytest.mark.parametrize("ago", [-1, 0, 1])
def test_a_file_that_was_touched_a_moment_ago_waits(ago: int) -> None:
    assert waiting(file(ago=ago)) == []


def test_a_server_whose_clock_is_ahead_is_waited_for_no_longer() -> None:
    assert waiting(file(ago=-3600)) == ["a.xml"]


def test_a_wildcard_chooses_names() -> None:
    assert waiting(file("a.xml"), file("a.txt"), pattern="*.xml") == ["a.xml"]


def test_what_was_taken_does_not_wait_until_it_changes() -> None:
    memory = again(remembered("").after([file()], [file()], []))
    assert waiting(file(), memory=memory) == []
    assert waiting(file(size=11), memory=memory) == ["a.xml"]
    assert waiting(file(ago=30), memory=memory) == ["a.xml"]


def test_a_name_that_is_gone_is_forgotten() -> None:
    memory = remembered("").after([file("a"), file("b")], [file("a"), file("b")], [])
    memory = again(memory.after([file("b")], [], []))
    assert json.loads(memory.written())["taken"] == {"b": [10, AT_NOON - 60]}
    assert again(memory.after([], [], [])).written() == ""


def test_a_file_that_could_not_be_had_is_tried_again_after_all_others() -> None:
    memory = again(remembered("").after([file("a", ago=90), file("b")], [], ["a"]))
    assert waiting(file("a", ago=90), file("b"), memory=memory) == ["b", "a"]


def test_a_large_directory_is_remembered_by_its_newest_names_and_read_once(monkeypatch) -> None:
    monkeypatch.setattr(listing, "_MOST_REMEMBERED", 3)
    files = [file(f"{number}", ago=900 - number) for number in range(10)]
    memory = again(remembered("").after(files, files, []))
    assert len(memory.taken) == 3
    assert waiting(*files, memory=memory) == []
    assert waiting(*files, file("new", ago=5), memory=memory) == ["new"]


# --- what servers say --------------------------------------------------------------------


def test_a_listing_by_facts_gives_files_alone() -> None:
    lines = [
        "type=cdir;modify=20261102110000; .",
        "type=file;size=5;modify=20261102110000.123;unix.mode=0644; a b;c.xml",
        "Type=file;Size=6;Modify=20261102110001; b.xml",
        "type=dir;modify=20261102110000; sent",
        "type=OS.unix=slink:/etc/passwd;size=3;modify=20261102110000; link",
        "",
    ]
    assert read_mlsd(lines) == [
        Listed(name="a b;c.xml", size=5, mtime=AT_NOON - 3600),
        Listed(name="b.xml", size=6, mtime=AT_NOON - 3599),
    ]


@pytest.mark.parametrize(
    "modify", ["", "00000000000000", "20269902110000", "19200101000000", "yes"]
)
def test_a_date_that_is_none_costs_nobody_anything(modify: str) -> None:
    (listed,) = read_mlsd([f"type=file;size=5;modify={modify}; a.xml"])
    assert listed == Listed(name="a.xml", size=5, mtime=0)
    assert waiting(listed) == ["a.xml"]


@pytest.mark.parametrize("facts", ["type=file;size=5;", "type=file;modify=20261102110000;"])
def test_a_listing_without_sizes_or_dates_is_a_fault_of_the_server(facts: str) -> None:
    with pytest.raises(FetchError, match="neither how large nor how old"):
        read_mlsd([f"{facts} a.xml"])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("-rw-r--r--   1 ftp      ftp          1234 Nov 02 11:00 a b.xml",
         Listed(name="a b.xml", size=1234, mtime=AT_NOON - 3600)),
        ("-rw-r--r--   1 ftp  1234 Nov  2 11:00 a.xml",
         Listed(name="a.xml", size=1234, mtime=AT_NOON - 3600)),
        ("-rw-r--r--+  1 ftp      domain users   7 Dec 31 23:59 a.xml", None),
        ("-rw-r--r--   1 ftp      ftp             7 Dec 31 23:59 a.xml",
         Listed(name="a.xml", size=7, mtime=int(datetime(2025, 12, 31, 23, 59, tzinfo=UTC).timestamp()))),
        ("-rw-r--r--   1 1000     1000            7 Mar 01  2024 2024.xml",
         Listed(name="2024.xml", size=7, mtime=int(datetime(2024, 3, 1, tzinfo=UTC).timestamp()))),
        ("drwxr-xr-x   2 ftp      ftp          4096 Nov 02 11:00 sent", None),
        ("lrwxrwxrwx   1 ftp      ftp             9 Nov 02 11:00 l -> /etc/passwd", None),
        ("11-02-26  11:00AM                 1234 a b.xml",
         Listed(name="a b.xml", size=1234, mtime=AT_NOON - 3600)),
        ("11-02-2026  12:00PM                 0 a.xml", Listed(name="a.xml", size=0, mtime=AT_NOON)),
        ("11-02-26  11:00AM       <DIR>          sent", None),
    ],
)  # fmt: skip
def test_a_listing_for_people_is_read_in_both_its_forms(line: str, expected: Listed | None) -> None:
    good = "drwxr-xr-x   2 ftp      ftp          4096 Nov 02 11:00 other"
    assert read_list(["total 3", good, line, ""], NOON, UTC) == ([expected] if expected else [])


def test_a_listing_that_nobody_can_read_is_a_fault_and_an_empty_one_is_none() -> None:
    with pytest.raises(FetchError, match="in a form that is not understood"):
        read_list(["VOL=SYS1 A.XML PS"], NOON, UTC)
    assert read_list(["total 0", ""], NOON, UTC) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://h/out/going", ("/out/going", "", "ftp://h/out/going/")),
        ("ftp://h:21/out/*.xml", ("/out", "*.xml", "ftp://h:21/out/")),
        ("ftp://h/*.xml", ("/", "*.xml", "ftp://h/")),
        ("ftp://h", ("", "", "ftp://h/")),
        ("ftp://h/~/out", ("out", "", "ftp://h/~/out/")),
        ("ftp://h/~/*.xml", ("", "*.xml", "ftp://h/~/")),
        ("ftp://h/a%20b/", ("/a b/", "", "ftp://h/a%20b/")),
    ],
)
def test_an_address_names_a_directory_and_what_of_it_is_wanted(url: str, expected: object) -> None:
    assert place_of(url) == expected
