"""Secrets come from the environment or from files; they never stand in the config, nor in a fault."""

from collections.abc import Callable

import pytest

from feeds.config import Config
from feeds.errors import ConfigError, Fault
from feeds.model import Auth

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("written", "auth"),
    [
        ('{ username = "u", password_env = "WIRE" }', Auth(username="u", password=SECRET)),
        ('{ username = "u", password_file = "wire.txt" }', Auth(username="u", password=SECRET)),
        ('{ token_env = "WIRE" }', Auth(token=SECRET)),
        ('{ token_file = "/run/secrets/wire" }', Auth(token=SECRET)),
        ('{ header = "X-Key", value_env = "WIRE" }', Auth(header="X-Key", value=SECRET)),
        ('{ header = "X-Key", value_file = "../wire.txt" }', Auth(header="X-Key", value=SECRET)),
    ],
)
def test_a_secret_is_in_the_environment_or_in_a_file(
    written: str, auth: Auth, config_of: ConfigOf, a_source: ASource
) -> None:
    files = ("/etc/house/wire.txt", "/run/secrets/wire", "/etc/house/../wire.txt")
    config = config_of(
        a_source(f"auth = {written}"),
        environment={"WIRE": SECRET},
        files=dict.fromkeys(files, SECRET),
    )
    assert config.sources[0].auth == auth
    assert SECRET not in repr(config)
    assert SECRET not in str(config)


@pytest.mark.parametrize(
    ("written", "key", "found", "expected"),
    [
        ('{ username = "u", password_env = "WIRE" }', "password_env", "nothing", "WIRE"),
        ('{ token_file = "wire.txt" }', "token_file", "No such file or directory", "wire.txt"),
        ('{ username = "u" }', "password", "neither", "password_env"),
        ('{ header = "X-Key" }', "value", "neither", "value_file"),
        ('{ token_env = "A", token_file = "b" }', "token", "both", "token_env"),
    ],
)
def test_a_secret_that_is_not_there_is_a_fault(
    written: str, key: str, found: str, expected: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    fault = faults_of(a_source(f"auth = {written}"))[f'source "ians": auth.{key}']
    assert fault.found == found
    assert expected in fault.expected


def test_every_secret_that_is_not_there_is_told(faults_of: FaultsOf, a_source: ASource) -> None:
    text = a_source('auth = { token_env = "A" }', id="a")
    text += a_source('auth = { username = "u", password_file = "b" }', id="b")
    assert set(faults_of(text)) == {
        'source "a": auth.token_env',
        'source "b": auth.password_file',
    }


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("{}", "nothing"),
        ('{ password_env = "WIRE" }', "nothing"),
        ('{ username = "u", password_env = "WIRE", token_env = "WIRE" }', "username and token"),
        ('{ token_env = "WIRE", header = "X", value_env = "WIRE" }', "token and header"),
    ],
)
def test_a_source_shows_one_kind_of_credential(
    written: str, found: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    faults = faults_of(a_source(f"auth = {written}"), environment={"WIRE": SECRET})
    assert faults['source "ians": auth'].found == found


def test_a_source_that_is_switched_off_needs_no_secret(
    config_of: ConfigOf, a_source: ASource
) -> None:
    text = a_source("enabled = false", 'auth = { token_env = "NOT_SET" }')
    assert config_of(text).sources[0].auth is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (f'{{ username = "u", password = "{SECRET}" }}', "password"),
        (f'{{ token = "{SECRET}" }}', "token"),
        (f'{{ header = "X-Key", value = "{SECRET}" }}', "value"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_said_again(
    written: str, name: str, config_of: ConfigOf, a_source: ASource
) -> None:
    """X34."""
    with pytest.raises(ConfigError) as refused:
        config_of(a_source(f"auth = {written}"))
    fault = refused.value.faults[0]
    assert fault.key == f'source "ians": auth.{name}'
    assert fault.found == "a secret in the file"
    assert f"{name}_env" in fault.expected
    assert f"{name}_file" in fault.expected
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(refused.value.faults)


def test_an_unknown_key_of_a_credential_names_the_nearest(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    faults = faults_of(a_source('auth = { username = "u", pasword_env = "WIRE" }'))
    assert faults['source "ians": auth.pasword_env'].nearest == "password_env"
