"""Are a source's items still like those that it always sent? Dates without a time, items without ids or without
copy, and another language, each against the source's own past: whoever never gave a time is not blamed for it.

Four fifths of the last fifteen items or so have to have the fault, where no more than a quarter of all before
had it. What was usual before is not unlearnt meanwhile; after two weeks the new manner is taken for the
source's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo

from feeds.model import Alarm, AlarmKind, Fields, Item, Source, Trait
from feeds.model.making import maker
from feeds.model.zones import zone_of

_made = maker(Fields)
_KNOWN_AFTER = 100
"""Items without which nothing is known of a source."""
_ALWAYS, _LATELY = 200, 15
"""Over how many items the shares reach back."""
_SELDOM, _MOSTLY, _MENDED = 0.25, 0.8, 0.5
_TAKEN_FOR_ITS_OWN = timedelta(days=14)
_MIDNIGHT = time()
_MOST_VOTES = 50


def felt(before: Fields, source: Source, items: Iterable[Item], now: datetime) -> Fields:
    """What is known of a source's fields after a poll that brought these new items."""
    known, zone = before, zone_of(source.timezone)
    for item in items:
        known = _with(known, item, zone, now)
    if known is before:
        return before
    return replace(
        known,
        midnight=_own(known.midnight, now),
        nameless=_own(known.nameless, now),
        empty=_own(known.empty, now),
        foreign=_own(known.foreign, now),
    )


def alarms(source: Source, known: Fields) -> Iterator[Alarm]:
    """What of a source's fields is worse than it was."""
    its_last = f"`feeds items --source {source.id} --all` shows its last items"
    usual = known.language
    for trait, kind, what, do in (
        (
            known.midnight,
            AlarmKind.DATES,
            "carry no time of day",
            "stories of a day stand in no order then: tell the publisher",
        ),
        (
            known.nameless,
            AlarmKind.IDS,
            "carry no id",
            "a story whose headline is corrected may come in as another one: tell the publisher",
        ),
        (
            known.empty,
            AlarmKind.BODIES,
            "have no copy",
            "see whether the copy stands elsewhere in the document now, and tell the publisher",
        ),
        (
            known.foreign,
            AlarmKind.LANGUAGE,
            f"are in another language than {usual!r}",
            "see whether the publisher has an address of its own for each language",
        ),
    ):
        if trait.since is not None:
            words = (
                f"of its last stories {_percent(trait.lately)} {what}, of those before "
                f"{_percent(trait.always)}"
            )
            yield Alarm(
                kind=kind,
                subject=source.id,
                words=words,
                advice=f"{its_last}; {do}",
                since=trait.since,
            )


def _with(known: Fields, item: Item, zone: tzinfo, now: datetime) -> Fields:
    language = item.language.partition("-")[0].lower()
    date = item.firstcreated or item.versioncreated
    is_foreign = bool(language and known.language) and language != known.language
    foreign = _counted(known.foreign, known.items, is_foreign, now)
    usual, votes = known.language, known.votes
    if foreign.since is None:
        usual, votes = _voted(usual, votes, language)
    return _made(
        items=min(known.items + 1, _ALWAYS),
        language=usual,
        votes=votes,
        midnight=_counted(known.midnight, known.items, _is_midnight(date, zone), now),
        nameless=_counted(known.nameless, known.items, not item.guid, now),
        empty=_counted(known.empty, known.items, not (item.body_text or item.summary), now),
        foreign=foreign,
    )


def _counted(trait: Trait, items: float, fault: bool, now: datetime) -> Trait:  # noqa: FBT001 -- what is counted
    if trait.since is None and trait.always == trait.lately == fault:
        return trait  # as ever, as it is with nearly all
    lately = trait.lately + (fault - trait.lately) * max(1 / _LATELY, 1 / (items + 1))
    if trait.since is not None:
        return replace(trait, lately=lately, since=trait.since if lately >= _MENDED else None)
    always = trait.always + (fault - trait.always) * max(1 / _ALWAYS, 1 / (items + 1))
    worse = items >= _KNOWN_AFTER and always <= _SELDOM and lately >= _MOSTLY
    return Trait(always=always, lately=lately, since=now if worse else None)


def _own(trait: Trait, now: datetime) -> Trait:
    """A manner that has lasted is the source's own from then on."""
    if trait.since is None or now - trait.since < _TAKEN_FOR_ITS_OWN:
        return trait
    return Trait(always=trait.lately, lately=trait.lately)


def _voted(usual: str, votes: int, language: str) -> tuple[str, int]:
    """The language that most items have, as far as a majority has one (Boyer and Moore), with its lead."""
    if not language or language == usual:
        return usual, min(votes + bool(language), _MOST_VOTES)
    return (usual, votes - 1) if votes > 0 else (language, 1)


def _is_midnight(date: datetime | None, zone: tzinfo) -> bool:
    return date is None or _MIDNIGHT in (date.time(), date.astimezone(zone).time())


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
