"""What people see: examples, failures with their names, and the exit status that scripts rely on."""

import re
import subprocess
import sys

import pytest

from feeds.cli import Failed, Misused, app, run
from feeds.errors import BusyError, ConfigError, Fault, SchemaError, StoreError

COMMANDS = (
    "run",
    "once",
    "serve",
    "parse",
    "check",
    "sources",
    "items",
    "explain",
    "kill",
    "preview",
    "purge",
    "release",
    "replay",
    "demo",
)


# help


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_an_example_of_it(feeds, command: str) -> None:
    said = feeds(command, "--help")
    assert said.status == 0
    assert re.search(rf"Example:.*feeds {command}\b", said.out), said.out
    assert said.err == ""


@pytest.mark.parametrize("command", [one for one in COMMANDS if one != "demo"])
def test_a_command_takes_the_config_under_both_its_names(feeds, command: str) -> None:
    out = feeds(command, "--help").out
    assert "-c, --config PATH" in out
    assert "config.toml" in out


def test_every_command_is_listed_with_a_line_about_it(feeds) -> None:
    out = feeds("--help").out
    for command in COMMANDS:
        assert re.search(rf"^ *{command} +\S", out, re.MULTILINE), command
    assert {one.name or one.callback.__name__ for one in app.registered_commands} >= set(COMMANDS)


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "feeds", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "explain" in done.stdout
    assert done.stderr == ""


# misuse: 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("parse",),
        ("parse", "--nosuch", "-"),
        ("parse", "--format", "nosuch", "-"),
        ("parse", "--source", "nosuch", "drop/ferry.txt"),
        ("items", "--limit", "0"),
        ("items", "--limit", "many"),
        ("items", "--channel", "nosuch"),
        ("explain",),
        ("explain", "x", "--channel", "nosuch"),
        ("once", "--source", "nosuch"),
        ("sources", "--poll", "nosuch"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_ends_with_2_and_says_what_is_wrong(
    feeds, house, arguments: tuple[str, ...]
) -> None:
    said = feeds(*arguments)
    assert said.status == 2
    assert said.err
    assert "Traceback" not in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("sources",),
        ("items",),
        ("explain", "x"),
        ("once",),
        ("parse", "--source", "ians", "-"),
    ],
    ids=" ".join,
)
def test_a_config_that_is_not_there_is_named(feeds, arguments: tuple[str, ...]) -> None:
    said = feeds(*arguments, "-c", "elsewhere.toml")
    assert said.status == 2
    assert "elsewhere.toml" in said.err
    assert "No such file" in said.err


def test_every_fault_of_a_config_is_told_at_once_with_key_and_nearest_name(feeds, house) -> None:
    path = house / "config.toml"
    path.write_text(
        path.read_text()
        + '\n[[source]]\nid = "x"\nprovider = "X"\nurl = "gopher://x.example/"\nrigths = "full"\n'
        + '[[channel]]\nid = "UPPER"\ntitle = "T"\nsize = 0\n'
    )
    said = feeds("check")
    assert said.status == 2
    lines = said.err.splitlines()
    assert len(lines) == 5, lines
    assert all("config.toml: " in line and "expected" in line for line in lines)
    for part in ("rigths", "did you mean 'rights'", "gopher", "UPPER", "size"):
        assert part in said.err, part


def test_the_config_may_be_named_by_the_environment(feeds, house, monkeypatch, tmp_path) -> None:
    (house / "config.toml").rename(tmp_path / "named.toml")
    monkeypatch.setenv("FEEDS_CONFIG", "named.toml")
    assert feeds("check").status == 0


# parse


def test_standard_input_is_read_where_a_hyphen_stands(feeds) -> None:
    said = feeds("parse", "-", stdin=b"headline: Ferry\n\nIt left Pune.\n")
    assert said.status == 0
    assert "Ferry" in said.out
    assert "It left Pune." in said.out
    assert said.err == ""


def test_each_file_that_fails_is_named_and_the_others_are_shown(feeds, tmp_path) -> None:
    (tmp_path / "good.txt").write_text("headline: Ferry\n\nIt left.\n")
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "page.html").write_text("<html><body>Please log in</body></html>")
    (tmp_path / "folder").mkdir()
    said = feeds("parse", "binary.txt", "missing.txt", "good.txt", "page.html", "folder")
    assert said.status == 1
    assert "Ferry" in said.out
    lines = said.err.splitlines()
    assert len(lines) == 4, lines
    for name, why in (
        ("binary.txt", "no text"),
        ("missing.txt", "No such file"),
        ("page.html", "HTML page"),
        ("folder", "directory"),
    ):
        assert any(name in line and why in line for line in lines), name


