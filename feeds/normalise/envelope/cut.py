"""Cuts words out of the ends of sanitised HTML, and what that leaves empty with them.

What is to go is given as `text_of` shows it. Markup has blanks of its own, so that characters are
counted without them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from feeds.normalise.html import without_hollow

_TOKEN = re.compile(r"<[^>]*>|&(?:#?\w+);|[^<&]+|[<&]")
_TAG = re.compile(r"<[^>]*>")
_LEADING = re.compile(r"^(?:\s|<br>|&nbsp;)+")
# From the first of them on, so that no text is long to look through.
_TRAILING = re.compile(r"(?<!\s)(?<!<br>)(?<!&nbsp;)(?:\s|<br>|&nbsp;)+$")
_OPENING_BREAKS = re.compile(r"(<(?:p|div)(?: [^>]*)?>)(?:\s|<br>|&nbsp;)+")
_CLOSING_BREAKS = re.compile(r"(?<![\s>;])(?:\s|<br>|&nbsp;)+(</(?:p|div)>)")
# Emptied by a cut as well, though empty ones of the wire's own may mean something.
_EMPTIED = re.compile(r"<(li|ul|ol|blockquote|small)\b[^>]*>(?:\s|&nbsp;|<br>)*</\1>")
_EDGE = 200


def cut_start(clean: str, words: str) -> str:
    """Without `words` at its start."""
    start = clean.find(words)
    if start > 0 and "&" not in words and not _TAG.sub("", clean[:start]).strip():
        left = clean[start + len(words) :].lstrip()
        if not left.startswith(("<", "&")):
            return f"{clean[:start].rstrip()}{left}"
    count = _visible(words)
    kept: list[str] = []
    place = 0
    for token, shown in _tokens(clean):
        if count <= 0:
            break
        place += len(token)
        seen = _visible(shown)
        if seen > count:
            kept.append(token[_span(token, count) :])
        elif token.startswith("<"):
            kept.append(token)
        count -= seen
    edge = clean.find("<", place + _EDGE) if len(clean) > place + _EDGE else -1
    near, far = (clean[place:edge], clean[edge:]) if edge >= 0 else (clean[place:], "")
    return _LEADING.sub("", _tidied("".join(kept) + near)) + far


def cut_inside(clean: str, before: str, words: str) -> str:
    """Without `words`, which stand behind `before`; what ends with `before` stays with it."""
    count = _visible(before)
    place = 0
    for token, shown in _tokens(clean):
        ends = token.startswith(("</", "<br")) or not token.strip()
        if count <= 0 and not ends:
            break
        seen = _visible(shown)
        place += len(token) if seen <= count else _span(token, count)
        count -= seen
    return clean[:place] + cut_start(clean[place:], words)


def cut_end(clean: str, words: str) -> str:
    """Without `words` at its end."""
    start = clean.rfind(words)
    after = start + len(words)
    if start > 0 and "&" not in words and not _TAG.sub("", clean[after:]).strip():
        left = clean[:start].rstrip()
        if not left.endswith((">", ";")):
            return f"{left}{clean[after:].lstrip()}"
    count = _visible(words)
    start = _from(clean, count)
    kept: list[str] = []
    for token, shown in reversed(list(_tokens(clean[start:]))):
        seen = _visible(shown)
        if count <= 0 or token.startswith("<"):
            kept.append(token)
        elif seen > count:
            kept.append(token[: len(token) - _span(token[::-1], count)])
        count -= min(seen, count)
    # What the cut leaves hollow may begin a little before it.
    edge = max(0, clean.rfind("<", 0, max(0, start - _EDGE)))
    left = _tidied(clean[edge:start] + "".join(reversed(kept)))
    return clean[:edge] + _TRAILING.sub("", left)


def _visible(words: str) -> int:
    """How many characters are no blanks."""
    return len("".join(words.split()))


def _span(words: str, count: int) -> int:
    """The length of the start of a text in which so many characters are no blanks."""
    for place, sign in enumerate(words):
        if count <= 0:
            return place
        count -= not sign.isspace()
    return len(words)


def _from(clean: str, count: int) -> int:
    """A place in the markup, at the start of a tag, behind which at least so much is seen."""
    window = 2 * count + 200
    while True:
        start = clean.find("<", max(0, len(clean) - window)) if window < len(clean) else 0
        if start <= 0 or sum(_visible(shown) for _, shown in _tokens(clean[start:])) >= count:
            return max(0, start)
        window *= 2


def _tokens(clean: str) -> Iterator[tuple[str, str]]:
    """Tokens of markup, each with what is seen of it."""
    for hit in _TOKEN.finditer(clean):
        token = hit[0]
        if token.startswith("<"):
            yield token, ""
        elif token.startswith("&") and len(token) > 1:
            yield token, html.unescape(token)
        else:
            yield token, token


def _tidied(piece: str) -> str:
    """A piece of markup without elements that hold nothing, nor breaks at the edges of paragraphs."""
    while (less := _EMPTIED.sub("", without_hollow(piece))) != piece:
        piece = less
    if "<br>" in piece or "&nbsp;" in piece or "> " in piece or " </" in piece or "\n" in piece:
        return _OPENING_BREAKS.sub(r"\1", _CLOSING_BREAKS.sub(r"\1", piece))
    return piece
