"""When did the story move that a notice speaks of? Days and times of day, as desks write them to desks."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from feeds.decide.notices.forms import QUOTED

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero ene जनवरी", "feb february februar février fevrier febrero फरवरी",
            "mar march märz mars marzo मार्च", "apr april avril abril अप्रैल", "may mai mayo मई",
            "jun june juni juin junio जून", "jul july juli juillet julio जुलाई",
            "aug august août aout agosto अगस्त", "sep sept september septembre septiembre सितंबर",
            "oct october oktober octobre octubre okt अक्टूबर", "nov november novembre noviembre नवंबर",
            "dec december dezember décembre diciembre dez दिसंबर",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
DAY = re.compile(
    rf"(?i:(?<!\w)(?P<month1>{MONTH})\.?\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:])(?:,?\s+(?P<year1>20\d\d))?"
    rf"|(?<![\w:.])(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?(?P<month2>{MONTH})(?!\w)\.?(?:,?\s+(?:de\s+)?(?P<year2>20\d\d))?)"
    r"|(?P<iso>20\d\d-\d\d-\d\d)|(?<![\w.:])(?P<one>\d{1,2})(?P<mark>[./])(?P<two>\d{1,2})(?P=mark)(?P<year3>20\d\d)?(?!\w)"
)
_RELATIVE = re.compile(
    r"(?i:\b(?P<today>today['’]?s?|earlier today|this morning|heute|heutige[nr]?|de hoy|d['’]aujourd['’]hui|आज)(?!\w)"
    r"|\b(?P<yesterday>yesterday['’]?s?|gestern|gestrige[nr]?|d['’]hier|de ayer|कल)(?!\w)"
    r"|\b(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:['’]s)?(?!\w))"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ZONES = {
    "gmt": 0,
    "utc": 0,
    "z": 0,
    "ist": 330,
    "cet": 60,
    "cest": 120,
    "est": -300,
    "edt": -240,
    "jst": 540,
}
_CLOCK = re.compile(
    r"(?i:(?P<lead>\b(?:at|of|um|von|à|de|a las|las|timed|time:?)\s+)?(?<![\w.:])(?P<hour>[01]?\d|2[0-3])(?P<mark>[:.h]?)(?P<minute>[0-5]\d)"
    r"(?!\w|[.:/]\d)\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>gmt|utc|ist|cet|cest|est|edt|jst|z(?!\w)|hrs|hours|uhr|h(?!\w)|बजे)?)"
)  # fmt: skip


def clock(text: str) -> tuple[str, int | None]:
    """The time that a story moved, and the minutes east of UTC that go with it."""
    for hit in _CLOCK.finditer(DAY.sub(" ", re.sub(QUOTED, '""', text))):
        zone = (hit["zone"] or "").casefold()
        if not (hit["lead"] or zone) or not (hit["mark"] or zone):
            continue
        hour = int(hit["hour"])
        if hit["half"]:
            hour = hour % 12 + (12 if hit["half"][0] in "pP" else 0)
        return f"{hour:02}:{hit['minute']}", _ZONES.get(zone)
    return "", None


def days(text: str, at: datetime | None) -> tuple[date, ...]:
    """The day that is named; both readings where it may be month and day or day and month."""
    plain = re.sub(QUOTED, '""', text)
    for hit in DAY.finditer(plain):
        if hit["iso"]:
            found = [_day(*hit["iso"].split("-"), at=at)]
        elif hit["one"]:
            pairs = {(hit["one"], hit["two"]), (hit["two"], hit["one"])}
            if hit["mark"] == ".":
                pairs = {(hit["two"], hit["one"])}
            found = [_day(hit["year3"], *pair, at=at) for pair in sorted(pairs)]
        else:
            month = _MONTHS[(hit["month1"] or hit["month2"]).casefold()]
            year = hit["year1"] or hit["year2"]
            found = [_day(year, str(month), hit["day1"] or hit["day2"], at=at)]
        if kept := tuple([day for day in found if day is not None]):
            return kept
    relative = _RELATIVE.search(plain)
    if relative is None or at is None:
        return ()
    if relative["weekday"]:
        back = (at.weekday() - _WEEKDAYS.index(relative["weekday"].casefold())) % 7
        return (at.date() - timedelta(days=back),)
    return (at.date() - timedelta(days=1 if relative["yesterday"] else 0),)


def _day(year: str | None, month: str, day: str, *, at: datetime | None) -> date | None:
    """The day; without a year that which is nearest to the notice. None where there is none such."""
    if year is None and at is None:
        return None
    years = [int(year)] if year is not None else [at.year - 1, at.year, at.year + 1] if at else []
    found = []
    for one in years:
        try:
            found.append(date(one, int(month), int(day)))
        except ValueError:
            continue
    return min(found, key=lambda one: abs(one - at.date()) if at else timedelta(), default=None)
