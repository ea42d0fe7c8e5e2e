"""E-mail (RFC 5322 with MIME), as agencies and press desks send stories.

bytes ──► head ──► `fields`: headline, identity, date, provider
      └─► body ──► `parts` ──► an attached story, where there is one
                          └──► the mail's own text (`story`): lines that are copy (`text`), under a
                               desk's head (`head`)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.errors import ParseError
from feeds.model import Delivery, Payload, PubStatus, WireItem
from feeds.parse.dates import is_later
from feeds.parse.handling import stricter
from feeds.parse.mail.fields import MailHead
from feeds.parse.mail.parts import Attached, Budget, opened, parts_of
from feeds.parse.mail.story import own_story
from feeds.parse.markup import one_line
from feeds.parse.safety import refuse_crowds
from feeds.parse.wireheads import status_before

_DEEPEST = 20
_LONGEST_NOTE = 500
_ATTACHED_AT = "file:///attached"
_FIELDS = (
    "from", "subject", "date", "message-id", "content-type", "mime-version", "received", "to",
)  # fmt: skip
# In an attachment these are stories whatever the mail says; plain text may be anything.
_NEWS = frozenset({"newsmlg2", "newsml1", "nitf", "ritzau", "ninjs", "iptc7901", "anpa"})
_NEWS_START = re.compile(
    r"\s*(?:\x01|ZCZC\b|<\?xml\b|<(?:\w+:)?(?:nitf|newsml|newsitem|newsmessage)\b)", re.IGNORECASE
)
_ATTACHED = re.compile(
    r"\b(?:attach(?:ed|ment|ments)|enclosed|see below|anbei|im anhang|angehängt|beigefügt|ci-joint|en pièce jointe|"
    r"adjunt[oa]s?|in allegato|em anexo|bijlage|bifogad)\b",
    re.IGNORECASE,
)


def parse_mail(payload: Payload) -> Delivery:
    """The story of a mail: the one that is attached, or else its own text (RFC 5322, RFC 2045 to 2049,
    RFC 3676). Nothing for what a mail system writes by itself (RFC 3834, RFC 6522).

    Raises ParseError for what has no head of a mail, no text, or parts without end.
    """
    budget = Budget(media_type=payload.media_type)
    return Delivery(format="mail", items=_items(_lines(payload.body), payload, budget, 0))


def _items(body: bytes, payload: Payload, budget: Budget, depth: int) -> tuple[WireItem, ...]:
    if depth > _DEEPEST:
        raise ParseError(f"more than {_DEEPEST} mails in one another", payload.media_type)
    message, rest = opened(body, budget)
    if not any(message.get(name) is not None for name in _FIELDS):
        raise ParseError("no mail: it has no head", payload.media_type, "line 1")
    if str(message.get("auto-submitted", "no")).strip().lower().startswith("auto-replied"):
        return ()
    parts = parts_of(message, rest, budget)
    if parts.report:
        return ()
    head = MailHead.of(message, payload)
    mail = _Mail(payload=payload, head=head, own=own_story(parts, head), budget=budget, depth=depth)
    return mail.items(parts.attached)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mail:
    """A mail, and where in others it stands."""

    payload: Payload
    head: MailHead
    own: WireItem
    """The mail's own text, and what the mail says of it; it may have no body."""
    budget: Budget
    depth: int

    def items(self, attached: list[Attached]) -> tuple[WireItem, ...]:
        """The stories that are attached, or are documents in the mail's text; else the text."""
        found: list[WireItem] = []
        fault: ParseError | None = None
        for one in [*self._document(), *attached]:
            try:
                found += self._stories(one)
            except ParseError as its:
                fault = fault or its  # no story, but a file that came with one
            refuse_crowds(found, self.payload)
        if found:
            whole = [self._completed(one) for one in found]
            if len(whole) == 1 and not whole[0].guid:
                whole = [replace(whole[0], guid=self.head.guid)]
            return tuple(whole)
        if self.own.body and (fault is None or not self._only_announces()):
            return (self.own,)
        raise fault or ParseError("the mail has no story in it", self.payload.media_type)

    def _document(self) -> Iterator[Attached]:
        """A text that is a document of a news format itself."""
        if not self.own.body.html:
            text = self.own.body.value
            if _NEWS_START.match(text) is not None:
                yield Attached(body=text.encode("utf-8", "replace"), media_type="text/plain")

    def _stories(self, one: Attached) -> Iterator[WireItem]:
        from feeds.parse import parse, recognise  # which imports this

        inner = replace(
            self.payload,
            url=_ATTACHED_AT,
            body=one.body,
            media_type=one.media_type,
            modified_at=self.head.instant or self.payload.modified_at,
        )
        name = "mail" if one.message else recognise(inner)
        if name == "mail":
            yield from _items(_lines(one.body), inner, self.budget, self.depth + 1)
        elif name in _NEWS:
            yield from parse(inner, format=name).items
        elif name == "wiretext":
            yield from filter(self._is_the_story, parse(inner, format=name).items)

    def _is_the_story(self, item: WireItem) -> bool:
        """Whether plain text that is attached is what the mail was sent for: there is no other, or
        the file has a desk's head, or the mail's text says so and is the shorter one.
        """
        if not self.own.body or item.guid or item.slugline or item.ednote:
            return True
        text = self.own.body.value
        return len(text) < len(item.body.value) and _ATTACHED.search(text[:2000]) is not None

    def _only_announces(self) -> bool:
        """Whether the mail's own text is a note that says that the story is attached."""
        text = self.own.body.value
        return len(text) < _LONGEST_NOTE and _ATTACHED.search(text) is not None

    def _completed(self, item: WireItem) -> WireItem:
        """With the mail's date where it has none, and barred where the mail says so too: in its subject, a
        head over its text, or the first words of that.
        """
        if item.published is None and item.updated is None:
            item = replace(item, published=self.head.date, updated=self.head.date)
        own = self.own
        first = status_before(one_line(own.body.value[:_LONGEST_NOTE]))
        said = stricter(own.pubstatus, first)
        notes = [item.ednote, own.ednote]
        if own.pubstatus is not PubStatus.USABLE:
            notes.append(self.head.headline)
        return replace(
            item,
            pubstatus=stricter(item.pubstatus, said),
            embargoed=_later(item.embargoed, own.embargoed),
            ednote="\n".join(filter(None, notes)),
        )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return one if is_later(one, other) else other


def _lines(body: bytes) -> bytes:
    """A message with one kind of line end, from the first line of its head."""
    lined = body.replace(b"\r\n", b"\n")
    if b"\n" not in lined:
        lined = lined.replace(b"\r", b"\n")
    return lined.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\n\r\x00")
