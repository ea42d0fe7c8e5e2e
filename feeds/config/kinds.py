"""The kinds of a config's values: what reads each, and what a JSON Schema can say of it beforehand.

A schema refuses nothing that is right, and lets through what only reading can tell: how long a duration is, whether
there is such a time zone, whether a selector is one. `docs/config.schema.json` is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from feeds.config import patterns, values
from feeds.config.crontab import read_crontab
from feeds.config.values import Network
from feeds.model import Copies, Media, Rights

RESERVED = frozenset(
    {
        "index",
        "opml",
        "story",
        "archive",
        "hub",
        "healthz",
        "readyz",
        "metrics",
        "robots",
        "sitemap",
        "favicon",
    }
)
FORMATS = ("rss", "atom", "json", "html")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """Metadata of a field: what reads its value, and the schema of what may stand in the file."""

    check: Callable[[object], Any]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return dict(self.schema)


# --- what a schema can say -----------------------------------------------------------------


def _like(pattern: str, **more: object) -> dict[str, Any]:
    """Texts that a pattern (ECMA-262) fits as a whole."""
    return {"type": "string", "pattern": f"^(?:{pattern})$", **more}


def _or(schema: Mapping[str, Any], *literals: object) -> dict[str, Any]:
    return {"anyOf": [schema, {"enum": list(literals)}]}


def _number(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


_PLAIN = r"[^\u0000-\u001f]"
_INK = r"[^\s\u0000-\u001f]"
_UNBLANK = r"[^\s\u0000-\u001f\u007f]"
_HOST = r"[^\s\u0000-\u001f\u007f/?#@]+"
_HTTP = "[Hh][Tt][Tt][Pp][Ss]?://"
_TAIL = rf"(?:[/?#]{_UNBLANK}*)?"
_NO_ZERO = r"(?!\s*0+(?:\.0+)?\s*[A-Za-z])"
_LENGTH = r"\s*[0-9]{1,20}(?:\.[0-9]{1,20})?\s*(?:ms|s|m|h|d)\s*"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"

_TEXT = _like(f"{_PLAIN}*")
_NAME = _like(f"{_PLAIN}*{_INK}{_PLAIN}*")
_AGENCY = _like(r"[^()/\u0000-\u001f]*[^\s()/\u0000-\u001f][^()/\u0000-\u001f]*")
_ID = _like("[a-z0-9][a-z0-9-]{0,63}")
_LANGUAGE = _like("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_DURATION = _like(_LENGTH, examples=["90s", "15m", "2h", "1d"])
_LASTING = _like(_NO_ZERO + _LENGTH, examples=["90s", "15m", "2h", "1d"])
_AGE = _or(_LASTING, "always")
_WEB = _like(_HTTP + _HOST + _TAIL)
_BASE = _like(rf"{_HTTP}{_HOST}(?:/[^\s\u0000-\u001f\u007f?#]*)?")
_REMOTE = "|".join("".join(f"[{c.upper()}{c}]" for c in one) for one in values.REMOTE)
_SOURCE = _like(rf"(?:{_HTTP}|(?:{_REMOTE})://){_HOST}{_TAIL}")
_ZONE_NAME = "[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*"
_SELECTOR = {"type": "string", "maxLength": 1000, "pattern": r"\S"}


# --- what reads them -----------------------------------------------------------------------


def _name(value: object) -> str:
    found = values.text(value)
    if not found.strip():
        raise ValueError("text that is not empty")
    return found


def agency(longest: int) -> Kind:
    """Words that stand for an agency in copy, a blank between them."""

    def check(value: object) -> str:
        found = " ".join(values.text(value).split())
        letters = sum(map(str.isalpha, found))
        if letters < 2 or len(found) > longest or set("()/") & set(found):
            raise ValueError(
                f"two letters or more, {longest} characters at most, no bracket and no slash"
            )
        return found

    return Kind(check, _AGENCY)


def _channel_id(value: object) -> str:
    found = values.identifier(value)
    if found in RESERVED:
        raise ValueError(f"another name: {found!r} is taken by the site itself")
    return found


def _schedule(value: object) -> str:
    text = values.text(value)
    read_crontab(text)
    return text


def _every(value: object) -> timedelta | None:
    """None where the source's own rhythm decides."""
    return None if value == "auto" else values.lasting("1ms", "366d")(value)


def _archive(value: object) -> timedelta | None:
    """None where there is none."""
    if value is False:
        return None
    try:
        return values.age(value)
    except ValueError as fault:
        raise ValueError(f"{fault}, or false") from None


def _email(value: object) -> str:
    found = values.text(value)
    if found and not re.fullmatch(r"[^@\s<>()]+@[^@\s<>()]+", found):
        raise ValueError('an address of mail such as "desk@gnn9.com"')
    return found


def _language(value: object) -> str:
    """RFC 5646, as far as its form goes."""
    found = values.text(value)
    if not re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", found):
        raise ValueError('a language tag such as "en" or "pt-BR"')
    return found


def _language_or_none(value: object) -> str:
    return "" if value == "" else _language(value)


def _user(value: object) -> str:
    """RFC 7617, 2: the colon is what ends a user name."""
    found = values.text(value)
    if ":" in found:
        raise ValueError("a user name without a colon")
    return found


def _selector_or_none(value: object) -> str:
    return "" if value == "" else values.selector(value)


def _pattern_or_none(value: object) -> str:
    found = values.text(value)
    if found:
        patterns.compiled(found)
    return found


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("true or false")


