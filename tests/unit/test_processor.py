"""A test that is bounded by a processor fails for what it does, and not for what else the machine does."""

from __future__ import annotations

import threading

import pytest

from tests.processor import within


def for_ever() -> None:
    while True:
        pass


def test_what_takes_more_of_a_processor_is_ended_in_the_middle() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"more than 0\.05 s"), within(0.05):
        for_ever()


@pytest.mark.processor(0.05)
def test_waiting_takes_none() -> None:
    threading.Event().wait(0.2)
