"""When a NITF document was made, and when it may go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from lxml import etree

from feeds.model import PubStatus
from feeds.parse.dates import is_later, read_stamp
from feeds.parse.handling import held_until, status_of, stricter
from feeds.parse.nitf.parts import Parts
from feeds.parse.xml import (
    attribute,
    line_of,
)


class Dates(NamedTuple):
    first: datetime | None
    issued: datetime | None
    embargoed: datetime | None
    pubstatus: PubStatus


def dates_of(parts: Parts) -> Dates:
    """``date.release`` after ``date.issue`` is an embargo. So is one without a ``date.issue``: in doubt
    nothing goes out early, and not at all where nobody can read when it may.
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
    embargoed = released if late or status == "embargoed" else None
    pubstatus = stricter(
        *(held_until(_said(one), _stamp(one)) for one in parts.all("date.release"))
    )
    if not (status == "embargoed" and embargoed is not None):
        pubstatus = stricter(pubstatus, status_of(status))
    return Dates(told[0] if told else issued, issued, embargoed, pubstatus)


def _first_stamp(elements: Iterable[etree._Element]) -> datetime | None:
    return next(filter(None, map(_stamp, elements)), None)


def _stamp(element: etree._Element) -> datetime | None:
    return read_stamp(_said(element))


def _said(element: etree._Element) -> str:
    return attribute(element, "norm") or line_of(element)
