"""Plain text of mails: its lines, and its paragraphs out of lines that were broken to fit a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from feeds.parse.mail.parts import Words
from feeds.parse.mail.text import Line

_GAP = re.compile("\n{3,}")
_QUOTED = re.compile(r"(?:> ?)+")
_WIDEST = 100
"""Characters in a line that was broken; RFC 5322, 2.1.1 asks for 78."""
_SENTENCE_END = (".", "!", "?", '."', '!"', '?"', ".”", "!”", "?”", ".'", ".’", "。", "।", "؟")
_OWN_LINE = re.compile(r"(?:[-*•·–—▪●]\s|--\S|#+\s|\d{1,2}[.)]\s|={3,}|[({\[]\w{2,12}[)}\]]$)")


def lines_of(words: Words) -> list[Line]:
    """The lines of a plain text part, those that format=flowed continues in one (RFC 3676, 4)."""
    raw = _GAP.sub("\n\n", words.value).split("\n")
    if not words.flowed:
        return [_quoted(raw, place) for place in range(len(raw))]
    found: list[Line] = []
    pieces: list[str] = []
    depth = 0
    for one in raw:
        bare = one.lstrip(">")
        quoted = len(one) - len(bare)
        text = bare.removeprefix(" ")
        if pieces and (quoted != depth or text == "-- "):
            found.append(Line(text="".join(pieces).rstrip(), quoted=depth))
            pieces = []
        depth = quoted
        if text.endswith(" ") and text != "-- ":
            pieces.append(text[:-1] if words.delsp else text)
            continue
        found.append(Line(text="".join(pieces) + text, quoted=depth))
        pieces = []
    if pieces:
        found.append(Line(text="".join(pieces).rstrip(), quoted=depth))
    return found


def _quoted(raw: Sequence[str], place: int) -> Line:
    text = raw[place]
    if not text.startswith(">"):
        return Line(text=text)
    # A mailbox puts a ">" before a line of copy that begins with "From " (RFC 4155).
    if text.startswith(">From ") and not any(
        raw[near].startswith(">") for near in (place - 1, place + 1) if 0 <= near < len(raw)
    ):
        return Line(text=text[1:])
    hit = _QUOTED.match(text)
    end = hit.end() if hit is not None else 0
    return Line(text=text[end:], quoted=text.count(">", 0, end))


def paragraphs(lines: Sequence[Line], *, flowed: bool) -> str:
    """The text of lines of copy, a blank line between its paragraphs.

    A blank line ends one. Where lines are as long as they come, or were joined already, each is one.
    Where they were broken to fit, a line that ends a sentence and has room for the next word does too.
    """
    long = sum(len(one.text) for one in lines if len(one.text) > _WIDEST)
    whole = flowed or 2 * long > sum(len(one.text) for one in lines)
    width = max((len(one.text) for one in lines if len(one.text) <= _WIDEST), default=0)
    return "\n\n".join(" ".join(part) for part in _parts(lines, width, whole=whole))


def _parts(lines: Sequence[Line], width: int, *, whole: bool) -> Iterator[list[str]]:
    part: list[str] = []
    before = ""
    for line in lines:
        if part and (line.blank or whole or _begins(line.text, before, width)):
            yield part
            part = []
        if not line.blank:
            part.append(line.words)
            before = line.text.rstrip()
    if part:
        yield part


def _begins(text: str, before: str, width: int) -> bool:
    """Whether a paragraph begins with a line that no blank one stands above."""
    words = text.split()
    if _OWN_LINE.match(text.strip()) is not None:
        return True
    if text[:2].isspace() and not before[:2].isspace() and before.endswith(_SENTENCE_END):
        return True
    room = width - len(before)
    return before.endswith(_SENTENCE_END) and room > max(10, len(words[0]) + 1)
