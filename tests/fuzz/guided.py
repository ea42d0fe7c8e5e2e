"""The search that coverage guides, by atheris: what runs through new lines of the readers is tried further."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import atheris

# What is followed: our own code and that of Python's and others' that reads for us.
with atheris.instrument_imports(include=["feeds", "feedparser", "email", "html"]):
    import feedparser  # noqa: F401

    from feeds.parse import feed, mail, ninjs, nitf  # noqa: F401
    from tests.fuzz.promise import LONGEST
    from tests.fuzz.search import Search, limit_memory
    from tests.fuzz.seeds import seeds
    from tests.fuzz.words import dictionary

_HANGS = 30
"""Seconds of the clock after which what cannot be interrupted is given up, and the search with it."""


def guided(name: str, seconds: float, seed: int, kept: Path, room: Path) -> NoReturn:
    """Searches until the time is over, and ends the process: libFuzzer gives nothing back."""
    search = Search(name, kept)
    corpus = room / "corpus"
    corpus.mkdir()
    for number, body in enumerate(seeds(name)):
        (corpus / f"{number:04}").write_bytes(body)
    words = room / "words"
    words.write_text(dictionary(name))
    options = {
        "max_len": LONGEST, "timeout": _HANGS, "seed": seed, "dict": words, "len_control": 20,
        "artifact_prefix": f"{kept}/hang-", "rss_limit_mb": 0, "verbosity": 0,
    }  # fmt: skip
    kept.mkdir(parents=True, exist_ok=True)
    limit_memory()
    search.begin(seconds)

    def one(body: bytes) -> None:
        search.try_out(body)
        if search.is_over():
            print(search, flush=True)
            os._exit(bool(search.faults))

    told = [sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(corpus)]
    atheris.Setup(told, one)
    atheris.Fuzz()
    raise AssertionError("libFuzzer came back")
