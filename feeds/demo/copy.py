"""Copy for the demonstration: invented stories, the same for the same source and number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_PLACES = (
    "Aldermoor",
    "Port Sereno",
    "Kessavary",
    "Lindhaven",
    "Nova Brisca",
    "Tamberly",
    "Quillon",
    "Oakmere",
)
_WHO = (
    "The harbour board",
    "A team of botanists",
    "The city's bakers",
    "Tram drivers",
    "The weather office",
    "A school orchestra",
    "River pilots",
    "The chess federation",
    "Farmers of the valley",
)
_DID = (
    "agreed on a longer season",
    "opened the old customs house to visitors",
    "counted more swifts than last year",
    "voted for new working hours",
    "found a map that nobody had missed",
    "began to repair the stone bridge",
    "finished a week ahead of plan",
    "asked for quieter engines",
)
_WHY = (
    "after three years of talks",
    "in spite of the rain",
    "to the surprise of the council",
    "with money that was left from spring",
    "for the first time since the flood",
)
_SAID = (
    "Nobody had expected it to take so little time",
    "We measured twice and were wrong only once",
    "It is a small step, and it is in the right direction",
    "The next ones will have to do it better",
)
SUBJECTS = ("world", "business", "science", "sports", "culture")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented story, as an agency would file it."""

    number: int
    headline: str
    paragraphs: tuple[str, ...]
    place: str
    subject: str
    filed: datetime


def story(agency: str, number: int, filed: datetime) -> Story:
    """The story that an agency filed under a number."""
    seed = sum(map(ord, agency)) + number * 7
    place = _PLACES[seed % len(_PLACES)]
    who, did = _WHO[(seed // 2) % len(_WHO)], _DID[(seed // 3) % len(_DID)]
    why, said = _WHY[(seed // 5) % len(_WHY)], _SAID[(seed // 7) % len(_SAID)]
    dateline = f"{place.upper()}, {filed:%b} {filed.day} ({agency})"
    return Story(
        number=number,
        headline=f"{who} of {place} {did} (no. {number})",
        paragraphs=(
            f"{dateline} -- {who} {did} {why}, a spokesman said on {filed:%A}.",
            f'"{said}," he told reporters in front of building {number + 3}.',
            f"The matter had been before the {place} council {number % 5 + 2} times.",
            f"A report on it is to be read next month. --{agency}",
        ),
        place=place,
        subject=SUBJECTS[seed % len(SUBJECTS)],
        filed=filed,
    )
