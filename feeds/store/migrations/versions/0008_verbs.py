"""Which verbs the journal has lines of, without reading them all."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index("journal_verb", "journal", ["verb"])


def downgrade() -> None:
    op.drop_index("journal_verb", table_name="journal")
