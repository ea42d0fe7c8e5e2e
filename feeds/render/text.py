"""Text and addresses as every format can carry them, whatever the wire sent.

XML 1.0 (2.2, Char) has no place for most control characters, for surrogates, U+FFFE and U+FFFF;
JSON and HTML carry some of them, to nobody's good. One rule for all formats keeps a story the
same story in each.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
_UNFIT_ASCII = bytes(sign for sign in range(128) if _UNFIT.match(chr(sign)))
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile("[\t\n \u2028\u2029]+")
_OPENS = re.compile("<(?=[A-Za-z/!?])")
_APART = "<\u2060"
"""An angle bracket that no parser of HTML takes for the start of a tag: what joins it to the next sign has no width."""

# What separates words must not glue them together; what stands for a letter that was lost is
# shown as one; everything else has no meaning on a page.
_STAND_INS = {"\r": "\n", "\x0b": " ", "\x0c": " ", "\x85": " ", "\ufffd": "?"}

_HOST = r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])"
_PLAIN_ADDRESS = re.compile(rf"https?://{_HOST}(?::[0-9]+)?/[A-Za-z0-9;/?:@&=+$.\-_!~*'(),#]*")
_MAILBOX = re.compile(r"<[^<>\s@]++@[^<>\s]++>")
_KEPT = ";/?:@&=+$-_.!~*'(),"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_NAME = re.compile(
    r"(?:urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:[A-Za-z0-9()+,.:=@;$_!*'%-]+"
    r"|tag:[a-z0-9._@-]+,[0-9]{4}(?:-[0-9]{2}){0,2}:[A-Za-z0-9;/?:@&=+$.\-_!~*'()%,]*)"
)


def legal(text: str) -> str:
    """The text without what XML 1.0 cannot carry; surrogate pairs become the character they mean.

    A lone surrogate and U+FFFD become a question mark: a letter was there.
    """
    if text.isascii():
        # To look at the bytes is several times as fast as to look at the signs.
        if len(text.encode().translate(None, _UNFIT_ASCII)) == len(text):
            return text
    elif _UNFIT.search(text) is None:
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _UNFIT.sub(_stand_in, text.replace("\r\n", "\n"))


def _stand_in(found: re.Match[str]) -> str:
    return _STAND_INS.get(found[0], "")


def line(text: str) -> str:
    """Words on one line, `legal`, without blanks around them.

    Many readers take a title, a name or a category for HTML, whatever the format says, and drop what
    would be a tag: each is broken, so that all readers show it and none obeys it.
    """
    words = flat(text)
    return _OPENS.sub(_APART, words) if "<" in words else words


def without_mailbox(text: str) -> str:
    """A name as `line` has it, without the mailbox that may stand behind it (RFC 4287, 3.2.1)."""
    return line(_MAILBOX.sub("", text))


def flat(text: str) -> str:
    """Words on one line, `legal`, for what nobody takes for HTML."""
    text = legal(text)
    if not text.isascii() or "\n" in text or "\t" in text or "  " in text:
        text = _BLANKS.sub(" ", text)
    return text.strip()


def address(href: str) -> str:
    """An absolute http or https IRI as the URI that stands for it (RFC 3987, 3.1); "" for
    anything else.

    User names and passwords are left out: an address that is published is for everybody.
    """
    if _PLAIN_ADDRESS.fullmatch(href) and "@" not in href:
        return href
    try:
        parts = urlsplit(flat(href))
        port = "" if parts.port is None else f":{parts.port}"
        host = _host(parts.hostname or "")
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    fragment = f"#{_quoted(parts.fragment)}" if parts.fragment else ""
    return f"{parts.scheme}://{host}{port}{_quoted(parts.path) or '/'}{query}{fragment}"


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    plain = name if name.isascii() else name.encode("idna").decode("ascii")
    return plain if re.fullmatch("[A-Za-z0-9._~-]+", plain) else ""


def _quoted(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_KEPT + "%")


def scheme(name: str) -> str:
    """The IRI of a vocabulary (RFC 4287, 4.2.2.2); "" where the name is not one."""
    name = flat(name)
    return name if _NAME.fullmatch(name) else address(name)
