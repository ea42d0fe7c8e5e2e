"""What the standards ask of a feed's structure, as tables, and documents held to them.

Written from RFC 4287 (4.1, 4.2), RFC 6721 (3), RFC 5005, the RSS 2.0 specification and the RSS Advisory Board's profile, JSON
Feed 1.1 and OPML 2.0. Beside structure, what the W3C's feed validator warns of in words, dates and identity. Atom is held to
the schema of its RFC besides, which leaves much open that we do not publish.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import orjson
import rnc2rng
from lxml import etree

from feeds.render.text import address

MANY = 1_000_000
A, AT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
DC, MEDIA = "{http://purl.org/dc/elements/1.1/}", "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Counts = Mapping[str, tuple[int, int]]
"""How often a child may stand in an element: at least, at most."""

_MEDIA: Counts = {f"{MEDIA}title": (0, 1), f"{MEDIA}credit": (0, 1)}
_MEDIA_ATTRIBUTES: Mapping[str, tuple[set[str], set[str]]] = {
    f"{MEDIA}content": ({"url", "type", "medium"}, {"fileSize"}),
    f"{MEDIA}title": ({"type"}, set()),
}
_PERSON: Counts = {f"{A}name": (1, 1), f"{A}uri": (0, 1), f"{A}email": (0, 1)}
_ATOM: Mapping[str, Counts] = {
    f"{A}feed": {
        f"{A}id": (1, 1), f"{A}title": (1, 1), f"{A}updated": (1, 1), f"{A}link": (1, MANY), f"{A}author": (1, MANY),
        f"{A}contributor": (0, MANY), f"{A}category": (0, MANY), f"{A}generator": (0, 1), f"{A}icon": (0, 1),
        f"{A}logo": (0, 1), f"{A}rights": (0, 1), f"{A}subtitle": (0, 1), f"{A}entry": (0, MANY), ARCHIVE: (0, 1),
        f"{AT}deleted-entry": (0, MANY),
    },
    f"{A}entry": {
        f"{A}id": (1, 1), f"{A}title": (1, 1), f"{A}updated": (1, 1), f"{A}link": (1, MANY), f"{A}author": (0, MANY),
        f"{A}contributor": (0, MANY), f"{A}category": (0, MANY), f"{A}content": (0, 1), f"{A}summary": (0, 1),
        f"{A}published": (0, 1), f"{A}rights": (0, 1), f"{A}source": (0, 1), f"{MEDIA}content": (0, MANY),
    },
    f"{A}source": {
        f"{A}id": (1, 1), f"{A}title": (1, 1), f"{A}updated": (1, 1), f"{A}link": (0, MANY),
    },
    f"{A}author": _PERSON, f"{A}contributor": _PERSON, f"{AT}by": _PERSON,
    f"{AT}deleted-entry": {f"{AT}by": (0, 1), f"{AT}comment": (0, 1)}, f"{MEDIA}content": _MEDIA,
}  # fmt: skip
_ATOM_ATTRIBUTES: Mapping[str, tuple[set[str], set[str]]] = {
    f"{A}link": ({"href"}, {"rel", "type", "hreflang", "title", "length"}),
    f"{A}category": ({"term"}, {"scheme", "label"}),
    f"{A}content": ({"type"}, set()), f"{A}summary": ({"type"}, set()),
    f"{AT}deleted-entry": ({"ref", "when"}, set()),
    **_MEDIA_ATTRIBUTES, f"{A}feed": (set(), {LANG}), f"{A}entry": (set(), {LANG}), f"{AT}comment": (set(), {LANG}),
}  # fmt: skip
"""What an element must have and may have; any other has none."""
_RSS: Mapping[str, Counts] = {
    "rss": {"channel": (1, 1)},
    "channel": {
        "title": (1, 1), "link": (1, 1), "description": (1, 1), f"{A}link": (1, MANY), "language": (0, 1),
        "copyright": (0, 1), "managingEditor": (0, 1), "webMaster": (0, 1), "pubDate": (1, 1), "lastBuildDate": (1, 1),
        "generator": (0, 1), "docs": (0, 1), "ttl": (0, 1), ARCHIVE: (0, 1), "item": (0, MANY),
    },
    "item": {
        "title": (1, 1), "link": (1, 1), "description": (0, 1), "guid": (1, 1), "category": (0, MANY), "pubDate": (1, 1),
        "enclosure": (0, 1), "source": (0, 1), CONTENT: (0, 1), f"{DC}creator": (0, 1), f"{DC}contributor": (0, MANY),
        f"{MEDIA}content": (0, MANY),
    },
    f"{MEDIA}content": _MEDIA,
}  # fmt: skip
_RSS_ATTRIBUTES: Mapping[str, tuple[set[str], set[str]]] = {
    "rss": ({"version"}, set()), "guid": ({"isPermaLink"}, set()), "category": (set(), {"domain"}),
    "enclosure": ({"url", "length", "type"}, set()), "source": ({"url"}, set()), "item": (set(), {LANG}),
    f"{A}link": ({"rel", "href"}, {"type"}), **_MEDIA_ATTRIBUTES,
}  # fmt: skip
_OPML: Mapping[str, Counts] = {
    "opml": {"head": (1, 1), "body": (1, 1)},
    "head": {"title": (1, 1), "dateModified": (1, 1)},
    "body": {"outline": (1, MANY)},
}
_OPML_ATTRIBUTES: Mapping[str, tuple[set[str], set[str]]] = {
    "opml": ({"version"}, set()),
    "outline": ({"type", "text", "title", "xmlUrl"}, {"htmlUrl", "version", "category"}),
}

_RELATIONS = frozenset(
    ("self", "alternate", "hub", "via", "enclosure", "prev-archive", "next-archive", "current")
)
_LANGUAGE = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_MEDIA_TYPE = re.compile(r"[^\s/;]+/[^\s/;]+")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
_RFC_822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")
_CLOSES = re.compile(r"</\w")
_MAILBOX = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_HTML = frozenset(("description", CONTENT))


def _schema(name: str) -> etree._Element:
    """A schema in RELAX NG's compact syntax, in its XML syntax."""
    written = rnc2rng.dumps(rnc2rng.loads(Path(__file__).with_name(name).read_text("utf-8")))
    no_prefix = (
        ' xmlns:local=""'  # which rnc2rng makes of `namespace local = ""`, and XML knows not
    )
    return etree.fromstring(written.replace(no_prefix, "").encode())


