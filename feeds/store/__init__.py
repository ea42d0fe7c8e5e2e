"""The desk's memory: one set of tables and queries (SQLAlchemy Core), and a store in memory for tests."""
