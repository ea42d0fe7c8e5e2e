"""What stands at the top of the folder: the documents of one stem are a set, and switch together.

    .generations/all/7/all.rss, all.rss.gz, all.rss.br, all.atom, ...
    .generations/all/current -> 7
    all.rss -> .generations/all/current/all.rss

A new generation is put together beside the one that stands. What has not changed is linked into it,
and so keeps its inode and its date; only the rest is written. Renaming `current` then switches every
format in every encoding at once, for whoever opens a file from then on (S10).

Whoever had followed `current` just before is still about to open a file of the generation that it
led to. So that one stays until the next switch, and its files are replaced by the new ones: what is
found there is whole and new, and nothing of what was withdrawn is left on the disk (S16).
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from feeds.publish.durable import Durably
from feeds.publish.files import Job, write
from feeds.publish.tree import ENTER, Place, Tree, Way, is_file, names, temporary, unlink
from feeds.publish.twins import SUFFIXES

HIDDEN = ".generations"
CURRENT = "current"

_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_NO_LINK = frozenset({errno.ENOENT, errno.EINVAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A generation that is on the disk and that nobody sees yet; `before` is the one that stands,
    ``""`` for none.
    """

    stem: str
    name: str
    before: str
    places: tuple[Place, ...]

    @property
    def way(self) -> Way:
        """The way to its files."""
        return HIDDEN, self.stem, self.name


def set_of(place: Place) -> str:
    """The stem of the set that a document belongs to: of a channel's it is the channel's id."""
    return place.name.partition(".")[0]


def standing(tree: Tree, stem: str) -> Way | None:
    """The way to the generation of a set that stands; None where none does."""
    with tree.look((HIDDEN, stem)) as home:
        name = _current(home) if home is not None else ""
    return (HIDDEN, stem, name) if name else None


def leads(tree: Tree, place: Place, folder: int) -> bool:
    """Whether the names at the top lead to the document and its twins in a generation, and no name
    of a twin to anything else.
    """
    return all(
        _link(name, tree.root) == (_target(place, name) if is_file(name, folder) else None)
        for name in _names(place)
    )


def stage(tree: Tree, stem: str, jobs: Sequence[Job], durably: Durably) -> Staged:
    """Writes a generation with these documents, and all that stands beside them. Raises OSError."""
    with tree.enter((HIDDEN, stem), create=True) as home:
        before = _current(home)
        name = str(max(map(int, _generations(home)), default=0) + 1)
    with tree.enter((HIDDEN, stem, name), create=True) as new:
        if before:
            with tree.look((HIDDEN, stem, before)) as old:
                _carry(old, new, {one for job in jobs for one in _names(job.place)})
        for job in jobs:
            write(job, new, durably)
        durably.add(new)
    return Staged(stem=stem, name=name, before=before, places=tuple(job.place for job in jobs))


def switch(tree: Tree, staged: Staged) -> list[Way]:
    """Makes a generation the one that stands; the folders whose names have changed. Raises OSError."""
    with tree.enter((HIDDEN, staged.stem)) as home, tree.enter(staged.way) as new:
        _point(CURRENT, staged.name, home)
        led = _lead(tree, staged.places, new)
    return [(HIDDEN, staged.stem), *([()] if led else [])]


def retire(tree: Tree, staged: Staged) -> list[Way]:
    """Has nothing be left of the generations before one that stands now; the folders whose names have
    changed. Raises OSError.
    """
    before = (HIDDEN, staged.stem, staged.before)
    with tree.enter((HIDDEN, staged.stem)) as home, tree.enter(staged.way) as new:
        if staged.before:
            with tree.look(before) as old:
                _overtake(old, new, staged.places)
        _drop(home, set(_generations(home)) - {staged.name, staged.before})
    return [(HIDDEN, staged.stem), *([before] if staged.before else [])]


