"""E-mail: what of it is the story, and what never is."""

import base64
import contextlib
import json
import re
from datetime import UTC, datetime
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP, default
from time import perf_counter

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.model import Payload, Person, PubStatus, WireItem
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


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("Re: Bell", "Bell"),
        ("RE: Fwd: AW: Bell", "Bell"),
        ("Re[2]: Bell", "Bell"),
        ("WG: [harbour-wire] Bell", "Bell"),
        ("[wire] Re: [desk] Bell", "Bell"),
        ("回复：Bell", "Bell"),
        ("(Harbour) Bell", "(Harbour) Bell"),
        ("[KILL] Bell", "KILL: Bell"),
        ("Fwd: [wire] [Update 2] Bell", "UPDATE 2: Bell"),
        ("[Video] Bell", "[Video] Bell"),
        ("Report: Bell", "Report: Bell"),
        ("PD: Bell stolen", "PD: Bell stolen"),
        ("Bell: it rang", "Bell: it rang"),
        ("Bell\n rings", "Bell rings"),
        ("Re:", "Re:"),
        ("=?utf-8?q?Caf=C3=A9_bell?=", "Café bell"),
        ("=?iso-8859-1?q?Caf=C3=A9_bell?=", "Café bell"),
        ("=?utf-8?q?Caf=E9_bell?=", "Café bell"),
        ("=?utf-8?q?Caf=C3?= =?utf-8?q?=A9_bell?=", "Café bell"),
        ("=?utf-8?b?Q2Fmw6k=?=\n =?utf-8?q?_bell?=", "Café bell"),
        ("=?no-such?q?Caf=C3=A9?= bell", "Café bell"),
        ("=?gb2312?b?1tDOxA==?=", "中文"),
        ("Café bell", "Café bell"),
    ],
)
def test_the_headline_is_the_subject_without_what_mailers_put_before_it(
    subject: str, headline: str
) -> None:
    assert item_of(plain_mail(STORY, subject)).headline.value == headline


def test_a_subject_in_bare_latin_1_is_read() -> None:
    assert item_of(plain_mail(STORY, "Café bell").encode("latin-1")).headline.value == "Café bell"


def test_a_mail_without_a_subject_has_its_first_words_for_a_headline() -> None:
    assert item_of(plain_mail(STORY, "")).headline.value == " ".join(STORY.split()[:12])


def test_the_head_gives_identity_and_instant() -> None:
    item = item_of(plain_mail(STORY))
    assert item.guid == "bell-1@harbour.example"
    assert item.published == item.updated == datetime(2026, 11, 2, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["Mon, 2 Nov 2026 10:00:00 -0000", "2 Nov 26 10:00 GMT (noon, nearly)", "Mon, 2 Nov 2026 04:00:00 -0600"]
)  # fmt: skip
def test_dates_of_rfc_5322_are_instants(date: str) -> None:
    found = item_of(f"From: a@b.example\nDate: {date}\n\n{STORY}\n").published
    assert found == datetime(2026, 11, 2, 10, tzinfo=UTC)


def test_a_mail_without_a_date_is_as_old_as_its_arrival() -> None:
    received = "Received: from a by b; Mon, 2 Nov 2026 10:00:00 +0000 (UTC)\n"
    assert item_of(f"{received}From: a@b.example\n\n{STORY}\n").published == datetime(
        2026, 11, 2, 10, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("fields", "provider"),
    [
        ("From: Harbour News Agency <desk@harbour.example>\n", "Harbour News Agency"),
        ("From: =?utf-8?q?Agence_de_presse_du_Caf=C3=A9?= <a@b.example>\n", "Agence de presse du Café"),
        ("From: Harbour <desk@mail.harbour.example>\n", "Harbour"),
        ("From: Meher Rao <desk@rao.example>\nOrganization: Harbour\n", "Harbour"),
        ("From: Meher Rao <meher@harbour.example>\n", ""),
        ("From: Meher Rao, Harbour News Agency <meher@harbour.example>\n", ""),
        ("From: Meher Rao (Harbour News Agency) <meher@harbour.example>\n", ""),
        ("From: News Desk <desk@harbour.example>\n", ""),
        ("From: desk@harbour.example\nReply-To: Harbour News Agency <a@b.example>\n", ""),
        ("From: (((((\n", ""),
    ],
)  # fmt: skip
def test_only_a_sender_that_is_surely_an_organisation_is_a_provider(
    fields: str, provider: str
) -> None:
    assert item_of(f"{fields}To: b@c.example\nSubject: Bell\n\n{STORY}\n").provider == provider


