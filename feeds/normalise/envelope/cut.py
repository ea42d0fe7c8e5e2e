"""Cuts visible characters out of the ends of sanitised HTML, and what that leaves empty with them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_TOKEN = re.compile(r"<[^>]*>|&(?:#?\w+);|[^<&]+|[<&]")
_HOLLOW = re.compile(
    r"<(p|div|span|strong|b|i|em|u|a|font|h[2-6]|li|ul|ol|blockquote|figure|small)(?: [^>]*)?>"
    r"(?:\s|&nbsp;|<br>)*</\1>"
)
_LEADING = re.compile(r"^(?:\s|<br>|&nbsp;)+")
_TRAILING = re.compile(r"(?:\s|<br>|&nbsp;)+$")
_OPENING_BREAKS = re.compile(r"(<(?:p|div)(?: [^>]*)?>)(?:\s|<br>|&nbsp;)+")
_CLOSING_BREAKS = re.compile(r"(?<![\s>;])(?:\s|<br>|&nbsp;)+(</(?:p|div)>)")
_EDGE = 200
_LONG = 150
_ENDS_BLOCK = re.compile(r"</(?:p|div|blockquote|h[1-6]|li|ul|ol|tr|table|figure|pre)>|<br>|<hr>")


def opening(clean: str, most: int) -> str:
    """The first so many characters of sanitised HTML as they are seen, or a few more; one line end
    for every end of a block.
    """
    if clean.startswith("<p>") and (end := clean.find("</p>")) >= most:
        first = clean[3:end]
        if "<" not in first and "&" not in first:
            return first[:most]
    seen = ""
    for _, shown in _tokens(clean):
        seen += shown
        if len(seen) >= most:
            break
    return seen


def closing(clean: str, most: int) -> str:
    """The last so many characters as they are seen, or a few more.

    Of copy that ends in a long plain paragraph that paragraph is enough.
    """
    last = _last_plain(clean)
    if len(last) > _LONG:
        return f"{last}\n"
    return "".join(shown for _, shown in _tokens(clean[_from(clean, most) :]))


def cut_start(clean: str, count: int) -> str:
    """Without its first so many visible characters."""
    end = clean.find("<", 3)
    if clean.startswith("<p>") and count < end - 3 and "&" not in clean[3 : 3 + count]:
        return "<p>" + clean[3 + count :].lstrip()
    kept: list[str] = []
    place = 0
    for token, shown in _tokens(clean):
        if count <= 0:
            break
        place += len(token)
        if not shown:
            kept.append(token)
        elif len(shown) <= count:
            count -= len(shown)
            if token.startswith("<"):
                kept.append(token)
        else:
            kept.append(token[count:])
            count = 0
    edge = clean.find("<", place + _EDGE) if len(clean) > place + _EDGE else -1
    near, far = (clean[place:edge], clean[edge:]) if edge >= 0 else (clean[place:], "")
    return _LEADING.sub("", _tidied("".join(kept) + near)) + far


def cut_end(clean: str, count: int) -> str:
    """Without its last so many visible characters."""
    last = _last_plain(clean)
    if len(last) > count and (left := last[: len(last) + 1 - count].rstrip()):
        return f"{clean[: len(clean) - len(last) - 4]}{left}</p>"
    start = _from(clean, count)
    kept: list[str] = []
    for token, shown in reversed(list(_tokens(clean[start:]))):
        if count <= 0 or not shown:
            kept.append(token)
        elif len(shown) <= count:
            count -= len(shown)
            if token.startswith("<"):
                kept.append(token)
        else:
            kept.append(token[: len(token) - count])
            count = 0
    # What the cut leaves hollow may begin a little before it.
    edge = max(0, clean.rfind("<", 0, max(0, start - _EDGE)))
    left = _tidied(clean[edge:start] + "".join(reversed(kept)))
    return clean[:edge] + _TRAILING.sub("", left)


def _last_plain(clean: str) -> str:
    """The words of a last paragraph that holds nothing but words; ``""`` where it is not so plain."""
    if not clean.endswith("</p>"):
        return ""
    last = clean[clean.rfind(">", 0, -4) + 1 : -4]
    begins = clean.endswith("<p>", 0, len(clean) - 4 - len(last))
    return last if begins and "&" not in last else ""


def _from(clean: str, most: int) -> int:
    """A place in the markup, at the start of a token, behind which at least so much is seen."""
    window = 2 * most + 200
    while True:
        start = clean.find("<", max(0, len(clean) - window)) if window < len(clean) else 0
        if start <= 0 or sum(len(shown) for _, shown in _tokens(clean[start:])) >= most:
            return max(0, start)
        window *= 2


def _tokens(clean: str) -> Iterator[tuple[str, str]]:
    """Tokens of markup, each with what is seen of it."""
    for hit in _TOKEN.finditer(clean):
        token = hit[0]
        if token.startswith("<") and len(token) > 1:
            yield token, "\n" if _ENDS_BLOCK.fullmatch(token) else ""
        elif token.startswith("&") and len(token) > 1:
            yield token, html.unescape(token)
        else:
            yield token, token


def _tidied(piece: str) -> str:
    """A piece of markup without elements that hold nothing, nor breaks at the edges of paragraphs."""
    while (less := _HOLLOW.sub("", piece)) != piece:
        piece = less
    if "<br>" in piece or "&nbsp;" in piece or "> " in piece or " </" in piece or "\n" in piece:
        return _OPENING_BREAKS.sub(r"\1", _CLOSING_BREAKS.sub(r"\1", piece))
    return piece
