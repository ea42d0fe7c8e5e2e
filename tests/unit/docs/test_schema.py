"""The schema of config.toml says what the models say: it refuses nothing that is right, and what is plainly wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from feeds.demo.stage import _config
from feeds.errors import ConfigError
from tests.unit.docs.markdown import PAGES, ROOT
from tests.unit.docs.program import SMALLEST, loaded
from tests.unit.docs.schema import PATH, as_json, schema, written

VALIDATOR = Draft202012Validator(schema())
SOURCE = '[[source]]\nid = "a"\nprovider = "A"\nrights = "full"\n'
PULLED = f'{SOURCE}url = "http://127.0.0.1/"\n'
CHANNEL = '[[channel]]\nid = "a"\ntitle = "A"\n'
CARRIES = f'{PULLED}[[source.carries]]\nagencies = ["AFP"]\nrights = "full"\n'


def whole(text: str) -> str:
    """A text, with the tables that a config has to have where they are missing."""
    given = tomllib.loads(text)
    return "".join(table for key, table in SMALLEST.items() if key not in given) + text


def faults(text: str) -> list[str]:
    """What the schema has against the config in a text: the keys, dotted."""
    found = VALIDATOR.iter_errors(as_json(tomllib.loads(whole(text))))
    return sorted(".".join(map(str, one.absolute_path)) for one in found)


def examples() -> Iterator[str]:
    for page in PAGES:
        yield from re.findall(r"(?ms)^```toml\n(.*?)^```", page.read_text(encoding="utf-8"))


def test_the_published_schema_is_the_one_that_the_models_and_the_reference_make() -> None:
    assert PATH.read_text(encoding="utf-8") == written(), (
        "`python -m tests.unit.docs.schema` writes it"
    )


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_every_key_is_described_and_no_table_takes_any_other() -> None:
    def look(at: Any) -> None:
        if isinstance(at, dict):
            if "properties" in at and "title" in at:
                assert "additionalProperties" in at, at["title"]
                assert all("description" in one for one in at["properties"].values()), at["title"]
            for inner in at.values():
                look(inner)

    look(schema())
    assert schema()["additionalProperties"] is False


def test_the_schema_takes_every_config_that_is_shown_and_shipped() -> None:
    shown = [*examples(), (ROOT / "config.toml").read_text(encoding="utf-8")]
    assert len(shown) > 20
    for text in shown:
        assert faults(text) == [], text


def test_the_first_line_of_what_is_shipped_and_written_leads_to_the_schema(tmp_path: Path) -> None:
    first = (ROOT / "config.toml").read_text(encoding="utf-8").partition("\n")[0]
    assert (ROOT / first.removeprefix("#:schema ")).resolve() == PATH
    demo = _config({}, 8009, "127.0.0.1:8009")
    assert demo.startswith("#:schema config.schema.json\n")
    assert faults(demo) == []


def test_the_command_prints_the_published_schema(feeds) -> None:
    said = feeds("schema")
    assert (said.status, said.out) == (0, PATH.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        '[fetch]\ntimeout = " 1.5h "\nhost_gap = "0s"\nmax_bytes = 1048576\nper_host = 1000000',
        '[fetch]\nmax_bytes = "16GiB"\nallow_networks = ["10.0.0.0/8", "fc00::/7", "::1", "10.0.0.1"]',
        '[fetch]\ncontact = ""\nrobots = "none"',
        '[store]\nurl = "sqlite:////srv/a b.db"\nkeep_for = "always"\nkeep_items = "all"\nkeep_ledger = "1s"',
        '[serve]\nlisten = ":8009"',
        '[serve]\nlisten = "[::1]:0"',
        '[websub]\ncallback = ""',
        '[websub]\ncallback = "http://localhost/hub/"',
        """[publish]
        base_url = "HTTP://x.example"
        retired = ["old"]
        purge = [{url = "http://x.example/{path}", headers = {Host = "x"}, method = "BAN"}]""",
        f'{PULLED}every = "auto"\nlanguage = ""\nsummary_words = 1',
        f'{PULLED}every = "1ms"\nschedule = "*/5 9-17 * * mon-fri"\nlanguage = "detect"',
        f'{PULLED}schedule = "@hourly"\ntimezone = "-03:30"\nsubjects = []',
        f'{PULLED}timezone = "America/Argentina/Buenos_Aires"\nauth = {{username = "a", password_env = "B"}}',
        f"{PULLED}rights_until = 2027-12-31\nmedia_until = 2027-12-31T18:00:00+05:30",
        f'{PULLED}rights_until = "2027-12-31"\nmedia_until = "2027-12-31T18:00:00"',
        f'{SOURCE}path = "drop"\nkeep_files = true',
        f'{SOURCE}url = "SFTP://x.example/~/out/*.xml"\nauth = {{username = "a", key_file = "b", known_hosts = "c"}}',
        f'{PULLED}format = "list"\nlist = {{item = "li", headline = ""}}',
        f'{PULLED}rules = [{{drop = {{}}}}, {{id = "x", keep = {{match = "(?i)^a"}}}}]',
        f'{CHANNEL}archive = false\nmax_age = "36500d"\nselect = {{hours = "22:00-24:00", urgency = 9}}',
        f'{CHANNEL}archive = "always"\nformats = ["json"]\nlink = "source"\nkeep_items = 1000000000',
        '[[agency]]\nname = "Agência  Lusa"\ntags = []',
        f'{PULLED}path = ""',
        f"{CARRIES}summary_words = 5",
    ],
)
def test_the_schema_refuses_nothing_that_the_models_take(text: str, tmp_path: Path) -> None:
    contact = "" if "[fetch]" in text else '[fetch]\ncontact = "x"\n'
    loaded(contact + text, tmp_path)
    assert faults(text) == []


FAULTS = {
    "desk.copie": '[desk]\ncopie = "all"',
    "nowhere": "[nowhere]\n",
    "site.name": '[site]\nname = " "\nlink = "http://t.example/"\ntag = "t.example,2026"',
    "site.link": '[site]\nname = "T"\nlink = "t.example"\ntag = "t.example,2026"',
    "site.tag": '[site]\nname = "T"\nlink = "http://t.example/"\ntag = "t.example"',
    "site": '[site]\nname = "T"\nlink = "http://t.example/"',
    "publish.base_url": '[publish]\nbase_url = "http://x.example/?a"',
    "publish.hubs.0": '[publish]\nbase_url = "http://x.example/"\nhubs = ["x"]',
    "publish.retired.0": '[publish]\nbase_url = "http://x.example/"\nretired = ["index"]',
    "store.url": '[store]\nurl = "postgres://x"',
    "store.archive_days": "[store]\narchive_days = 0",
    "store.keep_for": '[store]\nkeep_for = "0s"',
    "store.keep_items": "[store]\nkeep_items = 0",
    "hub.enabled": '[hub]\nenabled = "yes"',
    "serve.listen": '[serve]\nlisten = "8009"',
    "fetch.timeout": '[fetch]\ntimeout = "0.0s"',
    "fetch.min_interval": "[fetch]\nmin_interval = 900",
    "fetch.max_bytes": '[fetch]\nmax_bytes = "10MB"',
    "fetch.concurrency": "[fetch]\nconcurrency = true",
    "fetch.contact": '[fetch]\ncontact = "Straße 5"',
    "fetch.robots": '[fetch]\nrobots = "some"',
    "fetch.allow_networks.0": '[fetch]\nallow_networks = ["localhost"]',
    "desk.lead": '[desk]\nlead = "last"',
    "agency.0.name": '[[agency]]\nname = "A/B"',
    "source.0.id": PULLED.replace('"a"', '"A b"'),
    "source.0.url": PULLED.replace("http://", "http://me@"),
    "source.0.rights": PULLED.replace('"full"', '"some"'),
    "source.0.every": f'{PULLED}every = "often"',
    "source.0.schedule": f'{PULLED}schedule = "hourly"',
    "source.0.timezone": f'{PULLED}timezone = "+25:00"',
    "source.0.language": f'{PULLED}language = "English, please"',
    "source.0.format": f'{PULLED}format = "rss"',
    "source.0.rights_until": f'{PULLED}rights_until = "soon"',
    "source.0.subjects": f'{PULLED}subjects = "world"',
    "source.0.auth": f'{PULLED}auth = {{password = "x"}}',
    "source.0.auth.username": f'{PULLED}auth = {{username = "a:b", password_env = "X"}}',
    "source.0.list": f'{PULLED}list = {{item = "li"}}',
    "source.0.list.item": f'{PULLED}format = "list"\nlist = {{item = ""}}',
    "source.0": f'{SOURCE}url = "http://127.0.0.1/"\npath = "x"',
    "source.0.rules.0": f"{PULLED}rules = [{{keep = {{}}, drop = {{}}}}]",
    "source.0.rules.0.keep.match": f'{PULLED}rules = [{{keep = {{match = "{"a" * 1001}"}}}}]',
    "source.0.carries.0.agencies": CARRIES.replace('["AFP"]', "[]"),
    "channel.0.id": CHANNEL.replace('"a"', '"hub"'),
    "channel.0.formats": f"{CHANNEL}formats = []",
    "channel.0.formats.0": f'{CHANNEL}formats = ["pdf"]',
    "channel.0.size": f'{CHANNEL}size = "50"',
    "channel.0.archive": f"{CHANNEL}archive = true",
    "channel.0.select.urgency": f"{CHANNEL}select = {{urgency = 10}}",
    "channel.0.select.hours": f'{CHANNEL}select = {{hours = "25:00-26:00"}}',
    "channel.0.select.weekdays.0": f'{CHANNEL}select = {{weekdays = ["monday"]}}',
    "channel.0.max_age": f'{CHANNEL}max_age = "0d"',
}


@pytest.mark.parametrize(("key", "text"), FAULTS.items(), ids=list(FAULTS))
def test_what_is_plainly_wrong_is_refused_by_the_schema_as_by_the_models(
    key: str, text: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError):
        loaded(text, tmp_path)
    (found,) = faults(text)  # and nothing else is
    assert found in {key, key.rpartition(".")[0]}


def test_a_source_needs_an_address_and_a_list_its_selectors() -> None:
    assert faults(SOURCE) == ["source.0"]
    assert faults(f'{PULLED}format = "list"') == ["source.0"]
