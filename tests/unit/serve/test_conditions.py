"""Which encoding, and whether there is news: tables of what clients and proxies really send."""

from http import HTTPStatus

import pytest

from feeds.serve.conditions import Asked, asked, choose, judged, liked

ALL = {"": 1000, "br": 200, "gzip": 300}
PLAIN = {"": 1000}

ENCODINGS = [
    (None, ALL, ""),
    (b"", ALL, ""),
    (b"gzip", ALL, "gzip"),
    (b"x-gzip", ALL, "gzip"),
    (b"br", ALL, "br"),
    (b"BR", ALL, "br"),
    (b"gzip, deflate, br", ALL, "br"),
    (b"gzip;q=1.0, br;q=0.5", ALL, "gzip"),
    (b"gzip; q=0.5 , br ; q=0.8", ALL, "br"),
    (b"br;q=0, gzip", ALL, "gzip"),
    (b"br;q=0.000, gzip;q=0.001", ALL, "gzip"),
    (b"gzip;q=0", ALL, ""),
    (b"zstd, deflate", ALL, ""),
    (b"identity", ALL, ""),
    (b"identity, gzip;q=0.5", ALL, ""),
    (b"identity;q=0.5, gzip;q=0.5", ALL, "gzip"),
    (b"*", ALL, "br"),
    (b"*;q=0.1", ALL, "br"),
    (b"*, br;q=0", ALL, "gzip"),
    (b"identity;q=0", ALL, None),
    (b"identity;q=0, gzip", ALL, "gzip"),
    (b"identity;q=0, *", ALL, "br"),
    (b"*;q=0", ALL, None),
    (b"*;q=0, gzip", ALL, "gzip"),
    (b"*;q=0, identity", ALL, ""),
    (b"identity;q=0, gzip", PLAIN, None),
    (b"gzip, br", PLAIN, ""),
    (b"gzip;q=high, br;q=2", ALL, ""),
    (b"gzip;level=9", ALL, ""),
    (b",, ;q=1, gzip", ALL, "gzip"),
    (b"\xff\xfe", ALL, ""),
    (b"br, gzip", {"": 10, "br": 30, "gzip": 20}, "gzip"),
]


@pytest.mark.parametrize(("header", "sizes", "coding"), ENCODINGS)
def test_the_best_liked_encoding_is_chosen_then_the_smallest(
    header: bytes | None, sizes: dict[str, int], coding: str | None
) -> None:
    """S06; RFC 9110, 12.5.3."""
    assert choose(sizes, header) == coding


MARK = b"0123456789abcdef0123"
TAG = b'"0123456789abcdef0123.gz"'
MODIFIED = 1_793_620_800  # 2 November 2026, 12:00 UTC
SAME = b"Mon, 02 Nov 2026 12:00:00 GMT"
BEFORE = b"Mon, 02 Nov 2026 11:59:59 GMT"


def judge(**headers: bytes | None) -> HTTPStatus:
    return judged(MARK, ".gz", MODIFIED, Asked(**headers))


TAGS = [
    (b'"0123456789abcdef0123"', True),
    (b'W/"0123456789abcdef0123"', True),
    (b'"0123456789abcdef0123.gz"', True),
    (b'"0123456789abcdef0123.br"', True),
    (b'W/"0123456789abcdef0123.br"', True),
    (b'"0123456789abcdef0123-gzip"', True),
    (b'"0123456789abcdef0123;gzip"', True),
    (b'"0123456789abcdef0123--gzip"', True),
    (b'"0123456789abcdef0123.gz-gzip"', True),
    (b'W/"0123456789abcdef0123-br"', True),
    (b"0123456789abcdef0123", True),
    (b"*", True),
    (b" * ", True),
    (b'"other", W/"0123456789abcdef0123"', True),
    (b'"a,b","0123456789abcdef0123.gz" , "c"', True),
    (b'"other"', False),
    (b'"0123456789abcdef0123x"', False),
    (b'"x0123456789abcdef0123"', False),
    (b'"0123456789abcdef0123.zip"', False),
    (b"", False),
    (b'"', False),
    (b'W/""', False),
    (b'"*"', False),
]


@pytest.mark.parametrize(("header", "same"), TAGS)
def test_a_tag_matches_weakly_in_any_of_our_variants(*, header: bytes, same: bool) -> None:
    """S01."""
    assert judge(if_none_match=header) == (304 if same else 200)


