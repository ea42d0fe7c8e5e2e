"""Files as agencies send them, in all their formats: what of the fields that somebody read by hand is right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.errors import ParseError
from feeds.model import Item, Payload, Rights, Source
from feeds.pipeline.read import read

pytestmark = pytest.mark.corpus

_FOLDED = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})
_SHARE = 0.97
_OTHERS = frozenset({"body_starts", "body_ends", "must_contain", "must_not_contain"})


def folded(text: str) -> str:
    return " ".join(text.translate(_FOLDED).replace("--", "-").split())


def items_of(path: Path) -> tuple[Item, ...]:
    source = Source(id="wire", provider="", rights=Rights.FULL, language="")
    payload = Payload(
        source="wire",
        url=path.as_uri(),
        body=path.read_bytes(),
        fetched_at=datetime(2026, 11, 2, tzinfo=UTC),
    )
    return read(payload, source).items


def checked(item: Item, expect: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each expected field, and whether it is right."""
    text = folded(item.body_text)
    seen = folded(f"{item.headline} {item.summary} {item.body_text} {item.byline}")
    for key, stated in expect.items():
        any_of = stated if isinstance(stated, list) else [stated]
        match key:
            case "body_starts":
                right = any(text.startswith(folded(one)) for one in any_of)
            case "body_ends":
                right = any(text.endswith(folded(one)) for one in any_of)
            case "must_contain":
                right = all(folded(one) in seen for one in any_of)
            case "must_not_contain":
                right = not any(one in seen if one.strip() else False for one in any_of)
            case "byline" | "signoff":
                right = any(folded(one) in folded(getattr(item, key)) for one in any_of)
            case "provider":
                right = any(one in item.provider for one in any_of)
            case "dateline_city":
                right = item.dateline.city.casefold() in {one.casefold() for one in any_of}
            case "versioncreated" | "firstcreated" | "embargoed":
                right = getattr(item, key) in {
                    datetime.fromisoformat(one) if one else None for one in any_of
                }
            case _:
                found = getattr(item, key)
                right = (folded(found) if isinstance(found, str) else found) in {
                    folded(one) if isinstance(one, str) else one for one in any_of
                }
        yield f"{key}: expected {stated!r}, found {_found(item, key)!r}", right


def _found(item: Item, key: str) -> object:
    if key in _OTHERS:
        text = item.body_text
        return text if len(text) < 300 else f"{text[:140]} […] {text[-140:]}"
    return item.dateline.city if key == "dateline_city" else getattr(item, key)


def scored(path: Path, expected: list[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    try:
        items = items_of(path)
    except ParseError as fault:
        yield from ((f"{fault}: {key}", False) for one in expected for key in one)
        return
    yield f"{len(items)} items, expected {len(expected)}", len(items) == len(expected)
    for number, one in enumerate(expected):
        if number < len(items):
            yield from checked(items[number], one)
        else:
            yield from ((key, False) for key in one)


def test_files_of_agencies_are_read_as_a_person_reads_them(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = corpus / "wire"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    found = [
        (name, *one) for name, stated in expected.items() for one in scored(folder / name, stated)
    ]
    wrong = [f"{name}: {what}" for name, what, right in found if not right]
    share = 1 - len(wrong) / len(found)
    with capsys.disabled():
        print(
            f"\n  files of agencies: {len(found) - len(wrong)} of {len(found)} fields, {share:.1%}"
        )
    assert share >= _SHARE, "\n".join(wrong)
