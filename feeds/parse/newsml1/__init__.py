"""NewsML 1.0 to 1.2 (IPTC): a message of items, each a tree of components with text or pictures in them."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Delivery, Payload, Person, PubStatus, Text, WireItem
from feeds.parse.handling import stricter, urgency_of
from feeds.parse.markup import joined
from feeds.parse.newsml1.components import (
    Message,
    Where,
    date_at,
    formal,
    outermost,
)
from feeds.parse.newsml1.copy import pieces_of, story_of
from feeds.parse.newsml1.fields import (
    copyright_notice,
    dateline,
    initials,
    language,
    located,
    notes,
    people,
    provider,
    slugline,
    subjects,
    usageterms,
)
from feeds.parse.newsml1.management import guid, handling_of, public_id
from feeds.parse.newsml1.pictures import pictures_of
from feeds.parse.safety import refuse_crowds
from feeds.parse.xml import (
    first,
    line_of,
    name_of,
    root_of,
)


def parse_newsml1(payload: Payload) -> Delivery:
    """The stories of a NewsML 1.x document; pictures alone, topic sets and changes to what came before
    (``Update``) are none. Raises ParseError for what is no XML, no NewsML, or has too many items
    (IPTC NewsML 1.2, Functional Specification, 5).
    """
    root = root_of(payload)
    found = [root] if name_of(root) == "NewsItem" else outermost(root, "NewsItem")
    if not found:
        raise ParseError("not NewsML 1: there is no NewsItem in it", payload.media_type)
    refuse_crowds(found, payload)
    public = Counter(public_id(one) for one in found)
    message = Message(payload, root, first(root, "NewsEnvelope"))
    items = (_item(one, message, unique=public[public_id(one)] == 1) for one in found)
    return Delivery(format="newsml1", items=tuple(filter(None, items)))


def _item(item: etree._Element, message: Message, *, unique: bool) -> WireItem | None:
    """An item's story; None where it has none, and is no word on one that went before either."""
    components = outermost(item, "NewsComponent")
    pieces = story_of([one for each in components for one in pieces_of(each, message.payload)])
    story = pieces[0].component if pieces else next(iter(components), item)
    said = pieces[0].said if pieces else WireItem()
    where = Where(story, item, message, components)
    pictures = [one for each in components for one in pictures_of(each, where.around)]
    management = first(item, "NewsManagement")
    pubstatus, embargoed = handling_of(management)
    headline = where.line("NewsLines", "HeadLine") or said.headline.value
    if not pieces and pubstatus is PubStatus.USABLE and (pictures or not headline):
        return None
    names, under = people(where)
    sent = said.updated or date_at(message.envelope, "DateAndTime")
    created, revised = (
        date_at(management, "FirstCreated"),
        date_at(management, "ThisRevisionCreated"),
    )
    return WireItem(
        guid=guid(item, unique=unique) or said.guid,
        headline=Text(value=headline),
        summary=said.summary or Text(value=under),
        body=joined([one.said.body for one in pieces]),
        base=message.payload.url,
        language=language(where) or said.language,
        authors=tuple(Person(name=one) for one in names) or said.authors,
        published=created or revised or sent,
        updated=revised or created or sent,
        embargoed=embargoed or said.embargoed,
        subjects=subjects(where, said.subjects),
        enclosures=tuple(
            dict.fromkeys((*pictures, *(e for one in pieces for e in one.said.enclosures)))
        ),
        provider=provider(where) or said.provider,
        creditline=where.line("NewsLines", "CreditLine"),
        dateline=dateline(where) or said.dateline,
        located=located(where) or said.located,
        signoff=said.signoff or initials(where),
        version=line_of(first(item, "Identification", "NewsIdentifier", "RevisionId")),
        slugline=slugline(where) or said.slugline,
        urgency=urgency_of(formal(first(management, "Urgency"))) or said.urgency,
        pubstatus=stricter(pubstatus, said.pubstatus),
        ednote="\n".join(dict.fromkeys(filter(None, (*notes(where, management), said.ednote)))),
        usageterms=usageterms(where) or said.usageterms,
        copyrightnotice=copyright_notice(where) or said.copyrightnotice,
    )
