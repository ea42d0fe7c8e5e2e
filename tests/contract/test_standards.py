"""What documents are held to says no where the standards do: otherwise nothing is proved by its saying yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from lxml import etree

from tests.standards import must_be_json_feed, must_be_of_the_schema

HEAD = "<id>tag:n.example,2026:f</id><title>News</title><updated>2026-11-02T12:00:00Z</updated>"
AUTHOR = "<author><name>Desk</name></author>"
ENTRY = f"<entry>{HEAD}{AUTHOR}<content type='html'>&lt;p&gt;Copy&lt;/p&gt;</content></entry>"
STONE = (
    "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='tag:n.example,2026:1'"
    " when='2026-11-02T12:00:00Z'><at:by><name>Desk</name></at:by></at:deleted-entry>"
)


def feed(inside: str) -> etree._Element:
    return etree.fromstring(f"<feed xmlns='http://www.w3.org/2005/Atom'>{inside}</feed>")


def test_what_the_schema_of_atom_allows_may_be_published() -> None:
    """RFC 4287, appendix B: elements of others as well, wherever it leaves room for them."""
    for inside in (HEAD, HEAD + ENTRY, AUTHOR + HEAD + STONE + ENTRY + ENTRY):
        must_be_of_the_schema(feed(inside))


@pytest.mark.parametrize(
    "inside",
    [
        HEAD.replace("<title>News</title>", ""), HEAD + "<title>Twice</title>",
        HEAD.replace("12:00:00", "noon"), HEAD + "<link rel='self'/>", HEAD + "<link href='/' type='html'/>",
        HEAD + "<unknown/>", HEAD + "<author/>", HEAD + "<author><name>Desk</name><email>nowhere</email></author>",
        HEAD + "<rights type='markdown'>*All*</rights>", HEAD + "<category label='Sea'/>",
        HEAD + ENTRY + AUTHOR, HEAD + ENTRY + STONE, HEAD + ENTRY.replace("&lt;p&gt;", "<p/>"),
        HEAD + ENTRY.replace("type='html'", "type='html' src='/1.html'"),
        HEAD + f"<entry xml:lang='of the sea'>{HEAD}{AUTHOR}<content/></entry>",
    ],
)  # fmt: skip
def test_what_its_grammar_does_not_allow_is_found(inside: str) -> None:
    with pytest.raises(etree.DocumentInvalid):
        must_be_of_the_schema(feed(inside))


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (HEAD + ENTRY.replace(AUTHOR, ""), "feed must have an atom:author unless"),
        (HEAD + f"<entry>{HEAD}{AUTHOR}</entry>", "at least one atom:link"),
    ],
)
def test_nor_what_it_says_beside_its_grammar(inside: str, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        must_be_of_the_schema(feed(inside))


def _with(**changed: object) -> Callable[[dict[str, Any]], None]:
    return lambda told: told.update(changed)


def _item(**changed: object) -> Callable[[dict[str, Any]], None]:
    return lambda told: told["items"][0].update(changed)


@pytest.mark.parametrize(
    "spoil",
    [
        _with(next_url="http://n.example/all.json"), _with(hubs=[{"url": "http://h.example/"}]), _with(authors=[{}]),
        _with(author={"name": "Desk"}), _with(version="https://jsonfeed.org/version/1"), _with(title=""),
        _with(favicon="favicon.ico"),
        _item(id=7), _item(content_text="Copy"), _item(attachments=[{"url": "http://n.example/1.jpg"}]),
        _item(_gnn9={"a.b": 1}), _item(_gnn9={"dateline": {"_city": ""}}), _item(date_published="2 November"),
        _item(language="of the sea"), _item(tags="sea"),
    ],
)  # fmt: skip
def test_a_json_feed_that_is_none_is_found(spoil: Callable[[dict[str, Any]], None]) -> None:
    """JSON Feed 1.1, key by key."""
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1", "title": "News", "home_page_url": "http://n.example/",
        "feed_url": "http://n.example/all.json",
        "items": [
            {
                "id": "1", "url": "http://n.example/1.html", "title": "Ferry resumes", "content_html": "<p>Copy</p>",
                "date_published": "2026-11-02T12:00:00Z", "date_modified": "2026-11-02T12:00:00Z",
            }
        ],
    }  # fmt: skip
    must_be_json_feed(orjson.dumps(told))
    spoil(told)
    with pytest.raises(AssertionError):
        must_be_json_feed(orjson.dumps(told))
