"""The dateline: PLACE [, REGION] [, DATE] (TAG[/TAG]) DASH, and the house form "Moscow: "."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from feeds.normalise.envelope.agencies import Agencies
from feeds.normalise.envelope.days import DATE, day_of, month_of
from feeds.normalise.places import country_of

# Any script; a place in a script with capitals begins with one.
_WORD = r"(?:St\.|[DN]['’])?[^\W\d_](?:[\w'’‘.\u0900-\u097f-]*[\w\u0900-\u097f.])?"
_SMALL = r"(?:de|del|di|da|do|la|las|los|el|of|the|upon|sur|au|am|an|der|y|and)"
_SMALL_WORD = re.compile(_SMALL[:-1] + "|es)")
_ARTICLE = re.compile("(?:el|la|los|las|le|les|l|der|die|das|am|im|on|in|the)", re.IGNORECASE)
_PLACE = rf"{_WORD}(?:[ \u00a0\u3000]+(?:{_SMALL}[ ]+)?{_WORD}){{0,4}}"
# PORTO/LISBON    AUSTIN, Texas/WASHINGTON
_PLACES = rf"{_PLACE}(?:(?:,[ ][^\W\d_](?:[^\W\d_]|[.' -]){{1,20}}?)?\s?/\s?{_PLACE}){{0,3}}"
_REGION = r"(?:\s*[,،]\s*(?P<region>[^\W\d_](?:[^\W\d_]|[.'’ -]){1,30}?))?"
_BRACKETS = (
    r"(?:\s*\((?P<state>[A-Z][\w .'-]{1,30})\))?(?:\s*\[(?P<country>[A-Z][\w .'-]{1,30})\])?"
)
_DASH = r"\s*(?:--|[-–—_]|\.[ \u00a0]?[-–—]|::?|।|\.(?=\s))?[\s\u00a0\u3000]*"
_ANY_TAG = re.compile(
    r"[A-Z][A-Za-z]{1,11}(?:-[A-Z][A-Za-z]{1,11})?(?:\s[A-Z][A-Za-z]{1,11}){0,2}(?:\s*/\s*[A-Za-z]{2,11})?"
)
_BRACKETED = re.compile(r"\(\s*([^()\n]{1,40}?)\s*\)")
_AFTER = re.compile(_DASH)
_STRONG_AFTER = re.compile(r"\s*(?:--|[-–—:])\s*")
_GOES_ON = frozenset(",;،")
_FURTHEST_TAG = 120
# Reuters sends what others publish: LOS ANGELES (Pictures.example) -
_SITE_TAG = re.compile(r"[A-Z][A-Za-z0-9-]{1,20}(?:\.[a-z]{2,8}){1,2}")
_HALF_A_YEAR = 182

# What stands before the tag: Pune, Nov 2   BRISBANE, Australia, Jan. 1   CANBERRA   September 12. With a
# day first: one that is written in words could be words of a place.
_BEFORE_TAG = tuple(
    re.compile(rf"\s*{form}\s*[,.،]?\s*", re.IGNORECASE)
    for form in (
        rf"(?P<place>{_PLACES}){_BRACKETS}{_REGION}\s*[,.،]?\s*{DATE}",
        rf"(?P<place>{_PLACES}){_BRACKETS}{_REGION}\s*,\s*(?P<day1>[0-9]{{1,2}})",
        rf"(?P<place>{_PLACES}){_BRACKETS}{_REGION}",
        rf"(?P<place>){DATE}",
    )
)
# MOSCOW, January 21. /TASS/.    Visby /ritzau/:
_SLASHED = re.compile(
    rf"\s*(?P<place>{_PLACES}){_REGION}(?:\s*,\s*{DATE})?\s*[.,]?\s*"
    rf"/\s*(?P<tag>TASS|[A-Z]{{3,10}})(?:\s+Correspondent\s+(?P<byline>[^/\n]{{3,60}}?))?\s*/(?P<end>[.:]){_DASH}",
    re.IGNORECASE,
)
# أبوظبي في 8 أغسطس / وام / ...
_ARABIC_SLASHED = re.compile(
    rf"\s*(?P<place>[\u0621-\u064a]+(?:[ ](?!في[ ])[\u0621-\u064a]+){{0,3}})\s*[,،]?\s+(?:في\s+)?{DATE}\s*/\s*(?P<tag>[\u0621-\u064a]{{2,8}})\s*/{_DASH}"
)
# AUSTIN, Texas, Feb. 1, 2017 /PRNewswire-AsiaNet/ --    or with no dash, alone in its line
_RELEASED = re.compile(
    rf"\s*(?P<place>{_PLACES}){_REGION}\s*,\s*{DATE}\s*"
    r"/\s*(?P<tag>[A-Z][A-Za-z]{1,15}(?:[ /-][A-Za-z]{2,15}){0,3})\s*/(?:\s*(?:--|[-–—])\s*|\s*\n\s*)",
    re.IGNORECASE,
)
# ROME, JUL 11 -    (New York, NY - October 21)    OTTAWA -    No agency: one only behind an agency, or
# where the format states the same place.
_UNTAGGED = re.compile(
    rf"\s*(?P<place>{_PLACES}){_REGION}\s*,\s*{DATE}\s*(?:--|[-–—])\s+(?=\S)", re.IGNORECASE
)
_IN_BRACKETS = re.compile(
    rf"\s*\((?P<place>{_PLACES}){_REGION}\s*(?:,|--|[-–—])\s*{DATE}\)[\s:–—-]*(?=\S)", re.IGNORECASE
)
_FIRST = re.compile(r"\s*([A-Z][^\W\d_]*(?: [A-Z][^\W\d_]*){0,3})\s+(?:--|[-–—])\s+(?=[A-Z])")
_MIXED = r"[A-Z](?:\.|[a-z'’][\w'’-]*)"
_NAME = r"[A-Z][\w.'’-]*"
_BARE_PLACE = re.compile(rf"\s*(?P<place>{_PLACES}){_REGION}\s*(?:--|[-–—])\s+(?=\S)")
_QUOTES = "\"“‘'(["
# 新华社北京3月15日电（记者张三）
_CHINESE = re.compile(
    r"\s*(?P<tag>新华社(?!区)|中新社(?!区)|中新网)(?P<place>[^\d０-９（(，。\s]{0,16}?)"
    r"(?P<month1>[\d０-９]{1,2})月(?P<day1>[\d０-９]{1,2})日(?:电(?![话视影子力脑])|讯)(?:题：)?"
    r"(?:\s*[（(]\s*(?:记者|通讯员)\s*(?P<byline>[^）)]+)[）)])?[\s\u3000]*"
)
_CHINESE_TAGS = {"新华社": "Xinhua", "中新社": "CNS", "中新网": "CNS"}

# The house's own form, which sites use for IANS copy: "Moscow: Russia ...", "Moscow : The ...".
_HOUSE = re.compile(
    r"\s*(?P<place>[A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*){0,2}(?:/[A-Z][\w.'’-]*(?:[ ][A-Z][\w.'’-]*)?){0,2})"
    # Who speaks of himself is quoted.
    r"[ \u00a0]?:[ \u00a0]+(?!(?:I|We|My|Our)\b)(?=[^\W_]|\()"
)
_NO_PLACES = frozenset(
    {
        "watch", "update", "updated", "exclusive", "breaking", "urgent", "note", "report", "analysis",
        "opinion", "video", "photos", "live", "explained", "review", "interview", "by", "q", "a",
        "correction", "editor", "eds", "attn", "question", "answer", "warning", "verdict", "rating", "director",
        "film", "movie", "cast", "book", "title", "author", "source", "sources", "minister", "venue", "result",
        "results", "score", "scores", "fact", "facts", "factbox", "timeline", "profile", "preview", "highlights",
        "caption", "photo", "picture", "quote", "moral", "tip", "tips", "summary", "conclusion", "background",
        "mayor", "police", "president", "premier", "court", "government", "govt", "army", "official", "officials",
        "expert", "experts", "study", "survey", "poll", "budget", "actor", "actress", "coach", "captain",
    }
)  # fmt: skip


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


def printed(text: str, agencies: Agencies) -> Found | None:
    """The dateline that opens a text, where it names an agency."""
    if text[:1] in "新中" and (hit := _CHINESE.match(text)) is not None:
        return _found(hit, tags=(_CHINESE_TAGS[hit["tag"]],))
    if text.startswith("By ") and (found := _behind_byline(text, agencies)) is not None:
        return found
    if (found := _tagged(text, agencies)) is not None:
        return found
    near = text[:_FURTHEST_TAG]
    if (hit := _FIRST.match(text)) is not None and agencies.names_one(hit[1]):
        # Canadian Press - OTTAWA (CP) -    as sites put together what comes from several
        behind = _tagged(text[hit.end() :], agencies)
        return behind and behind._replace(
            length=hit.end() + behind.length, tags=(agencies.table.named(hit[1]), *behind.tags)
        )
    if "/" in near:
        hit = _SLASHED.match(text)
        if hit is not None and (hit["end"] == "." or agencies.is_own(hit["tag"])):
            return _found(hit, tags=(hit["tag"],))
        if (hit := _ARABIC_SLASHED.match(text)) is not None and agencies.has(hit["tag"]):
            return _found(hit, tags=(hit["tag"],))
        if (hit := _RELEASED.match(text)) is not None:
            return _found(hit, tags=tuple(re.split(r"[ /-]", hit["tag"])))
    credit, dateline = _bare(agencies)
    has_dash = "-" in near or "–" in near or "—" in near
    if has_dash and credit.search(near) is not None:
        hit = dateline.match(text)
        if hit is not None and (
            hit["place"].isupper() or hit["comma"] or agencies.is_own(hit["tag"])
        ):
            return _found(hit, tags=(hit["tag"],))
    return None


def _behind_byline(text: str, agencies: Agencies) -> Found | None:
    """A dateline in one line with the byline before it."""
    if (hit := _bylined(agencies).match(text)) is not None:
        byline = hit["byline"] or ""
        return _found(hit, tags=(hit["tag"],), byline="" if agencies.has(byline) else byline)
    for form in _in_line(agencies):
        hit = form.match(text)
        found = _tagged(text[hit.end() :], agencies) if hit is not None else None
        if hit is not None and found is not None and found.city in {"", found.city.upper()}:
            return found._replace(length=hit.end() + found.length, byline=hit["byline"])
    return None


@lru_cache(maxsize=256)
def _in_line(agencies: Agencies) -> tuple[re.Pattern[str], ...]:
    """A byline whose line was joined to that of the dateline, up to a place in capitals: a name that has small
    letters, or one with the writer's agency behind it.

    By Asha Nair and Rui Costa PORTO (Reuters) -    By ASHA NAIR AP Sports Writer PORTO (AP) --
    """

    def people(word: str) -> str:
        name = rf"{word}(?:[ ](?:{word}|de|van|von|bin|al)){{1,4}}?"
        return rf"By[ ](?P<byline>{name}(?:(?:,[ ]|[ ]and[ ]){name}){{0,3}})"

    agency = rf"(?:The[ ])?(?:{agencies.called})(?:[ ][A-Z][a-z]+){{0,2}}"
    return (
        re.compile(rf"{people(_MIXED)}[ ](?=\(|[A-Z]{{2}}|[A-Z]['’][A-Z])"),
        re.compile(rf"{people(_NAME)},?[ ]{agency}[ ](?=\(|[A-Z])"),
    )


@lru_cache(maxsize=256)
def _bylined(agencies: Agencies) -> re.Pattern[str]:
    """By F. Ahmed and Sarwar Khan, IANS, Srinagar :    By IANS, Kolkata :"""
    return re.compile(
        r"\s*By\s+(?:(?P<byline>[A-Z][\w.'’ -]{1,80}?)\s*,\s*)?"
        rf"(?P<tag>{agencies.tag})\s*,\s*(?P<place>[A-Z][\w.'’ /-]{{1,40}}?)\s*:\s+"
    )


@lru_cache(maxsize=256)
def _bare(agencies: Agencies) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What an agency without brackets looks like, to be looked for first, and a dateline with one: behind a
    place in capitals, apart from the day, or in its own copy.

    BRISBANE, Oct 12 AAP -    Riyadh, March 22, 2026, SPA --    Pune, Nov 2 IANS --
    """
    credit = rf"\s(?:{agencies.tag})\s+(?:--|[-–—])\s"
    dateline = (
        rf"\s*(?P<place>{_PLACES}){_REGION}(?:\s*,\s*|\s+){DATE}(?P<comma>,?)\s+"
        rf"(?P<tag>(?-i:{agencies.tag}))\s+(?:--|[-–—])\s+"
    )
    return re.compile(credit), re.compile(dateline, re.IGNORECASE)


