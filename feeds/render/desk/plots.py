"""Plots as SVG, drawn here: how many stories came when. What they show is said in words beside them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDE, _HIGH = 24, 96
"""Of a bar with the gap behind it, and of the tallest one, in units of the drawing."""
_GAP = 4
_BELOW = 20


def bars(counts: Sequence[tuple[str, int, int]], title: str) -> Markup:
    """Bars, each with the label below it, its height, and how much of it is darker, from below. Every sixth label
    is shown, and each bar says its own to whoever points at it.
    """
    highest = max((count for _, count, _ in counts), default=0) or 1
    drawn = []
    for place, (label, count, part) in enumerate(counts):
        left = place * _WIDE
        drawn.append(
            Markup("<g><title>{}: {}</title>").format(
                label, f"{count} came, {part} of them are out"
            )
            + _bar("came", left, count / highest)
            + _bar("out", left, part / highest)
            + Markup("</g>")
        )
        if place % 6 == 0:
            drawn.append(
                Markup('<text x="{}" y="{}">{}</text>').format(left, _HIGH + _BELOW - 4, label)
            )
    size = (len(counts) * _WIDE, _HIGH + _BELOW)
    return Markup(
        '<svg class="bars" role="img" viewBox="0 0 {} {}" aria-label="{}">{}</svg>'
    ).format(*size, title, Markup("").join(drawn))


def sparkline(counts: Sequence[int], title: str) -> Markup:
    """A line through counts, as high as the words beside it."""
    highest = max(counts, default=0) or 1
    points = " ".join(
        f"{place * 4},{20 - 18 * count / highest:.1f}" for place, count in enumerate(counts)
    )
    wide = max(len(counts) - 1, 1) * 4
    return Markup(
        '<svg class="spark" role="img" viewBox="0 0 {} 22" aria-label="{}"><polyline points="{}"/></svg>'
    ).format(wide, title, points)


def _bar(kind: str, left: int, share: float) -> Markup:
    high = round(share * _HIGH, 1)
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, left, round(_HIGH - high, 1), _WIDE - _GAP, high
    )
