"""Commands by which people decide: `kill`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from feeds.cli import CONFIG, ConfigOption, JsonOption, Misused, app
from feeds.cli.looking import the_item


@app.command()
def kill(
    guid: Annotated[str, typer.Argument(metavar="GUID", help="Our id or the wire's.")],
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why, for the ledger; readers never see it.")
    ],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Withdraw an item everywhere, and keep it out when it comes again, is replayed or restored.

    It returns when the item is gone from every published file.

    Example: feeds kill 20261102-IANS-17 --reason "the agency has withdrawn it"
    """
    from feeds.app import deciding as root
    from feeds.app import looking
    from feeds.app.parts import load

    if not reason.strip():
        raise Misused("--reason has to say why")
    loaded = load(config)
    with looking.reading(loaded) as store:
        held = the_item(store, guid)
    lines = root.kill(loaded, held, " ".join(reason.split()))
    if as_json:
        import orjson

        for line in lines:
            said = {
                "id": held.id,
                "at": f"{line.at:%Y-%m-%dT%H:%M:%S.%fZ}",
                "stage": line.stage,
                "status": line.status,
                "rule": line.rule,
                "reason": line.reason,
            }
            sys.stdout.write(orjson.dumps(said).decode() + "\n")
        return
    print(f"{held.id}  {held.item.headline}")
    for line in lines:
        print(f"  {line.at:%H:%M:%S.%f}"[:-3] + f"  {line.reason}")
