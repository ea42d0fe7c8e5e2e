"""The texts of an item of news in JSON, in the shapes that ninjs 1.x and 2.x on and agencies give them.

A text is a member of its own in 1.x (`body_xhtml`, `description_text`, `headline`), an entry of a list since
2.0 (`bodies`: role, contenttype, value), and with some agencies an object by role. Here all are scraps: what
it is for, what it is written in, and its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from feeds.model import Text
from feeds.parse import json
from feeds.parse.json import listed, lowered
from feeds.parse.markup import is_markup, one_line, text_of_string
from feeds.parse.ninjs.markup import from_nitf, plain, without_embeds

SUMMARIES = (
    "main", "text", "lead", "lede", "summary", "abstract", "", "html", "xhtml", "teaser", "standfirst",
)  # fmt: skip
_BODIES = ("main", "html", "xhtml", "html5", "", "text", "content", "story", "article", "richhtml5")
_HEADLINES = ("main", "", "headline", "text", "print", "web", "default")
# Texts that are beside the story, or for newsrooms alone.
_BESIDE = frozenset(
    {"caption", "creditline", "credit", "writer", "alt", "contact", "contacts", "footer", "extended"}
)  # fmt: skip
_PRIVATE = frozenset(
    {
        "note", "notes", "ednote", "ednotes", "private", "internal", "instructions", "notebook", "notepad",
    }
)  # fmt: skip
_HTML_TYPES = ("html",)
_NITF_TYPES = ("nitf", "xml")
_H1 = re.compile(r"<h1\b[^<>]*>((?:[^<]|<(?!/?h1\b)){0,1000})</h1>", re.IGNORECASE)
_FRAGMENTS = ("<p", "<div", "<section", "<article")
_PLURALS = {"body": "bodies", "headline": "headlines", "description": "descriptions"}
_OTHER_BODIES = ("content_html", "content", "content_text", "story", "article")


class Scrap(NamedTuple):
    """A text as delivered: its role and its media type, ``""`` where it says neither, and its words."""

    role: str
    kind: str
    value: str


def scalar(value: object) -> str:
    """A string or a number as text, without blanks round it; ``""`` for anything else."""
    return json.scalar(value).strip()


def written(value: object, depth: int = 0) -> str:
    """All words of a note in whatever shape it has, a line each."""
    if depth > 3:
        return ""
    if isinstance(value, dict):
        parts = [
            line if name.lower() in {"value", "text", "name"} else f"{name}: {line}"
            for name, one in value.items()
            if (line := written(one, depth + 1))
        ]
        return "\n".join(parts)
    if isinstance(value, list):
        return "\n".join(filter(None, (written(one, depth + 1) for one in value)))
    return scalar(value)


def place(value: object, key: str) -> str:
    """A place's name, or the text of its dateline, from a string, an object or the first of a list."""
    first = next(iter(listed(value)), None)
    if isinstance(first, dict):
        held = lowered(first)
        return scalar(held.get(key)) or scalar(held.get("name")) or scalar(held.get("value"))
    return scalar(first)


def scraps(item: Mapping[str, Any], stem: str) -> Iterator[Scrap]:
    """The texts of one sort in an item: `stem` is body, headline or description."""
    plural = item.get(_PLURALS[stem])
    if isinstance(plural, dict):
        plural = [
            {"role": role, **one} if isinstance(one, dict) else {"role": role, "value": one}
            for role, one in plural.items()
        ]
    for one in listed(plural):
        held = lowered(one)
        if held or isinstance(one, str):
            yield Scrap(
                role=scalar(held.get("role")).rpartition("/")[2].lower(),
                kind=(scalar(held.get("contenttype")) or scalar(held.get("mimetype"))).lower(),
                value=scalar(held.get("value")) if held else one.strip(),
            )
    for name, one in item.items():
        if name == stem and isinstance(one, dict) and "value" not in lowered(one):
            yield from (Scrap(role.lower(), "", scalar(value)) for role, value in one.items())
        elif name == stem or name.startswith(
            (f"{stem}_", f"{stem}-", f"{stem}html", f"{stem}text")
        ):
            role = name.removeprefix(stem).strip("_-")
            held = lowered(one)
            yield Scrap(role, "", scalar(held.get("value") or held.get("content")) or scalar(one))


