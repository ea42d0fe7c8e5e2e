"""The command that looks a config over: `check`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from feeds.cli import CONFIG, ConfigOption, Failed, JsonOption, app, complain
from feeds.cli.looking import json_lines
from feeds.errors import ConfigError

if TYPE_CHECKING:
    from feeds.config import Config

_Say = Callable[[str, str, str], None]


@app.command()
def check(
    config: ConfigOption = CONFIG,
    online: Annotated[bool, typer.Option("--online", help="Fetch each source once.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Validate the config: every fault at once, each with its key, what was found and expected.

    Example: feeds check --online
    """
    import asyncio

    from feeds.app import looking as root
    from feeds.app.loading import load

    say = _finding(f"{config}: ", as_json=as_json)
    try:
        loaded = load(config)
    except ConfigError as fault:
        for one in fault.faults:
            say("fault", one.key, str(one).removeprefix(f"{one.key}: "))
        raise typer.Exit(2) from fault
    for warning in loaded.warnings:
        say("warning", "", warning)
    wrong = [*root.out_of_reach(loaded), *(("", what) for what in root.damage(loaded))]
    for name, why in wrong:
        say("fault", name, why)
    failed = bool(wrong)
    if online:
        failed = not asyncio.run(_online(loaded, _finding("", as_json=as_json))) or failed
    if failed:
        raise Failed
    enabled = sum(one.enabled for one in loaded.sources)
    say("ok", "", f"{enabled} sources, {len(loaded.channels)} channels, no fault found")


def _finding(origin: str, *, as_json: bool) -> _Say:
    """Says what was found: whether it is ``ok``, a ``warning`` or a ``fault``, of what, and in words."""

    def say(status: str, name: str, found: str) -> None:
        if as_json:
            json_lines([{"status": status, "name": name, "found": found}])
            return
        line = ": ".join(filter(None, ("warning" if status == "warning" else "", name, found)))
        (print if status == "ok" else complain)(f"{origin}{line}")

    return say


async def _online(config: Config, say: _Say) -> bool:
    from feeds.app.looking import check_online

    well = True
    async for id_, outcome, good in check_online(config):
        say("ok" if good else "fault", f"source {id_}", outcome)
        well = well and good
    return well
