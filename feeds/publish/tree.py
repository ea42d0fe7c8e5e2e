"""The published folder, entered by descriptors: no link and no ``..`` leads out of it (X30)."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from feeds.errors import PublishError
from feeds.publish.twins import SUFFIXES

T = TypeVar("T")
K = TypeVar("K")

_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", re.ASCII)
_TEMPORARY = re.compile(r"\..+\.tmp-\d+", re.ASCII)
_ROOT = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
ENTER = _ROOT | os.O_NOFOLLOW
"""How a folder below is opened: never through a link."""

_READABLE_FOLDER = 0o755
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})

OURS = ("story", "archive")
"""The folders of the stories' pages and of the archives', which hold nothing else."""

Way = tuple[str, ...]
"""The names of the folders that lead from the published folder to a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a document stands: its folder, from the root, and its name there."""

    way: Way
    name: str


def place(path: str) -> Place:
    """The place that a path below the folder names. Raises PublishError (X30).

    A path is made of plain names: nothing absolute, hidden or climbing, and nothing that could
    be taken for another document's twin.
    """
    names = path.split("/")
    if not all(_SEGMENT.fullmatch(name) for name in names) or path.endswith(SUFFIXES):
        raise PublishError(f"{path!r} is no path that may be published")
    return Place(way=tuple(names[:-1]), name=names[-1])


def grouped(things: Iterable[T], key: Callable[[T], K]) -> Sequence[tuple[K, list[T]]]:
    """Things by what holds them, so that each folder is entered once."""
    groups: dict[K, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return tuple(groups.items())


def temporary(name: str) -> str:
    """The name under which a file is written before it takes its own."""
    return f".{name}.tmp-{os.getpid()}"


class Tree:
    """An open folder; `made_in` are the folders in which a new folder has been made."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.made_in: set[Way] = set()

    @contextmanager
    def enter(self, way: Way, *, create: bool = False) -> Iterator[int]:
        """A descriptor of the folder at the end of a way, made where `create` says so.

        Raises OSError: ENOENT where it is missing, ENOTDIR or ELOOP where something else, or a
        link, stands in the way.
        """
        folder = self._open(way, create=create)
        try:
            yield folder
        finally:
            os.close(folder)

    @contextmanager
    def look(self, way: Way) -> Iterator[int | None]:
        """A descriptor of the folder at the end of a way, None where there is no such folder."""
        try:
            folder = self._open(way, create=False)
        except OSError as fault:
            if fault.errno not in _NO_FOLDER:
                raise
            yield None
            return
        try:
            yield folder
        finally:
            os.close(folder)

    def _open(self, way: Way, *, create: bool) -> int:
        here = os.dup(self.root)
        for depth, name in enumerate(way):
            try:
                if create:
                    self._make(here, name, way[:depth])
                deeper = os.open(name, ENTER, dir_fd=here)
            finally:
                os.close(here)
            here = deeper
        return here

    def _make(self, parent: int, name: str, way: Way) -> None:
        try:
            os.mkdir(name, dir_fd=parent)
        except FileExistsError:
            return
        self.made_in.add(way)
        # What is published is for everybody, a web server under another user among them,
        # whatever umask the daemon was started with.
        os.chmod(name, _READABLE_FOLDER, dir_fd=parent)

    def files(self, *tops: str) -> Iterator[str]:
        """The paths of the documents in folders at the top and in those below them, each once, whether it
        stands itself or a twin of it does; none that could not have been published.
        """
        for way, names in self._folders(tops):
            for name in {name.removesuffix(".gz").removesuffix(".br") for name in names}:
                if all(map(_SEGMENT.fullmatch, (*way.split("/"), name))):
                    yield f"{way}/{name}"

    def _folders(self, tops: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
        for top in tops:
            with suppress(FileNotFoundError):
                yield from (found[:3:2] for found in os.fwalk(top, dir_fd=self.root))

    def sweep(self) -> int:
        """Removes the temporary files that a killed process left anywhere; how many."""
        swept = 0
        for _, folders, files, folder in os.fwalk(".", dir_fd=self.root):
            for name in (*files, *folders):  # a link to a folder is among those
                if _TEMPORARY.fullmatch(name):
                    os.unlink(name, dir_fd=folder)
                    swept += 1
        return swept


@contextmanager
def opened(directory: Path, *, create: bool = False) -> Iterator[Tree]:
    """The tree of a folder. Raises FileNotFoundError where there is none, or OSError."""
    if create:
        directory.mkdir(parents=True, exist_ok=True)
    root = os.open(directory, _ROOT)
    try:
        yield Tree(root)
    finally:
        os.close(root)


def unlink(name: str, folder: int) -> None:
    """Takes a name away; one that is not there is no error."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def is_file(name: str, folder: int) -> bool:
    """Whether a name is a regular file's."""
    with suppress(FileNotFoundError):
        return stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    return False


def names(folder: int) -> list[str]:
    """What stands in a folder."""
    with os.scandir(folder) as found:
        return [one.name for one in found]
