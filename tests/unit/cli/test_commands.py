"""Commands: their help, how they are misused, and how they end."""

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
    "opml import",
    "opml export",
)


# help


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_an_example_of_it(feeds, command: str) -> None:
    said = feeds(*command.split(), "--help")
    assert said.status == 0
    assert re.search(rf"Example:.*feeds {command}\b", said.out), said.out
    assert said.err == ""


@pytest.mark.parametrize("command", [one for one in COMMANDS if one != "demo"])
def test_a_command_takes_the_config_under_both_its_names(feeds, command: str) -> None:
    out = feeds(*command.split(), "--help").out
    assert "-c, --config PATH" in out
    assert "config.toml" in out


def test_every_command_is_listed_with_a_line_about_it(feeds) -> None:
    out = feeds("--help").out
    for command in COMMANDS:
        assert re.search(rf"^ *{command.split()[0]} +\S", out, re.MULTILINE), command
    alone = {command for command in COMMANDS if " " not in command}
    assert {one.name or one.callback.__name__ for one in app.registered_commands} >= alone


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
            SchemaError(found="0009", expected="0005"),
            1,
            (
                "feeds: the store's schema is 0009, this program needs 0005; a newer program has brought it up to "
                "date: bring that one back, or the store as it was, by `feeds restore` of the file beside it that "
                "ends in .before-0009\n"
            ),
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
