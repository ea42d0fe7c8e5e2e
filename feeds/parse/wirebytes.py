"""What wires of the teleprinter age share: their bytes, their lines, their dates and their bylines.

Neither IPTC 7901 nor ANPA 1312 names a character set beyond ISO 646, so that every agency has its own; and
both end lines, indent paragraphs and count days without a year as a teleprinter did.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from feeds.errors import ParseError
from feeds.model import Payload
from feeds.parse.charsets import codec_of
from feeds.parse.dates import read_date

SOH, STX, ETX, EOT = "\x01", "\x02", "\x03", "\x04"

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# US and FS part the fields of a header; all else that is not ours to read goes: SYN, DC1 to DC4, NUL, DEL.
_CONTROLS: dict[int, str | None] = {
    **dict.fromkeys([*range(5, 9), *range(14, 32), 0, 127, 0xFEFF]),
    0x0B: "\n",
    0x0C: "\n",
    0x1C: " ",
    0x1F: " ",
}
_HIGH = re.compile(b"[A-Za-z ]?[\x80-\xff]+[A-Za-z ]?")
_HIGH_BYTE, _LETTER = re.compile(b"[\x80-\xff]"), re.compile(b"[A-Za-z]")
_MOST_LOOKED_AT = 2000
_LOOKED_AT = 32_768
# No language of Latin letters has one in three beyond ASCII.
_OTHER_ALPHABET = 0.3
_OTHERS = (
    "gb18030", "big5hkscs", "cp950", "cp932", "euc_jp", "cp949", "euc_kr", "cp1256", "cp1251", "koi8_r", "cp866",
    "cp1253", "cp1255", "cp874",
)  # fmt: skip
_LONGEST_TRAILER = 400
_MARKS_GONE = dict.fromkeys(map(ord, (SOH, STX, ETX)))
_OPENING, _CLOSING = "“‘„‚«¿¡", "”»"
_TYPOGRAPHY = frozenset("‘’“”–—…€£§°«»©®½¼¾·ºª¿¡•„‚™")

_WIDE = 120
"""No teleprinter sets lines so long: one that is, is a paragraph."""
_TABBED = re.compile(r"[ ]*\t")
_INDENTED = re.compile(r"[ ]{2,}\S|[ ]*\t")
_BULLET = re.compile(r"\s*[*•·]\s")
_SIGNED = re.compile(r"\s*(?:==|--)\s?[A-Z][\w ]{1,20}")
_CELL = re.compile(r";(?=\S|\Z)")
_GAP = re.compile(r" {3,}|\t")


def decoded(payload: Payload) -> str:
    """The text of a wire file: lines end as ours do, and of control characters only SOH, STX, ETX, EOT
    and the tabulator are left. Raises ParseError where there is no text, or damaged UTF-16.
    """
    text = characters(payload)
    # Teleprinters returned their carriage twice, and some before and some after the line feed.
    for end in ("\r\r\n", "\r\n", "\n\r", "\r"):
        text = text.replace(end, "\n")
    text = text.translate(_CONTROLS)
    if not text.strip():
        raise ParseError("the file is empty", payload.media_type)
    return text


def characters(payload: Payload) -> str:
    """The text that bytes are: UTF-8 where they are that; else what the media type says; else what they look
    like. Raises ParseError for damaged UTF-16.
    """
    body = payload.body
    for mark, name in _MARKS:
        if body.startswith(mark):
            try:
                return body.decode(name)
            except UnicodeDecodeError as fault:
                raise ParseError("the file is damaged UTF-16", payload.media_type) from fault
    stated = _CHARSET.search(payload.media_type)
    for name in ("utf-8-sig", codec_of(stated[1]) if stated is not None else ""):
        with contextlib.suppress(ValueError, LookupError):
            return body.decode(name)
    return body.decode(_code_page(body), "replace")


def _code_page(body: bytes) -> str:
    """That of another alphabet where most letters are beyond ASCII. Else Windows-1252, which has all of
    ISO 8859-1 that is ever printed, unless the bytes make sense only as those of DOS.
    """
    seen = body[:_LOOKED_AT]
    seen = seen[: seen.rfind(b"\n")] if len(body) > _LOOKED_AT and b"\n" in seen else seen
    high, latin = len(_HIGH_BYTE.findall(seen)), len(_LETTER.findall(seen))
    if high > _OTHER_ALPHABET * (high + latin):
        from charset_normalizer import from_bytes

        best = from_bytes(seen, cp_isolation=list(_OTHERS)).best()
        if best is not None:
            return best.encoding
    found = [hit[0] for _, hit in zip(range(_MOST_LOOKED_AT), _HIGH.finditer(body), strict=False)]
    names = ("windows-1252", "cp437")
    return max(names, key=lambda name: sum(_sense(one.decode(name, "replace")) for one in found))


def _sense(text: str) -> int:
    """How much a few characters look like a piece of a word, or like a sign that is printed beside one."""
    score = 0
    for place, sign in enumerate(text):
        if sign.isascii():
            continue
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if sign.isalpha() and sign < "\u0180":
            inside = before.islower() and sign.isupper()
            score += -2 if inside else 1 + (before.isalpha() or after.isalpha())
        elif sign in _TYPOGRAPHY:
            is_inside = before.isalpha() and after.isalpha() and sign != "’"
            opens_late = sign in _OPENING and before.isalpha()
            closes_early = sign in _CLOSING and before == " " and after.isalpha()
            score += -2 if is_inside or opens_late or closes_early else 2
        else:
            score -= 2
    return score


def ended(text: str) -> tuple[str, str]:
    """The text of a message and what stands behind its end of text, which is no more than a few lines: a
    stray end of text ends nothing.
    """
    before, parted, after = text.rpartition(ETX)
    if not parted or len(after) > _LONGEST_TRAILER:
        before, after = text, ""
    return before.translate(_MARKS_GONE), after


def paragraphs(lines: Sequence[str]) -> list[str]:
    """The paragraphs of lines, each on one line: a blank line parts them, and so does an indentation where
    not every line has one. Bullets, the rows of tables and lines that no teleprinter set stay apart.
    """
    full = [line for line in lines if line.strip()]
    indented = sum(1 for line in full if _INDENTED.match(line) is not None)
    marks = 0 < indented < 0.8 * len(full) or len(full) == len(lines)
    wide = are_wide(full)
    indent = _INDENTED if marks else _TABBED
    found: list[list[str]] = [[]]
    alone = False
    for line in lines:
        row = _is_row(line.strip())
        own = wide or row or _BULLET.match(line) is not None
        own = own or _SIGNED.fullmatch(line.rstrip()) is not None
        if (not line.strip() or own or alone or indent.match(line) is not None) and found[-1]:
            found.append([])
        # What stands below a bullet belongs to it; below the row of a table, to nothing.
        alone = row
        found[-1].extend(line.split())
    return [" ".join(words) for words in found if words]


def are_wide(lines: Iterable[str]) -> bool:
    """Whether lines are paragraphs: one of them at least is longer than any that was set as a line."""
    return any(len(line.rstrip()) > _WIDE for line in lines)


def _is_row(line: str) -> bool:
    return len(_CELL.findall(line)) >= 3 or len(_GAP.split(line)) >= 3


_NAMES = "JanFebMarAprMayJunJulAugSepOctNovDec"


def flat(lines: Iterable[str]) -> str:
    """Lines as one, without the blanks round them."""
    return " ".join(" ".join(lines).split())


def written(payload: Payload) -> datetime:
    """When the file was written, else when it came: what a day without a year is nearest to."""
    return (payload.modified_at or payload.fetched_at).astimezone(UTC)


def instant(day: date | None, hour: str, minute: str, zone: str) -> datetime | None:
    """A day and a time of it, in UTC where `zone` is known, else naive; None where it cannot be."""
    if day is None or int(hour) > 23 or int(minute) > 59:
        return None
    name = _NAMES[3 * day.month - 3 : 3 * day.month]
    return read_date(f"{day.day} {name} {day.year:04} {hour}:{minute} {zone}")


def day_of(year: str, number: int, day: int, near: datetime) -> date | None:
    """A day by its year, month and number. Without a year it is in that which brings it nearest to
    `near`, without a month (0) in that which does; None where there is no such day.
    """
    if year:
        full = int(year) if len(year) == 4 else 1900 + int(year) + 100 * (int(year) < 70)
        return _day(full, number or near.month, day)
    if number:
        tries = [_day(near.year + offset, number, day) for offset in (-1, 0, 1)]
    else:
        middle = near.date().replace(day=15)
        months = [middle + timedelta(days=offset) for offset in (-30, 0, 30)]
        tries = [_day(one.year, one.month, day) for one in months]
    days = [one for one in tries if one is not None]
    return min(days, key=lambda one: abs(one - near.date()), default=None)


def _day(year: int, number: int, day: int) -> date | None:
    try:
        return date(year, number, day)
    except ValueError:
        return None


_FORBIDS = (
    r"Not (?:intended )?for publication|Nicht zur Veröffentlichung(?: bestimmt)?|Ne pas publier|No publicar|"
    r"(?:Private|Confidential|Internal) note to editors|For editors only"
)
_NOTEBOOK = re.compile(
    r"\W{0,3}#{1,4}\s*(?:\w{2,8}\s+)?(?:Note ?book|Notizblock|Notes? to editors?|(?:Editorial )?Contacts?|"
    r"Internet(?: links)?|Kontakte?|Ansprechpartner|(?:Redaktionelle )?Hinweise?)\b.{0,80}"
    r"|\s*(?:Notebook|Notizblock)\s*:?\s*"
    r"|\W*(?:The following [\w ]{0,40}\bis |Die folgenden [\w ]{0,40}sind )"
    r"(?:not (?:intended )?for publication|nicht zur Veröffentlichung)\b.{0,80}"
    rf"|\W{{0,4}}(?:{_FORBIDS})\W{{0,4}}",
    re.IGNORECASE,
)
# The same with the note itself behind it, in a line of any length. In the middle of a sentence they are words.
_NOTED = re.compile(
    rf"\W{{0,4}}(?:(?=[A-ZÄÖÜ])(?i:{_FORBIDS})\s*[:–—-]|NOT FOR PUBLICATION\b|(?:PRIVATE|CONFIDENTIAL|Private note|"
    r"PRIVATE NOTE)\s*:)"
)
_LONGEST_HEADLINE = 200
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_STARS = re.compile(r"\s*(?:\*\s*){3,}")
_INITIALS = re.compile(r"[a-z]{2,8}(?:[ /][a-z0-9]{1,4}){1,7}")
_CREDITED = re.compile(r"\([A-Z]{2,6}\\?/[\w ]{2,20}\)")


def notebook(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines that are copy, and those that are for editors: from the first that says so to the end."""
    start, end = notebook_at(lines)
    return [*lines[:start], *lines[end:]], list(lines[start:end])


