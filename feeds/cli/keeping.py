"""Commands that keep it all going: `backup`, `restore`, `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from feeds.cli import CONFIG, ConfigOption, Failed, JsonOption, app
from feeds.cli.ending import clearing
from feeds.cli.progress import bar


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Replaced whole, if it is there.")],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """A consistent copy of the store, and of what people decided, while the daemon runs.

    The copy is checked before it takes its name. Config and secrets are not in it.

    Example: feeds backup /var/backups/feeds.db
    """
    from feeds.app import backups as root
    from feeds.app.loading import load

    loaded = load(config)
    with clearing(), bar("copying", as_json=as_json) as progress:
        made = root.back_up(loaded, file, progress)
    if as_json:
        import orjson

        journal = str(made.journal) if made.journal is not None else ""
        said = {"file": str(made.file), "journal": journal, "bytes": made.size}
        sys.stdout.write(orjson.dumps(said).decode() + "\n")
        return
    print(f"{made.file}: {made.size / 2**20:.1f} MiB, checked")
    if made.journal is not None:
        print(f"{made.journal}: what people decided")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `feeds backup` has written.")],
    config: ConfigOption = CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Put a backup in the place of the store, and publish. The daemon must not run.

    What was decided since the backup (kills, releases, purges) is done again. The store as it was stays beside
    the new one as `.before-restore`.

    Example: sudo -u feeds feeds restore /var/backups/feeds.db
    """
    from feeds.app import backups as root
    from feeds.app.loading import load
    from feeds.app.parts import store_path

    loaded = load(config)
    with clearing(), bar("restoring", as_json=as_json) as progress:
        old = root.restore(loaded, file, progress)
    before = (
        old if old is not None and old.exists() else None
    )  # a purge that was done again takes it away
    if as_json:
        import orjson

        said = {"store": str(store_path(loaded)), "file": str(file), "before": str(before or "")}
        sys.stdout.write(orjson.dumps(said).decode() + "\n")
        return
    print(f"{store_path(loaded)}: restored from {file}, and published")
    if before is not None:
        print(f"{before}: the store as it was; remove it when nothing is missed")


@app.command()
def doctor(
    config: ConfigOption = CONFIG,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask for the addresses of all hosts.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Look this machine over: versions with known faults, disk, clock, permissions, the daemon, reachability.

    Run it as the user that runs the daemon. A warning may wait, a fault may not.

    Example: sudo -u feeds feeds doctor -c /etc/feeds/config.toml
    """
    import asyncio

    from feeds.app import machine as root
    from feeds.app.loading import load
    from feeds.decide.machine import Health

    loaded = load(config)
    with bar("looking, and reading the store", as_json=as_json):
        findings = list(root.look(loaded))
    if online:
        findings.append(asyncio.run(root.look_around(loaded)))
    for one in findings:
        if as_json:
            import orjson

            sys.stdout.write(orjson.dumps(one).decode() + "\n")
            continue
        print(f"{one.health.value:8} {one.name}: {one.found}")
        if one.advice:
            print(f"{'':8} -> {one.advice}")
    if any(one.health is Health.FAULT for one in findings):
        raise Failed
