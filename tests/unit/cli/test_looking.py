"""`feeds check`, `items`, `sources`, `explain` and `once`: what they tell of the desk."""

import json
import re


def test_nothing_is_stored_by_looking(feeds, house) -> None:
    before = sorted(path.relative_to(house) for path in house.rglob("*"))
    feeds("parse", "--source", "ians", "drop/ferry.txt")
    feeds("items")
    feeds("sources")
    feeds("explain", "ferry-1")
    feeds("check")
    assert sorted(path.relative_to(house) for path in house.rglob("*")) == before


# check, items, sources, explain


def test_a_config_without_fault_says_so(feeds, house) -> None:
    said = feeds("check")
    assert said.status == 0
    assert said.out == "config.toml: 3 sources, 2 channels, no fault found\n"


def test_an_address_that_would_be_refused_is_told_beforehand(feeds, house) -> None:
    path = house / "config.toml"
    path.write_text(path.read_text().replace('allow_networks = ["127.0.0.0/8"]', ""))
    said = feeds("check")
    assert said.status == 1
    assert "source down: 127.0.0.1 is loopback" in said.err


def test_a_line_of_the_journal_that_cannot_be_read_is_told_by_its_number(feeds, house) -> None:
    (house / "feeds.db.journal").write_text("{half a line\n")
    for said in (feeds("check"), feeds("once", "--source", "ians")):
        assert "feeds.db.journal: line 1 cannot be read" in said.err
    assert feeds("check").status == 1


def test_a_directory_that_is_not_there_is_told_beforehand(feeds, house) -> None:
    path = house / "config.toml"
    path.write_text(path.read_text().replace('path = "second"', 'path = "third"'))
    said = feeds("check")
    assert said.status == 1
    assert f"source second: there is no directory {house / 'third'}" in said.err


def test_how_sources_stand_is_told_a_row_each_with_why_and_what_to_do(desk) -> None:
    heads, *rest = desk("sources").out.splitlines()
    assert heads.split() == ["id", "state", "polled", "outcome", "due", "a", "day"]
    rows = [line for line in rest if line and not line.startswith(" ")]
    assert [row.split()[0] for row in rows] == ["ians", "second", "down", "off", "4"]
    assert all(len(row) <= 80 for row in (heads, *rows))
    assert re.search(r" (?:now|\d+[sm] ago) +new +in 1?\dm ", rows[0])
    assert "    switched off in the config" in rest
    assert "    -> `enabled = true` in the config switches it on" in rest
    assert rows[-1].startswith("4 sources: ")


def test_only_those_sources_can_be_asked_for_that_somebody_has_to_see_to(desk) -> None:
    assert [one["id"] for one in desk("sources", "--failing", "--json").objects] == ["down"]
    said = desk("sources", "--failing").out.splitlines()
    assert said[1].split()[:2] == ["down", "failing"]
    assert said[-1] == "1 source: 1 failing"


def test_items_and_sources_are_tables_without_colours_where_nobody_looks(desk) -> None:
    items, sources = desk("items"), desk("sources")
    assert "Ferry service resumes" in items.out
    assert "Ferry service stops" in items.out
    assert "    it refuses the connection; failed" in sources.out
    for said in (items, sources):
        assert said.status == 0
        assert "\x1b" not in said.out
        assert said.err == ""


def test_a_guid_that_fits_several_items_is_answered_with_the_list_of_them(desk) -> None:
    said = desk("explain", "ferry-1")
    assert said.status == 2
    ids = {item["id"] for item in desk("items", "--json").objects}
    assert len(ids) == 2
    assert all(id_ in said.err for id_ in ids)
    assert "Ferry service stops" in said.err
    assert said.out == ""


def test_an_item_is_explained_by_our_id(desk) -> None:
    (item,) = desk("items", "--json", "--source", "second").objects
    said = desk("explain", item["id"])
    assert said.status == 0
    for part in ("Ferry service stops", item["id"], "not seen from this source before", "in all"):
        assert part in said.out, part


def test_an_item_is_explained_by_the_address_of_its_page(desk) -> None:
    (item,) = desk("items", "--json", "--source", "second").objects
    elsewhere = item["page"].replace("http://127.0.0.1:8009", "https://gnn9.example")
    for page in (item["page"], f"{elsewhere}?from=mail#top"):
        assert item["id"] in desk("explain", page).out
    assert desk("explain", item["page"].replace("stops", "starts")).status == 1


