"""Mail to parse: plain, in HTML, and of several parts."""

import re
from datetime import UTC, datetime

from feeds.model import Payload, WireItem
from feeds.parse.mail import parse_mail

HEAD = (
    "From: Jo Desk <jo@harbour.example>\nDate: Mon, 2 Nov 2026 10:00:00 +0530\n"
    "Message-ID: <bell-1@harbour.example>\nSubject: {}\n"
)
STORY = "PUNE, Nov 2 (Harbour) - Divers raised a bell from the bay."
SECOND = "It rang once: they put it away."


def mail_payload(body: bytes | str) -> Payload:
    return Payload(
        source="wire",
        url="file:///wire/story.eml",
        body=body.encode() if isinstance(body, str) else body,
        fetched_at=datetime(2026, 11, 3, tzinfo=UTC),
    )


def item_of(body: bytes | str) -> WireItem:
    (item,) = parse_mail(mail_payload(body)).items
    return item


def plain_mail(text: str, subject: str = "Bell", fields: str = "") -> str:
    return f"{HEAD.format(subject)}{fields}Content-Type: text/plain; charset=utf-8\n\n{text}\n"


def html_mail(html: str, subject: str = "Bell") -> str:
    return f"{HEAD.format(subject)}Content-Type: text/html; charset=utf-8\n\n{html}\n"


def parts_mail(*parts: str, kind: str = "mixed", subject: str = "Bell") -> str:
    inside = "".join(f"--cut\n{part}\n" for part in parts)
    return (
        f"{HEAD.format(subject)}Content-Type: multipart/{kind}; boundary=cut\n\n{inside}--cut--\n"
    )


def paragraphs_of(item: WireItem) -> list[str]:
    return item.body.value.split("\n\n")


def words_of(item: WireItem) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", item.body.value).split())
