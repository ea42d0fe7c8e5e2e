"""A newsroom of four sources with a postbox; see `postbox.py`."""

from __future__ import annotations

import pytest

from tests.pipeline.alarms.postbox import Postbox


@pytest.fixture
def post() -> Postbox:
    return Postbox()


@pytest.fixture
def desk(new_room, a_source, post: Postbox):
    """A newsroom of four sources with a postbox."""
    return new_room(
        *(a_source(id_) for id_ in ("ians", "ani", "tass", "xinhua")), messengers=(post,)
    )
