"""Items as `feeds items` is asked for them, newest first, without the index of words that the desk keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from feeds.config import Config
from feeds.decide.page import id_begins
from feeds.decide.seeking import has, phrases, words
from feeds.model import DeskItem, Phrase, Sought, Status

if TYPE_CHECKING:
    from feeds.contracts import Store

_A_LOOK = 200
_PAGE = re.compile(r"/(story/[^?#\s]+)")


def seek(
    store: Store,
    *,
    channel: str,
    source: str,
    status: Status | None,
    typed: str,
    usable: bool,
    limit: int | None,
) -> Iterator[DeskItem]:
    """Those of a channel, a source and a status that have all words of what was `typed`; `usable` leaves out what is
    not published, unless a status is asked for.
    """
    sought = phrases(typed)
    if status is not None:
        found = _standing(store, Sought(channel=channel, source=source, status=status))
    else:
        most = None if sought else limit
        found = store.items(channel=channel, source=source, usable=usable, limit=most)
    return islice((held for held in found if _fits(held, sought)), limit)


def named(config: Config, store: Store | None, typed: str) -> str:
    """The id of the item whose page here has the address that was typed; else what was typed."""
    # By whichever host: a proxy or a tunnel may have another name than ours.
    at = _PAGE.search(typed)
    path = at[1] if at is not None else ""
    start = id_begins(path, config.site.tag)
    found = store.beginning(start) if store is not None and start else ()
    return next((one.id for one in found if one.page == path), typed)


def _fits(held: DeskItem, sought: Sequence[Phrase]) -> bool:
    text = words(held) if sought else ""
    return all(has(text, one) for one in sought)


def _standing(store: Store, sought: Sought) -> Iterator[DeskItem]:
    page = store.seek(sought, limit=_A_LOOK)
    yield from page.items
    while page.next is not None:
        page = store.seek(sought, after=page.next, limit=_A_LOOK)
        yield from page.items
