"""Strip and restore: what was taken off, put round what was left, is the copy that came."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Hints, Item, Rights, Source, Text, WireItem
from feeds.normalise import normalise
from feeds.normalise.envelope import open_envelope
from feeds.normalise.envelope.agencies import table_of
from feeds.normalise.html import in_paragraphs, sanitised
from feeds.normalise.words import text_of

MakeItem = Callable[..., Item]

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def words(*texts: str) -> list[str]:
    """The words of texts in their order; a sign-off's dashes are two hyphens in whatever length."""
    return re.sub(r"[–—‒―]+|--+", "--", " ".join(texts)).split()


def restored(item: Item) -> list[str]:
    return words(item.dateline.text, item.body_text, item.signoff)


@pytest.mark.parametrize(
    ("provider", "copy"),
    [
        ("IANS", "Pune, Nov 2 (IANS) Divers raised a bell.\n\nIt rang.\n\n--IANS\nms/vd"),
        ("IANS", "Pune, Nov 2 (IANS): Divers raised a bell -- and a rope.\n\n–IANS"),
        ("IANS", "Pune : Divers raised a bell.\n\nIt rang, IANS reported.\n\n- IANS"),
        ("IANS", "Divers raised a bell.\n\nIt rang."),
        ("IANS", "Pune (IANS) Divers told IANS: “It rang — once.”\n\n--IANS/EFE\nna/"),
        ("IANS", "पटना, 2 नवंबर (आईएएनएस)। गोताखोरों ने घंटी निकाली।\n\n--आईएएनएस"),
        ("Xinhua", "WUHAN, Nov. 2 (Xinhua) -- Divers raised a bell.\n\nIt rang. Enditem"),
        ("Xinhua", "BRISBANE, Australia, Nov. 2(Xinhua) -- Divers raised a bell. ■"),
        ("Xinhua", "EL CAIRO, 2 nov (Xinhua) -- Buzos sacan una campana.\n\nSonó. Fin"),
        ("Xinhua", "新华社北京11月2日电 潜水员捞起一口钟。\n\n钟声响了一次。（完）"),
        (
            "Reuters",
            "LISBON, Nov 2 (Reuters) - A bell.\n\n(Reporting by A. Nair; Editing by B. Rao)",
        ),
    ],
)
def test_what_was_taken_off_and_what_was_left_are_the_words_of_the_copy(
    provider: str, copy: str, the_item: MakeItem
) -> None:
    assert restored(the_item(copy, provider=provider)) == words(copy.replace("（完）", " （完）"))
    paragraphs = "".join(f"<p>{part}</p>" for part in copy.split("\n\n"))
    marked = the_item(paragraphs, provider=provider)
    assert restored(marked) == words(copy.replace("（完）", " （完）"))


def test_the_dateline_is_kept_to_the_letter(the_item: MakeItem) -> None:
    opening = "New Delhi / Mumbai, Nov. 2 ( Xinhua/IANS ) -- "
    assert the_item(f"{opening}Divers raised a bell.").dateline.text == opening


PLACES = st.sampled_from(
    ["Pune", "NEW DELHI", "St. Petersburg", "N'Djamena", "Lisbon/Madrid", "El Cairo", "पटना", ""]
)
DATES = st.sampled_from(["Nov 2", "Nov. 2", "2 Nov", "November 2", "Nov 2, 2026", "1er nov", ""])
TAGS = st.sampled_from(["(IANS)", "(Xinhua)", "(Xinhua/IANS)", "( IANS )", "(आईएएनएस)"])
DASHES = st.sampled_from([" ", " -- ", "-- ", " - ", " – ", ": ", "। ", ".- ", "\n\n"])
ENDINGS = st.sampled_from(
    ["", "\n\n--IANS", "\n\n--IANS\nms/vd", " --IANS", "\n\n- IANS", " Enditem", "\n\n■", " (IANS)",
     "\n\n(Reporting by A. Nair; Editing by B. Rao)", "\n\n—IANS/EFE"]
)  # fmt: skip
WORD = st.sampled_from(
    ["divers", "raised", "a bell", "Pune", "IANS", "(pictured)", "--", "- once -", "said:", "AK/BR",
     "2 Nov", "Xinhua", "told IANS", "$1", "<YRD.N>", "& so", "रहा।", "\"It rang,\"", "the end"]
)  # fmt: skip
SENTENCE = st.lists(WORD, min_size=1, max_size=6).map(lambda some: f"Then {' '.join(some)}.")
STORY = st.lists(SENTENCE, min_size=1, max_size=4).map("\n\n".join)


