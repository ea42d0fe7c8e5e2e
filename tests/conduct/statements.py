"""The statements of docs/conduct.md, docs/serving.md and docs/safety.md, and which tests prove them: those that name
their number in the docstring.

As a program (``make conduct``) it writes into the pages what proves each statement.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(ROOT / "docs" / name for name in ("conduct.md", "serving.md", "safety.md"))

NOT_YET: frozenset[str] = frozenset()
"""Statements about what is not there yet. This list only ever gets shorter."""

_ROW = re.compile(r"^\| ([CSX]\d\d) \| (.+?) \|(.*)\|$", re.MULTILINE)
_RANGE = re.compile(r"\b([CSX])(\d\d)(?:-| to )\1(\d\d)\b")
_NUMBER = re.compile(r"\b[CSX]\d\d\b")
_DECISION = re.compile(r"\[[^]]+\]\(decisions/[\w-]+\.md\)")


@dataclass(frozen=True)
class Statement:
    """A row of a page: `told` is what it says proves it, `decided` the page that says why we do otherwise."""

    number: str
    words: str
    told: str
    decided: str


def stated() -> dict[str, Statement]:
    """Every statement, in the order of the pages."""
    rows = [row for page in PAGES for row in _ROW.findall(page.read_text(encoding="utf-8"))]
    return {
        number: Statement(
            number=number,
            words=words,
            told=told.strip(),
            decided=decided[0] if (decided := _DECISION.search(told)) else "",
        )
        for number, words, told in rows
    }


def named(docstring: str | None, among: Iterator[str] | dict[str, Statement]) -> set[str]:
    """The numbers in a test's docstring; ``C61-C63`` and ``X01 to X05`` are those between as well."""
    text, known = docstring or "", sorted(among)
    found = set(_NUMBER.findall(text))
    for letter, first, last in _RANGE.findall(text):
        found |= {one for one in known if f"{letter}{first}" <= one <= f"{letter}{last}"}
    return found


@cache
def _modules() -> dict[str, ast.Module]:
    """The modules of tests, by their paths."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in paths
    }


@cache
def proofs() -> dict[str, list[str]]:
    """The tests that name each number, as ``path::name``; numbers that no statement has are among them."""
    known = stated()
    found: dict[str, list[str]] = {}
    for path, tree in _modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
                "test_"
            ):
                for number in named(ast.get_docstring(node), known):
                    found.setdefault(number, []).append(f"{path}::{node.name}")
    return found


def promised() -> dict[str, set[str]]:
    """The numbers that the docstring of a module of tests names, and none of its tests, by its path."""
    known, found = stated(), {}
    for path, tree in _modules().items():
        tests = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        kept = {number for test in tests for number in named(ast.get_docstring(test), known)}
        found[path] = named(ast.get_docstring(tree), known) - kept
    return found


def proof(statement: Statement, tests: list[str]) -> str:
    """The last cell of a statement's row: the files with its tests, and the decision against it."""
    files = sorted({test.partition("::")[0] for test in tests})
    cells = [*(f"`{file}`" for file in files), statement.decided]
    return ", ".join(filter(None, cells)) or "nothing yet"


def written(page: Path) -> str:
    """A page as it ought to be."""
    known, tests = stated(), proofs()

    def row(match: re.Match[str]) -> str:
        statement = known[match[1]]
        cell = proof(statement, tests.get(statement.number, []))
        return f"| {statement.number} | {statement.words} | {cell} |"

    return _ROW.sub(row, page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for one in PAGES:
        one.write_text(written(one), encoding="utf-8")
