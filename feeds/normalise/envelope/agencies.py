"""The agencies: what they are called in tags and sign-offs, and in sentences that credit them.

A name in a tag or a sign-off stands where only an agency can. In a sentence most of them are words of
other meanings too (AP is a state, PTI a party, UNI a union), so only names that mean nothing else are
taken at their word there; the others need "news agency" beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency. `plain` are names that need no more than a verb to credit it."""

    name: str
    tags: tuple[str, ...]
    plain: tuple[str, ...] = ()


AGENCIES = tuple(
    Agency(name=name, tags=tags, plain=plain)
    for name, tags, plain in (
        ("IANS", ("IANS", "IANSlife", "आईएएनएस"), ("IANS",)),
        ("Xinhua", ("Xinhua", "XINHUA", "شينخوا"), ("Xinhua",)),
        ("PTI", ("PTI", "भाषा"), ("Press Trust of India",)),
        ("ANI", ("ANI",), ("Asian News International",)),
        ("UNI", ("UNI",), ("United News of India",)),
        ("Reuters", ("Reuters", "REUTERS", "رويترز"), ("Reuters",)),
        ("AP", ("AP",), ("Associated Press",)),
        ("AFP", ("AFP",), ("Agence France-Presse",)),
        ("dpa", ("dpa", "DPA", "د ب أ"), ("Deutsche Presse-Agentur",)),
        ("TCA", ("TCA",), ()),
        ("APA", ("APA",), ("Austria Presse Agentur",)),
        ("ATS", ("ats", "ATS"), ("Keystone-SDA",)),
        ("TASS", ("TASS", "Itar-Tass", "ITAR-TASS"), ("TASS", "Itar-Tass")),
        ("Interfax", ("Interfax",), ("Interfax",)),
        ("RIA Novosti", ("RIA Novosti", "Sputnik"), ("RIA Novosti",)),
        ("Kyodo", ("Kyodo", "KYODO"), ("Kyodo", "Kyodo News")),
        ("Jiji Press", ("Jiji Press", "Jiji"), ("Jiji Press",)),
        ("Yonhap", ("Yonhap",), ("Yonhap",)),
        ("Bernama", ("Bernama", "BERNAMA"), ("Bernama",)),
        ("Antara", ("ANTARA", "Antara"), ()),
        ("APP", ("APP",), ("Associated Press of Pakistan",)),
        ("BSS", ("BSS",), ()),
        ("UNB", ("UNB",), ()),
        ("KUNA", ("KUNA", "كونا"), ("KUNA",)),
        ("WAM", ("WAM",), ()),
        ("SPA", ("SPA",), ()),
        ("CNA", ("CNA",), ()),
        ("VNA", ("VNA",), ()),
        ("PNA", ("PNA",), ()),
        ("NAN", ("NAN",), ()),
        ("EFE", ("EFE",), ("EFE",)),
        ("Europa Press", ("EUROPA PRESS", "Europa Press"), ("Europa Press",)),
        ("ANSA", ("ANSA",), ("ANSA",)),
        ("Anadolu", ("AA",), ("Anadolu Agency", "Anadolu")),
        ("PA", ("PA",), ()),
        ("AAP", ("AAP",), ("Australian Associated Press",)),
        ("NTB", ("NTB",), ()),
        ("Ritzau", ("Ritzau", "ritzau"), ("Ritzau",)),
        ("STT", ("STT",), ()),
        ("AsiaNet", ("AsiaNet",), ()),
        ("PRNewswire", ("PRNewswire", "PR Newswire"), ("PR Newswire",)),
        ("Business Wire", ("BUSINESS WIRE", "Business Wire"), ()),
        ("GlobeNewswire", ("GLOBE NEWSWIRE", "GlobeNewswire"), ("GlobeNewswire",)),
        ("MENA", ("MENA",), ()),
    )
)

_BY_TAG = {tag.casefold(): agency.name for agency in AGENCIES for tag in agency.tags}
_BY_NAME = {
    name.casefold(): agency.name
    for agency in AGENCIES
    for name in (agency.name, *agency.plain, *agency.tags)
}
_TAGS = frozenset(tag for agency in AGENCIES for tag in agency.tags)

Own = tuple[str, ...]
"""What a source's provider is called and no agency of ours is: one that only its config knows."""


@cache
def tag_pattern(own: Own) -> str:
    """A pattern of all that stands for an agency in a tag or a sign-off, longest first."""
    tags = _TAGS.union(own, map(str.upper, own))
    return "|".join(map(re.escape, sorted(tags, key=lambda tag: (-len(tag), tag))))


