"""Runs migrations over the connection that `store.sql` hands in."""

from __future__ import annotations

from itertools import count

from alembic import context

from feeds.store.tables import metadata

done = count(1)
told = context.config.attributes.get("told", lambda _: None)
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot change a column in place: Alembic copies the table instead.
    render_as_batch=True,
    on_version_apply=lambda **_: told(next(done)),
)
with context.begin_transaction():
    context.run_migrations()
