"""A part of the envelope: what it is, and where it stands in the text of the copy."""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """``text[start:end]`` is a dateline, a sign-off, a note, a head, a headline or a byline."""

    kind: str
    start: int
    end: int

    def trimmed(self, text: str) -> Part:
        """The part without the blanks round it."""
        words = text[self.start : self.end]
        start = self.start + len(words) - len(words.lstrip())
        return Part(self.kind, start, start + len(words.strip()))