_RFC_4287 = _schema("rfc4287.rnc")
_PREFIXES = {"atom": A[1:-1]}
_GRAMMAR = etree.RelaxNG(_RFC_4287)
_RULES = [
    (rule.get("context"), told.get("test"), told.text)
    for rule in _RFC_4287.iter("{http://www.ascc.net/xml/schematron}rule")
    for told in rule
]
"""What the schema says beside its grammar: which elements, what must be true of each, and in words."""


def must_be_of_the_schema(root: etree._Element) -> None:
    """RFC 4287, appendix B."""
    _GRAMMAR.assertValid(root)
    for context, test, words in _RULES:
        for found in root.xpath(f"//{context}", namespaces=_PREFIXES):
            assert found.xpath(test, namespaces=_PREFIXES), words


def must_be_atom(body: bytes) -> None:
    """RFC 4287, and what RFC 6721 adds to it."""
    root = etree.fromstring(body)
    assert root.tag == f"{A}feed"
    must_be_of_the_schema(root)
    _must_be_made_of(root, _ATOM, _ATOM_ATTRIBUTES)
    for parent in (root, *root.iter(f"{A}entry")):
        rels = [(link.get("rel"), link.get("type")) for link in parent.findall(f"{A}link")]
        assert len([one for one in rels if one[0] == "alternate"]) == 1
        assert {rel for rel, _ in rels} <= _RELATIONS
    assert [one.get("rel") for one in root.findall(f"{A}link")].count("self") == 1
    for name in ("updated", "published"):
        for found in root.iter(f"{A}{name}"):
            assert _RFC_3339.fullmatch(found.text), found.text
    for entry in root.iter(f"{A}entry"):
        assert entry.find(f"{A}content") is not None or entry.find(f"{A}summary") is not None
    _must_lead_on(root)
    _must_be_words(root, lambda one: one.get("type") == "html")
    _must_be_unlike([one.findtext(f"{A}id") for one in root.iter(f"{A}entry")])
    _must_be_unlike([one.findtext(f"{A}updated") for one in root.iter(f"{A}entry")])
    for stone in root.iter(f"{AT}deleted-entry"):
        assert _RFC_3339.fullmatch(stone.get("when"))
    for icon in root.iter(f"{A}icon"):
        _must_be_an_address(icon.text)
    for link in root.iter(f"{A}link"):
        _must_be_an_address(link.get("href"))
        assert link.get("rel") == "hub" or _MEDIA_TYPE.fullmatch(link.get("type", "a/b"))


