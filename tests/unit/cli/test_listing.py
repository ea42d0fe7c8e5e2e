"""How items are shown to whoever looks at a terminal."""

import sys

import pytest

from feeds.cli.listing import lines, table

LONG = "https://wire.example/2026/11/02/a-story-whose-address-is-longer-than-a-terminal-is-wide/index.html"


def test_an_item_is_a_row_with_its_id_in_one_piece_under_it() -> None:
    rows = [
        ("2026-11-02 10:00", "new", "ians", "Ferry service resumes", "all sports", "ferry-1"),
        ("2026-11-02 09:00", "held", "lusa-world", "Ferry stops", "", LONG),
    ]
    assert [line for line, _ in lines(rows)] == [
        "published         status  source      headline",
        "2026-11-02 10:00  new     ians        Ferry service resumes",
        "    ferry-1  in all sports",
        "2026-11-02 09:00  held    lusa-world  Ferry stops",
        f"    {LONG}",
        "",
        "2 items",
    ]


def test_in_a_narrow_terminal_no_instant_and_no_address_is_cut_off(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    table(("at", "rule", "reason"), [("2026-11-02T10:00:00Z", "select/1", f"9 bytes from {LONG}")])
    said = capsys.readouterr().out
    assert "2026-11-02T10:00:00Z" in said
    assert LONG in "".join(line[32:].strip() for line in said.splitlines())