def test_the_people_and_places_of_a_mails_head_are_nowhere() -> None:
    fields = "Reply-To: Ada <ada@x.example>\nIn-Reply-To: <q@x.example>\nReferences: <r@x.example>\nCc: Bo <bo@x.example>\n"
    assert "x.example" not in repr(item_of(plain_mail(STORY, fields=fields)))


def test_lines_that_were_broken_are_joined_and_blank_ones_end_a_paragraph() -> None:
    text = "PUNE, Nov 2 (Harbour) - Divers raised a bell\nfrom the bay.\n\nIt rang once:\nthey put it away."
    assert paragraphs_of(item_of(plain_mail(text))) == [STORY, SECOND]


def test_a_short_line_that_ends_a_sentence_ends_a_paragraph() -> None:
    text = f"{STORY} Nobody knows how old\nit is.\nThe museum will keep it."
    assert paragraphs_of(item_of(plain_mail(text)))[-1] == "The museum will keep it."


def test_lines_as_long_as_they_come_are_paragraphs() -> None:
    long = "The bell hung in a ship that sank with all her brass in a storm off the bay, says the museum's register of wrecks."
    assert paragraphs_of(item_of(plain_mail(f"{long}\n{long}"))) == [long, long]


def test_a_line_that_goes_on_is_one_where_the_format_is_flowed() -> None:
    text = "Divers raised a \nbell.\n From the bay \n>  quoted\nIt rang."
    mail = plain_mail(text).replace("charset=utf-8", "charset=utf-8; format=flowed")
    assert paragraphs_of(item_of(mail)) == ["Divers raised a bell.", "From the bay", "It rang."]


def test_the_blank_of_a_flowed_line_goes_where_delsp_says_so() -> None:
    mail = plain_mail("日本 \n語の話。").replace("utf-8", "utf-8; format=Flowed; DelSp=Yes")
    assert paragraphs_of(item_of(mail)) == ["日本語の話。"]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("iso-8859-1", "utf-8"),
        ("us-ascii", "utf-8"),
        ("no-such-set", "utf-8"),
        ("hex", "utf-8"),
        ("idna", "utf-8"),
        ("utf-8", "cp1252"),
        ("us-ascii", "cp1252"),
        ("", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("windows-1250", "cp1250"),
        ("utf-7", "utf-7"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-8"),
    ],
)
@pytest.mark.parametrize("transfer", ["8bit", "base64"])
def test_the_bytes_say_what_the_character_set_is(
    charset: str, encoding: str, transfer: str
) -> None:
    text = "The “Caf\u00e9” rang – twice."
    body = text.encode(encoding)
    if transfer == "base64":
        body = base64.encodebytes(body)
    elif encoding == "utf-16":
        return  # which no mail may have bare
    fields = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {transfer}\n"
    assert item_of((HEAD.format("Bell") + fields + "\n").encode() + body).body.value == text


def test_a_seven_bit_character_set_is_taken_at_its_word() -> None:
    fields = HEAD.format("Bell") + "Content-Type: text/plain; charset=iso-2022-jp\n\n"
    assert (
        item_of(fields.encode() + "鐘が鳴った。".encode("iso-2022-jp")).body.value == "鐘が鳴った。"
    )


@pytest.mark.parametrize("cut", range(1, 9))
def test_base64_that_was_cut_off_gives_what_there_is(cut: int) -> None:
    encoded = base64.b64encode(STORY.encode()).decode()[:-cut]
    mail = plain_mail(encoded, fields="Content-Transfer-Encoding: base64\n")
    assert STORY.startswith(item_of(mail).body.value[:-1])
    assert len(item_of(mail).body.value) > len(STORY) - 9


def test_what_only_says_that_it_is_base64_is_read_as_it_stands() -> None:
    mail = plain_mail(STORY, fields="Content-Transfer-Encoding: base64\n")
    assert item_of(mail).body.value == STORY


def test_html_with_paragraphs_goes_before_the_plain_text_beside_it() -> None:
    mail = parts_mail(
        f"Content-Type: text/plain\n\n{STORY} [1]",
        f"Content-Type: text/html\n\n<html><body><p>{STORY}</p></body></html>",
        kind="alternative",
    )
    assert item_of(mail).body.html
    assert words_of(item_of(mail)) == STORY


