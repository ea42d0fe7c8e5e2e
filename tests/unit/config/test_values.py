"""The kinds of value that a config has: what each is taken for, and in what words it is refused."""

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network

import pytest

from feeds.config import Config
from feeds.errors import Fault

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86400), ("1.5h", 5400), ("500ms", 0.5), ("10 m", 600),
    ],
)  # fmt: skip
def test_a_duration_has_a_unit(written: str, seconds: float, config_of: ConfigOf) -> None:
    config = config_of(fetch=f'timeout = "{written}"')
    assert config.fetch.timeout == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    ['"90"', "90", '"15 minutes"', '"-5m"', '"1h30m"', '""', '"m"', "1.5", "true", '"1w"'],
)
def test_what_is_no_duration_is_refused_with_what_one_is(written: str, faults_of: FaultsOf) -> None:
    fault = faults_of(fetch=f"timeout = {written}")["fetch.timeout"]
    assert fault.found == (written.replace('"', "'") if written != "true" else "True")
    assert '"15m"' in fault.expected


@pytest.mark.parametrize(("written", "seconds"), [('"1s"', 1), ('"1m"', 60)])
def test_no_publisher_is_asked_more_often_than_each_second(
    written: str, seconds: float, config_of: ConfigOf, faults_of: FaultsOf
) -> None:
    assert config_of(fetch=f"min_interval = {written}").fetch.min_interval == timedelta(seconds=seconds)  # fmt: skip
    for less in ('"0s"', '"999ms"', '"0.5s"'):
        assert '"1s"' in faults_of(fetch=f"min_interval = {less}")["fetch.min_interval"].expected


@pytest.mark.parametrize(
    ("written", "size"),
    [("1048576", 1048576), ('"10MiB"', 10485760), ('"64KiB"', 65536), ('"1GiB"', 1073741824), ('"5 B"', 5)],
)  # fmt: skip
def test_a_size_is_bytes_or_has_a_unit(written: str, size: int, config_of: ConfigOf) -> None:
    assert config_of(fetch=f"max_bytes = {written}").fetch.max_bytes == size


@pytest.mark.parametrize("written", ['"10MB"', '"10"', "0", "-1", "1.5", "true", '"MiB"', '""'])
def test_what_is_no_size_is_refused_with_what_one_is(written: str, faults_of: FaultsOf) -> None:
    assert '"10MiB"' in faults_of(fetch=f"max_bytes = {written}")["fetch.max_bytes"].expected


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/New_York", "+08:00", "-03:30"])
def test_the_zone_of_a_source_is_a_name_or_an_offset(
    zone: str, config_of: ConfigOf, a_source: ASource
) -> None:
    (source,) = config_of(a_source(f'timezone = "{zone}"')).sources
    assert source.timezone == zone


@pytest.mark.parametrize(
    "zone", ["Mars/Phobos", "IST+5", "+8", "+08", "0800", "+25:00", "+08:60", "", "/etc/passwd", "../UTC"]
)  # fmt: skip
def test_what_is_no_zone_is_refused_with_what_one_is(
    zone: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    fault = faults_of(a_source(f'timezone = "{zone}"'))['source "ians": timezone']
    assert fault.found == repr(zone)
    assert '"Asia/Kolkata"' in fault.expected


def test_the_sites_zone_has_a_name_since_pages_and_schedules_follow_its_summers(
    config_of: ConfigOf, faults_of: FaultsOf
) -> None:
    assert config_of(site='timezone = "Europe/Berlin"').site.timezone == "Europe/Berlin"
    for zone in ("+05:30", "Nowhere"):
        fault = faults_of(site=f'timezone = "{zone}"')["site.timezone"]
        assert "Asia/Kolkata" in fault.expected


def test_networks_are_ranges_or_single_addresses(config_of: ConfigOf) -> None:
    config = config_of(fetch='allow_networks = ["127.0.0.0/8", "10.1.2.3", "fd00::/8", "::1"]')
    assert config.fetch.allow_networks == tuple(
        map(ip_network, ("127.0.0.0/8", "10.1.2.3/32", "fd00::/8", "::1/128"))
    )


def test_of_several_networks_each_that_is_none_is_named(faults_of: FaultsOf) -> None:
    faults = faults_of(fetch='allow_networks = ["127.0.0.0/8", "10.1.0.1/16", "intranet", 5]')
    assert list(faults) == [f"fetch.allow_networks[{n}]" for n in (1, 2, 3)]
    assert faults["fetch.allow_networks[1]"].found == "'10.1.0.1/16'"
    assert '"10.1.0.0/16"' in faults["fetch.allow_networks[1]"].expected


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("127.0.0.1:8009", "127.0.0.1", 8009),
        ("[::1]:8009", "::1", 8009),
        (":80", "", 80),
        ("localhost:0", "localhost", 0),
        ("0.0.0.0:65535", "0.0.0.0", 65535),
    ],
)
def test_the_server_listens_at_a_host_and_a_port(
    written: str, host: str, port: int, config_of: ConfigOf
) -> None:
    serve = config_of(f'[serve]\nlisten = "{written}"\n').serve
    assert (serve.host, serve.port) == (host, port)


