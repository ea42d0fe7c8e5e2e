"""Finding items again: lists by date, source and status, and an index of words, which is filled afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_HAS_COPY = "gone IS NULL"
_LISTS = (
    ("item_listed", ["published"]),
    ("item_of_source", ["source", "published"]),
    ("item_of_status", ["status", "published"]),
)
_INDEX = """CREATE VIRTUAL TABLE search USING fts5(
    headline, copy, content='', prefix='3', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)"""


def upgrade() -> None:
    op.create_table(
        "search_due",
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("item"),
        sqlite_with_rowid=False,
    )
    op.create_index("search_due_newest", "search_due", ["published"], unique=False)
    op.create_table(
        "search_doc",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("item"),
    )
    for name, columns in _LISTS:
        where = sa.text(_HAS_COPY)
        op.create_index(
            name, "item", columns, unique=False, sqlite_where=where, postgresql_where=where
        )
    op.execute(_INDEX)
    op.execute(
        "INSERT INTO search_due (item, published)"
        " SELECT id, published FROM item WHERE gone IS NULL AND status <> 'withdrawn' ORDER BY id"
    )


def downgrade() -> None:
    for name, _ in _LISTS:
        op.drop_index(name, table_name="item")
    op.execute("DROP TABLE search")
    op.drop_table("search_doc")
    op.drop_table("search_due")
