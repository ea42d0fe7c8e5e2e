"""Commands by which people decide: `kill`, `hold`, `release`, `correct`, `purge`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from feeds.cli import CONFIG, ConfigOption, Failed, JsonOption, Misused, app, complain, completing
from feeds.cli.looking import held_or_gone, the_item
from feeds.cli.progress import bar

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.config import Config
    from feeds.model import DeskItem, LedgerLine


@app.command()
def kill(
    guid: Annotated[str, typer.Argument(metavar="GUID", help="Our id, the wire's, or its page.")],
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why, for the ledger; readers never see it.")
    ],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Withdraw an item everywhere, and keep it out when it comes again, is replayed or restored.

    It returns when the item is gone from every published file, and hubs and caches have been told or
    a few seconds are over.

    Example: feeds kill 20261102-IANS-17 --reason "the agency has withdrawn it"
    """
    from feeds.app import deciding as root

    why = _why(reason)
    loaded, held = _found(config, guid)
    lines = root.kill(loaded, held, why)
    _receipt(held, lines, as_json=as_json)
    sys.stdout.flush()  # it is gone: whatever a hub takes, that is known now
    _lines(held, root.told(loaded, held, lines), as_json=as_json)


@app.command()
def hold(
    guid: Annotated[str, typer.Argument(metavar="GUID", help="Our id, the wire's, or its page.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the ledger.")],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Keep a published item back until it is released, whatever its wire sends meanwhile.

    Example: feeds hold 20261102-IANS-17 --reason "the minister's office denies it"
    """
    from feeds.app import deciding as root

    why = _why(reason)
    loaded, held = _found(config, guid)
    if not held.status.publishes:
        complain(f"{held.id} is {held.status}: only what is published can be held")
        raise Failed
    _receipt(held, root.hold(loaded, held, why), as_json=as_json)


@app.command()
def correct(
    guid: Annotated[str, typer.Argument(metavar="GUID", help="Our id, the wire's, or its page.")],
    headline: Annotated[str, typer.Option(metavar="TEXT", help="As it is to read.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the ledger.")],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Give an item another headline. It stands, whatever headline its wire sends later.

    Example: feeds correct 20261102-IANS-17 --headline "Ferry resumes in Kochi" --reason "it is not Mumbai"
    """
    from feeds.app import deciding as root
    from feeds.decide.rulings import uncorrectable

    why, words = _why(reason), " ".join(headline.split())
    if not words:
        raise Misused("--headline has to say something")
    loaded, held = _found(config, guid)
    if fault := uncorrectable(held, words):
        complain(f"{held.id} {fault}")
        raise Failed
    _receipt(held, root.correct(loaded, held, words, why), as_json=as_json)


@app.command()
def release(
    guid: Annotated[str, typer.Argument(metavar="GUID", help="Our id, the wire's, or its page.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the ledger.")],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Let an item out that is held or rejected. An embargo stands, and a withdrawn item stays withdrawn.

    Example: feeds release 20261102-IANS-17 --reason "it is not the story that the notice means"
    """
    from feeds.app import deciding as root
    from feeds.model import Status

    why = _why(reason)
    loaded, held = _found(config, guid)
    if held.status not in {Status.HELD, Status.REJECTED}:
        complain(f"{held.id} is {held.status}: only what is held or rejected can be released")
        raise Failed
    _receipt(held, root.release(loaded, held, why), as_json=as_json)


def _found(config: Path, guid: str) -> tuple[Config, DeskItem]:
    """The config, and the item that is meant. Raises as `the_item` does."""
    from feeds.app import looking
    from feeds.app.loading import load
    from feeds.app.seeking import named

    loaded = load(config)
    with looking.reading(loaded) as store:
        return loaded, the_item(store, named(loaded, store, guid))


def _why(reason: str) -> str:
    """A reason in one line. Raises Misused where there is none."""
    if not reason.strip():
        raise Misused("--reason has to say why")
    return " ".join(reason.split())


def _receipt(held: DeskItem, lines: Sequence[LedgerLine], *, as_json: bool) -> None:
    if not as_json:
        print(f"{held.id}  {held.item.headline}")
    _lines(held, lines, as_json=as_json)


def _lines(held: DeskItem, lines: Sequence[LedgerLine], *, as_json: bool) -> None:
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
    for line in lines:
        print(f"  {line.at:%H:%M:%S.%f}"[:-3] + f"  {line.reason}")


@app.command()
def purge(
    source: Annotated[
        str,
        typer.Option(
            "--source",
            metavar="ID",
            help="All that this source has ever sent.",
            autocompletion=completing.sources,
        ),
    ] = "",
    item: Annotated[
        str, typer.Option("--item", metavar="GUID", help="One item: our id or the wire's.")
    ] = "",
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Remove copy for good: from published files, store, archive, and backups that are restored later.

    What is left of an item is its id and that it is withdrawn. There is no way back.

    Example: feeds purge --source xinhua-world
    """
    from feeds.app import deciding as root
    from feeds.app import looking
    from feeds.app.loading import load
    from feeds.app.seeking import named
    from feeds.decide.rulings import of_source

    if bool(source) == bool(item):
        raise Misused("name one of --source and --item")
    loaded = load(config)
    with looking.reading(loaded) as store:
        if item:
            what = held_or_gone(store, named(loaded, store, item)).id
        elif store is not None and source in store.states():
            what = of_source(source)
        else:
            raise Misused(f"the desk knows no source {source!r}")
    if sys.stdin.isatty() and sys.stderr.isatty():
        typer.confirm(f"Remove everything of {what} for good?", abort=True, err=True)
    with bar("removing", as_json=as_json):
        root.purge(loaded, what)
    folders = [one.path for one in loaded.sources if one.id == source and one.path]
    if as_json:
        import orjson

        said = {"removed": what, "left": folders}
        sys.stdout.write(orjson.dumps(said).decode() + "\n")
        return
    print(f"{what}: removed for good")
    for folder in folders:
        print(f"its files in {folder} are not the desk's: remove them there")