def test_plain_text_goes_before_html_without_paragraphs() -> None:
    mail = parts_mail(
        f"Content-Type: text/plain\n\n{STORY}",
        f"Content-Type: text/html\n\n<div>{STORY}</div>",
        kind="alternative",
    )
    assert not item_of(mail).body.html


def test_plain_text_that_says_next_to_nothing_is_no_alternative() -> None:
    mail = parts_mail(
        "Content-Type: text/plain\n\nHTML only.",
        f"Content-Type: text/html\n\n<div>{STORY}</div>",
        kind="alternative",
    )
    assert words_of(item_of(mail)) == STORY


NOT_COPY = [
    "-- \nJo Desk\nSECRET, Pier 4",
    "--\nJo Desk\nSECRET, Pier 4",
    "This e-mail is confidential and meant for SECRET only.\n\nSECRET Ltd, Pier 4.",
    "DISCLAIMER: SECRET",
    "The information contained in this message is privileged and SECRET.",
    "If you are not the intended recipient, tell SECRET.",
    "Diese E-Mail enthält vertrauliche Informationen von SECRET.",
    "To unsubscribe from this list write to SECRET.\nSECRET",
    "Unsubscribe | SECRET",
    "You are receiving this e-mail because SECRET signed you up.",
    "This email has been checked for viruses by SECRET.\nwww.SECRET.example",
    "Virus-free. www.SECRET.example",
    "Sent from my SECRET",
    "On Mon, 1 Nov 2026 at 10:00, SECRET <a@b.example> wrote:\n> SECRET\n>> SECRET",
    "On Mon, 1 Nov 2026 at 10:00, SECRET\n<a@b.example> wrote:\n\n> SECRET",
    "-----Original Message-----\nFrom: SECRET\nSent: Monday\nTo: SECRET\nSubject: SECRET\n\nSECRET",
    "________________________________\n\nFrom: SECRET\nSent: Monday\nTo: SECRET\n\nSECRET",
    "Von: SECRET\nGesendet: Montag\nAn: SECRET\nBetreff: SECRET\n\nSECRET",
]


@pytest.mark.parametrize("foot", NOT_COPY)
def test_what_stands_under_the_copy_of_a_plain_mail_is_never_published(foot: str) -> None:
    item = item_of(plain_mail(f"{STORY}\n\n{SECOND}\n\n{foot}"))
    assert "SECRET" not in repr(item)
    assert item.body.value.startswith(f"{STORY}\n\n{SECOND}")


@pytest.mark.parametrize("foot", [one for one in NOT_COPY if ">" not in one])
@pytest.mark.parametrize("shape", ["lines", "paragraphs"])
def test_nor_is_it_where_it_stands_under_html(foot: str, shape: str) -> None:
    lines = [line for line in foot.split("\n") if line]
    ends = "<br>\n".join(lines) if shape == "lines" else "</p>\n<p>".join(lines)
    item = item_of(html_mail(f"<p>{STORY}</p><p>{SECOND}</p><p>{ends}</p>"))
    assert "SECRET" not in repr(item)
    assert words_of(item).startswith(f"{STORY} {SECOND}")


@pytest.mark.parametrize(
    "html",
    [
        '<blockquote type="cite"><p>SECRET</p></blockquote>',
        "<div class='gmail_quote'><div class='gmail_attr'>On Monday, SECRET wrote:<br></div><blockquote class='gmail_quote'>SECRET<br></blockquote></div>",
        '<div class="gmail_signature" data-smartmail="x">SECRET</div>',
        '<div id="Signature"><p>SECRET</p></div>',
        '<div class="moz-cite-prefix">SECRET:</div><blockquote type="cite">SECRET</blockquote>',
        '<span style="display: none">SECRET</span>',
        "<script>SECRET</script><style>SECRET</style><!-- SECRET -->",
    ],
)
def test_what_mail_programs_mark_as_no_copy_is_none(html: str) -> None:
    item = item_of(html_mail(f"<div>{STORY}</div>{html}<div>{SECOND}</div>"))
    assert "SECRET" not in item.body.value
    assert words_of(item) == f"{STORY} {SECOND}"


