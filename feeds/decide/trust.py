"""What are a source's ids worth? One that proves them worthless is told apart by link from then on.

    shared      one id stands on several items of one document              told by `identity`
    changing    the same stories come under new ids, poll after poll
    recycled    ids of the stories that were held come on other stories

One story alone proves nothing: a publisher may move it, or write all of it anew, under the id it has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from feeds.decide.alias import is_edited, is_same_copy
from feeds.decide.identity import Identified
from feeds.model import DeskItem, Held, IdFault, Ids, Item

_RENEWALS = 3
"""Polls in a row that bring held stories under ids which nobody knows. A publisher that moves does it once."""
_REMEMBERED = 64
_FEWEST = 2


def strangers(identified: Sequence[Identified], held: Mapping[str, Held]) -> tuple[Identified, ...]:
    """The items of a poll, where not one of them came under an id that is held."""
    if any(one.key in held for one in identified):
        return ()
    return tuple(one for one in identified if one.item.guid)


def renewed(
    unknown: Iterable[Identified], others: Mapping[str, Held], olds: Mapping[str, DeskItem]
) -> frozenset[str]:
    """The ids under which stories came that are held under others: with the same headline and address, and
    with the same date or copy. `others` has what is held under their other keys, `olds` those items whole.
    """
    return frozenset(
        _short(one.item.guid)
        for one in unknown
        if any(
            _is_repeated(one.item, olds[others[key].id].item)
            for key in one.aliases
            if key in others
        )
    )


def after(ids: Ids, came: frozenset[str], *, known: bool, at: datetime) -> Ids:
    """What is thought of a source's ids after a poll: `came` is what `renewed` says of it, `known` whether
    an item came under an id that is held.
    """
    if known:
        return Ids()
    if not came:
        return ids
    renewals = ids.renewals + 1 if came.isdisjoint(ids.last) else 0
    if renewals >= _RENEWALS:
        return Ids(fault=IdFault.CHANGING, since=at)
    return Ids(renewals=renewals, last=tuple(sorted(came))[:_REMEMBERED])


def doubtful(identified: Sequence[Identified], held: Mapping[str, Held]) -> tuple[Identified, ...]:
    """Items whose ids may have been another story's: several, and most of those whose ids are held. A wire
    that counts versions says itself that it is the same story.
    """
    known = [one for one in identified if one.item.guid and one.key in held]
    changed = [
        one for one in known if not one.item.version and _may_differ(one.item, held[one.key])
    ]
    if not _are_most(len(changed), known):  # before the dear comparison: nothing is, as a rule
        return ()
    found = [one for one in changed if one.digest != held[one.key].digest]
    return tuple(found) if _are_most(len(found), known) else ()


def are_recycled(
    identified: Sequence[Identified],
    held: Mapping[str, Held],
    others: Mapping[str, Held],
    olds: Mapping[str, DeskItem],
) -> bool:
    """Whether most ids of a poll that are held came on other stories than theirs: on one that is held under
    another id, or on one of another address, headline, date and copy. `others` is what is held under the
    other keys of those that are `doubtful`, `olds` has all these items whole, and those of their ids.
    """
    known = [one for one in identified if one.item.guid and one.key in held]
    other = 0
    for one in known:
        old = olds.get(held[one.key].id)
        if old is not None and not one.item.version:
            other += _is_another(one.item, old.item) and (
                _is_held_otherwise(one, old, others, olds) or _is_all_else(one.item, old.item)
            )
    return _are_most(other, known)


def _are_most(some: int, known: Sequence[Identified]) -> bool:
    return some >= _FEWEST and 2 * some > len(known)


def _may_differ(item: Item, held: Held) -> bool:
    return item.versioncreated is None or item.versioncreated != held.versioncreated


def _is_another(item: Item, old: Item) -> bool:
    """Whether address and headline are others; where there are no addresses, headline and date."""
    if item.headline == old.headline:
        return False
    return item.link != old.link if item.link or old.link else item.firstcreated != old.firstcreated


def _is_held_otherwise(
    one: Identified, old: DeskItem, others: Mapping[str, Held], olds: Mapping[str, DeskItem]
) -> bool:
    """Whether its headline and address are those of an item that is not `old`."""
    owners = {others[key].id for key in one.aliases if key in others} - {old.id}
    said = (one.item.headline, one.item.link)
    return any(said == (olds[id_].item.headline, olds[id_].item.link) for id_ in owners)


def _is_all_else(item: Item, old: Item) -> bool:
    told = bool(item.link and old.link) and item.firstcreated != old.firstcreated
    return told and not is_edited(item.headline, old.headline) and not is_same_copy(item, old)


def _is_repeated(item: Item, old: Item) -> bool:
    if not item.headline or (item.headline, item.link) != (old.headline, old.link):
        return False
    if item.firstcreated is not None and item.firstcreated == old.firstcreated:
        return True
    return (item.body_text, item.summary) == (old.body_text, old.summary)


def _short(guid: str) -> str:
    return hashlib.sha256(guid.encode("utf-8", "replace")).hexdigest()[:8]
