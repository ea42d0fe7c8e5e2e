"""Readers during swaps: whoever asks while a channel is replaced gets whole documents, of one generation."""

import asyncio
import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count, cycle, product
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli
import httpx
import pytest

from feeds.model import Document, DocumentRecord
from feeds.publish.folder import Folder
from feeds.serve.shelf import REFUSED, Shelf
from tests.folders import IN_MEMORY

SWAPS = 1000
READERS = 8
FORMATS = ("all.rss", "all.atom", "all.json", "all.html")
ARCHIVE = ("archive/all/1.rss", "archive/all/1.atom", "archive/all/1.json")
ENCODINGS = ("identity", "gzip", "br", "gzip, br")


def edition(name: str, number: int) -> bytes:
    """A document that tells which edition of which format it is, and whether it is whole."""
    return (
        b"<%d %b>" % (number, name.encode()) + b"%d " % number * (100 + number * 7 % 400) + b"</>"
    )


def number_of(body: bytes, name: str) -> int:
    """Of the edition that a document is, which is whole."""
    number = int(body[1 : body.index(b" ")])
    assert body == edition(name, number)
    return number


def publish(folder: Path, number: int) -> None:
    """An edition in all formats, and a page of its archive that has changed as well."""
    documents = [
        Document(path=one, media_type="", body=edition(one, number)) for one in (*FORMATS, *ARCHIVE)
    ]
    Folder(folder).write(documents, {}, datetime.fromtimestamp(1_793_700_000 + number, UTC))


@pytest.fixture
def folder() -> Iterator[Path]:
    """What a disk takes for a thousand swaps is no promise of ours."""
    with TemporaryDirectory(dir=IN_MEMORY) as name:
        yield Path(name) / "public"


@contextmanager
def publishing(folder: Path, editions: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process that publishes so many editions, one after the other."""
    script = (
        f"from pathlib import Path; from {__name__} import publish\n"
        f"for number in range(1, {editions} + 1): publish(Path({str(folder)!r}), number)"
    )
    process = subprocess.Popen([sys.executable, "-c", script])
    try:
        yield process
    finally:
        process.kill()
        assert process.wait() == 0


async def test_readers_see_whole_documents_of_one_generation_whose_hash_is_their_tag(
    site, serving, folder: Path
) -> None:
    """S10: eight readers, a thousand swaps, every format in every encoding, pages of the archive among them. All
    have switched together: no reader that has seen an edition in one sees an older one in another. A page of the
    archive switches alone, before the documents that lead to it.
    """

    async def read(base_url: str, first: int, publisher: subprocess.Popen[bytes]) -> int:
        seen, archived = {0}, dict.fromkeys(ARCHIVE, 0)
        # Readers share no client: its pool lets one of several wait for seconds.
        async with httpx.AsyncClient(base_url=base_url) as client:
            for turn in count(first):
                over = publisher.poll() is not None
                name = (FORMATS + ARCHIVE)[turn % len(FORMATS + ARCHIVE)]
                encoding = ENCODINGS[turn // len(FORMATS + ARCHIVE) % len(ENCODINGS)]
                answer = await client.get(f"/{name}", headers={"accept-encoding": encoding})
                number = number_of(answer.content, name)
                assert number >= max(*seen, archived.get(name, 0))
                if name in archived:
                    archived[name] = number
                else:
                    seen.add(number)
                mark = answer.headers["etag"].strip('"').partition(".")[0]
                assert mark == hashlib.sha256(answer.content).hexdigest()[:20]
                assert answer.headers["last-modified"].endswith("GMT")
                if over and name in FORMATS:
                    break
        assert max(seen) == SWAPS
        assert min(archived.values()) > 0
        return len(seen)

    publish(folder, 0)
    async with serving(site.app()) as (host, port):
        with publishing(folder, SWAPS) as publisher:
            reading = (read(f"http://{host}:{port}", n, publisher) for n in range(READERS))
            editions = await asyncio.gather(*reading)
    assert min(editions) > 5


def test_whoever_opens_the_files_finds_each_of_them_whole_and_of_one_generation(
    folder: Path,
) -> None:
    """S10, for nginx and the like, which know nothing of us: no file is ever missing."""
    unpack = {"": bytes, ".gz": gzip.decompress, ".br": brotli.decompress}
    newest, seen = 0, set()
    publish(folder, 0)
    with publishing(folder, SWAPS // 4) as publisher:
        for name, suffix in cycle(product(FORMATS + ARCHIVE, unpack)):
            over = publisher.poll() is not None
            number = number_of(unpack[suffix](_opened(folder / f"{name}{suffix}")), name)
            assert number >= newest
            newest = newest if name in ARCHIVE else number
            seen.add(number)
            if over:
                break
    assert newest == SWAPS // 4
    assert len(seen) > 3  # it did look while editions changed


def _opened(file: Path) -> bytes:
    """Whom two swaps overtake on the way from the link to the file looks once more: here they come without a pause."""
    for _ in range(SWAPS):
        with suppress(FileNotFoundError):
            return file.read_bytes()
    raise AssertionError(f"{file} is missing")


def test_a_link_is_followed_to_a_file_of_its_name_inside_the_folder_alone(
    folder: Path,
) -> None:
    """X30: not to another document, not out of the folder by one link or by two."""
    outside = folder.parent
    publish(folder, 0)
    shelf = Shelf(folder, lambda _: ((), ()))
    (outside / "all.txt").write_text("a secret")
    (folder / ".all.txt").write_text("a secret")
    (folder / ".out").symlink_to(outside)
    other = folder / "all.txt"
    for target in ("all.rss", str(outside / "all.txt"), ".out/all.txt", ".all.txt", "all.txt"):
        other.unlink(missing_ok=True)
        other.symlink_to(target)
        assert shelf.find("all.txt", None) is None
    (folder / ".generations").rename(outside / "elsewhere")
    (folder / ".generations").symlink_to(outside / "elsewhere")
    assert shelf.find("all.rss", None) is None


def test_a_generation_that_goes_while_it_is_looked_at_gives_the_one_that_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S10: two swaps between finding the generation and opening its files are no 404."""
    publish(folder, 0)
    shelf = Shelf(folder, lambda _: ((), ()))
    real, swaps = os.stat, iter((1, 2))

    def slow(path: str, **how: object) -> os.stat_result:
        if str(path).endswith("1/all.rss"):
            for number in swaps:
                publish(folder, number)
        return real(path, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", slow)
    found = shelf.find("all.rss", b"gzip")
    assert found is not None
    assert found is not REFUSED
    assert number_of(gzip.decompress(found.content.body), "all.rss") == 2


def test_of_a_channel_that_changes_in_one_format_the_others_are_not_read_again(
    tmp_path: Path,
) -> None:
    folder = Folder(tmp_path)
    day = datetime(2026, 11, 2, tzinfo=UTC)

    def write(rss: bytes) -> None:
        known = {"all.html": page} if (page := pages.get("all.html")) else {}
        made = folder.write(
            [
                Document(path="all.rss", media_type="", body=rss),
                Document(path="all.html", media_type="", body=b"a page"),
            ],
            known,
            day,
        )
        pages.update({one.path: one for one in made})

    pages: dict[str, DocumentRecord] = {}
    shelf = Shelf(tmp_path, lambda _: ((), ()))
    write(b"one")
    before = shelf.find("all.html", b"gzip"), shelf.find("all.rss", b"gzip")
    write(b"two, which is longer")
    assert shelf.find("all.html", b"gzip") is before[0]
    assert shelf.find("all.rss", b"gzip") is not before[1]


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