@pytest.mark.parametrize(
    "line",
    [
        "“This e-mail is confidential,” the minister had written.",
        "Unsubscribed readers rose by a third, the museum said.",
        "On Monday the diver wrote:",
        "> From the bay it looks small.".removeprefix("> "),
        "From: the bay, with love, is the name of the show.",
        "-- the divers, that is -- went home.",
        "The virus-free ship sailed on.",
        "To: whom it may concern, was all that it said.",
        "No virus found in bats, officials say after a year.",
        "Scanned by radar, the wreck lies in forty metres.",
        "Warning over e-mail fraud from outside India was issued by police on Monday.",
        "Unsubscribe from lists that you do not know, they said.",
        "Opt out by Friday, parents are told.",
        "Change your settings, the watchdog tells telephone users.",
        "Police found a mailing list",
        "The message of the letters, confidential until now, was read out.",
        "View it in the light of the bay.",
        "Image: the bell]",
    ],
)
def test_copy_that_looks_like_a_mails_foot_stays(line: str) -> None:
    for lines in ([line, STORY, SECOND], [STORY, line, SECOND], [STORY, SECOND, line]):
        assert paragraphs_of(item_of(plain_mail("\n\n".join(lines)))) == lines


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the bay. Do not click links unless you know the sender.",
        "[EXTERNAL EMAIL]",
        "Warning: External sender",
        "View this email in your browser https://x.example/a",
        "*** This email was scanned by MailScanner for viruses ***",
        "[image: logo.png]",
    ],
)
def test_what_programs_put_above_the_copy_is_none(banner: str) -> None:
    text = f"{banner}\n\n{STORY}\n\n{SECOND}"
    assert paragraphs_of(item_of(plain_mail(text))) == [STORY, SECOND]


def test_a_banner_takes_no_copy_with_it_that_no_blank_line_parts_from_it() -> None:
    text = f"CAUTION: This email originated from outside the bay.\n{STORY}\n\n{SECOND}"
    assert paragraphs_of(item_of(plain_mail(text))) == [STORY, SECOND]


def test_a_timetable_in_a_story_is_no_head_of_a_mail() -> None:
    text = f"{STORY}\n\nFrom: Mumbai\nTo: Pune\nDate: every Monday\n\n{SECOND}"
    item = item_of(plain_mail(text))
    assert words_of(item) == f"{STORY} From: Mumbai To: Pune Date: every Monday {SECOND}"


def test_words_that_close_a_mail_cut_nothing_below_them_near_its_beginning() -> None:
    line = "Este mensaje, dijo, es confidencial."
    lines = [STORY, line, *[SECOND] * 14]
    assert paragraphs_of(item_of(plain_mail("\n\n".join(lines))))[-14:] == [SECOND] * 14


@pytest.mark.parametrize("html", [False, True])
def test_what_is_not_for_publication_in_a_mail_becomes_a_note(html: bool) -> None:
    note = "Not for publication: Rao, +91 20 5550 0100"
    mail = html_mail(f"<p>{STORY}</p><p>{note}</p>") if html else plain_mail(f"{STORY}\n\n{note}")
    item = item_of(mail)
    assert (words_of(item), item.ednote) == (STORY, note)


def test_words_that_close_a_mail_are_copy_in_the_middle_of_a_story() -> None:
    line = "This message is confidential, the letter began."
    text = "\n\n".join([STORY] * 12 + [line] + [SECOND] * 12)
    assert line in paragraphs_of(item_of(plain_mail(text)))


@pytest.mark.parametrize("blank", ["\x1c", "\x0b", "\u200b", "\xa0", "\ufeff", "\u2028", "\x85"])
def test_a_line_that_shows_nothing_is_blank(blank: str) -> None:
    text = f"{STORY}\n{blank}\n{SECOND}"
    assert paragraphs_of(item_of(plain_mail(text))) == [STORY, SECOND]


def test_a_line_of_copy_that_a_mailbox_has_marked_is_copy() -> None:
    assert paragraphs_of(item_of(plain_mail(f"{STORY}\n\n>From the bay it came.")))[1] == (
        "From the bay it came."
    )


FORWARD_HEAD = (
    "From: Nils <n@x.example>\nDate: Mon, 2 Nov 2026\nSubject: Bell\nTo: Jo <jo@x.example>"
)