@pytest.mark.parametrize(
    "written", ['"8009"', "8009", '"127.0.0.1"', '"a:65536"', '"a:-1"', '"a:b"', '"a:"']
)
def test_what_is_no_host_and_port_is_refused(written: str, faults_of: FaultsOf) -> None:
    fault = faults_of(f"[serve]\nlisten = {written}\n")["serve.listen"]
    assert "127.0.0.1:8009" in fault.expected


@pytest.mark.parametrize(
    "tag", ["gnn9.com,2015", "desk@house.example,2026-03", "a-b.example,2026-03-31"]
)
def test_a_tag_is_a_name_and_a_date(tag: str, config_of: ConfigOf, least: str) -> None:
    """RFC 4151, 2.1."""
    assert config_of(whole=least.replace("house.example,2026", tag)).site.tag == tag


@pytest.mark.parametrize(
    "tag", ["gnn9.com", "gnn9.com,15", ",2015", "gnn 9.com,2015", "tag:gnn9.com,2015:", ""]
)
def test_what_is_no_tag_is_refused(tag: str, faults_of: FaultsOf, least: str) -> None:
    fault = faults_of(whole=least.replace("house.example,2026", tag))["site.tag"]
    assert "gnn9.com,2015" in fault.expected


def test_where_the_folder_is_reached_ends_in_a_slash(config_of: ConfigOf, least: str) -> None:
    for written in ("https://house.example", "https://house.example/"):
        text = least.replace("https://house.example/feeds/", written)
        assert config_of(whole=text).site.base_url == "https://house.example/"


