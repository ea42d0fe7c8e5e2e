"""The kinds of value a config has: durations, sizes, zones, addresses; each with its own words for
what it expects. All raise ValueError with those words.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo

from feeds.model import ALL, ALWAYS

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_DURATION = re.compile(r"(\d{1,20}(?:\.\d{1,20})?)\s*(ms|s|m|h|d)", re.ASCII)
_LONGEST = timedelta(days=36500)
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZE = re.compile(r"(\d{1,20})\s*(B|KiB|MiB|GiB)", re.ASCII)
_LARGEST = 16 * 1024**3
_SIZES = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s\x00-\x1f\x7f]*", re.IGNORECASE)
_FILES_ADDRESS = re.compile(r"(\w+)://[^\s/?#]+(?:/[^\s\x00-\x1f\x7f?#]*)?", re.ASCII)
FILES = ("ftp", "ftpes", "ftps", "sftp")
"""Schemes of addresses under which files lie, and not one document."""
MAILBOXES = ("imap", "imaps")
REMOTE = (*FILES, *MAILBOXES)
_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/)+")
_LONGEST_SELECTOR = 1000
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)", re.ASCII)
_DAY = 24 * 60
_OWN_HEADERS = frozenset(
    {
        "",
        "authorization",
        "connection",
        "content-length",
        "cookie",
        "proxy-authorization",
        "transfer-encoding",
    }
)
_PLACES = ("{path}", "{url}")
_MOST = 1_000_000_000
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def text(value: object) -> str:
    if isinstance(value, str) and not any(ord(sign) < 32 for sign in value):
        return value
    raise ValueError("text in quotes, on one line")


def ascii_text(value: object) -> str:
    """What is told to others in a header, as it stands."""
    found = text(value)
    if not found.isascii():
        raise ValueError("text in ASCII: an address of the web or of mail")
    return found


def header(value: object) -> str:
    """RFC 9110, 5.1."""
    found = text(value)
    if found and not re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", found, re.ASCII):
        raise ValueError('the name of a header such as "X-Api-Key"')
    return found


def headers(value: object) -> dict[str, str]:
    """Headers of a request that hold no secret, and that nobody but the client itself has to set."""
    if not isinstance(value, dict) or any(str(name).lower() in _OWN_HEADERS for name in value):
        raise ValueError("a table of headers without credentials, which belong into `auth`")
    return {header(name): ascii_text(said) for name, said in value.items()}


def duration(value: object) -> timedelta:
    """A duration such as ``"90s"``, ``"15m"``, ``"2h"``, ``"1d"``."""
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a duration such as "90s", "15m", "2h" or "1d"')
    seconds = float(found[1]) * _UNITS[found[2]]
    if seconds > _LONGEST.total_seconds():
        raise ValueError('a duration of "36500d" at most')
    return timedelta(seconds=seconds)


def lasting(low: str, high: str) -> Callable[[object], timedelta]:
    """Reads a duration within bounds: what is waited or served for."""

    def check(value: object) -> timedelta:
        found = duration(value)
        if not duration(low) <= found <= duration(high):
            raise ValueError(f'a duration from "{low}" to "{high}"')
        return found

    return check


def age(value: object) -> timedelta:
    """How old something may grow: a duration of a second or more, or ``"always"``."""
    if value == "always":
        return ALWAYS
    try:
        found = duration(value)
    except ValueError:
        found = timedelta(0)
    if found < timedelta(seconds=1):
        raise ValueError('a duration from "1s" to "36500d", or "always"')
    return found


def so_many(value: object) -> int:
    """How many there may be: a number, or ``"all"``."""
    if value == "all":
        return ALL
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MOST:
        return value
    raise ValueError(f'a whole number from 1 to {_MOST}, or "all"')


def size(value: object) -> int:
    """A number of bytes such as ``1048576`` or ``"10MiB"``."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
        number = int(found[1]) * _SIZES[found[2]] if found is not None else 0
    if not 0 < number <= _LARGEST:
        raise ValueError('a size such as 1048576 or "10MiB", "16GiB" at most')
    return number


