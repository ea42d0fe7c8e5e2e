"""Bytes of a message to words: transfer encodings, character sets, encoded-words.

What a message says of its character set is often wrong: bytes that are UTF-8 are taken for it, whatever
they are said to be, and what is said to be Latin-1 is read as the code page that includes it.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re

from feeds.parse.charsets import codec_of

_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/][ \t]+[A-Za-z0-9+/]")
_SIGNS = re.compile(rb"[^A-Za-z0-9+/]+")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,4000})\?=")


def body_bytes(encoding: str, body: bytes) -> bytes:
    """A body without its transfer encoding (RFC 2045, 6); as it stands where it is not what it says."""
    match encoding.partition(";")[0].strip().lower():
        case "quoted-printable":
            return quopri.decodestring(body)
        case "base64":
            return _unbased(body)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _ununixed(body)
        case _:
            return body


def _unbased(body: bytes) -> bytes:
    """Cut off anywhere, it gives what there is; what stands behind its end is another's."""
    encoded = body.partition(b"=")[0]
    if _NO_BASE64.search(encoded) is not None:
        return body
    encoded = _SIGNS.sub(b"", encoded)
    if len(encoded) % 4 == 1:
        encoded = encoded[:-1]
    return binascii.a2b_base64(encoded + b"=" * (-len(encoded) % 4))


def _ununixed(body: bytes) -> bytes:
    start = body.find(b"begin ")
    pieces = []
    for line in body[start:].split(b"\n")[1:] if start >= 0 else ():
        if line.strip() in {b"end", b"`", b""}:
            break
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            return body
    return b"".join(pieces) or body


def decoded(data: bytes, charset: str) -> str:
    """Bytes as text: total, and never longer than the bytes.

    Seven-bit sets such as ISO-2022-JP are UTF-8 too, by their bytes, so that those need a byte above
    ASCII to be taken for it.
    """
    if data.startswith(_BOMS):
        return data.decode("utf-16", "replace")
    stated = codec_of(charset)
    wide = stated.startswith(("utf-16", "utf-32"))
    by_name = b"\x00" in data if wide else data.isascii()
    names = [stated, "utf-8"] if by_name else ["utf-8", stated]
    for name in names:
        if not name:
            continue
        try:
            return data.decode(name).removeprefix("\ufeff")
        except (UnicodeError, LookupError, ValueError):
            continue
    # A stray byte in what is said to be more than one byte a character costs no more than itself.
    last = stated if stated and not wide else "windows-1252"
    if last == "utf-8" and not _mostly_utf8(data):
        last = "windows-1252"
    try:
        return data.decode(last, "replace")
    except (UnicodeError, LookupError, ValueError):
        return data.decode("windows-1252", "replace")


def _mostly_utf8(data: bytes) -> bool:
    """A text that was cut within a character, or has a bad byte or two among many good ones."""
    bad = data.decode("utf-8", "replace").count("\ufffd")
    return bad * 4 <= len(data.decode("utf-8", "ignore").encode()) - sum(
        sign < 128 for sign in data
    )


def unworded(value: str) -> str:
    """A header's value as text: encoded-words (RFC 2047) decoded, and bytes that stand in it bare.

    Mailers cut a word within a character, so that words of one character set that follow one another
    are decoded together.
    """
    pieces: list[tuple[str, bytes]] = []
    place = 0
    for hit in _WORD.finditer(value):
        between = value[place : hit.start()]
        if between.strip() or not place:
            pieces.append(("", _bare(between)))
        charset = hit[1].partition("*")[0].lower()
        signs = hit[3].encode("utf-8", "surrogateescape")
        quoted = signs.replace(b"_", b" ")
        data = _unbased(signs) if hit[2] in "bB" else binascii.a2b_qp(quoted)
        if pieces and pieces[-1][0] == charset:
            data = pieces.pop()[1] + data
        pieces.append((charset, data))
        place = hit.end()
    if place < len(value):
        pieces.append(("", _bare(value[place:])))
    return " ".join("".join(decoded(data, charset) for charset, data in pieces).split())


def _bare(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
