"""House style: the copy as it is published, "Moscow: " before it and "- IANS" after it.

The canonical copy carries neither; every channel puts both back, here and nowhere else.
"""

from __future__ import annotations

import re
from html import escape, unescape

from feeds.model import Entry, Subject
from feeds.render.language import direction, tag
from feeds.render.text import address, legal, line, without_mailbox

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^>\"]|\"[^\"]*\")*)>")
_IMAGE = re.compile(r"<img\b(?:[^>\"]|\"[^\"]*\")*>", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc=\"([^\"]*)\"", re.IGNORECASE)
_HOLLOW = re.compile(r"<(p|figure|a)\b(?:[^>\"]|\"[^\"]*\")*>\s*</\1>", re.IGNORECASE)
_ENDS_WORD = re.compile(r"</?(?:p|div|br|li|tr|td|th|h[1-6]|blockquote|pre)\b", re.IGNORECASE)

_WRAPPERS = frozenset(("article", "body", "div", "main", "section"))
_ASIDES = frozenset(
    [
        "aside",
        "blockquote",
        "br",
        "dl",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "img",
        "ol",
        "pre",
        "table",
        "ul",
    ]
)
_VOID = frozenset(("br", "hr", "img"))
_WORDS_OF_A_HEADLINE = 12
_LONGEST_HEADLINE = 1000
"""Signs. No list of stories is pushed off the screen, or out of a document, by one of them."""


def headline(entry: Entry) -> str:
    """The headline on one line; never empty, so that one bare item cannot spoil a document."""
    own = line(entry.headline)
    if own:
        return own if len(own) <= _LONGEST_HEADLINE else f"{own[:_LONGEST_HEADLINE]} …"
    words = (line(entry.summary) or _opening_text(entry.body_html)).split()
    return " ".join(words[:_WORDS_OF_A_HEADLINE]) or line(entry.provider) or entry.id


def author(entry: Entry) -> str:
    """Who signs in feeds: the byline, else the credit; "" where nobody is named."""
    signed = map(without_mailbox, (entry.byline, entry.creditline, entry.provider))
    return next(filter(None, signed), "")


def credit(entry: Entry) -> str:
    """The line that closes the copy, ``- IANS``; "" where nobody is credited."""
    name = line(entry.creditline)
    return f"- {name}" if name else ""


def also(entry: Entry) -> str:
    """Who else has the same copy, ``also: Xinhua, TASS``; "" where nobody is named."""
    names = ", ".join(filter(None, map(line, entry.also)))
    return f"also: {names}" if names else ""


def contributors(entry: Entry) -> tuple[str, ...]:
    """The agencies beside the one that signs: whom the copy credits, and who else has it."""
    named = filter(None, map(without_mailbox, (*entry.via, *entry.also)))
    return tuple(dict.fromkeys(named))


def summary(entry: Entry) -> str:
    """The summary as plain text, its place before it; a story without one is summed up by its
    first paragraph. "" where the rights leave the headline alone.
    """
    words = line(entry.summary) or _opening_text(entry.body_html)
    return f"{_place(entry)}{words}" if words else ""


def copy(entry: Entry) -> str:
    """The full copy as HTML, place before and credit after; "" where the rights give less."""
    body = _pictures(legal(entry.body_html).strip(), entry)
    if not body:
        return ""
    return f"{_with_place(body, escape(_place(entry), quote=False))}{_closing(entry)}"


def shown(entry: Entry) -> str:
    """What is shown of an entry as HTML: the copy, else the summary, and the credit in any case."""
    full = copy(entry)
    if full:
        return full
    words = summary(entry)
    opening = f"<p>{escape(words, quote=False)}</p>" if words else ""
    return f"{opening}{_closing(entry)}"


