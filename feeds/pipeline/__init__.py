"""The two verbs, each a row of calls. This room moves values and judges nothing.

    ingest:   claimed sources ─► fetch ─► read ─► identify ─► match ─► file ─► record ─► acknowledge
                                 (I/O)   (worker   (pure)   (store)  (pure)  (store)      (I/O)
                                          process)
    release:  pages of new versions ─► dirty channels ─► select(now) ─► fragments ─► assemble
                                                                         (kept)         │
                                                                                      write
                                                                                        │
                                                    hubs and caches are told ◄── what is owed to them
                                                             (I/O)                   (store)

What hubs push goes the way of ingest from `read` on (`pushing`).

A source that fails is recorded as failed, and costs no other source anything. Whatever is ready when
a group of polls is through is recorded in one transaction, so two hundred sources do not cost two
hundred syncs of the disk. Pages are written before the feeds that link to them.
"""
