"""The pages of the project as Markdown: sections, tables, names, blocks of code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


@dataclass(frozen=True)
class Section:
    """What stands under one heading, up to the next of any level."""

    title: str
    text: str

    @property
    def rows(self) -> list[list[str]]:
        """The cells of every row of every table, heads and rules left out."""
        rows: list[list[str]] = []
        for table in re.findall(r"(?m)(?:^\|.*\n)+", self.text):
            lines = table.strip().split("\n")
            assert re.fullmatch(r"[|\s:-]+", lines[1]), f"{self.title}: a table without a head"
            rows += [
                [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]
            ]
        return rows

    def table(self, head: str) -> dict[str, list[str]]:
        """The table whose first column is called `head`: the name in the first cell of each row,
        without its backticks, and the other cells.
        """
        for found in re.findall(r"(?m)(?:^\|.*\n)+", self.text):
            if found.startswith(f"| {head} |"):
                rows = Section(title=self.title, text=found).rows
                return {names(row[0])[0]: row[1:] for row in rows if names(row[0])}
        return {}


def sections(page: Path) -> list[Section]:
    """A page's sections; what looks like a heading in a block of code is none."""
    found: list[tuple[str, list[str]]] = [("", [])]
    fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else re.fullmatch(r"#+ (.+)", line)
        if heading:
            found.append((heading[1], []))
        else:
            found[-1][1].append(line)
    return [Section(title=title, text="\n".join([*lines, ""])) for title, lines in found]


def section(page: str, title: str) -> Section:
    for one in sections(DOCS / page):
        if one.title == title:
            return one
    raise AssertionError(f"docs/{page} has no section {title!r}")


def names(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def blocks(page: Path) -> list[str]:
    """Blocks of code, fenced or indented."""
    return blocks_in(page.read_text(encoding="utf-8"))


def blocks_in(text: str) -> list[str]:
    fences = re.findall(r"(?ms)^```\w*\n(.*?)^```", text)
    rest = re.sub(r"(?ms)^```\w*\n.*?^```", "", text)
    return fences + [
        re.sub("(?m)^    ", "", block) for block in re.findall(r"(?m)(?:^    .*\n)+", rest)
    ]


def anchor(title: str) -> str:
    """The anchor that a heading gets: small letters, hyphens for blanks, no other marks."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
