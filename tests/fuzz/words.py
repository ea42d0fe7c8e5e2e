"""The words that a format's readers look for: a search that knows them gets past their first line."""

from __future__ import annotations

_XML = (
    b"<", b">", b"</", b"/>", b"&#0;", b"&#xd800;", b"&nbsp;", b"&amp;", b"<![CDATA[", b"]]>", b"<!--", b"-->",
    b"<?xml version='1.0' encoding='utf-16'?>", b"<!DOCTYPE ", b"<!ENTITY ", b" xmlns='", b" xml:lang='hi'",
    b" xml:base='http://['", b"\xef\xbb\xbf", b"\xff\xfe", b"<p>", b"</p>", b"<br/>", b"<table><tr><td>",
    b"<div>", b"<ul><li>",
)  # fmt: skip
_JSON = (
    b"{", b"}", b"[", b"]", b":", b",", b'"', b"null", b"true", b"1e999", b"-1", b'"\\ud800"', b'"\\u0000"',
    b"\xef\xbb\xbf", b'"uri":', b'"version":', b"[[[[[[[[", b'{"a":',
)  # fmt: skip
_HTML = (
    b"<p>", b"</p>", b"<br>", b"<div>", b"</div>", b"<ul><li>", b"<b>", b"<a href='http://['>", b"<img src='//a/b'>",
    b"<table><tr><td>", b"<blockquote>", b"<pre>\n", b"<script>", b"<!--", b"-->", b"&nbsp;", b"&#0;", b"&#xd800;",
    b"<h2>", b"<svg>", b"<select>", b"<nobr>",
)  # fmt: skip
_ESCAPED = (
    b"&lt;p&gt;",
    b"&lt;div&gt;",
    b"&lt;ul&gt;&lt;li&gt;",
    b"&lt;b&gt;",
    b"&amp;lt;",
    b"&lt;/p&gt;",
    b"&lt;br&gt;",
)
_COPY = (
    b"MUMBAI, Nov 2 (IANS) ", b"LONDON--(BUSINESS WIRE)--", b"/PRNewswire/ --", b"\n--IANS\nms/vd", b"Enditem",
    b"(Reporting by ", b"(Eds: ", b"By ", b"Please kill the story", b"URGENT", b"\n\n", b"\r\n", b"\xe2\x80\x94",
    b"___", b"/", b"  ", b"(", b")", b"-", b"FLASH", b"Note to editors: ", b"\xa0", b"\x85", b"\xe0\xa4\xae",
)  # fmt: skip
_DATES = (
    b"2026-11-02T10:00:00Z", b"20261102T100000+0530", b"Mon, 02 Nov 2026 10:00:00 +0530", b"0000-00-00",
    b"9999-12-31T23:59:59-23:59", b"0001-01-01T00:00:00+14:00", b"20260229",
)  # fmt: skip
_NITF = (
    b"<nitf>", b"<body>", b"<body.head>", b"<hedline><hl1>", b"<byline>", b"<dateline><location>",
    b"<story.date norm='", b"<body.content>", b"<block>", b"<media media-type='image'><media-reference source='",
    b"<media-caption>", b"<tagline>", b"<doc-id id-string='", b"<date.issue norm='", b"<date.release norm='",
    b"<du-key version='", b"<ed-msg info='", b"<urgency ed-urg='", b"<pubdata ", b"<revision-history ",
    b"<doc.copyright holder='", b"<series series.name='", b"<correction info='", b"<nitf-table>",
)  # fmt: skip

