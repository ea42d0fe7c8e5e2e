"""Values that are of the right kind and make no sense: refused in words, never by a traceback later."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest

from feeds.config import Config
from feeds.config.crontab import read_crontab
from feeds.errors import Fault
from feeds.model import WIRE_FORMATS

ConfigOf = Callable[..., Config]
FaultsOf = Callable[..., dict[str, Fault]]
ASource = Callable[..., str]

CHANNEL = '[[channel]]\nid = "all"\ntitle = "x"\n'


@pytest.mark.parametrize(
    ("key", "written", "words"),
    [
        ("timeout", '"0s"', '"1ms"'),
        ("timeout", '"0.1ms"', '"1ms"'),
        ("timeout", '"367d"', '"366d"'),
        ("timeout", '"99999999999d"', '"36500d" at most'),
        ("timeout", f'"{"9" * 5000}d"', "a duration"),
        ("min_interval", '"367d"', '"366d"'),
        ("host_gap", '"367d"', '"366d"'),
        ("max_bytes", '"0MiB"', "a size"),
        ("max_bytes", '"0B"', "a size"),
        ("max_bytes", '"17GiB"', "at most"),
        ("max_bytes", f'"{"9" * 5000}B"', "a size"),
        ("concurrency", "0", "1 or more"),
        ("concurrency", "1000001", "at most"),
        ("per_host", "0", "1 or more"),
        ("per_host", "-1", "1 or more"),
        ("contact", '"Straße 5"', "ASCII"),
    ],
)
def test_what_makes_no_sense_in_fetching_is_refused(
    key: str, written: str, words: str, faults_of: FaultsOf, least: str
) -> None:
    text = least.replace('contact = "https://house.example/contact"', "")
    fault = faults_of(whole=text + f"{key} = {written}\n")[f"fetch.{key}"]
    assert words in fault.expected
    assert len(fault.found) <= 80


@pytest.mark.parametrize(
    ("written", "kept"), [('"0s"', timedelta(0)), ('"1ms"', timedelta(milliseconds=1))]
)
def test_no_gap_at_all_between_two_requests_makes_sense(
    written: str, kept: timedelta, config_of: ConfigOf
) -> None:
    assert config_of(fetch=f"host_gap = {written}").fetch.host_gap == kept


@pytest.mark.parametrize("written", ['"0s"', '"0d"', '"400d"', '"99999999999d"'])
def test_a_source_is_polled_after_a_while_that_comes(
    written: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    assert faults_of(a_source(f"every = {written}"))['source "ians": every'].expected


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("formats = []", "formats"),
        ("size = 0", "size"),
        ("size = 1000001", "size"),
        ('max_age = "0s"', "max_age"),
        ('max_age = "99999999999d"', "max_age"),
        ('window = "99999999999d"', "window"),
        ("select = { urgency = 10 }", "select.urgency"),
    ],
)
def test_a_channel_that_could_never_show_anything_is_refused(
    line: str, key: str, faults_of: FaultsOf
) -> None:
    assert faults_of(f"{CHANNEL}{line}\n")[f'channel "all": {key}'].expected


def test_a_window_of_nothing_leaves_the_newest(config_of: ConfigOf) -> None:
    assert config_of(f'{CHANNEL}window = "0s"\n').channels[0].window == timedelta(0)


@pytest.mark.parametrize("days", ["0", "36501", "99999999999999999999"])
def test_an_archive_is_kept_for_days_that_a_calendar_has(days: str, faults_of: FaultsOf) -> None:
    assert "store.archive_days" in faults_of(f"[store]\narchive_days = {days}\n")


@pytest.mark.parametrize("written", ["1", '"false"', '"yes"'])
def test_a_switch_is_true_or_false(written: str, faults_of: FaultsOf, a_source: ASource) -> None:
    faults = faults_of(a_source(f"enabled = {written}") + f"[hub]\nenabled = {written}\n")
    assert set(faults) == {'source "ians": enabled', "hub.enabled"}
    assert {fault.expected for fault in faults.values()} == {"true or false"}


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://[wire]/", "http://wire.example:99999/", "http://wire.example:x/",
     "http://:80/", "http://@/"],
)  # fmt: skip
def test_an_address_whose_host_or_port_cannot_be_is_refused(
    url: str, faults_of: FaultsOf, a_source: ASource, least: str
) -> None:
    text = a_source().replace("https://wire.example/ians", url)
    silent = least.replace('contact = "https://house.example/contact"', "")
    assert set(faults_of(whole=silent + text)) == {'source "ians": url'}


@pytest.mark.parametrize(
    "expression",
    ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "*/5 * 30-31 feb *", "0 0 30 2 */2"],
)
def test_a_schedule_that_never_comes_is_refused(
    expression: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    fault = faults_of(a_source(f'schedule = "{expression}"'))['source "ians": schedule']
    assert "never comes" in fault.expected


@pytest.mark.parametrize(
    "expression",
    [
        "0 0 29 2 *",
        "0 0 29 2 */3",
        "0 0 30 2 1",
        "0 0 31 2,3 *",
        "0 0 28-31 2 *",
        "0 0 */31 2 *",
        "0 12 31 */2 *",
    ],
)
def test_a_schedule_that_comes_seldom_is_kept(
    expression: str, config_of: ConfigOf, a_source: ASource
) -> None:
    assert config_of(a_source(f'schedule = "{expression}"')).sources[0].schedule == expression


def test_a_day_of_a_month_comes_where_a_calendar_has_one() -> None:
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    for day, month in product(range(1, 32), range(1, 13)):
        expression = f"0 0 {day} {month} *"
        if day <= longest[month - 1]:
            assert read_crontab(expression)
        else:
            with pytest.raises(ValueError, match="never comes"):
                read_crontab(expression)


def test_the_formats_that_a_source_may_name_are_those_that_there_are(
    faults_of: FaultsOf, config_of: ConfigOf, a_source: ASource
) -> None:
    for name in WIRE_FORMATS:
        more = ("[source.list]", 'item = "li"') if name == "list" else ()
        assert config_of(a_source(f'format = "{name}"', *more)).sources[0].format == name
    expected = faults_of(a_source('format = "bogus"'))['source "ians": format'].expected
    assert expected == "one of " + ", ".join(f'"{name}"' for name in WIRE_FORMATS)


@pytest.mark.parametrize(
    ("auth", "key"),
    [
        ('{ header = "X Key", value_env = "KEY" }', "header"),
        ('{ header = "X-Key:", value_env = "KEY" }', "header"),
        ('{ username = "news:desk", password_env = "KEY" }', "username"),
    ],
)
def test_a_name_that_no_header_can_carry_is_refused(
    auth: str, key: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    faults = faults_of(a_source(f"auth = {auth}"), environment={"KEY": "k"})
    assert set(faults) == {f'source "ians": auth.{key}'}


@pytest.mark.parametrize("secret", ["", "two\nlines", "nul\x00", "geheim ä"])
@pytest.mark.parametrize("name", ["token", "value"])
def test_a_secret_that_no_header_can_carry_is_refused_and_not_said(
    name: str, secret: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    header = 'header = "X-Key", ' if name == "value" else ""
    text = a_source(f'auth = {{ {header}{name}_env = "KEY" }}')
    (fault,) = faults_of(text, environment={"KEY": secret}).values()
    assert fault.key == f'source "ians": auth.{name}_env'
    assert not secret or secret not in str(fault)


def test_a_password_may_have_letters_of_any_language(
    config_of: ConfigOf, a_source: ASource
) -> None:
    text = a_source('auth = { username = "u", password_env = "KEY" }')
    (source,) = config_of(text, environment={"KEY": "geheim ä"}).sources
    assert source.auth is not None
    assert source.auth.password == "geheim ä"


def test_a_secret_in_a_file_that_is_no_text_is_refused(least: str, a_source: ASource) -> None:
    from feeds.config import read_config
    from feeds.errors import ConfigError

    def read_secret(name: str) -> str:
        return b"\xff\xfe\xfd".decode("utf-8")

    text = least + a_source('auth = { token_file = "key" }')
    with pytest.raises(ConfigError) as refused:
        read_config(text, origin="config.toml", folder="/", environment={}, read_secret=read_secret)
    (fault,) = refused.value.faults
    assert fault.key == 'source "ians": auth.token_file'


@pytest.mark.parametrize("written", ["en_GB", "en GB", "e", "en-", "-en"])
def test_a_language_has_the_form_of_a_tag(
    written: str, faults_of: FaultsOf, a_source: ASource
) -> None:
    text = a_source(f'language = "{written}"')
    text += f'{CHANNEL}select = {{ languages = ["en", "{written}"] }}\n'
    assert set(faults_of(text, site=f'language = "{written}"')) == {
        "site.language",
        'source "ians": language',
        'channel "all": select.languages[1]',
    }


@pytest.mark.parametrize(
    "written", ["desk", "desk@", "a b@house.example", "Desk <a@house.example>"]
)
def test_an_address_of_mail_is_one(written: str, faults_of: FaultsOf) -> None:
    assert "desk@gnn9.com" in faults_of(site=f'email = "{written}"')["site.email"].expected


@pytest.mark.parametrize("date", ["2026-13", "2026-00", "2026-02-32"])
def test_a_tag_has_a_date_of_the_calendar(date: str, faults_of: FaultsOf, least: str) -> None:
    text = least.replace("house.example,2026", f"house.example,{date}")
    assert "site.tag" in faults_of(whole=text)


DROP = '[[source]]\nid = "{}"\nprovider = "IANS"\npath = "{}"\nrights = "full"\n'


def test_no_two_sources_take_their_files_out_of_one_directory(
    faults_of: FaultsOf, config_of: ConfigOf
) -> None:
    two = DROP.format("a", "wire/ians"), DROP.format("b", "./wire/x/../ians/")
    (fault,) = faults_of("".join(two)).values()
    assert fault.key == 'source "b": path'
    assert 'source "a"' in fault.found
    (fault,) = faults_of(two[0] + "keep_files = true\n" + two[1]).values()
    assert fault.key == 'source "b": path'
    assert config_of("keep_files = true\n".join((*two, "")))
    assert config_of(two[0] + two[1] + "enabled = false\n")
    assert config_of(two[0] + DROP.format("b", "wire/other"))
