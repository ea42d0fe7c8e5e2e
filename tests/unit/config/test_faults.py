"""What is wrong with a config, all of it: each fault with its key, what was found, what was expected."""

from collections.abc import Callable

import pytest

from feeds.config import Config
from feeds.errors import ConfigError, Fault

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

CHANNEL = '[[channel]]\nid = "{}"\ntitle = "x"\n'


def test_every_fault_of_every_table_is_told_at_once(faults_of: FaultsOf) -> None:
    faults = faults_of(
        '[stor]\nurl = "x"\n[serve]\nlisten = "8009"\n'
        '[[source]]\nid = "a"\nprovider = ""\nevery = "often"\n'
        '[[source]]\nprovider = "IANS"\nrights = "some"\n'
        '[[channel]]\nid = "index"\nsize = 0\n',
        site='timezone = "Nowhere"',
        publish='hubs = ["x"]',
        fetch='timout = "5s"\nmax_bytes = "10MB"',
    )
    assert set(faults) == {
        "site.timezone",
        "publish.hubs[0]",
        "fetch.timout",
        "fetch.max_bytes",
        "stor",
        "serve.listen",
        'source "a": provider',
        'source "a": every',
        'source "a": rights',
        'source "a"',
        "source number 2: id",
        "source number 2: rights",
        "source number 2",
        'channel "index": id',
        'channel "index": title',
        'channel "index": size',
    }
    for fault in faults.values():
        assert fault.expected


def test_a_fault_reads_as_a_sentence_under_the_files_name(config_of: ConfigOf) -> None:
    with pytest.raises(ConfigError) as refused:
        config_of(fetch='timout = "5s"\nconcurrency = 0')
    assert refused.value.origin == "config.toml"
    assert str(refused.value).splitlines() == [
        "config.toml: fetch.concurrency: found 0, expected a whole number, 1 or more",
        "config.toml: fetch.timout: found '5s', expected no such key; did you mean 'timeout'?",
    ]


@pytest.mark.parametrize(
    ("table", "written", "nearest"),
    [
        ("site", "autor", "author"),
        ("site", "timezome", "timezone"),
        ("publish", "hub", "hubs"),
        ("fetch", "minimal_interval", "min_interval"),
        ("fetch", "allow_network", "allow_networks"),
    ],
)
def test_an_unknown_key_is_a_fault_that_names_the_nearest_known_one(
    table: str, written: str, nearest: str, faults_of: FaultsOf
) -> None:
    fault = faults_of(**{table: f"{written} = 1"})[f"{table}.{written}"]
    assert (fault.found, fault.nearest) == ("1", nearest)


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("[sources]\n", "sources", "source"),
        ("[[chanel]]\n", "chanel", "channel"),
        ("[server]\n", "server", "serve"),
        ("[store]\narchive = 5\n", "store.archive", "archive_days"),
        ("[hub]\nenable = true\n", "hub.enable", "enabled"),
        (CHANNEL.format("a") + "titel = 'x'\n", 'channel "a": titel', "title"),
        (CHANNEL.format("a") + "select = { provider = [] }\n", 'channel "a": select.provider', "providers"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_known_for_the_one_it_resembles_however_deep(
    text: str, key: str, nearest: str, faults_of: FaultsOf
) -> None:
    assert faults_of(text)[key].nearest == nearest


def test_an_unknown_key_that_resembles_none_is_left_at_that(faults_of: FaultsOf) -> None:
    fault = faults_of(site="xyzzy = 1")["site.xyzzy"]
    assert fault.nearest == ""
    assert "did you mean" not in str(fault)


def test_a_source_is_named_by_its_id_or_else_by_its_number(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    text = (
        a_source("colour = 1", id="b")
        + '[[source]]\nid = 5\nprovider = "IANS"\npath = "wire"\nrights = "full"\n'
    )
    assert list(faults_of(text)) == ['source "b": colour', "source number 2: id"]


def test_the_tables_that_must_be_there_are_asked_for(faults_of: FaultsOf) -> None:
    faults = faults_of(whole="[store]\n")
    assert set(faults) == {"site", "publish"}
    faults = faults_of(whole="[site]\n[publish]\n")
    assert set(faults) == {"site.name", "site.link", "site.tag", "publish.base_url"}
    assert all(fault.found == "" and "required" in fault.expected for fault in faults.values())


def test_rights_have_no_default(faults_of: FaultsOf, a_source: ASource) -> None:
    fault = faults_of(a_source().replace('rights = "full"\n', ""))['source "ians": rights']
    assert (fault.found, "required" in fault.expected) == ("", True)


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("[source]\nid = 'a'\n", "source", "list"),
        ("[channel]\nid = 'a'\n", "channel", "list"),
        (CHANNEL.format("a") + "select = 'x'\n", 'channel "a": select', "table"),
        (CHANNEL.format("a") + "formats = 'rss'\n", 'channel "a": formats', "list"),
        (CHANNEL.format("a") + "formats = ['rss', 'pdf']\n", 'channel "a": formats[1]', '"rss"'),
        (CHANNEL.format("a") + "formats = [5]\n", 'channel "a": formats[0]', '"rss"'),
        (CHANNEL.format("a") + "size = '50'\n", 'channel "a": size', "whole number"),
        (CHANNEL.format("a") + "size = true\n", 'channel "a": size', "whole number"),
        (CHANNEL.format("a") + "description = 5\n", 'channel "a": description', "text"),
        (CHANNEL.format("a") + 'description = "a\\nb"\n', 'channel "a": description', "one line"),
        ("[hub]\nenabled = 3\n", "hub.enabled", "true or false"),
        ("[hub]\nenabled = 'perhaps'\n", "hub.enabled", "true or false"),
    ],
)
def test_a_value_of_another_kind_is_refused(
    text: str, key: str, expected: str, faults_of: FaultsOf
) -> None:
    assert expected in faults_of(text)[key].expected


