"""What a message of mail brings: documents, or its text under its subject."""

from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.fetch.mail import NothingInIt, parts_of


def message(
    text: str | None = "PUNE, Nov 2 (IANS) The ferry left.\n", **heads: str
) -> EmailMessage:
    made = EmailMessage()
    for name, value in heads.items():
        made[name] = value
    if text is not None:
        made.set_content(text)
    return made


def text_of(made: EmailMessage) -> str:
    (part,) = parts_of(made.as_bytes())
    assert part.media_type == "text/plain; charset=utf-8"
    return part.body.decode()


def test_a_text_stands_under_its_subject() -> None:
    made = message(Subject="Ferry resumes")
    assert text_of(made) == "Ferry resumes\n\nPUNE, Nov 2 (IANS) The ferry left.\n"


def test_a_text_that_begins_with_the_subject_has_it_once() -> None:
    text = "FERRY  resumes\n\nIt left.\n"
    assert text_of(message(text, Subject="Ferry resumes")) == text


def test_a_head_with_a_headline_needs_no_subject_and_one_without_takes_it() -> None:
    text = "headline: Ferry\nid: 1\n\nIt left.\n"
    assert text_of(message(text, Subject="Wire 0412")) == text
    made = message("id: 1\ndate: 2026-11-02\n\nIt left.\n", Subject="Ferry")
    assert text_of(made) == "headline: Ferry\nid: 1\ndate: 2026-11-02\n\nIt left.\n"


def test_words_in_any_script_come_as_they_are() -> None:
    assert text_of(message("बाढ़ के बाद\n", Subject="नाव")) == "नाव\n\nबाढ़ के बाद\n"


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        (b"", b"caf\xe9 at the pier", "café at the pier"),
        (b"Content-Type: text/plain; charset=zqnone\n", "café".encode(), "café"),
        (b"Content-Type: text/plain; charset=utf-8\n", b"caf\xe9", "café"),
        (b"Content-Type: text/plain; charset=koi8-r\n", "паром".encode("koi8-r"), "паром"),
    ],
)
def test_a_charset_that_is_missing_or_wrong_is_guessed(
    head: bytes, body: bytes, words: str
) -> None:
    (part,) = parts_of(head + b"\n" + body)
    assert part.body.decode() == words


def test_attached_documents_are_taken_and_the_covering_note_is_not() -> None:
    made = message("Please find our copy attached.\n", Subject="Copy")
    made.add_attachment(b"<rss/>", maintype="application", subtype="rss+xml", filename="a")
    made.add_attachment(
        b"\xff\xfeF", maintype="application", subtype="octet-stream", filename="B.TXT"
    )
    made.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="logo.gif")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert [(part.body, part.media_type) for part in parts_of(made.as_bytes())] == [
        (b"<rss/>", "application/rss+xml"), (b"\xff\xfeF", ""),
    ]  # fmt: skip


def test_of_a_text_and_its_twin_for_browsers_the_text_is_taken() -> None:
    made = message("The ferry left.\n")
    made.add_alternative("<p>The ferry left.</p>", subtype="html")
    assert text_of(made) == "The ferry left.\n"


def test_a_message_for_browsers_alone_brings_nothing() -> None:
    made = message(None, Subject="Ferry")
    made.set_content("<p>The ferry left.</p>", subtype="html")
    with pytest.raises(NothingInIt, match="neither text nor a document"):
        parts_of(made.as_bytes())


def test_a_message_of_very_many_parts_is_refused() -> None:
    made = message()
    for _ in range(300):
        made.add_attachment(b"<rss/>", maintype="text", subtype="xml")
    with pytest.raises(NothingInIt, match="more than 200 parts"):
        parts_of(made.as_bytes())


def test_a_message_that_is_nested_very_deep_is_refused() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5000)
    )
    with pytest.raises(NothingInIt):
        parts_of(raw)


M = 10 * 1024 * 1024
HOSTILE = {
    "line ends": b"Subject: a\n\n" + b"\r" * M,
    "a folded head": b"Subject: a\n" + b" b\n" * (M // 3),
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * (M // 14),
    "boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * (M // 4),
    "nesting": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(180)
    )
    + b"x\n" * (M // 2),
    "parameters": b"Content-Type: text/plain; " + b"a*0=b; " * (M // 7),
    "quotes": b'Content-Type: text/plain; a="' + b'\\"' * (M // 2),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_message_holds_nobody_up(kind: str) -> None:
    with pytest.raises(NothingInIt):
        parts_of(HOSTILE[kind] + b"\n\nx")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_nothing(raw: bytes) -> None:
    with suppress(NothingInIt):
        assert parts_of(raw)
