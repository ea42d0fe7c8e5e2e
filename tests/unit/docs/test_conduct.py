"""What docs/conduct.md, docs/serving.md and docs/safety.md state and what the tests prove are the same."""

from __future__ import annotations

from tests.conduct.statements import NOT_YET, PAGES, named, promised, proofs, stated, written


def test_every_statement_has_a_test_or_a_page_that_says_why_not() -> None:
    tests = proofs()
    without = {
        number
        for number, statement in stated().items()
        if number not in tests and not statement.decided
    }
    assert without == NOT_YET, "a statement that has its test now is to be struck from NOT_YET"


def test_every_number_that_a_test_names_stands_for_a_statement() -> None:
    known = stated()
    assert {number: tests for number, tests in proofs().items() if number not in known} == {}


def test_the_page_says_what_proves_each_statement() -> None:
    for page in PAGES:
        assert page.read_text(encoding="utf-8") == written(page), "`make conduct` writes it"


def test_what_a_module_of_tests_promises_one_of_its_tests_keeps() -> None:
    assert {path: left for path, left in promised().items() if left} == {}


def test_the_numbers_of_the_statements_are_in_their_order_and_each_is_there_once() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    rows = [line for line in text.splitlines() if line[:3] in {"| C", "| S", "| X"}]
    numbers = [line[2:5] for line in rows if not line.startswith("| CVE")]
    assert numbers == sorted(set(numbers))
    assert numbers == list(stated())


def test_a_docstring_may_name_one_number_several_or_all_between_two() -> None:
    known = {number: statement for number, statement in stated().items() if number[0] == "C"}
    assert named("C01: nothing is made up.", known) == {"C01"}
    assert named("C61-C63, C05 and C15.", known) == {"C61", "C62", "C63", "C05", "C15"}
    assert named("C60 to C62.", known) == {"C60", "C61", "C62"}
    assert named("C99.", known) == {"C99"}
    assert named("R07, CC01, C1 and the year C2026.", known) == set()
    assert named(None, known) == set()