@st.composite
def copies(draw: st.DrawFn) -> str:
    place, day = draw(PLACES), draw(DATES)
    opening = ", ".join(filter(None, (place, day)))
    tag = f"{draw(TAGS)}{draw(DASHES)}" if opening else ""
    return f"{opening} {tag}{draw(STORY)}{draw(ENDINGS)}".strip()


@settings(max_examples=300, deadline=None)
@given(copies(), st.sampled_from(["IANS", "Xinhua", "Reuters"]), st.booleans())
def test_no_word_of_any_copy_is_lost_or_said_twice(copy: str, provider: str, html: bool) -> None:
    clean = sanitised(Text(value=copy), "")
    if html:
        clean = clean.replace("<p>", "<div><p><b>").replace("</p>", "</b></p></div>")
    opened = open_envelope(
        clean,
        text_of(clean),
        agencies=table_of().read_by(provider),
        headline="A bell",
        near=date(2026, 11, 3),
    )
    found = words(opened.dateline, opened.text, opened.signoff)
    assert found == words(text_of(clean))
    assert opened.text == text_of(opened.html)


BEFORE = st.sampled_from(
    ["(Eds: Adds quotes)", "Eds: Adds quotes.", "(ATTN: ADDS details in para 4 (the last), photos)",
     "[Eds: for Tuesday & later]", "* Bell is heavy", "• Divers are glad", "Bells of the bay", "(Adds details)",
     "UPDATES with two bells", "(Graphic+Picture)"]
)  # fmt: skip
UNDER = st.sampled_from(
    ["--IANS", "Enditem", "(Eds: Adds quotes)", "Eds: done.", "(Reporting by A. Nair; Editing by B. Rao)",
     "hh/ph/ts/hd", "(END)", "Copyright 2026 The Wire. All rights reserved.", "Editor: Rini A", "dpa al rmo",
     "# Notebook", "___", "■"]
)  # fmt: skip
MARKUP = st.sampled_from(
    ["<p>{}</p>", "<div>{}</div>", "<p><b>{}</b></p>", "<div><p>{}</p></div>", "<ul><li>{}</li></ul>",
     "<figure><figcaption>{}</figcaption></figure>", "{}<br>", "{}<br><br>", "<p>{}<br></p>\n"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(BEFORE, max_size=4),
    copies(),
    st.lists(UNDER, max_size=3),
    st.lists(MARKUP, min_size=1, max_size=6),
    st.sampled_from(["IANS", "Xinhua", "Reuters", "dpa"]),
)
def test_notes_bullets_and_captions_lose_no_word_either(
    before: list[str], copy: str, under: list[str], markup: list[str], provider: str
) -> None:
    paragraphs = [*before, *copy.split("\n\n"), *under]
    marked = "".join(
        markup[n % len(markup)].format(escape(part)) for n, part in enumerate(paragraphs)
    )
    for text in (Text(value="\n\n".join(paragraphs)), Text(value=marked, html=True)):
        clean = in_paragraphs(sanitised(text, ""))
        opened = open_envelope(
            clean,
            text_of(clean),
            agencies=table_of().read_by(provider),
            headline="-",
            near=date(2026, 11, 3),
        )
        found = words(*opened.notes, opened.dateline, opened.text, opened.signoff)
        assert sorted(found) == sorted(words(text_of(clean)))
        assert opened.text == text_of(opened.html)


@settings(max_examples=300, deadline=None)
@given(copies())
def test_a_story_without_its_envelope_has_none(copy: str) -> None:
    """Opening what was opened takes a sign-off from nowhere, and no dateline that was not printed."""
    source = Source(id="ians", provider="Reuters", rights=Rights.FULL)
    wire = WireItem(body=Text(value=copy), published=NOON)
    (item,) = normalise([wire], source=source, hints=Hints(), received=NOON)
    assert set(restored(item)) <= set(words(copy))
    assert len(restored(item)) == len(words(copy))


@settings(max_examples=200, deadline=None)
@given(copies(), SENTENCE)
def test_words_in_the_middle_of_a_story_are_never_touched(copy: str, sentence: str) -> None:
    story = f"Divers have raised an old bell from the bay.\n\n{copy}\n\n{sentence} It rang."
    clean = sanitised(Text(value=story), "")
    opened = open_envelope(
        clean,
        text_of(clean),
        agencies=table_of().read_by("IANS"),
        headline="A bell",
        near=date(2026, 11, 3),
    )
    assert opened.text == text_of(clean)
    assert opened.html == clean
