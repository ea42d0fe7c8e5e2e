"""The documents say which commands and options there are, and name no other."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.docs.markdown import DOCS, PAGES, ROOT, blocks, names, section, sections
from tests.unit.docs.program import COMMANDS, command_in, options


def options_of_every_command() -> set[str]:
    return {
        option
        for row in section("commands.md", "Commands").rows
        for option in names(row[0])
        if option.startswith("-")
    }


def test_every_command_has_a_section_and_a_row_in_the_readme() -> None:
    titles = {
        one.title.removeprefix("feeds ")
        for one in sections(DOCS / "commands.md")
        if one.title.startswith("feeds ")
    }
    assert titles == set(COMMANDS)
    readme = next(one for one in sections(ROOT / "README.md") if one.title == "Commands")
    assert {command_in(name.removeprefix("feeds ")) for name in readme.table("command")} == set(
        COMMANDS
    )


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
    named = [name.removeprefix("feeds ") for name in names(row[1]) if name.startswith("feeds ")]
    assert set(without) == set(named)


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
                yield (
                    page.name,
                    command_in(found[1] + found[2]),
                    re.findall(r"(?<=\s)--?[a-z][\w-]*", asked),
                )


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
