"""Which host names belong to one site, and so take turns (C52)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from feeds.guard import literal

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


class Sites:
    """Tells the site of a name: names that one publisher has registered together are one."""

    def __init__(self) -> None:
        self._firsts: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """A key that names of one site have in common; an address that is written out is its own site.

        The list of public suffixes takes a tenth of a second to load, and only says anything new where
        two names end alike. So a name that nothing else ends like goes by its ending.
        """
        if (address := literal(name)) is not None:
            return str(address)
        ending = ".".join(name.split(".")[-2:])
        first = self._firsts.setdefault(ending, name)
        if name == first:
            return ending
        site = registered(name)
        return ending if site == registered(first) else site


def registered(name: str) -> str:
    """The part of a name that was registered: one label below a public suffix; else the name itself."""
    return _suffixes().privatesuffix(name) or name


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
