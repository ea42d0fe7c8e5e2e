"""Lists of feeds, and a config without a source that they are imported into."""

from __future__ import annotations

import tomllib
from pathlib import Path
from xml.sax.saxutils import quoteattr

EMPTY = """# The house.
[site]
name = "Wire House"
link = "https://house.example/"
tag = "house.example,2026"

[publish]
base_url = "https://house.example/feeds/"

[fetch]
contact = "desk@house.example"  # whoever is on duty
"""


def outline(url: str, title: str = "", **more: str) -> str:
    said = {"type": "rss", "text": title, "xmlUrl": url, **more}
    return f"<outline {' '.join(f'{key}={quoteattr(value)}' for key, value in said.items())}/>"


def a_list(*outlines: str) -> bytes:
    return f'<opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'.encode()


def sources(config: Path) -> list[dict[str, object]]:
    return tomllib.loads(config.read_text()).get("source", [])
