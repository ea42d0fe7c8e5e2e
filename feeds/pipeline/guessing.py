"""What a source that nobody has described yet is likely to be: whose copy, in which language, of which zone.

All are guesses, shown to whoever adds the source; what cannot be told is left open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from feeds.model import Agency, Item
from feeds.normalise.envelope.agencies import Table, table_of
from feeds.parse.opml import LONGEST_WORDS, shown
from feeds.pipeline.finding import Feed

_BETWEEN = re.compile(r"\s+[-–—|:•»·]\s+|[:|»]\s+")
_SHORTEST = 4
"""Letters of a name that tells something at the beginning of a host's."""


def provider_of(feed: Feed, agencies: tuple[Agency, ...] = ()) -> str:
    """The agency: as all items state it, as the feed's title names it, as most items credit it, as the host is
    called; else the feed's title, or its host. `agencies` are those that the config adds.
    """
    table = table_of(agencies)
    host = (urlsplit(feed.url).hostname or "").removeprefix("www.")
    items, parts = feed.reading.items, _parts(feed.title)
    found = (
        _stated(items),
        next((table.named(part) for part in parts if _is_known(part, table)), ""),
        _credited(items),
        _called_like(host, table),
        next(
            (part for part in parts if _squeezed(part) and _squeezed(part) in _squeezed(host)), ""
        ),
        feed.title,
        host,
    )
    return shown(next(filter(None, found), ""))[:LONGEST_WORDS].rstrip()


def language_of(feed: Feed) -> str:
    """What to say of items that state no language: as their feed's page says; ``""`` where none need it."""
    plain = re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", feed.language)
    return feed.language.replace("_", "-") if plain is not None else ""


def zone_of(feed: Feed, zones: Mapping[str, tuple[str, ...]]) -> str:
    """The zone of dates that name none: of the country that the host's name ends in, or that the language is of,
    where that has one alone; ``""`` where it cannot be told, or need not be. `zones` are those of each country (ISO
    3166).
    """
    if not feed.names_no_zone:
        return ""
    ending = (urlsplit(feed.url).hostname or "").rpartition(".")[2].upper()
    tags = {tag for one in (feed.language, *_languages(feed)) for tag in re.split("[-_]", one)[1:]}
    for country in (_COUNTRIES.get(ending, ending), *sorted(tags)):
        if len(found := zones.get(country.upper(), ())) == 1:
            return found[0]
    return ""


_COUNTRIES = {"UK": "GB"}
"""Endings of names that are no codes of ISO 3166."""


def _languages(feed: Feed) -> set[str]:
    return {one.language for one in feed.reading.items}


def _parts(title: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in _BETWEEN.split(title))))


def _is_known(name: str, table: Table) -> bool:
    return " ".join(name.split()).casefold() in table.by_name


def _stated(items: tuple[Item, ...]) -> str:
    names = {one.provider for one in items}
    return names.pop() if len(names) == 1 else ""


def _credited(items: tuple[Item, ...]) -> str:
    counts = Counter(name for one in items for name in one.via[:1])
    for name, count in counts.most_common(1):
        if 2 * count > len(items):
            return name
    return ""


def _called_like(host: str, table: Table) -> str:
    label = host.split(".")[-2] if host.count(".") else ""
    for folded, name in _by_length(table):
        squeezed = _squeezed(folded)
        if len(squeezed) >= _SHORTEST and label.startswith(squeezed):
            return name
    return ""


def _by_length(table: Table) -> Iterator[tuple[str, str]]:
    yield from sorted(table.by_name.items(), key=lambda row: (-len(row[0]), row[0]))


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
