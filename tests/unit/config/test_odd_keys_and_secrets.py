"""Keys of any name, and secrets that are never said again."""

from collections.abc import Callable

import pytest

from feeds.config import Config
from feeds.errors import ConfigError, Fault

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

SECRET = "hunter2"
CHANNEL = '[[channel]]\nid = "{}"\ntitle = "x"\n'


# 1. every fault at once


def test_faults_of_every_kind_are_told_at_once(faults_of: FaultsOf, a_source: ASource) -> None:
    text = a_source("colour = 1", 'auth = { token_env = "NOT_SET" }', id="a")
    text += a_source('path = "wire"', id="b") + CHANNEL.format("c") * 2
    assert set(faults_of(text)) == {
        'source "a": colour',
        'source "a": auth.token_env',
        'source "b"',
        'channel "c"',
    }


def test_a_contact_that_is_missing_hides_no_other_fault(
    faults_of: FaultsOf, a_source: ASource, least: str
) -> None:
    silent = least.replace('contact = "https://house.example/contact"', "")
    text = silent + a_source(id="a") + a_source('path = "wire"', id="b")
    assert set(faults_of(whole=text)) == {"fetch.contact", 'source "b"'}


# 2. any text gives a config or ConfigError


@pytest.mark.parametrize("name", ['"x[y]"', "timedelta", "AuthTable"])
def test_a_key_of_any_name_is_a_fault_and_no_crash(
    name: str, config_of: ConfigOf, least: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        config_of(whole=f"{name} = 1\n{least}")
    assert name.strip('"') in refused.value.faults[0].key
    with pytest.raises(ConfigError) as refused:
        config_of(site=f"{name} = 1")
    assert name.strip('"') in refused.value.faults[0].key


@pytest.mark.parametrize("length", ["9999999999d", "99999999999999999999h"])
def test_a_duration_that_no_clock_can_count_is_refused(length: str, faults_of: FaultsOf) -> None:
    assert "fetch.timeout" in faults_of(fetch=f'timeout = "{length}"')


# 3. secrets in faults (X34)


@pytest.mark.parametrize(
    "text",
    [
        f'auth = {{ user = "u", pass = "{SECRET}" }}',
        f'auth = {{ username = "u", passwd = "{SECRET}" }}',
        f'auth = "u:{SECRET}"',
    ],
)
def test_nothing_of_a_credential_is_said_again(
    text: str, config_of: ConfigOf, a_source: ASource
) -> None:
    with pytest.raises(ConfigError) as refused:
        config_of(a_source(text))
    assert SECRET not in str(refused.value)


def test_nothing_of_a_credential_is_said_again_when_its_table_is_not_a_list(
    config_of: ConfigOf,
) -> None:
    with pytest.raises(ConfigError) as refused:
        config_of(f'[source]\nid = "a"\nauth = {{ password = "{SECRET}" }}\n')
    assert SECRET not in str(refused.value)


def test_a_password_in_an_address_is_a_secret_in_the_file(
    config_of: ConfigOf, a_source: ASource
) -> None:
    with pytest.raises(ConfigError) as refused:
        config_of(a_source().replace("https://", f"https://u:{SECRET}@"))
    assert SECRET not in str(refused.value)


# 4. keys of contract.md


def test_the_sites_zone_is_refused_with_what_it_would_take(faults_of: FaultsOf) -> None:
    assert "+05:30" not in faults_of(site='timezone = "Nowhere"')["site.timezone"].expected


def test_a_secret_in_the_file_is_one_fault(config_of: ConfigOf, a_source: ASource) -> None:
    with pytest.raises(ConfigError) as refused:
        config_of(a_source(f'auth = {{ username = "u", password = "{SECRET}" }}'))
    assert len(refused.value.faults) == 1
