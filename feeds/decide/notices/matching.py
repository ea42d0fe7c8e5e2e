"""Is exactly one story meant? What a notice names is held against what the desk holds, clue by clue.

A clue agrees, differs, or tells nothing where the story has nothing to hold against it. One story is meant where a
telling clue agrees, none differs, and no other story could be meant as well; anything else is doubt, and in doubt
stories are held and nothing is withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from math import prod

from feeds.decide.notices import folding
from feeds.decide.notices.forms import Verb
from feeds.decide.notices.naming import Reference, reference
from feeds.model import DeskItem

LOOK_BACK = timedelta(days=14)
"""How far back candidates are looked for."""
_FRESH = timedelta(hours=24)
"""Slugs and numbers are used again day by day: alone they mean a story of the last hours."""
_MOST = 25
"""Stories that one notice may hold: a slug that everything carries is no reason to hold everything."""
_MOST_UNSURE = 5
_MINUTES = 10
_SHORTEST_WORD = 4
_WIRE_NUMBER = re.compile(r"([A-Za-z]{1,8}\d{2,6})-\d{4}-\d{2}-\d{2}")


class Step(StrEnum):
    """What is to be done with the stories that a notice is about."""

    WITHDRAW = "withdraw"
    HOLD = "hold"
    MARK = "mark"
    """People are shown that a correction waits; the story stays as it is."""


_STEPS = {Verb.KILL: Step.WITHDRAW, Verb.HOLD: Step.HOLD, Verb.CORRECT: Step.MARK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a notice may call a story by that the desk holds of the same source."""

    id: str
    headline: str
    former: tuple[str, ...] = ()
    """Headlines of earlier versions."""
    slugline: str = ""
    guid: str = ""
    number: str = ""
    """The wire's own number for it, as ``dpa0157``; ``""`` where only `guid` may hold one."""
    city: str = ""
    day: date | None = None
    """The day of the dateline."""
    version: str = ""
    received: datetime
    published: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A story that may be meant, how likely (0 to 1) and by what evidence, in words."""

    id: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What becomes of a notice: the one story, or those in doubt, which are held."""

    step: Step
    story: str
    """The id of the story that is meant; ``""`` where it is not certain which."""
    candidates: tuple[Finding, ...]
    """Best first. Without a `story` all of them are to be held."""
    alarm: bool
    """Whether people have to look: nothing or more than one story is meant, or a correction waits."""
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Clue:
    """What one thing that a notice names says of one story."""

    kind: str
    agrees: bool
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class _Weighed:
    filed: Filed
    clues: tuple[_Clue, ...]
    fresh: bool
    later: bool

    def has(self, *kinds: str) -> bool:
        return any(clue.kind in kinds for clue in self.clues if clue.agrees)

    @property
    def differs(self) -> bool:
        return self.later or any(not clue.agrees for clue in self.clues)

    @property
    def strong(self) -> bool:
        return self.has("id", "headline", "spelt", "near", "slug", "number")

    @property
    def certain(self) -> bool:
        """Whether a story would be meant for certain if it were the only one."""
        if self.differs:
            return False
        if self.has("id", "headline"):
            return True
        if self.has("number"):
            return self.fresh or self.has("slug", "spelt", "day")
        if self.has("slug") and not self.has("near"):
            return self.fresh or self.has("spelt", "day", "time")
        return self.has("spelt") and (self.has("time") or (self.has("day") and self.has("city")))

    @property
    def rule(self) -> str:
        kinds = ("id", "headline", "number", "slug", "spelt")
        kind = next(one for one in kinds if self.has(one))
        return f"notices.{kind}/1"

    @property
    def score(self) -> float:
        missed = prod(1 - clue.weight for clue in self.clues if clue.agrees)
        doubt = prod(0.3 for clue in self.clues if not clue.agrees)
        return round((1 - missed) * doubt * (0.5 if self.later else 1.0), 3)

    def finding(self) -> Finding:
        said = [clue.words for clue in self.clues]
        if self.later:
            said.append("but it was filed after the notice")
        return Finding(id=self.filed.id, score=self.score, evidence=tuple(said))


def filed(item: DeskItem, former: Sequence[str] = ()) -> Filed | None:
    """What a notice may call a story of the desk by; None of what is itself nothing but a notice.

    `former` has the headlines of the versions before this one.
    """
    asked = reference(item.item)
    if asked is not None and asked.bare:
        return None
    own = item.item
    number = _WIRE_NUMBER.fullmatch(own.guid)
    return Filed(
        id=item.id,
        headline=own.headline,
        former=tuple(former),
        slugline=own.slugline,
        guid=own.guid,
        number="" if number is None else number[1],
        city=own.dateline.city or own.located,
        day=own.dateline.date,
        version=own.version,
        received=item.received,
        published=item.published,
    )


