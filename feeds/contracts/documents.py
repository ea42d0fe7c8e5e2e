"""What the store remembers of published files, and of the maps that name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import DocumentRecord


class Documents(Protocol):
    """Published files, by path."""

    def documents(self, paths: Sequence[str] | None = None) -> Mapping[str, DocumentRecord]:
        """Those of these paths that are known, or all, by path."""
        ...

    def documents_under(self, prefix: str) -> tuple[DocumentRecord, ...]:
        """Documents whose paths begin with `prefix`, by path."""
        ...

    def newest_pages(self, since: datetime, limit: int) -> tuple[tuple[str, str, int], ...]:
        """The newest `limit` of the stories published after an instant whose page stands, newest first: the
        path of the page, the item and the revision that it shows.
        """
        ...

    def front_documents(self) -> tuple[str, ...]:
        """The paths of all documents at the top of the folder: all but the stories' pages and the archives'."""
        ...

    def save_documents(self, documents: Sequence[DocumentRecord]) -> None: ...

    def forget_documents(self, paths: Sequence[str]) -> None: ...

    def owe_maps(self, days: Iterable[str]) -> None:
        """The maps of these days are to be made anew."""
        ...

    def owed_maps(self) -> tuple[str, ...]:
        """The days whose maps are to be made anew, the oldest first."""
        ...

    def settle_maps(self, days: Iterable[str]) -> None:
        """The maps of these days name the pages that stand."""
        ...