def remove(tree: Tree, stem: str, places: Sequence[Place]) -> list[Way]:
    """Takes documents out of every generation of a set, and the set away with the last of them; the
    folders whose names have changed. Raises OSError.
    """
    gone = [name for place in places for name in _names(place)]
    for name in gone:
        unlink(name, tree.root)
    with tree.look((HIDDEN, stem)) as home:
        if home is None:
            return [()]
        generations = _generations(home)
        for generation in generations:
            with tree.enter((HIDDEN, stem, generation)) as folder:
                for name in gone:
                    unlink(name, folder)
                empty = not names(folder)
            if empty:
                if generation == _current(home):
                    unlink(CURRENT, home)
                os.rmdir(generation, dir_fd=home)
    _forsake(tree, stem)
    return [(), (HIDDEN, stem), *((HIDDEN, stem, one) for one in generations)]


def discard(tree: Tree, stem: str) -> int:
    """Removes every generation of a set but the one that stands; how many files were in them."""
    with tree.look((HIDDEN, stem)) as home:
        if home is None:
            return 0
        unlink(temporary(CURRENT), home)
        dropped = _drop(home, set(_generations(home)) - {_current(home)})
    _forsake(tree, stem)
    return dropped


def sets(tree: Tree) -> tuple[str, ...]:
    """The stems of all sets."""
    with tree.look((HIDDEN,)) as hidden:
        return tuple(sorted(names(hidden))) if hidden is not None else ()


def _names(place: Place) -> tuple[str, ...]:
    """A document's name behind those of its twins: whoever sees the document finds no older twin."""
    return *(f"{place.name}{suffix}" for suffix in SUFFIXES), place.name


def _target(place: Place, name: str) -> str:
    return f"{HIDDEN}/{set_of(place)}/{CURRENT}/{name}"


def _current(home: int) -> str:
    name = _link(CURRENT, home)
    return name if name is not None and _NUMBER.fullmatch(name) else ""


def _generations(home: int) -> list[str]:
    return [name for name in names(home) if _NUMBER.fullmatch(name)]


def _lead(tree: Tree, places: Iterable[Place], folder: int) -> bool:
    """Has the names at the top lead to what a generation holds; whether any of them did not."""
    changed = False
    for place in places:
        for name in _names(place):
            target = _target(place, name) if is_file(name, folder) else None
            if _link(name, tree.root) == target:
                continue
            changed = True
            if target is None:
                unlink(name, tree.root)
            else:
                _point(name, target, tree.root)
    return changed


def _carry(old: int | None, new: int, written: Collection[str]) -> None:
    """Links what stands beside the documents that are written anew into their generation."""
    for name in names(old) if old is not None else ():
        if name not in written and not name.startswith("."):
            os.link(name, name, src_dir_fd=old, dst_dir_fd=new, follow_symlinks=False)


def _overtake(old: int | None, new: int, places: Iterable[Place]) -> None:
    """Puts the files of a generation in the place of those of the one before."""
    if old is None:
        return
    for place in places:
        for name in _names(place):
            if not is_file(name, new):
                unlink(name, old)
                continue
            beside = temporary(name)
            os.link(name, beside, src_dir_fd=new, dst_dir_fd=old, follow_symlinks=False)
            os.rename(beside, name, src_dir_fd=old, dst_dir_fd=old)


def _drop(home: int, generations: Iterable[str]) -> int:
    dropped = 0
    for name in generations:
        folder = os.open(name, ENTER, dir_fd=home)
        try:
            for file in names(folder):
                os.unlink(file, dir_fd=folder)
                dropped += 1
        finally:
            os.close(folder)
        os.rmdir(name, dir_fd=home)
    return dropped


def _forsake(tree: Tree, stem: str) -> None:
    """Takes away the folder of a set of which nothing is left."""
    with tree.look((HIDDEN,)) as hidden:
        if hidden is not None:
            try:
                os.rmdir(stem, dir_fd=hidden)
            except OSError as fault:
                if fault.errno not in {errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST}:
                    raise


def _link(name: str, folder: int) -> str | None:
    """What a link leads to; ``""`` for what is no link, None where there is nothing."""
    try:
        return os.readlink(name, dir_fd=folder)
    except OSError as fault:
        if fault.errno not in _NO_LINK:
            raise
        return None if fault.errno == errno.ENOENT else ""


def _point(name: str, target: str, folder: int) -> None:
    """Has a link lead to a target, at one stroke."""
    beside = temporary(name)
    unlink(beside, folder)
    os.symlink(target, beside, dir_fd=folder)
    os.rename(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
