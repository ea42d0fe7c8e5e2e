"""Telling hubs and caches: who is told of which documents, when a hook is tried again, and what the ledger
of a withdrawn item says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import Answer, Hook, HookKind, LedgerLine, Owed

Gone = Mapping[str, Sequence[tuple[str, int]]]
"""By path, the withdrawn items that have left it: their ids and revisions."""

GIVE_UP_AFTER = timedelta(days=1)
_FIRST = timedelta(seconds=2)
_LONGEST = timedelta(minutes=15)
_LONGEST_ASKED = timedelta(hours=1)
_FEEDS = (".rss", ".atom", ".json")
_RULE = "tell/1"
_DONE = {HookKind.HUB: "told", HookKind.CACHE: "purged"}


def owed(hooks: Iterable[Hook], paths: Iterable[str], gone: Gone) -> list[Owed]:
    """What hooks are to be told when these documents have changed, or have been taken away."""
    changed = tuple(paths)
    return [
        Owed(hook=hook.name, path=path, item=id_, revision=revision)
        for hook in hooks
        for path in changed
        if _is_told_of(hook, path)
        for id_, revision in gone.get(path) or (("", 0),)
    ]


def may_be_cached(path: str, *, is_new: bool) -> bool:
    """Whether a cache may have something at the address of a document. Of a new page, a story's or an archive's,
    nobody has known before; a new feed somebody may have asked for, and been told that there is none.
    """
    return not is_new or "/" not in path


def _is_told_of(hook: Hook, path: str) -> bool:
    """A hub of feeds alone: those name it, and who subscribes to it does so for them."""
    return hook.kind is HookKind.CACHE or ("/" not in path and path.endswith(_FEEDS))


def next_try(failures: int, asked: timedelta | None, now: datetime) -> datetime:
    """When a hook is tried again that has failed so often in a row, and asked to be left alone for so
    long (RFC 9110, 10.2.3).
    """
    wait = min(_FIRST * int(2 ** min(failures - 1, 16)), _LONGEST)
    return now + max(wait, min(asked or wait, _LONGEST_ASKED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of telling a hook of what it was owed."""

    at: datetime
    settled: tuple[Owed, ...]
    put_off: tuple[Owed, ...]
    given_up: tuple[Owed, ...]
    """It has not answered for a day: what it has is old by now, whatever it was."""
    error: str
    """The first that there was."""
    asked: timedelta | None
    """The longest for which it asked to be left alone."""
    lines: tuple[tuple[str, LedgerLine], ...]
    """For the ledgers of withdrawn items, by their ids."""


def outcome(
    hook: Hook, debts: Sequence[Owed], answers: Mapping[str, Answer], now: datetime
) -> Outcome:
    """What follows from the `answers` of a hook, by path."""
    failed = [one for one in debts if answers[one.path].error]
    overdue = [one for one in failed if one.queued and one.queued + GIVE_UP_AFTER <= now]
    settled = [one for one in debts if not answers[one.path].error]
    put_off = [one for one in failed if one not in overdue]
    errors = [answers[one.path].error for one in failed]
    asked = [a.retry_after for a in answers.values() if a.error and a.retry_after]
    lines = [
        *_lines(hook, settled, answers, now, _DONE[hook.kind]),
        # Said once: it may fail a hundred times.
        *_lines(hook, [one for one in put_off if not one.tries], answers, now, "failed"),
        *_lines(hook, overdue, answers, now, "given up"),
    ]
    return Outcome(
        at=now,
        settled=tuple(settled),
        put_off=tuple(put_off),
        given_up=tuple(overdue),
        error=errors[0] if errors else "",
        asked=max(asked, default=None),
        lines=tuple(lines),
    )


def _lines(
    hook: Hook, debts: Sequence[Owed], answers: Mapping[str, Answer], now: datetime, status: str
) -> Iterator[tuple[str, LedgerLine]]:
    """One for each withdrawn item."""
    waiting: dict[tuple[str, int], dict[str, None]] = {}
    for one in debts:
        if one.item:
            waiting.setdefault((one.item, one.revision), {})[one.path] = None
    for (id_, revision), paths in waiting.items():
        line = LedgerLine(
            at=now,
            stage=hook.kind.value,
            status=status,
            rule=_RULE,
            reason=f"{hook.name} {_said(paths, answers, status)}",
            revision=revision,
        )
        yield id_, line


def _said(paths: Iterable[str], answers: Mapping[str, Answer], status: str) -> str:
    if status == "failed":
        why = _why(paths, answers)
        return f"could not be told of {_named(paths)}: {why}; it is tried again"
    if status == "given up":
        return f"is given up after a day; not told of {_named(paths)}: {_why(paths, answers)}"
    held = [path for path in paths if not answers[path].absent]
    lacked = [path for path in paths if answers[path].absent]
    parts = [f"{status}: {_named(held)}"] if held else []
    return "; ".join([*parts, f"had none of {_named(lacked)}"] if lacked else parts)


def _why(paths: Iterable[str], answers: Mapping[str, Answer]) -> str:
    return "; ".join(dict.fromkeys(answers[path].error for path in paths))


def _named(paths: Iterable[str]) -> str:
    """A page's path has words of its headline, which may be what was withdrawn."""
    return ", ".join("its page" if _is_page(path) else path for path in paths)


def _is_page(path: str) -> bool:
    return path.startswith("story/") and not path.startswith(("story/coverage/", "story/sitemap-"))


def still_waiting(debts: Sequence[Owed], now: datetime) -> list[LedgerLine]:
    """Lines of a receipt for the hooks that are not told yet; they stand in no ledger."""
    found = []
    for hook in dict.fromkeys(one.hook for one in debts):
        mine = [one for one in debts if one.hook == hook]
        what = _named(dict.fromkeys(one.path for one in mine))
        found.append(
            LedgerLine(
                at=now,
                stage=hook.partition(" ")[0],
                status="waiting",
                rule=_RULE,
                reason=f"{hook} is still to be told of {what}",
                revision=mine[0].revision,
            )
        )
    return found