WORDS = {
    "auto": _XML + _JSON + (
        b"<!---->", b"<!doctype html>", b"<html>", b"<head>", b"<body>", b"<rss>", b"<feed", b"<rdf:RDF", b"<entry",
        b"<newsItem", b"<a:newsMessage", b"<NewsML", b"<nitf", b"<RBNews>", b"<urlset>", b"<item>", b"</item>", b"<title/>",
        b"<x:y>", b"<?xml", b' encoding="x"', b' encoding="utf-16"', b' xmlns="', b' xml:base="http://["', b'href="http://["',
        b"&", b"&#99999999999;", b"\\ud800", b'"version":"https://jsonfeed.org/version/1"', b'"versioncreated":', b"From: a\n",
        b"To: a\n", b"Date: 2026-11-02\n", b"Subject: a\n", b"From a\n", b"X-A:", b"\n b\n", b"date: ", b"\x16\x16\x01", b"a1234",
        b"\nr i \x12bc-bell", b"\x1f", b"^", b"bay0041 4 i 58 ", b"ZCZC", b"NNNN", b"\x00", b"\x7f", b"\xff", b"\xc3", b"\xfe\xff",
        b"<\x00", b"\x00<", b" ", b"\n", b"\r", b"\n\n",
    ),
    "feed": _XML + _ESCAPED + _COPY + _DATES + (
        b"<rss version='2.0'><channel>", b"<item>", b"</item>", b"<title>", b"<link>", b"<description>",
        b"<content:encoded>", b"<guid isPermaLink='false'>", b"<pubDate>", b"<enclosure url='", b"<category>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>", b"<content type='xhtml'><div>", b"<author><name>",
        b"<updated>", b"<link rel='enclosure' href='", b"<rdf:RDF ", b"<media:content url='", b"<media:group>",
        b"<itunes:image href='", b"<georss:point>", b"<gml:pos>", b"<at:deleted-entry ref='", b"<wp:status>",
        b"<wp:post_type>", b"<dc:creator>", b"<source url='", b"<image><width>", b"<textInput>", b"<ttl>",
        b"<skipHours><hour>", b"<sy:updatePeriod>", b"type='html'", b"mode='base64'", b"<cloud domain='",
    ),
    "jsonfeed": _JSON + _HTML + _COPY + _DATES + (
        b'"version":"https://jsonfeed.org/version/1.1"', b'"items":', b'"id":', b'"content_html":', b'"content_text":',
        b'"summary":', b'"title":', b'"url":', b'"external_url":', b'"authors":', b'"author":', b'"name":',
        b'"date_published":', b'"date_modified":', b'"tags":', b'"attachments":', b'"mime_type":',
        b'"size_in_bytes":', b'"image":', b'"language":', b'"feed_url":', b'"hubs":', b'"expired":',
    ),
    "ninjs": _JSON + _HTML + _COPY + _DATES + (
        b'"body_xhtml":', b'"body_html":', b'"body_text":', b'"bodies":', b'"headlines":', b'"value":', b'"role":',
        b'"contenttype":', b'"versioncreated":', b'"firstcreated":', b'"embargoed":', b'"pubstatus":"canceled"',
        b'"headline":', b'"slugline":', b'"byline":', b'"located":', b'"subject":', b'"associations":',
        b'"renditions":', b'"href":', b'"usageterms":', b'"ednote":', b'"altids":', b'"place":', b'"by":', b'"nitf":',
        b'"type":"text"', b'"urgency":', b'"priority":', b'"language":', b'"provider":', b'"signals":',
    ),
    "newsmlg2": _XML + _ESCAPED + _COPY + _DATES + _NITF + (
        b"<newsMessage><itemSet>", b"<newsItem guid='", b" version='", b"<packageItem>", b"<catalogRef href='",
        b"<rightsInfo><usageTerms>", b"<itemMeta>", b"<itemClass qcode='ninat:text'/>", b"<versionCreated>",
        b"<firstCreated>", b"<embargoed>", b"<pubStatus qcode='stat:canceled'/>", b"<edNote>", b"<signal qcode='",
        b"<contentMeta>", b"<urgency>", b"<headline role='", b"<dateline>", b"<by>", b"<creditline>", b"<located>",
        b"<subject qcode='", b"<slugline>", b"<contentSet>", b"<inlineXML>", b"<inlineData>", b"<remoteContent href='",
        b"contenttype='text/html'", b"<html><body>", b"rendition='rnd:highRes'",
    ),
    "newsml1": _XML + _ESCAPED + _COPY + _DATES + _NITF + (
        b"<NewsML>", b"<NewsEnvelope>", b"<NewsItem>", b"<Identification><NewsIdentifier>", b"<ProviderId>",
        b"<DateId>", b"<NewsItemId>", b"<RevisionId PreviousRevision='0' Update='N'>", b"<PublicIdentifier>",
        b"<NewsManagement>", b"<NewsItemType FormalName='News'/>", b"<Status FormalName='Canceled'/>", b"<Urgency ",
        b"<FirstCreated>", b"<ThisRevisionCreated>", b"<StatusWillChange><FutureStatus ", b"<NewsComponent>",
        b"<Role FormalName='Main'/>", b"<NewsLines><HeadLine>", b"<ByLine>", b"<DateLine>", b"<CreditLine>",
        b"<NewsLine><NewsLineType ", b"<AdministrativeMetadata>", b"<DescriptiveMetadata>", b"<ContentItem Href='",
        b"<MediaType FormalName='Text'/>", b"<DataContent>", b"<Encoding Notation='Base64'>", b"<Instruction ",
    ),
    "sitemap": _XML + _DATES + (
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", b"<url>", b"</url>", b"<loc>", b"</loc>",
        b"<lastmod>", b"<news:news>", b"<news:publication>", b"<news:name>", b"<news:language>", b"<news:title>",
        b"<news:publication_date>", b"<news:keywords>", b"<image:image>", b"<image:loc>", b"<sitemapindex>",
        b"<sitemap>", b"https://wire.example/1", b"http://[", b", ",
    ),
    "page": _HTML + _JSON + _COPY + _DATES + (
        b"<script type='application/ld+json'>", b"</script>", b'"@graph":', b'"@type":"NewsArticle"', b'"headline":',
        b'"datePublished":', b'"author":', b'"articleBody":', b'"image":', b"<meta property='og:title' content='",
        b"<meta property='article:published_time' content='", b"<link rel='canonical' href='", b"<article>", b"<title>",
        b"<html lang='hi'>", b"<meta charset='utf-7'>", b"<h1>", b"<time datetime='", b"<base href='http://['>",
    ),
    "list": _HTML + _COPY + _DATES + (
        b"<ul>", b"<li>", b"</li>", b"<h2>", b"<a href='/1'>", b"</a>", b"<time datetime='", b"<base href='http://['>",
        b"<meta charset='utf-7'>", b"<p>",
    ),
    "nitf": _XML + _ESCAPED + _COPY + _DATES + _NITF,
    "ritzau": (
        *_XML, *_ESCAPED, *_COPY, *_DATES,
        b"<RBNews>", b"<NewsID>", b"<PublishDate>", b"<strapline>", b"<headline>", b"<subtitle>", b"<town>", b"<origin>",
        b"<section>", b"<version>", b"<content>", b"<Priority>", b"<IPTCList><a:int>", b"<MultimedieList><Multimedie><Url>",
        b"<Billedtekst>", b"<Fotograf>", b"<Annuleret>true", b"<byLine>", b"<SubjectKeyword><a:string>",
        b"<TilRedaktionen>", b"<ContentShort>", b" i:nil='true'",
    ),
    "iptc7901": (*_COPY, b"ZCZC ", b"NNNN", b"\x01", b"\x02", b"\x03", b"\x04", b"\x16\x16\x01", b"DPA0412 4 pl 180 ", b"\r\n\x02", b"\r\n\x03", b"=\r\n", b"\r\n   ", b"021000 NOV 26", b"021000 GMT Nov 26", b"\x07", b"\x0e", b"-0-", b"TAKE 2", b"1 ", b"EMBARGO", b"NOT FOR PUBLICATION"),
    "anpa": (*_COPY, b"\x16\x16\x01", b"\x02", b"\x03", b"\x04", b"\x1f", b"\x1c", b"\x11", b"\x12", b"\x13", b"\x14", b"\r\r\n", b"^", b"a1234", b"\nr i \x12", b"^AM-", b"<", b">", b"11-02-26 1000est", b"1000EST 11-02-26", b"\x1b", b"bc-", b"\xff", b"``", b"''", b"TAKE 2", b"Eds: "),
    "mail": _HTML + _COPY + _DATES + (
        b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Message-ID: <", b"MIME-Version: 1.0", b"=?utf-8?B?", b"=?utf-8?Q?",
        b"?=", b"Content-Type: ", b"text/plain", b"text/html; charset=", b"multipart/alternative; boundary=",
        b"multipart/mixed", b"message/rfc822", b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"x-uuencode",
        b"Content-Disposition: attachment; filename*=", b"utf-8''%", b"\r\n--b\r\n", b"\r\n--b--\r\n", b"=\r\n", b"=20",
        b"-- \n", b"> ", b"-----Original Message-----", b"On Mon, Ravi wrote:", b"Fwd: ", b"format=flowed", b"begin 644 a",
        b"Unsubscribe", b"<div>", b"<blockquote>", b"<table>", b"charset=idna", b"charset=utf-7", b"Resent-Date:",
    ),
    "wiretext": _COPY + _DATES + (
        b"headline: ", b"date: ", b"id: ", b"subjects: ", b"byline: ", b"language: ", b"slugline: ", b"urgency: ", b"link: ",
        b"version: ", b"ednote: ", b"usageterms: ", b"Source: ", b"MEDIA RELEASE PR1", b"02/11/2026 10:00", b"by admin",
        b"http://www.gnn9.com/", b"\xff\xfe", b"\xfe\xff", b"\x00", b"Contact:", b"###", b"\x1a",
    ),
}  # fmt: skip
"""By format."""


def dictionary(name: str) -> str:
    """The words of a format in the form of libFuzzer's `-dict`."""
    return "".join(
        '"{}"\n'.format("".join(f"\\x{byte:02x}" for byte in word)) for word in WORDS[name]
    )
