"""Mail that is damaged, hostile, or anything that there is of bytes."""

import base64
import contextlib
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP, default

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.parse.mail import parse_mail
from tests.processor import within
from tests.unit.parse.mail.mails import (
    HEAD,
    SECOND,
    STORY,
    html_mail,
    item_of,
    mail_payload,
    paragraphs_of,
    parts_mail,
    plain_mail,
    words_of,
)


@pytest.mark.parametrize(
    "start", ["\n\n  \n", "\ufeff", "From jo@harbour.example Mon Nov  2 10:00:00 2026\n"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_stands_before_the_head_and_how_lines_end_matters_nothing(
    start: str, end: str
) -> None:
    item = item_of((start + plain_mail(f"{STORY}\n\n{SECOND}")).replace("\n", end))
    assert item.guid == "bell-1@harbour.example"
    assert paragraphs_of(item) == [STORY, SECOND]


@pytest.mark.parametrize(
    "body", ["", "\n\n", "no head at all", "\x00\x01\x02", "Subject: Bell\n", "Subject: Bell\n\n\n"]
)
def test_what_has_no_head_or_no_text_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        parse_mail(mail_payload(body))


BAD_VALUES = ["", ";", "=", "a/b/c", "text/plain; charset", "text/plain; charset=\x00", "text/plain; =?x?=",
              "text/plain; charset*0*=a'b; charset*1", "\xff\xfe", "=?utf-8?b?!!!?=", "(" * 5000, '"' * 5001,
              "text/plain; charset*=utf-8''%ff%zz", "<" * 5000, "a" * 100_000, "@,;:" * 3000, "=?a?q?" * 3000,
              "text/plain; charset*99999999999999999999999*=x", "multipart/mixed", "multipart/mixed; boundary="]  # fmt: skip


@pytest.mark.parametrize("name", ["Subject", "From", "Date", "Message-ID", "Content-Type", "Content-Disposition",
                                  "Content-Transfer-Encoding", "Organization", "Received", "Auto-Submitted"])  # fmt: skip
@pytest.mark.parametrize("value", BAD_VALUES, ids=lambda value: value[:20].encode().hex())
def test_a_field_that_is_nonsense_costs_the_story_nothing(name: str, value: str) -> None:
    body = f"To: b@c.example\n{name}: {value}\n\n{STORY}\n".encode("latin-1")
    assert item_of(body).body.value == STORY


def nested(depth: int) -> str:
    text = f"Content-Type: text/plain\n\n{STORY}\n"
    for level in range(depth):
        text = f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n{text}\n--b{level}--\n"
    return HEAD.format("Bell") + text


HOSTILE = {
    "deep": nested(300),
    "many": parts_mail(*["Content-Type: text/plain\n\nx"] * 50_000),
    "same boundary": HEAD.format("Bell") + "Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5000,
    "no end": parts_mail(f"Content-Type: text/plain\n\n{STORY}").removesuffix("--cut--\n"),
    "no boundary": HEAD.format("Bell") + f"Content-Type: multipart/mixed\n\n{STORY}\n",
    "head bomb": "X-A: b\n" * 500_000 + f"\n{STORY}",
    "long field": f"Subject: {'=?utf-8?q?a?= ' * 200_000}\n\n{STORY}",
    "messages": "Subject: a\nContent-Type: message/rfc822\n\n" * 3000 + STORY,
    "lines": plain_mail("\n" * 2_000_000 + STORY),
    "quotes": plain_mail(">" * 1_000_000 + STORY),
    "dashes": plain_mail(("- " * 40 + "\n") * 20_000),
    "blanks": plain_mail(" " * 2_000_000 + STORY),
    "fields": plain_mail("From: a\n" * 100_000 + STORY),
    "wrote": plain_mail(("On " * 200 + "\n> a\n") * 3000),
    "tags": html_mail("<div>" * 100_000 + STORY),
    "breaks": html_mail(STORY + "<br>x" * 100_000),
    "scripts": html_mail(STORY + "<script></script>x" * 50_000),
    "brackets": html_mail(STORY + "<" * 500_000),
    "alternatives": parts_mail("Content-Type: text/plain\n\na", "Content-Type: text/html\n\n" + "<style" * 100_000, kind="alternative"),
    "base64": plain_mail("QUJD" * 500_000, fields="Content-Transfer-Encoding: base64\n"),
    "idna": plain_mail("xn--" * 200_000).replace("charset=utf-8", "charset=idna"),
    "punycode": plain_mail("a" * 200_000 + "-b").replace("charset=utf-8", "charset=punycode"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_gives_an_item_or_a_parse_error_in_bounded_time(name: str) -> None:
    found = ()
    with within(10), contextlib.suppress(ParseError):
        found = parse_mail(mail_payload(HOSTILE[name])).items
    for item in found:
        assert len(item.body.value) <= 5 * len(HOSTILE[name])  # "<" is "&lt;" in HTML


@pytest.mark.parametrize("name", ["no end", "no boundary"])
def test_a_multipart_without_its_boundaries_still_gives_its_text(name: str) -> None:
    assert item_of(HOSTILE[name]).body.value == STORY


def test_a_multipart_that_does_not_say_its_boundary_is_cut_where_it_is_seen() -> None:
    mail = parts_mail(f"Content-Type: text/plain\n\n{STORY}").replace("; boundary=cut", "")
    assert item_of(mail).body.value == STORY


@pytest.mark.parametrize(("depth", "right"), [(19, True), (25, False)])
def test_parts_lie_at_most_twenty_deep(depth: int, right: bool) -> None:
    if right:
        assert item_of(nested(depth)).body.value == STORY
        return
    with pytest.raises(ParseError, match="deeper than 20"):
        parse_mail(mail_payload(nested(depth)))


@pytest.mark.parametrize(("number", "right"), [(190, True), (210, False)])
def test_a_mail_has_at_most_two_hundred_parts(number: int, right: bool) -> None:
    mail = parts_mail(*[f"Content-Type: text/plain\n\n{STORY}"] * number)
    if right:
        assert len(paragraphs_of(item_of(mail))) == number
        return
    with pytest.raises(ParseError, match="more than 200 parts"):
        parse_mail(mail_payload(mail))


PIECES = st.sampled_from([b"\n\n", b"--", b"--cut", b"--cut--", b"Content-Type: ", b"multipart/mixed; boundary=cut\n",
    b"text/html\n", b"base64\n", b"Content-Transfer-Encoding: ", b"message/rfc822\n", b"=?utf-8?b?", b"?=", b"\xff", b"\x00",
    b"> ", b"-- \n", b"Subject: ", b"From: ", b"<p>", b"<", b"charset=utf-16", b"\r", b"format=flowed", b"Date: "])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=4), max_size=40).map(b"".join))
def test_any_bytes_give_items_or_a_parse_error(body: bytes) -> None:
    try:
        found = parse_mail(mail_payload(b"Subject: a\n" + body))
    except ParseError:
        return
    assert found.format == "mail"


ALPHABETS = {
    "us-ascii": "abcdefgh",
    "utf-8": "abéß中語한Жψअ",
    "iso-8859-1": "abcéßñ",
    "iso-8859-2": "abcřčž",
    "windows-1251": "Жбвгд",
    "koi8-r": "Жбвгд",
    "iso-8859-7": "αβγδψ",
    "iso-2022-jp": "鐘語日本の",
    "shift_jis": "鐘語日本の",
    "euc-jp": "鐘語日本の",
    "gb2312": "中国文字",
    "big5": "中國文字",
    "euc-kr": "한국말",
}


@st.composite
def part(draw: st.DrawFn) -> tuple[str, str, str]:
    charset = draw(st.sampled_from(sorted(ALPHABETS)))
    word = st.text(ALPHABETS[charset], min_size=1, max_size=12)
    text = " ".join(draw(st.lists(word, min_size=1, max_size=30)))
    encoded = text.encode(charset)
    if not encoded.isascii() and charset != "utf-8":
        with contextlib.suppress(UnicodeDecodeError):
            assume(encoded.decode() == text)  # bytes that are UTF-8 by chance are taken for it
    return text, charset, draw(st.sampled_from(["plain", "html"]))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    st.lists(part(), min_size=1, max_size=4),
    st.sampled_from(["base64", "quoted-printable", "8bit", "own"]),
    st.text("abcé中Ж ", max_size=40),
    st.sampled_from([default, SMTP]),
)
def test_what_the_email_package_can_build_comes_back(
    parts: list[tuple[str, str, str]], transfer: str, subject: str, policy: object
) -> None:
    root = MIMEMultipart(policy=policy)
    root["Subject"] = f"Bell {subject}"
    root["From"] = "Jo Desk <jo@harbour.example>"
    for text, charset, kind in parts:
        value = f"<p>{text}</p>" if kind == "html" else text
        one = MIMEText(value, kind, charset, policy=policy)
        if transfer != "own":
            data = value.encode(charset)
            one.set_param("charset", charset)
            del one["Content-Transfer-Encoding"]
            one["Content-Transfer-Encoding"] = transfer
            if transfer == "base64":
                one.set_payload(base64.encodebytes(data).decode())
            elif transfer == "8bit":
                one.set_payload(data.decode("ascii", "surrogateescape"))
            else:
                one.set_payload("".join(f"={sign:02X}" for sign in data[:20]) + "=\n"
                                + "=\n".join(f"={sign:02X}" for sign in data[20:]))  # fmt: skip
        root.attach(one)
    item = item_of(root.as_bytes())
    assert words_of(item) == " ".join(text for text, _, _ in parts)
    assert item.headline.value == " ".join(f"Bell {subject}".split())
