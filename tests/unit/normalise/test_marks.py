"""What was taken for what: the parts of the envelope, and where they stand in the copy."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Text
from feeds.normalise.envelope import open_envelope, parts_of
from feeds.normalise.envelope.agencies import table_of
from feeds.normalise.html import in_paragraphs, sanitised
from feeds.normalise.words import text_of

STORY = "Divers raised a bell from the bay on Tuesday."


def parts(copy: str, provider: str = "IANS", headline: str = "A bell") -> list[tuple[str, str]]:
    clean = in_paragraphs(sanitised(Text(value=copy), ""))
    text = text_of(clean)
    found = parts_of(clean, text, agencies=table_of().read_by(provider), headline=headline)
    return [(kind, text[start:end].strip()) for kind, start, end in found]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (STORY, []),
        (f"Pune, Nov 2 (IANS) {STORY}", [("dateline", "Pune, Nov 2 (IANS)")]),
        (f"{STORY}\n\n--IANS\n\nms/vd", [("sign-off", "--IANS\n\nms/vd")]),
        (
            f"URGENT\n\nPune (IANS) {STORY}\n\n--IANS",
            [("head", "URGENT"), ("dateline", "Pune (IANS)"), ("sign-off", "--IANS")],
        ),
        (
            f"(Eds: Adds quotes)\n\nA bell\n\nBy Asha Nair\n\nPune (IANS) {STORY}\n\n(Eds: done)",
            [
                ("note", "(Eds: Adds quotes)"),
                ("headline", "A bell"),
                ("byline", "By Asha Nair"),
                ("dateline", "Pune (IANS)"),
                ("note", "(Eds: done)"),
            ],
        ),
        ("--IANS", []),
    ],
    ids=["nothing", "dateline", "sign-off", "head", "all", "a sign-off alone"],
)
def test_each_part_is_named_as_what_it_is(copy: str, expected: list[tuple[str, str]]) -> None:
    assert parts(copy) == expected


PIECE = st.sampled_from(
    ["(Eds: Adds quotes)", "* Bell is heavy", "A bell", "URGENT", "By Asha Nair", STORY, "--IANS",
     "Pune, Nov 2 (IANS) It rang.", "(Adds details)", "Enditem", "# Notebook", "hh/ph/ts/hd", "It rang --IANS",
     "Bells of the bay", "(Reporting by A. Nair)", "Copyright 2026 The Wire.", "पुणे (आईएएनएस) घंटी", "-", "&"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECE, max_size=7).map("\n\n".join), st.sampled_from(["IANS", "Reuters", "dpa"]))
def test_parts_and_story_put_together_are_the_copy_to_the_letter(copy: str, provider: str) -> None:
    clean = in_paragraphs(sanitised(Text(value=copy), ""))
    text = text_of(clean)
    found = parts_of(clean, text, agencies=table_of().read_by(provider), headline="A bell")
    ends = [(part.start, part.end) for part in found]
    assert all(start < end for start, end in ends)
    places = [place for one in ends for place in one]
    assert places == sorted(places)
    assert not places or (places[0] >= 0 and places[-1] <= len(text))
    bounds = [0, *places, len(text)]
    story = " ".join(text[bounds[n] : bounds[n + 1]] for n in range(0, len(bounds), 2))
    opened = open_envelope(
        clean,
        text,
        agencies=table_of().read_by(provider),
        headline="A bell",
        near=date(2026, 11, 3),
    )
    if opened.text or not opened.notes:
        assert story.split() == opened.text.split()
    told = re.sub(r"[–—‒―]+|--+", "--", f"{opened.dateline} {opened.signoff}").split()
    marked = " ".join(text[s:e] for kind, s, e in found if kind in {"dateline", "sign-off"})
    assert re.sub(r"[–—‒―]+|--+", "--", marked).split() == told
