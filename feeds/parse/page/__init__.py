"""One story's page in HTML: what it says for machines, and its copy.

    JSON-LD ── linked ──┐
    head    ── told   ──┼──> one wire item
    body    ── copy   ──┘

What JSON-LD says goes before what the head says: sites write the head for those who share the page.
"""

from __future__ import annotations

import html

import lxml.html

from feeds.errors import ParseError
from feeds.model import Delivery, Hints, Payload, Person, Subject, Text, WireItem
from feeds.parse.dates import read_date
from feeds.parse.hypertext import base_of, tree_of
from feeds.parse.markup import text_of_string
from feeds.parse.page import linked
from feeds.parse.page.copy import copy_in
from feeds.parse.page.told import Told, told_by

_NOT_FREE = "not free to read at its publisher's"


def parse_page(payload: Payload) -> Delivery:
    """The story on a page: schema.org in JSON-LD, the Open Graph protocol, HTML's own metadata, and copy.

    Copy that the page says is not free to read is left out. Raises ParseError for what is no page, has
    no story, is larger than any page of news, or where the library that finds copy is missing.
    """
    tree = tree_of(payload)
    told = told_by(tree, base_of(tree, payload.url))
    own = told.link
    here = {one.partition("#")[0] for one in (own, payload.url) if one}
    story = linked.story_in(tree, here.__contains__)
    item = _item(payload, told, story, body=_copy(tree, story))
    # A page that asks for a password has a heading and words too, but says of no day that it is from there.
    stated = story or told.is_story or (item.body and item.published)
    if not item.headline or not stated:
        raise ParseError("the page has no story in it", payload.media_type)
    return Delivery(format="page", items=(item,), hints=Hints(title=told.publisher))


def _item(payload: Payload, told: Told, story: linked.Thing, *, body: Text) -> WireItem:
    link = told.link or (payload.url if payload.url.startswith(("http:", "https:")) else "")
    headline = linked.text(story, "headline", "name") or told.headline
    summary = linked.text(story, "description") or told.summary
    published = linked.text(story, "datePublished", "dateCreated") or told.published
    subjects = linked.subjects(story)
    pictures = tuple(linked.pictures(story, told.base)) or tuple(told.pictures)
    return WireItem(
        guid=link,
        link=link,
        headline=Text(value=_plain(headline)),
        summary=Text(value=_plain(summary)) if summary != headline else Text(),
        body=body,
        base=told.base,
        language=linked.language(story) or told.language,
        authors=linked.authors(story) or tuple(Person(name=one) for one in told.authors),
        published=read_date(published),
        updated=read_date(linked.text(story, "dateModified") or told.updated),
        subjects=subjects or tuple(Subject(code=one, name=one) for one in told.terms),
        enclosures=tuple({one.href: one for one in reversed(pictures)}.values())[::-1],
        provider=linked.publisher(story) or told.publisher,
        dateline=linked.text(story, "dateline"),
        usageterms=_NOT_FREE if linked.is_paid(story) else "",
        copyrightnotice=linked.text(story, "copyrightNotice"),
    )


def _copy(tree: lxml.html.HtmlElement, story: linked.Thing) -> Text:
    """The copy as the page shows it, unless it states more than twice as much. What only those may read who
    pay is not ours to take, though some pages hold it.
    """
    if linked.is_paid(story):
        return Text()
    found, stated = copy_in(tree), linked.text(story, "articleBody")
    if len(stated) > 2 * len(found):
        return text_of_string(stated)
    return Text(value=found, html=True) if found else Text()


def _plain(said: str) -> str:
    """A text of JSON-LD or the head, whose entities were written once too often."""
    return " ".join(html.unescape(said).split())
