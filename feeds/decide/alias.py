"""An item under a key that nobody knows: is it one that is held, under another key?

A publisher moves to another system and every id changes, gives each fetch ids of its own, or makes ids and
addresses of the headline, so that an edit changes all three. What stays then is the headline, the copy or the
address, with its date. Less than that is no proof: a page of the weather has the same address and headline
every day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from feeds.decide.identity import Identified
from feeds.model import DeskItem, Held, Item

_WORD = re.compile(r"\w+")
_FEW_WORDS = 12


def other_keys(identified: Iterable[Identified], held: Mapping[str, Held]) -> tuple[str, ...]:
    """The other keys of those items that are not held under the one that decides."""
    wanted: dict[str, None] = {}
    for one in identified:
        if one.key not in held:
            wanted.update(dict.fromkeys(_others(one)))
    return tuple(wanted)


def renamed(
    identified: Sequence[Identified],
    held: Mapping[str, Held],
    others: Mapping[str, Held],
    olds: Mapping[str, DeskItem],
) -> dict[str, Held]:
    """By the keys that decide, the items held of which these are the same under new keys.

    `others` has what is held under `other_keys`, and `olds` those items whole. What two items of the
    document could be, or what stands in it under its own key, is none of them.
    """
    present = {known.id for one in identified if (known := held.get(one.key)) is not None}
    found: dict[str, Held] = {}
    for one in identified:
        for key in _others(one) if one.key not in held else ():
            known = others.get(key)
            if known is None or known.id in present:
                continue
            if known.is_erased and _are_all_of(one, known, others):
                found[one.key] = known
                break
            if known.gone is None and _is_same(key, one.item, olds[known.id].item):
                found[one.key] = known
                break
    claims = Counter(known.id for known in found.values())
    return {key: known for key, known in found.items() if claims[known.id] == 1}


def long_gone(
    identified: Iterable[Identified], held: Mapping[str, Held], others: Mapping[str, Held]
) -> dict[str, Held]:
    """By the keys that decide, the items whose copy has gone and of which these are the same under new
    keys: there is nothing to compare them with any more, so that two of their other keys have to say so.
    One of the two has the item's date, since headline and copy have it in their keys.
    """
    found: dict[str, Held] = {}
    for one in identified:
        if one.key in held or one.item.firstcreated is None:
            continue
        known = [others[key] for key in _others(one) if key in others]
        gone = Counter(old.id for old in known if old.gone is not None)
        if gone and max(gone.values()) > 1:
            found[one.key] = next(old for old in known if gone[old.id] > 1)
    return found


def _others(one: Identified) -> list[str]:
    """Headline and copy first: with their date they say more than an address."""
    others = [key for key in one.aliases if key != one.key]
    return sorted(others, key=lambda key: key.startswith("link:"))


def _are_all_of(one: Identified, erased: Held, others: Mapping[str, Held]) -> bool:
    """Whether it is what was removed for good: nothing is left to compare with but the keys, of which the
    copy's has words and date in it, and those of headline and address are not all another's.
    """
    own = {key.partition(":")[0] for key in _others(one) if others.get(key) == erased}
    return one.item.firstcreated is not None and ("copy" in own or {"head", "link"} <= own)


def _is_same(key: str, item: Item, old: Item) -> bool:
    if item.firstcreated is None or old.firstcreated is None:
        return False
    if key.startswith("copy:"):  # the date is in the key, as it is in that of the headline
        return is_edited(item.headline, old.headline)
    if key.startswith("head:"):
        # The date is in the key, but may be a day: "News in brief" is another story at another address.
        return item.headline != "" and (item.link == old.link or is_same_copy(item, old))
    return item.firstcreated == old.firstcreated and urlsplit(item.link).path.strip("/") != ""


def is_same_copy(item: Item, old: Item) -> bool:
    """Whether half the words of the one are in the other; where there are few, nobody can tell."""
    words, others = (set(one.body_text.casefold().split()) for one in (item, old))
    fewer = min(len(words), len(others))
    return fewer < _FEW_WORDS or 2 * len(words & others) >= fewer


def is_edited(headline: str, old: str) -> bool:
    """Whether one headline may be an edit of the other: a line that stands under every story is no proof."""
    one, other = (set(_WORD.findall(text.casefold())) for text in (headline, old))
    return 2 * len(one & other) >= max(1, min(len(one), len(other)))
