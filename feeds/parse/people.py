"""Who an author is that a feed names in one string: "desk@wire.agency (The Desk)", "The Desk <desk@...>".

Both readers of feeds ask here. feedparser's own pattern knows top-level domains of two to four letters
and leaves the rest of a longer one in the name.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

from feeds.model import Person

# An address (RFC 5322, 3.4.1) as people write it, with what they write to it; the parts are no longer than
# RFC 5321, 4.5.3.1 and RFC 1035, 2.3.4 have them, so that no text takes long to look through.
_ADDRESS = re.compile(
    r"(?:mailto:)?(?P<email>[A-Za-z0-9_.+-]{1,64}@"
    r"(?:(?:[A-Za-z0-9-]{1,63}\.){1,8}(?:xn--[A-Za-z0-9-]{1,59}|[A-Za-z]{2,63}|[0-9]{1,3})"
    r"|\[[0-9]{1,3}(?:\.[0-9]{1,3}){3}\]))"
    r"(?:\?subject=\S+)?"
)
_EMPTY = re.compile(r"\(\s*\)|<\s*>|&lt;\s*&gt;")


def read_person(text: str) -> Person:
    """The name and the address in a string; without an address all of it is the name."""
    hit = _ADDRESS.search(text) if "@" in text else None
    if hit is None:
        return Person(name=text)
    name = _EMPTY.sub("", text.replace(hit[0], "")).strip()
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    return Person(name=name, email=hit["email"])


class _Parser(Protocol):
    """As much of feedparser's parsers as it takes."""

    inauthor: int

    def _get_context(self) -> dict[str, Any]: ...


def sync_author(parser: _Parser, key: str = "author") -> None:
    """What feedparser's parsers do when an author has ended, with this reader in place of their pattern:
    the author as one string where its parts are known, its parts where the string is.
    """
    context = parser._get_context()  # noqa: SLF001 -- as the method it stands in for
    people = context.get(f"{key}s") or [{}]
    detail = people[-1]
    if not detail and parser.inauthor:
        return  # not read yet: what stands there as one string is the author before
    if not detail:
        person = read_person(context.get(key) or "")
        detail.update({k: v for k, v in (("name", person.name), ("email", person.email)) if v})
        return
    name, email = detail.get("name"), detail.get("email")
    if name or email:
        context[key] = f"{name} ({email})" if name and email else name or email