def test_what_nobody_knows_cannot_be_explained(desk) -> None:
    said = desk("explain", "nobody")
    assert said.status == 1
    assert "nobody" in said.err
    assert said.out == ""


def test_items_are_limited_unless_all_are_asked_for(desk) -> None:
    assert len(desk("items", "--json", "--limit", "1").objects) == 1
    assert len(desk("items", "--json", "--limit", "1", "--all").objects) == 2


def test_a_list_of_items_has_the_ids_that_commands_take(desk) -> None:
    (line,) = (one for one in desk("items").out.splitlines() if "Ferry service stops" in one)
    assert line.split()[-1] == "ferry-1"


def test_items_are_found_by_their_words(desk) -> None:
    def found(words: str) -> list[str]:
        said = desk("items", "--json", "--limit", "1", "--words", words)
        return [one["headline"] for one in said.objects]

    assert found("ferry Stops") == ["Ferry service stops"]
    assert found('"ferry left at noon" resum*') == ["Ferry service resumes"]
    assert found("ferry nowhere") == []


def test_items_are_found_by_where_they_stand(desk) -> None:
    assert len(desk("items", "--json", "--status", "new").objects) == 2
    assert len(desk("items", "--json", "--status", "new", "--source", "second").objects) == 1
    assert desk("items", "--json", "--status", "held").objects == []
    said = desk("items", "--status", "killed")
    assert said.status == 2
    assert "there is no status 'killed'; there are new, update, " in said.err


# once


def test_a_pass_names_each_failure_and_draws_no_bar_where_nobody_looks(feeds, house) -> None:
    (house / "drop" / "bad.txt").write_bytes(b"\x00\x01\x02" * 50)
    said = feeds("once")
    assert said.status == 1
    assert said.out == ""
    lines = said.err.splitlines()
    assert len(lines) == 2, lines
    assert any(re.search(r"source ians: .*bad\.txt: .*no text", line) for line in lines)
    assert any("source down: it refuses the connection" in line for line in lines)
    assert (house / "public" / "all.rss").exists()


def test_a_named_source_that_owes_its_publisher_a_pause_is_told_with_its_end(desk) -> None:
    said = desk("once", "--source", "down")
    assert said.status == 1
    assert re.search(
        r"source down: may be polled from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC on", said.err
    )


def test_whoever_only_looks_needs_no_secret_and_is_told_which_is_missing(
    feeds, house, monkeypatch
) -> None:
    path = house / "config.toml"
    auth = 'rights = "summary"\nauth = { username = "news", password_env = "FEEDS_TEST_UNSET" }'
    path.write_text(path.read_text().replace('rights = "summary"', auth))
    monkeypatch.delenv("FEEDS_TEST_UNSET", raising=False)
    said = feeds("sources", "--json")
    assert said.status == 0
    assert [one["id"] for one in said.objects] == ["ians", "second", "down", "off"]
    assert 'source "down": auth.password_env' in said.err
    assert "the environment variable FEEDS_TEST_UNSET to be set" in said.err
    assert feeds("sources", "--pause", "down").status == 0
    for command in (("items",), ("alarms",), ("hub",)):
        assert feeds(*command).status == 0
    for command in (("check",), ("once",)):
        assert "FEEDS_TEST_UNSET to be set" in feeds(*command).err
        assert feeds(*command).status == 2, "who asks the publisher needs it"


def test_an_item_that_is_not_to_be_seen_yet_is_marked(feeds, house) -> None:
    later = {
        "uri": "later",
        "type": "text",
        "headline": "A bridge opens",
        "versioncreated": "2026-11-02T10:00:00Z",
        "embargoed": "2099-01-02T08:30:00+05:30",
        "body_text": "PUNE, Nov 2 (IANS) The bridge opens.",
    }
    (house / "drop" / "later.json").write_text(json.dumps(later))
    feeds("once", "--source", "ians", "--source", "second")
    lines = feeds("items").out.splitlines()
    marked = [line for line in lines if "embargoed until 2099-01-02 03:00" in line]
    assert len(marked) == 1
    assert "A bridge opens" in marked[0]
    others = [line for line in lines if "Ferry service" in line]
    assert len(others) == 2
    assert not any(" until " in line for line in others)
