"""A document that is four times as long takes about four times as long to read, and not sixteen times."""

from __future__ import annotations

import contextlib
import gc
import time

import pytest

from feeds.errors import ParseError
from feeds.pipeline.read import read
from tests.fuzz.frames import FRAMES, MAIL_IN_HTML
from tests.fuzz.promise import document, limited
from tests.fuzz.words import WORDS

_SHORT, _LONG = 32 * 1024, 128 * 1024
_WORST = 10
"""Between what is in proportion, four, and what goes by the square, sixteen."""
_NOTHING = 0.25
"""Seconds of processor time below which nothing is said of growth."""
_MUCH = 8.0
"""Seconds that reading the long one may take: a worker is given ten."""
_OF_OTHERS = frozenset({b"\xa0", b"&nbsp;", b"&amp;"})
"""What nh3 itself goes through by the square where it fills one paragraph: 128 KiB take it 0.2 s."""


def seconds(body: bytes, name: str) -> float:
    payload, source = document(body, name)
    gc.disable()  # what other tests have left on the heap would be looked through again and again
    try:
        began = time.process_time()
        with limited(_MUCH), contextlib.suppress(ParseError):
            read(payload, source)
        return time.process_time() - began
    finally:
        gc.enable()


def growth(word: bytes, frame: tuple[bytes, bytes], name: str) -> float:
    """How many times as long the long document took; 0 where it took next to nothing."""
    short, long = ((word * (size // len(word))).join(frame) for size in (_SHORT, _LONG))
    took = seconds(long, name)
    if took <= _NOTHING or word in _OF_OTHERS:
        return 0
    return took / seconds(short, name)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", WORDS)
def test_reading_a_word_that_comes_again_and_again_takes_time_in_proportion(name: str) -> None:
    frames = [(b"", b""), FRAMES[name], *([MAIL_IN_HTML] if name == "mail" else [])]
    for word in dict.fromkeys(WORDS[name]):
        for frame in frames:
            # What else the machine does can spoil one measurement, hardly three.
            times = (growth(word, frame, name) for _ in range(3))
            assert any(one <= _WORST for one in times), f"{word!r} in {frame!r}"