@pytest.mark.parametrize(
    "above",
    [
        "FYI, for tomorrow.\n\nJo\n\n---------- Forwarded message ---------\n",
        "---------- Forwarded message ---------\n",
        "FYI\n\nBegin forwarded message:\n\n",
        "FYI\n\n-------- Weitergeleitete Nachricht --------\n",
        "FYI\n\n",
    ],
)
def test_a_story_that_was_sent_on_is_the_story_and_what_stands_above_it_is_not(above: str) -> None:
    item = item_of(plain_mail(f"{above}{FORWARD_HEAD}\n\n{STORY}\n\n{SECOND}", "Fwd: Bell"))
    assert paragraphs_of(item) == [STORY, SECOND]
    assert item.ednote == ""


def test_a_story_that_was_sent_on_may_be_quoted() -> None:
    quoted = "\n".join(f"> {line}" for line in f"{FORWARD_HEAD}\n\n{STORY}\n\n{SECOND}".split("\n"))
    item = item_of(plain_mail(f"Begin forwarded message:\n\n{quoted}", "Fwd: Bell"))
    assert paragraphs_of(item) == [STORY, SECOND]


def test_a_note_to_editors_above_a_story_that_was_sent_on_is_kept_for_them() -> None:
    text = f"Note to editors: pictures follow\n\n---------- Forwarded message ---------\n{FORWARD_HEAD}\n\n{STORY}"
    item = item_of(plain_mail(text, "Fwd: Bell"))
    assert item.ednote == "Note to editors: pictures follow"
    assert paragraphs_of(item) == [STORY]


HEAD_LINES = "Headline: Bell rings\nSlug: BELL\nWords: 120\nMystery: SECRET\nByline: By Meher Rao and A. Kulkarni\nUrgency: 3"


@pytest.mark.parametrize("html", [False, True])
def test_a_desks_head_is_read_into_fields(html: bool) -> None:
    text = f"{HEAD_LINES}\n\n{STORY}"
    body = HEAD_LINES.replace("\n", "<br>")
    mail = html_mail(f"<p>{body}</p><p>{STORY}</p>") if html else plain_mail(text)
    item = item_of(mail)
    assert item.headline.value == "Bell rings"
    assert item.slugline == "BELL"
    assert item.authors == (Person(name="Meher Rao"), Person(name="A. Kulkarni"))
    assert item.urgency == 3
    assert words_of(item) == STORY
    assert "SECRET" not in repr(item)


@pytest.mark.parametrize(
    "line",
    ["Date: the fruit is sweet.", "Moscow: The bell rang.", "Contact: the film opens on Friday."],
)
def test_a_story_may_begin_as_a_head_does(line: str) -> None:
    assert paragraphs_of(item_of(plain_mail(f"{line}\n\n{STORY}"))) == [line, STORY]


@pytest.mark.parametrize("line", ["PRESS RELEASE", "For immediate release:", "*Pressemitteilung*"])
def test_what_press_offices_write_above_their_copy_is_none(line: str) -> None:
    assert paragraphs_of(item_of(plain_mail(f"{line}\n\n{STORY}\n\n{SECOND}"))) == [STORY, SECOND]


def test_an_embargo_that_can_be_read_is_one() -> None:
    item = item_of(plain_mail(f"Headline: Bell\nEmbargo: 2026-11-03T06:00Z\n\n{STORY}"))
    assert item.embargoed == datetime(2026, 11, 3, 6, tzinfo=UTC)
    assert item.pubstatus is PubStatus.USABLE


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (f"EMBARGOED UNTIL one minute past midnight\n\n{STORY}", "Bell"),
        (f"[Strictly embargoed until Tuesday noon]\n\n{STORY}", "Bell"),
        (STORY, "EMBARGOED until Tuesday: Bell"),
        (STORY, "[Embargo] Bell"),
    ],
)
def test_a_story_whose_embargo_nobody_can_read_is_withheld(text: str, subject: str) -> None:
    assert item_of(plain_mail(text, subject)).pubstatus is PubStatus.WITHHELD


@pytest.mark.parametrize("subject", ["Embargo on bells lifted", "Embargoed bells arrive"])
def test_a_story_about_an_embargo_is_under_none(subject: str) -> None:
    assert item_of(plain_mail(STORY, subject)).pubstatus is PubStatus.USABLE


INNER = f"From: n@x.example\nDate: Sun, 1 Nov 2026 10:00:00 +0000\nSubject: Inner bell\nMessage-ID: <in@x.example>\n\n{STORY}\n"


