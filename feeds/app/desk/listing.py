"""What lists of the desk say of an item, and how its pages say when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from feeds.config import Config
from feeds.model import DeskItem, Status
from feeds.render.desk.page import Frame, link
from feeds.render.language import differing, direction
from feeds.render.stamps import local, stamp
from feeds.render.text import line
from feeds.serve.desk.pages import Visitor

_MOST_CHANNELS = 4
_LONGEST = 300
_PLAIN = frozenset({Status.NEW, Status.UPDATE})


def frame(config: Config, visitor: Visitor, here: str = "") -> Frame:
    """What every page has."""
    words, well = visitor.notice if visitor.notice is not None else ("", True)
    return Frame(
        site=line(config.site.name),
        user=visitor.user,
        token=visitor.token,
        here=here,
        words=words,
        well=well,
    )


def when(moment: datetime, config: Config) -> str:
    """An instant in the site's zone."""
    return local(moment, config.site.timezone)


def headline(held: DeskItem) -> str:
    """What an item is called; never nothing."""
    words = line(held.item.headline) or line(held.item.summary) or held.item.guid or held.id
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]} …"


def listed(items: Iterable[DeskItem], config: Config) -> list[Mapping[str, object]]:
    """Items as lists show them."""
    return [row(held, config) for held in items]


def row(held: DeskItem, config: Config) -> Mapping[str, object]:
    """What is said of one."""
    language = held.item.language
    return {
        "id": held.id,
        "revision": held.revision,
        "href": link("/item", id=held.id),
        "headline": headline(held),
        "language": differing(language, "en"),
        "direction": direction(language),
        "status": held.status.value,
        "published": stamp(held.published),
        "when": when(held.published, config),
        "provider": line(held.item.provider),
        "source": held.item.source,
        "channels": _channels(held.channels),
        "reason": "" if held.status in _PLAIN else held.reason,
    }


def _channels(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_MOST_CHANNELS])
    left = len(names) - _MOST_CHANNELS
    return f"{shown} and {left} more" if left > 0 else shown
