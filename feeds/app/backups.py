"""What `backup` and `restore` ask for: the store, and what people decided, as one moment has them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feeds.app.parts import house_of, make_release, make_rulings, open_store, store_path
from feeds.config import Config
from feeds.errors import StoreError
from feeds.store.exchange import Progress, check, copy, private, take_place
from feeds.store.journalfile import journal_path, lines_of, write_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was written: files, and how many bytes the store has."""

    file: Path
    journal: Path | None
    """None where nobody has decided anything yet."""
    size: int


def back_up(config: Config, to: Path, progress: Progress = lambda *_: None) -> Backup:
    """Copies the store to a file and its journal to one beside that, whoever writes them meanwhile; both
    replace what stood there whole. Raises StoreError.
    """
    database = store_path(config)
    if not database.exists():
        raise StoreError(f"there is no store {database}")
    if to.is_dir() or _is_part_of(database, to):
        raise StoreError(f"{to} is no file that a backup can be written to")
    with private(to) as part:
        copy(database, part, progress)
        size = part.stat().st_size
        # After the store: a journal that knows more is told again, one that knows less would be a loss.
        decided = lines_of(journal_path(database))
        journal = journal_path(to) if decided else None
        if journal is not None:
            with private(journal) as beside:
                write_all(beside, decided)
    return Backup(file=to, journal=journal, size=size)


def restore(config: Config, backup: Path, progress: Progress = lambda *_: None) -> Path | None:
    """Puts a backup in the place of the store, tells it what has been decided since, and publishes. The store
    as it was is what comes back, None where there was none.

    Of the journal nothing is lost: what the backup's knows and the store's does not is added to it. Raises
    BusyError where somebody writes the store, StoreError, SchemaError where the backup is of a newer program.
    """
    from feeds.store.lock import hold
    from feeds.store.sql import open_store as open_sql

    database = store_path(config)
    if not backup.is_file():
        raise StoreError(f"there is no backup {backup}")
    if _is_part_of(database, backup):
        raise StoreError(f"{backup} is the store itself")
    with hold(database, kind="restore", wait=False):
        check(backup)
        made = database.with_name(f"{database.name}.restore")
        made.unlink(missing_ok=True)
        copy(backup, made, progress)
        open_sql(f"sqlite:///{made}").close()  # brought up to date
        _add(journal_path(backup), journal_path(database))
        old = database.with_name(f"{database.name}.before-restore") if database.exists() else None
        if old is None:
            made.rename(database)
        else:
            take_place(made, database, old)
        _publish(config)
    return old


def _publish(config: Config) -> None:
    store = open_store(config)
    try:
        rulings = make_rulings(config, house_of(config), store)
        rulings.run()
        faults: list[str] = []
        release = make_release(
            config, house_of(config), store, lambda event: faults.append(event.error)
        )
        if not release.run():
            raise StoreError(f"it is restored, but not published: {'; '.join(faults)}")
        release.restore(lambda: False)
        rulings.erase()
    finally:
        store.close()


def _add(more: Path, to: Path) -> None:
    known, others = lines_of(to), lines_of(more)
    stands = frozenset(known)
    lacking = [line for line in others if line not in stands]
    if lacking:
        with private(to) as part:
            write_all(part, [*known, *lacking])


def _is_part_of(database: Path, file: Path) -> bool:
    where = file.resolve()
    whole = database.resolve()
    return (
        where.parent == whole.parent
        and where.name.startswith(whole.name)
        and where.name
        in {
            f"{whole.name}{suffix}" for suffix in ("", "-wal", "-shm", ".journal", ".lock", ".sock")
        }
    )
