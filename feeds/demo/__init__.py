"""The whole product against a wire of its own on loopback: a first look, and a test bed.

The product is run as it is, from a config file like anybody's; nothing in it knows of this room.
"""

from feeds.demo.stage import run_demo

__all__ = ["run_demo"]
