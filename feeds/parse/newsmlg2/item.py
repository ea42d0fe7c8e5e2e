"""An item of NewsML-G2 as its elements have it: words by role and language, codes, the status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from lxml import etree

from feeds.model import PubStatus
from feeds.parse.dates import read_stamp
from feeds.parse.handling import status_of, stricter
from feeds.parse.xml import every, first, line_of

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# News item natures (and what agencies call them in vocabularies of their own) whose text is a caption,
# a script or a list of shots.
MEDIA = frozenset({
    "picture", "photo", "image", "graphic", "infographic", "video", "audio", "animation", "sound",
})  # fmt: skip
# Roles: every agency has a vocabulary of its own, but they form their words alike.
_CHIEF = frozenset({"", "main", "title", "full", "display", "default", "headline"})
_MINOR = re.compile(
    r"sub|short|mnemonic|kicker|overline|web|seo|sms|mobile|ticker|caption|deck|tag|alt"
)


class NewsItem:
    """An item as its elements have it, in the language that its readers have."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.guid = root.get("guid", "").strip()
        self.nature = code_of(first(root, "itemMeta", "itemClass")).lower()
        tags = (one.get("tag", "").strip() for one in self.all("contentMeta", "language"))
        stated = next(filter(None, tags), "") or language_of(root)
        copies = [one.get(LANG, "").strip() for held in self.all("contentSet") for one in held]
        lost = bool(copies) and all(differs(one, stated) for one in copies)
        self.language = copies[0] if lost else stated

    def all(self, *path: str) -> Iterator[etree._Element]:
        return every(self.root, *path)

    def says(self, *path: str) -> str:
        return self.best(self.all(*path))

    def date(self, *path: str) -> datetime | None:
        return read_stamp(line_of(first(self.root, *path)))

    def best(self, found: Iterable[etree._Element]) -> str:
        """The words of one, of several in several roles and languages, by their rank."""

        def place(one: etree._Element) -> tuple[int, bool, int]:
            role, rank = role_of(one), one.get("rank", "")
            minor = 2 if _MINOR.search(role) is not None else 1
            number = int(rank) if re.fullmatch("[0-9]{1,6}", rank) is not None else 0
            foreign = differs(language_of(one), self.language)
            return 0 if role in _CHIEF else minor, foreign, number

        return next((text for one in sorted(found, key=place) if (text := line_of(one))), "")

    def name(self, party: etree._Element) -> str:
        """What a concept is called: its name, else what stands for one."""
        return self.best(every(party, "name")) or party.get("literal", "").strip()

    @property
    def status(self) -> PubStatus:
        """The publishing status, and what signals add to it, of which most are about something else."""
        stated = code_of(first(self.root, "itemMeta", "pubStatus"))
        signals = map(code_of, self.all("itemMeta", "signal"))
        added = (status_of(one, unknown=PubStatus.USABLE) for one in signals)
        return stricter(status_of(stated), *added)


def code_of(element: etree._Element | None) -> str:
    return concept_of(element)[1] if element is not None else ""


def concept_of(element: etree._Element) -> tuple[str, str]:
    """The vocabulary and the code that an element names by a QCode or a URI."""
    scheme, colon, code = element.get("qcode", "").strip().partition(":")
    if scheme:
        return (scheme, code) if colon else ("", scheme)
    uri = element.get("uri", "").strip().rstrip("/#")
    cut = max(uri.rfind("/"), uri.rfind("#")) + 1
    return uri[:cut], uri[cut:]


def role_of(element: etree._Element) -> str:
    return re.split(r"[:/#]", element.get("role", "").strip())[-1].lower()


def language_of(element: etree._Element) -> str:
    """`xml:lang`, which an element has from those that it stands in."""
    stated = (one.get(LANG, "").strip() for one in (element, *element.iterancestors()))
    return next(filter(None, stated), "")


def differs(stated: str, language: str) -> bool:
    if not stated or not language:
        return False
    return re.split("[-_]", stated)[0].lower() != re.split("[-_]", language)[0].lower()
