"""The documents lead to one another, and every decision says what was rejected."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.unit.docs.markdown import DOCS, PAGES, ROOT, anchor, sections


def links(page: Path) -> Iterable[tuple[str, str]]:
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            path, _, fragment = target.partition("#")
            yield path, fragment


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_to_another_page_leads_to_a_file_and_to_a_heading_in_it(page: Path) -> None:
    for path, fragment in links(page):
        target = ROOT / posixpath.normpath(posixpath.join(page.parent.relative_to(ROOT), path))
        target = target if path else page
        assert target.is_file(), path
        if fragment:
            assert fragment in {anchor(one.title) for one in sections(target)}, f"{path}#{fragment}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_file_of_the_project_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:feeds|tests|docs|lock|bench|wire/ians)/[\w./-]*)`", text):
        assert (ROOT / name).exists(), name


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        if page.suffix == ".md" and page in PAGES:
            waiting += [(page.parent / path).resolve() for path, _ in links(page) if path]
    assert set(PAGES) <= seen


def test_every_decision_says_its_context_what_was_decided_and_what_was_rejected() -> None:
    for page in (DOCS / "decisions").glob("*.md"):
        if page.name != "README.md":
            assert [one.title for one in sections(page)][2:] == ["Context", "Decision", "Rejected"]
