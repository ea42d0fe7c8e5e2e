"""What an agency sends its takers beside stories is never published as one."""

from collections.abc import Callable

import pytest

from feeds.model import Item, PubStatus, Status

MakeItem = Callable[..., Item]


@pytest.mark.parametrize(
    "headline",
    [
        "IANS news advisory for Monday, Nov. 2",
        "AP News Digest 6 am",
        "AP Newsfeatures Digest",
        "AFP World News Schedule for Saturday, Nov. 7",
        "PTI news schedule at 1500 hrs",
        "dpa news planner for today",
        "News Digest, Nov 2",
        "Themenvorschau der dpa",
        "dpa-Themenplanung für Montag",
        "(Achtung) Impressum",
        "Impressum =",
    ],
)
def test_a_digest_a_schedule_and_an_imprint_are_withheld(headline: str, the_item: MakeItem) -> None:
    item = the_item("Politics\n\n-- Divers meet", headline=headline)
    assert item.headline == headline
    assert (item.verdict, item.pubstatus) == (Status.HELD, PubStatus.WITHHELD)
    assert item.verdict_reason
