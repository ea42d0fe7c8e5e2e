"""Which story does an item belong to: has the same event been told before, in other words?

Headlines alone are asked, as a stream: an item is weighed against the stories of the last
fortnight that share a rare term with it, and joins the best or begins one of its own. What was
decided is not taken back. Nothing is hidden by it: a story only groups.

A story is a mixture: of its own words, as its headlines so far have them, and of all words, as
the stories of the fortnight have them. Each term of the new headline is evidence, in nats: the
logarithm of how much likelier the story makes it than chance does. Frequencies count stories and
not items, so that a name does not become common because its story is told five hundred times.
Against that stand the time since the story last moved, and the number of stories there are to
choose from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, log2

from feeds.contracts import Stories
from feeds.decide.words import fold, has_figures, words
from feeds.model import Frequencies, Joining, StorySoFar, Term, Topic

_RULE = "cluster.story/1"

LOOK_BACK = timedelta(days=14)

MOST_LOOKED_UP = 8
"""By so many terms of a headline stories are looked up: the rarest."""
MOST_STORIES = 250
"""A term that stands in more stories than this is not looked up, so that the work has an end."""
MOST_WEIGHED = 25
"""Of so many stories it is weighed whether the item is theirs."""

_NEEDED = 2.5
# How much of a story's next headline is made of its own words.
_OWN = 0.3
# A store that begins has seen nothing: it is taken to have seen so many stories, and each term in
# a part of one.
_STORIES_BEFORE, _TERM_BEFORE = 100, 0.3
# Until it has seen some dozens it cannot tell a common word from a rare one: more is needed.
_UNSURE, _UNSURE_STORIES = 3.0, 20
_NAMES_COUNT = 1.15
_MISSING_COUNTS = 0.6
_SAME_CITY = 1.0
# Nothing is lost in the first hours; from then on something with each doubling and each day.
_FRESH = timedelta(hours=3)
_LOST_BY_DOUBLING, _LOST_BY_DAY = 1.3, 4.0
# A story is about a term that stands in half of its headlines, once it has this many.
_CORE, _CORE_FROM = 0.5, 4

_TITLE_CASE = 0.6
_MOST_HEADLINE = 500


@dataclass(frozen=True, slots=True)
class Weighed:
    """A story, what speaks for it, and the terms that do so, the strongest first."""

    story: StorySoFar
    score: float
    shared: tuple[tuple[float, Term], ...]
    same_city: bool


def read(headline: str, *, city: str = "") -> Topic:
    """What a headline says, in terms; `city` is the dateline's."""
    found = list(words(headline[:_MOST_HEADLINE]))
    long_ones = [word for word in found[1:] if len(word) > 3 and word.isalpha()]
    capitals = sum(word[0].isupper() for word in long_ones)
    sentence = capitals < _TITLE_CASE * len(long_ones)
    terms: dict[str, Term] = {}
    for at, word in enumerate(found):
        text = fold(word)
        if len(text) < 2:
            continue
        name = has_figures(text) or (sentence and at > 0 and word[0].isupper())
        if text not in terms or (name and not terms[text].name):
            terms[text] = Term(text=text, word=word, name=name)
    return Topic(terms=tuple(terms.values()), city=city.casefold().strip())


def place(topic: Topic, stories: Stories, *, now: datetime) -> Joining:
    """The story that an item joins, found among those of the last fortnight."""
    since = now - LOOK_BACK
    asked = [term.text for term in topic.terms]
    frequencies = stories.frequencies(asked, since=since)
    rare = look_up(topic, frequencies)
    sharing = stories.sharing(rare, asked, since=since, limit=MOST_WEIGHED) if rare else ()
    return judge(topic, frequencies, sharing, now=now)


def look_up(topic: Topic, frequencies: Frequencies) -> Sequence[str]:
    """The terms to look stories up by, the rarest first; what stands in none finds none."""
    counted = [(frequencies.counts.get(term.text, 0), term.text) for term in topic.terms]
    rare = sorted(pair for pair in counted if 0 < pair[0] <= MOST_STORIES)
    return [text for _, text in rare[:MOST_LOOKED_UP]]


def judge(
    topic: Topic, frequencies: Frequencies, stories: Iterable[StorySoFar], *, now: datetime
) -> Joining:
    """The best of some stories where enough speaks for it, and what does."""
    weighed = [weigh(topic, frequencies, story, now=now) for story in stories]
    best = max(weighed, key=lambda one: (one.score, one.story.id), default=None)
    if best is None:
        return Joining(score=0.0, rule=_RULE, reason="no story shares a rare term")
    if not _has_a_ground(topic, best):
        return Joining(score=best.score, rule=_RULE, reason=f"too little: {_said(best, now)}")
    least = needed(frequencies.stories)
    said = f"{_said(best, now)}, {least:.1f} needed"
    if best.score < least:
        return Joining(score=best.score, rule=_RULE, reason=f"too weak: {said}")
    return Joining(story=best.story.id, score=best.score, rule=_RULE, reason=said)


def needed(stories: int) -> float:
    """What has to speak for a story, in nats, where so many have been seen."""
    return _NEEDED + _UNSURE * (_UNSURE_STORIES / (_UNSURE_STORIES + stories)) ** 2


def weigh(topic: Topic, frequencies: Frequencies, story: StorySoFar, *, now: datetime) -> Weighed:
    """What speaks for a story, over chance and over all the other stories, in nats."""
    seen = frequencies.stories + _STORIES_BEFORE
    score = -log(seen / _STORIES_BEFORE)
    shared = []
    same_city = bool(topic.city) and topic.city in story.cities
    for term in topic.terms:
        chance = min(1.0, (frequencies.counts.get(term.text, 0) + _TERM_BEFORE) / seen)
        count = story.counts.get(term.text, 0)
        nats = log(1 - _OWN + _OWN * count / (story.items + 1) / chance)
        if nats < 0:
            nats *= _MISSING_COUNTS
        elif term.text == topic.city:
            # Every story from there has it.
            nats = 0.0
        elif term.name:
            nats *= _NAMES_COUNT
        if count:
            shared.append((nats, term))
        score += nats
    if same_city:
        score += _SAME_CITY
    score -= lost(now - story.last)
    shared.sort(key=lambda pair: (-pair[0], pair[1].text))
    return Weighed(story, score, tuple(shared), same_city)


def lost(since: timedelta) -> float:
    """What a story that has not moved for so long has lost, in nats."""
    doublings = log2(since / _FRESH) if since > _FRESH else 0.0
    return doublings * _LOST_BY_DOUBLING + max(0.0, since / timedelta(days=1)) * _LOST_BY_DAY


def _has_a_ground(topic: Topic, one: Weighed) -> bool:
    """One term in common is chance, unless it is what the story is about."""
    telling = [term for nats, term in one.shared if nats > 0 and term.text != topic.city]
    if len(telling) >= min(2, len(topic.terms)):
        return True
    return one.story.items >= _CORE_FROM and any(
        one.story.counts[term.text] >= _CORE * one.story.items for term in telling
    )


def _said(one: Weighed, now: datetime) -> str:
    telling = [f"{term.word} ({nats:.1f})" for nats, term in one.shared if nats > 0]
    hours = max(0.0, (now - one.story.last) / timedelta(hours=1))
    parts = [
        f"shares: {', '.join(telling) or 'nothing rare'}",
        f"within {int(hours) + 1} h",
        *(["same dateline city"] if one.same_city else []),
        f"{one.score:.1f} nats over chance",
    ]
    return "; ".join(parts)
