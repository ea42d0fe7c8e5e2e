"""Rooms in which things are kept for a month; see `month.py`."""

import pytest

from tests.pipeline.retention.month import MONTH, SMALL


@pytest.fixture
def a_room(new_room):
    """Makes rooms with a channel that shows one story, in which things are kept for a month."""

    def make(*sources, channels=(SMALL,), keeping=MONTH, **more):
        return new_room(*sources, channels=channels, keeping=keeping, **more)

    return make
