"""HTML as it comes from sites: bytes to text as HTML 5 has it, text to a tree of bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.charsets import LABELS
from feeds.parse.fields import joined

LONGEST = 4 * 1024 * 1024
"""Characters of a page. To find the copy among as many takes two seconds."""
MOST_TAGS = 50_000
"""As many paragraphs take six of a worker's ten seconds."""
MOST_ATTRIBUTES = 2000
"""Of one element: libxml2 compares each to each."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))
_STATED = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.IGNORECASE)
_PRESCAN = 1024
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENT = re.compile("<[A-Za-z]")
_DECLARATION = re.compile(r"<\?xml[^>]*>")
# A tag as far as it goes: a quote means something only behind the sign that makes it a value.
_TAG = re.compile(r"<[A-Za-z][^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?[^>=]*+)*+")
_VALUE = re.compile(r"=\s*+(?:\"[^\"]*+\"|'[^']*+')")
_BETWEEN = re.compile(r"[\s/=]+")
_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
)


def tree_of(payload: Payload) -> lxml.html.HtmlElement:
    """The ``html`` element of a page. Raises ParseError for what is empty, is no HTML, or is larger than
    any page of news. Elements deeper than 256 are not read.
    """
    text = decoded(payload.body, payload.media_type)
    if len(text) > LONGEST:
        raise ParseError(f"a page of more than {LONGEST} characters", payload.media_type)
    if text.count("<") > MOST_TAGS:
        raise ParseError(f"a page with more than {MOST_TAGS} tags", payload.media_type)
    if any(map(_is_crowded, _TAG.finditer(text))):
        raise ParseError(
            f"an element with more than {MOST_ATTRIBUTES} attributes", payload.media_type
        )
    clean = _NO_CHARACTER.sub("", text).lstrip()
    declaration = _DECLARATION.match(clean)
    if declaration is not None:
        clean = clean[declaration.end() :]
    if _ELEMENT.search(clean) is None:
        raise ParseError("not a page: there is no HTML in it", payload.media_type)
    try:
        return lxml.html.document_fromstring(clean.encode(), parser=_PARSER)
    except (etree.LxmlError, ValueError, AssertionError) as fault:
        raise ParseError("not a page: there is no HTML in it", payload.media_type) from fault


def decoded(body: bytes, media_type: str) -> str:
    """A page's text (HTML, 13.2.3): by its byte order mark, else as the server says, else as it says itself
    in its first 1024 bytes; else UTF-8 where it is that, and windows-1252 where not.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    stated = _STATED.search(media_type)
    name = LABELS.get(stated[1].lower(), "") if stated is not None else ""
    if not name and (meta := _META.search(body[:_PRESCAN])) is not None:
        name = LABELS.get(meta[1].decode().lower(), "")
        name = "utf-8" if name.startswith("utf-16") else name  # it could not have been read
    if name:
        return body.decode(name, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def base_of(tree: etree._Element, url: str) -> str:
    """What a page's relative addresses are resolved against (HTML, 2.4.1)."""
    stated = next((str(one.get("href")) for one in tree.iter("base") if one.get("href")), "")
    return joined(url, stated) or url


def links_of(tree: etree._Element, url: str) -> Iterator[tuple[str, str]]:
    """The relations and addresses of a page's ``link`` elements, absolute, a link of several relations once
    for each (HTML, 4.2.4).
    """
    base = base_of(tree, url)
    for one in tree.iter("link"):
        if address := joined(base, str(one.get("href") or "").strip()):
            for relation in str(one.get("rel") or "").lower().split():
                yield relation, address


def words_in(element: etree._Element) -> str:
    """The words that an element shows, on one line."""
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return " ".join("".join(map(str, texts if isinstance(texts, list) else ())).split())


def _is_crowded(tag: re.Match[str]) -> bool:
    if len(tag[0]) < MOST_ATTRIBUTES:
        return False
    return len(_BETWEEN.findall(_VALUE.sub("= ", tag[0]))) > 2 * MOST_ATTRIBUTES
