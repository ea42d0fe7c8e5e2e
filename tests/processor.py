"""Bounds in seconds of a processor, which are the same on a machine that is busy with something else."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def within(
    seconds: float, fault: Callable[[str], BaseException] = pytest.fail.Exception
) -> Iterator[None]:
    """Ends what takes this process more of a processor, in the middle of it, with a fault."""

    def spent(*_: object) -> None:
        raise fault(f"it takes more than {seconds:g} s of a processor")

    before = signal.signal(signal.SIGPROF, spent)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    marker = item.get_closest_marker("processor")
    if marker is None:
        return (yield)
    with within(*marker.args):
        return (yield)
