"""The tables by which items are found again. What is to be indexed is a list; the index has an entry an item.

search_due    items that came or changed since they were indexed
search_doc    what is indexed: an item's number, which gives the order, and the revision whose words are in the index
search        the index of words, without the words' text: FTS5's own tables, made by the migration
"""

from __future__ import annotations

from sqlalchemy import DDL, BigInteger, Column, Index, Integer, Table, Text, event

from feeds.store.tables import item, metadata

search_due = Table(
    "search_due",
    metadata,
    Column("item", Text, primary_key=True),
    Column("published", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("search_due_newest", search_due.c.published)

search_doc = Table(
    "search_doc",
    metadata,
    # When it was published, in microseconds, or the next number that is free.
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("item", Text, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
)

_HAS_COPY = item.c.gone.is_(None)
Index("item_listed", item.c.published, sqlite_where=_HAS_COPY)
Index("item_of_source", item.c.source, item.c.published, sqlite_where=_HAS_COPY)
Index("item_of_status", item.c.status, item.c.published, sqlite_where=_HAS_COPY)

INDEX = """CREATE VIRTUAL TABLE search USING fts5(
    headline, copy, content='', prefix='3', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)"""
"""Without content: what is deleted is told by the text that was indexed, which `version` still has."""
_MADE = DDL(INDEX)  # type: ignore[no-untyped-call]
event.listen(metadata, "after_create", _MADE.execute_if(dialect="sqlite"))
