"""Is the daemon able to do its job? Facts in, what it lacks out, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LEAST_FREE = 100 * 2**20
"""Bytes without which nothing is sure to be recorded, or published."""
_DEATHS = 3
"""Documents in a row, of more than one source, that no process has lived to read: hostile ones come one at a time."""
_NAMED = 5
"""Sources that are named."""
_SILENT = timedelta(minutes=1)
"""How long the thread that writes, or whoever looks at it, may be heard nothing of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a daemon: as its engine has it, and as it was seen when it was last looked over."""

    ticked: datetime | None
    """When the thread that writes last came round; None before it first has."""
    patient: bool = False
    """Whether that thread does something that may take longer, and during which it cannot come round."""
    published: bool | None
    """Whether all that was to be released was, once; None while the first release goes on."""
    refused: tuple[str, ...] = ()
    """What the store has refused to do, and not done since."""
    looked: datetime | None
    """When the rest was seen; None before the first look."""
    store: str = ""
    """Why the store cannot be read; ``""`` where it can."""
    is_writer: bool = True
    """Whether the lock of the store is ours still."""
    folder: str = ""
    """The published folder, where it cannot be written to."""
    free: Mapping[str, int] = field(default_factory=dict)
    """Bytes that may still be written, by the disk of what."""
    workers: bool = True
    """Whether the processes that read documents can be made, as far as that has been tried."""
    deadly: Mapping[str, int] = field(default_factory=dict)
    """Documents that ended who read them, by source: all since one was last read."""


def lacking(facts: Facts, now: datetime) -> dict[str, str]:
    """What keeps the daemon from its job, each with why; nothing where it is able to do it."""
    if facts.ticked is None or facts.looked is None:
        return {"start": "it has just begun: what is due has not been looked at yet"}
    found: dict[str, str] = {}
    seen = facts.looked if facts.patient else min(facts.looked, facts.ticked)
    if facts.store:
        found["store"] = facts.store
    elif facts.refused:
        found["store"] = f"it refuses: {', '.join(facts.refused)}"
    elif now - seen > _SILENT:
        silent = round((now - seen).total_seconds())
        found["store"] = f"the thread that writes has not come round for {silent} s"
    if not facts.is_writer:
        found["lock"] = "the store's lock file was removed or replaced: a second writer could begin"
    if facts.folder:
        found["folder"] = f"{facts.folder} cannot be written to"
    for where, free in facts.free.items():
        if free < LEAST_FREE:
            found[f"disk of {where}"] = (
                f"{free // 2**20} MiB free, {LEAST_FREE // 2**20} are needed"
            )
    if facts.published is False:
        found["release"] = "what was to be published has not been yet, all of it"
    if not facts.workers:
        found["workers"] = (
            "the processes that read documents are lost as often as they are made anew"
        )
    elif len(facts.deadly) > 1 and sum(facts.deadly.values()) >= _DEATHS:
        found["workers"] = _unread(facts.deadly)
    return found


def _unread(deadly: Mapping[str, int]) -> str:
    named = sorted(deadly)
    shown = ", ".join([*named[:_NAMED], *(["..."] if len(named) > _NAMED else [])])
    return (
        f"the last {sum(deadly.values())} documents, of {len(named)} sources ({shown}), have all ended or hung the "
        "process that read them: is there memory enough, and is the installation whole? `feeds parse FILE` tries it "
        "with a file; `feeds sources --resume ID` has read again what was set aside meanwhile"
    )
