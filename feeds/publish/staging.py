"""Documents on their way into the folder: all written beside their places, then all renamed.

    stage every file -> make them durable -> rename -> make the names durable

Until the first rename nothing that the public sees has changed. Each rename swaps one whole file
for another; a document's twins go before it, so that whoever sees the new document never gets a
twin that is older.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from feeds.publish.durable import Durably
from feeds.publish.tree import Place, Tree, Way, by_folder, temporary, unlink
from feeds.publish.twins import SUFFIXES, TWINS

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READABLE = 0o644
_A_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to put in its place; `modified` is in whole seconds since 1970."""

    place: Place
    body: bytes = field(repr=False)
    twins: bool
    modified: int


def replace(tree: Tree, jobs: Sequence[Job]) -> None:
    """Puts the documents in their places, each durable before it is seen.

    Raises OSError. Then every file is whole: the old one or, where the fault came among the
    renames, here and there the new one; and what was staged is there to `discard`.
    """
    folders = by_folder(jobs, lambda job: job.place.way)
    with Durably(sum(1 + job.twins * len(TWINS) for job in jobs)) as durably:
        for way, group in folders:
            with tree.enter(way, create=True) as folder:
                for job in group:
                    _stage(job, folder, durably)
    for way, group in folders:
        with tree.enter(way) as folder:
            for job in group:
                _take_place(job, folder)
    settle(tree, tree.made_in.union(way for way, _ in folders))


def discard(tree: Tree, jobs: Sequence[Job]) -> None:
    """Removes the temporary files of documents that could not be put in their places."""
    for way, group in by_folder(jobs, lambda job: job.place.way):
        with tree.look(way) as folder:
            if folder is None:
                continue
            for job in group:
                for suffix in ("", *SUFFIXES):
                    unlink(temporary(f"{job.place.name}{suffix}"), folder)


def settle(tree: Tree, ways: Iterable[Way]) -> None:
    """Makes the names in these folders durable. Raises OSError."""
    folders = tuple(ways)
    with Durably(len(folders)) as durably:
        for way in folders:
            with tree.look(way) as folder:
                if folder is not None:
                    durably.add(folder)


def _stage(job: Job, folder: int, durably: Durably) -> None:
    if job.twins:
        for suffix, compress in TWINS:
            _write(f"{job.place.name}{suffix}", compress(job.body), job.modified, folder, durably)
    _write(job.place.name, job.body, job.modified, folder, durably)


def _write(name: str, body: bytes, modified: int, folder: int, durably: Durably) -> None:
    beside = temporary(name)
    # A process of the same number may have been killed here before; in a container it is always 1.
    unlink(beside, folder)
    file = os.open(beside, _NEW, _READABLE, dir_fd=folder)
    try:
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fchmod(file, _READABLE)
        os.utime(file, ns=(modified * _A_SECOND, modified * _A_SECOND))
        durably.add(file)
    finally:
        os.close(file)


def _take_place(job: Job, folder: int) -> None:
    for suffix in SUFFIXES:
        if job.twins:
            _rename(f"{job.place.name}{suffix}", folder)
        else:
            unlink(f"{job.place.name}{suffix}", folder)
    _rename(job.place.name, folder)


def _rename(name: str, folder: int) -> None:
    os.rename(temporary(name), name, src_dir_fd=folder, dst_dir_fd=folder)
