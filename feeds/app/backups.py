"""What `backup` and `restore` ask for: the store, and what people decided, as one moment has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.app.parts import (
    house_of,
    make_release,
    make_rulings,
    open_store,
    store_path,
    unpublished,
)
from feeds.config import Config
from feeds.errors import SchemaError, StoreError
from feeds.store.exchange import (
    Progress,
    check,
    copy,
    highest_pages,
    making,
    private,
    take_place,
)
from feeds.store.files import being_made, beside, hand_over, kept_back, sync, with_logs
from feeds.store.journalfile import journal_path, lines_of, write_all

if TYPE_CHECKING:
    from feeds.store.sql import SqlStore

_AHEAD = 10_000
"""Pages that an archive may have made since the backup, where nobody knows how many those were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was written: files, and how many bytes the store has."""

    file: Path
    journal: Path | None
    """None where nobody has decided anything yet."""
    size: int


def back_up(config: Config, to: Path, progress: Progress = lambda *_: None) -> Backup:
    """Copies the store to a file and its journal to one beside that, whoever writes them meanwhile; both
    replace what stood there whole, be it a journal where nobody has decided anything. Raises StoreError.
    """
    database = store_path(config)
    if not database.exists():
        raise StoreError(f"there is no store {database}")
    if to.is_dir() or _is_one_of(to, (*_own(database), *kept_back(database))):
        raise StoreError(f"{to} is no file that a backup can be written to")
    with private(to) as part:
        copy(database, part, progress)
        size = part.stat().st_size
        # After the store: a journal that knows more is told again, one that knows less would be a loss.
        decided = lines_of(journal_path(database))
        journal = journal_path(to)
        if decided:
            with private(journal) as lines:
                write_all(lines, decided)
        elif journal.exists():
            _drop(journal)
    return Backup(file=to, journal=journal if decided else None, size=size)


def restore(config: Config, backup: Path, progress: Progress = lambda *_: None) -> Path | None:
    """Puts a backup in the place of the store, tells it what has been decided since, and publishes. The store
    as it was is what comes back, None where there was none.

    No page of an archive gets a number that readers know from another one.
    Of the journal nothing is lost: what the backup's knows and the store's does not is added to it. Raises
    BusyError where somebody writes the store, StoreError, SchemaError where the backup is of a newer program.
    """
    from feeds.store import sql
    from feeds.store.lock import hold

    database = store_path(config)
    if not backup.is_file():
        raise StoreError(f"there is no backup {backup}")
    if _is_one_of(backup, _own(database)):
        raise StoreError(f"{backup} is the store itself, or what a restoring makes")
    with hold(database, kind="restore", wait=False):
        if (schema := check(backup)) > sql.SCHEMA:
            raise SchemaError(found=schema, expected=sql.SCHEMA, backup=str(backup))
        with making(database, "restore") as made:
            copy(backup, made, progress)
            with closing(sql.open_store(f"sqlite:///{made}")) as store:  # brought up to date
                _number_above(store, config, highest_pages(database))
            _add(journal_path(backup), database)
            old = take_place(made, database, beside(database, ".before-restore"))
        _publish(config)
    return old


def _number_above(store: SqlStore, config: Config, known: Mapping[str, int] | None) -> None:
    """Archives go on above the highest numbers that were ever used: those that the store which is replaced has
    `known`, and those in the folder. Where it is not there, or knows less than the backup, far ahead.
    """
    from feeds.pipeline.restoring import standing_pages
    from feeds.publish.folder import Folder

    stands = standing_pages(Folder(Path(config.publish.directory)))
    for channel in sorted(
        {one.id for one in config.channels} | stands.keys() | (known or {}).keys()
    ):
        own, replaced = store.last_page(channel), (known or {}).get(channel, 0)
        highest = max(own, replaced, stands.get(channel, 0))
        is_lost = known is None or replaced < own
        store.begin_above(channel, highest + _AHEAD if is_lost else highest)


def _publish(config: Config) -> None:
    from feeds.pipeline.restoring import Restoring

    store = open_store(config)
    try:
        rulings = make_rulings(config, house_of(config), store)
        rulings.run()
        faults: list[str] = []
        release = make_release(config, house_of(config), store, unpublished(faults))
        release.withdraw()  # before thousands of pages are made
        if not (release.run() and Restoring(release=release).restore(lambda: False)):
            raise StoreError(f"it is restored, but not published: {'; '.join(faults)}")
        rulings.erase()
    finally:
        store.close()


def _add(more: Path, database: Path) -> None:
    to = journal_path(database)
    known, others = lines_of(to), lines_of(more)
    stands = frozenset(known)
    lacking = [line for line in others if line not in stands]
    if lacking:
        with private(to) as part:
            write_all(part, [*known, *lacking])
            hand_over(part, database)


def _drop(journal: Path) -> None:
    try:
        journal.unlink()
        sync(journal.parent)
    except OSError as fault:
        raise StoreError(f"{journal} cannot be removed: {fault.strerror}") from fault


def _own(database: Path) -> tuple[Path, ...]:
    """The store's files, and those that it is made again in."""
    others = (beside(database, suffix) for suffix in (".journal", ".lock", ".sock"))
    return (*with_logs(database), *others, *being_made(database))


def _is_one_of(file: Path, others: Iterable[Path]) -> bool:
    """Whatever leads to them: one may be a link, and be there under two names."""
    where = file.resolve()
    return any(where in {one.resolve(), one.parent.resolve() / one.name} for one in others)
