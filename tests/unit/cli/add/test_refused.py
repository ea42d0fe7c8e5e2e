"""`feeds add` asks nobody whom it may not; whatever strangers answer costs few requests and moves no terminal."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.unit.cli.add.publisher import CONFIG, Site, a_page, announced, rss, sources


def test_a_link_to_a_private_address_is_not_followed(feeds, site: Site, config: Path) -> None:
    """X01."""
    site.has(
        front=a_page(announced("http://10.0.0.7/rss") + announced("/world.rss")), world_rss=rss()
    )
    said = feeds("add", site.url())
    assert said.status == 0
    assert "feeds: http://10.0.0.7/rss: its address is refused: 10.0.0.7 is private\n" in said.err
    assert sources(config)[1]["url"] == site.url("/world.rss")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (
            "http://10.0.0.7/",
            "10.0.0.7 is private; a range of your own network is opened by `fetch.allow_networks`",
        ),
        ("ftp://harbour.example/rss", "it is not an address that begins with http:// or https://"),
        ("http://user:word@harbour.example/", "it has a user name in it"),
        ("javascript://x/%0Aalert(1)", "it is not an address that begins with http:// or https://"),
    ],
)
def test_an_address_that_no_source_may_have_is_not_asked(
    feeds, config: Path, url: str, why: str
) -> None:
    said = feeds("add", url)
    assert said.status == 2
    assert said.err.endswith(f": {why}\n")
    assert "word" not in said.err
    assert config.read_text() == CONFIG


def test_a_page_that_robots_txt_guards_is_not_asked(feeds, site: Site, config: Path) -> None:
    """C54: what somebody has named is asked; what it leads to, only where the site lets us."""
    site.documents["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    site.has(front=a_page(announced("/world.rss")), world_rss=rss())
    said = feeds("add", site.url())
    assert said.status == 1
    assert "its robots.txt forbids it to gnn9-feeds" in said.err
    assert "/world.rss" not in site.asked
    assert feeds("add", site.url("/world.rss")).status == 0


@pytest.mark.parametrize(
    "body",
    [
        '<a href="javascript:fetch(`/rss`)">RSS</a>',
        '<a href="data:text/xml,<rss/>" type="application/rss+xml">x</a>',
        '<a href="file:///etc/rss.xml">x</a>',
        '<a href="http://[rss">x</a>',
        "<a>rss</a>",
    ],
)
def test_what_is_no_address_of_the_web_is_no_feed(
    feeds, site: Site, config: Path, body: str
) -> None:
    site.has(front=a_page(body=body))
    said = feeds("add", site.url())
    assert said.status == 1
    assert "no feed found" in said.err
    assert 'format = "list"' in said.err  # what to do next
    assert config.read_text() == CONFIG


def test_a_page_of_a_thousand_feeds_costs_a_handful_of_requests(
    feeds, site: Site, config: Path
) -> None:
    site.has(front=a_page("".join(announced(f"/{n}.rss") for n in range(1000))))
    said = feeds("add", site.url())
    assert said.status == 1
    assert len(site.asked) < 25


def test_circles_giants_and_rubbish_are_told_and_change_nothing(
    feeds, site: Site, config: Path
) -> None:
    site.moved |= {"/circle": "/circle2", "/circle2": "/circle"}
    site.documents["/giant"] = b"<rss>" + b" " * (11 * 1024 * 1024)
    site.documents["/rubbish"] = b"\x00\xff" * 1000
    site.documents["/half"] = a_page("<link " * 60_000)
    for path, why in {
        "/circle": "redirects in a circle",
        "/giant": "larger than",
        "/rubbish": "not a feed",
        "/half": "a page with more than 50000 tags",
        "/none": "the server answers 404",
    }.items():
        said = feeds("add", site.url(path))
        assert said.status == 1, path
        assert why in said.err, path
    assert config.read_text() == CONFIG


def test_a_host_that_asks_to_be_left_alone_is_asked_for_nothing_more(
    feeds, site: Site, config: Path
) -> None:
    site.has(front=a_page())
    site.statuses["/feed"] = 429
    said = feeds("add", site.url())
    assert said.status == 1
    assert site.asked == ["/", "/robots.txt", "/feed"]


def test_the_config_is_read_before_anybody_is_asked(feeds, site: Site, config: Path) -> None:
    site.has(world_rss=rss())
    for words, why in {
        ("--rights", "some"): "rights: found 'some', expected one of \"full\"",
        ("--id", "old"): "2 of this id",
        ("--timezone", "Mars"): "timezone",
    }.items():
        said = feeds("add", site.url("/world.rss"), *words)
        assert said.status == 2
        assert why in said.err
        assert "config.toml with the new source" in said.err
    assert (site.asked, config.read_text()) == ([], CONFIG)


def test_what_a_stranger_calls_his_feed_cannot_move_a_terminal(
    feeds, site: Site, config: Path
) -> None:
    site.has(world_rss=rss(title='Evil&#x9b;2J"\n]\u202e'))
    said = feeds("add", site.url("/world.rss"))
    assert said.status == 0
    assert not {"\x1b", "\x9b", "\u202e"} & set(said.out + said.err + config.read_text())


def test_what_a_server_says_of_its_answer_cannot_move_a_terminal(
    feeds, site: Site, config: Path
) -> None:
    """X32: a type of media may have any byte in it, and where a feed has moved to as well."""
    site.documents["/rubbish"] = b"\x00\xff"
    site.kinds["/rubbish"] = "application/x-\x9b2J"
    said = feeds("add", site.url("/rubbish"))
    assert said.status == 1
    assert "application/x-?2J" in said.err

    site.moved["/old.rss"] = "/new\x9b2J.rss"
    site.documents["/new%C2%9B2J.rss"] = rss()
    said = feeds("add", site.url("/old.rss"))
    assert said.status == 0, said.err
    assert "\x9b" not in said.out + said.err + config.read_text()
    assert sources(config)[1]["url"] == site.url("/old.rss")


def test_a_page_leads_to_no_port_of_another_server(feeds, site: Site, config: Path) -> None:
    """X01, X03: its links are a stranger's words, as a redirect is."""
    links = announced("http://localhost:22/a.rss") + announced("http://localhost:6379/b.rss")
    site.has(front=a_page(links + announced("/world.rss")), world_rss=rss())
    said = feeds("add", site.url())
    assert said.err.startswith(
        "feeds: http://localhost:22/a.rss: its address is refused: it leads to port 22\n"
        "feeds: http://localhost:6379/b.rss: its address is refused: it leads to port 6379\n"
    )
    assert sources(config)[1]["url"] == site.url("/world.rss")


def test_an_address_of_any_length_is_named_at_once(feeds, site: Site, config: Path) -> None:
    """Its words were once looked through from each of them on, which took minutes."""
    site.has(front=a_page(announced("/" + "a" * 500_000) + announced("/world.rss")))
    site.has(world_rss=rss())
    begun = time.process_time()
    said = feeds("add", site.url())
    assert time.process_time() - begun < 20
    assert said.status == 0
    assert "aaa: its address is refused: it is longer than 2048 characters\n" in said.err
