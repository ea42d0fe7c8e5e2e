"""Headlines of others, with the story that an aggregator put them in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from feeds.decide.cluster import place, read
from feeds.store.memory_stories import MemoryStories

pytestmark = pytest.mark.corpus


@dataclass(frozen=True)
class Score:
    """B-cubed: of the items that stand with an item, how many belong there, and the reverse."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def b_cubed(stated: Sequence[str], found: Sequence[str]) -> Score:
    of_stated, of_found = Counter(stated), Counter(found)
    both = Counter(zip(stated, found, strict=True))
    n = len(stated)
    return Score(
        precision=sum(count**2 / of_found[f] for (_, f), count in both.items()) / n,
        recall=sum(count**2 / of_stated[s] for (s, _), count in both.items()) / n,
    )


def streamed(lines: Iterable[Mapping[str, str | int]]) -> list[str]:
    """The story of each headline, decided when it comes and not changed afterwards."""
    told, found = MemoryStories(), []
    for line in lines:
        at = datetime.fromtimestamp(int(line["time"]) / 1000, UTC)
        topic = read(str(line["title"]))
        story = place(topic, told, now=at).story or f"begun-by-{line['id']}"
        told.join(story, topic, at)
        found.append(story)
    return found


def test_headlines_of_one_story_are_brought_together_and_others_kept_apart(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (corpus / "headlines" / "stories.jsonl").open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    # Halves by story: the parameters were chosen on the first of them.
    stories = sorted({line["story"] for line in lines})
    Random(7).shuffle(stories)
    first = set(stories[: len(stories) // 2])
    parts = {
        "all": lines,
        "the half they were chosen on": [line for line in lines if line["story"] in first],
        "the other half": [line for line in lines if line["story"] not in first],
    }
    for name, part in parts.items():
        begun = perf_counter()
        found = streamed(part)
        each = (perf_counter() - begun) / len(part)
        score = b_cubed([line["story"] for line in part], found)
        with capsys.disabled():
            print(
                f"\n  headlines, {name}: B-cubed precision {score.precision:.3f},"
                f" recall {score.recall:.3f}, F1 {score.f1:.3f};"
                f" {len(part)} items, {each * 1e3:.2f} ms each"
            )
        assert score.precision >= 0.95, name
        assert score.f1 >= 0.60, name


def test_b_cubed_of_what_is_right_is_one_and_of_one_heap_is_the_share_of_each_story() -> None:
    stated = ["a", "a", "b", "b"]
    assert b_cubed(stated, stated) == Score(precision=1.0, recall=1.0)
    assert b_cubed(stated, ["x"] * 4) == Score(precision=0.5, recall=1.0)
    assert b_cubed(stated, list("wxyz")) == Score(precision=1.0, recall=0.5)
