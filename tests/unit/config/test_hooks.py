"""Hubs and caches in the config: what is meant, what is refused, and where secrets are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feeds.config import Config
from feeds.errors import Fault
from feeds.model import Auth, Hook, HookKind

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]


def purge(*lines: str) -> str:
    return "[[publish.purge]]\n" + "".join(f"{line}\n" for line in lines)


def test_hubs_and_caches_are_told_in_the_order_of_the_file(config_of: ConfigOf) -> None:
    config = config_of(
        purge('url = "http://c.example/{path}"') + purge('url = "https://a.example/"'),
        publish='hubs = ["https://h.example/", "https://h.example/"]',
    )
    assert config.hooks == (
        Hook(kind=HookKind.HUB, url="https://h.example/"),
        Hook(kind=HookKind.CACHE, url="http://c.example/{path}", method="PURGE"),
        Hook(kind=HookKind.CACHE, url="https://a.example/", method="POST", body_key="files"),
    )
    assert config_of().hooks == ()


def test_every_setting_of_a_cache_reaches_it(config_of: ConfigOf) -> None:
    text = purge(
        'url = "https://a.example/p?u={url}"',
        'method = "DELETE"',
        'headers = { Host = "feeds.example", X-Kind = "soft" }',
        'auth = { header = "Key", value_env = "K" }',
    )
    (hook,) = config_of(text, environment={"K": "zq"}).hooks
    assert hook.method == "DELETE"
    assert hook.headers == (("Host", "feeds.example"), ("X-Kind", "soft"))
    assert hook.auth == Auth(header="Key", value="zq")
    (other,) = config_of(purge('url = "https://a.example/"', 'body_key = "urls"')).hooks
    assert other.body_key == "urls"


@pytest.mark.parametrize(
    "url",
    [
        "http://{path}/",
        "http://c.example:{path}/",
        "http://c.example/{file}",
        "http://c.example/{path",
        "http://c.example/}{path}",
        "ftp://c.example/{path}",
        "http://u:p@c.example/{path}",
        "c.example/{path}",
    ],
)
def test_an_address_that_cannot_be_filled_is_refused(faults_of: FaultsOf, url: str) -> None:
    fault = faults_of(purge(f'url = "{url}"'))["publish.purge[0].url"]
    assert "p@c" not in fault.found


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('method = "HEAD"', "publish.purge[0].method"),
        ('headers = { Authorization = "Bearer zq" }', "publish.purge[0].headers"),
        ('headers = { cookie = "zq" }', "publish.purge[0].headers"),
        ('headers = { Content-Length = "3" }', "publish.purge[0].headers"),
        ('headers = { "a b" = "x" }', "publish.purge[0].headers"),
        ('headers = { A = "é" }', "publish.purge[0].headers"),
        ("headers = { A = 3 }", "publish.purge[0].headers"),
        ('headers = "A: b"', "publish.purge[0].headers"),
        ('body_key = ""', "publish.purge[0].body_key"),
        ('auth = { token = "zq" }', "publish.purge[0].auth.token"),
        ('auth = { token_env = "NONE" }', "publish.purge[0].auth.token_env"),
        ("auth = {}", "publish.purge[0].auth"),
        ('auth = { token_file = "public/t" }', "publish.purge[0].auth.token_file"),
        ('auth = { key_file = "k", token_env = "NONE" }', "publish.purge[0].auth.key_file"),
        ("every = 3", "publish.purge[0].every"),
    ],
)
def test_what_is_refused_is_named_without_a_secret(
    faults_of: FaultsOf, line: str, key: str
) -> None:
    files = {"/etc/house/public/t": "zq", "/etc/house/k": "zq"}
    found = faults_of(purge('url = "http://c.example/{path}"', line), files=files)
    assert key in found
    assert not any("zq" in str(fault) for fault in found.values())


def test_two_caches_of_one_address_are_refused(faults_of: FaultsOf) -> None:
    text = purge('url = "http://c.example/{path}"')
    assert set(faults_of(text + text)) == {"publish.purge"}


def test_a_misspelt_key_names_the_nearest(faults_of: FaultsOf) -> None:
    found = faults_of(purge('url = "http://c.example/{path}"', 'metod = "GET"'))
    assert found["publish.purge[0].metod"].nearest == "method"