DATES = [
    (SAME, True),
    (b"Mon, 02 Nov 2026 12:00:01 GMT", True),
    (b"Monday, 02-Nov-26 12:00:00 GMT", True),
    (b"Mon Nov  2 12:00:00 2026", True),
    (b"Mon, 02 Nov 2026 12:00:00 +0000", True),
    (BEFORE, False),
    (b"Sunday, 06-Nov-94 08:49:37 GMT", False),
    (b"", False),
    (b"0", False),
    (b"yesterday", False),
    (b"Mon, 02 Nov 2026", False),
    (b"Mon, 99 Nov 2026 12:00:00 GMT", False),
    (b"Mon, 02 Nov 99999 12:00:00 GMT", False),
    (b"1793620800", False),
    (b"\xff\xfe 12:00:00", False),
]


@pytest.mark.parametrize(("header", "same"), DATES)
def test_a_date_matches_from_the_instant_of_the_last_change_on(
    *, header: bytes, same: bool
) -> None:
    """S04: and what is no date is as if it had not been said."""
    assert judge(if_modified_since=header) == (304 if same else 200)


@pytest.mark.parametrize(
    ("tag", "date", "same"),
    [
        (b'"other"', SAME, False),
        (b"", SAME, False),
        (b'"0123456789abcdef0123"', BEFORE, True),
        (b'"0123456789abcdef0123"', b"garbage", True),
        (b"*", BEFORE, True),
        (None, None, False),
    ],
)
def test_a_tag_makes_a_date_void(*, tag: bytes | None, date: bytes | None, same: bool) -> None:
    """S04; RFC 9110, 13.1.3."""
    assert judge(if_none_match=tag, if_modified_since=date) == (304 if same else 200)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_match": TAG}, 200),
        ({"if_match": b'"other", ' + TAG}, 200),
        ({"if_match": b"*"}, 200),
        ({"if_match": b"W/" + TAG}, 412),
        ({"if_match": b'"0123456789abcdef0123"'}, 412),
        ({"if_match": b'"other"'}, 412),
        ({"if_match": b""}, 412),
        ({"if_match": TAG, "if_none_match": TAG}, 304),
        ({"if_match": b'"other"', "if_none_match": TAG}, 412),
        ({"if_match": TAG, "if_unmodified_since": BEFORE}, 200),
        ({"if_unmodified_since": SAME}, 200),
        ({"if_unmodified_since": BEFORE}, 412),
        ({"if_unmodified_since": BEFORE, "if_modified_since": SAME}, 412),
        ({"if_unmodified_since": b"yesterday"}, 200),
    ],
)
def test_who_asks_for_what_they_hold_alone_gets_nothing_else(
    headers: dict[str, bytes], status: int
) -> None:
    """S04; RFC 9110, 13.1.1, 13.1.4 and 13.2.2: the very same bytes, whatever else is asked."""
    assert judge(**headers) == status


def test_of_a_request_that_is_read_which_answers_depend_on() -> None:
    lines = [
        (b"accept", b"a/b"),
        (b"host", b"x"),
        (b"accept", b"c/d"),
        (b"sec-fetch-dest", b"empty"),
    ]
    assert asked(lines) == Asked(accept=b"a/b, c/d", sec_fetch_dest=b"empty")


RSS, ATOM, JSON, HTML = KINDS = ("application/rss+xml", "application/atom+xml", "application/feed+json", "text/html")  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (None, RSS),
        (b"", RSS),
        (b"*/*", RSS),
        (b"application/atom+xml", ATOM),
        (b"application/atom+xml, application/rss+xml", RSS),
        (b"application/rss+xml;q=0.5, application/atom+xml;q=0.9", ATOM),
        (b"application/feed+json, */*;q=0.1", JSON),
        (b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        (b"text/*", HTML),
        (b"application/*", RSS),
        (b"application/*;q=0.2, application/atom+xml;q=0", RSS),
        (b"application/*, application/rss+xml;q=0.1", ATOM),
        (b"*/*, application/rss+xml;q=0", ATOM),
        (b"image/png", RSS),
        (b"application/atom+xml;q=0", RSS),
        (b"text/html;q=high", RSS),
        (b"\xff\xfe", RSS),
    ],
)
def test_the_best_liked_format_is_chosen_then_the_first(accept: bytes | None, best: str) -> None:
    """S06; RFC 9110, 12.5.1: by the range that is closest; who likes nothing that there is gets the first."""
    assert liked(accept, KINDS)[0] == best
