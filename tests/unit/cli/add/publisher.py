"""A publisher whose feeds are looked for: his server, his pages, and the config of the house that looks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

CONFIG = """# The house.
[site]
name = "Wire House"
link = "https://house.example/"
tag = "house.example,2026"

[store]
url = "sqlite:///feeds.db"

[publish]
base_url = "https://house.example/feeds/"

[fetch]
contact = "desk@house.example"  # whoever is on duty
allow_networks = ["127.0.0.0/8"]

[[source]]
id = "old"
provider = "Old"
url = "http://127.0.0.1:1/rss"   # stays
rights = "full"

# what goes out
[[channel]]
id = "all"
title = "All"
"""
RSS = """<rss version="2.0"><channel><title>{title}</title>{more}<item><guid>1</guid>
<title>Ferry resumes</title><link>http://127.0.0.1/1</link><description>The ferry left at noon.</description>
<pubDate>{date}</pubDate></item><item><guid>2</guid><title>Harbour opens</title>
<link>http://127.0.0.1/2</link><description>It is open.</description>
<pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>"""
DATE = "Mon, 02 Nov 2026 10:00:00 GMT"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>x:1</id><title>Atom</title><updated>2026-11-02T10:00:00Z</updated>
<entry><id>x:2</id><title>Atom story</title><updated>2026-11-02T10:00:00Z</updated><link href="http://127.0.0.1/3"/>
<summary>Words.</summary></entry></feed>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Json", "items": [
{"id": "1", "url": "http://127.0.0.1/4", "title": "Json story", "content_text": "Words."}]}"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>http://127.0.0.1/5</loc><n:news><n:publication><n:name>Harbour Press</n:name><n:language>en</n:language></n:publication>
<n:publication_date>2026-11-02T10:00:00Z</n:publication_date><n:title>Mapped story</n:title></n:news></url></urlset>"""


def rss(
    title: str = "Harbour Press", more: str = "<language>en</language>", date: str = DATE
) -> str:
    return RSS.format(title=title, more=more, date=date)


def a_page(head: str = "", body: str = "", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Harbour</title>{head}</head><body>{body}'
    )


def announced(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


@dataclass
class Site:
    """A publisher's server: what it has, and what it was asked for."""

    port: int = 0
    documents: dict[str, str | bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def has(self, **documents: str | bytes) -> None:
        for name, body in documents.items():
            path = "/" if name == "front" else f"/{name.replace('_', '.')}"
            self.documents[path] = body


def sources(config: Path) -> list[dict[str, object]]:
    return tomllib.loads(config.read_text())["source"]
