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
        ("gopher://wire.example/", "ftp://, ftpes://, ftps://, sftp://, imap:// or imaps://"),
        ("file:///etc/passwd", "an address that begins with"),
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


# --- mailboxes


@pytest.mark.parametrize(
    "url",
    ["imaps://mail.example", "imap://mail.example:1143/INBOX", "imaps://mail.example/Wire/IANS",
     "imaps://mail.example/News%20desk"],
)  # fmt: skip
def test_a_source_may_be_a_mailbox(config_of, url: str) -> None:
    config = config_of(SOURCE.format(url=url, more=LOGIN), environment={"PASSWORD": "secret"})
    assert config.sources[0].url == url


@pytest.mark.parametrize(
    ("url", "more", "expected"),
    [
        ("imaps://mail.example/INBOX", "", "auth: found nothing, expected username and password"),
        ("imaps://mail.example/*", LOGIN, "the name of one mailbox in ASCII"),
        ("imaps://mail.example/%E0%A4%AC", LOGIN, "the name of one mailbox in ASCII"),
        ("imaps://mail.example/a%0d%0aA1%20LOGOUT", LOGIN, "a path without control characters"),
        ("imaps://news@mail.example/", LOGIN, "credentials belong into `auth`"),
        ("imaps://mail.example/", 'auth = { token_env = "PASSWORD" }', "username and password, for imaps"),
    ],
)  # fmt: skip
def test_what_is_no_mailbox_is_told(config_of, url: str, more: str, expected: str) -> None:
    assert expected in told(config_of, url, more)


# --- SFTP


def ssh(config_of, auth: str, **files: str) -> object:
    text = SOURCE.format(url="sftp://wire.example/out", more=f"auth = {{ {auth} }}")
    found = {f"/etc/house/{name}": content for name, content in files.items()}
    return config_of(text, environment={"PASSWORD": "zqsecret"}, files=found)


def test_a_source_over_sftp_has_a_name_a_secret_and_knows_its_host(config_of) -> None:
    auth = 'username = "news", password_env = "PASSWORD", known_hosts = "hosts"'
    (source,) = ssh(config_of, auth, hosts="wire.example ssh-ed25519 AAAA").sources
    assert source.auth.password == "zqsecret"
    assert source.auth.known_hosts == "wire.example ssh-ed25519 AAAA"
    assert "AAAA" not in repr(source)


def test_a_key_stands_in_a_password_s_place_and_may_have_a_passphrase(config_of) -> None:
    auth = 'username = "news", key_file = "id", known_hosts = "hosts"'
    (source,) = ssh(config_of, auth, id="zqkey\nof lines", hosts="h").sources
    assert (source.auth.key, source.auth.password) == ("zqkey\nof lines", "")
    assert "zq" not in repr(source)
    auth += ', password_env = "PASSWORD"'
    (source,) = ssh(config_of, auth, id="zqkey", hosts="h").sources
    assert (source.auth.key, source.auth.password) == ("zqkey", "zqsecret")


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ('username = "news", password_env = "PASSWORD"', "auth.known_hosts: found nothing"),
        ('username = "news", password_env = "PASSWORD", known_hosts = "none"', "auth.known_hosts"),
        ('username = "news", password_env = "PASSWORD", known_hosts = "empty"',
         "auth.known_hosts: found an empty file"),
        ('username = "news", known_hosts = "hosts"', "password_env or password_file"),
        ('username = "news", key_file = "none", known_hosts = "hosts"', "auth.key_file"),
        ('key_file = "id", known_hosts = "hosts"', "username, known_hosts, and a password or key_file"),
        ('token_env = "PASSWORD", known_hosts = "hosts"', "username, known_hosts, and a password"),
    ],
)  # fmt: skip
def test_what_lacks_for_sftp_is_told(config_of, auth: str, expected: str) -> None:
    with pytest.raises(ConfigError) as refused:
        ssh(config_of, auth, hosts="h", empty="", id="zqkey")
    assert expected in str(refused.value)
    assert "zq" not in str(refused.value)


def test_a_source_over_sftp_without_credentials_is_told_unless_it_is_switched_off(
    config_of,
) -> None:
    said = told(config_of, "sftp://wire.example/out")
    assert "auth: found nothing, expected username, known_hosts, and a password or key" in said
    text = SOURCE.format(url="sftp://wire.example/out", more="enabled = false")
    assert config_of(text).sources[0].auth is None


@pytest.mark.parametrize("key", ["key_file", "known_hosts"])
def test_the_keys_of_sftp_are_refused_elsewhere(config_of, key: str) -> None:
    auth = f'auth = {{ username = "news", password_env = "PASSWORD", {key} = "x" }}'
    for url in ("ftp://wire.example/", "https://wire.example/"):
        assert f"auth.{key}: found a path, expected no such key" in told(config_of, url, auth)


def test_a_key_in_the_published_folder_is_refused(config_of) -> None:
    auth = 'username = "news", key_file = "public/id", known_hosts = "hosts"'
    with pytest.raises(
        ConfigError, match=r"auth\.key_file: found 'public/id', in what is published"
    ):
        ssh(config_of, auth, hosts="h", **{"public/id": "zqkey"})
