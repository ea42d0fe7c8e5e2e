"""The tables. What is queried is a column; what is only given back is JSON.

Instants are whole microseconds since 1970 in UTC: exact, ordered, and the same on every database.
An item's row holds what never changes and what it is found by; what a version says is in `version`.
"""

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
    # The revision that the page shows, 0 where none stands; `page_due` is 1 where it lags behind.
    Column("paged", Integer, nullable=False),
    Column("page_due", Integer, nullable=False),
    # Since when its copy is gone: it has no version then.
    Column("gone", BigInteger),
)
Index("item_guid", item.c.guid)
Index("item_received", item.c.source, item.c.received)
Index("item_published", item.c.published)
Index("item_updated", item.c.updated, unique=True)
# What the migration says to PostgreSQL as well. Said here, it would load that dialect at every start.
Index("item_page_due", item.c.received, sqlite_where=item.c.page_due == 1)
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
    Column("data", Text, nullable=False),
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

# Stories: what the headlines of each have, and on how many of a day's stories each term stood.
story = Table(
    "story",
    metadata,
    Column("id", Text, primary_key=True),
    Column("told", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
)

Index("story_last", story.c.last)

story_term = Table(
    "story_term",
    metadata,
    Column("term", Text, nullable=False),
    Column("story", Text, ForeignKey("story.id"), nullable=False),
    Column("n", Integer, nullable=False),
    # In this order the key is the index that stories are looked up by.
    PrimaryKeyConstraint("term", "story"),
    sqlite_with_rowid=False,
)
Index("story_term_story", story_term.c.story)

story_city = Table(
    "story_city",
    metadata,
    Column("story", Text, ForeignKey("story.id"), nullable=False),
    Column("city", Text, nullable=False),
    PrimaryKeyConstraint("story", "city"),
    sqlite_with_rowid=False,
)

term_day = Table(
    "term_day",
    metadata,
    Column("term", Text, nullable=False),
    # Days since 1970; the term "" counts the stories that began.
    Column("day", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    PrimaryKeyConstraint("term", "day"),
    sqlite_with_rowid=False,
)

# Prints of items' copy, by which the same copy is found again; the newer, the higher the number.
print_ = Table(
    "print",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("item", Text, nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
    Column("scheme", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    # The bands, eight bytes each, to find the rows of `band` by.
    Column("bands", LargeBinary, nullable=False),
    Column("names", Text, nullable=False),
    Column("figures", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("print_at", print_.c.at)

band = Table(
    "band",
    metadata,
    Column("band", BigInteger, nullable=False),
    # No foreign key: to find the bands of a print that goes, all bands would be looked through.
    Column("print", Integer, nullable=False),
    # In this order the key is the index that the newest prints of a band are read by.
    PrimaryKeyConstraint("band", "print"),
    sqlite_with_rowid=False,
)

# What hubs and caches are still to be told; `rank` is 0 where the receipt of a withdrawn item waits.
outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("hook", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("queued", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    sqlite_autoincrement=True,
)
Index("outbox_debt", outbox.c.hook, outbox.c.path, outbox.c.item, unique=True)
Index("outbox_turn", outbox.c.hook, outbox.c.rank, outbox.c.tries, outbox.c.number)
Index("outbox_item", outbox.c.item, sqlite_where=outbox.c.item != "")

# Hooks that do not answer, each with when it is tried again.
hook_wait = Table(
    "hook_wait",
    metadata,
    Column("hook", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", BigInteger, nullable=False),
)

# Hosts that have asked to be left alone.
host_pause = Table(
    "host_pause",
    metadata,
    Column("host", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
    # Whose poll was told so.
    Column("source", Text, nullable=False),
)

# Hubs that push sources, each to a callback whose address ends in its token.
subscription = Table(
    "subscription",
    metadata,
    Column("token", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("pushed", BigInteger),
    Column("missed", Integer, nullable=False, server_default="0"),
    Column("data", Text, nullable=False),
)
Index("subscription_source", subscription.c.source)
Index("subscription_due", subscription.c.due)
HAS_PUSHED = subscription.c.pushed.is_not(None)
Index("subscription_pushed", subscription.c.source, sqlite_where=HAS_PUSHED)

# Requests at our own hub that their callbacks have still to confirm, and denials that are to be told.
intent = Table(
    "intent",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("callback", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("lease", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    # A number that is used again would let an old answer confirm a new request.
    sqlite_autoincrement=True,
)
Index("intent_callback", intent.c.callback, intent.c.topic, unique=True)
Index("intent_due", intent.c.due)
Index("intent_host", intent.c.host)

# Who has subscribed at our own hub; `mark` is the hash of the content that is settled.
subscriber = Table(
    "subscriber",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("callback", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("mark", Text, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failing", BigInteger),
    Column("delivered", BigInteger),
    Column("given_up", BigInteger),
    Column("error", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("subscriber_callback", subscriber.c.callback, subscriber.c.topic, unique=True)
Index("subscriber_until", subscriber.c.until)

mark = Table(
    "mark",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
