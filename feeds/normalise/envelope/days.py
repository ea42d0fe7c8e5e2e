"""The days of datelines: names of months, and of days where they stand in words, in many languages."""

from __future__ import annotations

_MONTH_NAMES = (
    "january jan gennaio gen janeiro januari ene enero janvier janv jänner januar जनवरी يناير جانفي كانون_الثاني",
    "february feb febbraio fevereiro februari febrero février fév fevrier februar फरवरी فبراير فيفري شباط",
    "march mar março maart marts marzo mars märz मार्च مارس آذار",
    "april apr aprile abr abril avril avr अप्रैल ابريل أبريل إبريل افريل أفريل نيسان",
    "may mayo maggio mag maj mai मई مايو ماي أيار ايار",
    "june jun giugno giu junho junio juin juni जून يونيو يونيه جوان حزيران",
    "july jul luglio lug julho julio juillet juil juli जुलाई يوليو يوليه جويلية تموز",
    "august aug augustus augusti ago agosto août aout अगस्त اغسطس أغسطس أوت اوت آب",
    "september sept settembre setembro sep set septiembre septembre सितंबर सितम्बर سبتمبر أيلول ايلول",
    "october oct ottobre ott outubro octubre octobre okt oktober अक्टूबर اكتوبر أكتوبر تشرين_الأول تشرين_الاول",
    "november nov noviembre novembre नवंबर नवम्बर نوفمبر تشرين_الثاني",
    "december dec dicembre dezembro desember dic diciembre décembre déc dez dezember दिसंबर दिसम्बर ديسمبر كانون_الأول كانون_الاول",
)
MONTHS = {
    name.replace("_", " "): number
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
}

# Bhasha writes days out, Xinhua in Arabic the first of a month.
_DAY_NAMES = (
    "एक اول أول الأول الاول", "दो", "तीन", "चार", "पांच पाँच", "छह छः", "सात", "आठ", "नौ", "दस", "ग्यारह",
    "बारह", "तेरह", "चौदह", "पंद्रह", "सोलह", "सत्रह", "अठारह", "उन्नीस", "बीस", "इक्कीस", "बाईस बाइस",
    "तेईस तेइस", "चौबीस", "पच्चीस", "छब्बीस", "सत्ताईस सत्ताइस", "अट्ठाईस अट्ठाइस", "उनतीस", "तीस", "इकतीस",
)  # fmt: skip
_DAYS = {name: number for number, names in enumerate(_DAY_NAMES, 1) for name in names.split()}


def _any_of(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_MONTH = _any_of(MONTHS)
_DAY = rf"(?:(?:[0-9]{{1,2}}|[०-९]{{1,2}}|[٠-٩]{{1,2}})(?:st|nd|rd|th|er)?|{_any_of(_DAYS)})"
_YEAR = r"(?:[,،]?\s+(?:de\s+)?(?P<year{n}>[12][0-9]{{3}}))?"
DATE = (
    rf"(?:(?P<month1>{_MONTH})\.?\s+(?P<day1>{_DAY}){_YEAR.format(n=1)}"
    rf"|(?P<day2>{_DAY})\.?\s+(?:(?:من|de)\s+)?(?P<month2>{_MONTH})\.?(?:\s+(?:{_MONTH}))?{_YEAR.format(n=2)}"
    r"|[-–]\s*(?P<day3>[0-9]{1,2})\s*[-–]\s*(?P<month3>[0-9]{1,2})"
    r"|(?P<day4>[0-9]{1,2})[-/](?P<month4>[0-9]{1,2})[-/](?P<year4>[12][0-9]{3}))"
)
"""A day as datelines print it: Nov. 2, 2 November 2026, 2. November, 2 de noviembre, ३ मार्च, ``- 18 - 4``, 2-11-2026, with or without a year."""


def month_of(name: str) -> int:
    """The number of a month, 0 for none."""
    found = MONTHS.get(" ".join(name.casefold().split()), 0)
    return found or (int(name) if name.isdecimal() else 0)


def day_of(name: str) -> int:
    """The number of a day of a month as it is printed: 2nd, २, ``اول``; 0 for none."""
    digits = "".join(sign for sign in name if sign.isdecimal())
    return int(digits) if digits else _DAYS.get(name.casefold(), 0)
