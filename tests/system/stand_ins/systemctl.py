"""Stands in for systemctl where no systemd runs: starts what the unit's ExecStart says, waits for READY=1, reloads,
stops. systemctl.py FOLDER WORD...: FOLDER is what stands for the root of the machine.
"""

from __future__ import annotations

import configparser
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

OURS = ("/opt/", "/etc/", "/var/")
SECONDS = 40
"""TimeoutStopSec= of the unit; half an hour for the start would be too long for a test."""


def main() -> int:
    root, *words = sys.argv[1:]
    verb, *rest = [word for word in words if not word.startswith("-")]
    if verb == "daemon-reload" or rest[0].endswith(".socket"):
        return 0  # that a daemon takes a socket is shown in test_service_manager.py
    machine = Machine(Path(root), rest[0])
    {
        "enable": machine.start,
        "start": machine.start,
        "stop": machine.stop,
        "restart": lambda: (machine.stop(), machine.start()),
        "reload": lambda: os.kill(machine.process(), signal.SIGHUP),
        "status": machine.process,
    }[verb]()
    return 0


class Machine:
    def __init__(self, root: Path, unit: str) -> None:
        self._root = root
        self._pid = root / f"{unit}.pid"
        read = configparser.RawConfigParser(strict=False)
        read.optionxform = str  # type: ignore[assignment,method-assign]
        read.read(root / f"etc/systemd/system/{unit}.service", encoding="utf-8")
        self._service = read["Service"]

    def process(self) -> int:
        return int(self._pid.read_text(encoding="ascii"))

    def start(self) -> None:
        said = self._root / "notify"
        said.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.bind(str(said))
            notices.settimeout(SECONDS)
            command = [self._here(word) for word in shlex.split(self._service["ExecStart"])]
            with (self._root / "journal").open("ab") as journal:
                process = subprocess.Popen(
                    command,
                    cwd=self._here(self._service["WorkingDirectory"]),
                    env=os.environ | {"NOTIFY_SOCKET": str(said)},
                    stdin=subprocess.DEVNULL,
                    stdout=journal,
                    stderr=journal,
                    start_new_session=True,
                )
            self._pid.write_text(str(process.pid), encoding="ascii")
            while b"READY=1" not in notices.recv(4096).splitlines():
                pass

    def stop(self) -> None:
        """Returns when the process has ended; it is no child of this one."""
        os.kill(self.process(), signal.SIGTERM)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                os.kill(self.process(), 0)
            except ProcessLookupError:
                self._pid.unlink()
                return
            time.sleep(0.02)
        sys.exit("it does not stop")

    def _here(self, word: str) -> str:
        return f"{self._root}{word}" if word.startswith(OURS) else word


if __name__ == "__main__":
    sys.exit(main())