def zone(value: object) -> str:
    """A time zone: an IANA name or an offset such as ``"+08:00"``."""
    if isinstance(value, str) and _OFFSET.fullmatch(value):
        return value
    try:
        if isinstance(value, str) and value:
            ZoneInfo(value)
            return value
    except (KeyError, ValueError, OSError):
        pass
    raise ValueError('a time zone such as "Asia/Kolkata" or "+05:30"')


def named_zone(value: object) -> str:
    """A time zone that has rules of its own: an IANA name."""
    try:
        found = zone(value)
        if found[0] not in "+-":
            return found
    except ValueError:
        pass
    raise ValueError('the name of a time zone such as "Asia/Kolkata"')


def hours(value: object) -> tuple[int, int]:
    """Hours of a day such as ``"06:00-22:00"``, over midnight too, as minutes since midnight."""
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if found is not None:
        begins = 60 * int(found[1]) + int(found[2])
        ends = 60 * int(found[3]) + int(found[4]) if found[3] else _DAY
        if begins != ends:
            return begins, ends
    raise ValueError('hours from and until, two different ones, such as "06:00-22:00"')


def until(value: object) -> datetime | date:
    """An instant, or a day: a date of TOML, or one in quotes. A time without a zone is the site's."""
    if isinstance(value, str):
        try:
            is_a_day = len(value) <= len("2027-12-31")
            value = (date if is_a_day else datetime).fromisoformat(value)
        except ValueError:
            value = None
    # A day of the first year, or of the last, may be none in another zone.
    if isinstance(value, date) and 1970 <= value.year < 9999:
        return value
    raise ValueError("a day such as 2027-12-31, or a time such as 2027-12-31T18:00:00+05:30")


def instant(until: datetime | date, zone: str) -> datetime:
    """The instant that `until` names in a zone: of a day its end, since what holds until a day holds on it."""
    if not isinstance(until, datetime):
        until = datetime.combine(until + timedelta(days=1), datetime.min.time())
    if until.tzinfo is None:
        until = until.replace(tzinfo=ZoneInfo(zone))
    return until.astimezone(UTC)


def words(value: object) -> str:
    """Words, and phrases in quotation marks."""
    expected = 'words, and phrases in "quotation marks"'
    if not isinstance(value, str) or any(ord(sign) < 32 for sign in value):
        raise ValueError(f"{expected}, on one line")
    if not value:
        return value
    parts = value.split('"')
    if len(parts) % 2 == 0:
        raise ValueError(f"{expected} that are closed")
    phrases, alone = parts[1::2], " ".join(parts[::2])
    asked = [*phrases, alone] if alone.strip() or not phrases else phrases
    if not all(re.search(r"\w", one) for one in asked):
        raise ValueError(f"{expected}, with a letter or a digit in each")
    return value


def identifier(value: object) -> str:
    """An id that is fit to be part of a file's name (X30)."""
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    raise ValueError("small letters, digits and hyphens, 64 at most, the first no hyphen")


def web_address(value: object) -> str:
    """An absolute http or https URL without blanks or control characters (X31)."""
    expected = "an address that begins with http:// or https://"
    if not isinstance(value, str) or not _WEB_ADDRESS.fullmatch(value):
        raise ValueError(expected)
    parts_of(value, expected)
    return value


def source_address(value: object) -> str:
    """A web address, or an absolute URL of a remote directory or mailbox; none may hold a password."""
    scheme = value.partition(":")[0].lower() if isinstance(value, str) else ""
    if scheme in {"http", "https"}:
        return web_address(value)
    begins = ", ".join(f"{one}://" for one in ("http", "https", *REMOTE[:-1]))
    expected = f"an address that begins with {begins} or {REMOTE[-1]}://"
    if not isinstance(value, str) or scheme not in REMOTE:
        raise ValueError(expected)
    if not _FILES_ADDRESS.fullmatch(value):
        raise ValueError(f"{expected}, without blanks, ? and #")
    path = parts_of(value, expected).path
    _check_path(unquote(path), is_mailbox=scheme in MAILBOXES)
    return value


