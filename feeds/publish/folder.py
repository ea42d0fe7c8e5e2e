"""The published folder: documents replaced whole, each with its twins beside it.

A web server, a CDN or an object store can serve it as it is (S10): pages are files, and what stands
at the top are links to the generation that stands. A file's mtime, and its twins', is its
Last-Modified: when its bytes last changed (S02).
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from feeds.errors import PublishError
from feeds.model import Document, DocumentRecord
from feeds.publish import generations
from feeds.publish.files import Job
from feeds.publish.staging import discard, replace, settle
from feeds.publish.tree import OURS, Place, Tree, Way, grouped, opened, place, unlink
from feeds.publish.turn import MARK, Turn
from feeds.publish.twins import SUFFIXES

_POLLED = frozenset({".rss", ".atom", ".json", ".html", ".xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """How a document should stand; None is for what nobody can say."""

    twins: bool | None = None
    modified: datetime | None = None


class Folder:
    """A `Publisher` into a folder of this machine.

    Files get mode 0644, folders 0755, whatever the umask: what is published is for everybody.
    Everything blocks and may run in a thread; compressing lets go of the GIL.
    """

    def __init__(self, directory: Path) -> None:
        """Sweeps the folder where a writer was killed in it. Raises PublishError."""
        self._directory = directory
        with _blaming("cannot be swept", directory):
            if (directory / MARK).exists():
                self.sweep()

    def write(
        self,
        documents: Sequence[Document],
        known: Mapping[str, DocumentRecord],
        now: datetime,
    ) -> tuple[DocumentRecord, ...]:
        """Writes whole and durably what differs from `known`, or is missing, twins included.

        Returns the records of those whose bytes differ from `known`, in the order of `documents`,
        `modified` being `now` in whole seconds. A document that is as known, but that has lost
        its file, its twins or their date, is written again under the known date and not
        returned. What stands at the top under one stem, as a channel's documents do, changes at one
        stroke, and what is not among `documents` of it stays. Of two documents with one path the later
        counts. Raises PublishError; then no temporary file is left, every file is whole, and so is every
        set of documents.
        """
        made = {document.path: document for document in documents}
        digests = {path: hashlib.sha256(one.body).hexdigest() for path, one in made.items()}
        places = {path: place(path) for path in made}
        same = frozenset(
            path for path in made if path in known and known[path].sha256 == digests[path]
        )
        modified = now.astimezone(UTC).replace(microsecond=0)
        dates = {path: known[path].modified if path in same else modified for path in made}
        with _blaming("cannot be written", self._directory):
            standing = self._standing(
                {path: _Wanted(twins=made[path].twins, modified=dates[path]) for path in same}
            )
            jobs = [
                Job(
                    place=places[path],
                    body=document.body,
                    twins=document.twins,
                    modified=int(dates[path].timestamp()),
                )
                for path, document in made.items()
                if path not in standing
            ]
            if jobs:
                self._replace(jobs)
        return tuple(
            DocumentRecord(path=path, sha256=digests[path], modified=modified)
            for path in made
            if path not in same
        )

    def remove(self, paths: Sequence[str]) -> None:
        """Takes documents and their twins away; a path that is not there is no error.

        Needs no room on the disk, so that copy can be withdrawn when there is none. Raises
        PublishError.
        """
        folders = grouped([place(path) for path in paths], lambda one: one.way)
        with (
            _blaming("cannot be removed from", self._directory),
            suppress(FileNotFoundError),
            opened(self._directory) as tree,
        ):
            changed: set[Way] = set()
            for way, group in folders:
                if way:
                    changed.add(way)
                    _remove_pages(tree, way, group)
                    continue
                for stem, some in grouped(group, generations.set_of):
                    changed.update(generations.remove(tree, stem, some))
            settle(tree, changed)

    def read(self, path: str) -> bytes | None:
        """The document that stands at a path, whole; None where none does, or a link leads out of the
        folder (X30). Raises PublishError.
        """
        place(path)
        with _blaming("cannot be read", self._directory), suppress(FileNotFoundError):
            file = (self._directory / path).resolve(strict=True)
            if file.is_relative_to(self._directory.resolve()):
                return file.read_bytes()
        return None

    def missing(self, known: Mapping[str, DocumentRecord]) -> tuple[str, ...]:
        """Those of `known` that have no file under the date that is known, or lack a twin.

        What readers poll, at the top of the folder, has both twins. A page further down may
        stand alone, but not with one twin of two. A file of another date than is known is of
        another version, and so is a twin of another date than its document: as good as none.
        Raises PublishError.
        """
        with _blaming("cannot be read", self._directory):
            standing = self._standing(
                {path: _Wanted(modified=one.modified) for path, one in known.items()}
            )
        return tuple(path for path in known if path not in standing)

    def strays(self, known: Collection[str]) -> tuple[str, ...]:
        """Pages of stories and of archives that stand in the folder and are none of `known`: nobody would ever
        take them away. What else lies at the top of the folder may be somebody else's. Raises PublishError.
        """
        with (
            _blaming("cannot be read", self._directory),
            suppress(FileNotFoundError),
            opened(self._directory) as tree,
        ):
            return tuple(path for path in tree.files(*OURS) if path not in known)
        return ()

    def sweep(self) -> int:
        """Removes what killed writers left; how many files. Never touches a writer's at work.

        Raises PublishError.
        """
        with (
            _blaming("cannot be swept", self._directory),
            suppress(FileNotFoundError, BlockingIOError),
            opened(self._directory) as tree,
            Turn(tree.root, wait=False) as turn,
        ):
            swept = _swept(tree)
            turn.end()
            return swept
        return 0

    def _replace(self, jobs: Sequence[Job]) -> None:
        with opened(self._directory, create=True) as tree, Turn(tree.root) as turn:
            if turn.cut_short:
                _swept(tree)
            try:
                replace(tree, jobs)
            except BaseException:
                discard(tree, jobs)
                turn.end()
                raise
            turn.end()

    def _standing(self, wanted: Mapping[str, _Wanted]) -> frozenset[str]:
        """Those of the paths that stand as wanted."""
        places = [(path, place(path)) for path in wanted]
        found: set[str] = set()
        with suppress(FileNotFoundError), opened(self._directory) as tree:
            for way, group in grouped(places, lambda one: _home(tree, one[1])):
                if way is None:
                    continue
                with tree.look(way) as folder:
                    if folder is not None:
                        found.update(
                            path
                            for path, one in group
                            if _stands(one, folder, wanted[path])
                            and (one.way or generations.leads(tree, one, folder))
                        )
        return frozenset(found)


def _swept(tree: Tree) -> int:
    """Removes what a killed writer left, a half of a generation or one that no longer stands among it; how
    many files.
    """
    return tree.sweep() + sum(generations.discard(tree, stem) for stem in generations.sets(tree))


def _home(tree: Tree, place: Place) -> Way | None:
    """The way to a document's files; None where its set has none."""
    return place.way or generations.standing(tree, generations.set_of(place))


