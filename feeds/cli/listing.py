"""Lists: in columns, and of items for whoever looks at a terminal a row each, and under it what commands call it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

_WHOLE = frozenset({"at", "published", "stage", "status", "kind", "said", "over", "state"})
"""Columns that are not folded."""
HEADS = ("published", "status", "source", "headline", "channels", "id")


def show(shown: Iterable[tuple[str, str]]) -> None:
    """Prints lines in their styles; none is folded here, so that an id can be copied."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line, style in shown:
        console.print(Text(line, style=style))


def lines(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Each line of rows under `HEADS`, and its style."""
    sizes = [max(len(row[at]) for row in (HEADS, *rows)) for at in range(3)]
    yield _row(HEADS, sizes), "bold"
    for row in rows:
        *_, channels, id_ = row
        yield _row(row, sizes), ""
        yield f"    {id_}{f'  in {channels}' if channels else ''}", "dim"
    yield "", ""
    yield f"{len(rows)} item{'' if len(rows) == 1 else 's'}", "bold"


def _row(row: Sequence[str], sizes: Sequence[int]) -> str:
    cells = (cell.ljust(size) for cell, size in zip(row, sizes, strict=False))
    return "  ".join((*cells, row[len(sizes)])).rstrip()


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints rows in columns."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        # Nothing is cut off: who copies an instant or an address wants all of it.
        table.add_column(head, no_wrap=head in _WHOLE, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    # Where nobody looks at a screen a line must not be folded at an imaginary edge.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 4096)
    console.print(table)
