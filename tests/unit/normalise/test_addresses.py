"""Addresses and pictures in copy: where they lead, and what they tell of readers."""

import re

import pytest

from tests.unit.normalise.markup import BASE, clean, must_be_harmless


@pytest.mark.parametrize("base", [BASE, ""])
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\tjavascript:alert(1)",
        "java\tscript:alert(1)", "java\nscript:alert(1)", "java\r\nscript:alert(1)",
        "java&#9;script:alert(1)", "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)",
        "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)",
        "javascript&colon;alert(1)", "javascript&#58;alert(1)", "&#1;javascript:alert(1)",
        "\x01javascript:alert(1)", "&#14; javascript:alert(1)", "\u00a0javascript:alert(1)",
        "\ufeffjavascript:alert(1)", "javascript\x00:alert(1)", "java\x00script:alert(1)",
        "javascript://wire.example/%0aalert(1)", "vbscript:msgbox(1)", "livescript:x", "mocha:x",
        "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml,<svg onload=alert(1)>", "DATA:text/html,x", "feed:javascript:alert(1)",
        "view-source:javascript:alert(1)", "jar:http://x.example!/", "blob:https://x.example/1",
        "file:///etc/passwd", "about:blank", "filesystem:x", "tel:123", "intent://x#Intent;end",
    ],
)  # fmt: skip
def test_an_address_of_another_scheme_leads_nowhere_in_whatever_disguise(
    address: str, base: str
) -> None:
    """X21."""
    for markup in (
        f'<a href="{address}">Bell</a>',
        f"<a href='{address}'>Bell</a>",
        f'<p>Bell <img src="{address}" alt="bell"></p>',
        f'<blockquote cite="{address}">Bell</blockquote>',
    ):
        found = clean(markup, base)
        must_be_harmless(found)
        assert "Bell" in found


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("https://other.example/a", "https://other.example/a"),
        ("http://other.example/a?b=1&amp;c=2#d", "http://other.example/a?b=1&amp;c=2#d"),
        ("HTTPS://other.example/a", "https://other.example/a"),
        ("bell", "https://wire.example/news/today/bell"),
        ("./bell", "https://wire.example/news/today/bell"),
        ("../bell", "https://wire.example/news/bell"),
        ("/bell", "https://wire.example/bell"),
        ("?page=2", "https://wire.example/news/today/?page=2"),
        ("//img.example/bell", "https://img.example/bell"),
        (" /bell ", "https://wire.example/bell"),
        ("mailto:desk@wire.example", "mailto:desk@wire.example"),
    ],
)
def test_an_address_is_made_absolute_against_the_base(address: str, absolute: str) -> None:
    """X23."""
    link = clean(f'<a href="{address}">Bell</a>')
    assert link.replace("HTTPS:", "https:").startswith(f'<a href="{absolute}"')
    if not absolute.startswith("mailto"):
        image = clean(f'<p><img alt="" src="{address}"></p>').replace("HTTPS:", "https:")
        assert image == f'<p><img alt="" src="{absolute}"></p>'


def test_relative_and_absolute_addresses_in_one_text_are_each_resolved_as_they_should() -> None:
    found = clean(
        '<p><a href="http://a.example/1">1</a> <a href="/2">2</a> <a href=3>3</a>'
        "<img src=\"https://a.example/4.png\"><img src='5.png'></p>"
    )
    assert re.findall(r'(?:href|src)="([^"]*)"', found) == [
        "http://a.example/1",
        "https://wire.example/2",
        "https://wire.example/news/today/3",
        "https://a.example/4.png",
        "https://wire.example/news/today/5.png",
    ]


def test_a_protocol_relative_address_takes_the_scheme_of_the_base() -> None:
    for scheme in ("http", "https"):
        found = clean('<img alt="b" src="//img.example/b.png">', f"{scheme}://wire.example/")
        assert found == f'<img alt="b" src="{scheme}://img.example/b.png">'


def test_a_base_inside_the_copy_decides_nothing() -> None:
    found = clean('<base href="https://evil.example/"><a href="/bell">Bell</a>')
    assert 'href="https://wire.example/bell"' in found


def test_a_link_tells_nothing_and_hands_over_nothing() -> None:
    """X23."""
    found = clean('<a href="https://other.example/" rel="opener" target="_blank">Bell</a>')
    assert set(re.findall(r'rel="([^"]*)"', found)[0].split()) == {
        "noopener",
        "noreferrer",
        "nofollow",
    }
    assert "target" not in found


@pytest.mark.parametrize(
    "pixel",
    [
        '<img src="https://t.example/p" width="1" height="1">',
        "<img height=1 src=https://t.example/p width=1>",
        "<IMG WIDTH='0' HEIGHT='0' SRC='https://t.example/p' ALT=''>",
        '<img width="1px" height="1px" src="https://t.example/p"/>',
        '<img src="http://feeds.feedburner.com/~r/wire/~4/abc" alt="">',
        '<img src="https://ad.doubleclick.net/ad/x;ord=1">',
        '<img src="https://t.example/pixel.gif">',
    ],
)
def test_a_picture_that_only_counts_its_readers_goes(pixel: str) -> None:
    """X23."""
    assert clean(f"<p>Bell{pixel}</p>") == "<p>Bell</p>"
    assert clean(f"<p>Bell</p><p>{pixel}</p>") == "<p>Bell</p>"


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="https://wire.example/b.jpg" width="100" height="10">',
        '<img src="https://wire.example/b.jpg" width="10" height="100">',
        '<img src="https://wire.example/b.jpg" alt="">',
        '<img src="https://wire.example/pixels/b.gif" alt="b">',
    ],
)
def test_a_picture_that_can_be_seen_stays(picture: str) -> None:
    assert clean(f"<p>{picture}</p>") == f"<p>{picture}</p>"
