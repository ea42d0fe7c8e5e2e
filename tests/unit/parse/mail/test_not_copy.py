"""What stands above, below and between the copy of a mail and is none of it."""

import pytest

from tests.unit.parse.mail.mails import (
    SECOND,
    STORY,
    html_mail,
    item_of,
    paragraphs_of,
    plain_mail,
    words_of,
)

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
