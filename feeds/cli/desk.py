"""Commands for the desk in the browser: `desk password`."""

from __future__ import annotations

import sys

import typer

from feeds.cli import Failed, app, complain

desk = typer.Typer(
    name="desk",
    help="The desk in the browser.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(desk)


@desk.command()
def password() -> None:
    """Ask for a password, and print the hash of it for `[desk.users]`. Where nobody sits at a terminal it is a line of
    standard input.

    Example: feeds desk password > /etc/feeds/asha.hash
    """
    from feeds.app.desk.password import new_hash
    from feeds.config.passwords import LONGEST, SHORTEST

    if sys.stdin.isatty():
        typed = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST <= len(typed) <= LONGEST:
        complain(f"a password has {SHORTEST} signs at least, and {LONGEST} at most")
        raise Failed
    print(new_hash(typed))
