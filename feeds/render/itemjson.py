"""An item as the commands print it with ``--json``: IPTC ninjs spelling, one fixed set of keys."""

from __future__ import annotations

from datetime import datetime

from feeds.model import Dateline, DeskItem, Enclosure, Item, Subject
from feeds.render.stamps import stamp


def item_json(item: Item, *, desk: DeskItem | None = None, base_url: str = "") -> dict[str, object]:
    """The item's keys in their documented order; absent text is "", an absent time None.

    Without `desk`, as a file alone shows it, there is no id, page, story or channel, and the
    status is what the copy says of itself.
    """
    return {
        "id": desk.id if desk else "",
        "guid": item.guid,
        "source": item.source,
        "provider": item.provider,
        "version": item.version,
        "headline": item.headline,
        "slugline": item.slugline,
        "byline": item.byline,
        "creditline": item.creditline,
        "via": list(item.via),
        "signoff": item.signoff,
        "dateline": _dateline(item.dateline),
        "located": item.located,
        "firstcreated": _time(item.firstcreated),
        "versioncreated": _time(item.versioncreated),
        "embargoed": _time(item.embargoed),
        "pubstatus": item.pubstatus.value,
        "urgency": item.urgency,
        "language": item.language,
        "subjects": [_subject(one) for one in item.subjects],
        "summary": item.summary,
        "body_html": item.body_html,
        "body_text": item.body_text,
        "link": item.link,
        "page": f"{base_url}{desk.page}" if desk and desk.page else "",
        "enclosures": [_enclosure(one) for one in item.enclosures],
        "ednote": item.ednote,
        "usageterms": item.usageterms,
        "copyrightnotice": item.copyrightnotice,
        "status": (desk.status if desk else item.verdict).value,
        "reason": desk.reason if desk else item.verdict_reason,
        "story": desk.story if desk else "",
        "channels": list(desk.channels) if desk else [],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def _dateline(dateline: Dateline) -> dict[str, object]:
    return {
        "text": dateline.text,
        "city": dateline.city,
        "country": dateline.country,
        "date": dateline.date.isoformat() if dateline.date else None,
    }


def _subject(subject: Subject) -> dict[str, str]:
    return {"code": subject.code, "name": subject.name, "scheme": subject.scheme}


def _enclosure(enclosure: Enclosure) -> dict[str, object]:
    return {
        "href": enclosure.href,
        "media_type": enclosure.media_type,
        "length": enclosure.length,
        "title": enclosure.title,
        "creditline": enclosure.creditline,
    }
