"""What somebody at the desk decides: the way of the commands, under their name."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.app import deciding, looking
from feeds.app.desk.item import the_item, verbs
from feeds.app.desk.sources import VERBS
from feeds.config import Config
from feeds.decide.rulings import uncorrectable
from feeds.errors import StoreError
from feeds.model import DeskItem
from feeds.render.desk.page import link
from feeds.serve.desk.pages import Done, Notice

_LONGEST = 1000
_PATIENCE = 10.0
"""Seconds for which the daemon is waited for: it is this process, and may be about to end."""
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_DONE = {
    "kill": "Killed: it is gone from every published file.",
    "hold": "Held: it is gone from every published file until somebody releases it.",
    "release": "Released.",
    "correct": "Corrected: the new headline stands, and goes out now.",
}


def decide(config: Config, said: Mapping[str, str], user: str) -> Done:
    """Does what a form says of an item, and returns when it is done, as the command does."""
    id_, verb = said.get("id", ""), said.get("verb", "")
    path = link("/item", id=id_)
    with looking.reading(config) as store:
        held = the_item(store, id_) if store is not None else None
    if held is None:
        return Done(Notice("The desk holds no such item.", well=False), "/items")
    reason = _plain(said.get("reason", ""))
    if fault := _wrong(held, verb, reason, said):
        return Done(Notice(fault, well=False), path)
    why = f"{reason} ({user})"
    try:
        if verb == "kill":
            deciding.kill(config, held, why, patience=_PATIENCE)
        elif verb == "hold":
            deciding.hold(config, held, why, patience=_PATIENCE)
        elif verb == "release":
            deciding.release(config, held, why, patience=_PATIENCE)
        else:
            words = _plain(said.get("headline", ""))
            deciding.correct(config, held, words, why, patience=_PATIENCE)
    except StoreError as fault:
        return Done(Notice(f"{verb}: {fault}", well=False), path)
    return Done(Notice(_DONE[verb]), path)


def _wrong(held: DeskItem, verb: str, reason: str, said: Mapping[str, str]) -> str:
    """Why that cannot be done, in a sentence; ``""`` where it can."""
    if verb not in verbs(held):
        return f"It is {held.status} now: that cannot be done any more."
    if not reason:
        return "The reason has to say why."
    if verb == "release" and said.get("revision") != str(held.revision):
        return "It has changed since you looked: look at it again."
    if verb == "correct":
        words = _plain(said.get("headline", ""))
        fault = uncorrectable(held, words) if words else "needs a headline"
        return f"It {fault}." if fault else ""
    return ""


def overrule(config: Config, said: Mapping[str, str], user: str) -> Done:
    """Does what a form says of a source."""
    id_, verb = said.get("source", ""), said.get("verb", "")
    if verb not in VERBS or id_ not in {one.id for one in config.sources}:
        return Done(Notice("There is no such source.", well=False), "/sources")
    path = f"/sources#{id_}"
    try:
        words, well = looking.overrule(config, verb, id_, by=user)
    except StoreError as fault:
        return Done(Notice(f"{verb}: {fault}", well=False), path)
    return Done(Notice(f"{words}.", well=well), path)


def _plain(typed: str) -> str:
    """What was typed, in one line of signs that can be seen, or that join letters."""
    seen = (one for one in typed if one.isprintable() or one.isspace() or one in _JOINERS)
    return " ".join("".join(seen).split())[:_LONGEST].strip(_JOINERS)
