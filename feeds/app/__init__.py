"""The composition root: the only room that makes clocks, clients and pools.

Everything here is wiring. What a command asks for is a function of this room; heavy parts are
imported when a command needs them, so that a pass with nothing due starts and ends at once.
"""