def notebook_at(lines: Sequence[str]) -> tuple[int, int]:
    """Where what is for editors begins and ends. A note over the story ends with its paragraph."""
    for place, line in enumerate(lines):
        noted = _NOTED.match(line) is not None
        bare = len(line) <= _WIDE and _NOTEBOOK.fullmatch(line.rstrip()) is not None
        if not noted and not bare:
            continue
        start, end = place, len(lines)
        while start and (
            not lines[start - 1].strip() or _STARS.fullmatch(lines[start - 1][:_WIDE])
        ):
            start -= 1
        if not bare and _is_headline("\n".join(lines[:start]).strip()):
            end = next((at for at in range(place, end) if not lines[at].strip()), end)
        return start, end
    return len(lines), len(lines)


def _is_headline(text: str) -> bool:
    """Whether what stands over a note is no story yet: nothing, or one paragraph that is no sentence."""
    parted = _BLANK_LINE.search(text) is not None
    return not parted and len(text) <= _LONGEST_HEADLINE and (not text or text[-1].isalnum())


def closing(copy: list[str], private: list[str], tags: Iterable[str]) -> str:
    """The closing line of a message, taken off its last lines: the agency and the initials of those who
    handled it. It stands behind the notebook where there is one. ``""`` where there is none.
    """
    lines = private if any(line.strip() for line in private) else copy
    while lines and not lines[-1].strip():
        lines.pop()
    last = lines[-1].strip() if len(lines) > 1 else ""
    if not last or len(last) > 60:
        return ""
    own = "|".join(re.escape(tag) for tag in tags)
    signed = re.compile(rf"(?:{own})(?:[ /][A-Za-z0-9]{{1,4}}){{0,7}}") if own else _CREDITED
    if (
        signed.fullmatch(last)
        or _CREDITED.fullmatch(last)
        or (private and _INITIALS.fullmatch(last))
    ):
        lines.pop()
        return last.replace("\\/", "/")
    return ""
