"""A document that is four times as long takes about four times as long to read, and not sixteen times."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from feeds.errors import ParseError
from feeds.model import Payload, Source
from feeds.parse import recognise
from feeds.pipeline.read import read
from tests.fuzz.frames import FRAMES, MAIL_IN_HTML
from tests.fuzz.promise import TooLong, document
from tests.fuzz.words import WORDS
from tests.processor import within

_LONG = 128 * 1024
_LONGER = 384 * 1024
_WORST = 10
"""Between what is in proportion, four, and what goes by the square, sixteen."""
_NOTHING = 0.25
"""Seconds of processor time below which nothing is said of growth."""
_TICK = 0.001
"""What nothing takes less than."""
_MUCH = 8.0
"""Seconds that reading the long one may take: a worker is given ten."""
_OF_OTHERS = frozenset({b"\xa0", b"&nbsp;", b"&amp;"})
"""What nh3 itself goes through by the square where it fills one paragraph: 128 KiB take it 0.2 s."""

Frame = tuple[bytes, bytes]
Reads = Callable[[Payload, Source], object]

_ALONE = (b"", b"<x>")
_G2 = b" xmlns='http://iptc.org/std/nar/2006-10-01/'"
# What grew too fast once, and is no word in the frame of its format.
CASES: dict[str, list[tuple[Frame, bytes, int]]] = {
    "feed": [
        ((b"<?xml version='1.0'?><!-- -->", b"".join(FRAMES["feed"])), b"\n", _LONG),
        ((FRAMES["feed"][0] + b"</description></item>", b""), b"<skipHours>", _LONG),
    ],
    "mail": [
        (FRAMES["mail"], b"T: x\n", _LONG),
        ((MAIL_IN_HTML[0] + b"<p>The bell rang.</p>", b"x"), b" ", _LONG),
    ],
    "iptc7901": [
        ((b"ZCZC QNA\n%A\n", b"\n:(GOA)\nThe bell rang.\nNNNN"), b"\n", _LONG),
        ((b"ZCZC QNA\n%A\n", b"\n:(GOA)\nThe bell rang.\nNNNN"), b"\n:(GOA)\n", _LONG),
    ],
    "newsml1": [(_ALONE, b"\xa0", _LONG)],
    "newsmlg2": [
        (_ALONE, b"\n", _LONG),
        (
            (
                b"<newsMessage" + _G2 + b"><itemSet>",
                (b"<newsItem guid='u0'><catalog><scheme alias='stat' uri='http://wire.example/'/></catalog>"
                b"</newsItem></itemSet></newsMessage>"),
            ),
            (
                b"<newsItem guid='u1' version='1'><itemMeta><itemClass qcode='ninat:text'/></itemMeta><contentMeta>"
                b"<headline>Bell</headline></contentMeta></newsItem>"
            ),
            _LONGER,
        ),
    ],
    "nitf": [(_ALONE, b" ", _LONG)],
    "ritzau": [((b"", b""), b"<!DOCTYPE [", _LONG)],
}  # fmt: skip


def seconds(body: bytes, name: str, do: Reads = read) -> float:
    # Of the same media type and address, whatever the bytes: what these say may end the reading at once.
    payload, source = document(b"", name)
    payload = replace(payload, body=body)
    gc.disable()  # what other tests have left on the heap would be looked through again and again
    try:
        began = time.process_time()
        with within(_MUCH, TooLong), contextlib.suppress(ParseError):
            do(payload, source)
        return time.process_time() - began
    finally:
        gc.enable()


def frames_of(name: str) -> list[Frame]:
    return [(b"", b""), FRAMES[name], *([MAIL_IN_HTML] if name == "mail" else [])]


def recognised(payload: Payload, _: Source) -> object:
    return recognise(payload)


def what_is_measured(bodies: Iterable[bytes], word: bytes, frame: Frame, name: str) -> Reads:
    """All of the reading; of what is recognised as a format that reads the same word in the same frame
    under its own name, only that it is recognised.
    """
    if name != "auto":
        return read
    payload, _ = document(b"", name)
    with within(_MUCH, TooLong), contextlib.suppress(ParseError):
        formats = {recognise(replace(payload, body=body)) for body in bodies}
        if all(word in WORDS[one] and frame in frames_of(one) for one in formats):
            return recognised
    return read


def growth(word: bytes, frame: Frame, name: str, longest: int = _LONG) -> float:
    """How many times as long the long document took; 0 where it took next to nothing."""
    sizes = (longest // 4, longest)
    short, long = ((word * (size // len(word))).join(frame) for size in sizes)
    do = what_is_measured((short, long), word, frame, name)
    took = seconds(long, name, do)
    if took <= _NOTHING or word in _OF_OTHERS:
        return 0
    return took / max(seconds(short, name, do), _TICK)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", WORDS)
def test_reading_a_word_that_comes_again_and_again_takes_time_in_proportion(name: str) -> None:
    for word in dict.fromkeys(WORDS[name]):
        for frame in frames_of(name):
            stays_in_proportion(word, frame, name)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", CASES)
def test_reading_what_once_took_too_long_takes_time_in_proportion(name: str) -> None:
    for frame, word, longest in CASES[name]:
        stays_in_proportion(word, frame, name, longest)


def stays_in_proportion(word: bytes, frame: Frame, name: str, longest: int = _LONG) -> None:
    # What else the machine does can spoil one measurement, hardly three.
    times = (growth(word, frame, name, longest) for _ in range(3))
    assert any(one <= _WORST for one in times), f"{word!r} in {frame!r}"