TAG = tag_pattern(())

_SAYS = (
    r"(?:quoted|reported|reports|said|says|citing|cited|has\s+(?:said|reported|quoted)|informed)\b"
)
_KIND = r"(?:news|press)\s+agency"
_LEADS = r"(?:according\s+to|reported\s+by|quoted\s+by|told|citing|cited\s+by|reports?|quoting)"
_STOPS = r"(?=[\s.,;:]*(?:[.,;:]|$))"
_PLAIN = "|".join(
    re.escape(name) for name in sorted({n for a in AGENCIES for n in a.plain}, key=len)[::-1]
)
_BY_PLAIN = {name: agency.name for agency in AGENCIES for name in agency.plain}

# Every mention in a text, at one look: a name inside a longer one is part of that.
_ANY_PLAIN = re.compile(_PLAIN)
_ANY_TAG = re.compile("|".join(re.escape(tag) for tag in {a.tags[0]: None for a in AGENCIES}))
_ROUND = 60
"""Characters before and behind a mention in which it is credited."""


@cache
def _sentences(name: str, *, plain: bool) -> re.Pattern[str]:
    """What credits an agency in a sentence: "Xinhua news agency quoted ...", "news agency Xinhua",
    and for a name that means nothing else "Xinhua reported", "according to Xinhua".
    """
    own = rf"(?<!Thomson )(?<![-\w]){re.escape(name)}"
    forms = [rf"{own}(?:'s|’s)?\s+{_KIND}\b", rf"\b{_KIND}\s+{re.escape(name)}\b"]
    if plain:
        forms += [
            rf"{own}\s+(?:\w+ly\s+)?{_SAYS}",
            rf"\b{_LEADS}\s+(?:the\s+)?(?:official\s+|state-run\s+)?{re.escape(name)}{_STOPS}",
        ]
    return re.compile("|".join(forms))


def _is_credited(mention: re.Match[str], *, plain: bool) -> bool:
    start, end = mention.span()
    near = mention.string[max(0, start - _ROUND) : end + _ROUND]
    return _sentences(mention[0], plain=plain).search(near) is not None


_HEADLINE = re.compile(rf"[:\-–—]\s*(?P<name>{_PLAIN})\s*$")


@lru_cache(maxsize=1024)
def agency_of(tag: str) -> str:
    """The agency that a tag stands for, or the tag itself."""
    return _BY_TAG.get(" ".join(tag.split()).casefold(), tag.strip())


def agency_named(name: str) -> str:
    """The agency that a field of its own names, by a tag or in full; the name itself where no row has it."""
    return _BY_NAME.get(" ".join(name.split()).casefold(), name.strip())


def is_agency(tag: str, own: Own = ()) -> bool:
    folded = " ".join(tag.split()).casefold()
    return folded in _BY_TAG or any(folded == name.casefold() for name in own)


@lru_cache(maxsize=1024)
def own_tags(provider: str, creditline: str) -> Own:
    """How a source's config calls its provider, as far as that is no agency of ours."""
    names = (" ".join(name.split()) for name in (provider, creditline))
    return tuple(dict.fromkeys(name for name in names if name and not is_agency(name)))


@cache
def names_of(provider: str) -> tuple[str, ...]:
    """What a provider calls itself in a sentence: its own name first, then an agency's full ones."""
    name = agency_of(provider)
    full = next((one.plain for one in AGENCIES if one.name == name), ())
    return tuple(dict.fromkeys((name, *full)))


def credited(
    provider: str, own_names: Own, tags: Iterable[str], headline: str, text: str
) -> tuple[str, ...]:
    """The agencies beside the provider that the copy credits, in the order in which it does."""
    found: dict[str, None] = dict.fromkeys(agency_of(tag) for tag in tags)
    if (end := _HEADLINE.search(headline)) is not None:
        found[_BY_PLAIN.get(end["name"], end["name"])] = None
    own = agency_of(provider).casefold()
    places = [
        (hit.start(), _BY_PLAIN[hit[0]])
        for hit in _ANY_PLAIN.finditer(text)
        if _BY_PLAIN[hit[0]].casefold() != own and _is_credited(hit, plain=True)
    ]
    if "agency" in text:
        places += [
            (hit.start(), agency_of(hit[0]))
            for hit in _ANY_TAG.finditer(text)
            if _is_credited(hit, plain=False)
        ]
    for _, name in sorted(places):
        found[name] = None
    ours = {"", own, provider.casefold(), *map(str.casefold, own_names)}
    return tuple(name for name in found if name.casefold() not in ours)
