"""The demonstration goes on as it began: its memory and its descriptors stay what they are once it is warm."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.servers.ports import free_port

_WARM, _SECONDS = 12.0, 30.0
_MORE_MEMORY = 1.2
_MORE_DESCRIPTORS = 16
"""Connections come and go: twenty agencies have one each."""


def _held(process: int) -> tuple[int, int]:
    """The KiB that a process has in memory, and its descriptors."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(one for one in status.splitlines() if one.startswith("VmRSS:"))
    return int(line.split()[1]), sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())


def test_memory_and_descriptors_of_the_demonstration_are_flat(tmp_path: Path) -> None:
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "feeds", "demo", "--seconds", f"{_SECONDS:g}"),
            *("--directory", str(tmp_path), "--listen", f"127.0.0.1:{free_port()}"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as demo:
        try:
            begun, seen = time.monotonic(), []
            while (at := time.monotonic() - begun) < _SECONDS - 2 and demo.poll() is None:
                if at > _WARM:
                    seen.append(_held(demo.pid))
                time.sleep(0.5)
            assert demo.wait(30) == 0
        finally:
            demo.kill()
    third = len(seen) // 3
    assert third >= 5
    (memory, files), (memory_later, files_later) = (
        (median(one[0] for one in some), median(one[1] for one in some))
        for some in (seen[:third], seen[-third:])
    )
    assert memory_later <= memory * _MORE_MEMORY, f"{memory} KiB became {memory_later}"
    assert files_later <= files + _MORE_DESCRIPTORS, f"{files} became {files_later}"
