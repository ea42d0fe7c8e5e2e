"""What no row of ``[[agency]]`` can tell by itself: a word that stands for two of them stands for none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from feeds.errors import Fault

_LONGEST = 80


def shared_words(rows: Sequence[tuple[str, Mapping[str, object]]]) -> Iterator[Fault]:
    """A fault for each word that a row before has too. `rows` are as the file has them, each with the
    words that name it in faults; a second row of one name has been told.
    """
    owners: dict[str, str] = {}
    for where, row in rows:
        if where in owners.values():
            continue
        for key, word in _words(row):
            owner = owners.setdefault(" ".join(word.split()).casefold(), where)
            if owner != where:
                yield Fault(
                    key=f"{where}: {key}",
                    found=f"{word!r}, which stands for {owner}",
                    expected="a word that stands for no other agency",
                )


def _words(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The words of a row, each with its key; what can be none has been told."""
    stated: list[tuple[str, object]] = [("name", row.get("name"))]
    for key in ("tags", "plain"):
        words = row.get(key)
        if isinstance(words, list):
            stated += [(f"{key}[{number}]", word) for number, word in enumerate(words)]
    for key, word in stated:
        if isinstance(word, str) and word.strip() and len(word) <= _LONGEST and "/" not in word:
            yield key, word