def test_what_was_found_is_cut_where_it_is_long(faults_of: FaultsOf) -> None:
    fault = faults_of(site=f'timezone = "{"x" * 500}"')["site.timezone"]
    assert len(fault.found) <= 80
    assert fault.found.endswith("...")


@pytest.mark.parametrize(
    "text", ["[site", "x = = 1", "a = 1\na = 2", "[site]\n[site]\n", "\x00", "a = 'x"]
)
def test_what_is_no_toml_is_refused_with_the_place(text: str, config_of: ConfigOf) -> None:
    with pytest.raises(ConfigError) as refused:
        config_of(whole=text)
    (fault,) = refused.value.faults
    assert fault.key == "file"
    assert "TOML" in fault.expected
    assert "line" in fault.expected or "end of document" in fault.expected


def test_an_id_stands_for_one_source_and_one_channel_alone(
    faults_of: FaultsOf, config_of: ConfigOf, a_source: ASource
) -> None:
    twice = a_source(id="a") + a_source(id="b") + a_source(id="a")
    twice += CHANNEL.format("c") * 3 + CHANNEL.format("a")
    faults = faults_of(twice)
    assert set(faults) == {'source "a"', 'channel "c"'}
    assert faults['source "a"'].found == "2 of this id"
    assert faults['channel "c"'].found == "3 of this id"
    assert config_of(a_source(id="a") + CHANNEL.format("a"))


@pytest.mark.parametrize(
    ("channels", "key", "found"),
    [
        ('[[channel]]\nid = "a"\ntitle = "x"\nformerly = ["a"]\n', 'channel "a": formerly', "'a'"),
        (CHANNEL.format("b") + "formerly = ['c', 'a']\n" + CHANNEL.format("a"), 'channel "b": formerly', "'a'"),
        (CHANNEL.format("a") + "formerly = ['c']\n" + CHANNEL.format("b") + "formerly = ['c']\n", 'channel "b": formerly', "'c'"),
        (CHANNEL.format("a") + "formerly = ['Old One']\n", 'channel "a": formerly[0]', "'Old One'"),
    ],
)  # fmt: skip
def test_an_old_id_leads_to_one_channel_alone(
    faults_of: FaultsOf, a_source: ASource, channels: str, key: str, found: str
) -> None:
    """S19: it is no channel's of today, and no second one's of former times."""
    faults = faults_of(a_source(id="s") + channels)
    assert set(faults) == {key}
    assert faults[key].found == found


def test_behind_its_own_id_a_channel_names_those_that_were_merged_into_it(
    config_of: ConfigOf, faults_of: FaultsOf, a_source: ASource
) -> None:
    """S19."""
    text = a_source(id="s") + CHANNEL.format("a")
    (channel,) = config_of(text + "formerly = ['old', 'a', 'b', 'c']\n").channels
    assert (channel.first_id, channel.merged) == ("old", ("b", "c"))
    faults = faults_of(text + "formerly = ['a', 'b', 'a']\n")
    assert faults['channel "a": formerly'].found == "'a'"


