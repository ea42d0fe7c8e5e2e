"""The commands.

Human output goes to a terminal as tables; `--json` prints one JSON object a line on standard output
and nothing else there. Logs and complaints go to standard error. Exit status: 0 done; 1 something
that was asked for failed; 2 the command line or the config is wrong; 130 interrupted;
143 terminated.
"""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from feeds.app.showing import showing
from feeds.cli.progress import bar
from feeds.errors import ConfigError, FeedsError

app = typer.Typer(
    name="feeds",
    help="Takes in wire copy and republishes it as the house's own feeds.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[
    Path,
    typer.Option("-c", "--config", envvar="FEEDS_CONFIG", help="The config.", metavar="PATH"),
]


def _shown_or_not(as_json: bool) -> bool:
    """Who reads JSON is shown no bars, be it of an upgrade that comes with a command."""
    from functools import partial

    showing.set(partial(bar, as_json=as_json))
    return as_json


JsonOption = Annotated[
    bool, typer.Option("--json", help="One JSON object a line.", callback=_shown_or_not)
]
CONFIG = Path("config.toml")


class Failed(Exception):
    """Something that was asked for failed, and has been named on standard error."""


class Misused(Exception):
    """The command line is wrong; the message says how."""


def must_be_known(what: str, id_: str, known: Iterable[str], config: Path) -> None:
    """Raises Misused where an id is given that is none of those known, and names what may be meant."""
    import difflib

    ids = list(known)
    if id_ and id_ not in ids:
        near = difflib.get_close_matches(id_, ids, n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise Misused(f"there is no {what} {id_!r} in {config}{hint}")


def complain(message: str) -> None:
    """A line on standard error; where nobody hears it, it costs nothing else."""
    with contextlib.suppress(OSError):
        print(f"feeds: {message}", file=sys.stderr)


def said_written(config: Path, *, heard: bool) -> None:
    """What a command that has edited the config says of that: whether a daemon has `heard` of it."""
    told = (
        "the daemon reads it"
        if heard
        else "no daemon has heard; it is read on SIGHUP or at a start"
    )
    print(f"{config}: written; {told}", file=sys.stderr)


def main() -> None:
    """Runs the command line; ends the process with the exit status of the contract."""
    sys.exit(run(lambda: app(standalone_mode=False)))


def run(command: Callable[[], object]) -> int:
    """The exit status of a command; every foreseen fault becomes a line on standard error."""
    status = 0
    showing.set(bar)
    try:
        status = _status(command)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as end:  # Typer makes the one into the other
        if not isinstance(end.__context__ or end, BrokenPipeError):
            raise
        sys.stdout = None  # nobody reads on; say no more
    except OSError as fault:
        if fault.errno != errno.ENOSPC:
            raise
        complain(f"what was asked for cannot be written: {fault.strerror}")
        return status or 1
    return status


def _status(command: Callable[[], object]) -> int:
    try:
        status = command()
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except typer.TyperException as fault:
        _show(fault)
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
    except FeedsError as fault:
        complain(str(fault))
        return 1
    # Typer gives back a status where it ended the command itself: 0 after --help, 130 when it was
    # interrupted. Our commands give back nothing.
    return status if isinstance(status, int) else 0


def _show(fault: typer.TyperException) -> None:
    """How a command line is used, and what is wrong with this one."""
    show = getattr(fault, "show", None)
    if show is not None:  # with the usage of the command; what Typer promises is the message alone
        show()
    else:
        complain(fault.format_message())


from feeds.cli import (  # noqa: E402  -- they add their commands to `app`
    adding,  # noqa: F401
    alarms,  # noqa: F401
    checking,  # noqa: F401
    deciding,  # noqa: F401
    desk,  # noqa: F401
    exchanging,  # noqa: F401
    following,  # noqa: F401
    keeping,  # noqa: F401
    looking,  # noqa: F401
    running,  # noqa: F401
)