def test_a_file_that_is_not_there_is_a_failure_by_itself(feeds) -> None:
    said = feeds("parse", "missing.txt")
    assert said.status == 1
    assert said.err == "feeds: missing.txt: No such file or directory\n"


def test_links_of_a_saved_page_lead_where_those_of_its_source_do(feeds, house) -> None:
    listed = (
        '[[source]]\nid = "list"\nprovider = "TASS"\nurl = "http://127.0.0.1:1/news/"\nformat = "list"\n'
        'rights = "full"\n[source.list]\nitem = "li"\n'
    )
    config = house / "config.toml"
    config.write_text(f"{config.read_text()}\n{listed}")
    page = b'<html><body><ul><li><a href="bell">Divers raise a bell</a></li></ul></body></html>'
    said = feeds("parse", "--source", "list", "--json", "-", stdin=page)
    assert said.err == ""
    (item,) = said.objects
    assert (item["headline"], item["link"]) == (
        "Divers raise a bell",
        "http://127.0.0.1:1/news/bell",
    )


def test_a_format_may_be_named_against_appearances(feeds) -> None:
    copy = b"<p>A story that begins like a feed.</p>"
    assert feeds("parse", "-", stdin=copy).status == 1
    said = feeds("parse", "--format", "wiretext", "-", "--json", stdin=copy)
    assert said.status == 0
    assert said.objects[0]["source"] == "file"


def test_what_was_taken_for_what_stands_in_the_margin_of_the_copy(feeds) -> None:
    copy = (
        "headline: A bell\nednote: for Tuesday\n\nURGENT\n\nPune, Nov 2 (IANS) Divers raised a bell.\n\n"
        "It rang.\n\n--IANS\nms/vd"
    )
    said = feeds("parse", "-", stdin=copy.encode())
    assert said.status == 0
    assert "  ednote: for Tuesday\n" in said.out
    assert said.out.endswith(
        "        head │ URGENT\n"
        "    dateline │ Pune, Nov 2 (IANS)\n"
        "             │ Divers raised a bell.\n"
        "             │\n"
        "             │ It rang.\n"
        "             │\n"
        "    sign-off │ --IANS ms/vd\n\n"
    )


def test_what_is_not_to_be_published_says_so_over_its_copy(feeds) -> None:
    said = feeds("parse", "-", stdin=b"headline: URGENT: KILL: A bell\n\nDivers raised a bell.")
    assert (
        "  status: withdrawn, canceled: the headline says that it is withdrawn\n  urgency: 2\n"
        in said.out
    )
    assert "status" not in feeds("parse", "-", stdin=b"A bell\n\nDivers raised a bell.").out


def test_a_source_whose_language_is_to_be_told_has_it_told_here_too(feeds, house) -> None:
    config = (house / "config.toml").read_text()
    (house / "config.toml").write_text(
        config.replace('language = "en"\nrights', 'language = "detect"\nrights', 1)
    )
    copy = "Divers raised an old bell from the bay on Tuesday, the museum said."
    said = feeds("parse", "--source", "ians", "--json", "-", stdin=copy.encode())
    assert said.status == 0, said.err
    assert said.objects[0]["language"] == "en"


def test_copy_without_an_envelope_has_no_margin(feeds) -> None:
    said = feeds("parse", "-", stdin=b"A bell\n\nDivers raised it.\n\nIt rang.\n")
    assert said.out.endswith("\n\n    Divers raised it.\n\n    It rang.\n\n")


