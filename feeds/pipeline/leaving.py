"""Leaving: pages of stories are taken away, and what names them goes on without. A row of calls that judges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.decide.telling import Gone
from feeds.errors import PublishError
from feeds.model import Document
from feeds.pipeline import front
from feeds.pipeline.files import Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Takes pages away, with the parts that this takes."""

    files: Files
    front: front.Front

    def take_away(
        self,
        shut: Sequence[str],
        dropped: Sequence[str],
        less: Sequence[Document],
        gone: Gone,
        now: datetime,
    ) -> None:
        """Takes pages away, and their stories off the front page and those that name `less` now, whatever
        becomes of the channels. Where a map cannot be written without them it goes as well: PublishError then.

        Not before that stands are they forgotten: a disk that is full, or a process that is killed in
        between, leaves both to be done again.
        """
        stood = self.files.store.documents([*shut, *dropped])
        if shut or dropped:
            self.files.publisher.remove([*shut, *dropped])
        whole = self.front.documents(now, without=frozenset((*shut, *dropped))) if stood else ()
        ids = list(dict.fromkeys(one for some in gone.values() for one in some))
        gone_now = {**gone, **{document.path: ids for document in whole}}
        try:
            if less or whole:
                self._put_or_drop(less, whole, now, gone_now)
            if paths := [*(path for path in shut if path in stood), *dropped]:
                self.files.forget(paths, now, gone)
        except PublishError:
            self.files.drop_maps((*shut, *dropped), now, gone)
            raise

    def _put_or_drop(
        self, less: Sequence[Document], whole: Sequence[Document], now: datetime, gone: Gone
    ) -> None:
        """Writes what has lost pages: those of stories, and the front. Where that cannot be done, what names
        stories goes itself, which needs no room on the disk. Raises PublishError then.
        """
        try:
            self.files.write((*less, *whole), now, gone)
        except PublishError:
            named = [document for document in whole if document.path in front.NAME_STORIES]
            self.files.write_or_drop([*less, *named], now, gone)
            raise
