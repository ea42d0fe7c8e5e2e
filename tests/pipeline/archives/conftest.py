"""A newsroom of one channel, of which ten stories stand in the document; see `channel.py`."""

from __future__ import annotations

import pytest

from tests.pipeline.archives.channel import ALL


@pytest.fixture
def room(new_room):
    return new_room(channels=(ALL,))