def test_long_lines_break_at_the_width_of_the_terminal(feeds, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = feeds("parse", "-", stdin=f"A bell\n\nPune (IANS) {'Divers dived. ' * 20}".encode())
    lines = said.out.splitlines()
    assert max(map(len, lines)) <= 60
    assert sum("│ " in line for line in lines) > 5


def test_nothing_is_stored_by_looking(feeds, house) -> None:
    before = sorted(path.relative_to(house) for path in house.rglob("*"))
    feeds("parse", "--source", "ians", "drop/ferry.txt")
    feeds("items")
    feeds("sources")
    feeds("explain", "ferry-1")
    feeds("check")
    assert sorted(path.relative_to(house) for path in house.rglob("*")) == before


# check, items, sources, explain


def test_a_config_without_fault_says_so(feeds, house) -> None:
    said = feeds("check")
    assert said.status == 0
    assert said.out == "config.toml: 3 sources, 2 channels, no fault found\n"


def test_an_address_that_would_be_refused_is_told_beforehand(feeds, house) -> None:
    path = house / "config.toml"
    path.write_text(path.read_text().replace('allow_networks = ["127.0.0.0/8"]', ""))
    said = feeds("check")
    assert said.status == 1
    assert "source down: 127.0.0.1 is loopback" in said.err


def test_a_directory_that_is_not_there_is_told_beforehand(feeds, house) -> None:
    path = house / "config.toml"
    path.write_text(path.read_text().replace('path = "second"', 'path = "third"'))
    said = feeds("check")
    assert said.status == 1
    assert f"source second: there is no directory {house / 'third'}" in said.err


def test_how_sources_stand_fits_into_a_terminal(desk) -> None:
    table, below = desk("sources").out.split("\n\n")
    heads, *rows = table.splitlines()
    assert heads.split() == ["id", "state", "polled", "outcome", "due", "a", "day", "failures"]
    assert [row.split()[0] for row in rows] == ["ians", "second", "down", "off"]
    assert all(len(row.rstrip()) <= 80 for row in (heads, *rows))
    assert re.search(r" (?:now|\d+[sm] ago) +new +in 1?\dm ", rows[0])
    assert "off: switched off in the config" in below.splitlines()


def test_items_and_sources_are_tables_without_colours_where_nobody_looks(desk) -> None:
    items, sources = desk("items"), desk("sources")
    assert "Ferry service resumes" in items.out
    assert "Ferry service stops" in items.out
    assert "; it refuses the connection" in sources.out
    for said in (items, sources):
        assert said.status == 0
        assert "\x1b" not in said.out
        assert said.err == ""


def test_a_guid_that_fits_several_items_is_answered_with_the_list_of_them(desk) -> None:
    said = desk("explain", "ferry-1")
    assert said.status == 2
    ids = {item["id"] for item in desk("items", "--json").objects}
    assert len(ids) == 2
    assert all(id_ in said.err for id_ in ids)
    assert "Ferry service stops" in said.err
    assert said.out == ""


def test_an_item_is_explained_by_our_id(desk) -> None:
    (item,) = desk("items", "--json", "--source", "second").objects
    said = desk("explain", item["id"])
    assert said.status == 0
    for part in ("Ferry service stops", item["id"], "not seen from this source before", "in all"):
        assert part in said.out, part


def test_what_nobody_knows_cannot_be_explained(desk) -> None:
    said = desk("explain", "nobody")
    assert said.status == 1
    assert "nobody" in said.err
    assert said.out == ""


def test_items_are_limited_unless_all_are_asked_for(desk) -> None:
    assert len(desk("items", "--json", "--limit", "1").objects) == 1
    assert len(desk("items", "--json", "--limit", "1", "--all").objects) == 2


# once


def test_a_pass_names_each_failure_and_draws_no_bar_where_nobody_looks(feeds, house) -> None:
    (house / "drop" / "bad.txt").write_bytes(b"\x00\x01\x02" * 50)
    said = feeds("once")
    assert said.status == 1
    assert said.out == ""
    lines = said.err.splitlines()
    assert len(lines) == 2, lines
    assert any(re.search(r"source ians: .*bad\.txt: .*no text", line) for line in lines)
    assert any("source down: it refuses the connection" in line for line in lines)
    assert (house / "public" / "all.rss").exists()


def test_a_named_source_that_owes_its_publisher_a_pause_is_told_with_its_end(desk) -> None:
    said = desk("once", "--source", "down")
    assert said.status == 1
    assert re.search(
        r"source down: may be polled from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC on", said.err
    )


# how a command ends, whatever it is


def raising(fault: BaseException):
    def command() -> None:
        raise fault

    return command


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [
        (Failed(), 1, ""),
        (Misused("there is no such thing"), 2, "feeds: there is no such thing\n"),
        (StoreError("the disk is full"), 1, "feeds: the disk is full\n"),
        (BusyError("held by process 7", holder=7), 1, "feeds: held by process 7\n"),
        (
            SchemaError(found="0009", expected="0003"),
            1,
            "feeds: the store's schema is 0009, this program needs 0003\n",
        ),
        (
            ConfigError(
                "c.toml",
                (Fault(key="a", found="1", expected="2"), Fault(key="b", found="3", expected="4")),
            ),
            2,
            "feeds: c.toml: a: found 1, expected 2\nfeeds: c.toml: b: found 3, expected 4\n",
        ),
        (KeyboardInterrupt(), 130, ""),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else "",
)
def test_every_foreseen_fault_is_a_line_and_a_status(
    capsys: pytest.CaptureFixture[str], fault: BaseException, status: int, told: str
) -> None:
    assert run(raising(fault)) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == told


def test_a_bug_is_not_hushed_up() -> None:
    with pytest.raises(ZeroDivisionError):
        run(raising(ZeroDivisionError()))
