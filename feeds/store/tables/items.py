"""The tables of items, and of what is remembered of where they come from and where they stand."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    and_,
    literal_column,
)

metadata = MetaData()

source_state = Table(
    "source_state",
    metadata,
    Column("id", Text, primary_key=True),
    Column("next_due", BigInteger, nullable=False),
    Column("lease_until", BigInteger),
    Column("last_poll", BigInteger),
    Column("fence", Integer, nullable=False),
    Column("paused", Integer, nullable=False),
    Column("data", Text, nullable=False),
)

item = Table(
    "item",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("guid", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("publishable", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("versioncreated", BigInteger),
    Column("digest", Text, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("channels", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("copy_of", Text, nullable=False, server_default=""),
    Column("page", Text, nullable=False),
    # The revision that the page shows, 0 where none stands; `page_due` is 1 where it lags behind, and 2
    # where that is to be made from an instant on.
    Column("paged", Integer, nullable=False),
    Column("page_due", Integer, nullable=False),
    Column("page_from", BigInteger),
    # Since when its copy is gone: it has no version then.
    Column("gone", BigInteger),
)
Index("item_guid", item.c.guid)
Index("item_received", item.c.source, item.c.received)
Index("item_published", item.c.published)
Index("item_updated", item.c.updated, unique=True)
# What the migration says to PostgreSQL as well. Said here, it would load that dialect at every start.
PAGE_IS_DUE = item.c.page_due == literal_column("1")
PAGE_IS_PUT_OFF = item.c.page_due == literal_column("2")
Index("item_page_due", item.c.received, sqlite_where=PAGE_IS_DUE)
Index("item_page_from", item.c.page_from, sqlite_where=PAGE_IS_PUT_OFF)
_TAKEN_AWAY = and_(item.c.publishable == 0, item.c.paged > 0)
Index("item_taken_away", item.c.page, sqlite_where=_TAKEN_AWAY)
Index("item_kept", item.c.source, item.c.updated, sqlite_where=item.c.gone.is_(None))

_IN_A_STORY = item.c.story != literal_column("''")
Index("item_story", item.c.story, item.c.published, sqlite_where=_IN_A_STORY)
Index("item_copy_of", item.c.copy_of, sqlite_where=item.c.copy_of != literal_column("''"))

item_key = Table(
    "item_key",
    metadata,
    # A hash of source and key: keys may be addresses of any length.
    Column("key", Text, primary_key=True),
    Column("item", Text, ForeignKey("item.id"), nullable=False),
    sqlite_with_rowid=False,
)

version = Table(
    "version",
    metadata,
    Column("item", Text, ForeignKey("item.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("channels", Text, nullable=False),
    Column("payload", Integer),
    # Bytes, which SQLite keeps in any column; text in what older programs wrote.
    Column("data", Text().with_variant(LargeBinary(), "postgresql"), nullable=False),
    PrimaryKeyConstraint("item", "revision"),
)

route = Table(
    "route",
    metadata,
    Column("channel", Text, nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("item", Text, ForeignKey("item.id"), nullable=False),
    # In this order the key is the index that a channel's newest items are read by.
    PrimaryKeyConstraint("channel", "published", "item"),
    sqlite_with_rowid=False,
)

channel = Table(
    "channel",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("dirty", Integer, nullable=False),
    Column("changed_at", BigInteger),
    Column("next_change", BigInteger),
    Column("updated", BigInteger),
    Column("fingerprint", Text, nullable=False),
    Column("members", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("path", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("modified", BigInteger, nullable=False),
)

payload = Table(
    "payload",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("fetched_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # Pairs of name and value, in their order.
    Column("headers", Text, nullable=False, server_default="[]"),
    sqlite_autoincrement=True,
)
Index("payload_fetched_at", payload.c.fetched_at)

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("verb", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)

# What is replayed or restored twice is entered once.
Index("journal_line", journal.c.target, journal.c.verb, journal.c.at, unique=True)
# Most polls ask whether the journal has any line of a verb.
Index("journal_verb", journal.c.verb)

# Where a withdrawn item stood that readers had seen: its channels say for a while that it is gone.
notice = Table(
    "notice",
    metadata,
    Column("channel", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("item", Text, ForeignKey("item.id"), nullable=False),
    PrimaryKeyConstraint("channel", "at", "item"),
    sqlite_with_rowid=False,
)

# Lines of the ledger that go with no version of their own.
ledger = Table(
    "ledger",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("item", Text, ForeignKey("item.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("stage", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    # Of a line that a version was, before it went.
    Column("payload", Integer),
    sqlite_autoincrement=True,
)
Index("ledger_item", ledger.c.item)
_LAST_LINE = ledger.c.stage == literal_column("'keep'")
Index("ledger_last_line", ledger.c.at, sqlite_where=_LAST_LINE)

# Hosts that have asked to be left alone.
host_pause = Table(
    "host_pause",
    metadata,
    Column("host", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
    # Whose poll was told so.
    Column("source", Text, nullable=False),
)

mark = Table(
    "mark",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
