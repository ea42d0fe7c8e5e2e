"""Which of the sources that are due may be polled now? Places are few, and whoever is slow holds one for a minute.

Two things would take them all: the many sources of one site that hangs, each of which waits for its turn
there, and servers that have failed before and fail slowly. So what waits for a turn takes no place, and of
those that failed last time half of the places are the most (C62).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from feeds.model import SourceState

_QUEUE = 8
"""Polls that wait for their turn at one site. Behind them others stay due: nothing is lost, and who takes
over from this process need not wait for their leases.
"""


def fitting(
    due: Iterable[SourceState],
    fetching: Iterable[str],
    *,
    failed: int,
    unrecorded: int,
    site_of: Callable[[SourceState], str],
    places: int,
    per_host: int,
) -> tuple[SourceState, ...]:
    """Those of `due` for which there is room beside what is being fetched, in their order.

    `fetching` has the site of each source that is being fetched, `failed` says how many places are taken by
    those whose last poll failed; `unrecorded` is how many have been fetched and are still to be read or recorded. They take no place, but no more than `places` may pile up.
    """
    at_site = Counter(fetching)
    taken = sum(min(count, per_host) for count in at_site.values())
    most = min(places, 2 * places - unrecorded)
    slow, most_slow = failed, max(1, places // 2)
    found: list[SourceState] = []
    for state in due:
        site = site_of(state)
        begins = at_site[site] < per_host
        if (begins and taken >= most) or at_site[site] >= per_host + _QUEUE:
            continue
        if state.failures and begins:
            if slow >= most_slow:
                continue
            slow += 1
        at_site[site] += 1
        taken += begins
        found.append(state)
    return tuple(found)
