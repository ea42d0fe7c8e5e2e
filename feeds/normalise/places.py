"""Places: what stands beside one in a dateline and is no country, and how the house prints a name."""

from __future__ import annotations

import re
from functools import lru_cache

_INDIA = """
    andhra pradesh, arunachal pradesh, assam, bihar, chhattisgarh, delhi, goa, gujarat, haryana,
    himachal pradesh, jammu and kashmir, jammu & kashmir, j&k, jharkhand, karnataka, kerala, ladakh,
    madhya pradesh, maharashtra, manipur, meghalaya, mizoram, nagaland, odisha, orissa, puducherry, punjab,
    rajasthan, sikkim, tamil nadu, telangana, tripura, uttar pradesh, uttarakhand, west bengal
"""
# In full, as AP abbreviates them, and as the post does.
_UNITED_STATES = """
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, hawaii, idaho,
    illinois, indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan, minnesota,
    mississippi, missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico, new york,
    north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, puerto rico, rhode island,
    south carolina, south dakota, tennessee, texas, utah, vermont, virginia, washington, west virginia,
    wisconsin, wyoming, district of columbia,
    ala, ariz, ark, calif, colo, conn, del, fla, ga, ill, ind, kan, ky, la, mass, md, mich, minn, miss, mo,
    mont, neb, nev, n.h, n.j, n.m, n.y, n.c, n.d, okla, ore, pa, r.i, s.c, s.d, tenn, tex, vt, va, wash, w.va,
    wis, wyo, d.c,
    ak, al, ar, az, ca, co, ct, dc, fl, hi, ia, id, il, ks, ma, me, mi, mn, ms, mt, nc, nd, ne, nh, nj, nm, nv,
    ny, oh, ok, or, ri, sc, sd, tn, tx, ut, wa, wi, wv, wy
"""
_CANADA_AND_AUSTRALIA = """
    alberta, british columbia, manitoba, new brunswick, newfoundland, nova scotia, ontario, quebec,
    saskatchewan, new south wales, queensland, south australia, tasmania, western australia
"""
_WEEKDAYS = """
    monday, tuesday, wednesday, thursday, friday, saturday, sunday,
    mon, tue, tues, wed, thu, thur, thurs, fri, sat, sun,
    lunes, martes, miércoles, jueves, viernes, sábado, domingo,
    lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche,
    montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag
"""
_NO_COUNTRIES = frozenset(
    name.strip()
    for names in (_INDIA, _UNITED_STATES, _CANADA_AND_AUSTRALIA, _WEEKDAYS)
    for name in names.split(",")
)
# Georgia is a country and a state: its cities tell.
_OF_GEORGIA = frozenset({"atlanta", "augusta", "columbus", "macon", "savannah"})

_SMALL_WORDS = frozenset(
    {
        "de", "del", "di", "da", "do", "la", "las", "los", "el", "of", "the", "upon", "sur", "sous", "en",
        "au", "aux", "am", "an", "der", "den", "y", "and", "es",
    }
)  # fmt: skip
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+")


def country_of(region: str, city: str) -> str:
    """What stands behind a place, where it is a country; ``""`` for a state, a province, a weekday."""
    name = region.strip()
    folded = name.casefold().rstrip(".")
    if folded in _NO_COUNTRIES or (folded == "georgia" and city.casefold() in _OF_GEORGIA):
        return ""
    return name


@lru_cache(maxsize=1024)
def house_city(city: str) -> str:
    """A place as the house prints it: BEIJING is Beijing, ``D.C.`` and ``NEW DELHI/MUMBAI`` as they should."""
    return "/".join(_presented(part) for part in city.split("/"))


def _presented(place: str) -> str:
    """What stands in capitals as a name; anything else as it is printed."""
    if not place.isupper():
        return place
    words = []
    for number, word in enumerate(place.split()):
        parts = word.split("-")
        first = number == 0
        words.append("-".join(_name(one, first=first and not n) for n, one in enumerate(parts)))
    return " ".join(words)


def _name(word: str, *, first: bool) -> str:
    if _DOTTED.fullmatch(word) is not None:
        return word
    small = word.lower()
    if not first and small in _SMALL_WORDS:
        return small
    # N'Djamena and L'Aquila, but Sana'a, Xi'an and Cote d'Ivoire.
    if word[1:2] in {"'", "’"}:
        article = small[0] if not first and small[0] in "dl" else word[0]
        return f"{article}{word[1]}{word[2:].capitalize()}"
    return word.capitalize()