def must_be_rss(body: bytes) -> None:
    """RSS 2.0 as the profile narrows it."""
    root = etree.fromstring(body)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    _must_be_made_of(root, _RSS, _RSS_ATTRIBUTES)
    (channel,) = root
    tags = [child.tag for child in channel]
    assert "item" not in tags or set(tags[tags.index("item") :]) == {"item"}, "items come last"
    assert [one.get("rel") for one in channel.findall(f"{A}link")].count("self") == 1
    for date in root.iter("pubDate", "lastBuildDate"):
        assert _RFC_822.fullmatch(date.text)
        assert f"{parsedate_to_datetime(date.text):%a}" == date.text[:3]
    for item in channel.findall("item"):
        order = [child.tag for child in item]
        if CONTENT in order:
            assert order.index("description") < order.index(CONTENT)
        assert item.find("guid").get("isPermaLink") == "false"
        for url in (
            item.findtext("link"),
            *(one.get("url") for one in item.iter("enclosure", "source", f"{MEDIA}content")),
        ):
            _must_be_an_address(url)  # fmt: skip
        for one in item.iter("enclosure"):
            assert one.get("length").isdecimal()
            assert _MEDIA_TYPE.fullmatch(one.get("type"))
    _must_lead_on(channel)
    _must_be_words(root, lambda one: one.tag in _HTML and one.getparent().tag == "item")
    _must_be_unlike([one.findtext("guid") for one in channel.findall("item")])
    for line in body.decode().splitlines():
        assert not re.match(r"\s*<(?:title|category|dc:creator)[ >].*&(?:amp|lt);", line), (
            "hexadecimal references, as the profile has them"
        )


def must_be_json_feed(body: bytes) -> None:
    """JSON Feed 1.1: required keys, and each under its type."""
    feed = orjson.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert next(iter(feed)) == "version"
    assert feed.get("next_url") != feed["feed_url"]
    _must_be_typed(feed, _FEED_KEYS, {"version", "title", "items", "feed_url", "home_page_url"})
    for item in feed["items"]:
        _must_be_typed(item, _ITEM_KEYS, {"id", "url", "title", "date_published", "date_modified"})
        titles = [one["title"] for one in item.get("attachments", ()) if "title" in one]
        assert len(set(titles)) == len(titles), "attachments of one title are one thing"
        assert ("content_html" in item) != ("content_text" in item)
    _must_be_unlike([item["id"] for item in feed["items"]])


def must_be_opml(body: bytes) -> None:
    """OPML 2.0, as a list of subscriptions."""
    root = etree.fromstring(body)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    _must_be_made_of(root, _OPML, _OPML_ATTRIBUTES)
    assert _RFC_822.fullmatch(root.findtext("head/dateModified"))
    for outline in root.iter("outline"):
        assert outline.get("type") == "rss"
        assert outline.get("version", "RSS2") == "RSS2"
        _must_be_an_address(outline.get("xmlUrl"))
        for words in (outline.get("text"), outline.get("title"), root.findtext("head/title")):
            assert "<" not in words


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _url(value: object) -> bool:
    return isinstance(value, str) and address(value) == value


def _date(value: object) -> bool:
    return (
        isinstance(value, str)
        and _RFC_3339.fullmatch(value) is not None
        and datetime.fromisoformat(value).tzinfo is not None
    )


