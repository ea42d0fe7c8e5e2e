"""The documents say what the program does: every setting, command, option, key and metric, and nothing else."""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import orjson
import pytest
import typer
from pydantic import BaseModel, TypeAdapter
from structlog.testing import capture_logs

from feeds.app.looking import source_reports
from feeds.cli import app
from feeds.config import Config, read_config
from feeds.config.models import RESERVED, Root
from feeds.engine.log import Log
from feeds.model import (
    Enclosure,
    Entry,
    Item,
    Media,
    Origin,
    Polled,
    Released,
    Rights,
    SourceStatus,
    Status,
    Subject,
)
from feeds.normalise.envelope.agency_rows import AGENCIES
from feeds.parse.wiretext import _KEYS as HEAD_LINES
from feeds.render import renderer
from feeds.render.itemjson import item_json
from feeds.serve.metrics import TABLE as METRICS

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

SMALLEST = {
    "site": '[site]\nname = "T"\nlink = "http://t.example/"\ntag = "t.example,2026"\n',
    "publish": '[publish]\nbase_url = "http://t.example/"\n',
}


# --- reading Markdown --------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """What stands under one heading, up to the next of any level."""

    title: str
    text: str

    @property
    def rows(self) -> list[list[str]]:
        """The cells of every row of every table, heads and rules left out."""
        rows: list[list[str]] = []
        for table in re.findall(r"(?m)(?:^\|.*\n)+", self.text):
            lines = table.strip().split("\n")
            assert re.fullmatch(r"[|\s:-]+", lines[1]), f"{self.title}: a table without a head"
            rows += [
                [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]
            ]
        return rows

    def table(self, head: str) -> dict[str, list[str]]:
        """The table whose first column is called `head`: the name in the first cell of each row,
        without its backticks, and the other cells.
        """
        for found in re.findall(r"(?m)(?:^\|.*\n)+", self.text):
            if found.startswith(f"| {head} |"):
                rows = Section(title=self.title, text=found).rows
                return {names(row[0])[0]: row[1:] for row in rows if names(row[0])}
        return {}


def sections(page: Path) -> list[Section]:
    """A page's sections; what looks like a heading in a block of code is none."""
    found: list[tuple[str, list[str]]] = [("", [])]
    fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else re.fullmatch(r"#+ (.+)", line)
        if heading:
            found.append((heading[1], []))
        else:
            found[-1][1].append(line)
    return [Section(title=title, text="\n".join([*lines, ""])) for title, lines in found]


def section(page: str, title: str) -> Section:
    for one in sections(DOCS / page):
        if one.title == title:
            return one
    raise AssertionError(f"docs/{page} has no section {title!r}")


def names(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def blocks(page: Path) -> list[str]:
    """Blocks of code, fenced or indented."""
    text = page.read_text(encoding="utf-8")
    fences = re.findall(r"(?ms)^```\w*\n(.*?)^```", text)
    rest = re.sub(r"(?ms)^```\w*\n.*?^```", "", text)
    return fences + [
        re.sub("(?m)^    ", "", block) for block in re.findall(r"(?m)(?:^    .*\n)+", rest)
    ]


def anchor(title: str) -> str:
    """The anchor that a heading gets: small letters, hyphens for blanks, no other marks."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


# --- what the program has ----------------------------------------------------------------


def table_in(annotation: object) -> type[BaseModel] | None:
    """The model that a key holds, alone or in a list; None for a plain value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(table_in, get_args(annotation))), None)


