"""The dateline: PLACE [, REGION] [, DATE] (TAG[/TAG]) DASH, and the house form "Moscow: "."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from feeds.normalise.envelope.agencies import is_agency

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan ene enero janvier janv jänner januar जनवरी",
            "february feb febrero février fév fevrier februar फरवरी",
            "march mar marzo mars märz मार्च",
            "april apr abr abril avril avr अप्रैल",
            "may mayo mai मई",
            "june jun junio juin juni जून",
            "july jul julio juillet juil juli जुलाई",
            "august aug ago agosto août aout अगस्त",
            "september sept sep set septiembre septembre सितंबर सितम्बर",
            "october oct octubre octobre okt oktober अक्टूबर",
            "november nov noviembre novembre नवंबर नवम्बर",
            "december dec dic diciembre décembre déc dez dezember दिसंबर दिसम्बर",
        ),
        start=1,
    )
    for name in names.split()
}
_DEVANAGARI = str.maketrans("०१२३४५६७८९", "0123456789")
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?:[0-9]{1,2}|[०-९]{1,2})(?:st|nd|rd|th|er)?"
_YEAR = r"(?:,?\s+(?P<year{n}>[12][0-9]{{3}}))?"
_DATE = (
    rf"(?:(?P<month1>{_MONTH})\.?\s+(?P<day1>{_DAY}){_YEAR.format(n=1)}"
    rf"|(?P<day2>{_DAY})\s+(?P<month2>{_MONTH})\.?{_YEAR.format(n=2)})"
)
# Any script; a place in a script with capitals begins with one.
_WORD = r"(?:St\.|[DN]['’])?[^\W\d_](?:[\w'’‘.\u0900-\u097f-]*[\w\u0900-\u097f.])?"
_SMALL = r"(?:de|del|di|da|do|la|las|los|el|of|the|upon|sur|au|am|an|der|y|and)"
_SMALL_WORD = re.compile(_SMALL[:-1] + "|es)")
_PLACE = rf"{_WORD}(?:[ \u00a0\u3000]+(?:{_SMALL}[ ]+)?{_WORD}){{0,4}}"
_PLACES = rf"{_PLACE}(?:\s?/\s?{_PLACE}){{0,3}}"
_REGION = r"(?:\s*,\s*(?P<region>[^\W\d_](?:[^\W\d_]|[.'’ -]){1,30}?))?"
_BRACKETS = (
    r"(?:\s*\((?P<state>[A-Z][\w .'-]{1,30})\))?(?:\s*\[(?P<country>[A-Z][\w .'-]{1,30})\])?"
)
_DASH = r"\s*(?:--|[-–—_]|\.[ \u00a0]?[-–—]|::?|।|\.(?=\s))?[\s\u00a0\u3000]*"
_ANY_TAG = re.compile(r"[A-Z][A-Za-z]{1,11}(?:\s*/\s*[A-Za-z]{2,11})?")
_BRACKETED = re.compile(r"\(\s*([^()\n]{1,40}?)\s*\)")
_AFTER = re.compile(_DASH)
_STRONG_AFTER = re.compile(r"\s*(?:--|[-–—:])\s*")
_GOES_ON = re.compile(r"\s*[,;]")
_FURTHEST_TAG = 120
_HALF_A_YEAR = 182

# What stands before the tag: Pune, Nov 2   BRISBANE, Australia, Jan. 1   CANBERRA   September 12
_BEFORE_TAG = tuple(
    re.compile(rf"\s*{form}\s*[,.]?\s*", re.IGNORECASE)
    for form in (
        rf"(?P<place>{_PLACES}){_BRACKETS}{_REGION}(?:\s*[,.]?\s*{_DATE})?",
        rf"(?P<place>){_DATE}",
    )
)
# MOSCOW, January 21. /TASS/.
_SLASHED = re.compile(
    rf"\s*(?P<place>{_PLACES}){_REGION}(?:\s*,\s*{_DATE})?\s*[.,]?\s*"
    rf"/\s*(?P<tag>TASS|[A-Z]{{3,6}})\s*/\.{_DASH}",
    re.IGNORECASE,
)

# 新华社北京3月15日电（记者张三）
_CHINESE = re.compile(
    r"\s*(?P<tag>新华社|中新社|中新网)(?P<place>[^\d０-９（(，。]{1,16}?)"
    r"(?P<month1>[\d０-９]{1,2})月(?P<day1>[\d０-９]{1,2})日(?:电|讯)(?:题：)?"
    r"(?:\s*[（(]\s*(?:记者|通讯员)\s*(?P<byline>[^）)]+)[）)])?[\s\u3000]*"
)
_CHINESE_TAGS = {"新华社": "Xinhua", "中新社": "CNS", "中新网": "CNS"}

# The house's own form, which sites use for IANS copy: "Moscow: Russia ...", "Moscow : The ...".
_HOUSE = re.compile(
    r"\s*(?P<place>[A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*){0,2}(?:/[A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*)?){0,2})"
    r"[ \u00a0]?:[ \u00a0]+(?=[^\W_]|\()"
)
# By F. Ahmed and Sarwar Khan, IANS, Srinagar :    By IANS, Kolkata :
_BYLINED = re.compile(
    r"\s*By\s+(?:(?P<byline>[A-Z][\w.'’ -]{1,80}?)\s*,\s*)?(?P<tag>IANS|UNI|PTI|ANI)\s*,\s*"
    r"(?P<place>[A-Z][\w.'’ /-]{1,40}?)\s*:\s+"
)
_NO_PLACES = frozenset(
    [
        "watch",
        "update",
        "updated",
        "exclusive",
        "breaking",
        "urgent",
        "note",
        "report",
        "analysis",
        "opinion",
        "video",
        "photos",
        "live",
        "explained",
        "review",
        "interview",
        "by",
        "q",
        "a",
        "correction",
        "editor",
    ]
)
# What stands between a place and its tag and is no region: "Florence, 12", "Delhi, Mumbai and ...".
_INDIAN_STATES = frozenset(
    [
        "karnataka",
        "kerala",
        "punjab",
        "haryana",
        "bihar",
        "odisha",
        "assam",
        "goa",
        "gujarat",
        "rajasthan",
        "jharkhand",
        "sikkim",
        "tripura",
        "manipur",
        "mizoram",
        "nagaland",
        "meghalaya",
        "uttarakhand",
        "maharashtra",
        "telangana",
        "chhattisgarh",
    ]
)
_US_STATES = re.compile(
    r"(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|"
    r"Nev|N\.H|N\.J|N\.M|N\.Y|N\.C|N\.D|Okla|Ore|Pa|R\.I|S\.C|S\.D|Tenn|Tex|Texas|Ohio|Iowa|Utah|Idaho|"
    r"Alaska|Hawaii|Maine|Vt|Va|Wash|W\.Va|Wis|Wyo|D\.C)\.?$"
)


class Found(NamedTuple):
    """A dateline and how many characters of the text it takes."""

    length: int
    city: str
    country: str = ""
    month: int = 0
    day: int = 0
    year: int = 0
    tags: tuple[str, ...] = ()
    byline: str = ""


def find(text: str, *, house_form: bool) -> Found | None:
    """The dateline that opens a text; None where the story begins at once.

    `house_form` also takes "Moscow: ", which only copy of agencies that sites print so may be read as.
    """
    if text[:1] in "新中" and (hit := _CHINESE.match(text)) is not None:
        return _found(hit, tags=(_CHINESE_TAGS[hit["tag"]],))
    if text.startswith("By ") and (hit := _BYLINED.match(text)) is not None:
        byline = hit["byline"] or ""
        return _found(hit, tags=(hit["tag"],), byline="" if is_agency(byline) else byline)
    if (found := _tagged(text)) is not None:
        return found
    if "/" in text[:_FURTHEST_TAG] and (hit := _SLASHED.match(text)) is not None:
        return _found(hit, tags=(hit["tag"],))
    if house_form and (hit := _HOUSE.match(text)) is not None and _is_house_place(hit["place"]):
        return _found(hit, tags=())
    return None


def _tagged(text: str) -> Found | None:
    """A dateline with an agency in brackets: the tag is looked for first, since without one there
    is nothing to be read before it.
    """
    for bracket in _BRACKETED.finditer(text, 0, _FURTHEST_TAG):
        tags = tuple(re.split(r"\s*/\s*", bracket[1]))
        known = any(map(is_agency, tags))
        after = (_AFTER if known else _STRONG_AFTER).match(text, bracket.end())
        if after is None or not (known or _ANY_TAG.fullmatch(bracket[1])):
            continue
        if _GOES_ON.match(text, bracket.end()) is not None:
            continue  # "Guntur (AP), ..." is a sentence
        found = _before_tag(text[: bracket.start()])
        # An agency that nobody knows is one only where a date leaves no doubt.
        if found is None or not (known or (found.city and found.month)):
            continue
        # No story begins with a small letter, unless after a date or a dash.
        if found.month or after[0].strip() or not text[after.end() : after.end() + 1].islower():
            return found._replace(tags=tags, length=after.end())
    return None


@lru_cache(maxsize=4096)  # an agency writes the same place and day many times over
def _before_tag(text: str) -> Found | None:
    """Place, region and date, as they stand before a tag."""
    if "\n" in text.strip() and not text[
        : text.rindex("\n", 0, len(text.rstrip()))
    ].rstrip().endswith(","):
        return None  # what stands in the paragraph before is no part of it
    for form in _BEFORE_TAG:
        hit = form.fullmatch(text)
        if hit is not None and _is_place(hit["place"]):
            return _found(hit, tags=())
    return None


def year_of(found: Found, near: date) -> date | None:
    """The day that a dateline states; without a year the one nearest to `near`."""
    if not found.month:
        return None
    this = _day(found.year or near.year, found.month, found.day)
    if found.year or (this is not None and abs((this - near).days) <= _HALF_A_YEAR):
        return this
    years = (near.year - 1, near.year, near.year + 1)
    days = [day for year in years if (day := _day(year, found.month, found.day)) is not None]
    return min(days, key=lambda day: abs(day - near), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_place(place: str) -> bool:
    """Whether every word of it is a name, or one of the small ones inside names."""
    words = re.findall(r"[^\s/]+", place)
    return not any(
        word[0].islower() and (not number or _SMALL_WORD.fullmatch(word) is None)
        for number, word in enumerate(words)
    )


def _is_house_place(place: str) -> bool:
    return not any(word.casefold() in _NO_PLACES for word in place.split())


def _found(hit: re.Match[str], *, tags: tuple[str, ...], byline: str = "") -> Found:
    groups = hit.groupdict()
    country = groups.get("country") or groups.get("region") or ""
    if _US_STATES.match(country) or country.casefold() in _INDIAN_STATES:
        country = ""
    month = groups.get("month1") or groups.get("month2") or ""
    day = groups.get("day1") or groups.get("day2") or ""
    year = groups.get("year1") or groups.get("year2") or ""
    return Found(
        length=hit.end(),
        city="/".join(part.strip() for part in groups["place"].split("/")),
        country=country.strip(),
        month=_MONTHS.get(month.casefold(), 0) or (int(month) if month.isdecimal() else 0),
        day=int(re.sub(r"\D", "", day.translate(_DEVANAGARI)) or 0),
        year=int(year or 0),
        tags=tags,
        byline=byline or (groups.get("byline") or "").strip(),
    )
