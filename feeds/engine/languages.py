"""The language of copy where neither its wire nor its source names one.

The detector takes some 80 MB and a third of a second to load, once: it lives here, beside the worker
processes and not in each of them, and is loaded when the first item needs it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from feeds.contracts import Reader
from feeds.model import DETECT_LANGUAGE, Item, Payload, Reading, Source

if TYPE_CHECKING:
    from lingua import LanguageDetector

_ENOUGH = 20
"""Letters below which a guess is none."""
_LONGEST = 1000
"""Characters that are looked at: more tell nothing new."""


class LanguageReader:
    """A `Reader` that asks the detector for the language of items without one, of the sources whose
    `language` is ``detect``.
    """

    def __init__(self, reader: Reader, detect: Callable[[str], str]) -> None:
        self._reader = reader
        self._detect = detect

    async def read(self, payload: Payload, source: Source) -> Reading:
        """The payload's items. Raises ParseError."""
        reading = await self._reader.read(payload, source)
        if source.language != DETECT_LANGUAGE or all(item.language for item in reading.items):
            return reading
        return await asyncio.to_thread(with_languages, reading, self._detect)


def with_languages(reading: Reading, detect: Callable[[str], str]) -> Reading:
    """The same with a language for each item that has none, as far as the detector can tell."""
    items = (
        item if item.language else replace(item, language=detect(_words(item)))
        for item in reading.items
    )
    return replace(reading, items=tuple(items), hashes=())  # of what they said without it


class Detector:
    """lingua over all its languages, in the mode that needs the least memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._detector: LanguageDetector | None = None

    def __call__(self, text: str) -> str:
        """The language of a text as an ISO 639-1 code; ``""`` where it is too short to tell."""
        if sum(map(str.isalpha, text)) < _ENOUGH:
            return ""
        found = self._loaded().detect_language_of(text)
        return "" if found is None else found.iso_code_639_1.name.lower()

    def _loaded(self) -> LanguageDetector:
        from lingua import LanguageDetectorBuilder

        with self._lock:
            if self._detector is None:
                builder = LanguageDetectorBuilder.from_all_languages()
                self._detector = builder.with_low_accuracy_mode().build()
            return self._detector


def _words(item: Item) -> str:
    return f"{item.headline}\n{item.body_text or item.summary}"[:_LONGEST]
