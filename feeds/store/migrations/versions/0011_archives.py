"""Archives of channels: what readers have seen gets its place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# Fifty a page, in the order in which they came; the page that is not full takes more. What nobody has
# seen yet waits.
_PLACES = """
INSERT INTO archived (item, channel, page)
SELECT item.id, route.channel,
       CASE WHEN item.paged = 0 THEN 0 ELSE 1 + (ROW_NUMBER() OVER (
           PARTITION BY route.channel, item.paged > 0
           ORDER BY item.received, item.published, item.id
       ) - 1) / 50 END
FROM route JOIN item ON item.id = route.item
"""
_PAGES = """
INSERT INTO archive_page (channel, number, newest, due, empty, fingerprint, members)
SELECT archived.channel, archived.page, MAX(item.published), 1, 0, '', '[]'
FROM archived JOIN item ON item.id = archived.item
WHERE archived.page > 0 GROUP BY archived.channel, archived.page HAVING COUNT(*) = 50
"""


def upgrade() -> None:
    op.create_table(
        "archived",
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.id"]),
        sa.PrimaryKeyConstraint("item", "channel"),
        sqlite_with_rowid=False,
    )
    op.create_index("archived_page", "archived", ["channel", "page"], unique=False)
    op.create_table(
        "archive_page",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("empty", sa.Integer(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("next_change", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "number"),
    )
    for name, column, condition in (
        ("archive_page_changed", ["channel", "number"], "due = 2"),
        ("archive_page_waits", ["channel", "number"], "due = 1"),
        ("archive_page_of_use", ["channel", "number"], "empty = 0"),
        ("archive_page_next_change", ["next_change"], "next_change IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(
            name,
            "archive_page",
            column,
            unique=False,
            sqlite_where=where,
            postgresql_where=where,
        )
    op.execute(_PLACES)
    op.execute(_PAGES)


def downgrade() -> None:
    op.drop_table("archive_page")
    op.drop_table("archived")
