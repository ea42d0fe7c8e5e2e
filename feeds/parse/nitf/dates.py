"""When a NITF document was made, and when it may go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from lxml import etree

from feeds.model import PubStatus
from feeds.parse.dates import is_later, read_stamp
from feeds.parse.nitf.parts import Parts
from feeds.parse.xml import (
    attribute,
    words,
)

_STATUS = {
    "withheld": PubStatus.WITHHELD,
    "canceled": PubStatus.CANCELED,
    "cancelled": PubStatus.CANCELED,
    "killed": PubStatus.CANCELED,
}


class Dates(NamedTuple):
    first: datetime | None
    issued: datetime | None
    embargoed: datetime | None


def dates_of(parts: Parts) -> Dates:
    """``date.release`` after ``date.issue`` is an embargo. So is one without a ``date.issue``: in doubt
    nothing goes out early.
    """
    revisions = [_stamp(one) for one in parts.all("revision-history")]
    told = sorted(filter(None, revisions), key=lambda one: one.replace(tzinfo=UTC))
    issued = _first_stamp(parts.all("date.issue"))
    released = _first_stamp(parts.all("date.release"))
    if issued is None:
        issued = read_stamp(parts.says("pubdata", "date.publication"))
    if issued is None:
        issued = told[-1] if told else _first_stamp(parts.all("story.date"))
    status = attribute(parts.one("docdata"), "management-status").lower()
    late = released is not None and (issued is None or is_later(released, issued))
    issued = issued or released
    return Dates(
        told[0] if told else issued, issued, released if late or status == "embargoed" else None
    )


def _first_stamp(elements: Iterable[etree._Element]) -> datetime | None:
    return next(filter(None, map(_stamp, elements)), None)


def _stamp(element: etree._Element) -> datetime | None:
    return read_stamp(attribute(element, "norm") or words(element))


def pubstatus(stated: str, embargoed: datetime | None) -> PubStatus:
    """An embargo that does not say when it ends is not over."""
    if stated.lower() == "embargoed" and embargoed is None:
        return PubStatus.WITHHELD
    return _STATUS.get(stated.lower(), PubStatus.USABLE)
