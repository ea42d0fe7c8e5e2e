"""What becomes of the items of one document: the decisions of this room, put together.

    identified items + what the desk holds  ->  filings, for those that change something

An item that says what the desk already knows leaves no trace: no version, no ledger line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from feeds.decide import revise
from feeds.decide.identity import Identified, public_id, rung
from feeds.decide.page import page_path, without_words
from feeds.decide.route import rejection, route
from feeds.decide.rulings import PURGE, before_it_came
from feeds.model import (
    Channel,
    Decision,
    DeskItem,
    Filing,
    Held,
    Item,
    JournalLine,
    PubStatus,
    Site,
    Source,
    Status,
)
from feeds.model.making import maker

_made = maker(DeskItem)
_KEPT_BACK = frozenset({Status.HELD, Status.REJECTED})
_NOT_FOR_READERS = frozenset({Status.HELD, Status.WITHDRAWN})


NO_RULINGS: Mapping[str, JournalLine] = MappingProxyType({})
NO_HOLDS: Mapping[str, Decision] = MappingProxyType({})
NO_HEADLINES: Mapping[str, str] = MappingProxyType({})
_LOOK_BACK = timedelta(days=14)
"""Words that come again later than this are news: "Markets closed today"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An identified item beside what the desk holds of it."""

    identified: Identified
    payload: int
    held: Held | None
    twin: Held | None


def keys(identified: Iterable[Identified]) -> tuple[str, ...]:
    """All that has to be looked up before these items can be judged."""
    wanted: dict[str, None] = {}
    for one in identified:
        wanted[one.key] = None
        if one.text_key:
            wanted[one.text_key] = None
    return tuple(wanted)


def compare(
    identified: Sequence[tuple[int, Identified]], held: Mapping[str, Held]
) -> tuple[Known, ...]:
    """Those of the items (each with the index of its payload) that a reader could tell from what
    is held, or that are not held at all.

    Left out are repeats of what we have, versions older than what we have (but a withdrawal is
    never too old), whatever the wire sends again after it withdrew it, or after its copy has gone, and
    words that were removed for good. Of several items that mean one that is held, under one key and
    another, the one on the best rung counts.
    """
    owners: dict[str, str] = {}
    for _, one in identified:
        if (old := held.get(one.key)) is not None:
            owner = owners.setdefault(old.id, one.key)
            owners[old.id] = min(owner, one.key, key=lambda key: (rung(key), key))
    news: list[Known] = []
    for payload, one in identified:
        old = held.get(one.key)
        if old is not None and (
            owners[old.id] != one.key
            or old.gone is not None
            or old.digest == one.digest
            or old.status is Status.WITHDRAWN
            or (revise.is_older(one.item, old) and one.item.pubstatus is not PubStatus.CANCELED)
        ):
            continue
        twin = held.get(one.text_key) if old is None and one.text_key else None
        if twin is not None and twin.is_erased:
            continue
        if twin is not None and (twin.status in _KEPT_BACK or _is_long_ago(twin, one.item)):
            twin = None  # words that were kept back come again, or those of another day
        news.append(Known(identified=one, payload=payload, held=old, twin=twin))
    return tuple(news)


def new_ids(known: Sequence[Known], source: Source, site: Site) -> tuple[str, ...]:
    """The ids that those of the items get which the desk does not hold."""
    return tuple(
        public_id(source.id, one.identified.key, site.tag) for one in known if one.held is None
    )


def file(
    known: Sequence[Known],
    olds: Mapping[str, DeskItem],
    *,
    source: Source,
    channels: Sequence[Channel],
    site: Site,
    at: datetime,
    rulings: Mapping[str, JournalLine] = NO_RULINGS,
    holds: Mapping[str, Decision] = NO_HOLDS,
    headlines: Mapping[str, str] = NO_HEADLINES,
) -> tuple[Filing, ...]:
    """The filings of items that `compare` found to be news; `olds` has the items held, by id, and
    `rulings` the kills and holds of those that are not, by the ids that `new_ids` told; `holds` by which
    decision those of `olds` wait that wait for people, and `headlines` those that the desk has given, by id.
    """
    filings: list[Filing] = []
    texts: dict[str, DeskItem] = {}
    deciding = frozenset(one.identified.key for one in known)
    for one in known:
        if one.held is None and _is_purged(one, source, site, rulings):
            continue
        if one.held is None:
            made, decision = _first(
                one,
                texts,
                source=source,
                channels=channels,
                site=site,
                at=at,
                rulings=rulings,
                headlines=headlines,
            )
        else:
            old, hold = olds[one.held.id], holds.get(one.held.id)
            item = replace(one.identified.item, firstcreated=old.item.firstcreated)
            made, decision = _again(
                _headed(item, old.id, headlines),
                one.identified.digest,
                old,
                hold,
                source=source,
                channels=channels,
                at=at,
            )
        if one.identified.text_key and made.status.publishes:
            texts.setdefault(one.identified.text_key, made)
        filings.append(
            Filing(
                desk_item=made,
                decision=decision,
                keys=_keys(one, deciding),
                payload=one.payload,
            )
        )
    return tuple(filings)


def _is_purged(one: Known, source: Source, site: Site, rulings: Mapping[str, JournalLine]) -> bool:
    """Whether its copy was to be removed for good, by a store that is lost: then none of it comes in."""
    line = rulings.get(public_id(source.id, one.identified.key, site.tag))
    return line is not None and line.verb == PURGE


def _first(
    one: Known,
    texts: Mapping[str, DeskItem],
    *,
    source: Source,
    channels: Sequence[Channel],
    site: Site,
    at: datetime,
    rulings: Mapping[str, JournalLine],
    headlines: Mapping[str, str],
) -> tuple[DeskItem, Decision]:
    item = one.identified.item
    sibling = texts.get(one.identified.text_key)
    twin = sibling.known() if sibling is not None else one.twin
    id_ = public_id(source.id, one.identified.key, site.tag)
    published = revise.published(item, source, at)
    if id_ in rulings:
        decision = before_it_came(rulings[id_])
    else:
        decision = revise.first(item, twin, rejection(item, source, published))
    page = page_path(item.headline, published, id_, site.timezone)
    item = _headed(item, id_, headlines)
    taken = decision.status.publishes
    made = _made(
        id=id_,
        item=item,
        status=decision.status,
        reason=decision.reason,
        digest=one.identified.digest,
        revision=1,
        received=at,
        published=published,
        updated=max(published, revise.updated(item, None, at)),
        page=without_words(page) if decision.status in _NOT_FOR_READERS else page,
        channels=route(item, source, channels, now=at, published=published) if taken else (),
    )
    return made, decision


def _headed(item: Item, id_: str, headlines: Mapping[str, str]) -> Item:
    """An item under the headline that the desk has given it, whatever its wire says now. Its address has the words
    of the wire's: it is fixed with the first version.
    """
    return replace(item, headline=headlines[id_]) if id_ in headlines else item


def _again(
    item: Item,
    digest: str,
    old: DeskItem,
    hold: Decision | None,
    *,
    source: Source,
    channels: Sequence[Channel],
    at: datetime,
) -> tuple[DeskItem, Decision]:
    decision = revise.again(item, old, rejection(item, source, old.published), hold)
    made = replace(
        old,
        item=item,
        status=decision.status,
        reason=decision.reason,
        digest=digest,
        revision=old.revision + 1,
        updated=revise.updated(item, old, at),
    )
    return replace(made, channels=channels_of(made, source, channels, at)), decision


def judge_anew(
    held: DeskItem, *, source: Source, channels: Sequence[Channel], at: datetime
) -> Filing | None:
    """The filing of an item that is held under other rules of its source than it came in under; None
    where they change nothing for it.
    """
    decision = revise.judged_anew(held, rejection(held.item, source, held.published))
    if decision is None:
        return None
    made = replace(
        held,
        status=decision.status,
        reason=decision.reason,
        revision=held.revision + 1,
        updated=max(at, held.updated),
    )
    made = replace(made, channels=channels_of(made, source, channels, at))
    return Filing(desk_item=made, decision=decision, keys=())


def _is_long_ago(twin: Held, item: Item) -> bool:
    if twin.status is Status.WITHDRAWN:
        return False  # what is withdrawn is withdrawn for good
    now, then = item.versioncreated, twin.versioncreated
    return now is not None and then is not None and now - then > _LOOK_BACK


def channels_of(
    held: DeskItem, source: Source | None, channels: Sequence[Channel], at: datetime
) -> tuple[str, ...]:
    """The channels that an item stands in as things are now: none where it is not published."""
    if source is None or not held.status.publishes:
        return ()
    return route(held.item, source, channels, now=at, published=held.published)


def _keys(one: Known, deciding: frozenset[str]) -> tuple[str, ...]:
    """All that the item will be known by, but for keys that decide on another of its document."""
    own = one.identified
    aliases = (key for key in own.aliases if key == own.key or key not in deciding)
    return (*aliases, *filter(None, (own.text_key,)))
