"""Somebody who watches: a table that moves on a terminal, a report at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from feeds.model import Event, Polled, Released

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

    from feeds.demo.wire import Agency, Wire
    from feeds.engine.log import Log

_STATUSES = ("new", "update", "correction", "duplicate", "withdrawn")


class Show:
    """An `Observer` that counts, and shows what it counts."""

    def __init__(self, out: TextIO, agencies: Sequence[Agency], address: str) -> None:
        self._out = out
        self._agencies = agencies
        self._address = address
        self._live: Live | None = None
        self._polls: Counter[str] = Counter()
        self._items: Counter[tuple[str, str]] = Counter()
        self._last: dict[str, str] = {}
        self._releases = 0
        self._written = 0

    def log(self, make: Callable[[], Log]) -> Log:
        """The program's own log, which on a terminal would tear the table apart."""
        from feeds.engine.log import configure

        if self._out.isatty():
            configure(stream=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        else:
            configure()
        return make()

    def begin(self) -> None:
        print(f"Twenty agencies are at work. Look at {self._address}", file=self._out, flush=True)
        if self._out.isatty():
            from rich.live import Live

            self._live = Live(get_renderable=self._table, refresh_per_second=4)
            self._live.start()

    def __call__(self, event: Event) -> None:
        if isinstance(event, Polled):
            self._polls[event.source] += 1
            self._last[event.source] = event.error or event.outcome
            for status, count in event.counts:
                self._items[event.source, status] += count
        elif isinstance(event, Released):
            self._releases += 1
            self._written += event.written

    def end(self, wire: Wire, folder: Path) -> None:
        """Says what was seen."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        else:
            from rich.console import Console

            Console(file=self._out, width=120).print(self._table())
        published = sorted(folder.glob("*.rss"))
        pages = sum(1 for _ in folder.glob("story/**/*.html"))
        totals = ", ".join(f"{self._total(status)} {status}" for status in _STATUSES)
        print(
            f"{sum(wire.asked.values())} requests, {sum(self._polls.values())} polls: {totals}.\n"
            f"{self._releases} releases wrote {self._written} files; "
            f"{len(published)} channels and {pages} story pages stood in {folder}.",
            file=self._out,
            flush=True,
        )

    def _total(self, status: str) -> int:
        return sum(count for (_, kind), count in self._items.items() if kind == status)

    def _table(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        table = Table(
            "agency", "its manner", "polls", *_STATUSES, "last", box=None, title=self._address
        )
        for agency in self._agencies:
            table.add_row(
                agency.id,
                agency.manner,
                str(self._polls[agency.id]),
                *(str(self._items[agency.id, status] or "") for status in _STATUSES),
                Text(self._last.get(agency.id, ""), overflow="ellipsis", no_wrap=True),
            )
        return table
