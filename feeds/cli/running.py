"""Commands that do the work: `run`, `once`, `serve`, `replay`, `demo`."""

from __future__ import annotations

import signal
import sys
from datetime import UTC, datetime, timedelta
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
from feeds.cli.ending import clearing
from feeds.cli.progress import bar

if TYPE_CHECKING:
    from feeds.config import Config
    from feeds.model import Alarmed, Event, Polled, Swept, Told


@app.command()
def run(config: ConfigOption = CONFIG, verbose: bool = False) -> None:
    """The daemon: scheduler and HTTP server in one process.

    SIGTERM and SIGINT finish the work in hand and stop it; SIGHUP reloads the config.

    Example: feeds run -c /etc/feeds/config.toml
    """
    import asyncio

    from feeds.app import working as root
    from feeds.engine.log import Log, configure

    configure(verbose=verbose)
    log = Log()
    asyncio.run(root.run(config, log=log, ready=lambda ready: _welcome(ready, log.say)))


def _welcome(config: Config, say: object) -> None:
    from feeds.app.serving import address
    from feeds.engine.log import Log

    assert callable(say)
    enabled = sum(source.enabled for source in config.sources)
    at = config.desk.url or f"http://{address(config.desk.host or 'localhost', config.desk.port)}/"
    desk = at if config.desk.users else ""
    if not sys.stderr.isatty():
        # What is open that is closed by itself is for the record (X07).
        opened = " ".join(map(str, config.fetch.allow_networks))
        Log().say(
            "running",
            sources=enabled,
            channels=len(config.channels),
            look=config.site.base_url,
            **({"desk": desk} if desk else {}),
            **({"opened": opened} if opened else {}),
        )
        return
    at_desk = f"  The desk is at {desk}\n" if desk else ""
    print(
        f"\n  {config.site.name}: {enabled} sources in, {len(config.channels)} channels out.\n"
        f"  Look at {config.site.base_url}\n"
        f"{at_desk}"
        f"  Files in {config.publish.directory}\n"
        f"  Ctrl-C stops it.\n",
        file=sys.stderr,
    )


