"""The agencies: what they are called in tags and sign-offs, and in sentences that credit them.

A name in a tag or a sign-off stands where only an agency can. In a sentence most of them are words of
other meanings too (AP is a state, PTI a party, UNI a union), so only names that mean nothing else are
taken at their word there; the others need "news agency" beside them.

`agency_rows` has the rows that are known without being told, and a source brings those of its config. Which
copy names whom is the same grammar for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from feeds.finding import finder
from feeds.model import Agency
from feeds.normalise.envelope.agency_rows import AGENCIES

_SAYS = (
    r"(?:quoted|reported|reports|said|says|citing|cited|has\s+(?:said|reported|quoted)|informed)\b"
)
_KIND = r"(?:news|press)\s+agency"
_LEADS = (
    r"(?:[Aa]ccording\s+to|reported\s+by|quoted\s+by|told|[Cc]iting|cited\s+by|reports?|[Qq]uoting)"
)
_STOPS = r"(?=[\s.,;:]*(?:[.,;:]|$))"
_NONE = r"(?!)"
_ROUND = 60
"""Characters before and behind a mention in which it is credited."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Rows turned round: from the words that stand in copy to the agencies.

    There is one for the same rows, so that what is made of it can be kept under it.
    """

    by_tag: Mapping[str, str]
    by_name: Mapping[str, str]
    by_plain: Mapping[str, str]
    tags: frozenset[str]
    plain: Mapping[str, tuple[str, ...]]
    """The names of each agency that mean nothing else."""
    telling: Callable[[str], list[str]]
    """Which words a text has that are such a name, or go with one that means something else as well."""
    any_plain: re.Pattern[str]
    """Every mention in a text: a name inside a longer one is part of that."""
    any_tag: re.Pattern[str]
    headline_end: re.Pattern[str]

    def has(self, tag: str) -> bool:
        """Whether a tag stands for an agency."""
        return _folded(tag) in self.by_tag

    def of(self, tag: str) -> str:
        """The agency that a tag stands for, or the tag itself."""
        return self.by_tag.get(_folded(tag), tag.strip())

    def named(self, name: str) -> str:
        """The agency that a field of its own names, by a tag or in full; the name itself where no row has it."""
        folded = _folded(name)
        called = self.by_name.get(folded) or self.by_name.get(folded.removeprefix("the "))
        return called or name.strip()

    def read_by(self, provider: str, creditline: str = "") -> Agencies:
        """The same as the copy of a source is read, which its config calls `provider` and `creditline`."""
        return _read_by(self, provider, creditline)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agencies:
    """Who is an agency in the copy of one source: whom a row has, and the source's own, which only its
    config may know. As a `Table`, there is one for the same of all.
    """

    table: Table
    provider: str
    """The source's own agency, as its row is called where it has one."""
    own: frozenset[str]
    """How the config calls it, as far as no row has that; folded."""
    ours: frozenset[str]
    """Every name of it, folded: what is credited under one of them is no other agency."""
    words: frozenset[str]
    """All that stands for an agency in a tag or a sign-off."""
    tag: str
    """A pattern of them, longest first."""
    own_tag: str
    """The same of those that stand for the source's own agency."""
    called: str
    """The same of tags and of full names."""

    def has(self, tag: str) -> bool:
        """Whether a tag stands for an agency."""
        folded = _folded(tag)
        return folded in self.table.by_tag or folded in self.own

    def names_one(self, words: str) -> bool:
        """Whether words are an agency's name, in full or as a tag."""
        return _folded(words) in self.table.by_name or self.has(words)

    def is_own(self, tag: str) -> bool:
        """Whether a tag stands for the source's own agency."""
        return self.table.of(tag).casefold() in self.ours

    def names(self) -> tuple[str, ...]:
        """What the provider calls itself in a sentence: its own name first, then its full ones."""
        return tuple(dict.fromkeys((self.provider, *self.table.plain.get(self.provider, ()))))

    def credited(
        self, tags: tuple[str, ...], headline: str, text: str, whole: str
    ) -> tuple[str, ...]:
        """The agencies beside the provider that the copy credits, in the order in which it does; `whole` is the
        text in its envelope, whose bytes others have asked for before.
        """
        table = self.table
        found = dict.fromkeys(_named(table, tags))
        if (end := table.headline_end.search(headline)) is not None:
            found[table.by_plain[end["name"]]] = None
        if any(table.by_plain.get(word) != self.provider for word in table.telling(whole)):
            for _, name in sorted(self._mentions(text)):
                found[name] = None
        return tuple([name for name in found if name.casefold() not in self.ours])

    def _mentions(self, text: str) -> Iterator[tuple[int, str]]:
        """Where sentences credit others than the provider, and whom."""
        table = self.table
        for hit in table.any_plain.finditer(text):
            name = table.by_plain[hit[0]]
            if name != self.provider and _is_credited(hit, plain=True):
                yield hit.start(), name
        if "agency" in text:
            for hit in table.any_tag.finditer(text):
                if _is_credited(hit, plain=False):
                    yield hit.start(), table.of(hit[0])


