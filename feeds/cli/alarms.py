"""The command that shows what people have to see to: `alarms`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from feeds.cli import CONFIG, ConfigOption, JsonOption, app
from feeds.cli.listing import show, table
from feeds.cli.looking import json_lines
from feeds.cli.standing import folded, from_now


@app.command()
def alarms(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """What people have to see to: the alarms that stand, and those that are over since a week.

    Example: feeds alarms --json
    """
    from feeds.app import alarms as root
    from feeds.app.clock import clock
    from feeds.app.loading import load_to_look

    found = list(root.reports(load_to_look(config)[0]))
    if as_json:
        json_lines(found)
        return
    if not found:
        print("nothing has to be seen to")
        return
    now = clock()
    if sys.stdout.isatty():
        show(lines(found, now, shutil.get_terminal_size().columns))
        return
    table(
        ("said", "over", "kind", "subject", "what", "what to do"),
        [
            [
                from_now(one["said"], now),
                from_now(one["over"], now),
                *(one[key] for key in ("kind", "subject", "words", "advice")),
            ]
            for one in found
        ],
    )


def lines(
    found: Sequence[Mapping[str, object]], now: datetime, width: int
) -> Iterator[tuple[str, str]]:
    """Each line that a terminal shows, and its style: an alarm, what it is, and what to do, where no word is broken."""
    for one in found:
        over = from_now(one["over"], now)
        when = f"over {over}" if over else f"said {from_now(one['said'], now)}"
        yield f"{one['kind']}  {one['subject']}  {when}", "" if over else "bold"
        yield from folded(str(one["words"]), "    ", width, "")
        if one["advice"] and not over:
            yield from folded(str(one["advice"]), "    -> ", width, "cyan")
