"""Commands that show: `parse`, `sources`, `items`, `explain`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from feeds.cli import (
    CONFIG,
    ConfigOption,
    Failed,
    JsonOption,
    Misused,
    app,
    complain,
    completing,
    must_be_known,
)
from feeds.cli.listing import HEADS, lines, show, table

if TYPE_CHECKING:
    from feeds.contracts import Store
    from feeds.model import DeskItem, Gone


_EVER = datetime.min.replace(tzinfo=UTC)


@app.command()
def parse(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="- is standard input.")],
    config: ConfigOption = CONFIG,
    format_: Annotated[
        str, typer.Option("--format", metavar="NAME", autocompletion=completing.formats)
    ] = "auto",
    source: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Read it as this source of the config would.",
            autocompletion=completing.sources,
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Show the items that a file would become, without storing anything.

    Example: feeds parse --source ians wire/ians/*.txt
    """
    import asyncio
    from contextlib import closing

    from feeds.app import looking as root
    from feeds.app.loading import load
    from feeds.app.parts import make_workers
    from feeds.cli.marked import show
    from feeds.errors import ParseError
    from feeds.model import WIRE_FORMATS
    from feeds.render.itemjson import item_json

    if format_ not in WIRE_FORMATS:
        raise Misused(f"there is no format {format_!r}; there are {', '.join(WIRE_FORMATS)}")
    if source:
        must_be_known("source", source, (one.id for one in load(config).sources), config)
    reads_as = root.source_to_read_as(config if source else None, source, format_)
    failed = False
    with closing(make_workers(count=1)) as workers, asyncio.Runner() as runner:
        for file in files:
            try:
                body, modified = root.bytes_of(file)
                made = root.read_marked(body, modified, str(file), reads_as, workers)
                reading, marked = runner.run(made)
            except (OSError, ParseError) as fault:
                complain(f"{file}: {fault.strerror if isinstance(fault, OSError) else fault}")
                failed = True
                continue
            if as_json:
                json_lines(item_json(item) for item in reading.items)
            else:
                for item, (text, parts) in zip(reading.items, marked, strict=True):
                    show(item, text, parts)
    if failed:
        raise Failed


@app.command()
def schema() -> None:
    """The JSON Schema of config.toml, by which editors complete keys and mark faults.

    Example: feeds schema > /etc/feeds/config.schema.json
    """
    from feeds.app.loading import schema_text

    sys.stdout.write(schema_text())


@app.command()
def sources(
    config: ConfigOption = CONFIG,
    failing: Annotated[
        bool, typer.Option("--failing", help="Only those that somebody has to see to.")
    ] = False,
    as_json: JsonOption = False,
    poll: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Poll this one as soon as may be.", autocompletion=completing.sources
        ),
    ] = "",
    pause: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Stop polling this one.", autocompletion=completing.sources
        ),
    ] = "",
    resume: Annotated[
        str,
        typer.Option(metavar="ID", help="Poll this one again.", autocompletion=completing.sources),
    ] = "",
) -> None:
    """Each source: last poll, outcome, next due, items a day, failures, why it is slow or quiet.

    Example: feeds sources --pause xinhua-world
    """
    from feeds.app import looking as root
    from feeds.app.loading import load_to_look

    loaded, lacking = load_to_look(config)
    for one in lacking:
        complain(f"{config}: {one}; who only looks does without")
    asked = [
        (verb, id_) for verb, id_ in (("pause", pause), ("resume", resume), ("poll", poll)) if id_
    ]
    for _, id_ in asked:
        must_be_known("source", id_, (one.id for one in loaded.sources), config)
    done = True
    for verb, id_ in asked:
        said, good = root.overrule(loaded, verb, id_)
        (_tell if good else complain)(said)
        done = done and good
    if as_json:
        json_lines(root.source_reports(loaded, failing=failing))
    elif not asked:
        from feeds.app.clock import clock
        from feeds.cli.standing import show

        show(root.source_reports(loaded, failing=failing), clock())
    if not done:
        raise Failed


def _tell(what: str) -> None:
    print(what, file=sys.stderr)


@app.command()
def items(
    config: ConfigOption = CONFIG,
    channel: Annotated[str, typer.Option(metavar="ID", autocompletion=completing.channels)] = "",
    source: Annotated[str, typer.Option(metavar="ID", autocompletion=completing.sources)] = "",
    status: Annotated[
        str,
        typer.Option(
            metavar="STATUS", help="held, withdrawn ...", autocompletion=completing.statuses
        ),
    ] = "",
    words: Annotated[
        str, typer.Option(metavar="TEXT", help="All have to be in headline, summary or copy.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Every status, without limit.")] = False,
    limit: Annotated[int, typer.Option(min=1)] = 50,
    as_json: JsonOption = False,
) -> None:
    """The items that the desk holds, newest first.

    Example: feeds items --status held --words "ferry harbour"
    """
    from feeds.app import looking as root
    from feeds.app.loading import load_to_look
    from feeds.app.seeking import seek
    from feeds.model import Status
    from feeds.render.itemjson import item_json

    if status and status not in set(Status):
        raise Misused(f"there is no status {status!r}; there are {', '.join(Status)}")

    loaded, _ = load_to_look(config)
    must_be_known("channel", channel, (one.id for one in loaded.channels), config)
    with root.reading(loaded) as store:
        if store is None or not store.counts(source, _EVER):
            # What a source has brought stays when it leaves the config.
            must_be_known("source", source, (one.id for one in loaded.sources), config)
        if store is None:
            return
        found = seek(
            store,
            channel=channel,
            source=source,
            status=Status(status) if status else None,
            typed=words,
            usable=not every,
            limit=None if every else limit,
        )
        if as_json:
            base = loaded.site.base_url
            json_lines(item_json(held.item, desk=held, base_url=base) for held in found)
            return
        shown = root.statuses(loaded)
        rows = [
            (
                f"{held.published:%Y-%m-%d %H:%M}",
                shown(held),
                held.item.source,
                held.item.headline,
                " ".join(held.channels),
                held.item.guid or held.id,
            )
            for held in found
        ]
        if sys.stdout.isatty():
            show(lines(rows))
        else:
            table(HEADS, rows)


