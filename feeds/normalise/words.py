"""The words of HTML: a text of paragraphs and lines, and a headline on one."""

from __future__ import annotations

import html
import re

from feeds.finding import finder
from feeds.model import Text
from feeds.normalise.html import TAGS, sanitised, without_tags
from feeds.normalise.plain import BLANK_LINES, is_in_order, legal, line, paragraphs_of

_PARTING = {
    "p", "div", "blockquote", "figure", "figcaption", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
    "li", "dl", "dt", "dd", "table", "tr", "hr", "pre", "caption",
}  # fmt: skip
_PARTED = "\x1e"
"""Stands between two paragraphs until they are told apart: a control character, which no copy has any more."""
_ENDS = re.compile("\n{3,}")
_twice_blank = finder(("  ",))


class _Spread(dict[str, str]):
    """How the ends of lines and paragraphs stand in the text, by what stands in a tag: what is not in
    `_PARTING` stands inside a line.
    """

    def __missing__(self, tag: str) -> str:
        return self.get(tag.partition(" ")[0], "")


_SPREAD = _Spread(
    {f"{slash}{name}": _PARTED if name in _PARTING else "" for slash in ("", "/") for name in TAGS}
    | {"br": "\n"}
)


def text_of(clean: str) -> str:
    """The words of sanitised HTML: paragraphs with a blank line between, no markup."""
    # Nothing but tags has angle brackets, so that words and tags take turns.
    pieces = clean.replace("<", ">").split(">")
    pieces[1::2] = map(_SPREAD.__getitem__, pieces[1::2])
    plain = "".join(pieces)
    if "&" in plain:
        plain = html.unescape(plain)
    # To look costs less than to split and join what is in order already.
    tidy = _is_tidy(plain)
    parts = filter(None, map(str.strip, plain.split(_PARTED)))
    return "\n\n".join([part if tidy and "\n" not in part else _in_order(part) for part in parts])


def _is_tidy(text: str) -> bool:
    """Whether a single line may stay as it is, thin and wide blanks among it."""
    return "\t" not in text and "\xa0" not in text and not _twice_blank(text)


def _in_order(part: str) -> str:
    """The words of a part, in its lines; a blank one ends a paragraph here as well."""
    if "\n" in part:
        lines = "\n".join(map(str.strip, part.split("\n")))
        if is_in_order(lines):
            return _ENDS.sub("\n\n", lines) if "\n\n\n" in lines else lines
    return "\n\n".join(map(_lines, map(str.strip, BLANK_LINES.split(part))))


def _lines(part: str) -> str:
    if "\n" not in part:
        return part if _is_tidy(part) else " ".join(part.split())
    return "\n".join([" ".join(words) for line in part.split("\n") if (words := line.split())])


def line_of(text: Text) -> str:
    """A headline: one line of plain text, its entities decoded, its markup gone."""
    value = text.value
    if text.html and ("<" in value or "&" in value):
        value = legal(value)
        if "<" in value:
            value = without_tags(value)
        value = html.unescape(value)
    return line(value)


def read_short(text: Text, base: str) -> tuple[str, str]:
    """A text construct as safe HTML, and the words of that; no HTML where there are but words."""
    if "<" in text.value or "&" in text.value:
        clean = sanitised(text, base)
        return clean, text_of(clean)
    # Nothing to be cleaned and read again: most summaries are a sentence and no more.
    return "", "\n\n".join(paragraphs_of(legal(text.value)))
