"""The commands.

Human output goes to a terminal as tables; `--json` prints one JSON object a line on standard output
and nothing else there. Logs and complaints go to standard error. Exit status: 0 done; 1 something
that was asked for failed; 2 the command line or the config is wrong; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from feeds.errors import BusyError, ConfigError, FeedsError, SchemaError

app = typer.Typer(
    name="feeds",
    help="Takes in wire copy and republishes it as the house's own feeds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[
    Path,
    typer.Option("-c", "--config", envvar="FEEDS_CONFIG", help="The config.", metavar="PATH"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
CONFIG = Path("config.toml")


class Failed(Exception):
    """Something that was asked for failed, and has been named on standard error."""


class Misused(Exception):
    """The command line is wrong; the message says how."""


def complain(message: str) -> None:
    """A line on standard error."""
    print(f"feeds: {message}", file=sys.stderr)


def main() -> None:
    """Runs the command line; ends the process with the exit status of the contract."""
    sys.exit(run(lambda: app(standalone_mode=False)))


def run(command: Callable[[], object]) -> int:
    """The exit status of a command; every foreseen fault becomes a line on standard error."""
    import click

    try:
        command()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except click.ClickException as fault:
        fault.show()
        return 2
    except Failed:
        return 1
    except Misused as fault:
        complain(str(fault))
        return 2
    except ConfigError as fault:
        for one in fault.faults:
            complain(f"{fault.origin}: {one}")
        return 2
    except (BusyError, SchemaError, FeedsError) as fault:
        complain(str(fault))
        return 1
    except BrokenPipeError:
        sys.stdout = None  # nobody reads on; say no more
        return 0
    return 0


from feeds.cli import looking, running  # noqa: E402, F401  -- they add their commands to `app`
