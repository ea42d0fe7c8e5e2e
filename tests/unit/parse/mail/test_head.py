"""The head of a mail: what it says of the story, and what it never does."""

from datetime import UTC, datetime

import pytest

from tests.unit.parse.mail.mails import STORY, item_of, plain_mail


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