def _untagged(text: str) -> Found | None:
    """The place and the day behind an agency that leaves no doubt, in whatever letters."""
    hit = _UNTAGGED.match(text)
    return _found(hit, tags=()) if hit is not None and _is_place(hit["place"]) else None


def standing_apart(text: str, agencies: Agencies) -> Found | None:
    """The dateline that a format states apart from the copy, with an agency in it or without."""
    stated = " ".join(text.split())
    found = printed(f"{stated} A", agencies) or _before_tag(stated.rstrip(" -–—:"))
    if found is None and stated.count(",") == 2:  # Ottawa, Ontario, Canada
        before, _, country = stated.rpartition(",")
        found = _before_tag(before)
        found = found and found._replace(country=country_of(country.strip(" -–—:."), found.city))
    return found if found is None or _is_house_place(found.city) else None


def stated(text: str, place: str) -> Found | None:
    """The dateline that opens a text without an agency, where the format states the same place beside it. No
    story begins behind it with a small letter.
    """
    name = place.strip().casefold()
    if not name:
        return None
    for form in (_UNTAGGED, _IN_BRACKETS):
        hit = form.match(text)
        if hit is not None and hit["place"].casefold() == name and _begins_story(text, hit.end()):
            return _found(hit, tags=())
    found = in_capitals(text)
    return found if found is not None and found.city.casefold() == name else None


