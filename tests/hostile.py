"""Copy that would run in a reader's browser if it were let through: payloads, a wire that sends them in every
field, and what must hold of every document that is published of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import html5lib
import orjson
from lxml import etree

RUN = "fetch(`/ran`)"
"""What each payload would do: without quotes or blanks, since it stands in all kinds of values."""
PAYLOADS: tuple[str, ...] = (
    "<script>RUN</script>", "<SCRIPT>RUN</SCRIPT >", "<script\n>RUN</script\n>", "<scr<script>ipt>RUN</scr</script>ipt>",
    "<script/x>RUN</script>", "<img src=x onerror=\"RUN\">", "<img src=x onerror=RUN//", "<IMG SRC=x OnErRoR=RUN>",
    "<img/src=x/onerror=RUN>", "<img src='x'onerror='RUN'>", "<img src=x:y onerror&#61;RUN>",
    "<svg onload=RUN>", "<svg/onload=RUN>", "<svg><script>RUN</script></svg>", "<svg><style><img src=x onerror=RUN></style></svg>",
    "<svg><animate onbegin=RUN attributeName=x dur=1s>", "<svg><a xlink:href=\"javascript:RUN\"><text y=20>x</text></a></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=RUN>\">",
    "<svg><foreignObject><iframe srcdoc=\"<script>parent.RUN</script>\"></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=RUN&gt;\">",
    "<math><mtext><table><mglyph><svg><mtext><textarea><path id=\"</textarea><img onerror=RUN src=1>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=RUN>",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=RUN></style></annotation-xml></math>",
    "<iframe src=\"javascript:parent.RUN\"></iframe>", "<iframe srcdoc=\"<script>parent.RUN</script>\"></iframe>",
    "<object data=\"javascript:RUN\"></object>", "<embed src=\"javascript:RUN\">", "<object data=\"data:text/html,<script>parent.RUN</script>\">",
    "<details open ontoggle=RUN>x</details>", "<video><source onerror=RUN></video>", "<audio src=x onerror=RUN>",
    "<body onload=RUN>", "<body onpageshow=RUN>", "<input autofocus onfocus=RUN>", "<select autofocus onfocus=RUN>",
    "<textarea autofocus onfocus=RUN>", "<button popovertarget=x onbeforetoggle=RUN>x</button>", "<marquee onstart=RUN>x</marquee>",
    "<p style=\"animation:x\" onanimationstart=RUN>x</p><style>@keyframes x{}</style>",
    "<noscript><p title=\"</noscript><img src=x onerror=RUN>\"></noscript>", "<noembed><img title=\"</noembed><img src=x onerror=RUN>\"></noembed>",
    "<textarea><img title=\"</textarea><img src=x onerror=RUN>\"></textarea>", "<title><img title=\"</title><img src=x onerror=RUN>\"></title>",
    "<xmp><img title=\"</xmp><img src=x onerror=RUN>\"></xmp>", "<template><script>RUN</script></template>",
    "<template shadowrootmode=open><script>RUN</script></template>", "<!--><img src=x onerror=RUN>-->", "<!--!><img src=x onerror=RUN>-->",
    "<!-- --!><img src=x onerror=RUN> -->", "<![CDATA[><img src=x onerror=RUN>]]>", "<?xml ?><img src=x onerror=RUN>",
    "<base href=\"javascript:/a/-RUN;///\"><a href=../x/#>x</a>", "<meta http-equiv=refresh content=\"0;url=javascript:RUN\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src *\">", "<link rel=stylesheet href=\"data:text/css,x\">",
    "<link rel=import href=\"data:text/html,<script>RUN</script>\">", "<a href=\"javascript:RUN\" autofocus onfocus=RUN>x</a>",
    "<a href=\"java\tscript:RUN\">x</a>", "<a href=\"&#1;javascript:RUN\">x</a>", "<a href=\"javascript&colon;RUN\">x</a>",
    "<a href=\"data:text/html,<script>RUN</script>\">x</a>", "<a href=\"vbscript:x\">x</a>", "<a ping=\"javascript:RUN\" href=x>x</a>",
    "<img srcset=\"x 1x\" onerror=RUN>", "<img srcset=\"javascript:RUN 1x, http:a<script>RUN</script> 2x\">",
    "<picture><source srcset=\"x\" onerror=RUN><img src=x onerror=RUN></picture>", "<img src=\"x` `<script>RUN</script>\"` `>",
    "<table background=\"javascript:RUN\"><tr><td>x</table>", "<form action=\"javascript:RUN\"><input type=submit id=go></form><img src=x onerror=\"go.click()\">",
    "<a id=document name=title href=x>x</a><a id=document href=\"RUN\">x</a>", "<p title='\"><img src=x onerror=RUN>'>x</p>",
    "<p title=\"&quot;&gt;&lt;img src=x onerror=RUN&gt;\">x</p>", "&lt;img src=x onerror=RUN&gt;", "&lt;script&gt;RUN&lt;/script&gt;",
    "&amp;lt;script&amp;gt;RUN&amp;lt;/script&amp;gt;", "\x00<script>RUN</script>", "<\x00script>RUN</script>", "\u2028<script>RUN</script>",
    "\ufeff<img src=x onerror=RUN>", "\uff1cscript\uff1eRUN\uff1c/script\uff1e", "<img src=x onerror=\u0061lert(1);RUN>",
    "+ADw-script+AD4-RUN+ADw-/script+AD4-", "</title><script>RUN</script>", "</style><script>RUN</script>", "]]><script>RUN</script>",
    "--><script>RUN</script>", "\"><script>RUN</script>", "'><script>RUN</script>", "</li></ol></main></body><script>RUN</script>",
    "{{ RUN }}", "{% raw %}<script>RUN</script>{% endraw %}", "${RUN}", "<plaintext><script>RUN</script>",
    "<isindex type=image src=1 onerror=RUN>", "<keygen autofocus onfocus=RUN>", "<x onclick=RUN tabindex=1 id=x autofocus onfocus=RUN>x</x>",
    "<div contenteditable autofocus onfocus=RUN>x</div>", "<dialog open onclose=RUN><form method=dialog><button>x</button></form></dialog>",
    "<frameset onload=RUN>", "<applet code=x onerror=RUN></applet>", "<bgsound src=\"javascript:RUN\">", "<layer src=\"javascript:RUN\"></layer>",
)  # fmt: skip

_ELEMENTS_OF_PAGES = frozenset({
    "html", "head", "meta", "title", "link", "style", "body", "header", "main", "footer", "article", "nav", "section",
    "h1", "figure", "figcaption", "time", "aside", "script", "input",
})  # fmt: skip
_ELEMENTS_OF_COPY = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "time", "tr", "u", "ul", "var", "wbr",
})  # fmt: skip
_ATTRIBUTES_OF_COPY = frozenset({
    "href", "src", "title", "alt", "width", "height", "dir", "lang", "datetime", "start", "colspan", "rowspan", "rel",
})  # fmt: skip
_ATTRIBUTES_OF_PAGES = frozenset(
    {"charset", "content", "name", "http-equiv", "type", "class", "id", "property", "sizes"}
    | {"aria-label", "readonly", "tabindex", "value"}
)
_ADDRESSES = frozenset({"href", "src"})
_HARMLESS = re.compile(r"(?:(?:feed:)?https?://|mailto:)[^\s<>\"]*", re.IGNORECASE)
_OWN_ADDRESS = re.compile(r"/?[A-Za-z0-9#][A-Za-z0-9._/#-]*|")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM = "{http://www.w3.org/2005/Atom}"


def armed(payloads: Sequence[str] = PAYLOADS) -> list[str]:
    return [payload.replace("RUN", RUN) for payload in payloads]


def items(payloads: Sequence[str], at: str) -> list[dict[str, Any]]:
    """Items of a JSON Feed, each with a payload in every field that takes words or an address."""
    return [
        {
            "id": f"{number}{payload}",
            "url": f"http://wire.example/{number}?{payload}",
            "title": f"Harbour story {number} {payload}",
            "summary": f"Summary {number} {payload}",
            "content_html": f"<p>Copy number {number} of the harbour.</p>{payload}<p>Its end is {number}.</p>",
            "authors": [{"name": f"Author {payload}", "url": payload}],
            "tags": [payload[:60]],
            "image": payload,
            "attachments": [{"url": payload, "mime_type": payload, "title": payload}],
            "language": payload,
            "date_published": at,
        }
        for number, payload in enumerate(payloads)
    ]


def must_be_harmless_copy(markup: str) -> None:
    """As a second parser of HTML5 sees it (X20 to X23)."""
    body = html5lib.parse(f"<body>{markup}", treebuilder="etree", namespaceHTMLElements=False).find(
        "body"
    )
    assert not body.attrib, markup
    for element in body.iter():
        assert element is body or element.tag in _ELEMENTS_OF_COPY, (element.tag, markup)
        for name, value in element.attrib.items():
            assert name in _ATTRIBUTES_OF_COPY, (name, markup)
            if name in _ADDRESSES:
                assert _HARMLESS.fullmatch(value), (value, markup)
        if element.tag == "a" and "href" in element.attrib:
            assert set(element.get("rel").split()) >= {"noopener", "noreferrer", "nofollow"}, markup


def must_be_a_harmless_page(page: bytes) -> None:
    """A whole page: our own head, and nothing of anybody's that runs."""
    tree = html5lib.parse(page.decode(), treebuilder="etree", namespaceHTMLElements=False)
    head, body = tree.find("head"), tree.find("body")
    assert [one.get("http-equiv") for one in head.iter("meta")].count(
        "Content-Security-Policy"
    ) == 1
    assert next(tree.iter("style"), None) is None
    for script in tree.iter("script"):
        assert (script.get("type"), script in list(head)) == ("application/ld+json", True)
        assert orjson.loads(script.text)["@type"] == "NewsArticle"
    assert not body.attrib
    for element in tree.iter():
        assert isinstance(element.tag, str), "a comment"
        assert element.tag in _ELEMENTS_OF_COPY | _ELEMENTS_OF_PAGES, element.tag
        assert element.tag not in {"meta", "link", "title", "script"} or element in list(head), (
            element.tag
        )
        for name, value in element.attrib.items():
            assert name in _ATTRIBUTES_OF_COPY | _ATTRIBUTES_OF_PAGES, (element.tag, name, value)
            if name in _ADDRESSES:
                assert _HARMLESS.fullmatch(value) or _OWN_ADDRESS.fullmatch(value), value
            if name == "http-equiv":
                assert value == "Content-Security-Policy"


