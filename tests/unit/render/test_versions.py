"""Two versions of an item, side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from feeds.model import DeskItem, Enclosure, Item, Status
from feeds.render.versions import differences

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FIRST = DeskItem(
    id="tag:x:1",
    item=Item(
        guid="1",
        source="ians",
        provider="IANS",
        headline="Ferry sinks",
        creditline="IANS",
        body_text="A ferry sank off Kollam.\n\nForty people were on board.\n\nDivers are looking for them.",
        summary="A ferry sank.",
    ),
    status=Status.NEW,
    reason="",
    digest="1",
    revision=1,
    received=NOON,
    published=NOON,
    updated=NOON,
    page="story/1.html",
)


def test_what_was_changed_stands_beside_what_it_was_and_one_line_around_it() -> None:
    text = FIRST.item.body_text.replace("Forty", "Sixty")
    item = replace(FIRST.item, headline="Ferry sinks, 60 on board", body_text=text)
    found = differences(FIRST, replace(FIRST, item=item, revision=2, status=Status.CORRECTION))
    assert found == (
        "--- version 1 (new)",
        "+++ version 2 (correction)",
        "@@ -1,2 +1,2 @@",
        "-headline: Ferry sinks",
        "+headline: Ferry sinks, 60 on board",
        " creditline: IANS",
        "@@ -5,3 +5,3 @@",
        " A ferry sank off Kollam.",
        "-Forty people were on board.",
        "+Sixty people were on board.",
        " Divers are looking for them.",
    )


def test_pictures_notes_and_times_are_part_of_it() -> None:
    item = replace(
        FIRST.item,
        embargoed=NOON,
        ednote="Hold for noon.",
        enclosures=(Enclosure(href="http://wire.example/ferry.jpg"),),
    )
    added = {line for line in differences(FIRST, replace(FIRST, item=item)) if line[0] == "+"}
    assert {
        "+embargoed: 2026-11-02T12:00:00Z",
        "+ednote: Hold for noon.",
        "+enclosure: http://wire.example/ferry.jpg",
    } <= added


def test_where_nothing_is_otherwise_that_an_editor_reads_there_is_no_diff() -> None:
    assert differences(FIRST, replace(FIRST, revision=2)) == ()
