"""The fields of a selection: whether each agrees with an item, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from feeds.config.patterns import compiled
from feeds.decide import phrases
from feeds.model import Item, Selection

_URGENCY_WHERE_NONE_IS_STATED = 5
_EVERYTHING = Selection()
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Agrees = Callable[[Selection, Item, datetime | None], bool]
Says = Callable[[Selection, Item, datetime | None], str]


def takes(select: Selection, item: Item, published: datetime | None = None) -> bool:
    """Whether every field of a selection that says something agrees with the item.

    Its weekday and hour are those of `published`, or else of the date that the wire states.
    """
    return _against(select, item, published or item.firstcreated) is None


def disagreement(select: Selection, item: Item, published: datetime | None = None) -> str:
    """The first field that does not agree with the item, and what it says, in words; ``""`` where all do."""
    at = published or item.firstcreated
    says = _against(select, item, at)
    return "" if says is None else says(select, item, at)


def _against(select: Selection, item: Item, at: datetime | None) -> Says | None:
    for agrees, says in _said_by(select):
        if not agrees(select, item, at):
            return says
    return None


@lru_cache(maxsize=1024)
def _said_by(select: Selection) -> tuple[tuple[Agrees, Says], ...]:
    """The fields that say something: most selections have one or two, and every item meets every channel."""
    return tuple(
        (agrees, says)
        for name, agrees, says in _FIELDS
        if getattr(select, name) != getattr(_EVERYTHING, name)
    )


def _is_urgent(select: Selection, item: Item, _: datetime | None) -> bool:
    return select.urgency >= (item.urgency or _URGENCY_WHERE_NONE_IS_STATED)


def _not_urgent(select: Selection, item: Item, _: datetime | None) -> str:
    stated = item.urgency or f"{_URGENCY_WHERE_NONE_IS_STATED} (it states none)"
    return f"urgency: {stated} is less urgent than {select.urgency}"


def _is_of_provider(select: Selection, item: Item, _: datetime | None) -> bool:
    return item.provider.casefold() in _folded(select.providers)


def _speaks(select: Selection, item: Item, _: datetime | None) -> bool:
    """Basic filtering of language tags (RFC 4647, 3.3.1)."""
    tag = item.language.casefold()
    return any(tag == one or tag.startswith(f"{one}-") for one in _folded(select.languages))


def _is_about(select: Selection, item: Item, _: datetime | None) -> bool:
    known = _folded(select.subjects)
    return any(s.code.casefold() in known or s.name.casefold() in known for s in item.subjects)


def _is_from(select: Selection, item: Item, _: datetime | None) -> bool:
    known = _places(select.places)
    return any(phrases.folded(place) in known for place in _places_of(item))


def _is_on(select: Selection, _: Item, at: datetime | None) -> bool:
    return at is not None and _WEEKDAYS[_local(at, select).weekday()] in select.weekdays


def _is_within(select: Selection, _: Item, at: datetime | None) -> bool:
    if select.hours is None or at is None:
        return False
    local, (begins, ends) = _local(at, select), select.hours
    minute = 60 * local.hour + local.minute
    if begins < ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends


def _says(select: Selection, item: Item, _: datetime | None) -> bool:
    return _lacking(select, item) is None


def _lacking(select: Selection, item: Item) -> phrases.Phrase | None:
    told = phrases.row(item.headline, item.body_text)
    for one in phrases.wanted(select.text):
        if not phrases.stands(one, told):
            return one
    return None


def _matches(select: Selection, item: Item, _: datetime | None) -> bool:
    pattern = compiled(select.match)
    return any(pattern.search(text) is not None for text in (item.headline, item.body_text))


def _when(select: Selection, at: datetime | None) -> str:
    if at is None:
        return "it has no date"
    local = _local(at, select)
    return f"published on {_WEEKDAYS[local.weekday()]} at {local:%H:%M} in {select.timezone}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _not_within(select: Selection, _: Item, at: datetime | None) -> str:
    begins, ends = select.hours or (0, 0)
    return f"hours: {_when(select, at)}, not in {_clock(begins)}-{_clock(ends)}"


def _not_said(select: Selection, item: Item, _: datetime | None) -> str:
    return f"text: {' '.join(_lacking(select, item) or ())!r} is neither in the headline nor in the copy"


def _not_about(select: Selection, item: Item, _: datetime | None) -> str:
    own = tuple(dict.fromkeys(one.name or one.code for one in item.subjects))
    return f"subjects: {_listed(own) or 'it has none'}; none is of {_listed(select.subjects)}"


# What costs least comes first.
_FIELDS: tuple[tuple[str, Agrees, Says], ...] = (
    ("urgency", _is_urgent, _not_urgent),
    (
        "providers",
        _is_of_provider,
        lambda s, item, _: f"providers: {item.provider!r} is none of {_listed(s.providers)}",
    ),
    (
        "languages",
        _speaks,
        lambda s, item, _: (
            f"languages: {item.language or 'none stated'!r} is none of {_listed(s.languages)}"
        ),
    ),
    ("subjects", _is_about, _not_about),
    (
        "places",
        _is_from,
        lambda s, item, _: (
            f"places: {_listed(tuple(_places_of(item))) or 'it names none'}; "
            f"none is of {_listed(s.places)}"
        ),
    ),
    (
        "weekdays",
        _is_on,
        lambda s, _, at: f"weekdays: {_when(s, at)}, not on {_listed(s.weekdays)}",
    ),
    ("hours", _is_within, _not_within),
    ("text", _says, _not_said),
    (
        "match",
        _matches,
        lambda s, *_: f"match: {s.match!r} is found neither in the headline nor in the copy",
    ),
)


def _places_of(item: Item) -> dict[str, None]:
    """Where a story is from, as printed and as the house has it; several places of one dateline apart."""
    named = (*item.dateline.city.split("/"), *item.located.split("/"))
    return dict.fromkeys(place.strip() for place in named if place.strip())


def _local(at: datetime, select: Selection) -> datetime:
    return at.astimezone(_zone(select.timezone))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=1024)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


@lru_cache(maxsize=1024)
def _places(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(phrases.folded, names))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
