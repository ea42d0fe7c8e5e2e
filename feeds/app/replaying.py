"""What `replay` asks for: the store made anew from its archive."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from feeds import __version__
from feeds.app.clock import clock
from feeds.app.parts import (
    house_of,
    make_release,
    make_rulings,
    open_store,
    reader_of,
    store_path,
    unpublished,
)
from feeds.config import Config
from feeds.errors import StoreError
from feeds.pipeline.replay import Replay, Replayed
from feeds.pipeline.restoring import Restoring


def replay(
    config: Config, since: datetime, progress: Callable[[int, int], None] = lambda *_: None
) -> Replayed:
    """Makes the items received since an instant again, in a copy of the store that takes its place when
    all is done, and publishes. The store as it was stays beside it as ``.before-replay``.

    Raises BusyError where somebody writes the store, StoreError.
    """
    from feeds.store.exchange import copy, making, take_place
    from feeds.store.files import beside
    from feeds.store.lock import hold
    from feeds.store.sql import open_store as open_sql

    database = store_path(config)
    with hold(database, kind="replay", wait=False):
        if not database.exists():
            raise StoreError(f"there is no store {database}")
        open_store(config).close()  # brought up to date first
        with making(database, "replay") as made:
            copy(database, made)
            with closing(open_sql(f"sqlite:///{made}")) as store:
                made_anew = Replay(
                    house=house_of(config),
                    store=store,
                    read=reader_of(config),
                    version=__version__,
                    progress=progress,
                )
                done = made_anew.run(since, clock())
            take_place(made, database, beside(database, ".before-replay"))
        store = open_store(config)
        try:
            make_rulings(config, house_of(config), store).run()
            faults: list[str] = []
            release = make_release(config, house_of(config), store, unpublished(faults))
            release.withdraw()  # before thousands of pages are made
            Restoring(release=release).number_above()
            if not release.run():
                raise StoreError(f"it is made again, but not published: {'; '.join(faults)}")
        finally:
            store.close()
    return done
