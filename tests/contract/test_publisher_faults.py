"""What a full disk, a failing disk and kill -9 may do to a published folder: nothing (R01-R03)."""

import errno
import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli
import pytest

from feeds.errors import PublishError
from feeds.model import Document, DocumentRecord
from feeds.publish import durable
from feeds.publish.folder import Folder
from tests.folders import IN_MEMORY

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=15)
PATHS = ("all.rss", "all.atom", "story/2026/11/02/dam-opens-mrk3k2a7qx.html")
TOUCHES_THE_DISK = (
    *("write", "fsync", "rename", "unlink", "open", "mkdir", "rmdir", "utime", "fchmod"),
    *("link", "symlink"),
)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Faults and kills come by themselves here, so that no disk is needed to wait for."""
    with TemporaryDirectory(dir=IN_MEMORY) as name:
        yield Path(name)


def edition(word: str, paths: tuple[str, ...] = PATHS) -> list[Document]:
    return [Document(path=p, media_type="", body=f"{p} {word}".encode() * 200) for p in paths]


def publish(directory: Path, word: str, now: datetime) -> dict[str, DocumentRecord]:
    return {one.path: one for one in Folder(directory).write(edition(word), {}, now)}


def said(directory: Path, document: Document) -> dict[str, bytes]:
    file = directory / document.path
    return {
        "": file.read_bytes(),
        ".gz": gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()),
        ".br": brotli.decompress(file.with_name(f"{file.name}.br").read_bytes()),
    }


def assert_stands(directory: Path, *words: str) -> None:
    """Every file and twin holds, whole, one of the editions."""
    for versions in zip(*(edition(word) for word in words), strict=True):
        bodies = {document.body for document in versions}
        assert set(said(directory, versions[0]).values()) <= bodies


def leftovers(directory: Path) -> list[str]:
    """Temporary names, and files of generations that no longer stand unless they are the same as those
    of one that does.
    """
    hidden = directory / ".generations"
    old = [
        file
        for file in hidden.glob("*/[0-9]*/*")
        if not file.samefile(hidden / file.parts[-3] / "current" / file.name)
    ]
    return [str(p) for p in (*directory.rglob(".*"), *old) if p != hidden]


def failing(name: str, number: int, fault: int) -> Callable[..., object]:
    """The function of `os`, until its call of that number; then, once, the fault."""
    real = getattr(os, name)
    calls = iter(range(10**6))

    def fail(*args: object, **kwargs: object) -> object:
        if next(calls) == number:
            raise OSError(fault, os.strerror(fault))
        return real(*args, **kwargs)

    return fail


FAULTS = [
    *((name, errno.ENOSPC, number) for name in ("write", "open") for number in range(10)),
    *((name, errno.EIO, number) for name in ("fsync", "fchmod", "utime") for number in range(9)),
]


@pytest.mark.parametrize(("name", "fault", "number"), FAULTS)
def test_a_disk_that_fails_before_the_first_rename_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, fault: int, number: int
) -> None:
    """R03."""
    known = publish(tmp_path, "old", NOON)
    folder = Folder(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, name, failing(name, number, fault))
        with pytest.raises(PublishError, match=os.strerror(fault)):
            folder.write(edition("new"), known, LATER)
    assert_stands(tmp_path, "old")
    assert leftovers(tmp_path) == []
    assert len(folder.write(edition("new"), known, LATER)) == len(PATHS)
    assert_stands(tmp_path, "new")


@pytest.mark.parametrize("number", range(9))
def test_a_disk_that_fails_among_the_renames_leaves_whole_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """R03: some files are of the new edition, all are whole, and the next tick ends the mix."""
    known = publish(tmp_path, "old", NOON)
    folder = Folder(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", failing("rename", number, errno.EIO))
        with pytest.raises(PublishError):
            folder.write(edition("new"), known, LATER)
    assert_stands(tmp_path, "old", "new")
    assert leftovers(tmp_path) == []
    assert folder.write(edition("old"), known, LATER) == ()
    assert_stands(tmp_path, "old")


def test_a_failed_sync_of_the_file_system_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R03, for as many files as are synced at once."""
    paths = tuple(f"story/2026/11/{day:02}/page.html" for day in range(1, 29))
    known = {one.path: one for one in Folder(tmp_path).write(edition("old", paths), {}, NOON)}

    def fail(_: int) -> None:
        raise OSError(errno.EIO, "the disk is gone")

    monkeypatch.setattr(durable, "file_system_sync", lambda: fail)
    with pytest.raises(PublishError, match="the disk is gone"):
        Folder(tmp_path).write(edition("new", paths), known, LATER)
    assert {(tmp_path / p).read_bytes() for p in paths} == {d.body for d in edition("old", paths)}
    assert leftovers(tmp_path) == []


