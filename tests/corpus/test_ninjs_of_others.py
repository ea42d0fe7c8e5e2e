"""The IPTC's own examples of ninjs, and its documents that should and should not pass, in every version."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from feeds.errors import ParseError
from feeds.model import Payload, WireItem
from feeds.parse.ninjs import parse_ninjs

pytestmark = pytest.mark.corpus

PayloadOf = Callable[[Path], Payload]

# What is no story without a body, and what never is one.
_NO_STORIES = frozenset(
    {"audio", "video", "picture", "graphic", "composite", "component", "event", "planning"}
)
_FIELDS = {
    "uri": "guid",
    "headline": "headline",
    "ednote": "ednote",
    "usageterms": "usageterms",
    "copyrightnotice": "copyrightnotice",
    "slugline": "slugline",
    "version": "version",
    "language": "language",
    "located": "located",
}


def documents(corpus: Path, promise: str) -> list[Path]:
    found = sorted((corpus / "iptc-newsinjson/validation/test_suite").glob(f"*/{promise}/*.json"))
    assert len(found) > 50, f"the corpus has no {promise} documents"
    return found


def is_story(raw: Mapping[str, Any]) -> bool:
    has_body = any(name.startswith("bod") for name in raw)
    plans = raw.get("type") in {"event", "planning"} or "eventDetails" in raw
    return not plans and (has_body or raw.get("type") not in _NO_STORIES)


def words(value: object) -> list[str]:
    """Every text and number in a value."""
    if isinstance(value, dict):
        return [word for one in value.values() for word in words(one)]
    if isinstance(value, list):
        return [word for one in value for word in words(one)]
    return [] if value is None else [str(value)]


def lost(raw: Mapping[str, Any], item: WireItem) -> Iterator[str]:
    """The members of a document that an item of ours has a field for, and has not."""
    members = {name.lower(): value for name, value in raw.items()}
    for name, field in _FIELDS.items():
        held = getattr(item, field)
        text = held if isinstance(held, str) else held.value
        for word in words(members.get(name)):
            if word.partition("?")[0].strip() not in text:
                yield f"{name}: {word}"
    for stem, text in (("bod", item.body.value), ("description", item.summary.value)):
        stated = [one for name in members if name.startswith(stem) for one in words(members[name])]
        roles = ("caption", "creditline", "writer", "note")
        if any(stated) and not text and not any(role in str(members) for role in roles):
            yield stem
    names = {subject.name for subject in item.subjects}
    for name in ("person", "people", "place", "places", "subject", "subjects", "organisation"):
        held = members.get(name)
        for one in held if isinstance(held, list) else [held]:
            label = one.get("name") if isinstance(one, dict) else one
            if label and label not in names:
                yield f"{name}: {label}"
    if members.get("pubstatus", "usable") != "usable" and item.pubstatus == "usable":
        yield "pubstatus"


def loss(path: Path, payload: Payload) -> list[str]:
    """What was lost of a document's one item."""
    items = parse_ninjs(payload).items
    raw = json.loads(path.read_bytes())
    if not is_story(raw):
        return [f"{path.name}: it is no story"] * len(items)
    if len(items) != 1:
        return [f"{path.name}: {len(items)} items"]
    return [f"{path.parent.parent.name}/{path.name}: {what}" for what in lost(raw, items[0])]


def test_every_document_that_should_pass_is_read_without_loss(
    corpus: Path, payload_of: PayloadOf
) -> None:
    found = [
        what for path in documents(corpus, "should_pass") for what in loss(path, payload_of(path))
    ]
    assert found == []


def test_every_document_that_should_fail_is_read_without_loss_or_refused_with_a_reason(
    corpus: Path, payload_of: PayloadOf
) -> None:
    reasons, found = {}, []
    for path in documents(corpus, "should_fail"):
        try:
            found += loss(path, payload_of(path))
        except ParseError as refused:
            reasons[path.name] = str(refused)
    assert found == []
    assert all("JSON is damaged" in one or "without a news item" in one for one in reasons.values())
    assert len(reasons) < 10, "documents that are JSON and hold an item are read"


def test_the_examples_of_the_standard_are_read(corpus: Path, payload_of: PayloadOf) -> None:
    folder = corpus / "iptc-newsinjson/examples"
    paths = [one for one in sorted(folder.rglob("*.json")) if "schema.json" not in one.name]
    assert len(paths) > 30
    found = {path: parse_ninjs(payload_of(path)).items for path in paths}
    texts = [path for path in paths if "text" in path.name.lower() and path.parent.name != "1.4"]
    assert len(texts) > 7
    for path in texts:
        (item,) = found[path]
        assert item.guid, path
        assert item.headline, path
        assert item.updated, path
        assert item.body or item.summary, path
