"""Has a source moved? A permanent redirect is followed at once, but believed only when it has proved itself
(RFC 9110, 15.4.2 and 15.4.9; C40, C41).

    led there by 301 and 308 alone, by 7 polls in a row that went well, over 7 days     adopted
    the adopted address is no feed, is gone, or has failed for a day                    the config's, by turns
    the config's answers by itself, or leads elsewhere                                  no longer adopted

The config is the operator's and never edited: whoever changes its `url` has the last word.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds.errors import DeadlyError, FetchError, ParseError, SourceError
from feeds.model import Fetched, Move, Source, SourceState

_PROVED_BY = 7
_PROVED_OVER = timedelta(days=7)
_FAILED_BY = 3
_FAILED_OVER = timedelta(days=1)


def after_success(move: Move, source: Source, fetched: Fetched, at: datetime) -> Move:
    """What is known after a poll whose document could be read, or stands as it was."""
    to = fetched.moved_to
    if move.back:
        if to == move.adopted:
            return replace(move, back=False, lost=False)
        move = Move()
    if to == source.url:
        return Move()
    if not (to or move.leads_to or move.lost):
        return move
    if not to or to != move.leads_to or move.since is None:
        since, polls = (at, 1) if to else (None, 0)
        return replace(move, leads_to=to, since=since, polls=polls, lost=False)
    if move.polls + 1 >= _PROVED_BY and at - move.since >= _PROVED_OVER:
        return Move(adopted=to, adopted_since=move.since)
    return replace(move, polls=move.polls + 1)


def after_failure(state: SourceState, fault: SourceError, at: datetime) -> Move:
    """What is known after a poll that failed: the row is broken, and an adopted address is doubted."""
    move = replace(state.move, leads_to="", since=None, polls=0)
    if not move.adopted:
        return move
    back = not move.back and _is_lost(state, fault, at)
    return replace(move, back=back, lost=move.lost or back)


def _is_lost(state: SourceState, fault: SourceError, at: datetime) -> bool:
    """Whether the adopted address is no longer what it was: a feed."""
    if isinstance(fault, FetchError) and (fault.retry_after is not None or fault.status == 429):
        return False  # it is there, and busy
    if isinstance(fault, DeadlyError):
        return False  # that is for the document to change
    if isinstance(fault, ParseError) or (isinstance(fault, FetchError) and fault.permanent):
        return True
    since = state.last_success
    long = since is None or at - since >= _FAILED_OVER
    return long and state.failures + 1 >= _FAILED_BY


def standing(move: Move) -> str:
    """In words where a source has moved to, and what to do about it; ``""`` where it has not."""
    return _said(move, move.adopted)


def told(move: Move) -> str:
    """The same in words for the log and for mail, where no query is to stand: it may be a key."""
    return _said(move, _without_query(move.adopted))


def _said(move: Move, address: str) -> str:
    if not move.adopted or move.adopted_since is None:
        return ""
    doubted = "; that fails, so the config's `url` is asked next" if move.back else ""
    since = f"{move.adopted_since:%Y-%m-%d}"
    return f"moved to {address} since {since}, adopted; write it into config.toml{doubted}"


def _without_query(address: str) -> str:
    return urlsplit(address)._replace(query="").geturl()
