"""The same copy is known again, and another story in the same form is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter

import pytest

from feeds.decide.alike import LOOK_BACK, MOST_KIN, closest, find, judge
from feeds.decide.prints import FEWEST_WORDS, SCHEME, names, take
from feeds.model import Kin, Print
from tests.unit.decide.memories import Copies
from tests.unit.decide.rewrites import (
    BULLETINS,
    FORMS,
    REWRITES,
    Story,
    city_of,
    exchanged,
    rewrites,
    story,
    wire,
)


def printed(text: str, city: str = "") -> Print:
    made = take(text, apart=[city])
    assert made is not None
    return made


def verdicts(
    seed: int, *, forms: tuple[str, ...], of_each: int
) -> Iterator[tuple[str, bool, bool]]:
    """Each rewrite of each story against every story that shares a band with it: what was done to
    it, whether it is of this story, whether it was taken for it.
    """
    dice = Random(seed)
    stories = wire(dice, of_each=of_each, forms=forms)
    city = city_of(seed)
    held = [(one, printed(one.text, city)) for one in stories]
    for at, (one, _) in enumerate(held):
        yield from _against(held, at, "the story itself", one, city)
        for title, new in rewrites(one, dice):
            yield from _against(held, at, title, new, city)


def _against(
    held: list[tuple[Story, Print]], at: int, title: str, new: Story, city: str
) -> Iterator[tuple[str, bool, bool]]:
    made = printed(new.text, city)
    for other, (one, old) in enumerate(held):
        shared = len(set(made.bands) & set(old.bands))
        said = judge(made, new.text, Kin(id="", shared=shared, print=old, text=one.text))
        yield title, other == at, bool(shared) and said.same


def measured(
    capsys: pytest.CaptureFixture[str], what: str, forms: tuple[str, ...]
) -> tuple[float, float]:
    right, wrong, of = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(4):
        for title, same, taken in verdicts(seed, forms=forms, of_each=10):
            of[title] += same
            right[title] += same and taken
            wrong[title] += taken and not same
    recall = right.total() / of.total()
    precision = right.total() / (right.total() + wrong.total())
    with capsys.disabled():
        each = ", ".join(f"{title} {right[title] / of[title]:.3f}" for title in REWRITES)
        print(f"\n  {what}: recall {recall:.4f}, precision {precision:.4f}; {each}")
    return recall, precision


def test_rewrites_are_known_and_other_stories_of_the_same_form_are_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stories = tuple(form for form in FORMS if form not in BULLETINS)
    recall, precision = measured(capsys, "rewrites of stories", stories)
    assert recall >= 0.98
    assert precision >= 0.999


def test_bulletins_that_differ_in_four_words_are_told_apart_and_most_rewrites_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    recall, precision = measured(capsys, "rewrites of bulletins", BULLETINS)
    assert recall >= 0.85
    assert precision >= 0.999


def test_where_only_prints_are_at_hand_a_reordered_cut_is_known_and_a_like_form_is_not() -> None:
    dice = Random(3)
    for form in FORMS:
        if form in BULLETINS:
            continue
        one, other = story(dice, form, "Arlen"), story(dice, form, "Arlen")
        new = REWRITES["reordered"](one, dice)
        made = printed(new.text, "Arlen")
        assert judge(made, new.text, kin_of(one, text="")).same
        assert not judge(made, new.text, kin_of(other, text="")).same


def kin_of(one: Story, *, text: str | None = None) -> Kin:
    made = printed(one.text, "Arlen")
    return Kin(id="old", shared=9, print=made, text=one.text if text is None else text)


def test_a_judgement_says_what_is_in_both() -> None:
    one = story(Random(1), "court", "Arlen")
    said = judge(printed(one.text, "Arlen"), one.text, kin_of(one))
    assert said.same
    assert said.score == pytest.approx(1.0)
    assert "names" in said.reason
    assert "figures in both" in said.reason


FORM = """
Prices at the wholesale market were given by its traders. Buyers waited because rumours about the
harvest kept sellers away. Lorries queued before dawn outside the gates, clerks weighed sacks, porters
carried loads.
"""


def test_prices_of_another_day_are_the_same_form_with_other_figures() -> None:
    def bulletin(figures: list[str]) -> str:
        goods = [
            "rice",
            "wheat",
            "maize",
            "millet",
            "barley",
            "onions",
            "garlic",
            "ginger",
            "turmeric",
            "pepper",
        ]
        lines = [
            f"A quintal of {name} of the first grade was sold at {figure} by Board of Millers."
            for name, figure in zip(goods, figures, strict=True)
        ]
        return " ".join([*lines, FORM])

    today = bulletin([f"{n}.50" for n in range(210, 220)])
    yesterday = bulletin([f"{n}.25" for n in range(310, 320)])
    held = Kin(id="old", shared=9, print=printed(yesterday), text=yesterday)
    said = judge(printed(today), today, held)
    assert not said.same
    assert said.reason.startswith("the same form with other figures")
    assert judge(printed(yesterday), yesterday, held).same


IANS = """
Russia and the US agreed to go on working together despite their quarrels over a settlement in Syria,
Foreign Minister Sergei Lavrov has said. Monday's meeting of the two presidents in New York was open
and useful, Xinhua news agency quoted Lavrov as saying. The leaders spoke for 100 minutes, most of
them about the struggle against terrorism in the Middle East. Ministries of defence will now look
for ways to share what they know, he said, adding that a centre in Baghdad would help all parties.
"""
XINHUA = """
Moscow and Washington will keep up contacts on Syria even though they differ on how to end the
conflict there, Russian Foreign Minister Sergei Lavrov said here Tuesday. Talks between Vladimir Putin
and Barack Obama on the sidelines of the United Nations General Assembly lasted 100 minutes and were
constructive, Lavrov told a press briefing. He urged the coalition led by the United States to
coordinate air strikes with Damascus, and said an information hub in Baghdad was open to everyone.
"""


def test_two_houses_own_reports_of_one_event_are_no_copies() -> None:
    said = judge(printed(IANS), IANS, Kin(id="x", shared=3, print=printed(XINHUA), text=XINHUA))
    assert not said.same, said.reason


def test_a_passage_of_background_in_two_stories_makes_no_copy() -> None:
    dice = Random(8)
    background = story(dice, "court", "Arlen").paragraphs[2:6]
    for one, other in (("fire", "council"), ("match", "results")):
        new = Story(one, story(dice, one, "Arlen").paragraphs + background)
        old = Story(other, story(dice, other, "Arlen").paragraphs + background)
        said = judge(printed(new.text, "Arlen"), new.text, kin_of(old))
        assert not said.same
        assert said.reason.startswith("a part is the same, the rest is not")


def test_of_copy_without_end_only_the_beginning_is_read() -> None:
    text = " ".join(f"tide{n}" for n in range(200_000))
    assert printed(text).words < 10_000
    assert printed(text) == printed(text + " and Ona Brix")


def test_short_copy_is_not_judged() -> None:
    assert take("Sensex opens higher in early trade") is None
    assert take("word " * 500) is None
    assert take(" ".join(f"word{n}x" for n in range(FEWEST_WORDS))) is not None


def test_a_print_says_how_it_was_made_and_prints_of_two_kinds_are_not_compared() -> None:
    one = story(Random(2), "fire", "Arlen")
    made = printed(one.text, "Arlen")
    assert made.scheme == SCHEME
    old = replace(kin_of(one), print=replace(made, scheme="0.1"))
    said = judge(made, one.text, old)
    assert not said.same
    assert "two kinds" in said.reason
    assert closest(made, [old]) == []


def test_a_print_is_the_same_whatever_the_order_of_paragraphs_and_in_every_process() -> None:
    text = " ".join(f"tide{n}" for n in range(40))
    made = printed(text)
    assert made == printed(" ".join(reversed(text.split())))
    # What a store has kept must still be found: whoever changes this counts the scheme up.
    assert made.bands[0] == FIRST_BAND
    assert len(made.signature) == 512
    assert len(made.bands) == 64
    assert all(-(2**63) <= band < 2**63 for band in made.bands)


FIRST_BAND = -2733378430956945234


def test_names_have_a_capital_letter_where_no_sentence_begins() -> None:
    text = 'Rain fell. Police of Arlen said on Monday: "Nobody was hurt." Mayor Ona Brix was there.'
    assert names(text) == {"arlen", "mayor", "ona", "brix"}
    assert names(text, apart=["Arlen"]) == {"mayor", "ona", "brix"}
    assert names("Mill Road is closed. Take another road, said Ona Brix.") == {
        "mill",
        "ona",
        "brix",
    }


def test_copy_in_scripts_without_capitals_or_blanks_is_known_again(noon: datetime) -> None:
    for word in ("मौसम", "天气预报说明天有雨", "погода"):
        text = "। ".join(f"{word}{chr(0x4E00 + n)}{chr(0x5E00 + n)} {n + 100}" for n in range(60))
        made = printed(text)
        other = Kin(id="old", shared=64, print=made, text=text)
        assert judge(made, text, other).same


# --- against a store ------------------------------------------------------------------------


def test_the_likest_of_the_last_fortnight_is_found_and_none_before(noon: datetime) -> None:
    dice = Random(5)
    held = Copies()
    stories = [story(dice, form, "Arlen") for form in FORMS for _ in range(5)]
    for at, one in enumerate(stories):
        held.keep(str(at), noon - timedelta(days=at), printed(one.text, "Arlen"), one.text)
    new = exchanged(stories[3], dice)
    made = printed(new.text, "Arlen")
    found = find(made, new.text, held, now=noon)
    assert found is not None
    assert found.id == "3"
    assert find(made, new.text, held, now=noon - timedelta(days=3) + LOOK_BACK) is not None
    assert find(made, new.text, held, now=noon - timedelta(days=2) + LOOK_BACK) is None


def test_among_many_of_its_form_a_rewrite_finds_its_own_story(noon: datetime) -> None:
    dice, held = Random(11), Copies()
    forms = tuple(form for form in FORMS if form not in BULLETINS)
    stories = wire(dice, of_each=20, forms=forms)
    for at, one in enumerate(stories):
        held.keep(str(at), noon, printed(one.text, city_of(11)), one.text)
    found = Counter[str]()
    for at, one in enumerate(stories):
        for _, new in rewrites(one, dice):
            said = find(printed(new.text, city_of(11)), new.text, held, now=noon)
            found["none" if said is None else "right" if said.id == str(at) else "wrong"] += 1
    assert found["wrong"] == 0
    assert found["right"] >= 0.98 * found.total()


def test_a_store_is_asked_for_no_more_than_is_looked_at(noon: datetime) -> None:
    limits = []

    class Asked(Copies):
        def kin(self, bands: Sequence[int], *, since: datetime, limit: int) -> Sequence[Kin]:
            limits.append(limit)
            return super().kin(bands, since=since, limit=limit)

    held = Asked()
    one = story(Random(6), "match", "Arlen")
    made = printed(one.text)
    for at in range(200):
        held.keep(str(at), noon, made, one.text)
    found = find(made, one.text, held, now=noon)
    assert found is not None
    assert limits == [MOST_KIN]


def test_an_item_is_judged_in_well_below_two_milliseconds(
    noon: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = Random(7)
    held = Copies()
    for at in range(300):
        one = story(dice, tuple(FORMS)[at % len(FORMS)], "Arlen")
        held.keep(str(at), noon, printed(one.text, "Arlen"), one.text)
    new = [exchanged(story(dice, form, "Arlen"), dice).text for form in FORMS]
    prints, judgements = [], []
    for text in new * 5:
        begun = perf_counter()
        made = take(text, apart=["Arlen"])
        printed_at = perf_counter()
        assert made is not None
        find(made, text, held, now=noon)
        prints.append(printed_at - begun)
        judgements.append(perf_counter() - printed_at)
    with capsys.disabled():
        print(
            f"\n  one item among 300: print {median(prints) * 1e3:.2f} ms,"
            f" search and judgement {median(judgements) * 1e3:.2f} ms"
        )
    # Far above what it takes, for machines that are busy with something else.
    assert min(judgements) < 0.02
