"""The page on safety and the tests say the same: who is named there names the number here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.unit.docs.markdown import DOCS, ROOT

ROW = re.compile(r"^\| ((?:X|CVE )\d[\d, ]*) \|(.*)\|$", re.MULTILINE)
PATH = re.compile(r"`(tests/[\w/]+\.py)`")
STATEMENTS = {*range(1, 9), *range(10, 14), *range(20, 25), *range(30, 37)}


def rows() -> Iterator[tuple[list[str], str]]:
    for row in ROW.finditer((DOCS / "safety.md").read_text(encoding="utf-8")):
        kind = "X" if row[1].startswith("X") else "CVE "
        yield [f"{kind}{number}" for number in re.findall(r"\d+", row[1])], row[2]


def named(text: str) -> set[str]:
    """Numbers in a text: `X20 to X24`, `CVE 17, 23, 27`."""
    found: set[str] = set()
    for kind, listed in re.findall(r"\b(X|CVE )(\d\d?(?:(?:,| to| and) X?\d\d?)*)", text):
        for first, last in re.findall(r"X?(\d+)(?: to X?(\d+))?", listed):
            found |= {
                f"{kind}{n:02d}" if kind == "X" else f"{kind}{n}"
                for n in range(int(first), int(last or first) + 1)
            }
    return found


def test_every_statement_and_every_fault_of_others_has_its_row() -> None:
    told = [number for numbers, _ in rows() for number in numbers]
    assert len(told) == len(set(told))
    assert set(told) == {f"X{n:02d}" for n in STATEMENTS} | {f"CVE {n}" for n in range(1, 45)}


FAULTS = [row for row in rows() if row[0][0].startswith("CVE")]
"""The statements are held to their tests by `test_conduct`."""


@pytest.mark.parametrize(("numbers", "rest"), FAULTS, ids=str)
def test_the_tests_of_a_row_name_its_number(numbers: list[str], rest: str) -> None:
    paths = PATH.findall(rest)
    elsewhere = re.findall(r"\b[XC]\d\d\b", rest.rsplit("|", 1)[-1])
    assert paths or elsewhere
    for path in paths:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert set(numbers) <= named(text), f"{path} names no {numbers}"


def test_numbers_are_found_as_tests_write_them() -> None:
    assert named("X20 to X22; CVE 17, 23, 27") == {
        "X20",
        "X21",
        "X22",
        "CVE 17",
        "CVE 23",
        "CVE 27",
    }
    assert named("X01, X05: C42") == {"X01", "X05"}
