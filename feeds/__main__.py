"""The command ``feeds``, also as ``python -m feeds``.

Cron starts ``feeds once`` every few minutes, and mostly nothing is due. Then this is all that runs:
the command line, the config's models and the pipeline would take longer to load than to find out.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


def main() -> None:
    """Runs the command line; ends the process with the exit status of the contract."""
    # What is loaded stays, and thousands of values without a cycle live through a pass: to look for cycles as often as
    # Python does takes a tenth of a pass, and to do so once more at the end with the rest a seventh of a command.
    gc.set_threshold(10_000, 10, 10)
    atexit.register(gc.freeze)
    config = plain_pass(sys.argv[1:], os.environ)
    if config is not None and _has_nothing_to_do(config):
        if sys.stdout.isatty():
            print("nothing new")
        return
    from feeds.cli import main as run

    run()


def plain_pass(arguments: Sequence[str], environment: Mapping[str, str]) -> Path | None:
    """The config of a plain ``feeds once``; None for any other command line, whatever it is."""
    match arguments:
        case ["once"]:
            return Path(environment.get("FEEDS_CONFIG") or "config.toml")
        case ["once", "-c" | "--config", path]:
            return Path(path)
    return None


def _has_nothing_to_do(config: Path) -> bool:
    from feeds.app.resting import has_nothing_to_do
    from feeds.errors import FeedsError

    try:
        return has_nothing_to_do(config)
    except FeedsError:
        return False  # the command proper meets the same, and says so


if __name__ == "__main__":
    main()
