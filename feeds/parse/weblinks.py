"""Links in the header fields of an answer (RFC 8288): what a server says of a document beside its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from feeds.model import Hints
from feeds.parse.fields import joined

_LINK = re.compile(r'<([^<>]*)>((?:"(?:[^"\\]|\\.)*"|[^",<])*)')
_PARAMETER = re.compile(
    r';\s*([!#$%&\'*+.^`|~\w-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?'
)
_ESCAPED = re.compile(r"\\(.)")


def links(fields: Iterable[tuple[str, str]], url: str) -> Iterator[tuple[str, str]]:
    """The relations and addresses of ``Link`` fields, absolute, in their order; a link of several relations
    once for each. Those of other documents (`anchor`) are left out.
    """
    for name, value in fields:
        if name.lower() != "link":
            continue
        for href, rest in _LINK.findall(value):
            said: dict[str, str] = {}
            for key, quoted, plain in _PARAMETER.findall(rest):
                # Of two the first counts (RFC 8288, 3.3).
                said.setdefault(key.lower(), _ESCAPED.sub(r"\1", quoted) or plain)
            address = joined(url, href.strip())
            if address and "anchor" not in said:
                for relation in said.get("rel", "").lower().split():
                    yield relation, address


def with_links(hints: Hints, fields: Iterable[tuple[str, str]], url: str) -> Hints:
    """What a feed says of itself, its hubs and its own address as the answer's fields have them; those in
    the document count where they have none (WebSub, 4; C70).
    """
    found = tuple(links(fields, url))
    if not found:
        return hints
    return replace(
        hints,
        self_link=next((href for rel, href in found if rel == "self"), hints.self_link),
        hubs=tuple(href for rel, href in found if rel == "hub") or hints.hubs,
    )