def matched(ref: Reference, candidates: Iterable[Filed], *, zone: tzinfo | None = None) -> Matched:
    """Which of the stories that a source filed within `LOOK_BACK` a notice is about.

    `zone` is the source's: days and times that name none are in it. Candidates are all stories of the source that
    are shown, held or withdrawn, so that a kill that comes twice finds its story again and no namesake.
    """
    weighed = [one for each in candidates if (one := _weighed(ref, each, zone)) is not None]
    weighed.sort(key=lambda one: (-one.score, -one.filed.published.timestamp(), one.filed.id))
    certain = [one for one in weighed if one.certain]
    exact = [one for one in certain if one.has("id", "headline")]
    meant = exact if len(exact) == 1 else certain
    if ref.explicit and not ref.disputed and not _is_plural(ref) and len(meant) == 1:
        rivals = [one for one in weighed if one is not meant[0] and _rivals(one, meant[0])]
        if not rivals:
            return _one(ref, meant[0])
    return _doubt(ref, weighed)


def _is_plural(ref: Reference) -> bool:
    """Whether it names more than one story: that one of them is found does not tell where the others are."""
    first = ref.headlines[:1]
    return any(not folding.same(named, *first) for named in ref.headlines[1:]) or any(
        folding.same_kind(one, other) and not folding.same_number(one, other)
        for place, one in enumerate(ref.numbers)
        for other in ref.numbers[place + 1 :]
    )


def _rivals(other: _Weighed, meant: _Weighed) -> bool:
    """Whether another story could be meant as well as that for which all speaks."""
    if not other.strong:
        return False
    if meant.has("id"):
        return other.has("id")
    named = [kind for kind in ("slug", "number") if other.has(kind) and not meant.has(kind)]
    if named and other.fresh:
        return True
    if other.differs:
        return False
    return not (meant.has("headline") and not other.has("headline"))


def _one(ref: Reference, meant: _Weighed) -> Matched:
    finding = meant.finding()
    step = _STEPS[ref.verb]
    return Matched(
        step=step,
        story=finding.id,
        candidates=(finding,),
        alarm=step is Step.MARK,
        rule=meant.rule,
        reason=f"a notice to {ref.verb} names this story alone: {', '.join(finding.evidence)}",
    )


def _doubt(ref: Reference, weighed: Sequence[_Weighed]) -> Matched:
    near = _in_doubt(weighed)
    held = tuple([one.finding() for one in near[:_MOST]])
    if not held:
        rule, why = "notices.none/1", "matches no story that is held of its source"
    elif ref.disputed:
        rule, why = "notices.disputed/1", "speaks of another notice"
    elif _is_plural(ref):
        rule, why = "notices.plural/1", "names more than one story"
    elif not ref.explicit:
        rule, why = "notices.implied/1", "does not say in words that it means another story"
    elif len(held) == 1:
        rule, why = "notices.unsure/1", "may mean one story, but not for certain"
    else:
        rule, why = "notices.several/1", f"may mean any of {len(near)} stories"
    if len(near) > _MOST:
        why += f", of which the {_MOST} likeliest are held"
    return Matched(
        step=Step.HOLD,
        story="",
        candidates=held,
        alarm=bool(held) or ref.explicit,
        rule=rule,
        reason=f"a notice to {ref.verb} {why}; nothing is withdrawn by guess",
    )


def _in_doubt(weighed: Sequence[_Weighed]) -> Sequence[_Weighed]:
    """The stories that may be meant: those that only resemble one are none where another has what is named."""
    strong = [one for one in weighed if one.strong]
    telling = [one for one in strong if one.has("id", "headline", "slug", "number")]
    if any(not one.differs for one in telling):
        return telling
    return strong or weighed[:_MOST_UNSURE]


def _weighed(ref: Reference, one: Filed, zone: tzinfo | None) -> _Weighed | None:
    """A story with all that speaks for and against it; None where nothing speaks for it."""
    first = [*_ids(ref, one), *_headlines(ref, one), *_slugs(ref, one), *_numbers(ref, one)]
    if not any(clue.agrees for clue in first):
        first += _about(ref, one)
        if not any(clue.agrees for clue in first):
            return None
    clues = [*first, *_cities(ref, one), *_days(ref, one, zone), *_times(ref, one, zone)]
    age = ref.at - one.published if ref.at is not None else 2 * _FRESH
    return _Weighed(one, tuple(clues), abs(age) <= _FRESH, age < timedelta())


def _ids(ref: Reference, one: Filed) -> list[_Clue]:
    if one.guid and one.guid in ref.ids:
        return [_Clue("id", True, 0.99, f"its id {one.guid} is named")]
    return []


