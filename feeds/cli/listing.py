"""How `feeds items` shows items to whoever looks at a terminal: a row each, and under it what commands call it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

HEADS = ("published", "status", "source", "headline", "channels", "id")


def show(rows: Sequence[Sequence[str]]) -> None:
    """Prints rows under `HEADS`; an id is never cut in two, so that it can be copied."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line, style in lines(rows):
        console.print(Text(line, style=style))


def lines(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Each line of what is shown, and its style."""
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
