"""Where folders of tests stand that do not look at what a disk makes of them."""

from __future__ import annotations

import os

_MEMORY = "/dev/shm"

IN_MEMORY = _MEMORY if os.access(_MEMORY, os.W_OK) else None
"""For tempfile: a file system in memory, where the machine has one. There a file is soon made durable."""