@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream; name=story.eml"])
def test_a_message_that_is_attached_is_the_story(kind: str) -> None:
    mail = parts_mail("Content-Type: text/plain\n\nSee below.", f"Content-Type: {kind}\n\n{INNER}")
    item = item_of(mail)
    assert (item.guid, item.headline.value) == ("in@x.example", "Inner bell")
    assert item.body.value == STORY


def test_a_document_of_a_news_format_that_is_attached_is_the_story() -> None:
    ninjs = json.dumps(
        {"uri": "urn:bell:7", "headline": "Bell", "body_text": STORY, "pubstatus": "usable"}
    )
    encoded = base64.encodebytes(ninjs.encode()).decode()
    mail = parts_mail(
        "Content-Type: text/plain\n\nHello, here is one.",
        f'Content-Type: application/json; name="bell.json"\nContent-Transfer-Encoding: base64\n\n{encoded}',
    )
    item = item_of(mail)
    assert item.guid == "urn:bell:7"
    assert "Hello" not in repr(item)
    assert item.updated == datetime(2026, 11, 2, 4, 30, tzinfo=UTC)


NITF = (
    "Content-Type: application/xml\n\n<nitf><body><body.head><hedline><hl1>Bell</hl1></hedline></body.head>"
    "<body.content><p>It rang.</p></body.content></body></nitf>"
)


def ninjs_part(**members: str) -> str:
    told = json.dumps({"uri": "urn:bell:7", "headline": "Bell", "body_text": STORY} | members)
    return f"Content-Type: application/json; name=bell.json\n\n{told}"


@pytest.mark.parametrize(
    ("subject", "texts", "status"),
    [
        ("EMBARGOED UNTIL Friday noon: Bell", [], PubStatus.WITHHELD),
        ("[Embargo] Bell", [], PubStatus.WITHHELD),
        ("HOLD: Bell", [], PubStatus.WITHHELD),
        ("Fwd: URGENT: HOLD HOLD HOLD Bell", [], PubStatus.WITHHELD),
        ("KILL: Bell", [], PubStatus.CANCELED),
        ("[Kill] Bell", ["Hello, here is one."], PubStatus.CANCELED),
        ("MANDATORY KILL - Bell", [], PubStatus.CANCELED),
        ("Bell", ["KILL KILL KILL\n\nBell is attached."], PubStatus.CANCELED),
        ("Bell", ["Headline: HOLD: Bell\n\nIt is attached."], PubStatus.WITHHELD),
        ("Bell", ["EMBARGOED UNTIL one minute past midnight"], PubStatus.WITHHELD),
        ("Bell", [], PubStatus.USABLE),
        ("Killjoy: Bell", [], PubStatus.USABLE),
        ("Hold: a ship's belly", [], PubStatus.USABLE),
        ("Kill fees rise - Bell", [], PubStatus.USABLE),
    ],
)
def test_an_attached_story_is_barred_where_its_mail_says_so(
    subject: str, texts: list[str], status: PubStatus
) -> None:
    parts = [f"Content-Type: text/plain\n\n{one}" for one in texts]
    item = item_of(parts_mail(*parts, NITF, subject=subject))
    assert (item.headline.value, item.pubstatus) == ("Bell", status)
    if texts == [] and status is not PubStatus.USABLE:
        assert "Bell" in item.ednote


def test_the_stricter_status_of_a_mail_and_its_story_counts() -> None:
    item = item_of(parts_mail(ninjs_part(pubstatus="canceled"), subject="HOLD: Bell"))
    assert item.pubstatus is PubStatus.CANCELED
    item = item_of(parts_mail(ninjs_part(pubstatus="withheld"), subject="KILL: Bell"))
    assert item.pubstatus is PubStatus.CANCELED