def in_capitals(text: str) -> Found | None:
    """A place in capitals before a dash, and nothing else: MANILA --"""
    hit = _BARE_PLACE.match(text)
    if hit is None or not hit["place"].isupper() or not _begins_story(text, hit.end()):
        return None
    return _found(hit, tags=())


def _begins_story(text: str, place: int) -> bool:
    begins = text[place:].lstrip(_QUOTES)[:1]
    return bool(begins) and not begins.islower() and not begins.isdigit()


def house(text: str) -> Found | None:
    """The dateline that opens a text, in the house's own form."""
    hit = _HOUSE.match(text)
    return _found(hit, tags=()) if hit is not None and _is_house_place(hit["place"]) else None


def _tagged(text: str, agencies: Agencies) -> Found | None:
    """A dateline with an agency in brackets: the tag is looked for first, since without one there
    is nothing to be read before it.
    """
    for bracket in _BRACKETED.finditer(text, 0, _FURTHEST_TAG):
        start, end = bracket.span()
        tags, is_tag, known = _tags(bracket[1], agencies)
        after = (_AFTER if known else _STRONG_AFTER).match(text, end) if is_tag else None
        if after is None:
            continue
        story = text[after.end() : after.end() + 1]
        if story in _GOES_ON:
            continue  # "Guntur (AP), ..." is a sentence
        before = text[:start]
        if known and not before.strip() and _STRONG_AFTER.match(text, end) is not None:
            # Nothing but the agency before the dash, as Reuters has it; or all else behind it, as ANSA.
            behind = _untagged(text[after.end() :]) or Found(0, "")
            return behind._replace(length=after.end() + behind.length, tags=tags)
        found = _before_tag(before.rstrip("-–—"))  # LONDON--(BUSINESS WIRE)--
        # An agency that nobody knows is one only where a date leaves no doubt, and so is one beside a
        # name: "A bell (Xinhua/Lin Yi)" is a caption, and who took the picture.
        is_site = agencies.provider == "Reuters" and _SITE_TAG.fullmatch(bracket[1]) is not None
        if found is None or not (
            found.month or (known and _are_agencies(tags, agencies)) or is_site
        ):
            continue
        if is_site and (not found.city.isupper() or story.islower()):
            continue
        if not (known or found.city):
            continue
        # No story begins with a small letter, unless after a date or a dash.
        if found.month or not story.islower() or after[0].strip():
            _, city, country, month, day, year, _, byline = found
            return Found(after.end(), city, country, month, day, year, tags, byline)
    return None


