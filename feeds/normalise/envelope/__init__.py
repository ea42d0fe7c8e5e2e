"""The envelope of wire copy taken apart: notes, heads, byline, dateline, sign-off, secondary attribution.

    [note] [head] [headline] [byline] [bullets] PLACE [, REGION] [, DATE] (TAG[/TAG]) DASH
    story ... [note] [sign-off] [notebook]

`opening` and `closing` look at plain text and say what they found and where it stands; `dateline`, `notes`
and `signoff` know what it looks like; `take` cuts what was found out of the markup. `heads`, `kills`
and `services` read what copy says of itself. The story's own words are never touched: in doubt they stay.
"""

from __future__ import annotations

from feeds.normalise.envelope.parts import Part
from feeds.normalise.envelope.take import Copy, Opened, open_envelope, open_envelopes, parts_of

__all__ = ["Copy", "Opened", "Part", "open_envelope", "open_envelopes", "parts_of"]