def test_a_channel_is_retired_or_it_is_there(faults_of: FaultsOf, a_source: ASource) -> None:
    """S19."""
    text = a_source(id="s") + CHANNEL.format("a") + "formerly = ['b']\n"
    for one in ("a", "b"):
        faults = faults_of(text, publish=f"retired = ['{one}']")
        assert faults["publish.retired"].found == repr(one)


def test_a_source_has_an_address_or_a_directory_and_not_both(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    both = a_source('path = "wire"', id="b")
    neither = a_source(id="n").replace('url = "https://wire.example/n"\n', "")
    faults = faults_of(both + neither)
    assert faults['source "b"'].found == "both"
    assert faults['source "n"'].found == "neither"
    assert "url" in faults['source "b"'].expected
    assert "path" in faults['source "b"'].expected


@pytest.mark.parametrize(
    "path",
    ["public", "public/wire", "./public/", "wire/../public/in/here", "//etc/house/public/wire"],
)
def test_nothing_private_lies_in_the_published_folder(
    faults_of: FaultsOf, config_of: ConfigOf, path: str
) -> None:
    drop = f'[[source]]\nid = "d"\nprovider = "IANS"\npath = "{path}"\nrights = "full"\n'
    (key, fault) = faults_of(drop).popitem()
    assert key == 'source "d": path'
    assert path in fault.found
    assert "publish.directory" in fault.expected
    assert "store.url" in faults_of(f'[store]\nurl = "sqlite:///{path}/feeds.db"\n')
    beside = drop.replace(f'"{path}"', '"publicity/wire"')
    assert config_of(beside + '[store]\nurl = "sqlite:///public.db"\n')


def test_neither_the_config_nor_a_secret_lies_in_the_published_folder(
    faults_of: FaultsOf, a_source: ASource
) -> None:
    for directory in (".", "..", "/"):
        assert "publish.directory" in faults_of(publish=f'directory = "{directory}"')
    secret = a_source('auth = { username = "u", password_file = "public/secret" }')
    files = {"/etc/house/public/secret": "s"}
    assert 'source "ians": auth.password_file' in faults_of(secret, files=files)


@pytest.mark.parametrize("directory", ["wire/done", "wire/failed/public", "wire"])
def test_nothing_is_published_where_raw_copy_is_put_away(
    faults_of: FaultsOf, directory: str
) -> None:
    drop = '[[source]]\nid = "d"\nprovider = "IANS"\npath = "wire"\nrights = "full"\n'
    (fault,) = faults_of(drop, publish=f'directory = "{directory}"').values()
    assert "in what is published" in fault.found


def test_publishers_are_told_whom_to_write_to(
    faults_of: FaultsOf, config_of: ConfigOf, a_source: ASource, least: str
) -> None:
    """C50."""
    silent = least.replace('contact = "https://house.example/contact"', "")
    fault = faults_of(whole=silent + a_source())["fetch.contact"]
    assert 'source "ians"' in fault.expected
    assert config_of(whole=silent)
    assert config_of(whole=silent + a_source("enabled = false"))
    for here in ("http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:80/"):
        text = a_source().replace("https://wire.example/ians", here)
        assert config_of(whole=silent + text)
    drop = '[[source]]\nid = "d"\nprovider = "IANS"\npath = "wire"\nrights = "full"\n'
    assert config_of(whole=silent + drop)


def test_what_may_not_be_meant_is_a_warning_and_no_fault(
    config_of: ConfigOf, a_source: ASource
) -> None:
    """C20."""
    assert config_of().warnings == ()
    (hasty,) = config_of(fetch='min_interval = "14m"').warnings
    assert "min_interval" in hasty
    assert "15m" in hasty
    chosen = CHANNEL.format("k") + 'select = { providers = ["ians", "Kyodo"] }\n'
    (lonely,) = config_of(a_source() + chosen).warnings
    assert 'channel "k"' in lonely
    assert "Kyodo" in lonely


def test_a_reading_of_a_config_asks_nobody_but_its_arguments(config_of: ConfigOf) -> None:
    assert config_of() == config_of()
