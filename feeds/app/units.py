"""The units of systemd, as it knows them itself: the one other program that is ever run, to be asked."""

from __future__ import annotations

import shutil
import subprocess

from feeds.decide import machine
from feeds.decide.machine import Kept

_PATIENCE = 5.0
"""Seconds."""


def kept_at(host: str, port: int) -> tuple[Kept | None, str]:
    """The unit of systemd that listens at an address, the system's or the user's own, and what its service starts."""
    for manager in ("--system", "--user"):
        lines = _systemctl(manager, "list-sockets", "--plain", "--no-legend", "--full")
        if (kept := machine.kept_at(host, port, lines)) is not None:
            shown = _systemctl(
                manager, "show", "--property=ExecStart", "--value", "--", kept.service
            )
            return kept, " ".join(shown)
    return None, ""


def _systemctl(*asked: str) -> list[str]:
    """What it says, a line each; nothing where there is none, or nobody answers it."""
    if (found := shutil.which("systemctl")) is None:
        return []
    try:
        said = subprocess.run(  # noqa: S603 -- words of our own, and the name of a unit
            [found, *asked], capture_output=True, check=False, text=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return said.stdout.splitlines()
