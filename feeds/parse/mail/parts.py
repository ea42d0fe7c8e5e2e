"""The parts of a message (RFC 2045 to 2049): which of them are its text, and which may be a story of their own.

    head  ──► kind ──► multipart/alternative   one of its parts: the HTML where it has structure, else plain
                       multipart/digest        messages, each a story
                       multipart/report        nothing: a mail system says something about another mail
                       multipart/related       its root
                       multipart/…             all of its parts, in their order
                       message/rfc822          a story
                       a file                  a story, if it is of a kind that one can be in
                       text/plain, text/html   the mail's text

Heads are read by the email package. It is kept from parsing what stands in them, which raises nearly
anything on bad values and takes its time on long ones; and bodies are cut up here, because the package
follows any depth of nesting, line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import EmailPolicy

from feeds.errors import ParseError
from feeds.parse.mail.words import body_bytes, decoded, unworded

_DEEPEST = 20
_MOST_PARTS = 200
_LONGEST_HEAD = 256 * 1024
_LONGEST_VALUE = 4096
_BLANK_LINE = re.compile(rb"\n[ \t]*\n")
_NO_FIELD = re.compile(rb"(?![!-9;-~]+[ \t]*:)[^\n]")
_NO_FIELD_BELOW = re.compile(rb"\n(?![ \t]|[!-9;-~]+[ \t]*:)")
# A multipart that does not say what its boundary is: the first line that can only be one.
_LOST_BOUNDARY = re.compile(rb"^--([^\n]{1,70}?)[ \t]*\n(?=Content-)", re.MULTILINE | re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([\w.:-]+)", re.IGNORECASE
)
_STRUCTURE = re.compile(r"<(?:p|h[1-6]|ul|ol|dl)\b", re.IGNORECASE)
# With the rules or the program that follow it, up to the next one.
_TAG = re.compile(r"<(?:(?:style|script)\b[^<]*|[^<>]*>)", re.IGNORECASE)
_STORY_KINDS = frozenset({"text/xml", "application/xml", "application/json", "text/json"})
_STORY_KIND = re.compile(r"application/[\w.-]+\+(?:xml|json)")
_STORY_FILE = re.compile(
    r".*\.(?:txt|xml|json|eml|tst|nitf|newsml|ninjs)", re.IGNORECASE | re.DOTALL
)
_NO_STORY_FILE = ("image", "audio", "video", "font", "model")
_BAD_HEAD = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


class _Unparsed(EmailPolicy):
    """policy.default, but that a value stays the string it is: whole, on one line and of bounded length."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002
        return value[:_LONGEST_VALUE].replace("\r", "").replace("\n", " ")


_PARSER = BytesParser(Message, policy=_Unparsed())


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text part, decoded."""

    value: str
    html: bool = False
    flowed: bool = False
    """RFC 3676: a blank at its end says that a line goes on."""
    delsp: bool = False
    """RFC 3676, 4: that blank is not one of the text."""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A part that may be a story: its bytes, and whether they are a message for sure."""

    body: bytes
    media_type: str
    message: bool = False