def tables() -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of the config, as the reference heads it."""
    for key, field in Root.model_fields.items():
        model = table_in(field.annotation)
        assert model is not None
        listed = "list" in str(field.annotation)
        yield (f"[[{key}]]" if listed else f"[{key}]"), model
        for inner, nested in model.model_fields.items():
            if (below := table_in(nested.annotation)) is not None:
                several = get_origin(nested.annotation) is list
                yield f"[[{key}.{inner}]]" if several else f"[{key}.{inner}]", below


SETTINGS = [(title, model, key) for title, model in tables() for key in model.model_fields]
COMMANDS: Mapping[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def options(command: str) -> set[str]:
    return {
        option
        for one in COMMANDS[command].params
        if one.param_type_name == "option"
        for option in (*one.opts, *one.secondary_opts)
    }


def options_of_every_command() -> set[str]:
    return {
        option
        for row in section("commands.md", "Commands").rows
        for option in names(row[0])
        if option.startswith("-")
    }


def flat(value: object, path: str = "") -> list[str]:
    """Every key of a JSON value, with its path."""
    if isinstance(value, dict):
        own = [path] if path else []
        return own + [
            key for name, one in value.items() for key in flat(one, f"{path}.{name}".lstrip("."))
        ]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [path, *(flat(value[0], f"{path}[]")[1:])]
    return [path]


class AnySecret(dict[str, str]):
    """An environment in which every variable is set."""

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> str:
        return "secret"


def loaded(text: str, folder: Path) -> Config:
    """The config in a text; the tables that it has to have are added where they are missing."""
    given = tomllib.loads(text)
    missing = "".join(table for key, table in SMALLEST.items() if key not in given)
    return read_config(
        missing + text,
        origin="the example",
        folder=str(folder),
        environment=AnySecret(),
        read_secret=lambda _: "secret",
    )


# --- settings ----------------------------------------------------------------------------


@pytest.mark.parametrize(("title", "model"), list(tables()), ids=[title for title, _ in tables()])
def test_the_reference_has_the_keys_of_a_table_and_no_others(
    title: str, model: type[BaseModel]
) -> None:
    documented = section("configuration.md", title).table("key")
    assert list(documented) == list(model.model_fields)


@pytest.mark.parametrize(
    ("title", "model", "key"), SETTINGS, ids=[f"{title} {key}" for title, _, key in SETTINGS]
)
def test_a_default_in_the_reference_is_the_one_that_the_program_has(
    title: str, model: type[BaseModel], key: str
) -> None:
    _, stated, meaning = section("configuration.md", title).table("key")[key]
    field = model.model_fields[key]
    assert meaning
    if field.is_required() or stated == "required":
        assert (field.is_required(), stated) == (True, "required")
        return
    default = field.get_default(call_default_factory=True)
    if stated == "none":
        assert default in {None, ""}
        return
    (literal,) = names(stated)
    value = tomllib.loads(f"x = {literal}")["x"]
    kind = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    assert TypeAdapter(kind).validate_python(value) == default


def test_every_value_that_can_be_chosen_stands_in_the_reference() -> None:
    source = section("configuration.md", "[[source]]").table("key")
    for key, values in (("rights", Rights), ("media", Media)):
        assert {name.strip('"') for name in names(source[key][0])} == set(values)


def test_every_name_that_no_channel_may_have_stands_in_the_reference() -> None:
    assert set(names(section("configuration.md", "[[channel]]").text)) >= RESERVED


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_config_that_is_shown_loads_without_a_fault(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for example in re.findall(r"(?ms)^```toml\n(.*?)^```", text):
        contact = "" if "[fetch]" in example else '[fetch]\ncontact = "http://t.example/"\n'
        loaded(contact + example, tmp_path)


def test_the_shipped_config_loads_and_every_key_in_it_is_documented() -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    config = loaded(text, ROOT)
    assert config.warnings == ()
    documented = {
        (title.strip("[]"), key)
        for title, _ in tables()
        for key in section("configuration.md", title).table("key")
    }
    for name, content in tomllib.loads(text).items():
        for table in content if isinstance(content, list) else [content]:
            for key, value in table.items():
                assert (name, key) in documented
                inner = value if isinstance(value, dict) else {}
                assert {(f"{name}.{key}", one) for one in inner} <= documented


def test_every_environment_variable_is_documented() -> None:
    variables = {one.envvar for command in COMMANDS.values() for one in command.params}
    for variable in filter(None, variables):
        assert variable in section("configuration.md", "Environment").table("variable")
        assert f"`{variable}`" in (DOCS / "commands.md").read_text(encoding="utf-8")


# --- commands ----------------------------------------------------------------------------


def test_every_command_has_a_section_and_a_row_in_the_readme() -> None:
    titles = {
        one.title.removeprefix("feeds ")
        for one in sections(DOCS / "commands.md")
        if one.title.startswith("feeds ")
    }
    assert titles == set(COMMANDS)
    readme = next(one for one in sections(ROOT / "README.md") if one.title == "Commands")
    assert {name.split()[1] for name in readme.table("command")} == set(COMMANDS)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_option_of_a_command_is_documented_and_no_other_is(command: str) -> None:
    rows = section("commands.md", f"feeds {command}").rows
    documented = {
        option for row in rows for option in names(row[0]) if re.match(r"--?[a-z]", option)
    }
    assert documented == options(command) - options_of_every_command()


def test_the_options_of_every_command_are_those_that_every_command_has() -> None:
    assert options_of_every_command() == {"-c", "--config", "--help"}
    without = [command for command in COMMANDS if "--config" not in options(command)]
    row = section("commands.md", "Commands").table("option")["-c"]
    assert without == [name.split()[1] for name in names(row[1]) if name.startswith("feeds ")]


def commands_named() -> Iterator[tuple[str, str, list[str]]]:
    """Every command that a page names in code: the page, the command, its options."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        prose = re.sub(r"(?ms)^```.*?^```|^    .*?$", "", text)
        code = [*names(prose), *(line for block in blocks(page) for line in block.splitlines())]
        for line in code:
            found = re.match(
                r"(?:[-*/0-9, ]+ )?(?:\$ |\w+=)?(?:[\w./-]*/)?feeds ([a-z]\w*)(.*)", line
            )
            if found:
                asked = found[2].partition("   ")[0]
                yield page.name, found[1], re.findall(r"(?<=\s)--?[a-z][\w-]*", asked)