def parts_of(url: str, expected: str) -> SplitResult:
    """The parts of an address that has a host and says nothing of its user. What urlsplit finds amiss is
    not repeated: it quotes what may be a password.
    """
    try:
        parts = urlsplit(url)
        names_a_user = "@" in parts.netloc
        has_host = names_a_user or (bool(parts.hostname) and parts.port != 0)
    except ValueError:
        raise ValueError(f"{expected}, with a host, and with a port in digits") from None
    if names_a_user:
        raise ValueError(f"{expected} (credentials belong into `auth`)")
    if not has_host:
        raise ValueError(f"{expected}, and has a host")
    return parts


def _check_path(path: str, *, is_mailbox: bool) -> None:
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in path):
        raise ValueError("a path without control characters")
    if is_mailbox and not (path.isascii() and "*" not in path):
        raise ValueError("the name of one mailbox in ASCII, as its server lists it")
    if any(sign in path.rpartition("/")[0] for sign in "*?["):
        raise ValueError("a path with `*` in its last part alone")


def base_address(value: object) -> str:
    """A web address that ends in a slash; one is added where it is missing."""
    found = web_address(value)
    if "?" in found or "#" in found:
        raise ValueError("an address without ? and #")
    return found if found.endswith("/") else f"{found}/"


def callback_or_none(value: object) -> str:
    """Where hubs reach us, ending in a slash: https, unless they are on this machine (C71)."""
    if value == "":
        return ""
    found = base_address(value)
    parts = urlsplit(found)
    if _PLAIN_PATH.fullmatch(parts.path) is None:
        raise ValueError(
            "an address with a path of plain letters, digits and . _ ~ - behind its host"
        )
    if parts.scheme.lower() != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("an address that begins with https://")
    return found


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_filled(url: str) -> bool:
    """Whether an address has a place for that of a document."""
    return any(place in url for place in _PLACES)


def purge_address(value: object) -> str:
    """A web address that may have ``{path}`` or ``{url}`` in it, behind its host."""
    found = web_address(value)
    bare = found
    for place in _PLACES:
        bare = bare.replace(place, "x")
    if "{" in bare or "}" in bare or urlsplit(found).netloc != urlsplit(bare).netloc:
        raise ValueError("an address with no braces but those of {path} and {url}, behind its host")
    return found


def network(value: object) -> Network:
    """A range of addresses in CIDR form, or one address."""
    try:
        if isinstance(value, str):
            return ipaddress.ip_network(value)
    except ValueError:
        pass
    raise ValueError('a range of addresses such as "10.1.0.0/16"')


def listen(value: object) -> tuple[str, int]:
    """A host and a port such as ``"127.0.0.1:8009"``, ``"[::1]:8009"``, ``":8009"``."""
    if isinstance(value, str):
        host, colon, port = value.rpartition(":")
        if colon and port.isdecimal() and int(port) < 65536:
            return host.strip("[]"), int(port)
    raise ValueError('a host and a port such as "127.0.0.1:8009"')


def tag(value: object) -> str:
    """Authority and date of a tag: URI (RFC 4151, 2.1)."""
    if isinstance(value, str) and re.fullmatch(
        r"[A-Za-z0-9.@_-]+,[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?", value
    ):
        return value
    raise ValueError('a name that is yours and a date since then, such as "gnn9.com,2015"')


def store_url(value: object) -> str:
    """Where the store is."""
    if isinstance(value, str) and value.startswith("sqlite:///") and len(value) > 10:
        return value
    raise ValueError('"sqlite:///" and the path of a file')


def selector(value: object) -> str:
    """A CSS selector (Selectors Level 3, as far as XPath 1.0 can say it)."""
    from lxml import etree
    from lxml.cssselect import CSSSelector, SelectorError

    fault = ValueError('a CSS selector such as "li.story h3 > a"')
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_SELECTOR:
        raise fault
    try:
        CSSSelector(value, translator="html")(etree.Element("html"))
    except (SelectorError, etree.XPathError, RecursionError, ValueError) as found:
        raise fault from found
    return value
