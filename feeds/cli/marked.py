"""An item as it was read: its fields, and the copy with the envelope marked in the margin.

dateline │ Mumbai, Nov 20 (IANS)
         │ The night ferry across Mumbai harbour ...
         │
sign-off │ --IANS
         │ rd/vk
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from feeds.model import PubStatus, Status
from feeds.render.marks import pieces

if TYPE_CHECKING:
    from feeds.model import Item
    from feeds.normalise.envelope import Part

_FIELDS = ("guid", "link", "slugline", "byline", "signoff", "located", "ednote", "usageterms")
_INDENT = "    "
_WIDE, _NARROWEST = 100, 20


def show(item: Item, text: str, parts: tuple[Part, ...]) -> None:
    """Prints an item and the whole text it was taken from."""
    place = ", ".join(filter(None, (item.dateline.city, item.dateline.country)))
    when = f"{item.firstcreated:%Y-%m-%d %H:%M} UTC" if item.firstcreated else "no date"
    via = f" via {', '.join(item.via)}" if item.via else ""
    print(f"{item.headline}\n  {when}  {place or 'no place'}  {item.creditline}{via}")
    for name, value in (*_handling(item), *((name, getattr(item, name)) for name in _FIELDS)):
        if value:
            print(f"  {name}: {_lines_below(value)}")
    print()
    columns = shutil.get_terminal_size((_WIDE, 24)).columns
    for line in _margin(text, parts, columns=columns, colour=sys.stdout.isatty()):
        print(line.rstrip())
    print()


def _handling(item: Item) -> Iterator[tuple[str, str]]:
    """What becomes of an item that is not simply published, and how urgent it is."""
    if item.verdict is not Status.NEW or item.pubstatus is not PubStatus.USABLE:
        reason = f": {item.verdict_reason}" if item.verdict_reason else ""
        yield "status", f"{item.verdict.value}, {item.pubstatus.value}{reason}"
    if item.embargoed is not None:
        yield "embargoed", f"until {item.embargoed:%Y-%m-%d %H:%M} UTC"
    if item.urgency is not None:
        yield "urgency", str(item.urgency)


def _lines_below(value: str) -> str:
    return value.replace("\n", f"\n{_INDENT}")


def _margin(text: str, parts: tuple[Part, ...], *, columns: int, colour: bool) -> Iterator[str]:
    wide = max((len(part.kind) for part in parts), default=0)
    left = max(columns - len(_INDENT) - (wide + 3 if wide else 0), _NARROWEST)
    for kind, piece in pieces(text, parts):
        lines = [short for line in piece.split("\n") for short in _wrapped(line, left)]
        for number, line in enumerate(lines):
            margin = f"{kind if not number else '':>{wide}} │ " if wide else ""
            coloured = kind and colour
            yield (
                f"{_INDENT}\x1b[36m{margin}{line}\x1b[0m"
                if coloured
                else f"{_INDENT}{margin}{line}"
            )


def _wrapped(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