@pytest.mark.parametrize("stated", ["2026-11-03T06:00:00Z", "2026-11-05T06:00:00Z"])
def test_the_later_embargo_of_a_mail_and_its_story_counts(stated: str) -> None:
    cover = "Content-Type: text/plain\n\nHeadline: Bell\nEmbargo: 2026-11-04T06:00Z"
    item = item_of(parts_mail(cover, ninjs_part(embargoed=stated)))
    assert item.embargoed == datetime(2026, 11, max(4, int(stated[9])), 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Meher Rao, Bay Science Writer", ["Meher Rao"]),
        ("Meher Rao in Pune", ["Meher Rao"]),
        ("By the sports desk", []),
        ("Meher Rao, A. Kulkarni; Jo Kay", ["Meher Rao", "A. Kulkarni", "Jo Kay"]),
        ("Rao", ["Rao"]),
    ],
)
def test_a_byline_of_a_desks_head_names_people(byline: str, names: list[str]) -> None:
    item = item_of(plain_mail(f"Headline: Bell\nByline: {byline}\n\n{STORY}"))
    assert [one.name for one in item.authors] == names


def attached_text(name: str, text: str) -> str:
    return f'Content-Type: text/plain; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n\n{text}'


def test_plain_text_that_is_attached_is_the_story_where_the_mail_says_so() -> None:
    cover = "Content-Type: text/plain\n\nThe story is attached."
    mail = parts_mail(cover, attached_text("story.txt", f"Bell rings\n\n{STORY}"))
    assert item_of(mail).body.value == STORY
    assert item_of(mail).guid == "bell-1@harbour.example"


def test_an_attached_text_may_name_a_character_set_that_is_none() -> None:
    part = "Content-Type: text/plain; charset=undefined; name=bell.txt\n\nBell rings\n\nCafé bell."
    assert "Café bell." in item_of(parts_mail(part).encode("latin-1")).body.value


def test_plain_text_that_is_attached_to_a_story_is_none() -> None:
    story = f"Content-Type: text/plain\n\n{STORY}"
    mail = parts_mail(story, attached_text("terms.txt", "SECRET terms\n\n" + "SECRET. " * 50))
    assert "SECRET" not in repr(item_of(mail))
    assert item_of(mail).body.value == STORY


def test_pictures_are_neither_stories_nor_enclosures() -> None:
    picture = (
        'Content-Type: image/jpeg; name="bell.jpg"\nContent-Transfer-Encoding: base64\n\n/9j/4AA='
    )
    item = item_of(parts_mail(f"Content-Type: text/plain\n\n{STORY}", picture))
    assert item.enclosures == ()
    with pytest.raises(ParseError, match="no story"):
        parse_mail(mail_payload(parts_mail(picture)))


def test_each_message_of_a_digest_is_a_story() -> None:
    mail = parts_mail(f"\n{INNER}", f"\n{INNER.replace('in@', 'other@')}", kind="digest")
    found = parse_mail(mail_payload(mail)).items
    assert [one.guid for one in found] == ["in@x.example", "other@x.example"]


@pytest.mark.parametrize(
    "mail",
    [
        HEAD.format("Out of office") + "Auto-Submitted: auto-replied\n\nI am away.\n",
        parts_mail(
            "Content-Type: text/plain\n\nUndeliverable.",
            "Content-Type: message/delivery-status\n\nAction: failed",
            f"Content-Type: message/rfc822\n\n{INNER}",
            kind="report; report-type=delivery-status",
        ),
    ],
)
def test_what_a_mail_system_writes_by_itself_holds_no_story(mail: str) -> None:
    assert parse_mail(mail_payload(mail)).items == ()


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
    started = perf_counter()
    try:
        found = parse_mail(mail_payload(HOSTILE[name])).items
    except ParseError:
        found = ()
    assert perf_counter() - started < 10
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


def test_a_signature_that_nothing_parts_from_the_copy_is_none_of_it() -> None:
    card = "Meher Rao\nBell Writer\nBay Press - Pune\nPh IND: +91 20 5550 0100\nTwitter: @rao"
    item = item_of(plain_mail(f"{STORY}\n{SECOND}\n{card}\n"))
    assert words_of(item) == f"{STORY} {SECOND}"
    assert "Rao" not in item.body.value


def test_one_line_of_how_to_reach_somebody_is_copy() -> None:
    item = item_of(plain_mail(f"{STORY}\n\nPhone: 020 5550 0100\n"))
    assert "020 5550 0100" in item.body.value


def test_a_line_of_copy_above_a_signature_stays_where_a_blank_line_parts_them() -> None:
    card = "Meher Rao\nBell Writer\nPhone: 020 5550 0100\nTwitter: @rao"
    item = item_of(plain_mail(f"{STORY}\n\nBells Of The Bay\n\n{card}\n"))
    assert words_of(item) == f"{STORY} Bells Of The Bay"