def _remove_pages(tree: Tree, way: Way, places: Iterable[Place]) -> None:
    with tree.look(way) as folder:
        if folder is None:
            return
        for one in places:
            for suffix in ("", *SUFFIXES):
                unlink(f"{one.name}{suffix}", folder)


def _stands(place: Place, folder: int, wanted: _Wanted) -> bool:
    date = _date(place.name, folder)
    if date is None or (wanted.modified is not None and date != int(wanted.modified.timestamp())):
        return False
    beside = {_date(f"{place.name}{suffix}", folder) for suffix in SUFFIXES}
    twins = wanted.twins
    if twins is None:
        polled = not place.way and PurePosixPath(place.name).suffix in _POLLED
        twins = polled or beside != {None}
    return beside == {date if twins else None}


def _date(name: str, folder: int) -> int | None:
    """A regular file's mtime in whole seconds; None where there is no such file."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
    return int(found.st_mtime) if stat.S_ISREG(found.st_mode) else None


@contextmanager
def _blaming(what: str, directory: Path) -> Iterator[None]:
    """Maps what the system says to PublishError: full disk, failed disk, no permission."""
    try:
        yield
    except OSError as fault:
        name = f" ({fault.filename})" if isinstance(fault.filename, str) else ""
        why = fault.strerror or str(fault)
        raise PublishError(f"the folder {directory} {what}: {why}{name}") from fault
