"""JSON-LD: what a page says of its story for machines (schema.org), as sites write it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from lxml import etree

from feeds.model import Enclosure, Person, Subject
from feeds.parse.fields import joined
from feeds.parse.json import listed, scalar
from feeds.parse.safety import reachable

Thing = Mapping[str, Any]

_STORIES = frozenset(
    {
        "NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle",
        "OpinionNewsArticle", "ReviewNewsArticle", "BlogPosting", "LiveBlogPosting",
    }
)  # fmt: skip
_INNER = ("@graph", "mainEntity", "mainEntityOfPage")
_LONGEST = 1024 * 1024
_MOST_SCRIPTS = 50
_MOST_THINGS = 10_000
_MOST_VALUES = 200
# What keeps old browsers or XML from reading a script.
_WRAPPING = re.compile(r"^\s*(?:(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)\s*(?:\*/)?)|(?:(?://|/\*)?\s*(?:-->|\]\]>)\s*(?:\*/)?)?\s*;?\s*$")  # fmt: skip
_CONTROL = re.compile("[\x00-\x1f]")
_FALSE = frozenset({"false", "no", "0"})


def story_in(tree: etree._Element, is_here: Callable[[str], bool]) -> Thing:
    """What is said of a page's story; empty where nothing is. Of several stories the one whose address
    `is_here` knows for the page's own, else the first.
    """
    things = list(_things(tree))
    known = {
        str(one["@id"]): one for one in things if isinstance(one.get("@id"), str) and len(one) > 1
    }
    stories = [one for one in things if _kinds(one) & _STORIES and text(one, "headline", "name")]
    own = next((one for one in stories if any(map(is_here, _addresses(one)))), None)
    story = own or next(iter(stories), {})
    return {name: _filled(value, known) for name, value in story.items()}


def _things(tree: etree._Element) -> Iterator[Thing]:
    """All objects at the top of a page's scripts, in lists and graphs, in document order."""
    left = _MOST_THINGS
    for script in _scripts(tree):
        waiting = [_loaded(script)]
        while waiting and left:
            left -= 1
            one = waiting.pop()
            if isinstance(one, list):
                waiting += reversed(one[:_MOST_THINGS])
            elif isinstance(one, dict):
                yield one
                waiting += [one[name] for name in reversed(_INNER) if name in one]


def _scripts(tree: etree._Element) -> Iterator[str]:
    seen = room = 0
    for script in tree.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        if kind == "application/ld+json" and (written := script.text):
            seen, room = seen + 1, room + len(written)
            if seen > _MOST_SCRIPTS or room > _LONGEST:
                return
            yield written


def _loaded(script: str) -> object:
    """What a script says; nothing where it is no JSON. Line ends in its texts are a common fault."""
    for written in (script, _CONTROL.sub(" ", _WRAPPING.sub("", script))):
        try:
            return orjson.loads(written)
        except orjson.JSONDecodeError:
            continue
    return None


def _kinds(thing: Thing) -> set[str]:
    return {re.split("[/#:]", one)[-1] for one in map(scalar, listed(thing.get("@type")))}


def _addresses(story: Thing) -> Iterator[str]:
    for name in ("url", "mainEntityOfPage", "@id"):
        for one in listed(story.get(name))[:_MOST_VALUES]:
            said = text(one, "@id", "url") if isinstance(one, dict) else scalar(one)
            yield said.partition("#")[0]


def _filled(value: object, known: Mapping[str, Thing]) -> object:
    """A value, with what stands elsewhere on the page in place of its name."""
    if isinstance(value, list):
        return [_filled(one, known) for one in value[:_MOST_VALUES] if not isinstance(one, list)]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
        return known.get(scalar(value.get("@id")), value)
    return value


def text(thing: object, *names: str) -> str:
    """The first of some members that is a text or a number; ``""`` where none is."""
    if not isinstance(thing, dict):
        return ""
    return next(
        filter(
            None, (scalar(one).strip() for name in names for one in listed(thing.get(name))[:1])
        ),
        "",
    )


def called(value: object) -> str:
    """The name of a thing, or the text that stands for one."""
    return text(value, "name") if isinstance(value, dict) else scalar(value).strip()


def names(value: object) -> tuple[str, ...]:
    """The names of things, each once."""
    found = (called(one) for one in listed(value)[:_MOST_VALUES])
    return tuple(dict.fromkeys(filter(None, found)))


def authors(story: Thing) -> tuple[Person, ...]:
    """Who wrote it."""
    return tuple(Person(name=name) for name in names(story.get("author")))


def subjects(story: Thing) -> tuple[Subject, ...]:
    """Its sections, then its keywords: lists, things, or one text with commas."""
    terms = [*names(story.get("articleSection"))]
    for one in names(story.get("keywords")):
        terms += (part.strip() for part in one.split(","))
    kept = dict.fromkeys(filter(None, terms[: 2 * _MOST_VALUES]))
    return tuple(Subject(code=term, name=term) for term in kept)


def pictures(story: Thing, base: str) -> Iterator[Enclosure]:
    """Its pictures: addresses, or things that have one."""
    for one in listed(story.get("image"))[:_MOST_VALUES]:
        said = text(one, "url", "contentUrl") if isinstance(one, dict) else scalar(one)
        if href := joined(base, reachable(said)):
            yield Enclosure(
                href=href,
                title=text(one, "caption", "description"),
                creditline=text(one, "creditText") or next(iter(names(_of(one, "creator"))), ""),
            )


def language(story: Thing) -> str:
    """The language it is in: a tag, or a thing that has one."""
    said = next(iter(listed(story.get("inLanguage"))), "")
    return text(said, "alternateName", "name") if isinstance(said, dict) else scalar(said)


def is_paid(story: Thing) -> bool:
    """Whether it says that not everybody may read it."""
    said = story.get("isAccessibleForFree")
    return said is False or (isinstance(said, str) and re.split("[/#]", said.lower())[-1] in _FALSE)


def _of(thing: object, name: str) -> object:
    return thing.get(name) if isinstance(thing, dict) else None


def publisher(story: Thing) -> str:
    """Who published it."""
    return next((called(one) for one in listed(story.get("publisher")) if called(one)), "")