def _headlines(ref: Reference, one: Filed) -> list[_Clue]:
    theirs = (one.headline, *one.former)
    telling = ref.headlines or ref.own_headlines
    pairs = [(named, other) for named in telling for other in theirs]
    if any(folding.same(*pair) for pair in pairs):
        return [_Clue("headline", True, 0.9, "the headline is the same")]
    near = [pair for pair in pairs if folding.alike(*pair)]
    if near:
        spelt = any(folding.misspelt(*pair) for pair in near)
        return [_Clue("spelt" if spelt else "near", True, 0.5, "the headline is nearly the same")]
    if not ref.headlines:
        return []
    other = _Clue("headline", False, 0.0, "but the headline is another than is named")
    if any(folding.same(named, each) for named in ref.own_headlines for each in theirs):
        return [_Clue("near", True, 0.4, "the headline is that of the notice"), other]
    return [other]


def _slugs(ref: Reference, one: Filed) -> list[_Clue]:
    theirs = folding.slug(one.slugline)
    named = [folding.slug(slug) for slug in ref.slugs]
    soft = [folding.slug(slug) for slug in ref.own_slugs]
    if theirs and theirs in named:
        return [_Clue("slug", True, 0.7, f"the slug {one.slugline} is the same")]
    if theirs and not named and theirs in soft:
        return [_Clue("slug", True, 0.6, f"the slug {one.slugline} is that of the notice")]
    ours = {word for slug in named or soft for word in slug}
    if theirs and ours and (ours < set(theirs) or set(theirs) < ours):
        return [_Clue("akin", True, 0.3, f"the slug {one.slugline} is much the same")]
    if named and theirs:
        return [_Clue("slug", False, 0.0, f"but the slug is {one.slugline}")]
    if not theirs and ours and max(map(len, ours)) >= _SHORTEST_WORD:
        words = set(folding.words(one.headline))
        if ours <= words:
            return [_Clue("akin", True, 0.3, "the headline has the words of the slug")]
    return []


def _numbers(ref: Reference, one: Filed) -> list[_Clue]:
    if not ref.numbers:
        return []
    theirs = one.number or folding.number_of(one.guid)
    if any(folding.same_number(named, theirs) for named in ref.numbers):
        return [_Clue("number", True, 0.7, f"the number {theirs} is the same")]
    # What ends an id, and what has other letters before it, may be a number of another kind.
    if any(folding.same_kind(named, one.number) for named in ref.numbers):
        return [_Clue("number", False, 0.0, f"but the number is {one.number}")]
    return []


def _about(ref: Reference, one: Filed) -> list[_Clue]:
    """Every longer word of what the story is said to be about stands in its headline."""
    named = {_stem(word) for word in folding.words(ref.about) if len(word) >= _SHORTEST_WORD}
    if len(named) > 1 and named <= {_stem(word) for word in folding.words(one.headline)}:
        return [_Clue("about", True, 0.4, "the headline has what the notice is about")]
    return []


def _stem(word: str) -> str:
    for ending in ("ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_WORD:
            return word.removesuffix(ending).rstrip("e")
    return word.rstrip("e")


def _cities(ref: Reference, one: Filed) -> list[_Clue]:
    theirs = folding.words(one.city)
    if not theirs:
        return []
    if ref.city:
        agrees = folding.words(ref.city)[: len(theirs)] == theirs
        said = f"the dateline {one.city} is named" if agrees else f"but the dateline is {one.city}"
        return [_Clue("city", agrees, 0.3, said)]
    if ref.own_city and folding.words(ref.own_city) == theirs:
        return [_Clue("city", True, 0.1, f"the notice is from {one.city} too")]
    return []


def _days(ref: Reference, one: Filed, zone: tzinfo | None) -> list[_Clue]:
    if not ref.days:
        return []
    moved = one.published.astimezone(zone or UTC).date()
    if one.day in ref.days or moved in ref.days:
        return [_Clue("day", True, 0.3, f"it is of {one.day or moved}, as is named")]
    # Without the source's zone a day begins or ends up to half a day elsewhere.
    slack = timedelta(days=1 if zone is None and one.day is None else 0)
    if any(abs(moved - day) <= slack for day in ref.days):
        return []
    return [_Clue("day", False, 0.0, f"but it is of {one.day or moved}")]


def _times(ref: Reference, one: Filed, zone: tzinfo | None) -> list[_Clue]:
    if not ref.clock:
        return []
    hours, minutes = map(int, ref.clock.split(":"))
    named = hours * 60 + minutes - (ref.offset or 0)
    for moved in (one.published, one.received):
        there = moved.astimezone(UTC if ref.offset is not None or zone is None else zone)
        apart = (there.hour * 60 + there.minute - named + 720) % 1440 - 720
        if abs(apart) <= _MINUTES:
            return [_Clue("time", True, 0.5, f"it moved at {ref.clock}")]
    if ref.offset is None and zone is None:
        return []
    return [_Clue("time", False, 0.0, f"but it did not move at {ref.clock}")]
