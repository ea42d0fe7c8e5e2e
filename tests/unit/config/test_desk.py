"""The desk in the browser, as the config has it; its passwords."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from feeds.config import Config, read_config
from feeds.config.passwords import DECOY, hashed, is_hash, matches
from feeds.errors import ConfigError

HASH = hashed("correct horse battery", b"s" * 16)
REST = """
[site]
name = "T"
link = "http://t.example/"
tag = "t.example,2026"
[publish]
base_url = "http://t.example/"
"""
USER = '[desk.users]\n"Asha Rao" = { password_env = "ASHA" }\n'


def read(text: str, environment: Mapping[str, str] = {"ASHA": HASH}) -> Config:
    def no_file(_name: str) -> str:
        raise FileNotFoundError(2, "No such file or directory")

    return read_config(
        f"{REST}{text}", origin="t", folder="/t", environment=environment, read_secret=no_file
    )


def faults(text: str, environment: Mapping[str, str] = {"ASHA": HASH}) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text, environment)
    return [str(one) for one in caught.value.faults]


def test_there_is_no_desk_where_nobody_may_sit_at_it() -> None:
    assert read("").desk.users == {}
    assert read('[desk]\nlisten = "0.0.0.0:8010"\n').desk.users == {}


def test_users_have_the_hash_that_the_environment_has() -> None:
    desk = read(USER).desk
    assert (desk.host, desk.port, desk.url) == ("127.0.0.1", 8010, "")
    assert desk.users == {"Asha Rao": HASH}
    assert HASH not in repr(desk)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[desk.users]\nasha = { password = "canary" }\n', "no such key"),
        ('[desk.users]\nasha = "canary"\n', "a table"),
        ("[desk.users]\nasha = {}\n", "password_env or password_file"),
        ('[desk.users]\nasha = { password_env = "NONE" }\n', "NONE to be set"),
        ('[desk.users]\nasha = { password_env = "PLAIN" }\n', "what `feeds desk password` prints"),
        ('[desk.users]\nasha = { password_file = "x" }\n', "a readable file x"),
        ('[desk.users]\n"a (b)" = { password_env = "ASHA" }\n', "without brackets"),
        ('[desk.users]\n" a" = { password_env = "ASHA" }\n', "names in one line"),
        ('[desk.users]\n"" = { password_env = "ASHA" }\n', "names that are not empty"),
        ('[desk]\nurl = "http://desk.example/"\n', "begins with https://"),
        ('[desk]\nurl = "https://feeds.example/desk/"\n', "an address without a path"),
        ('[desk]\nlisten = "0.0.0.0:8010"\n' + USER, "the https address of the proxy"),
        ('[desk]\nlisten = ":8010"\nurl = "http://localhost/"\n' + USER, "the https address"),
        ('[desk]\nurl = "https://T.example:8443/"\n' + USER, "a host of its own"),
        ('[desk]\nlisten = "127.0.0.1:8009"\n' + USER, "not that of `serve.listen`"),
        ('[serve]\nlisten = ":8010"\n' + USER, "not that of `serve.listen`"),
    ],
    ids=range(16),
)
def test_what_is_wrong_is_told_and_no_secret_with_it(text: str, said: str) -> None:
    """X34."""
    told = faults(text, {"ASHA": HASH, "PLAIN": "canary"})
    assert any(said in one for one in told), told
    assert "canary" not in repr(told)


def test_a_proxy_with_tls_may_ask_from_another_machine() -> None:
    desk = read('[desk]\nlisten = ":8010"\nurl = "https://desk.example"\n' + USER).desk
    assert (desk.host, desk.url) == ("", "https://desk.example/")


def test_a_password_is_known_by_its_hash_alone() -> None:
    """X33: scrypt, with a salt; no two hashes of one password are the same."""
    assert is_hash(HASH)
    assert matches("correct horse battery", HASH)
    assert not matches("correct horse batterz", HASH)
    assert not matches("", HASH)
    assert hashed("correct horse battery", b"t" * 16) != HASH
    assert "$" not in HASH
    assert matches("पासवर्ड 🚢", hashed("पासवर्ड 🚢", b"s" * 16))


def test_a_password_is_the_same_from_each_keyboard() -> None:
    """RFC 8265, 4.2.2: a letter with its mark is one sign, or two."""
    assert matches("cafe\u0301 au lait", hashed("caf\u00e9 au lait", b"s" * 16))


def test_no_password_is_that_of_nobody() -> None:
    assert is_hash(DECOY)
    for guess in ("", "A", "A" * 43):
        assert not matches(guess, DECOY)


@pytest.mark.parametrize(
    "text", ["", "scrypt", HASH[:-1], f"{HASH}=", HASH.replace(":15:", ":30:"), "plain words"]
)
def test_what_is_no_hash_opens_nothing(text: str) -> None:
    assert not is_hash(text)
    assert not matches("correct horse battery", text)
    assert not matches("x" * 2000, HASH)
