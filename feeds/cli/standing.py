"""How `feeds sources` shows sources: a row each, and under it why, and what to do."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

Report = Mapping[str, object]

_HEADS = ("id", "state", "polled", "outcome", "due", "a day")
_WIDEST_ID = 26
"""Of a column; a longer id has a line of its own."""
_STYLES = {"failing": "red", "gone": "red", "quarantined": "red", "paused": "yellow"}
_NEVER_DUE = frozenset({"gone", "paused"})
_UNBOUNDED = 4096
_UNDER = "    "


def show(reports: Sequence[Report], now: datetime) -> None:
    """Prints reports, in the columns of a terminal; where nobody looks at one, no line is folded."""
    from rich.console import Console
    from rich.text import Text

    looked_at = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if looked_at else _UNBOUNDED
    console = Console(highlight=False, soft_wrap=True, width=width)
    for line, style in lines(reports, now, width):
        console.print(Text(line, style=style), soft_wrap=True)


def lines(reports: Sequence[Report], now: datetime, width: int) -> Iterator[tuple[str, str]]:
    """Each line of what is shown, and the style that it has."""
    rows = [_cells(one, now) for one in reports]
    sizes = [max(len(row[at]) for row in (_HEADS, *rows)) for at in range(len(_HEADS))]
    sizes[0] = min(sizes[0], _WIDEST_ID)
    yield _row(_HEADS, sizes), "bold"
    said: dict[str, str] = {}
    for one, row in zip(reports, rows, strict=True):
        if len(row[0]) > sizes[0]:
            yield row[0], ""
            row = ("", *row[1:])  # noqa: PLW2901
        yield _row(row, sizes), _STYLES.get(str(one["state"]), "")
        why = "; ".join(str(one[key]) for key in ("error", "reason") if one[key])
        if why:
            yield from folded(why, _UNDER, width, "")
        if advice := str(one["advice"]):
            first = said.setdefault(advice, str(one["id"]))
            told = advice if first == one["id"] else f"as for {first}"
            yield from folded(told, f"{_UNDER}-> ", width, "cyan")
    yield "", ""
    yield _in_all(reports), "bold"


def _cells(one: Report, now: datetime) -> tuple[str, ...]:
    per_day = one["items_per_day"]
    return (
        str(one["id"]),
        str(one["state"]),
        from_now(one["last_poll"], now),
        str(one["outcome"]),
        "" if one["state"] in _NEVER_DUE else from_now(one["next_due"], now),
        "" if per_day is None else f"{per_day:g}",
    )


def _row(cells: Sequence[str], sizes: Sequence[int]) -> str:
    *before, last = (cell.ljust(size) for cell, size in zip(cells, sizes, strict=True))
    return "  ".join((*before, last.strip().rjust(sizes[-1]))).rstrip()


def folded(text: str, lead: str, width: int, style: str) -> Iterator[tuple[str, str]]:
    """Lines of a width with a lead before the first; no word is broken."""
    for line in textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield line, style


def _in_all(reports: Sequence[Report]) -> str:
    states = Counter(str(one["state"]) for one in reports)
    parts = ", ".join(f"{count} {state}" for state, count in states.most_common())
    return f"{len(reports)} source{'' if len(reports) == 1 else 's'}: {parts or 'none'}"


def from_now(stamp: object, now: datetime) -> str:
    """How far off an instant of the JSON is, with its largest unit."""
    if not isinstance(stamp, str):
        return ""
    seconds = int((datetime.fromisoformat(stamp) - now).total_seconds())
    for unit, length in (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)):
        if abs(seconds) >= length:
            said = f"{abs(seconds) // length}{unit}"
            return f"in {said}" if seconds > 0 else f"{said} ago"
    return "now"
