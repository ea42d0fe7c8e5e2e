"""A store that is kept open to be looked at: to open it takes several times as long as to ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.app.parts import open_store, store_path
from feeds.config import Config
from feeds.errors import StoreError

if TYPE_CHECKING:
    from feeds.store.sql import SqlStore


class Kept:
    """The store of a config, only to be read, for one thread at a time; another one where another file has taken its place."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._opened: SqlStore | None = None
        self._which: tuple[int, int] | None = None

    def store(self) -> SqlStore:
        """The store. Raises StoreError, also where there is none yet."""
        try:
            stands = store_path(self._config).stat()
        except OSError as fault:
            raise StoreError(f"the store cannot be looked at: {fault.strerror}") from fault
        if self._opened is None or self._which != (stands.st_dev, stands.st_ino):
            self.close()
            self._opened = open_store(self._config, readonly=True)
            self._which = (stands.st_dev, stands.st_ino)
        return self._opened

    def close(self) -> None:
        """Lets go of it; it is opened again when it is asked for."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None