@lru_cache(maxsize=64)
def table_of(rows: tuple[Agency, ...] = ()) -> Table:
    """The table with a config's rows in it. One with the name of a row that is there adds to that; a word
    that both it and a row of another name have is its alone.
    """
    agencies = tuple(_together(rows))
    by_plain = {name: agency.name for agency in agencies for name in agency.plain}
    any_plain = "|".join(map(re.escape, _longest_first(by_plain)))
    tags = frozenset(tag for agency in agencies for tag in agency.tags)
    return Table(
        by_tag={_folded(tag): agency.name for agency in agencies for tag in agency.tags},
        by_name={
            _folded(name): agency.name
            for agency in agencies
            for name in (agency.name, *agency.plain, *agency.tags)
        },
        by_plain=by_plain,
        tags=tags,
        plain={agency.name: agency.plain for agency in agencies},
        telling=finder((*by_plain, "agency")),
        any_plain=re.compile(any_plain),
        any_tag=re.compile("|".join(map(re.escape, _longest_first(tags)))),
        headline_end=re.compile(rf"[:\-–—]\s*(?P<name>{any_plain})\s*$"),
    )


def _together(rows: tuple[Agency, ...]) -> Iterator[Agency]:
    more = {_folded(row.name): row for row in rows}
    owners = {
        _folded(word): name
        for name, row in more.items()
        for word in (row.name, *row.tags, *row.plain)
    }
    for row in AGENCIES:
        name = _folded(row.name)
        added = more.pop(name, Agency(name=row.name))
        tags = [tag for tag in row.tags if owners.get(_folded(tag), name) == name]
        plain = [word for word in row.plain if owners.get(_folded(word), name) == name]
        yield Agency(
            name=row.name,
            tags=_each((*tags, *_spelled(added.tags))),
            plain=_each((*plain, *added.plain)),
        )
    for row in more.values():
        yield Agency(
            name=_flat(row.name),
            tags=_each(_spelled(row.tags or (row.name,))),
            plain=_each(row.plain),
        )


def _spelled(words: Iterable[str]) -> Iterator[str]:
    """Words as whoever writes a config has them, and in capitals."""
    for word in words:
        yield from (word, word.upper())


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_flat, words)))


@lru_cache(maxsize=1024)
def _read_by(table: Table, provider: str, creditline: str) -> Agencies:
    called = (_flat(provider), _flat(creditline))
    own = frozenset(name for name in called if name and not table.has(name))
    name = table.named(provider)
    words = table.tags.union(_spelled(own))
    folded = frozenset(map(_folded, own))

    def called_so(word: str) -> bool:
        return table.of(word) == name or _folded(word) in folded

    return Agencies(
        table=table,
        provider=name,
        own=folded,
        ours=frozenset({"", name.casefold(), provider.casefold(), *map(str.casefold, own)}),
        words=words,
        tag="|".join(map(re.escape, _longest_first(words))),
        own_tag="|".join(map(re.escape, _longest_first(word for word in words if called_so(word))))
        or _NONE,
        called="|".join(map(re.escape, _longest_first(words.union(table.by_plain)))),
    )


@lru_cache(maxsize=1024)  # a desk signs as it did before
def _named(table: Table, tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(table.of, tags))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _flat(words: str) -> str:
    return " ".join(words.split())


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


@cache
def _sentences(name: str, *, plain: bool) -> re.Pattern[str]:
    """What credits an agency in a sentence: "Xinhua news agency quoted ...", "news agency Xinhua",
    and for a name that means nothing else "Xinhua reported", "according to Xinhua".
    """
    own = rf"(?<!Thomson )(?<![-\w]){re.escape(name)}"
    forms = [rf"{own}(?:'s|’s)?\s+{_KIND}\b", rf"\b{_KIND}\s+{re.escape(name)}(?!\w)"]
    if plain:
        forms += [
            rf"{own}\s+(?:\w+ly\s+)?{_SAYS}",
            rf"\b{_LEADS}\s+(?:the\s+)?(?:official\s+|state-run\s+)?{re.escape(name)}{_STOPS}",
        ]
    return re.compile("|".join(forms))


def _is_credited(mention: re.Match[str], *, plain: bool) -> bool:
    start, end = mention.span()
    near = mention.string[max(0, start - _ROUND) : end + _ROUND]
    return _sentences(mention[0], plain=plain).search(near) is not None
