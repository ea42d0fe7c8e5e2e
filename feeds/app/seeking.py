"""Items as `feeds items` is asked for them, newest first, without the index of words that the desk keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from feeds.decide.seeking import has, phrases, words
from feeds.model import DeskItem, Phrase, Sought, Status

if TYPE_CHECKING:
    from feeds.contracts import Store

_A_LOOK = 200


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


def _fits(held: DeskItem, sought: Sequence[Phrase]) -> bool:
    text = words(held) if sought else ""
    return all(has(text, one) for one in sought)


def _standing(store: Store, sought: Sought) -> Iterator[DeskItem]:
    page = store.seek(sought, limit=_A_LOOK)
    yield from page.items
    while page.next is not None:
        page = store.seek(sought, after=page.next, limit=_A_LOOK)
        yield from page.items
