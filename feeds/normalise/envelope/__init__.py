"""The envelope of wire copy taken apart: heads, byline, dateline, sign-off, secondary attribution.

    [head] [byline] PLACE [, REGION] [, DATE] (TAG[/TAG]) DASH story ... [sign-off]

Each part is a module that looks at plain text and says what it found and how long it is; `take` cuts
what was found out of the markup. The story's own words are never touched: in doubt they stay.
"""

from __future__ import annotations

from feeds.normalise.envelope.take import Opened, open_envelope

__all__ = ["Opened", "open_envelope"]
