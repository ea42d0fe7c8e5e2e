"""Regular expressions of the config: RE2's, whose time is in proportion to the text, and no others.

Python's own `re` could be made to search for hours by a pattern that looks harmless.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

LONGEST = 1000
_MEMORY = 1024 * 1024
"""Bytes that one pattern and its search may take."""


class Pattern(Protocol):
    """A regular expression, ready to search."""

    def search(self, text: str) -> object | None:
        """What was found; None where it is nowhere in the text."""
        ...


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Pattern:
    """A regular expression in the syntax of RE2. Raises ValueError that says what is wrong, and where."""
    import re2

    if not pattern or len(pattern) > LONGEST:
        raise ValueError(f"a regular expression of {LONGEST} characters at most")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        made: Pattern = re2.compile(pattern, options)
    except re2.error as fault:
        (said,) = fault.args
        raise ValueError(f"a regular expression of RE2 ({_where(pattern, _text(said))})") from fault
    return made


def _text(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _where(pattern: str, said: str) -> str:
    """What RE2 says, with the place of what it quotes, counted from 1."""
    what, _, quoted = said.partition(": ")
    place = pattern.find(quoted) + 1 if quoted else 0
    return f"{what} at character {place}: {quoted}" if place else said
