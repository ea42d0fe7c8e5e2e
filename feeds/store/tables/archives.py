"""The tables of channels' archives."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    literal_column,
)

from feeds.store.tables.items import metadata

# Which page of a channel's archive an item has its place in, for good; 0 is where it waits for one.
archived = Table(
    "archived",
    metadata,
    Column("item", Text, ForeignKey("item.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("page", Integer, nullable=False),
    PrimaryKeyConstraint("item", "channel"),
    sqlite_with_rowid=False,
)
Index("archived_page", archived.c.channel, archived.c.page)

# Pages that take no more items. `due` is 2 where what such a page shows has changed, 1 where it is yet to be
# made or to look otherwise; `empty` is 1 where it shows nothing, and does not stand.
archive_page = Table(
    "archive_page",
    metadata,
    Column("channel", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("newest", BigInteger, nullable=False),
    Column("due", Integer, nullable=False),
    Column("empty", Integer, nullable=False),
    Column("updated", BigInteger),
    Column("fingerprint", Text, nullable=False),
    Column("members", Text, nullable=False),
    Column("next_change", BigInteger),
    PrimaryKeyConstraint("channel", "number"),
)
_WHICH = (archive_page.c.channel, archive_page.c.number)
PAGE_HAS_CHANGED = archive_page.c.due == literal_column("2")
PAGE_WAITS = archive_page.c.due == literal_column("1")
PAGE_IS_OF_USE = archive_page.c.empty == literal_column("0")
Index("archive_page_changed", *_WHICH, sqlite_where=PAGE_HAS_CHANGED)
Index("archive_page_waits", *_WHICH, sqlite_where=PAGE_WAITS)
Index("archive_page_of_use", *_WHICH, sqlite_where=PAGE_IS_OF_USE)
_CHANGES = archive_page.c.next_change.is_not(None)
Index("archive_page_next_change", archive_page.c.next_change, sqlite_where=_CHANGES)
