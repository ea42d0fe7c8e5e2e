"""Plain text as documents may carry it: on one line, or in paragraphs of HTML."""

from __future__ import annotations

import html
import re

from feeds.finding import finder

BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_odd_blanks = finder(("  ", *(sign for sign in map(chr, range(0x80, 0x3001)) if sign.isspace())))
_PAIRED = re.compile(
    r"<(b|i|em|strong|u|s|small|sub|sup|span|a|font|cite|q|p|div|h[1-6])\b[^<>]*>"
    r"([^<]*(?:<(?!/?\1\b)[^<]*)*)</\1\s*>",
    re.IGNORECASE,
)
_MOST_PAIRED = 100
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SHORT = 200
_C0 = bytes(sign for sign in range(32) if sign not in b"\t\n\r") + b"\x7f"
# The others, as they stand in UTF-8.
_C1 = re.compile(b"\xc2[\x80-\x84\x86-\x9f]")
_NO_CHARACTER = re.compile(b"\xef\xbf[\xbe\xbf]")


def paragraphs(text: str) -> str:
    """Plain text as paragraphs: a blank line ends one, a line end inside one is a blank."""
    return "".join([f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs_of(text)])


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of plain text, each on one line."""
    if "\n" not in text and is_in_order(text):
        return [one] if (one := text.strip()) else []
    pieces = BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return [" ".join(words) for piece in pieces if (words := piece.split())]


def is_in_order(text: str) -> bool:
    """Whether all blanks of a text are single ones of the plain kind, its ends of lines apart."""
    return not ("\t" in text or "\r" in text or _odd_blanks(text))


def line(value: str) -> str:
    """Words on one line. Wires escape them once too often: what looks escaped is decoded, and of
    what then looks like inline markup the words are kept.
    """
    if not value:
        return ""
    if "&" in value and ";" in value:
        value = html.unescape(legal(value))
    for _ in range(_MOST_PAIRED):
        if "</" not in value or (less := _PAIRED.sub(r"\2", value)) == value:
            break
        value = less
    return " ".join(legal(value).split())


def legal(value: str) -> str:
    """Without what no document may carry: control characters, lone surrogates, non-characters."""
    if len(value) < _SHORT and value.isprintable():
        return value
    return value if is_legal(value) else without_controls(value)


def without_controls(value: str) -> str:
    """What `legal` gives, without looking first whether it has to."""
    return _CONTROL.sub("", value)


def is_legal(value: str) -> bool:
    """Whether a text has nothing that `legal` takes out."""
    # Bytes are looked through several times as fast as characters.
    try:
        signs = value.encode()
    except UnicodeEncodeError:
        return False
    return (
        len(signs.translate(None, _C0)) == len(signs)
        # To look for one byte costs nothing beside any pattern.
        and (b"\xc2" not in signs or _C1.search(signs) is None)
        and (b"\xef" not in signs or _NO_CHARACTER.search(signs) is None)
    )