@lru_cache(maxsize=1024)
def _tags(bracketed: str, agencies: Agencies) -> tuple[tuple[str, ...], bool, bool]:
    """The agencies in brackets, whether they may be some, and whether one of them is known.

    Xinhua/IANS is two of them, and so is "ats afp", where both have to be known.
    """
    tags = tuple(re.split(r"\s*/\s*", bracketed))
    words = tuple(bracketed.split())
    if len(words) > 1 and all(map(agencies.has, words)):
        tags = words
    known = any(map(agencies.has, tags))
    is_tag = known or any(form.fullmatch(bracketed) for form in (_ANY_TAG, _SITE_TAG))
    return tags, is_tag, known


def _are_agencies(tags: tuple[str, ...], agencies: Agencies) -> bool:
    """Whether none of them is two words that nobody knows."""
    return not any(" " in tag and not agencies.has(tag) for tag in tags)


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
    """The day that a dateline states; without a year, or a month, the one nearest to `near`."""
    if not found.month:
        now = 12 * near.year + near.month - 1
        return _nearest(near, (divmod(month, 12) for month in (now - 1, now, now + 1)), found.day)
    this = _day(found.year or near.year, found.month, found.day)
    if found.year or (this is not None and abs((this - near).days) <= _HALF_A_YEAR):
        return this
    years = (near.year - 1, near.year, near.year + 1)
    return _nearest(near, ((year, found.month - 1) for year in years), found.day)


