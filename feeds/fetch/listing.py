"""Files somewhere else: which of them are finished and new, and what is remembered of those that were
taken. Pure.

Remote files are left where they are, so the cursor says what was taken: a name with its size and date,
forgotten when the name is gone. It holds so many names and no more; of a directory that holds more, all
that stands before the oldest name in it is taken to be dealt with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

MOST_FILES = 200
"""Files or messages that one poll takes; the rest comes with the next."""

_UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload", ".partial", ".swp", "~")
_SETTLED = timedelta(seconds=2)
_MOST_REMEMBERED = 5000
LATEST = 2**33


def seconds(when: datetime) -> int:
    """Since 1970, within what can be a date again."""
    return min(max(0, int(when.timestamp())), LATEST)


def is_unfinished(name: str) -> bool:
    """Whether a name says that its file is still being written."""
    return name.startswith(".") or name.lower().endswith(_UNFINISHED)


def is_settled(modified: datetime, now: datetime) -> bool:
    """Whether a file has not been touched for so long that nobody may still be writing it."""
    return now - modified >= _SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file as a server lists it; `mtime` in seconds since 1970."""

    name: str
    size: int
    mtime: int
    inexact: int = field(default=0, compare=False)
    """Seconds by which it may have been written later than `mtime`: of old files LIST names the day."""

    @property
    def modified(self) -> datetime:
        return datetime.fromtimestamp(self.mtime, UTC)

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands among the others, the oldest first."""
        return (self.mtime, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the cursor of a source says of the files of its directory."""

    taken: dict[str, tuple[int, int]]
    """Name to size and date."""
    refused: tuple[str, ...] = ()
    """Names whose files could not be had; they are tried again, after all others, the one that was
    tried last at the end.
    """
    floor: tuple[int, str] = (-1, "")
    """All that stands here or before is dealt with."""

    def knows(self, file: Listed) -> bool:
        """Whether it is as it was taken, or stands before all that is remembered."""
        mark = self.taken.get(file.name)
        if mark is None:
            return file.place <= self.floor
        size, mtime = mark
        return size == file.size and 0 <= mtime - file.mtime <= file.inexact

    def waiting(self, listed: Iterable[Listed], pattern: str, now: datetime) -> list[Listed]:
        """Finished files that are not as they were taken: the oldest first, but last those that
        could not be had before.
        """
        turns = {name: turn for turn, name in enumerate(self.refused)}
        found = [
            file
            for file in listed
            if not is_unfinished(file.name)
            and (not pattern or fnmatchcase(file.name, pattern))
            and (file.name in turns or not self.knows(file))
            # A server's clock may be ahead of ours: that is no reason to wait for ever.
            and (is_settled(file.modified, now) or is_settled(now, file.modified))
        ]
        return sorted(found, key=lambda file: (turns.get(file.name, -1), file.place))

    def after(
        self, listed: Sequence[Listed], taken: Sequence[Listed], refused: Sequence[str]
    ) -> Memory:
        """What is remembered after a poll that took some; of what is no longer `listed`, nothing."""
        standing = {file.name for file in listed}
        marks = {**self.taken, **{file.name: (file.size, file.mtime) for file in taken}}
        kept = sorted(
            (Listed(name=name, size=size, mtime=mtime) for name, (size, mtime) in marks.items()),
            key=lambda file: file.place,
        )
        kept = [file for file in kept if file.name in standing]
        dropped, kept = kept[:-_MOST_REMEMBERED], kept[-_MOST_REMEMBERED:]
        now_had = {file.name for file in taken} | set(refused)
        tried = [*(name for name in self.refused if name not in now_had), *refused]
        return Memory(
            taken={file.name: (file.size, file.mtime) for file in kept},
            refused=tuple(name for name in tried if name in standing),
            floor=max(self.floor, dropped[-1].place) if dropped else self.floor,
        )

    def written(self) -> str:
        """As it stands in the cursor."""
        if not (self.taken or self.refused or self.floor[0] >= 0):
            return ""
        return json.dumps(
            {"taken": self.taken, "refused": self.refused, "floor": self.floor},
            separators=(",", ":"),
        )


def remembered(cursor: str) -> Memory:
    """What a cursor says."""
    if not cursor:
        return Memory(taken={})
    read = json.loads(cursor)
    mtime, name = read["floor"]
    return Memory(
        taken={name: (size, mtime) for name, (size, mtime) in read["taken"].items()},
        refused=tuple(read["refused"]),
        floor=(mtime, name),
    )
