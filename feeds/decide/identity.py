"""Which item is this? A ladder of keys per source, best first.

The format's own id decides; where there is none the link, where there is none the headline with
its date. A source that puts one id on several links in one document reuses its ids: from then on
its items are told apart by link, then by headline and date (`trust` has what else may be wrong with them). Every key an item has ever had is
kept as an alias, so that a source can change rungs without its items changing identity.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from feeds.decide.hashes import hashes_of, head_key
from feeds.model import Hashes, Item, PubStatus

_RUNGS = ("guid", "link", "head")
_OF_DIGEST = 20
"""Bytes of a digest that the 26 letters of a public id are made of, in whole groups of five."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """An item and what it is known by: `key` decides, `aliases` (with `key`) are remembered."""

    item: Item
    key: str
    aliases: tuple[str, ...]
    text_key: str
    """The same for the same words from the same source; ``""`` where there are too few."""
    digest: str
    """The same for what says the same to a reader."""


def identify(
    items: Sequence[Item], hashes: Sequence[Hashes] = (), *, reuses_ids: bool
) -> tuple[tuple[Identified, ...], bool]:
    """The items of one document, each with its keys, folded to the newest per identity. `hashes` are theirs, where
    somebody has made them.

    Returns them in document order, and whether the source reuses its ids, by what was known
    before or by this document.
    """
    reuses_ids = reuses_ids or _reuses_ids(items)
    shared_links = _shared_links(items, reuses_ids=reuses_ids)
    newest: dict[str, Identified] = {}
    for item, own in zip(items, hashes or map(hashes_of, items), strict=True):
        known = _identified(item, own, reuses_ids=reuses_ids, shared_links=shared_links)
        other = newest.get(known.key)
        if other is None or _order(item) > _order(other.item):
            newest[known.key] = known
    return tuple(newest.values()), reuses_ids


def fold(found: Sequence[tuple[int, Identified]]) -> list[tuple[int, Identified]]:
    """The newest per identity over several documents of one poll, each with its document's index.

    Of versions that the wire does not put in order the one in the later document wins.
    """
    newest: dict[str, tuple[int, Identified]] = {}
    for index, known in found:
        other = newest.get(known.key)
        if other is None or _order(known.item) >= _order(other[1].item):
            newest[known.key] = (index, known)
    return list(newest.values())


@lru_cache(maxsize=4096)
def public_id(source: str, key: str, tag: str) -> str:
    """The permanent id minted from an item's first key: a tag: URI (RFC 4151) under `tag`.

    The same source and key give the same id wherever and whenever it is minted.
    """
    digest = hashlib.sha256(f"{source}\n{key}".encode()).digest()
    return f"tag:{tag}:{base64.b32encode(digest[:_OF_DIGEST]).decode().lower()[:26]}"


def rung(key: str) -> int:
    """How far down the ladder a key stands; 0 is the best."""
    return _RUNGS.index(key.partition(":")[0])


def version_number(version: str) -> int | None:
    """An item's version as a number, or None where the wire counts in another way."""
    return int(version) if version.isdecimal() and version.isascii() else None


def _reuses_ids(items: Iterable[Item]) -> bool:
    first: dict[str, Item] = {}
    for item in items:
        if not item.guid:
            continue
        other = first.setdefault(item.guid, item)
        if other is item:
            continue
        if item.link != other.link and item.link and other.link:
            return True
        unversioned = not (item.version or other.version)
        if not unversioned or item.headline == other.headline:
            continue
        # Another version of a story has its date; another story has one of its own.
        if not (item.link or other.link) or item.firstcreated != other.firstcreated:
            return True
    return False


def _shared_links(items: Iterable[Item], *, reuses_ids: bool) -> frozenset[str]:
    """Links that stand on several items which only their words tell apart (a home page, say)."""
    heads: dict[str, set[str]] = {}
    for item in items:
        if item.link and (reuses_ids or not item.guid):
            heads.setdefault(item.link, set()).add(head_key(item))
    return frozenset(link for link, found in heads.items() if len(found) > 1)


def _identified(
    item: Item, hashes: Hashes, *, reuses_ids: bool, shared_links: frozenset[str]
) -> Identified:
    guid = f"guid:{item.guid}" if item.guid else ""
    link = f"link:{item.link}" if item.link and item.link not in shared_links else ""
    key = link or hashes.head if reuses_ids else guid or link or hashes.head
    aliases = (key, link, hashes.head, hashes.copy)
    return Identified(
        item=item,
        key=key,
        aliases=tuple(dict.fromkeys(filter(None, aliases))),
        text_key=hashes.text,
        digest=hashes.digest,
    )


def _order(item: Item) -> tuple[bool, int, float]:
    """What of two versions is the newer; that an item is withdrawn is the last that is said of it."""
    created = item.versioncreated
    return (
        item.pubstatus is PubStatus.CANCELED,
        version_number(item.version) or 0,
        created.timestamp() if created else 0.0,
    )
