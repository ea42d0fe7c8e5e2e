"""What the fields of a message say of its story (RFC 5322, 3.6): subject, identity, date, sender."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.utils import parseaddr

from feeds.model import Payload, PubStatus
from feeds.parse.dates import read_date
from feeds.parse.mail.words import unworded
from feeds.parse.wireheads import status_before

_ANSWERED = r"(?:re|aw|sv|vs|antw|odp|ynt|res|回复|答复|返信)"
_SENT_ON = r"(?:fwd?|wg|rv|tr|enc|doorst|转发|轉寄|転送)"
_PREFIX = re.compile(
    rf"\s*(?:{_ANSWERED}|(?P<on>{_SENT_ON}))\s?(?:[\[(]\d{{1,3}}[\])]|\*\d{{1,3}})?\s?[:：]\s*",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*\[([^\[\]]{1,40})\]\s*")
# What a desk may put into brackets itself: it says what becomes of the story.
_STATUS = re.compile(
    r"\b(?:urgent|flash|breaking|kill|killed|withdrawn?|hold|embargo\w*|correct\w*|update\w*|advisory|lead|ld|"
    r"repeat|rpt|refile|alert|avance|eil\w*|berichtigung|korrektur|sperrfrist|video|photos?|graphic|"
    r"opinion|analysis|feature|interview|test)\b",
    re.IGNORECASE,
)
# Of these the words that desks write before a headline with a colon: brackets are a habit of mail.
_HEADS = re.compile(
    r"(?:urgent|flash|breaking|kill|withdrawn|hold|corrected|correction|advisory|refile|repeat|rpt|"
    r"update ?\d{1,2}|\d{1,2}(?:st|nd|rd|th) lead)",
    re.IGNORECASE,
)
_EMBARGOED = re.compile(
    r"\s*[(\[]?\s*(?:strictly |under )?(?:embargo(?:ed)?(?=\s*(?:until|till?\b|[:\])–—-]))|sperrfrist\b)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"\([^()]{0,100}\)")
_ID = re.compile(r"<\s*([^<>]+?)\s*>")
_MORE_THAN_A_NAME = re.compile(
    r"[,@(|/:]|\s[-–—]\s|\b(?:via|at|from|for|on behalf of)\b", re.IGNORECASE
)
_AGENCY = re.compile(
    r"\b(?:(?:news|press|wire|picture) ?(?:agency|service|association|wire)|newswires?|presse?-?agentur|nachrichtenagentur|"
    r"(?:agence|agencia|agenzia|agência)\b.{0,40}\b(?:press[ea]|noticias|notizie|stampa|notícias)|persbureau)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailHead:
    """The fields of a mail that are a story's too."""

    guid: str
    headline: str
    sent_on: bool
    date: datetime | None
    """Naive where the mail names no zone."""
    provider: str

    @property
    def pubstatus(self) -> PubStatus:
        """What the subject says that is to become of the story, an embargo aside."""
        return status_before(self.headline)

    @property
    def embargoed(self) -> bool:
        """Whether the subject says that there is an embargo, whenever that ends."""
        return _EMBARGOED.match(self.headline) is not None

    @property
    def instant(self) -> datetime | None:
        """The date where it has a zone."""
        return self.date if self.date is not None and self.date.tzinfo is not None else None

    @classmethod
    def of(cls, message: Message, payload: Payload) -> MailHead:
        subject = unworded(str(message.get("subject", "")))
        headline, sent_on = _without_prefixes(subject)
        identity = str(message.get("message-id", ""))
        bracketed = _ID.search(identity)
        return cls(
            guid="".join((bracketed[1] if bracketed is not None else identity).split()),
            headline=headline,
            sent_on=sent_on,
            date=_date(message) or payload.modified_at,
            provider=_provider(message),
        )


def _without_prefixes(subject: str) -> tuple[str, bool]:
    """A subject without what mailers and lists put before it, and whether the mail was sent on."""
    text, sent_on = subject, False
    for _ in range(20):
        prefix, bracket = _PREFIX.match(text), _LIST.match(text)
        if prefix is not None:
            rest, on = text[prefix.end() :], prefix["on"] is not None
        elif bracket is not None and _STATUS.search(bracket[1]) is None:
            rest, on = text[bracket.end() :], False
        else:
            break
        if not rest.strip():
            break
        text, sent_on = rest, sent_on or on
    status = _LIST.match(text)
    if status is not None and _HEADS.fullmatch(status[1].strip()) and text[status.end() :].strip():
        text = f"{status[1].strip().upper()}: {text[status.end() :]}"
    return text.strip(), sent_on


def _date(message: Message) -> datetime | None:
    """When it was written; else when the last of the systems on its way received it."""
    stated = str(message.get("date", ""))
    received = str(message.get("received", "")).rpartition(";")[2]
    for value in (stated, received):
        found = read_date(" ".join(_COMMENT.sub(" ", value).split())[:100])
        if found is not None:
            return found
    return None


def _provider(message: Message) -> str:
    """An organisation that the head names as one: in Organization, or in From by a name that says that
    it is an agency, or that is one word and the sender's domain too. A person's name or a desk's is none.
    """
    organization = unworded(str(message.get("organization", "")))
    if organization:
        return organization
    sender = unworded(str(message.get("from", ""))[:500])
    try:
        name, address = parseaddr(sender)
    except (ValueError, IndexError, TypeError, RecursionError):
        return ""
    name = " ".join(name.strip("'\"").split())
    if not name or _MORE_THAN_A_NAME.search(name) is not None:
        return ""
    if _AGENCY.search(name) is not None:
        return name
    labels = address.rpartition("@")[2].lower().split(".")[:-1]
    return name if " " not in name and name.lower() in labels else ""
