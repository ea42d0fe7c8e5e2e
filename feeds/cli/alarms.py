"""The command that shows what people have to see to: `alarms`."""

from __future__ import annotations

from feeds.cli import CONFIG, ConfigOption, JsonOption, app
from feeds.cli.listing import table
from feeds.cli.looking import json_lines


@app.command()
def alarms(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """What people have to see to: the alarms that stand, and those that are over since a week.

    Example: feeds alarms --json
    """
    from feeds.app import alarms as root
    from feeds.app.clock import clock
    from feeds.app.loading import load_to_look
    from feeds.cli.standing import from_now

    found = list(root.reports(load_to_look(config)[0]))
    if as_json:
        json_lines(found)
        return
    if not found:
        print("nothing has to be seen to")
        return
    now = clock()
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
