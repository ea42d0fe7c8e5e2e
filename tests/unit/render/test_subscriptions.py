"""What comes in, as a list for other programs: held to what the W3C's feed validator asks of OPML."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import etree

from feeds.model import Auth, Rights, Source
from feeds.render.outline import subscriptions
from tests.hostile import armed
from tests.house import SITE

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
ATTRIBUTES = {"type", "text", "title", "xmlUrl", "category"}


def a_source(**changes: object) -> Source:
    said = {"id": "bell", "provider": "The Bell", "url": "https://bell.example/", **changes}
    return Source(rights=Rights.SUMMARY, **said)  # type: ignore[arg-type]


def outlines(*sources: Source) -> list[dict[str, str]]:
    root = etree.fromstring(subscriptions(SITE, sources, NOON))
    assert (root.tag, dict(root.attrib), [one.tag for one in root]) == (
        "opml", {"version": "2.0"}, ["head", "body"],
    )  # fmt: skip
    assert root.findtext("head/title") == "Global News Network 9: sources"
    assert root.findtext("head/dateModified") == "Mon, 02 Nov 2026 12:00:00 +0000"
    assert {one.tag for one in root.find("body").iter()} <= {"body", "outline"}
    return [dict(one.attrib) for one in root.iter("outline")]


def test_an_outline_says_who_where_and_about_what() -> None:
    source = a_source(subjects=("ports", "world"))
    assert outlines(source, a_source(id="b", url="http://b.example/?a=1&b=2")) == [
        {
            "type": "rss",
            "text": "The Bell",
            "title": "The Bell",
            "xmlUrl": "https://bell.example/",
            "category": "ports,world",
        },
        {
            "type": "rss",
            "text": "The Bell",
            "title": "The Bell",
            "xmlUrl": "http://b.example/?a=1&b=2",
        },
    ]


@pytest.mark.parametrize("payload", armed())
def test_whatever_a_provider_is_called_is_words(payload: str) -> None:
    """X32: MissingXmlURL, MissingTitleAttr, MissingOutlineType, InvalidOutlineType, InvalidOutlineVersion."""
    (one,) = outlines(a_source(provider=payload, subjects=(payload,)))
    assert set(one) == ATTRIBUTES
    assert (one["type"], one["xmlUrl"]) == ("rss", "https://bell.example/")
    assert one["text"] == one["title"] != ""


def test_credentials_stay_at_home() -> None:
    """X34."""
    auth = Auth(
        username="desk-canary", password="zq-canary", token="zq-token", header="X", value="v-canary"
    )
    made = subscriptions(SITE, [a_source(auth=auth, path="")], NOON)
    assert b"canary" not in made
    assert b"zq-" not in made
