"""The search that Hypothesis draws, for machines that atheris is not made for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from tests.fuzz.promise import LONGEST
from tests.fuzz.search import Search, limit_memory
from tests.fuzz.seeds import seeds
from tests.fuzz.words import WORDS

_ROUND = 500
"""Inputs between two looks at the clock."""


def any_bytes(words: Sequence[bytes], documents: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Words of a format, bytes, and documents with something put into them."""
    bodies = st.lists(st.sampled_from(words) | st.binary(max_size=4)).map(b"".join)
    return bodies | _spoiled(documents, words) if documents else bodies


def drawn(search: Search, seconds: float, seed: int) -> None:
    """Searches until the time is over."""
    bodies = any_bytes(WORDS[search.name], seeds(search.name))
    limit_memory()
    search.begin(seconds)
    for turn in count(seed):
        _round(bodies, search, turn)()
        if search.is_over():
            return


def _round(bodies: st.SearchStrategy[bytes], search: Search, turn: int) -> Callable[[], None]:
    # What is found is noted and not raised, so that there is nothing to make smaller.
    @settings(
        max_examples=_ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @seeded(turn)
    @given(bodies)
    def one(body: bytes) -> None:
        if not search.is_over():
            search.try_out(body[:LONGEST])

    return one


@st.composite
def _spoiled(draw: st.DrawFn, documents: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """A document with words of its format, bytes, or a part of another put into it."""
    body = draw(st.sampled_from(documents))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(body)))
        length = draw(st.integers(0, 200))
        other = draw(st.sampled_from(documents))
        start = draw(st.integers(0, len(other)))
        piece = draw(
            st.sampled_from(words) | st.binary(max_size=4) | st.just(other[start : start + length])
        )
        times = draw(st.sampled_from([1, 1, 1, 2, 50, 1000]))
        body = body[:place] + piece * times + body[place + draw(st.sampled_from([0, length])) :]
    return body