def _each(*required: str, **keys: Callable[[object], bool]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        return isinstance(value, list) and bool(value) and all(
            one and set(required) <= set(one) and all(keys[key](said) for key, said in one.items())
            for one in value
        )  # fmt: skip

    return check


def _language(value: object) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def _extension(value: object) -> bool:
    """An object that readers may pass over: no key in it looks like one of another extension."""
    return isinstance(value, dict) and all(
        "." not in key
        and not key.startswith("_")
        and (not isinstance(said, dict) or _extension(said))
        for key, said in value.items()
    )


def _texts(value: object) -> bool:
    return isinstance(value, list) and len(set(value)) == len(value) > 0 and all(map(_text, value))


_FEED_KEYS: Mapping[str, Callable[[Any], bool]] = {
    "version": _url, "title": _text, "home_page_url": _url, "feed_url": _url, "description": _text,
    "language": _language, "authors": _each(name=_text, url=_url), "hubs": _each("type", "url", type=_text, url=_url),
    "next_url": _url, "favicon": _url, "items": lambda value: isinstance(value, list),
}  # fmt: skip
_ITEM_KEYS: Mapping[str, Callable[[Any], bool]] = {
    "id": _text, "url": _url, "external_url": _url, "title": _text, "content_html": _text, "content_text": _text,
    "summary": _text, "image": _url, "date_published": _date, "date_modified": _date, "authors": _each(name=_text),
    "tags": _texts, "language": _language,
    "attachments": _each(
        "url", "mime_type", url=_url, mime_type=lambda value: _MEDIA_TYPE.fullmatch(value) is not None, title=_text,
        size_in_bytes=lambda value: isinstance(value, int) and value > 0,
        _gnn9=lambda value: _extension(value) and set(value) == {"creditline"} and _text(value["creditline"]),
    ),
    "_gnn9": _extension,
}  # fmt: skip


def _must_be_typed(
    said: Mapping[str, Any], keys: Mapping[str, Callable[[Any], bool]], required: set[str]
) -> None:
    assert required <= set(said) <= set(keys), set(said) ^ set(keys)
    for key, value in said.items():
        assert keys[key](value), (key, value)


def _must_be_made_of(
    root: etree._Element,
    children: Mapping[str, Counts],
    attributes: Mapping[str, tuple[set[str], set[str]]],
) -> None:
    for element in root.iter():
        counts = Counter(str(child.tag) for child in element)
        allowed = children.get(str(element.tag), {})
        assert set(counts) <= set(allowed), (element.tag, set(counts) - set(allowed))
        for tag, (least, most) in allowed.items():
            assert least <= counts[tag] <= most, (element.tag, tag, counts[tag])
        must, may = attributes.get(str(element.tag), (set(), set()))
        assert must <= set(element.attrib) <= must | may, (element.tag, dict(element.attrib))
        if not len(element) and not element.attrib:
            assert (element.text or "").strip() or element.tag == ARCHIVE, f"{element.tag} is blank"
        for name in ("xml:lang", LANG):
            assert _LANGUAGE.fullmatch(element.get(name, "en"))


def _must_lead_on(head: etree._Element) -> None:
    """ArchiveIncomplete, MissingCurrentInArchive."""
    if head.find(ARCHIVE) is not None:
        relations = {one.get("rel") for one in head.findall(f"{A}link")}
        assert "current" in relations
        assert not relations.isdisjoint(("prev-archive", "next-archive"))


def _must_be_words(root: etree._Element, is_html: Callable[[etree._Element], bool]) -> None:
    """CharacterData, ContainsHTML, ContainsUndeclaredHTML, ContainsEmail, NotBlank."""
    for element in root.iter():
        if is_html(element):
            continue
        values = [*element.attrib.values(), element.text or ""]
        for words in values:
            assert not _CLOSES.search(words), (element.tag, words)
        if element.tag in {f"{A}name", f"{DC}creator", f"{DC}contributor"}:
            assert not _MAILBOX.search(element.text), element.text


def _must_be_unlike(values: list[str | None]) -> None:
    """DuplicateEntries, DuplicateUpdated."""
    assert len(set(values)) == len(values)
    assert all(value and value.strip() for value in values)


def _must_be_an_address(href: str | None) -> None:
    assert href
    assert address(href) == href or href.startswith("tag:"), href


def must_be_valid(documents: Mapping[str, bytes]) -> int:
    """Holds every feed and list among published documents to its standard; how many there were."""
    checks = {".rss": must_be_rss, ".atom": must_be_atom, ".json": must_be_json_feed}
    found = 0
    for path, body in documents.items():
        check = must_be_opml if path == "opml.xml" else checks.get(path[path.rfind(".") :])
        if check is not None:
            check(body)
            found += 1
    return found
