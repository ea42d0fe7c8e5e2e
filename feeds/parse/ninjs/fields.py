"""Who made an item of news in JSON, what it is about and what goes with it (ninjs 1.x to 3.x)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feeds.model import Enclosure, Subject
from feeds.parse.bylines import names_in, opens_with_by
from feeds.parse.json import listed, lowered, size
from feeds.parse.markup import one_line
from feeds.parse.ninjs.text import SUMMARIES, headline, place, rank, scalar, scrap, scraps

_ABOUT = (
    "subject", "subjects", "person", "people", "organisation", "organisations", "place", "places",
    "event", "events", "object", "objects", "keywords",
)  # fmt: skip
# How a party stands to the item that it is not about.
_NOT_ABOUT = frozenset({"contributedby", "suppliedas", "source", "creator", "author"})
_MADE_BY = ("provider", "creator", "origin", "publish", "suppl", "agency")
_MEDIA = frozenset({"picture", "image", "photo", "graphic", "video", "audio"})
# What renditions are called, the one to show first.
_RENDITIONS = (
    "main", "full", "highres", "original", "baseimage", "base", "web", "viewimage", "preview",
)  # fmt: skip
_SMALLEST = ("thumb", "icon")
_MEDIA_TYPES = ("image/", "video/", "audio/")


def credit(item: Mapping[str, Any]) -> str:
    """To whom the item is to be credited; ``""`` where that is left to the provider."""
    told = scalar(item.get("creditline")) or scalar(item.get("credit"))
    roles = ("creditline", "credit")
    credits_ = (one.value for one in scraps(item, "description") if one.role in roles)
    return told or next(filter(None, credits_), "")


def provider(item: Mapping[str, Any]) -> str:
    """The agency that made the item: as it says outright, else the party in such a role, else the holder
    of the copyright. A person who was asked is an information source too, and none.
    """
    for name in ("source", "provider"):
        if told := place(item.get(name), "name"):
            return told
    parties = [
        lowered(one) for key in ("infosource", "infosources") for one in listed(item.get(key))
    ]
    made = [(_made(one), name) for one in parties if (name := scalar(one.get("name")))]
    ranked = sorted((one for one in made if one[0]), key=lambda one: one[0])
    return ranked[0][1] if ranked else place(item.get("copyrightholder"), "name")


def names(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of those who wrote it, without "By", their titles and their agencies."""
    parties = {
        text.casefold()
        for name in ("source", "provider", "copyrightholder", "infosource", "infosources")
        for one in listed(item.get(name))
        if (text := place(one, "name"))
    }
    for key in ("byline", "bylines", "by", "authors"):
        lines = (_byline(one) for one in listed(item.get(key)))
        told = dict.fromkeys(name for line in lines for name in names_in(line))
        if found := tuple(name for name in told if name.casefold() not in parties):
            return found
    return ()


def _byline(value: object) -> str:
    """The line, from a text or an object; a person's name may be a single one."""
    held = lowered(value)
    name = one_line(scalar(held.get("name")))
    if name and not scalar(held.get("by")):
        return name if opens_with_by(name) else f"By {name}"
    return one_line(scalar(held.get("by")) if held else scalar(value))


def subjects(item: Mapping[str, Any]) -> tuple[Subject, ...]:
    """What the item is about: terms, people, organisations, places, things (nar:subject)."""
    found = []
    for key in _ABOUT:
        for one in listed(item.get(key)):
            held = lowered(one)
            if scalar(held.get("rel")).lower() in _NOT_ABOUT:
                continue
            subject = _subject(held) if held else Subject(code=scalar(one), name=scalar(one))
            if subject.code or subject.name:
                found.append(subject)
    return tuple(found)


def enclosures(item: Mapping[str, Any]) -> tuple[Enclosure, ...]:
    """A picture's, a sound's or a film's one rendition to show; none where it has no address."""
    if scalar(item.get("type")).lower() not in _MEDIA:
        return ()
    held = item.get("renditions")
    if isinstance(held, dict):
        renditions = [{"name": name, **lowered(one)} for name, one in held.items()]
    else:
        renditions = [lowered(one) for one in listed(held)]
    fit = [one for one in renditions if scalar(one.get("href")) and _is_media(one)]
    if not fit:
        return ()
    best = min(fit, key=_rendition_rank)
    title = headline(item).value or scrap(item, "description", ("caption", *SUMMARIES)).value
    if not title:
        captions = (one.value for one in scraps(item, "description") if one.role == "caption")
        title = next(filter(None, captions), "")
    return (
        Enclosure(
            href=scalar(best.get("href")),
            media_type=_media_type(best) or scalar(item.get("mimetype")),
            length=size(best.get("sizeinbytes")),
            title=one_line(title),
            creditline=credit(item) or one_line(place(item.get("byline"), "by") or place(item.get("by"), "by")),
        ),
    )  # fmt: skip


def _made(party: Mapping[str, Any]) -> int:
    """How well a party's role says that it made the item, 1 is best; 0 where it says something else."""
    role = scalar(party.get("role")) or scalar(party.get("rel"))
    if "partyrole" in scalar(party.get("scheme")).lower():
        role = scalar(party.get("code"))
    if not role:
        return len(_MADE_BY) + 1
    tail = re.split(r"[/:#]", role.lower().rstrip("/"))[-1]
    return next((place for place, word in enumerate(_MADE_BY, 1) if word in tail), 0)


def _subject(held: Mapping[str, Any]) -> Subject:
    """Code and scheme as 1.x states them; since 2.0 they are the two ends of one address."""
    name = scalar(held.get("name")) or scalar(held.get("title"))
    code, scheme = scalar(held.get("code")) or scalar(held.get("qcode")), held.get("scheme")
    if code:
        return Subject(code=code, name=name, scheme=scalar(scheme))
    uri = scalar(held.get("uri"))
    cut = max(uri.rfind("/"), uri.rfind("#"), uri.rfind(":")) + 1
    if uri[cut:]:
        return Subject(code=uri[cut:], name=name, scheme=uri[:cut])
    return Subject(code=scalar(held.get("literal")), name=name, scheme=scalar(scheme))


def _media_type(rendition: Mapping[str, Any]) -> str:
    return scalar(rendition.get("contenttype")) or scalar(rendition.get("mimetype"))


def _is_media(rendition: Mapping[str, Any]) -> bool:
    kind = _media_type(rendition).lower()
    return kind.startswith(_MEDIA_TYPES) if kind else "nitf" not in scalar(rendition.get("name"))


def _rendition_rank(rendition: Mapping[str, Any]) -> tuple[bool, int, float]:
    name = scalar(rendition.get("name")).lower()
    width = rendition.get("width")
    wide = float(width) if isinstance(width, int | float) else 0.0
    return name.startswith(_SMALLEST), rank(name, _RENDITIONS), -wide
