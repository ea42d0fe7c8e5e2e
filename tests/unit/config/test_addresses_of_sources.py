"""Where a source may be, and which credentials go with it."""

import pytest

from feeds.errors import ConfigError

SOURCE = """
[[source]]
id = "ians"
provider = "IANS"
url = "{url}"
rights = "full"
{more}
"""
LOGIN = 'auth = { username = "news", password_env = "PASSWORD" }'


def told(config_of, url: str, more: str = "") -> str:
    with pytest.raises(ConfigError) as refused:
        config_of(SOURCE.format(url=url, more=more), environment={"PASSWORD": "zqsecret"})
    return str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["ftp://wire.example", "ftp://wire.example:2121/out/*.xml", "ftpes://wire.example/~/out",
     "FTPS://wire.example/a%20b/", "ftp://[2001:db8::1]/out"],
)  # fmt: skip
def test_a_source_may_be_a_directory_somewhere_else(config_of, url: str) -> None:
    config = config_of(SOURCE.format(url=url, more=LOGIN), environment={"PASSWORD": "secret"})
    (source,) = config.sources
    assert source.url == url
    assert source.scheme == url.partition(":")[0].lower()
    assert not source.is_web
    assert source.auth is not None
    assert (source.auth.username, source.auth.password) == ("news", "secret")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://news:zqsecret@wire.example/", "credentials belong into `auth`"),
        ("ftps://news@wire.example/", "credentials belong into `auth`"),
        ("gopher://wire.example/", "http://, https://, ftp://, ftpes:// or ftps://"),
        ("file:///etc/passwd", "http://, https://, ftp://, ftpes:// or ftps://"),
        ("ftp:///out", "an address that begins with"),
        ("ftp://wire.example/out?x=1", "without blanks, ? and #"),
        ("ftp://wire.example/out#x", "without blanks, ? and #"),
        ("ftp://wire.example/a b", "without blanks, ? and #"),
        ("ftp://wire.example:99999/", "an address that begins with"),
        ("ftp://wire.example/*/out", "a path with `*` in its last part alone"),
        ("ftp://wire.example/a%0d%0aDELE%20b", "a path without control characters"),
    ],
)
def test_an_address_that_is_none_is_told_without_its_secrets(
    config_of, url: str, expected: str
) -> None:
    said = told(config_of, url)
    assert expected in said
    assert "zqsecret" not in said


@pytest.mark.parametrize(
    "auth",
    ['{ token_env = "PASSWORD" }', '{ header = "X-Api-Key", value_env = "PASSWORD" }', "{ }"],
)
def test_credentials_of_the_web_open_no_directory(config_of, auth: str) -> None:
    said = told(config_of, "ftp://wire.example/", f"auth = {auth}")
    assert "expected username and password, for ftp" in said


def test_hubs_and_the_site_itself_are_on_the_web(config_of) -> None:
    with pytest.raises(ConfigError, match="begins with http:// or https://"):
        config_of(publish='hubs = ["ftp://hub.example/"]')
