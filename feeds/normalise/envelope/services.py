"""What an agency sends its takers beside stories: digests, schedules of the day, its imprint.

Their headline says so, and names the agency or nobody. They are for the desk, and no reader is to see one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from feeds.finding import finder
from feeds.model import FOR_EDITORS
from feeds.normalise.envelope.agencies import Agencies
from feeds.normalise.envelope.verdicts import NOTHING, Said, hold

_SERVICE = hold(FOR_EDITORS)

# "Advisory council meets" has no "news" before it, and "News schedule pleases readers" goes on as a sentence.
_KINDS = (
    r"(?:(?:World|General|National|International|Foreign|Domestic|Sports?|Business|Economic|Financial|Political|"
    r"Top|Asia|Europe|Morning|Evening|Weekend|Weekly)\s+){0,2}"
    r"(?:News(?:features)?\s+(?:Digest|Advisory|Schedule|Summary|Planner|Budget|Agenda|Diary|Line-?up)"
    r"|Themen(?:vorschau|übersicht|plan|planung)|Tagesvorschau|Impressum)"
)
# A day or an hour, or nothing: "News agenda for divers is thin" is a story.
_BEHIND = (
    r"(?:\s*[-–—:,=(]|\s+[0-9]|\s*\Z"
    r"|\s+(?:for|at|of|on|am|vom|für)\s+(?:(?-i:[A-Z0-9])|today|tomorrow|the\s+day|{called})|\s+der\s+{called})"
)
_signs = finder(("news", "themen", "vorschau", "impressum"))


def judge(headline: str, agencies: Agencies) -> Said:
    """What a headline says of an item that is no story."""
    folded = headline.casefold()
    if _signs(folded) and _form(agencies).match(headline) is not None:
        return _SERVICE
    return NOTHING


@lru_cache(maxsize=256)
def _form(agencies: Agencies) -> re.Pattern[str]:
    """(Achtung) Impressum    Yonhap news advisory for Monday, Feb. 9    dpa-Themenvorschau"""
    called = rf"(?:{agencies.called})(?!\w)"
    behind = _BEHIND.replace("{called}", called)
    return re.compile(
        rf"\s*(?:\([^()]{{1,20}}\)\s*)?(?:{called}[\s:-]+)?{_KINDS}{behind}", re.IGNORECASE
    )
