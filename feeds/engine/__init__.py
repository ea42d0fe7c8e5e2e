"""Who calls the pipeline, and when: the local engine, one process that holds the store."""