def scrap(item: Mapping[str, Any], stem: str, roles: Sequence[str]) -> Text:
    """The text of one sort whose role comes first in `roles`, else the first of another role; none of
    those that are beside the story or for newsrooms alone.
    """
    found = [one for one in scraps(item, stem) if one.value and not _is_beside(one.role)]
    if not found:
        return Text()
    return _text(min(found, key=lambda one: rank(one.role, roles)))


def asides(item: Mapping[str, Any]) -> list[str]:
    """The notes for newsrooms among the descriptions."""
    return [one.value for one in scraps(item, "description") if _is(one.role, _PRIVATE)]


def headline(item: Mapping[str, Any]) -> Text:
    """The headline; the title, which is metadata, only where there is none."""
    found = scrap(item, "headline", _HEADLINES)
    return found or plainly(item, ("title", "webtitle"))


def plainly(item: Mapping[str, Any], names: Sequence[str]) -> Text:
    """The text of the first member that has one."""
    told = next((one for name in names if (one := scalar(item.get(name)))), "")
    return _text(Scrap("", "", told))


def body(item: Mapping[str, Any]) -> Text:
    """The story: HTML before plain text before NITF, and of each sort the main one."""
    found = [one for one in _stories(item) if one.value and not _is_beside(one.role)]
    if not found:
        return Text()
    ranked = sorted(found, key=lambda one: (_sort(one), rank(one.role, _BODIES)))
    story = next((text for one in ranked if (text := _text(one))), Text())
    return _without_headline(story, item) if story else story


def _without_headline(story: Text, item: Mapping[str, Any]) -> Text:
    """A story without the headline that a page or a text has over it once more."""
    if story.html:
        hit = _H1.search(story.value)
        if hit is None or one_line(hit[1]) != one_line(headline(item).value):
            return story
        return Text(value=story.value[: hit.start()] + story.value[hit.end() :], html=True)
    first, _, rest = story.value.partition("\n")
    if rest.strip() and one_line(first) == one_line(headline(item).value):
        return Text(value=rest.strip("\n"))
    return story


def _stories(item: Mapping[str, Any]) -> Iterator[Scrap]:
    yield from scraps(item, "body")
    yield from (Scrap("", "", scalar(item.get(name))) for name in _OTHER_BODIES)
    for held in (item.get("nitf"), lowered(item.get("renditions")).get("nitf")):
        if isinstance(held, str):
            yield Scrap("nitf", "", held)
        elif inner := lowered(held):
            yield from scraps(inner, "body")
            for name in ("body.content", "content", "value"):
                yield Scrap("nitf", "", scalar(inner.get(name)))


def _text(one: Scrap) -> Text:
    if _sort(one) == 2:
        return from_nitf(one.value)
    is_html = "html" in one.kind or "html" in one.role
    found = text_of_string(without_embeds(one.value), is_html=is_html)
    return found if found.html else Text(value=plain(found.value))


def _sort(one: Scrap) -> int:
    """0 is HTML, 1 plain text, 2 NITF, which says itself what it is."""
    if one.value.startswith("<") and "<nitf" in one.value[:2000].lower():
        return 2
    if any(sign in one.kind or sign in one.role for sign in _HTML_TYPES):
        return 0
    if any(sign in one.kind or sign in one.role for sign in _NITF_TYPES):
        return 0 if one.value.startswith(_FRAGMENTS) else 2
    return 0 if is_markup(one.value) else 1


def rank(role: str, roles: Sequence[str]) -> int:
    return roles.index(role) if role in roles else len(roles)


def _is(role: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(re.split(r"[_\s-]+", role))


def _is_beside(role: str) -> bool:
    return _is(role, _BESIDE) or _is(role, _PRIVATE)
