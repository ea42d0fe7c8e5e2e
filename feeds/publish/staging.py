"""Documents on their way into the folder: all written where nobody sees them, then all put in place.

    stage every file -> make them durable -> rename -> clear away -> make the names durable

Until the first rename nothing that the public sees has changed. Pages are renamed one by one, a
page's twins before it, so that whoever sees the new page never gets a twin that is older. Behind them
come the sets at the top of the folder, each switched by one rename. To clear away what stood before
takes longest, so that no set waits for that of another.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from feeds.publish import generations
from feeds.publish.durable import Durably
from feeds.publish.files import Job, write
from feeds.publish.tree import Tree, Way, grouped, temporary, unlink
from feeds.publish.twins import SUFFIXES


def replace(tree: Tree, jobs: Sequence[Job]) -> None:
    """Puts the documents in their places, each durable before it is seen.

    Raises OSError. Then every file is whole and every set of one generation: the old one or, where
    the fault came among the renames, here and there the new one; and what was staged is there to
    `discard`.
    """
    pages, tops = _sorted(jobs)
    with Durably(sum(job.files for job in jobs) + len(tops)) as durably:
        for way, group in pages:
            with tree.enter(way, create=True) as folder:
                for job in group:
                    write(job, folder, durably, named=temporary)
        staged = [generations.stage(tree, stem, group, durably) for stem, group in tops]
    for way, group in pages:
        with tree.enter(way) as folder:
            for job in group:
                _take_place(job, folder)
    changed = {way for one in staged for way in generations.switch(tree, one)}
    changed.update(way for one in staged for way in generations.retire(tree, one))
    settle(tree, changed.union(tree.made_in, (way for way, _ in pages)))


def discard(tree: Tree, jobs: Sequence[Job]) -> None:
    """Removes what was staged of documents that could not be put in their places."""
    for way, group in grouped(jobs, lambda job: job.place.way):
        with tree.look(way) as folder:
            if folder is None:
                continue
            for job in group:
                for suffix in ("", *SUFFIXES):
                    unlink(temporary(f"{job.place.name}{suffix}"), folder)
    for stem, _ in _sorted(jobs)[1]:
        generations.discard(tree, stem)


def settle(tree: Tree, ways: Iterable[Way]) -> None:
    """Makes the names in these folders durable. Raises OSError."""
    folders = tuple(ways)
    with Durably(len(folders)) as durably:
        for way in folders:
            with tree.look(way) as folder:
                if folder is not None:
                    durably.add(folder)


def _sorted(
    jobs: Iterable[Job],
) -> tuple[Sequence[tuple[Way, list[Job]]], Sequence[tuple[str, list[Job]]]]:
    """Pages by their folders, and what stands at the top by its sets."""
    folders = grouped(jobs, lambda job: job.place.way)
    pages = tuple((way, group) for way, group in folders if way)
    top = [job for way, group in folders if not way for job in group]
    return pages, grouped(top, lambda job: generations.set_of(job.place))


def _take_place(job: Job, folder: int) -> None:
    for suffix in SUFFIXES:
        if job.twins:
            _rename(f"{job.place.name}{suffix}", folder)
        else:
            unlink(f"{job.place.name}{suffix}", folder)
    _rename(job.place.name, folder)


def _rename(name: str, folder: int) -> None:
    os.rename(temporary(name), name, src_dir_fd=folder, dst_dir_fd=folder)