def test_copy_can_be_withdrawn_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, "old", NOON)
    monkeypatch.setattr(os, "write", failing("write", 0, errno.ENOSPC))
    Folder(tmp_path).remove(PATHS)
    assert [p for p in tmp_path.rglob("*") if not p.is_dir()] == []


def test_a_folder_that_cannot_be_one_is_the_publishers_error(tmp_path: Path) -> None:
    taken = tmp_path / "public"
    taken.write_text("a file stands where the folder should be")
    with pytest.raises(PublishError, match=r"public"):
        Folder(taken).write(edition("new"), {}, NOON)
    assert taken.read_text() == "a file stands where the folder should be"


# --- kill -9 -----------------------------------------------------------------------------


def killed_at(number: int, directory: Path, known: dict[str, DocumentRecord]) -> bool:
    """Writes the new edition in a process that is killed at its n-th call to the disk; whether it
    came that far."""
    child = os.fork()
    if child == 0:
        calls = iter(range(10**6))

        def deadly(real: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object, **kwargs: object) -> object:
                if next(calls) == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)

            return call

        try:
            for name in TOUCHES_THE_DISK:
                setattr(os, name, deadly(getattr(os, name)))
            Folder(directory).write(edition("new"), known, LATER)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_kill_at_any_point_leaves_every_file_whole(tmp_path: Path) -> None:
    """R02: before every call that changes the disk, one after the other."""
    number = 0
    while True:
        directory = tmp_path / str(number)
        known = publish(directory, "old", NOON)
        if not killed_at(number, directory, known):
            break
        assert_stands(directory, "old", "new")
        after = Folder(directory)
        assert leftovers(directory) == []
        # Whether the desk still wants the new edition or has gone back on it, that is what stands.
        word = "new" if number % 2 else "old"
        after.write(edition(word), known, LATER)
        assert_stands(directory, word)
        number += 1
    assert number > 50


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from feeds.model import Document
from feeds.publish.folder import Folder
folder, number = Folder(Path(sys.argv[1])), 0
while True:
    number += 1
    body = b"%d\\n" % number * 5000
    folder.write([Document(path=f"{c}.rss", media_type="", body=body) for c in "abcdefgh"],
                 {}, datetime.fromtimestamp(1_790_000_000 + number, UTC))
    print(number, flush=True)
"""


@pytest.mark.parametrize("editions", [1, 2, 3, 5])
def test_a_writer_killed_in_the_middle_leaves_every_file_whole(
    tmp_path: Path, editions: int
) -> None:
    """R01, with a real kill -9 that comes when it comes."""
    command = [sys.executable, "-c", WRITER, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(editions):
            assert writer.stdout.readline()
        writer.kill()
        # Not `communicate`, which loses the lines that came together with those before.
        rest = writer.stdout.read()
    last = max([editions, *map(int, rest.split())])
    Folder(tmp_path)
    assert leftovers(tmp_path) == []
    for channel in "abcdefgh":
        said_by = said(tmp_path, Document(path=f"{channel}.rss", media_type="", body=b""))
        for body in said_by.values():
            number = int(body.split(b"\n", 1)[0])
            assert body == b"%d\n" % number * 5000
            assert last <= number <= last + 1


# --- leftovers ---------------------------------------------------------------------------


def test_a_sweep_takes_what_the_dead_left_and_nothing_else(tmp_path: Path) -> None:
    publish(tmp_path, "old", NOON)
    nested = tmp_path / "story" / "2026"
    (tmp_path / ".all.rss.tmp-1").write_bytes(b"half")
    (nested / ".x.html.gz.tmp-4242").write_bytes(b"half")
    (tmp_path / ".htaccess").write_text("theirs")
    assert Folder(tmp_path).sweep() == 2
    assert [Path(name).name for name in leftovers(tmp_path)] == [".htaccess"]
    assert_stands(tmp_path, "old")


def test_a_sweep_never_takes_from_a_writer_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reload makes a second publisher while the first still writes."""
    known = publish(tmp_path, "old", NOON)
    real, swept = os.rename, []

    def meanwhile(*args: object, **kwargs: object) -> None:
        if not swept:
            swept.append(Folder(tmp_path).sweep())
        real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "rename", meanwhile)
    Folder(tmp_path).write(edition("new"), known, LATER)
    assert swept == [0]
    assert_stands(tmp_path, "new")


def test_a_process_of_the_same_number_may_have_died_here_before(tmp_path: Path) -> None:
    """In a container every daemon is process 1."""
    tmp_path.joinpath(f".all.rss.tmp-{os.getpid()}").write_bytes(b"half")
    publish(tmp_path, "new", NOON)
    assert leftovers(tmp_path) == []
    assert_stands(tmp_path, "new")