@pytest.mark.parametrize(
    "address",
    ["house.example", "gopher://house.example/", "https://", "//house.example/", "javascript:x", "https:///x",
     "https://a b/", "https://a.example/\\r\\nX: y", ""],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(
    address: str, faults_of: FaultsOf, least: str, a_source: ASource
) -> None:
    """X01, X31."""
    text = least.replace('link = "https://house.example/"', f'link = "{address}"')
    assert "http://" in faults_of(whole=text)["site.link"].expected
    text = least.replace("https://house.example/feeds/", address)
    assert "http" in faults_of(whole=text)["publish.base_url"].expected
    assert "publish.hubs[0]" in faults_of(publish=f'hubs = ["{address}"]')
    if address:
        text = a_source().replace("https://wire.example/ians", address)
        assert 'source "ians": url' in faults_of(text)


@pytest.mark.parametrize("address", ["https://house.example/?a=1", "https://house.example/#x"])
def test_the_folders_address_has_no_question_in_it(
    address: str, faults_of: FaultsOf, least: str
) -> None:
    text = least.replace("https://house.example/feeds/", address)
    assert "publish.base_url" in faults_of(whole=text)


@pytest.mark.parametrize(
    "url", ["postgresql://db/feeds", "sqlite:///", "sqlite://feeds.db", "feeds.db", ""]
)
def test_the_store_is_a_file(url: str, faults_of: FaultsOf) -> None:
    assert "sqlite:///" in faults_of(f'[store]\nurl = "{url}"\n')["store.url"].expected


@pytest.mark.parametrize("id_", ["a", "9", "xinhua-world", "a" * 64, "0-"])
def test_an_id_is_fit_to_be_part_of_a_files_name(
    id_: str, config_of: ConfigOf, a_source: ASource
) -> None:
    """X30."""
    text = a_source(id=id_) + f'[[channel]]\nid = "{id_}"\ntitle = "x"\n'
    assert config_of(text).channels[0].id == config_of(text).sources[0].id == id_


@pytest.mark.parametrize(
    "id_", ["", "-a", "A", "a_b", "a.b", "a/b", "../a", "a b", "ä", "a" * 65, "a\\n"]
)
def test_an_id_that_is_not_is_refused(id_: str, faults_of: FaultsOf, a_source: ASource) -> None:
    """X30."""
    text = a_source(id=id_) + f'[[channel]]\nid = "{id_}"\ntitle = "x"\n'
    faults = faults_of(text.replace(f"wire.example/{id_}", "wire.example/x"))
    assert len(faults) == 2
    for key, fault in faults.items():
        assert key.endswith(": id")
        assert "small letters" in fault.expected


@pytest.mark.parametrize(
    "id_",
    ["index", "opml", "story", "hub", "healthz", "readyz", "metrics", "robots", "sitemap", "favicon"],
)  # fmt: skip
def test_a_channel_takes_no_name_of_the_sites_own(
    id_: str, faults_of: FaultsOf, config_of: ConfigOf, a_source: ASource
) -> None:
    """X30."""
    fault = faults_of(f'[[channel]]\nid = "{id_}"\ntitle = "x"\n')[f'channel "{id_}": id']
    assert "another name" in fault.expected
    assert config_of(a_source(id=id_)).sources[0].id == id_


@pytest.mark.parametrize("rights", ["full", "summary", "headline", "internal"])
def test_the_rights_that_there_are(rights: str, config_of: ConfigOf, a_source: ASource) -> None:
    (source,) = config_of(a_source().replace('"full"', f'"{rights}"')).sources
    assert source.rights == rights


@pytest.mark.parametrize(
    ("line", "key", "choices"),
    [
        ('rights = "some"', "rights", ("full", "summary", "headline", "internal")),
        ('rights = "FULL"', "rights", ("full",)),
        ('rights = ""', "rights", ("full",)),
        ("rights = true", "rights", ("full",)),
        ('media = "all"', "media", ("none", "link", "full")),
        ('future_dates = "drop"', "future_dates", ("hold", "clamp", "keep")),
        ('format = "rss"', "format", ("auto", "feed", "newsmlg2", "mail", "wiretext")),
    ],
)
def test_a_choice_that_there_is_not_is_refused_with_those_that_there_are(
    line: str, key: str, choices: tuple[str, ...], faults_of: FaultsOf, a_source: ASource
) -> None:
    text = a_source(line) if key != "rights" else a_source().replace('rights = "full"', line)
    fault = faults_of(text)[f'source "ians": {key}']
    for choice in choices:
        assert f'"{choice}"' in fault.expected


@pytest.mark.parametrize("urgency", ["0", "10", "-1", '"1"', "true", "1.5"])
def test_an_urgency_runs_from_1_to_9(urgency: str, faults_of: FaultsOf) -> None:
    text = f'[[channel]]\nid = "a"\ntitle = "x"\nselect = {{ urgency = {urgency} }}\n'
    assert 'channel "a": select.urgency' in faults_of(text)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("* * * *", "five fields"),
        ("* * * * * *", "five fields"),
        ("", "five fields"),
        ("hourly", "five fields"),
        ("@reboot", "five fields"),
        ("60 * * * *", "the minute is 0 to 59, not '60'"),
        ("* 24 * * *", "the hour is 0 to 23, not '24'"),
        ("* * 0 * *", "the day of the month is 1 to 31, not '0'"),
        ("* * 32 * *", "the day of the month is 1 to 31, not '32'"),
        ("* * * 13 *", "the month is 1 to 12, not '13'"),
        ("* * * foo *", "the month is 1 to 12, not 'foo'"),
        ("* * * * 8", "the day of the week is 0 to 7, not '8'"),
        ("* * * * montag", "the day of the week is 0 to 7, not 'montag'"),
        ("*/0 * * * *", "the minute has no step '0'"),
        ("*/x * * * *", "the minute has no step 'x'"),
        ("30-10 * * * *", "the minute '30-10' runs backwards"),
        ("1,,2 * * * *", "the minute is 0 to 59, not ''"),
        ("-5 * * * *", "the minute"),
        ("1.5 * * * *", "the minute"),
    ],
)
def test_a_schedule_that_no_cron_would_read_is_refused_in_words(
    expression: str, words: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    fault = faults_of(a_source(f'schedule = "{expression}"'))['source "ians": schedule']
    assert fault.found == repr(expression)
    assert "crontab(5)" in fault.expected
    assert words in fault.expected


@pytest.mark.parametrize(
    "expression",
    ["*/15 * * * *", "0 6-23/2 * * *", "5,10,50-59 * 1 jan,JUL sun", "@hourly", "@Daily", "0 0 * * 7",
     "0\\t0 1 * mon-fri", "10/20 * * * *"],
)  # fmt: skip
def test_a_schedule_that_cron_would_read_is_kept_as_it_stands(
    expression: str, config_of: ConfigOf, a_source: ASource
) -> None:
    (source,) = config_of(a_source(f'schedule = "{expression}"'.replace("\\t", " "))).sources
    assert source.schedule == expression.replace("\\t", " ")