@dataclass(slots=True, kw_only=True)
class Parts:
    """What a message is made of, in document order."""

    texts: list[Words] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    report: bool = False
    """It holds what a mail system says about another mail."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """How many parts may still come, in a mail and in all that are attached to it."""

    media_type: str
    parts: int = _MOST_PARTS

    def spend(self, depth: int) -> None:
        self.parts -= 1
        if self.parts < 0:
            raise ParseError(f"the mail has more than {_MOST_PARTS} parts", self.media_type)
        if depth > _DEEPEST:
            raise ParseError(f"the mail is nested deeper than {_DEEPEST}", self.media_type)


def opened(data: bytes, budget: Budget) -> tuple[Message, bytes]:
    """The head of a message or of a part, and what stands under it. Raises ParseError for a head
    that is too long to be one.
    """
    if data.startswith(b"\n"):
        head, rest = b"", data[1:]
    else:
        end = _BLANK_LINE.search(data)
        head, rest = (data, b"") if end is None else (data[: end.start()], data[end.end() :])
    # It may end without a blank line too: at the first line that is no field.
    loose = None if head.startswith(b"From ") else _NO_FIELD.match(head)
    loose = loose or _NO_FIELD_BELOW.search(head)
    if loose is not None:
        head, rest = data[: loose.start()], data[loose.start() :].removeprefix(b"\n")
    if len(head) > _LONGEST_HEAD:
        raise ParseError(f"the head is longer than {_LONGEST_HEAD} bytes", budget.media_type)
    return _PARSER.parsebytes(head + b"\n\n", headersonly=True), rest


def parts_of(
    message: Message, body: bytes, budget: Budget, *, depth: int = 0, in_digest: bool = False
) -> Parts:
    """The texts and the stories of a message or a part. Raises ParseError where there are too many,
    or too deep in one another.
    """
    budget.spend(depth)
    kind = _kind(message, in_digest=in_digest)
    main, _, sub = kind.partition("/")
    if main == "multipart":
        pieces = _pieces(body, _parameter(message, "boundary"))
        if pieces:
            return _multipart(sub, pieces, message, budget, depth)
        kind, main = "text/plain", "text"
    name = _file_name(message)
    data = body_bytes(str(message.get("content-transfer-encoding", "")), body)
    if kind in {"message/rfc822", "message/global"}:
        return Parts(attached=[Attached(body=data, media_type=kind, message=True)])
    by_kind = kind in _STORY_KINDS or _STORY_KIND.fullmatch(kind) is not None
    is_file = bool(name) or _is_attachment(message)
    if by_kind or (is_file and main not in _NO_STORY_FILE and _is_story_file(name, kind)):
        return Parts(attached=[Attached(body=data, media_type=_media_type(message, kind))])
    if kind in {"text/plain", "text/html"} and not is_file:
        return Parts(texts=[_words(message, data, html=kind == "text/html")])
    return Parts(report=kind == "message/delivery-status")


def _multipart(
    sub: str, pieces: list[bytes], message: Message, budget: Budget, depth: int
) -> Parts:
    found = []
    for piece in pieces:
        head, body = opened(piece, budget)
        digest = sub == "digest"
        found.append(parts_of(head, body, budget, depth=depth + 1, in_digest=digest))
    texts = [one.texts for one in found]
    if sub == "alternative":
        texts = [_best(texts)]
    elif sub == "related":
        texts = [next((one for one in texts if one), [])]
    reported = _parameter(message, "report-type") if sub == "report" else ""
    return Parts(
        texts=[one for some in texts for one in some],
        attached=[one for parts in found for one in parts.attached],
        report=bool(reported) or any(parts.report for parts in found),
    )


def _best(alternatives: list[list[Words]]) -> list[Words]:
    """Of alternatives the HTML, where it has paragraphs, headings or lists: the plain text beside it is
    what a program made of it, its lines broken and its links turned into notes. HTML without them is
    what a program made of plain text. Plain text that says far less is no alternative.
    """
    rich = [one for one in alternatives if any(words.html for words in one)]
    plain = [one for one in alternatives if one not in rich and any(w.value.strip() for w in one)]
    if not rich or not plain:
        return (rich or plain or [[]])[-1]
    structured = any(words.html and _STRUCTURE.search(words.value) for words in rich[-1])
    length = sum(len(_TAG.sub(" ", words.value).split()) for words in rich[-1])
    said = sum(len(words.value.split()) for words in plain[0])
    return rich[-1] if structured or 2 * said < length else plain[0]


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """What stands between boundary lines (RFC 2046, 5.1.1); the last piece may lack its end."""
    if boundary:
        name = boundary.encode("utf-8", "surrogateescape")
    else:
        hit = _LOST_BOUNDARY.search(body)
        if hit is None:
            return []
        name = hit[1]
    line = re.compile(rb"^--%b(--)?[ \t]*(?:\n|\Z)" % re.escape(name.rstrip()), re.MULTILINE)
    pieces: list[bytes] = []
    start = -1
    for hit in line.finditer(body):
        if start >= 0:
            pieces.append(body[start : hit.start()].removesuffix(b"\n"))
        if len(pieces) > _MOST_PARTS:
            return pieces
        start = hit.end()
        if hit[1]:
            return pieces
    if start >= 0:
        pieces.append(body[start:])
    return pieces


def _kind(message: Message, *, in_digest: bool) -> str:
    if message.get("content-type") is None and in_digest:
        return "message/rfc822"
    try:
        return message.get_content_type()
    except _BAD_HEAD:
        return "text/plain"


def _parameter(message: Message, name: str) -> str:
    try:
        value = message.get_param(name, "")
    except _BAD_HEAD:
        return ""
    return value[2] if isinstance(value, tuple) else str(value or "")


def _file_name(message: Message) -> str:
    try:
        return unworded(message.get_filename("") or "")
    except _BAD_HEAD:
        return ""


def _is_attachment(message: Message) -> bool:
    value = str(message.get("content-disposition", ""))
    return value.partition(";")[0].strip().lower() == "attachment"


def _is_story_file(name: str, kind: str) -> bool:
    return _STORY_FILE.fullmatch(name) is not None or (not name and kind == "text/plain")


def _media_type(message: Message, kind: str) -> str:
    charset = _parameter(message, "charset")
    return f"{kind}; charset={charset}" if charset.isascii() and charset.isprintable() else kind


def _words(message: Message, data: bytes, *, html: bool) -> Words:
    charset = _parameter(message, "charset")
    if html and not charset and (hit := _META_CHARSET.search(data[:4096])) is not None:
        charset = hit[1].decode("ascii", "replace")
    language = str(message.get("content-language", "")).strip()
    return Words(
        value=decoded(data, charset).replace("\r\n", "\n").replace("\r", "\n"),
        html=html,
        flowed=not html and _parameter(message, "format").lower() == "flowed",
        delsp=_parameter(message, "delsp").lower() == "yes",
        language="" if "," in language else language,
    )
