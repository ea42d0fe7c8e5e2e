"""The text of a mail: its paragraphs, its characters, and which of its alternatives is read."""

import base64

import pytest

from tests.unit.parse.mail.mails import (
    HEAD,
    SECOND,
    STORY,
    item_of,
    paragraphs_of,
    parts_mail,
    plain_mail,
    words_of,
)


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
