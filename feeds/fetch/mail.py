"""What a message of mail (RFC 5322, MIME) brings: the documents that are attached to it or, where none
is, its text. Pure.
"""

from __future__ import annotations

import email
import email.header
import email.message
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass

# The library reads what is within these in a second or two; of what is not, some in an hour.
_MOST_PARTS = 200
_MOST_LINES = 300_000
_MOST_BOUNDARIES = 20
_LONGEST_HEADER = 8192
_BOUNDARY = re.compile(rb"boundary[*0-9]*\s*=", re.IGNORECASE)
_READ = ("subject", "content-type", "content-disposition", "content-transfer-encoding")
_SUFFIXES = (".xml", ".rss", ".atom", ".json", ".txt")
_TYPES = frozenset({"application/xml", "text/xml", "application/json"})
_LONGEST_SUBJECT = 300


class NothingInIt(Exception):
    """A message that brings nothing; why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A document or a text in a message."""

    body: bytes
    media_type: str


def parts_of(raw: bytes) -> list[Part]:
    """What a message brings. Raises NothingInIt.

    Where documents are attached, the text is a covering note, and left aside. The subject of a text
    is its headline, unless the text begins with it, or has a head of its own that names one.
    """
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    if lines > _MOST_LINES or len(_BOUNDARY.findall(raw)) > _MOST_BOUNDARIES:
        raise NothingInIt("is put together from too many pieces")
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        leaves = list(_leaves(message))
        documents = [Part(body=body, media_type=kind) for body, kind in _documents(leaves)]
        texts = [_text(leaf) for leaf in leaves if _is_text(leaf)]
        subject = _subject(message)
    # Of what strangers send the library's own words for what is wrong are many.
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        raise NothingInIt("is no message of mail that can be read") from fault
    if documents:
        return documents
    text = next((text for text in texts if text.strip()), "")
    if not text:
        raise NothingInIt("has neither text nor a document in it")
    whole = _headed(text, subject)
    return [Part(body=whole.encode(errors="replace"), media_type="text/plain; charset=utf-8")]


def _leaves(message: email.message.Message) -> Iterator[email.message.Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            raise NothingInIt(f"has more than {_MOST_PARTS} parts")
        if any(
            len(str(value)) > _LONGEST_HEADER for name in _READ for value in part.get_all(name, ())
        ):
            raise NothingInIt(f"has a head longer than {_LONGEST_HEADER} letters")
        if not part.is_multipart():
            yield part


def _documents(leaves: list[email.message.Message]) -> Iterator[tuple[bytes, str]]:
    for leaf in leaves:
        kind = leaf.get_content_type()
        name = (leaf.get_filename() or "").lower()
        named = name.endswith(_SUFFIXES) and not kind.startswith(("image/", "text/html"))
        if named or kind in _TYPES or _is_feed(kind):
            yield _bytes(leaf), "" if kind == "application/octet-stream" else _media_type(leaf)


def _is_feed(kind: str) -> bool:
    return (
        kind.startswith("application/") and kind.endswith(("+xml", "+json")) and "xhtml" not in kind
    )


def _is_text(leaf: email.message.Message) -> bool:
    return (
        leaf.get_content_type() == "text/plain" and leaf.get_content_disposition() != "attachment"
    )


def _bytes(leaf: email.message.Message) -> bytes:
    body = leaf.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _media_type(leaf: email.message.Message) -> str:
    charset = leaf.get_content_charset()
    return leaf.get_content_type() + (f"; charset={charset}" if charset else "")


def _text(leaf: email.message.Message) -> str:
    body = _bytes(leaf)
    for charset in (leaf.get_content_charset() or "utf-8", "utf-8"):
        try:
            return body.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return body.decode("cp1252", errors="replace")


def _subject(message: email.message.Message) -> str:
    raw = message.get("subject", "")
    try:
        told = str(email.header.make_header(email.header.decode_header(raw)))
    except (LookupError, ValueError):
        told = str(raw)
    return " ".join(told.split())[:_LONGEST_SUBJECT]


def _headed(text: str, subject: str) -> str:
    text = text.replace("\r\n", "\n").lstrip("\n")
    first = text.partition("\n\n")[0]
    lines = [line.partition(":")[0].strip().lower() for line in first.split("\n")]
    begins = " ".join(first.split()).casefold()
    if not subject or "headline" in lines or begins.startswith(subject.casefold()):
        return text
    return f"headline: {subject}\n{text}" if _is_head(first) else f"{subject}\n\n{text}"


def _is_head(paragraph: str) -> bool:
    """Whether a paragraph is a head of wire text (docs/wire-text.md), though without a headline."""
    names = [line.partition(":")[0].strip().lower() for line in paragraph.split("\n")]
    return all(":" in line for line in paragraph.split("\n")) and bool({"id", "date"} & {*names})
