"""Bytes to wire items: a module a format, recognised by content and not by name.

feed        RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF
jsonfeed    JSON Feed 1.0 and 1.1
newsmlg2    NewsML-G2 2.x: news items, packages, messages
newsml1     NewsML 1.0 to 1.2
nitf        NITF 3.x, alone in its document
ritzau      Ritzau's RBNews
ninjs       ninjs 1.x to 3.x, lists of it, and JSON of agencies that is like it
iptc7901    IPTC 7901 and its relatives with ZCZC and NNNN
anpa        ANPA 1312
mail        RFC 5322 with MIME
wiretext    plain wire text, one story a document
sitemap     sitemaps, with what they say of news
page        one story's page in HTML; only where a source says so
list        a page that lists stories; likewise
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from feeds.errors import ParseError
from feeds.model import Delivery, Listing, Payload
from feeds.parse.xml import root_name

_HTML = re.compile(
    rb"\s*+(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_ROOTS = {
    "newsItem": "newsmlg2",
    "packageItem": "newsmlg2",
    "newsMessage": "newsmlg2",
    "conceptItem": "newsmlg2",
    "knowledgeItem": "newsmlg2",
    "planningItem": "newsmlg2",
    "catalogItem": "newsmlg2",
    "NewsML": "newsml1",
    "nitf": "nitf",
    "RBNews": "ritzau",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
}
# Members that a JSON Feed has nowhere and news in JSON has everywhere; ninjs 3 has capitals in some.
_NINJS = re.compile(
    rb"\"(?:uri|versioncreated|firstcreated|body_x?html|body_text|bodies|headlines|pubstatus|usageterms|"
    rb"nitf|embargoed|slugline|altids)\"\s*:",
    re.IGNORECASE,
)
_JSON_FEED = re.compile(rb"\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org")
# The head of a message, behind the line that a mailbox puts before it: fields, and their lines' goings on.
_MAIL = re.compile(
    rb"(?:>?From [^\r\n]*(?:\r\n?|\n))?"
    rb"(?:[!-9;-~]{1,80}[ \t]*:[^\r\n]*(?:\r\n?|\n)(?:[ \t]+[^\r\n]*(?:\r\n?|\n))*+)++"
)
_MAIL_FIELDS = re.compile(
    rb"(?:^|(?<=[\r\n]))(from|to|date|received|return-path|message-id|mime-version|subject|"
    rb"delivered-to|content-type)[ \t]*:",
    re.IGNORECASE,
)
_LONGEST_HEAD = 65536
_MAILBOXES = ("imap:", "imaps:")
# ANPA 1312: service and number, then a line of priority and category; or the marks of a header themselves.
_ANPA = re.compile(
    rb"[\x00\x16\x7f\s]*(?:\x01\s{0,8})?\^?[a-zA-Z]\d{4}(?!\d)\x01?[^\r\n\x02]{0,40}(?:\r{0,2}\n|\r)"
    rb"[a-zA-Z] [a-zA-Z][\x11-\x14 ]{1,6}[^\s\x11-\x14]"
    rb"|[\x00\x16\x7f\s]*\x01\s{0,8}\^?[a-zA-Z]\d{4}[\x1c\x1f^]|[\x00\x16\x7f\s]*\^?[a-zA-Z]\d{4}\x01"
)
# IPTC 7901: source and number, priority, category, words, with the start of header or without; or ZCZC.
_IPTC7901 = re.compile(
    rb"[\x00\x16\x7f\s]*(?:\x01\s*[a-zA-Z]{1,6} ?\d{1,5}\s|ZCZC\b)"
    rb"|[\x00\x16\x7f\s]*[a-zA-Z]{2,6}\d{3,5} {1,4}[1-9] {1,4}[a-zA-Z]{1,3} {1,4}\d{1,5}\b"
)


def parse(
    payload: Payload,
    *,
    format: str = "auto",  # noqa: A002 -- the setting's name
    listing: Listing | None = None,
) -> Delivery:
    """What a payload holds. Raises ParseError.

    `format` is one of `feeds.model.WIRE_FORMATS`; ``auto`` looks at the content. `listing` says how a page
    that lists stories is read, and means nothing to other formats.
    """
    if payload.url.startswith(_MAILBOXES):
        name = "mail"  # what a mailbox holds is never in doubt, whatever its mails bring
    else:
        name = recognise(payload) if format == "auto" else format
    if name == "list":
        from feeds.parse.list import parse_list

        return parse_list(payload, listing)
    return _reader(name)(payload)


def _reader(name: str) -> Callable[[Payload], Delivery]:
    """Loaded when it is needed: most formats never are."""
    match name:
        case "jsonfeed":
            from feeds.parse.jsonfeed import parse_jsonfeed as reader
        case "newsmlg2":
            from feeds.parse.newsmlg2 import parse_newsmlg2 as reader
        case "newsml1":
            from feeds.parse.newsml1 import parse_newsml1 as reader
        case "nitf":
            from feeds.parse.nitf import parse_nitf as reader
        case "ritzau":
            from feeds.parse.ritzau import parse_ritzau as reader
        case "ninjs":
            from feeds.parse.ninjs import parse_ninjs as reader
        case "iptc7901":
            from feeds.parse.iptc7901 import parse_iptc7901 as reader
        case "anpa":
            from feeds.parse.anpa import parse_anpa as reader
        case "mail":
            from feeds.parse.mail import parse_mail as reader
        case "wiretext":
            from feeds.parse.wiretext import parse_wiretext as reader
        case "sitemap" | "page":
            return _reader_of_sites(name)
        case _:
            from feeds.parse.feed import parse_feed as reader
    return reader


def _reader_of_sites(name: str) -> Callable[[Payload], Delivery]:
    """What sites have that are read by people and by search engines."""
    if name == "page":
        from feeds.parse.page import parse_page

        return parse_page
    from feeds.parse.sitemap import parse_sitemap

    return parse_sitemap


def recognise(payload: Payload) -> str:
    """The format that the content is in. Raises ParseError where it is none of ours."""
    start = payload.body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise ParseError("not a feed: the document is empty", payload.media_type)
    if start.startswith(_BOMS) and not start.startswith(b"\xff\xfe\x00\x00"):
        start = start.decode("utf-16", "ignore").lstrip().encode()
    elif start.startswith(_UTF16):
        name = "utf-16-be" if start[:1] == b"\x00" else "utf-16-le"
        return _ROOTS.get(root_name(start.decode(name, "ignore")), "feed")
    if start.startswith(b"<"):
        known = _ROOTS.get(root_name(start.decode("latin-1")))
        if known is not None:
            return known
        if _HTML.match(start):
            raise ParseError("not a feed: an HTML page", payload.media_type)
        return "feed"
    if start.startswith((b"{", b"[")):
        whole = start if payload.body.startswith(_BOMS) else payload.body
        is_news = _JSON_FEED.search(whole) is None and _NINJS.search(whole) is not None
        return "ninjs" if is_news else "jsonfeed"
    if payload.url.startswith(("http:", "https:")):
        if b"<rss" in start or b"<feed" in start or b"<rdf:RDF" in start:
            return "feed"  # something stands before it; feedparser sees through that
        raise ParseError("not a feed: neither XML nor JSON", payload.media_type)
    return _text_format(start, payload.body)


def _text_format(start: bytes, whole: bytes) -> str:
    if _ANPA.match(start) is not None:
        return "anpa"
    if _IPTC7901.match(start) is not None:
        return "iptc7901"
    head = _MAIL.match(whole[:_LONGEST_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip())
    names = {one.lower() for one in _MAIL_FIELDS.findall(head[0])} if head is not None else set()
    # Wire text may have a head of its own, with a date.
    return "mail" if len(names) > 1 and names != {b"date", b"to"} else "wiretext"
