"""Which NewsML item it is, whether it may be published, and from when."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import unquote

from lxml import etree

from feeds.model import PubStatus
from feeds.parse.dates import is_later, read_stamp
from feeds.parse.handling import held_until, status_of, stricter
from feeds.parse.newsml1.components import (
    date_at,
    formal,
)
from feeds.parse.xml import (
    anywhere,
    attribute,
    every,
    first,
    line_of,
    name_of,
)

# What is over when an embargo is.
_WITH_AN_END = frozenset({"embargoed", "withheld"})
_KILLS = frozenset({"cancel", "delete", "kill", "withdraw"})


def guid(item: etree._Element, *, unique: bool) -> str:
    """The public identifier, if it is this item's own; else it is made of the parts that it should be made
    of (5.5.2), without the revision.
    """
    public = public_id(item)
    identifier = first(item, "Identification", "NewsIdentifier")
    own = line_of(first(identifier, "NewsItemId"))
    revision = line_of(first(identifier, "RevisionId"))
    if public and (not own or (unique and _names(unquote(public), own, revision))):
        return public
    if not own:
        return ""
    parts = (line_of(first(identifier, name)) for name in ("ProviderId", "DateId"))
    return ":".join(("urn:newsml", *filter(None, parts), own))


def _names(public: str, own: str, revision: str) -> bool:
    """Whether a public identifier is that of an item: it holds the item's id, which some end with the
    revision where it should be without.
    """
    public, own = public.casefold(), own.casefold()
    if own in public:
        return True
    stated = "".join(public.split(":")[4:5])
    counted = rf"{re.escape(stated)}[-_.]?v?{re.escape(revision)}"
    return bool(stated and revision) and re.fullmatch(counted, own) is not None


def public_id(item: etree._Element) -> str:
    return line_of(first(item, "Identification", "NewsIdentifier", "PublicIdentifier"))


def handling_of(management: etree._Element | None) -> tuple[PubStatus, datetime | None]:
    """May it be published, and from when. An embargo that does not say when it ends is not over."""
    if management is None:
        return PubStatus.USABLE, None
    stated = formal(first(management, "Status")).lower()
    orders = {attribute(one, "FormalName").lower() for one in every(management, "Instruction")}
    if orders & _KILLS:
        return PubStatus.CANCELED, None
    ends, held = _embargo_end(management, stated)
    if stated in _WITH_AN_END and ends is not None:
        return PubStatus.USABLE, ends
    status = stricter(status_of(stated), held)
    created = date_at(management, "ThisRevisionCreated") or date_at(management, "FirstCreated")
    late = ends is not None and (created is None or is_later(ends, created))
    return status, ends if late else None


def _embargo_end(management: etree._Element, stated: str) -> tuple[datetime | None, PubStatus]:
    ends = [
        attribute(one, "Value") or line_of(one)
        for one in anywhere(management, "EmbargoEnd", "Property")
        if "embargoend" in {name_of(one).lower(), attribute(one, "FormalName").lower()}
    ]
    if any(ends):
        found = next(filter(None, map(read_stamp, ends)), None)
        return found, stricter(*(held_until(one, found) for one in ends))
    for change in every(management, "StatusWillChange"):
        usable = formal(first(change, "FutureStatus")).lower() == "usable"
        if usable and stated in _WITH_AN_END:
            return date_at(change, "DateAndTime"), PubStatus.USABLE
    return None, PubStatus.USABLE
