"""What a replay makes again stands where it stood in archives."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from feeds.model import Placed, Status
from feeds.store.sql import open_store
from tests.contract.store.filings import CHANNELS, DIGESTS, NOW, a_filing, a_source, record


def test_items_that_are_made_again_have_the_places_that_they_had(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/feeds.db")) as store:
        store.enrol([a_source("ians")], NOW)
        store.enrol_channels(CHANNELS, DIGESTS)
        filings = [a_filing(str(number)) for number in range(4)]
        record(store, *filings)
        ids = [one.desk_item.id for one in filings]
        store.give_places("all", [Placed(number=1, items=tuple(ids[:2]), newest=NOW)])
        page = store.archive_page("all", 1)
        assert page is not None
        store.save_pages([replace(page, updated=NOW, members=tuple((id_, 1) for id_ in ids[:2]))])

        left = store.forget(ids)
        assert store.placed("all", 1) == ()
        held_now = a_filing("3", status=Status.HELD)
        store.record_again([*filings[:3], held_now], NOW, ())
        store.restore(left)

        assert store.placed("all", 1) == tuple(ids[:2])
        assert store.placed("all") == (ids[2],)  # the last is in no channel any more
        assert store.due_pages(NOW, 9, changed=True) == (("all", 1),)
