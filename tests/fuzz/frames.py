"""The least document of a format, round a place in its copy."""

from __future__ import annotations

_RSS = (
    b"<rss version='2.0'><channel><title>Wire</title><item><title>Bell</title><description>",
    b"</description></item></channel></rss>",
)

FRAMES = {
    "auto": _RSS,
    "feed": _RSS,
    "jsonfeed": (
        b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","title":"Bell","content_html":"',
        b'"}]}',
    ),
    "ninjs": (b'{"uri":"1","headline":"Bell","body_html":"', b'"}'),
    "newsmlg2": (
        (b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='u1' version='1'><itemMeta><itemClass "
        b"qcode='ninat:text'/></itemMeta><contentMeta><headline>Bell</headline></contentMeta><contentSet><inlineXML "
        b"contenttype='text/html'><html xmlns='http://www.w3.org/1999/xhtml'><body><p>"),
        b"</p></body></html></inlineXML></contentSet></newsItem>",
    ),
    "newsml1": (
        b"<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Bell</HeadLine></NewsLines><ContentItem><DataContent><p>",
        b"</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
    ),
    "nitf": (
        b"<nitf><body><body.head><hedline><hl1>Bell</hl1></hedline></body.head><body.content><p>",
        b"</p></body.content></body></nitf>",
    ),
    "ritzau": (b"<RBNews><NewsID>1</NewsID><headline>Bell</headline><content>", b"</content></RBNews>"),
    "iptc7901": (b"\x16\x16\x01DPA0412 4 pl 180 dpa 0412\r\n\x02Bell=\r\n", b"\r\n\x03021000 Nov 26\r\n\x04"),
    "anpa": (b"\x16\x16\x01a1234\r\r\nr i \x12bc-bell\r\r\n\x02^Bell<\r\r\n", b"\r\r\n\x0311-02-26 1000est\x04"),
    "mail": (b"From: a@wire.example\r\nTo: c@wire.example\r\nSubject: Bell\r\n\r\n", b"\r\n"),
    "sitemap": (
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        b"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://wire.example/1</loc><news:news>"
        b"<news:title>"),
        b"</news:title></news:news></url></urlset>",
    ),
    "page": (
        (b"<html><head><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Bell\","
        b"\"datePublished\":\"2026-11-02\"}</script></head><body><article><h1>Bell</h1><p>"),
        b"</p></article></body></html>",
    ),
    "list": (b"<html><body><ul><li><h2><a href='https://wire.example/1'>", b"</a></h2></li></ul></body></html>"),
    "wiretext": (b"headline: Bell\ndate: 2026-11-02\n\n", b"\n"),
}  # fmt: skip
"""By format."""

MAIL_IN_HTML = (
    b"From: a@wire.example\r\nTo: c@wire.example\r\nSubject: Bell\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n",
    b"\r\n",
)