def directed(html: str, entry: Entry, site_language: str) -> str:
    """HTML for a reader that knows the site's language alone: it says its own, and the direction of its
    script, where either of the two runs from the right.
    """
    own = tag(entry.language)
    ways = {direction(own), direction(site_language)}
    if not html or not own or "rtl" not in ways:
        return html
    return f'<div lang="{own}" dir="{direction(own)}">{html}</div>'


def shown_text(entry: Entry) -> str:
    """What is shown of an entry without full copy, as plain text; never empty."""
    parts = (summary(entry), credit(entry), also(entry))
    return "\n\n".join(filter(None, parts)) or headline(entry)


def subjects(entry: Entry) -> tuple[Subject, ...]:
    """The entry's subjects, blank and repeated ones left out; each has a code and a name."""
    kept: dict[tuple[str, str], Subject] = {}
    for subject in entry.subjects:
        code, name = line(subject.code), line(subject.name)
        if code or name:
            one = Subject(code=code or name, name=name or code, scheme=line(subject.scheme))
            kept.setdefault((one.code, one.scheme), one)
    return tuple(kept.values())


def may_show(entry: Entry, href: str) -> bool:
    """Whether a picture may stand in the text: rights permit it, and it is no `mixed` content."""
    source = address(href)
    return entry.inline_media and bool(source) and not mixed(entry, source)


def mixed(entry: Entry, href: str) -> bool:
    """Whether a picture comes without TLS to what is read with it. Browsers drop it, or ask for it over
    TLS from a host that may have none; nobody here knows which hosts do.
    """
    return entry.page.startswith("https:") and not href.startswith("https:")


def _place(entry: Entry) -> str:
    city = line(entry.city)
    return f"{city}: " if city else ""


def _closing(entry: Entry) -> str:
    return "".join(
        f"<p>{escape(words, quote=False)}</p>" for words in (credit(entry), also(entry)) if words
    )


def _pictures(body: str, entry: Entry) -> str:
    """The body without the pictures that may not be shown in it."""
    if "<img" not in body and "<IMG" not in body:
        return body

    def kept(found: re.Match[str]) -> str:
        source = _SOURCE.search(found[0])
        return found[0] if source and may_show(entry, unescape(source[1])) else ""

    return _HOLLOW.sub("", _IMAGE.sub(kept, body)).strip()


def _with_place(body: str, place: str) -> str:
    """The body, its place put before the words of its first paragraph.

    A list, a table, a quotation or a picture may come first: the place belongs to the story's
    text. Where there is no paragraph at all it stands in one of its own.
    """
    if not place:
        return body
    where = _first_words(body)
    if where is None:
        return f"<p>{place.rstrip()}</p>{body}"
    return f"{body[:where]}{place}{body[where:]}"


def _first_words(body: str) -> int | None:
    """Where the first paragraph's words begin; text outside any element counts as one."""
    aside = ""
    depth = 0
    position = 0
    for found in _TAG.finditer(body):
        closes, name = bool(found[1]), found[2].lower()
        if not depth and body[position : found.start()].strip():
            return position
        position = found.end()
        if depth:
            depth += (-1 if closes else 1) if name == aside else 0
        elif name == "p" and not closes:
            if _has_words(body, position):
                return position
        elif name in _ASIDES and not closes:
            if name not in _VOID:
                aside, depth = name, 1
        elif not closes and name not in _WRAPPERS and _has_words(body, position, name):
            return found.start()
    return position if not depth and body[position:].strip() else None


def _has_words(body: str, start: int, element: str = "p") -> bool:
    end = body.find(f"</{element}", start)
    return bool(_text(body[start : end if end >= 0 else len(body)]))


def _opening_text(body: str) -> str:
    """The words of the first paragraph of a body, as plain text."""
    body = legal(body)
    start = _first_words(body)
    if start is None:
        return _text(body)
    end = body.find("</p", start)
    return _text(body[start : end if end >= 0 else len(body)])


def _text(html: str) -> str:
    return line(unescape(_TAG.sub("", _ENDS_WORD.sub(r" \g<0>", html))))
