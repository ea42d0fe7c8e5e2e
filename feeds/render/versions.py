"""Versions of an item side by side: what was changed, line by line, as an editor reads it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from feeds.model import DeskItem, Item
from feeds.render.stamps import stamp

_CONTEXT = 1


def differences(old: DeskItem, new: DeskItem) -> tuple[str, ...]:
    """A unified diff of two versions of one item, their paragraphs as lines; empty where only what no
    editor reads is otherwise.
    """
    return tuple(
        difflib.unified_diff(
            lines(old.item), lines(new.item), _name(old), _name(new), n=_CONTEXT, lineterm=""
        )
    )


def lines(item: Item) -> Sequence[str]:
    """What of a version an editor reads: a line a field, in IPTC's names, then the copy."""
    return [*_fields(item), *(one for one in item.body_text.splitlines() if one.strip())]


def _fields(item: Item) -> Iterator[str]:
    said = {
        "headline": item.headline,
        "slugline": item.slugline,
        "byline": item.byline,
        "creditline": item.creditline,
        "via": ", ".join(item.via),
        "dateline": item.dateline.text.strip(),
        "signoff": item.signoff,
        "pubstatus": item.pubstatus.value,
        "embargoed": stamp(item.embargoed) if item.embargoed is not None else "",
        "version": item.version,
        "versioncreated": stamp(item.versioncreated) if item.versioncreated is not None else "",
        "subjects": ", ".join(one.name or one.code for one in item.subjects),
        "link": item.link,
        "usageterms": item.usageterms,
    }
    yield from (f"{name}: {' '.join(text.split())}" for name, text in said.items() if text)
    yield from (f"enclosure: {one.href}" for one in item.enclosures)
    yield from (f"ednote: {one}" for one in item.ednote.splitlines() if one.strip())
    yield f"summary: {item.summary}"


def _name(held: DeskItem) -> str:
    return f"version {held.revision} ({held.status.value})"