def _nearest(near: date, months: Iterable[tuple[int, int]], day: int) -> date | None:
    """The day of that number, in one of several months (of a year, counted from 0), that is nearest."""
    days = [_day(year, month + 1, day) for year, month in months]
    return min(filter(None, days), key=lambda one: abs(one - near), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_place(place: str) -> bool:
    """Whether every word of it is a name, or one of the small ones inside names."""
    words = re.findall(r"[^\s/]+", place)
    if words and (words[0].casefold() == "by" or _ARTICLE.fullmatch(place.strip()) is not None):
        return False
    return not any(
        word[0].islower() and (not number or _SMALL_WORD.fullmatch(word) is None)
        for number, word in enumerate(words)
    )


def _is_house_place(place: str) -> bool:
    return not any(
        word.casefold() in _NO_PLACES or any(map(str.isdigit, word)) for word in place.split()
    )


def _found(hit: re.Match[str], *, tags: tuple[str, ...], byline: str = "") -> Found:
    groups = hit.groupdict()

    def stated(name: str) -> str:
        return next((groups[key] for n in "1234" if groups.get(key := f"{name}{n}")), "")

    places = (part.partition(",")[0] for part in groups["place"].split("/"))
    city = "/".join(_without_stop(place.strip()) for place in places)
    return Found(
        length=hit.end(),
        city=city,
        country=country_of(groups.get("country") or groups.get("region") or "", city),
        month=month_of(stated("month")),
        day=day_of(stated("day")),
        year=int(stated("year") or 0),
        tags=tags,
        byline=byline or (groups.get("byline") or "").strip(),
    )


def _without_stop(place: str) -> str:
    """MINSK. of "MINSK. July 26" is Minsk; Washington D.C. keeps its last stop."""
    last = place.rpartition(" ")[2]
    return place[:-1] if last.endswith(".") and "." not in last[:-1] and len(last) > 3 else place
