"""Cuts visible characters out of the ends of sanitised HTML, and what that leaves empty with them."""

from __future__ import annotations

import html
import re

_TOKEN = re.compile(r"<[^>]*>|&(?:#?\w+);|[^<&]+|[<&]")
_HOLLOW = re.compile(
    r"<(p|div|span|strong|b|i|em|u|a|font|h[2-6]|li|ul|ol|blockquote|figure|small)(?: [^>]*)?>"
    r"(?:\s|&nbsp;|<br>)*</\1>"
)
_LEADING = re.compile(r"^(?:\s|<br>|&nbsp;)+")
_TRAILING = re.compile(r"(?:\s|<br>|&nbsp;)+$")
_OPENING_BREAKS = re.compile(r"(<(?:p|div)(?: [^>]*)?>)(?:\s|<br>|&nbsp;)+")
_CLOSING_BREAKS = re.compile(r"(?:\s|<br>|&nbsp;)+(</(?:p|div)>)")
_ENDS_BLOCK = re.compile(r"</(?:p|div|blockquote|h[1-6]|li|ul|ol|tr|table|figure|pre)>|<br>|<hr>")


def visible(clean: str) -> str:
    """The characters of sanitised HTML as they are seen, one line end for every end of a block."""
    return "".join(shown for _, shown in _tokens(clean))


def cut_start(clean: str, count: int) -> str:
    """Without its first so many visible characters."""
    kept: list[str] = []
    for token, shown in _tokens(clean):
        if count <= 0 or not shown:
            kept.append(token)
        elif len(shown) <= count:
            count -= len(shown)
            if token.startswith("<"):
                kept.append(token)
        else:
            kept.append(token[count:])
            count = 0
    return _tidied("".join(kept))


def cut_end(clean: str, count: int) -> str:
    """Without its last so many visible characters."""
    kept: list[str] = []
    for token, shown in reversed(list(_tokens(clean))):
        if count <= 0 or not shown:
            kept.append(token)
        elif len(shown) <= count:
            count -= len(shown)
            if token.startswith("<"):
                kept.append(token)
        else:
            kept.append(token[: len(token) - count])
            count = 0
    return _tidied("".join(reversed(kept)))


def _tokens(clean: str) -> list[tuple[str, str]]:
    """Tokens of markup, each with what is seen of it."""
    found = []
    for hit in _TOKEN.finditer(clean):
        token = hit[0]
        if token.startswith("<") and len(token) > 1:
            found.append((token, "\n" if _ENDS_BLOCK.fullmatch(token) else ""))
        elif token.startswith("&") and len(token) > 1:
            found.append((token, html.unescape(token)))
        else:
            found.append((token, token))
    return found


def _tidied(clean: str) -> str:
    while (less := _HOLLOW.sub("", clean)) != clean:
        clean = less
    clean = _OPENING_BREAKS.sub(r"\1", _CLOSING_BREAKS.sub(r"\1", clean))
    return _TRAILING.sub("", _LEADING.sub("", clean))