def test_no_page_names_a_command_or_an_option_that_there_is_not() -> None:
    named = list(commands_named())
    assert {command for _, command, _ in named} == set(COMMANDS)
    for page, command, asked in named:
        assert command in COMMANDS, page
        assert set(asked) <= options(command) | {"--help"}, f"{page}: feeds {command}"


def test_no_page_names_a_make_target_that_there_is_not() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", makefile))
    targets |= {f".venv/{name}" for name in re.findall(r"(?m)^\$\(VENV\)/(\.\w+):", makefile)}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:`|^    )make ([\w./]+)", text, re.MULTILINE)) <= targets


def test_the_module_does_what_the_command_does() -> None:
    for arguments in (["--help"], ["once", "--help"]):
        said = [
            subprocess.run(
                [*command, *arguments], capture_output=True, text=True, timeout=60, check=True
            ).stdout
            for command in (
                [sys.executable, "-m", "feeds"],
                [str(Path(sys.executable).with_name("feeds"))],
            )
        ]
        assert said[0].replace("python -m feeds", "feeds") == said[1]


# --- keys --------------------------------------------------------------------------------


def test_every_key_of_the_item_json_is_documented_in_its_order() -> None:
    item = Item(
        guid="1",
        source="ians",
        provider="IANS",
        subjects=(Subject(code="a"),),
        enclosures=(Enclosure(href="http://t.example/a.jpg"),),
    )
    assert list(section("commands.md", "Item JSON").table("key")) == flat(item_json(item))


def test_every_key_of_the_source_json_is_documented_in_its_order(tmp_path: Path) -> None:
    source = '[[source]]\nid = "a"\nprovider = "A"\npath = "a"\nrights = "full"\n'
    (report,) = source_reports(loaded(source, tmp_path))
    assert list(section("commands.md", "Source JSON").table("key")) == list(report)


def test_every_status_of_an_item_and_every_state_of_a_source_is_documented() -> None:
    assert list(section("commands.md", "Item JSON").table("status")) == list(Status)
    assert list(section("commands.md", "Source JSON").table("state")) == list(SourceStatus)


def test_every_key_of_the_extension_in_json_feeds_is_documented() -> None:
    entry = Entry(
        id="tag:t.example,2026:a",
        revision=1,
        headline="Ferry",
        body_html="<p>It left.</p>",
        summary="It left.",
        city="Pune",
        creditline="IANS",
        byline="A. Rao",
        provider="IANS",
        via=("Xinhua",),
        link="http://t.example/a.html",
        page="http://t.example/a.html",
        wire_link="",
        published=NOON,
        updated=NOON,
        language="en",
        subjects=(),
        enclosures=(),
        inline_media=False,
        origin=Origin(),
    )
    made = orjson.loads(renderer("json").fragment(entry, "en"))
    own = {key: value for key, value in made.items() if key.startswith("_")}
    title = "What published feeds carry beside their standards"
    assert list(section("commands.md", title).table("key")) == flat(own)


def test_every_line_that_a_head_of_wire_text_may_have_is_documented() -> None:
    documented = section("wire-text.md", "With a head").table("head line")
    assert set(documented) == HEAD_LINES


def test_every_agency_that_is_known_without_being_told_is_documented_with_its_words() -> None:
    rows = section("agencies.md", "Agencies").rows
    assert [tuple(names(cell) for cell in row) for row in rows] == [
        ([agency.name], list(agency.tags), list(agency.plain)) for agency in AGENCIES
    ]


def test_every_metric_is_documented_with_its_kind_and_no_other_is() -> None:
    documented = section("operating.md", "Health and metrics").table("metric")
    assert {name: row[0] for name, row in documented.items()} == {
        metric.name: metric.kind for metric in METRICS
    }
    for metric in METRICS:
        for label in metric.labels:
            assert f"`{label}`" in documented[metric.name][1]


def test_every_key_of_the_canonical_log_lines_is_documented() -> None:
    polled = Polled(
        source="a",
        provider="A",
        outcome="failed",
        at=NOON,
        seconds=1.0,
        lateness=0.0,
        status=500,
        wire_bytes=1,
        counts=tuple((status.value, 1) for status in Status),
        error="it broke",
        next_due=NOON,
    )
    released = Released(at=NOON, seconds=1.0, channels=("all",), rebuilt=1, error="no room")
    with capture_logs() as lines:
        log = Log()
        log(polled)
        log(replace(polled, outcome="new"))
        log(released)
    documented = {
        key for row in section("operating.md", "The log").rows for key in names(row[0])
    } | {"event", "level", "log_level"}
    logged = {key for line in lines for key in line}
    assert logged <= documented
    assert documented - logged <= {"level"}


def test_every_room_of_the_package_is_in_the_picture_of_the_rooms() -> None:
    rooms = {
        path.name + ("/" if path.is_dir() else "")
        for path in (ROOT / "feeds").iterdir()
        if (path.suffix == ".py" and path.name != "__init__.py") or (path / "__init__.py").exists()
    }
    picture = section("architecture.md", "Rooms").text
    assert set(re.findall(r"(?m)^      (\w+/|\w+\.py)", picture)) == rooms


# --- links -------------------------------------------------------------------------------


def links(page: Path) -> Iterable[tuple[str, str]]:
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            path, _, fragment = target.partition("#")
            yield path, fragment


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_to_another_page_leads_to_a_file_and_to_a_heading_in_it(page: Path) -> None:
    for path, fragment in links(page):
        target = ROOT / posixpath.normpath(posixpath.join(page.parent.relative_to(ROOT), path))
        target = target if path else page
        assert target.is_file(), path
        if fragment:
            assert fragment in {anchor(one.title) for one in sections(target)}, f"{path}#{fragment}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_file_of_the_project_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:feeds|tests|docs|lock|bench|wire/ians)/[\w./-]*)`", text):
        assert (ROOT / name).exists(), name


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        if page.suffix == ".md" and page in PAGES:
            waiting += [(page.parent / path).resolve() for path, _ in links(page) if path]
    assert set(PAGES) <= seen


def test_every_decision_says_its_context_what_was_decided_and_what_was_rejected() -> None:
    for page in (DOCS / "decisions").glob("*.md"):
        if page.name != "README.md":
            assert [one.title for one in sections(page)][2:] == ["Context", "Decision", "Rejected"]