def _id_or_none(value: object) -> str:
    return "" if value == "" else values.identifier(value)


def one_of(*choices: str) -> Kind:
    """Reads one of some words."""

    def check(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise ValueError("one of " + ", ".join(f'"{choice}"' for choice in choices))

    return Kind(check, {"enum": [str(choice) for choice in choices]})


def whole(low: int, high: int) -> Kind:
    """Reads a whole number within bounds."""

    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < low:
            raise ValueError(f"a whole number, {low} or more")
        if value > high:
            raise ValueError(f"a whole number, {high} at most")
        return value

    return Kind(check, _number(low, high))


# --- the kinds -----------------------------------------------------------------------------

TextValue = Annotated[str, Kind(values.text, _TEXT)]
AsciiText = Annotated[str, Kind(values.ascii_text, _like("[ -\\u007f]*"))]
Name = Annotated[str, Kind(_name, _NAME)]
Names = list[Name]
User = Annotated[str, Kind(_user, _like(r"[^:\u0000-\u001f]*"))]
Email = Annotated[str, Kind(_email, _like(r"(?:[^@\s<>()]+@[^@\s<>()]+)?"))]
Tag = Annotated[
    str, Kind(values.tag, _like(r"[A-Za-z0-9.@_-]+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"))
]
Header = Annotated[str, Kind(values.header, _like(r"[A-Za-z0-9_!#$%&'*+.^`|~-]*"))]
Headers = Annotated[
    dict[str, str],
    Kind(values.headers, {"type": "object", "additionalProperties": _like("[ -\\u007f]*")}),
]
Selector = Annotated[str, Kind(values.selector, _SELECTOR)]
SelectorOrNone = Annotated[str, Kind(_selector_or_none, _or(_SELECTOR, ""))]
Words = Annotated[str, Kind(values.words, _TEXT)]
Pattern = Annotated[str, Kind(_pattern_or_none, {**_TEXT, "maxLength": patterns.LONGEST})]
Language = Annotated[str, Kind(_language, _LANGUAGE)]
LanguageOrNone = Annotated[str, Kind(_language_or_none, _or(_LANGUAGE, ""))]
NamedZone = Annotated[str, Kind(values.named_zone, _like(_ZONE_NAME))]
Zone = Annotated[str, Kind(values.zone, _like(rf"{_ZONE_NAME}|[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"))]
Id = Annotated[str, Kind(values.identifier, _ID)]
IdOrNone = Annotated[str, Kind(_id_or_none, _or(_ID, ""))]
ChannelId = Annotated[str, Kind(_channel_id, {**_ID, "not": {"enum": sorted(RESERVED)}})]
Duration = Annotated[timedelta, Kind(values.duration, _DURATION)]
Gap = Annotated[timedelta, Kind(values.lasting("0s", "366d"), _DURATION)]
Wait = Annotated[timedelta, Kind(values.lasting("1ms", "366d"), _LASTING)]
Interval = Annotated[timedelta, Kind(values.lasting("1s", "366d"), _LASTING)]
Span = Annotated[timedelta, Kind(values.lasting("1s", "36500d"), _LASTING)]
Every = Annotated[timedelta | None, Kind(_every, _or(_LASTING, "auto"))]
Age = Annotated[timedelta, Kind(values.age, _AGE)]
Reach = Annotated[timedelta | None, Kind(_archive, _or(_LASTING, "always", False))]
Schedule = Annotated[str, Kind(_schedule, _like(r"\s*(?:@[A-Za-z]+|\S+(?:\s+\S+){4})\s*"))]
Hours = Annotated[tuple[int, int], Kind(values.hours, _like(f"{_CLOCK}-(?:{_CLOCK}|24:00)"))]
Until = Annotated[
    datetime | date, Kind(values.until, {"type": "string", "pattern": r"^[0-9]{4}-?(?:[0-9]{2}|W)"})
]
SoMany = Annotated[int, Kind(values.so_many, _or(_number(1, 1_000_000_000), "all"))]
Count = Annotated[int, whole(1, 1_000_000)]
Switch = Annotated[bool, Kind(_switch, {"type": "boolean"})]
Size = Annotated[
    int,
    Kind(
        values.size,
        {
            "anyOf": [
                _number(1, 16 * 1024**3),
                _like(rf"{_NO_ZERO}\s*[0-9]{{1,20}}\s*(?:B|KiB|MiB|GiB)\s*", examples=["10MiB"]),
            ]
        },
    ),
]
WebAddress = Annotated[str, Kind(values.web_address, _WEB)]
SourceAddress = Annotated[str, Kind(values.source_address, _SOURCE)]
BaseAddress = Annotated[str, Kind(values.base_address, _BASE)]
CallbackOrNone = Annotated[str, Kind(values.callback_or_none, _or(_BASE, ""))]
PurgeAddress = Annotated[str, Kind(values.purge_address, _WEB)]
Listen = Annotated[tuple[str, int], Kind(values.listen, {"type": "string", "pattern": ":[0-9]+$"})]
Range = Annotated[Network, Kind(values.network, _like(r"[0-9A-Fa-f:.]+(?:%\S+)?(?:/[0-9.]+)?"))]
StoreUrl = Annotated[str, Kind(values.store_url, _like("sqlite:///.+"))]
RightsValue = Annotated[Rights, one_of(*Rights)]
CopiesValue = Annotated[Copies, one_of(*Copies)]
MediaValue = Annotated[Media, one_of(*Media)]
Weekday = Annotated[str, one_of(*WEEKDAYS)]
