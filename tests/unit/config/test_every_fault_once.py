"""All that is wrong with a config is told in one go, whatever kind it is of, and each thing once."""

from collections.abc import Callable

import pytest

from feeds.config import Config
from feeds.errors import ConfigError, Fault

FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

SECRET = "hunter2"
CHANNEL = '[[channel]]\nid = "all"\ntitle = "x"\n'


def test_faults_of_single_keys_hide_none_of_those_between_keys(
    faults_of: FaultsOf, least: str, a_source: ASource
) -> None:
    silent = least.replace('contact = "https://house.example/contact"', "")
    both = a_source('path = "wire"', id="b")
    neither = '[[source]]\nid = "n"\nprovider = ""\n'
    secret = a_source('auth = { token_env = "NOT_SET" }', "colour = 1", id="s")
    mixed = a_source('auth = { username = "u", token_env = "NOT_SET" }', id="m")
    channels = CHANNEL * 2 + "select = { urgency = 11 }\n"
    faults = faults_of(whole=silent + both + neither + secret + mixed + a_source(id="s") + channels)
    assert set(faults) == {
        'source "n": provider',
        'source "n": rights',
        'source "s": colour',
        'channel "all": select.urgency',
        'source "b"',
        'source "n"',
        'source "s"',
        'channel "all"',
        "fetch.contact",
        'source "s": auth.token_env',
        'source "m": auth',
    }


@pytest.mark.parametrize(
    ("auth", "name"),
    [
        (f'{{ username = "u", password = "{SECRET}" }}', "password"),
        (f'{{ token = "{SECRET}" }}', "token"),
        (f'{{ header = "X-Key", value = "{SECRET}" }}', "value"),
    ],
)
def test_a_secret_in_the_file_is_one_fault(
    auth: str, name: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    assert list(faults_of(a_source(f"auth = {auth}"))) == [f'source "ians": auth.{name}']
    faults = faults_of(a_source(f"auth = {auth}", "colour = 1"), site="colour = 1")
    assert len(faults) == 3


def test_an_address_that_is_none_is_one_fault_and_not_the_lack_of_one(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    text = a_source().replace("https://wire.example/ians", "gopher://wire.example/")
    assert list(faults_of(text)) == ['source "ians": url']


def test_a_misspelt_key_of_a_credential_is_one_fault(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    text = a_source('auth = { username = "u", pasword_env = "WIRE" }')
    assert list(faults_of(text)) == ['source "ians": auth.pasword_env']


@pytest.mark.parametrize(
    "text",
    [
        f'[[source]]\nid = "a"\nauth = {{ pasword = "{SECRET}" }}\n',
        f'[[source]]\nid = "a"\nauth = {{ password_env = ["{SECRET}"] }}\n',
        f'[[source]]\nid = "a"\nauth = ["{SECRET}"]\n',
        f'[[source]]\nid = "a"\nauht = {{ password = "{SECRET}" }}\n',
        f'[source]\nid = "a"\nauth = {{ password = "{SECRET}" }}\n',
        f'[[sources]]\nid = "a"\nauth = {{ password = "{SECRET}" }}\n',
    ],
)
def test_no_fault_shows_what_may_be_a_secret(text: str, config_of: Callable[..., Config]) -> None:
    """X34."""
    with pytest.raises(ConfigError) as refused:
        config_of(text)
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(refused.value.faults)
