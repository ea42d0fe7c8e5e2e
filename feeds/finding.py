"""Which of many words stand in a text, at one look for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, MatchKind


def finder(words: Iterable[str]) -> Callable[[str], list[str]]:
    """What gives those of the words that a text has in it, in their order there, each as often as it
    stands there; of several that begin at one place, or lie over one another, the first and longest.

    Raises UnicodeEncodeError for a text with half a pair of surrogates in it.
    """
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest).find_matches_as_strings


def byte_finder(sign: bytes) -> Callable[[bytes], bool]:
    """What says whether bytes have others in them: in long documents many times as fast as ``in``."""
    find = BytesAhoCorasick((sign,), matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes
    return lambda signs: bool(find(signs))
