"""Prints of items' copy, and which item's copy each is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("item", sa.Column("copy_of", sa.Text(), nullable=False, server_default=""))
    some = sa.text("copy_of != ''")
    op.create_index(
        "item_copy_of", "item", ["copy_of"], unique=False, sqlite_where=some, postgresql_where=some
    )
    told = sa.text("story != ''")
    op.create_index(
        "item_story",
        "item",
        ["story", "published"],
        unique=False,
        sqlite_where=told,
        postgresql_where=told,
    )
    op.create_index("story_last", "story", ["last"], unique=False)
    op.create_table(
        "print",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("bands", sa.LargeBinary(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("item"),
        sqlite_autoincrement=True,
    )
    op.create_index("print_at", "print", ["at"], unique=False)
    op.create_table(
        "band",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("print", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("band", "print"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("band")
    op.drop_index("print_at", table_name="print")
    op.drop_table("print")
    op.drop_index("story_last", table_name="story")
    op.drop_index("item_story", table_name="item")
    op.drop_index("item_copy_of", table_name="item")
    op.drop_column("item", "copy_of")
