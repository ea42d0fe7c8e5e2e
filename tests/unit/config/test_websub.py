"""Where hubs reach us: off unless the operator says where, and nowhere that others read (C71)."""

from __future__ import annotations

import pytest


def callback(value: str) -> str:
    return f'[websub]\ncallback = "{value}"\n'


def test_no_hub_is_asked_unless_the_config_says_where_it_reaches_us(config_of, a_source) -> None:
    config = config_of(a_source())
    assert config.websub.callback == ""
    assert config_of(callback("")).websub.callback == ""
    assert config.sources[0].websub is True
    assert config_of(a_source("websub = false")).sources[0].websub is False


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("https://feeds.gnn9.com/hub", "https://feeds.gnn9.com/hub/"),
        ("https://feeds.gnn9.com:8443/a/b-c_d.e~f/", "https://feeds.gnn9.com:8443/a/b-c_d.e~f/"),
        ("http://127.0.0.1:8009/hub", "http://127.0.0.1:8009/hub/"),
        ("http://[::1]:8009/hub", "http://[::1]:8009/hub/"),
        ("http://localhost/hub", "http://localhost/hub/"),
    ],
)
def test_a_callback_is_https_or_on_this_machine(config_of, value: str, found: str) -> None:
    """C71."""
    assert config_of(callback(value)).websub.callback == found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("http://feeds.gnn9.com/hub", "https://"),
        ("http://127.0.0.1.gnn9.com/hub", "https://"),
        ("http://10.0.0.1/hub", "https://"),
        ("https://feeds.gnn9.com/", "a path"),
        ("https://feeds.gnn9.com", "a path"),
        ("https://feeds.gnn9.com/h%C3%BCb", "a path"),
        ("https://feeds.gnn9.com/a//b", "a path"),
        ("https://feeds.gnn9.com/hub?a=1", "without ? and #"),
        ("feeds.gnn9.com/hub", "begins with"),
    ],
)
def test_any_other_is_refused(faults_of, value: str, expected: str) -> None:
    """C71."""
    faults = faults_of(callback(value))
    assert expected in faults["websub.callback"].expected
