"""XML that agencies send, read as what it is: whatever its declaration, its DOCTYPE and its namespaces say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from html.entities import html5

from lxml import etree

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.excess import refuse_excess

_DECLARATION = re.compile(r"<\?xml\s[^<>]*?\?>")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_TYPE = r"<!DOCTYPE(?:[^>\[\"']|\"[^\"]*\"|'[^']*')*+(?:\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*+\]\s*)?>"
_DOCTYPE = re.compile(_TYPE, re.IGNORECASE)
_DOCTYPE_START = re.compile("<!DOCTYPE", re.IGNORECASE)
_GENERAL_ENTITY = re.compile(r"<!ENTITY\s+[^%\s]", re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
    remove_pis=True, collect_ids=False,
)  # fmt: skip
# Where HTML and NITF begin a new line.
BLOCKS = frozenset({
    "block", "blockquote", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hl1",
    "hl2", "li", "p", "pre", "section", "table", "td", "th", "tr",
})  # fmt: skip
_ROOT = re.compile(
    rf"(?:\s|\ufeff|<\?.*?\?>|<!--.*?-->|{_TYPE})*+"
    r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)",
    re.DOTALL | re.IGNORECASE,
)


def root_of(payload: Payload) -> etree._Element:
    """The root element. Raises ParseError for what is no well-formed XML (X10: no entities of its own,
    nothing fetched, no tree of unbounded depth).

    Bytes that are UTF-8 are taken for it even where the declaration says otherwise. Entities of HTML,
    which agencies use with and without a DTD that would name them, are the characters they stand for.
    """
    refuse_excess(payload)
    text = _DECLARATION.sub("", _decoded(payload), count=1)
    # What a DOCTYPE names is never fetched, so that nothing in it means anything.
    kind = _document_type(text)
    if kind is not None:
        if _GENERAL_ENTITY.search(kind[0]) is not None:
            raise ParseError("it defines entities of its own (DOCTYPE)", payload.media_type)
        text = text[: kind.start()] + text[kind.end() :]
    text = _NO_CHARACTER.sub("", _ENTITY.sub(_character, text)).strip("\ufeff \t\r\n")
    try:
        root = etree.fromstring(text.encode(), _PARSER)
    except etree.XMLSyntaxError as fault:
        where = f"line {fault.lineno}" if fault.lineno else ""
        message = f"the XML is damaged: {(fault.msg or 'no element').partition(', line')[0]}"
        raise ParseError(message, payload.media_type, where) from fault
    # One that stands behind a comment which looks like one, say.
    missed = root.getroottree().docinfo.internalDTD
    if missed is not None and missed.entities():  # type: ignore[union-attr]  # not in its stubs
        raise ParseError("it defines entities of its own (DOCTYPE)", payload.media_type)
    return root


def _document_type(text: str) -> re.Match[str] | None:
    """The first DOCTYPE. The next ones are not looked at: a document that has them is damaged, and one that
    has thousands would be read from each of them to its end.
    """
    start = _DOCTYPE_START.search(text)
    return _DOCTYPE.match(text, start.start()) if start is not None else None


def root_name(start: str) -> str:
    """The local name of the first element in a document's start; ``""`` where there is none."""
    hit = _ROOT.match(start)
    return hit[1] if hit is not None else ""


def name_of(element: etree._Element) -> str:
    """An element's local name; ``""`` for a reference to an entity that nobody has defined, which stands in the
    tree as one.
    """
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def every(element: etree._Element, *path: str) -> Iterator[etree._Element]:
    """The elements at the end of a path of local names, in document order."""
    if not path:
        yield element
        return
    for child in element:
        if name_of(child) == path[0]:
            yield from every(child, *path[1:])


def first(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at the end of a path of local names; None where there is none."""
    return next(every(element, *path), None) if element is not None else None


def anywhere(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements below one that have one of the names, in document order."""
    return (one for one in element.iterdescendants() if name_of(one) in names)


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute's value by its local name; ``""`` where there is none."""
    if element is None:
        return ""
    items = ((str(key).rpartition("}")[2], str(value)) for key, value in element.attrib.items())
    return next((" ".join(value.split()) for key, value in items if key == name), "")


def line_of(element: etree._Element | None, without: Iterable[str] = ()) -> str:
    """The words of an element on one line, without those of some that it holds; a break is a blank.
    ``""`` where there is no element.
    """
    if element is None:
        return ""
    if not len(element):
        return " ".join((element.text or "").split())
    pieces: list[str] = []
    _spell(element, pieces, frozenset(without))
    return " ".join("".join(pieces).split())


def _spell(element: etree._Element, pieces: list[str], without: frozenset[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        name = name_of(child)
        space = " " if name.lower() in BLOCKS else ""
        pieces.append(space)
        if name not in without:
            _spell(child, pieces, without)
        pieces += [space, child.tail or ""]


def markup(element: etree._Element) -> str:
    """What stands in an element as HTML, its elements without namespaces."""
    pieces = [_escaped(element.text)]
    for child in element:
        pieces += [_written(child), _escaped(child.tail)]
    return "".join(pieces)


def _written(element: etree._Element) -> str:
    name = name_of(element)
    attributes = "".join(
        f' {str(key).rpartition("}")[2]}="{_escaped(str(value)).replace(chr(34), "&quot;")}"'
        for key, value in element.attrib.items()
    )
    inner = markup(element)
    if not inner and name in {"br", "hr", "img", "wbr"}:
        return f"<{name}{attributes}>"
    return f"<{name}{attributes}>{inner}</{name}>"


def _escaped(text: str | None) -> str:
    return html.escape(text or "", quote=False)


def _decoded(payload: Payload) -> str:
    body = payload.body
    if body.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        name = "utf-16-le" if body.startswith(b"<\x00") else "utf-16"
        name = "utf-16-be" if body.startswith(b"\x00<") else name
        return body.decode(name, "replace")
    stated = _ENCODING.search(body[:200])
    for name in ("utf-8-sig", stated[1].decode() if stated is not None else "windows-1252"):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("windows-1252", "replace")


def _character(found: re.Match[str]) -> str:
    """What an entity of HTML stands for, which may be a sign that XML knows by another name."""
    name = f"{found[1]};"
    return found[0] if found[1] in _OWN or name not in html5 else html.escape(html5[name])
