"""NewsML-G2 2.x: news items, alone or in a message, with their copy in XHTML, in NITF or as plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from feeds.errors import ParseError
from feeds.model import Delivery, Payload, PubStatus, Text, WireItem
from feeds.parse import _ROOTS
from feeds.parse.handling import stricter, urgency_of
from feeds.parse.newsmlg2.copy import copy_of
from feeds.parse.newsmlg2.fields import (
    authors,
    created,
    embargo,
    located,
    notes,
    provider,
    subjects,
    vocabularies_of,
)
from feeds.parse.newsmlg2.item import (
    MEDIA,
    NewsItem,
    role_of,
)
from feeds.parse.newsmlg2.pictures import Beside, companions, enclosures, picture
from feeds.parse.safety import refuse_crowds
from feeds.parse.xml import (
    first,
    name_of,
    root_of,
)

_UNDER = re.compile(r"sub-?(?:headline|head|title)|deck")
_SUMMARY = re.compile(r"(?:.*(?:summary|abstract|lead|teaser|intro|synopsis).*)?")


def parse_newsmlg2(payload: Payload) -> Delivery:
    """The stories of a NewsML-G2 document (IPTC NewsML-G2 2.x, Core and Power): every `newsItem` of text
    in a `newsItem` or `newsMessage`, in document order. Raises ParseError for damaged XML, for a root
    that is none of G2's and for more than 2000 items.

    Pictures, video and graphics go with the story that links to them, or that is the only one in a
    package with them, as enclosures. A document that holds no story, such as a lone `packageItem` or a
    planning item, gives an empty Delivery: nothing is wrong with it, agencies send them on the same
    line as their stories, and an error would make the source back off.
    """
    root = root_of(payload)
    if _ROOTS.get(name_of(root)) != "newsmlg2":
        raise ParseError(f"not NewsML-G2: the root is {name_of(root)[:60]}", payload.media_type)
    items = [NewsItem(one) for one in root.iter() if name_of(one) == "newsItem"]
    refuse_crowds(items, payload)
    stories = [one for one in items if one.nature not in MEDIA]
    shown = (picture(one) for one in items if one.nature in MEDIA)
    beside = Beside(
        pictures=dict(filter(None, shown)),
        companions=companions(root, {one.guid for one in stories}),
    )
    vocabularies = vocabularies_of(root)
    read = (_story(one, beside, vocabularies, payload.url) for one in stories)
    return Delivery(format="newsmlg2", items=tuple(one for one in read if one is not None))


def _story(
    item: NewsItem, beside: Beside, vocabularies: Mapping[str, str], base: str
) -> WireItem | None:
    """None where an item holds nothing to tell: no copy, no headline, no withdrawal."""
    headline = item.says("contentMeta", "headline")
    copy = copy_of(item, headline)
    about = item.all("contentMeta", "description")
    summary = item.best(one for one in about if _SUMMARY.fullmatch(role_of(one)) is not None)
    if not (summary or copy.summary):
        lines = item.all("contentMeta", "headline")
        summary = item.best(one for one in lines if _UNDER.fullmatch(role_of(one)) is not None)
    title = headline or copy.headline.value or item.says("itemMeta", "title")
    embargoed, held = embargo(item, copy)
    status = stricter(item.status, copy.pubstatus, held)
    # An alert has no copy, and neither may the withdrawal of what was sent before.
    bare = item.nature == "text" or first(item.root, "contentSet", "remoteContent") is None
    if not copy.body and status is PubStatus.USABLE and not (bare and (title or summary)):
        return None
    told, signoff = notes(item)
    updated = item.date("itemMeta", "versionCreated") or item.date("contentMeta", "contentModified")
    files = (*copy.enclosures, *enclosures(item, beside))
    return replace(
        copy,
        guid=item.guid or copy.guid,
        version=item.root.get("version", "").strip() or copy.version,
        base=base,
        language=item.language or copy.language,
        headline=Text(value=title),
        summary=Text(value=summary) if summary else copy.summary,
        authors=authors(item, copy),
        published=created(item, updated) or copy.published,
        updated=updated or copy.updated,
        embargoed=embargoed,
        subjects=subjects(item, vocabularies) or copy.subjects,
        enclosures=tuple(dict.fromkeys(one for one in files if one.href)),
        provider=provider(item) or copy.provider,
        creditline=item.says("contentMeta", "creditline") or copy.creditline,
        dateline=item.says("contentMeta", "dateline") or copy.dateline,
        located=located(item) or copy.located,
        signoff=signoff or copy.signoff,
        slugline=item.says("contentMeta", "slugline") or copy.slugline,
        urgency=urgency_of(item.says("contentMeta", "urgency")) or copy.urgency,
        pubstatus=status,
        ednote="\n\n".join(filter(None, (told, copy.ednote))),
        usageterms=item.says("rightsInfo", "usageTerms") or copy.usageterms,
        copyrightnotice=item.says("rightsInfo", "copyrightNotice") or copy.copyrightnotice,
    )
