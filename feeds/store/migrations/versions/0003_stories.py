"""Stories, and how often their terms stand in headlines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "story_term",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"]),
        sa.PrimaryKeyConstraint("term", "story"),
        sqlite_with_rowid=False,
    )
    op.create_index("story_term_story", "story_term", ["story"], unique=False)
    op.create_table(
        "story_city",
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"]),
        sa.PrimaryKeyConstraint("story", "city"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term_day",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", "day"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("term_day")
    op.drop_table("story_city")
    op.drop_index("story_term_story", table_name="story_term")
    op.drop_table("story_term")
    op.drop_table("story")
