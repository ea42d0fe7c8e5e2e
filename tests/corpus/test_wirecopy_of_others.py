"""Datelines, credits and sign-offs as agencies write them, and what must never be taken for one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.model import Hints, Item, PubStatus, Rights, Source, Status, Text, WireItem
from feeds.normalise import normalise
from feeds.normalise.html import sanitised

pytestmark = pytest.mark.corpus

_SCRIPT = re.compile(r"[\W_]*(?:java|vb)script\s*:", re.IGNORECASE)
_FOLDED = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})
# What is read right of the rest; it only ever goes up.
_SHARE_OF_THE_REST = 0.99


def folded(text: str) -> str:
    return " ".join(text.translate(_FOLDED).replace("--", "-").split())


def read(case: Mapping[str, Any]) -> Item:
    published = datetime.fromisoformat(case["published"])
    source = Source(
        id="case",
        provider=case["source"]["provider"],
        timezone=case["source"]["timezone"],
        language=case["language"],
        rights=Rights.FULL,
    )
    wire = WireItem(
        headline=Text(value=case["title"]),
        body=Text(value=case["text"], html="<" in case["text"]),
        published=published,
    )
    (item,) = normalise([wire], source=source, hints=Hints(), received=published)
    return item


def differences(item: Item, expect: Mapping[str, Any]) -> Iterator[str]:
    kinds = {
        "urgent": item.urgency is not None and item.urgency <= 3,
        "correction": item.verdict is Status.CORRECTION,
        "normal": item.verdict is Status.NEW,
        "advisory": item.pubstatus is PubStatus.WITHHELD or item.verdict is Status.HELD,
        "kill": item.pubstatus is PubStatus.CANCELED,
    }
    day = item.dateline.date.isoformat() if item.dateline.date else None
    text = folded(item.body_text)
    for key, stated in expect.items():
        any_of = stated if isinstance(stated, list) else [stated]
        fits = {
            "dateline_city": lambda any_of: any(
                folded(one).casefold() == folded(item.dateline.city).casefold() for one in any_of
            ),
            "dateline_date": lambda any_of: day in any_of,
            "dateline_country": lambda any_of: item.dateline.country in {"", *any_of},
            "via": lambda any_of: list(item.via) == any_of,
            "signoff": lambda any_of: any(folded(one) in folded(item.signoff) for one in any_of),
            "byline": lambda any_of: any(
                one in item.byline if one else not item.byline for one in any_of
            ),
            "body_starts": lambda any_of: any(text.startswith(folded(one)) for one in any_of),
            "body_ends": lambda any_of: any(text.endswith(folded(one)) for one in any_of),
            "body_has": lambda any_of: all(folded(one) in text for one in any_of),
            "body_lacks": lambda any_of: not any(folded(one) in text for one in any_of),
            "headline": lambda any_of: item.headline in any_of,
            "pubstatus": lambda any_of: item.pubstatus in any_of,
            "kind": lambda any_of: any(kinds.get(one, True) for one in any_of),
            "provider": lambda any_of: item.provider in any_of,
            "ednote": lambda any_of: all(folded(one) in folded(item.ednote) for one in any_of),
        }[key](any_of)
        if not fits:
            yield f"{key}: expected {stated!r}"


def test_ians_and_xinhua_copy_is_taken_apart_without_losing_a_word(corpus: Path) -> None:
    faults = []
    for case in _cases(corpus):
        if case["source"]["provider"] in {"IANS", "Xinhua"}:
            faults += [
                f"{case['id']}: {fault}" for fault in differences(read(case), case["expect"])
            ]
    assert faults == []


def test_other_agencies_follow_the_same_grammar(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [c for c in _cases(corpus) if c["source"]["provider"] not in {"IANS", "Xinhua"}]
    right = sum(not list(differences(read(case), case["expect"])) for case in cases)
    with capsys.disabled():
        print(
            f"\n  other agencies' copy: {right} of {len(cases)} read right, {right / len(cases):.0%}"
        )
    assert right / len(cases) >= _SHARE_OF_THE_REST


def _cases(corpus: Path) -> Iterator[dict[str, Any]]:
    with (corpus / "wirecopy" / "cases.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def test_nothing_executable_survives_the_sanitiser_and_it_is_a_fixpoint(corpus: Path) -> None:
    """X20 to X22, over DOMPurify's own cases."""
    import html5lib

    cases = _dompurify(corpus)
    assert len(cases) > 100
    for case in cases:
        payload = case["payload"]
        clean = sanitised(Text(value=payload, html=True), "http://wire.example/")
        assert sanitised(Text(value=clean, html="<" in clean), "http://wire.example/") == clean or (
            "<" not in clean
        ), payload
        tree = html5lib.parse(f"<body>{clean}", treebuilder="etree", namespaceHTMLElements=False)
        for element in tree.iter():
            assert element.tag not in {
                "script", "style", "svg", "math", "iframe", "object", "embed", "form", "noscript",
            }, payload  # fmt: skip
            for name, value in element.attrib.items():
                assert not name.lower().startswith("on"), payload
                assert not _SCRIPT.match(value), payload
                assert name.lower() not in {"style", "srcdoc", "id", "name", "class"}, payload


def _dompurify(corpus: Path) -> list[dict[str, str]]:
    for path in sorted((corpus / "xss-dompurify").rglob("*.json")):
        found = json.loads(path.read_text())
        if isinstance(found, list) and found and "payload" in found[0]:
            return list(found)
    raise AssertionError("the corpus has no list of payloads")