@app.command()
def explain(
    guid: Annotated[str, typer.Argument(metavar="GUID", help="Our id, the wire's, or its page.")],
    config: ConfigOption = CONFIG,
    channel: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Also why it is in this channel, or is not.",
            autocompletion=completing.channels,
        ),
    ] = "",
    versions: Annotated[
        bool, typer.Option("--versions", help="Instead: what each version has changed.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """An item's ledger: what was decided of it, when, by which rule, and why.

    Example: feeds explain --channel world tag:gnn9.com,2015:u2j5cp4plm6yfvhm3vyz4ka7va
    """
    from feeds.app.explaining import ledger_of
    from feeds.app.loading import load_to_look
    from feeds.app.looking import reading
    from feeds.app.seeking import named

    loaded, _ = load_to_look(config)
    must_be_known("channel", channel, (one.id for one in loaded.channels), config)
    with reading(loaded) as store:
        guid = named(loaded, store, guid)
        found = held_or_gone(store, guid)
        assert store is not None
        if versions:
            _versions(store.versions(the_item(store, guid).id), as_json=as_json)
            return
        lines = ledger_of(store, found, loaded, channel)
    if as_json:
        json_lines(lines)
        return
    _head(found)
    table(
        ("at", "stage", "status", "rule", "reason"),
        [[line[c] for c in ("at", "stage", "status", "rule", "reason")] for line in lines],
    )


def _versions(versions: Sequence[DeskItem], *, as_json: bool) -> None:
    from feeds.render.stamps import stamp
    from feeds.render.versions import differences

    for old, new in pairwise(versions):
        changes = differences(old, new)
        if as_json:
            updated, what = stamp(new.updated), {"status": new.status, "reason": new.reason}
            json_lines([{"revision": new.revision, "updated": updated, **what, "diff": changes}])
        else:
            print("\n".join((f"{new.status}: {new.reason}", *changes, "")))
    if len(versions) == 1 and not as_json:
        print("there is one version")


@app.command()
def preview(
    config: ConfigOption = CONFIG,
    against: Annotated[
        Path,
        typer.Option(metavar="PATH", help="The config that runs, and whose store is looked at."),
    ] = CONFIG,
    days: Annotated[int, typer.Option(metavar="N", min=1, max=36500)] = 7,
    as_json: JsonOption = False,
) -> None:
    """What a changed config would have added, dropped and changed over the last days. Touches nothing.

    Example: feeds preview -c new.toml --days 3
    """
    from dataclasses import asdict

    from feeds.app import previewing as root

    counts: dict[str, int] = {}
    rows: list[list[object]] = []
    for one in root.preview(config, against, days):
        counts[one.kind] = counts.get(one.kind, 0) + 1
        if as_json:
            json_lines([asdict(one)])
        else:
            rows.append([one.channel, one.kind, one.headline, one.what])
    if not as_json:
        table(("channel", "change", "headline", "what"), rows)
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        print(said or "nothing would be otherwise")


def held_or_gone(store: Store | None, guid: str) -> DeskItem | Gone:
    """The one item that has an id of ours, or of the wire's, or what is left of it where its copy has gone.
    Raises as `the_item` does.
    """
    _must_name_one(guid)
    gone = store.gone(guid) if store is not None and not store.find(guid) else ()
    if len(gone) > 1:
        for one in gone:
            complain(f"{one.id}  {one.source}  its copy is gone")
        raise Misused(f"{len(gone)} items had the wire guid {guid!r}; name one of those above")
    return gone[0] if gone else the_item(store, guid)


def the_item(store: Store | None, guid: str) -> DeskItem:
    """The one item that has an id of ours, or of the wire's; Failed where there is none, or its copy is
    kept no more, and Misused with all of them named where there are several.
    """
    _must_name_one(guid)
    found = store.find(guid) if store is not None else ()
    if not found and store is not None and (gone := store.gone(guid)):
        for one in gone:
            complain(f"{one.id}: its copy is gone since {one.since:%Y-%m-%d %H:%M} UTC")
        raise Failed
    if not found:
        complain(
            f"the desk holds no item {guid!r}; `feeds items --all --words TEXT` finds one by its words"
        )
        raise Failed
    if len(found) > 1:
        for held in found:
            complain(f"{held.id}  {held.item.source}  {held.item.headline}")
        raise Misused(f"{len(found)} items have the wire guid {guid!r}; name one of those above")
    return found[0]


def _must_name_one(guid: str) -> None:
    if (
        not guid.strip()
    ):  # a variable that is not set; and an item without a wire guid has such a one
        raise Misused("GUID is empty: name an item by our id, or by the wire's")


def json_lines(objects: Iterable[object]) -> None:
    """Prints objects as JSON, one a line."""
    import orjson

    for one in objects:
        sys.stdout.write(orjson.dumps(one).decode() + "\n")


def _head(held: DeskItem | Gone) -> None:
    from feeds.model import Gone

    if isinstance(held, Gone):
        since = f"{held.since:%Y-%m-%d %H:%M} UTC"
        print(f"{held.id}\n{held.status}, from {held.source}: its copy is gone since {since}\n")
        return
    print(f"{held.item.headline}\n{held.id}\n{held.status}: {held.reason}")
    print(f"channels: {' '.join(held.channels) or 'none'}\npage: {held.page}\n")
