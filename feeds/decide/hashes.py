"""What an item says, as hashes: is it the same story, the same copy, the same words, the same to a reader?

They are made where documents are read, in many processes; what is judged is judged by one thread for all.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from feeds.model import Hashes, Item, PubStatus, Status

_MIN_WORDS_OF_A_TEXT = 12

# What a reader can see of an item is called so in the ledger.
NAMES = (
    *(
        "headline",
        "copy",
        "summary",
        "link",
        "byline",
        "credit",
        "dateline",
        "language",
        "subjects",
    ),
    *("enclosures", "urgency", "embargo", "rights", "notes", "status"),
)


def hashes_of(item: Item) -> Hashes:
    """All of them: the keys that an item's headline, copy and words are, ``""`` for those that tell too little, and
    its digest.
    """
    return Hashes(
        head=head_key(item), copy=_copy_key(item), text=_text_key(item), digest=digest(item)
    )


def digest(item: Item) -> str:
    """A hash of everything a reader can see of an item; dates are not among it."""
    # No text has control characters in it, so that what stands on either side of one is apart.
    seen = "\x00".join([one if isinstance(one, str) else repr(one) for one in visible(item)])
    return hashlib.sha256(seen.encode("utf-8", "replace")).hexdigest()[:32]


def visible(item: Item) -> tuple[object, ...]:
    """What a reader can see of an item, by each of these names."""
    return (
        item.headline,
        item.body_html,
        item.summary,
        item.link,
        item.byline,
        (item.creditline, item.via, item.signoff),
        (item.dateline.text, item.located),
        item.language,
        tuple(sorted([(one.code, one.name, one.scheme) for one in item.subjects])),
        item.enclosures,
        item.urgency,
        item.embargoed,
        (item.usageterms, item.copyrightnotice),
        (item.ednote, item.slugline),
        _named(item.pubstatus, item.verdict),
    )


@lru_cache
def _named(pubstatus: PubStatus, verdict: Status) -> str:
    return repr((pubstatus, verdict))


def head_key(item: Item) -> str:
    """The same for the same headline of the same instant."""
    stamp = item.firstcreated.isoformat() if item.firstcreated else ""
    return "head:" + _hash(f"{item.headline}\n{stamp}")


def _copy_key(item: Item) -> str:
    """The same for the same copy of the same instant, whatever its headline."""
    words = item.body_text or item.summary
    told = len(words.split(None, _MIN_WORDS_OF_A_TEXT)) >= _MIN_WORDS_OF_A_TEXT
    if item.firstcreated is None or not told:
        return ""
    return "copy:" + _hash(f"{item.firstcreated.isoformat()}\n{words}")


def _text_key(item: Item) -> str:
    words = f"{item.headline}\n{item.body_text}"
    if len(words.split(None, _MIN_WORDS_OF_A_TEXT)) < _MIN_WORDS_OF_A_TEXT:
        return ""
    return f"text:{_hash(words)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
