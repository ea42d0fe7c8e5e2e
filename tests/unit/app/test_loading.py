"""The config as it is read: the house's addresses are those that its feeds give."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.app.loading import load
from feeds.app.serving import behind_nginx
from feeds.errors import ConfigError
from feeds.model import Channel
from feeds.render.formats import RSS, location

IRI = "https://bücher.example/nä/"
URI = "https://xn--bcher-kva.example/n%C3%A4/"


def written(config: Path, base_url: str, more: str = "") -> Path:
    text = config.read_text().replace("http://127.0.0.1/", base_url)
    config.write_text(text.replace("[publish]", f"{more}\n[publish]"))
    return config


def test_the_address_of_the_house_is_the_one_that_its_feeds_give(config: Path) -> None:
    """S13: so what is served, what Link says and where the hub is are one thing."""
    config = written(config, IRI, "[hub]\nenabled = true")
    config.write_text(config.read_text().replace("[publish]", f'[publish]\nhubs = ["{IRI}told"]'))
    read = load(config)
    assert read.site.base_url == URI
    assert read.hub.url == f"{URI}hub"
    assert read.site.hubs == (f"{URI}hub", f"{URI}told")
    assert (
        location(read.site, Channel(id="all", title="All"), RSS) == f"{read.site.base_url}all.rss"
    )


@pytest.mark.parametrize("base_url", ["http://127.0.0.1/a%7Eb/", "https://feeds.example/news/"])
def test_an_address_that_is_one_already_is_left_as_it_is(config: Path, base_url: str) -> None:
    assert load(written(config, base_url)).site.base_url == base_url


def test_a_host_that_has_no_name_is_refused(config: Path) -> None:
    config = written(config, "https://" + "ü" * 70 + ".example/")
    with pytest.raises(ConfigError) as refused:
        load(config)
    assert [one.key for one in refused.value.faults] == ["publish.base_url"]


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("base_url", "http://127.0.0.1/", "http://127.0.0.1/news/"),
        ("directory", '"public"', '"www"'),
        ("hubs", "[publish]", '[publish]\nhubs = ["https://hub.example/"]'),
        ("retired", "[publish]", '[publish]\nretired = ["chess"]'),
        ("id", 'id = "all"', 'id = "every"'),
        ("formerly", 'id = "all"', 'id = "all"\nformerly = ["every"]'),
        ("formats", 'id = "all"', 'id = "all"\nformats = ["rss"]'),
        ("serve.listen", "[publish]", '[serve]\nlisten = "127.0.0.1:9009"\n[publish]'),
        ("hub.enabled", "[publish]", "[hub]\nenabled = true\n[publish]"),
        ("websub.callback", "http://127.0.0.1/hub/", "http://127.0.0.1/pushes/"),
        ("fetch.max_bytes", "[publish]", "[fetch]\nmax_bytes = 4096\n[publish]"),
    ],
)
def test_what_is_said_to_change_the_configuration_of_nginx_does(
    config: Path, key: str, before: str, after: str
) -> None:
    told = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")
    told = told.partition("Print it anew when ")[2].partition(" has changed.")[0]
    assert f"`{key}`" in told
    text = f'{config.read_text()}[websub]\ncallback = "http://127.0.0.1/hub/"\n'
    config.write_text(text)
    printed = behind_nginx(load(config), brotli=False)
    config.write_text(text.replace(before, after, 1))
    assert behind_nginx(load(config), brotli=False) != printed


def test_nginx_is_given_the_host_as_it_is_asked_for_and_paths_as_it_has_them(config: Path) -> None:
    """S13: it compares them decoded."""
    text = behind_nginx(load(written(config, IRI, "[hub]\nenabled = true")), brotli=False)
    assert "server_name xn--bcher-kva.example;" in text
    assert 'location = "/nä/hub" {' in text
    assert 'rewrite "^/nä/(.*)$" /$1;' in text
    assert f"<{URI}$feeds_name.$feeds_suffix>" in text
