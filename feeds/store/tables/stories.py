"""The tables by which stories, and items with the same copy, are found."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from feeds.store.tables.items import metadata

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