def copies(documents: Mapping[str, bytes]) -> Iterator[str]:
    """Every piece of HTML that the feeds among published documents carry."""
    for path, body in documents.items():
        if path.endswith(".json"):
            for item in orjson.loads(body)["items"]:
                yield item.get("content_html", "")
        elif path.endswith(".rss"):
            for item in etree.fromstring(body).iter("item"):
                yield item.findtext("description") or ""
                yield item.findtext(_CONTENT) or ""
        elif path.endswith(".atom"):
            for entry in etree.fromstring(body).iter(f"{_ATOM}entry"):
                for name in ("content", "summary", "title"):
                    for found in entry.iter(f"{_ATOM}{name}"):
                        assert found.get("type", "text") in {"text", "html"}
                        assert not len(found)
                        if found.get("type") == "html":
                            yield found.text or ""


def addresses(documents: Mapping[str, bytes]) -> Iterator[str]:
    """Every address that the feeds among published documents state beside their copy."""
    for path, body in documents.items():
        if path.endswith(".json"):
            for item in orjson.loads(body)["items"]:
                yield from (item[key] for key in ("url", "external_url", "image") if item.get(key))
                yield from (one["url"] for one in item.get("attachments", ()))
                yield from (one["url"] for one in item.get("authors", ()) if "url" in one)
        elif path.endswith((".rss", ".atom", ".opml", ".xml")):
            for element in etree.fromstring(body).iter():
                yield from (
                    str(value)
                    for key, value in element.attrib.items()
                    if key in {"href", "url", "src", "xmlUrl", "htmlUrl"}
                )
                if (
                    str(element.tag).rpartition("}")[2] in {"link", "comments", "uri"}
                    and element.text
                ):
                    yield element.text
