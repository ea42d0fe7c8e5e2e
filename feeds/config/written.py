"""Sources put into the text of a config, in which not a sign changes otherwise. Pure: `app` writes the file."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from feeds.config.values import identifier

Row = Mapping[str, str | list[str]]
"""The keys of a source, and what they are to say."""

_LONGEST_STEM = 40
_HEAD = re.compile(r"\s*\[")
_HEAD_OF_SOURCE = re.compile(r"\s*\[\[?\s*source\s*[].]")


def new_id(names: Iterable[str], taken: Collection[str]) -> str:
    """An id that nobody has, of the first of some names that has a letter or digit of ASCII; with a
    number where another one has it.
    """
    stem = next(filter(None, map(_stem, names)), "source")
    numbered = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return identifier(next(one for one in numbered if one not in taken))


def _stem(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_STEM].rstrip("-")


def with_sources(text: str, rows: Sequence[Row]) -> str:
    """The config with a ``[[source]]`` for each row (TOML 1.0.0, "Array of Tables"): behind the last one
    that it has, or at its end where it has none or that place cannot be told.

    Raises ValueError where its sources stand in brackets, to which no table can be added.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    whole = text if text.endswith("\n") or not text else text + newline
    wanted = tomllib.loads(whole)
    wanted["source"] = [*wanted.get("source", ()), *(dict(row) for row in rows)]
    lines = whole.split("\n")
    for place in (_behind_the_last_source(lines), len(lines) - 1):
        before, after = "\n".join([*lines[:place], ""]), "\n".join(lines[place:])
        found = "".join((before, *(_table(row, newline) for row in rows), after))
        # What looks like a head may stand in a text of several lines: only what the file now says counts.
        if _says(found, wanted):
            return found
    raise ValueError("tables under [[source]], not a list in brackets")


def _says(text: str, wanted: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _table(row: Row, newline: str) -> str:
    # A string of JSON is one of TOML, but for the one sign that JSON lets stand.
    said = (
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
        for key, value in row.items()
    )
    return newline.join(("", "[[source]]", *said, ""))


def _behind_the_last_source(lines: Sequence[str]) -> int:
    heads = [number for number, line in enumerate(lines) if _HEAD.match(line)]
    own = [number for number in heads if _HEAD_OF_SOURCE.match(lines[number])]
    if not own:
        return len(lines) - 1
    end = next((number for number in heads if number > own[-1]), len(lines))
    place = end
    while not lines[place - 1].strip() or _is_comment(lines[place - 1]):
        place -= 1
    # What is commented out right under a source's keys belongs to it.
    below = place
    while below < end and _is_comment(lines[below]):
        below += 1
    return below if below < end and not lines[below].strip() else place


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
