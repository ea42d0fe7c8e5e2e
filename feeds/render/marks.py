"""Copy with what was taken off it marked, for people to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def pieces(text: str, parts: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with what it was taken for; ``""`` is the story. A part has a kind, a beginning and
    an end.
    """
    place = 0
    for kind, start, end in (*parts, ("", len(text), len(text))):
        if story := text[place:start].strip("\n "):
            yield "", story + ("\n" if kind else "")
        if kind:
            yield kind, text[start:end]
        place = end
