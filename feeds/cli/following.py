"""The command that shows who follows our feeds: `hub`."""

from __future__ import annotations

from feeds.cli import CONFIG, ConfigOption, JsonOption, app
from feeds.cli.listing import table
from feeds.cli.looking import json_lines

_HEADS = ("state", "topic", "callback", "until", "delivered", "failures", "error")


@app.command()
def hub(config: ConfigOption = CONFIG, as_json: JsonOption = False) -> None:
    """Who has subscribed at our own hub, what they were delivered, and what was given up.

    Example: feeds hub --json
    """
    from feeds.app import hub as root
    from feeds.app.clock import clock
    from feeds.app.loading import load_to_look
    from feeds.cli.standing import from_now

    found = list(root.reports(load_to_look(config)[0]))
    if as_json:
        json_lines(found)
        return
    if not found:
        print("nobody has subscribed")
        return
    now = clock()
    ago = ("until", "delivered")
    table(
        _HEADS, [[from_now(one[h], now) if h in ago else one[h] for h in _HEADS] for one in found]
    )