@app.command()
def once(
    config: ConfigOption = CONFIG,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="ID",
            help="Poll this one now.",
            autocompletion=completing.sources,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """One pass: poll the sources that are due, publish what changed, exit. For real cron.

    A source that is named is polled even if its schedule or its back-off says later.

    Example: */5 * * * * feeds once -c /etc/feeds/config.toml
    """
    import asyncio

    from feeds.app import passing as root
    from feeds.app.loading import load
    from feeds.app.resting import digest_of

    digest = digest_of(config)  # first: of an edit in between, no word is left that it was adopted
    loaded = load(config)
    for name in source or ():
        must_be_known("source", name, (one.id for one in loaded.sources), config)
    watch = _Watch(as_json=as_json)
    work = root.once(
        loaded,
        source or (),
        digest=digest,
        observer=watch,
        claimed=watch.expect,
        damaged=complain,
    )
    try:
        this, published = asyncio.run(work)
    except asyncio.CancelledError:
        raise SystemExit(128 + signal.SIGTERM) from None
    finally:
        watch.stop()
    watch.sum_up()
    for name, why in this.halted:
        complain(f"source {name}: is not polled: {why}")
    for name, earliest in this.refused:
        complain(f"source {name}: may be polled from {earliest:%Y-%m-%d %H:%M:%S} UTC on")
    if watch.failed or this.halted or this.refused or not published:
        raise Failed


@app.command()
def nginx(
    config: ConfigOption = CONFIG,
    brotli: Annotated[
        bool, typer.Option("--brotli", help="It has the module that sends files in br.")
    ] = False,
) -> None:
    """Prints the configuration with which nginx serves the published folder.

    Example: feeds nginx > /etc/nginx/conf.d/feeds.conf
    """
    from feeds.app.loading import load
    from feeds.app.serving import behind_nginx

    print(behind_nginx(load(config), brotli=brotli), end="")


@app.command()
def replay(
    since: Annotated[
        str,
        typer.Option(
            metavar="TIME", help="2026-11-02, 2026-11-02T09:30:00Z, or 3d: three days ago."
        ),
    ],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Make the items received since a time again from the raw archive, and publish.

    Example: feeds replay --since 2026-11-02
    """
    from feeds.app import replaying as root
    from feeds.app.clock import clock
    from feeds.app.loading import load
    from feeds.config.values import duration

    loaded = load(config)
    try:
        start = clock() - duration(since)
    except ValueError:
        try:
            stated = datetime.fromisoformat(since)
        except ValueError:
            raise Misused(f"--since {since!r} is neither a time nor a duration") from None
        start = stated if stated.tzinfo is not None else stated.replace(tzinfo=UTC)
    with clearing(), bar("making again", as_json=as_json) as progress:
        done = root.replay(loaded, start, progress)
    for id_ in done.otherwise:
        complain(f"{id_}: has come out otherwise than it was")
    if as_json:
        import orjson

        said = {"made": done.made, "kept": done.kept, "otherwise": list(done.otherwise)}
        sys.stdout.write(orjson.dumps(said).decode() + "\n")
    else:
        print(
            f"{done.made} items made again, {done.kept} kept as they were, {len(done.otherwise)} otherwise"
        )


class _Watch:
    """An `Observer` that shows a pass: a bar on a terminal, lines of JSON, or failures alone."""

    def __init__(self, *, as_json: bool) -> None:
        self.failed = False
        self._as_json = as_json
        self._bar = sys.stdout.isatty() and not as_json
        self._progress: object = None
        self._task: object = None
        self._counts: dict[str, int] = {}

    def expect(self, polls: int) -> None:
        if self._bar and polls:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            progress = Progress(
                TextColumn("polling"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.description}"),
            )
            self._task = progress.add_task("", total=polls)
            progress.start()
            self._progress = progress

    def __call__(self, event: Event) -> None:
        from feeds.model import Alarmed, Polled, Released, Swept, Told

        if isinstance(event, Polled):
            self._polled(event)
            return
        if isinstance(event, Told):
            self._told(event)
            return
        if isinstance(event, Swept):
            self._swept(event)
            return
        if isinstance(event, Alarmed):
            self._alarmed(event)
            return
        if not isinstance(event, Released):
            return  # of hubs that push: nobody listens to those in a pass
        if event.error:
            self.failed = True
            complain(f"publishing: {event.error}")
        if self._as_json:
            rebuilt = {"rebuilt": event.rebuilt} if event.rebuilt else {}
            self._line(
                released=list(event.channels), pages=event.pages, written=event.written, **rebuilt
            )

    def _told(self, event: Told) -> None:
        if event.failures == 1 or event.given_up:  # cron sends mail of it, once
            complain(f"{event.hook}: {event.error}")
        if self._as_json:
            self._line(hook=event.hook, told=event.told, failed=event.failed, error=event.error)

    def _swept(self, event: Swept) -> None:
        if event.error:
            self.failed = True
            complain(f"letting go: {event.error}")
        if self._as_json:
            self._line(let_go=event.items, pages=event.pages, ledgers=event.ledgers)

    def _alarmed(self, event: Alarmed) -> None:
        for one in event.raised:  # cron sends mail of it, once
            alarm = one.alarm
            do = f"; {alarm.advice}" if alarm.advice else ""
            complain(f"alarm: {alarm.kind} {alarm.subject}: {alarm.words}{do}")
        for one in event.over:
            complain(f"alarm over: {one.alarm.kind} {one.alarm.subject}: {one.alarm.words}")

    def _polled(self, event: Polled) -> None:
        if event.error:
            self.failed = True
            complain(f"source {event.source}: {event.error}")
        for status, count in event.counts:
            self._counts[status] = self._counts.get(status, 0) + count
        if self._as_json:
            self._line(
                source=event.source,
                outcome=event.outcome,
                status=event.status,
                **dict(event.counts),
            )
        if self._progress is not None:
            self._progress.update(self._task, advance=1, description=event.source)  # type: ignore[attr-defined]

    def stop(self) -> None:
        """Gives the terminal back as it was."""
        if self._progress is not None:
            self._progress.stop()  # type: ignore[attr-defined]

    def sum_up(self) -> None:
        if self._bar:
            print(", ".join(f"{n} {status}" for status, n in self._counts.items()) or "nothing new")

    @staticmethod
    def _line(**keys: object) -> None:
        import orjson

        try:
            print(orjson.dumps(keys).decode(), flush=True)
        except BrokenPipeError:
            sys.stdout = None  # nobody reads on; the pass goes on all the same


@app.command()
def serve(config: ConfigOption = CONFIG) -> None:
    """The HTTP server alone: what was published stays reachable while nothing else runs.

    Example: feeds serve -c config.toml
    """
    import asyncio

    from feeds.app import working as root
    from feeds.engine.log import Log, configure

    configure()
    from feeds.app.loading import load

    loaded = load(config)
    log = Log()
    asyncio.run(root.serve(loaded, log=log, ready=lambda ready: _welcome(ready, log.say)))


@app.command()
def demo(
    seconds: Annotated[
        float | None,
        typer.Option(min=0, help="Stop after so many seconds and say what was seen."),
    ] = None,
    directory: Annotated[
        Path | None, typer.Option(help="Keep everything in this folder.", metavar="PATH")
    ] = None,
    listen: Annotated[str, typer.Option(help="Where to look.")] = "127.0.0.1:8009",
) -> None:
    """The whole product against a wire of its own on loopback, for a first look.

    Twenty sources, some of them slow, failing, moved, repeating or correcting. Needs no network.

    Example: feeds demo --seconds 60
    """
    from feeds.config.values import listen as address
    from feeds.demo import run_demo

    try:
        address(listen)
    except ValueError as fault:
        raise Misused(f"--listen: found {listen!r}, expected {fault}") from fault
    try:
        if directory is not None:
            directory.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        complain(f"the folder {directory} cannot be made: {fault.strerror}")
        raise Failed from fault
    length = timedelta(seconds=seconds) if seconds is not None else None
    run_demo(stop_after=length, directory=directory, listen=listen)
