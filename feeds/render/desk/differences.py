"""What has changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

_WORDS = re.compile(r"\S+\s*|\s+")
_MOST = 3000
"""Words of each of the texts that are compared: beyond that an editor would not read it, and it would take a second."""


def difference(old: str, new: str) -> Markup | None:
    """The new text with what has gone and what has come marked as such; None where they are too long for that."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > 2 * _MOST:
        return None
    said = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            said.append(escape("".join(after[c:d])))
            continue
        if a < b:
            said.append(Markup("<del>{}</del>").format("".join(before[a:b])))
        if c < d:
            said.append(Markup("<ins>{}</ins>").format("".join(after[c:d])))
    return Markup("").join(said)
