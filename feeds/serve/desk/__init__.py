"""The desk in the browser: who may sit at it, and that nobody else makes them do anything (X33).

    request ─► its host? ─► a form of ours, from a page of ours? ─► whose session? ─► its token? ─► pages
               gate         gate                                   sessions       gate       app

It has an address of its own, apart from what the public reads. Nothing is kept in the browser but a session's id, of
which this side keeps the hash alone; nothing is changed by a GET; no answer leads anywhere but to the desk.
"""
