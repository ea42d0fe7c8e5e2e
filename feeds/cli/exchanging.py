"""Commands that take sources from other programs, and give them to these: `opml import`, `opml export`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feeds.cli import CONFIG, ConfigOption, Failed, JsonOption, app, complain, said_written

if TYPE_CHECKING:
    from feeds.app.exchanging import Entry

opml = typer.Typer(
    name="opml",
    help="Sources from and to other programs that read feeds, as a list of OPML.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(opml)

_SAID = {"added": "added", "known": "already there", "refused": "refused"}


@opml.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="- is standard input.")],
    config: ConfigOption = CONFIG,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Add the feeds of a list (OPML 1.0 or 2.0) to the config, of which nothing else changes.

    A running daemon reads it at once.

    Example: feeds opml import --dry-run subscriptions.opml
    """
    from feeds.app import exchanging as root
    from feeds.errors import ParseError

    try:
        entries = root.bring(config, file, dry_run=dry_run)
    except OSError as fault:
        complain(f"{fault.filename or file}: {fault.strerror}")
        raise Failed from fault
    except ParseError as fault:
        complain(f"{file}: {fault}")
        raise Failed from fault
    said = {**_SAID, "added": "would be added"} if dry_run else _SAID
    for one in entries:
        if as_json:
            _object(one)
        elif one.outcome != "refused":
            print(f"{said[one.outcome]} as {one.id}: {one.url}")
        if one.outcome == "refused":
            complain(f"refused: {one.url}: {one.reason}")
    counts = Counter(one.outcome for one in entries)
    if not as_json:
        print(", ".join(f"{counts[one]} {word}" for one, word in said.items()))
    if counts["added"] and not dry_run:
        said_written(config, heard=root.tell(config))
    if counts["refused"]:
        raise Failed


def _object(entry: Entry) -> None:
    from dataclasses import asdict

    import orjson

    sys.stdout.write(orjson.dumps(asdict(entry)).decode() + "\n")


@opml.command()
def export(
    config: ConfigOption = CONFIG,
    every: Annotated[
        bool, typer.Option("--all", help="Also the sources that are switched off.")
    ] = False,
) -> None:
    """The sources of the config as a list (OPML 2.0), without credentials.

    Example: feeds opml export > subscriptions.opml
    """
    from feeds.app import exchanging as root

    body, left_out = root.listed_sources(config, every=every)
    for id_, why in left_out.items():
        complain(f"source {id_}: left out: {why}")
    if not body:
        complain(f"{config}: no source is left to be listed")
        raise Failed
    sys.stdout.write(body.decode())
