"""What programs read: the keys of the contract, exactly, one object a line, and nothing else there."""

import sqlite3
from contextlib import closing

import pytest

ITEM = [
    "id", "guid", "source", "provider", "version", "headline", "slugline", "byline", "creditline",
    "via", "signoff", "dateline", "located",
    "firstcreated", "versioncreated", "embargoed", "pubstatus",
    "urgency", "language", "subjects", "summary", "body_html", "body_text",
    "link", "page", "enclosures", "ednote", "usageterms", "copyrightnotice",
    "status", "reason", "story", "channels",
]  # fmt: skip
SOURCE = [
    "id", "provider", "state", "last_poll", "outcome", "error", "next_due", "failures",
    "items_per_day", "reason", "advice",
]  # fmt: skip

JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [
  {"id": "1", "title": "Ferry", "content_text": "It left.", "tags": ["india"],
   "attachments": [{"url": "http://wire.example/a.jpg", "mime_type": "image/jpeg"}]},
  {"id": "2", "title": "KILL: Ferry", "content_text": "It left."}]}"""


def test_an_item_has_the_keys_of_the_contract_in_their_order(feeds, house) -> None:
    (item,) = feeds("parse", "--source", "ians", "--json", "drop/ferry.txt").objects
    assert list(item) == ITEM
    assert list(item["dateline"]) == ["text", "city", "country", "date"]
    assert all(list(subject) == ["code", "name", "scheme"] for subject in item["subjects"])


def test_an_item_with_everything_in_it_has_no_other_keys(feeds) -> None:
    first, second = feeds("parse", "-", "--json", stdin=JSON_FEED).objects
    assert list(first) == list(second) == ITEM
    (enclosure,) = first["enclosures"]
    assert list(enclosure) == ["href", "media_type", "length", "title", "creditline"]


def test_absent_text_is_empty_an_absent_time_null_and_times_are_in_utc(feeds, house) -> None:
    (item,) = feeds("parse", "--source", "ians", "--json", "drop/ferry.txt").objects
    assert item["firstcreated"] == item["versioncreated"] == "2026-11-02T04:30:00Z"
    assert item["embargoed"] is None
    assert item["urgency"] is None
    for key in ("id", "page", "story", "link", "version", "slugline", "usageterms"):
        assert item[key] == "", key
    assert item["channels"] == item["enclosures"] == []


def test_what_a_file_would_become_is_told_by_the_rules_of_its_source(feeds, house) -> None:
    (item,) = feeds("parse", "--source", "ians", "--json", "drop/ferry.txt").objects
    assert item["guid"] == "ferry-1"
    assert (item["source"], item["provider"], item["creditline"]) == ("ians", "IANS", "IANS")
    assert (item["byline"], item["via"], item["signoff"]) == ("A. Rao", ["Xinhua"], "--IANS ar/vd")
    assert item["dateline"]["city"] == "PUNE"
    assert item["dateline"]["date"] == "2026-11-02"
    assert item["located"] == "Pune"
    assert item["body_text"].startswith("The ferry left")
    assert (item["status"], item["pubstatus"]) == ("new", "usable")


@pytest.mark.parametrize(
    ("head", "status", "pubstatus"),
    [
        ("", "new", "usable"),
        ("CORRECTED: ", "correction", "usable"),
        ("KILL: ", "withdrawn", "canceled"),
        ("HOLD: ", "held", "withheld"),
    ],
)
def test_a_file_alone_has_the_status_that_its_copy_gives_it(
    feeds, head: str, status: str, pubstatus: str
) -> None:
    copy = f"headline: {head}Ferry\n\nIt left.\n"
    (item,) = feeds("parse", "-", "--json", stdin=copy.encode()).objects
    assert (item["status"], item["pubstatus"]) == (status, pubstatus)
    assert item["headline"] == "Ferry"


def test_items_on_the_desk_have_the_same_keys_and_what_the_desk_knows(desk) -> None:
    found = desk("items", "--json").objects
    assert [list(item) for item in found] == [ITEM, ITEM]
    for item in found:
        assert item["id"].startswith("tag:gnn9.com,2015:")
        assert item["page"].startswith("http://127.0.0.1:8009/story/2026/11/02/")
        assert (item["status"], item["channels"]) == ("new", ["all"])
        assert item["reason"]


def test_a_source_has_the_keys_of_the_contract_in_their_order(desk) -> None:
    found = {one["id"]: one for one in desk("sources", "--json").objects}
    assert list(found) == ["ians", "second", "down", "off"]
    assert all(list(one) == SOURCE for one in found.values())
    assert found["ians"]["state"] == "ok"
    assert found["ians"]["last_poll"].endswith("Z")
    assert found["ians"]["items_per_day"] > 0
    assert (found["down"]["state"], found["down"]["failures"]) == ("failing", 1)
    assert "refuses the connection" in found["down"]["error"]
    assert (found["off"]["state"], found["off"]["next_due"]) == ("disabled", None)
    assert all(one["reason"] for one in found.values())


def test_sources_can_be_asked_for_before_anything_was_polled(feeds, house) -> None:
    found = feeds("sources", "--json").objects
    assert [one["state"] for one in found] == ["waiting", "waiting", "waiting", "disabled"]
    assert [one["last_poll"] for one in found] == [None] * 4


def test_a_ledger_is_told_from_the_fetch_to_the_page(desk) -> None:
    id_ = desk("items", "--json", "--source", "ians").objects[0]["id"]
    lines = desk("explain", id_, "--json").objects
    assert [line["stage"] for line in lines] == ["fetch", "desk", "story", "publish"]
    assert all(line["reason"] for line in lines)
    assert all(line["at"].endswith("Z") for line in lines)
    assert all(line["headers"] == [] for line in lines)


def test_the_headers_that_a_document_came_with_are_told(feeds, house) -> None:
    feeds("once", "--source", "ians")
    with closing(sqlite3.connect(house / "feeds.db")) as store, store:
        store.execute("""UPDATE payload SET headers = '[["Via", "1.1 a"], ["Via", "1.0 b"]]'""")
    (one,) = feeds("items", "--json", "--source", "ians").objects
    told = [line["headers"] for line in feeds("explain", one["id"], "--json").objects]
    assert told == [[["Via", "1.1 a"], ["Via", "1.0 b"]], [], [], []]


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("all", "in all under full rights"),
        ("sports", "not in sports: select: subjects: India, Transport; none is of sports"),
    ],
)
def test_a_ledger_tells_why_an_item_is_in_a_channel_or_is_not(desk, channel: str, why: str) -> None:
    id_ = desk("items", "--json", "--source", "ians").objects[0]["id"]
    *_, last = desk("explain", id_, "--json", "--channel", channel).objects
    assert (last["stage"], last["rule"], last["reason"]) == ("channel", "route/2", why)
    assert why in desk("explain", id_, "--channel", channel).out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("parse", "--json", "drop/ferry.txt", "nothing.txt", "config.toml"), 1),
        (("items", "--json", "--all"), 0),
        (("sources", "--json"), 0),
        (("explain", "nobody", "--json"), 1),
        (("explain", "ferry-1", "--json"), 2),
        (("items", "--json", "--channel", "nobody"), 2),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_where_json_was_asked_for_nothing_else_is_on_standard_output(
    desk, arguments: tuple[str, ...], status: int
) -> None:
    said = desk(*arguments)
    assert said.status == status
    assert all(said.objects)
    assert bool(said.err) is bool(status)


def test_a_pass_tells_in_json_what_it_did_and_names_failures_elsewhere(feeds, house) -> None:
    said = feeds("once", "--json")
    assert said.status == 1
    polled = {one["source"]: one for one in said.objects if "source" in one}
    assert {id_: one["outcome"] for id_, one in polled.items()} == {
        "ians": "new", "second": "new", "down": "failed",
    }  # fmt: skip
    assert polled["ians"]["new"] == 1
    (released,) = [one for one in said.objects if "released" in one]
    assert released["released"] == ["all", "sports"]
    assert "source down: it refuses the connection" in said.err


def test_a_rule_that_is_added_and_taken_away_again_is_followed_and_told(feeds, house) -> None:
    path = house / "config.toml"
    plain = path.read_text()
    rule = (
        'rights = "full"\nrules = [{ id = "boats", drop = { text = "ferry" }, reason = "Dull." }]\n'
    )
    ruled = plain.replace('rights = "full"\n', rule, 1)
    for text in (plain, ruled, plain):
        path.write_text(text)
        feeds("once")
    (one,) = feeds("items", "--json", "--source", "ians").objects
    lines = feeds("explain", one["id"], "--json", "--channel", "all").objects
    desk = [line for line in lines if line["stage"] == "desk"]
    assert [line["status"] for line in desk] == ["new", "rejected", "new"]
    assert desk[1]["rule"].startswith("rules.boats/")
    assert desk[1]["reason"] == 'dropped by rule "boats" of its source: Dull.'
    assert lines[-1]["reason"] == "in all under full rights"
    path.write_text(ruled)
    feeds("once")
    said = feeds("explain", one["id"], "--json", "--channel", "all").objects[-1]["reason"]
    assert said == 'not in all: not published: dropped by rule "boats" of its source: Dull.'


def test_a_right_that_has_run_out_is_told_with_its_end(feeds, house) -> None:
    path = house / "config.toml"
    over = 'rights = "full"\nrights_until = 2026-01-31T12:00:00Z\n'
    path.write_text(path.read_text().replace('rights = "full"\n', over, 1))
    feeds("once")
    (one,) = [o for o in feeds("items", "--json", "--all").objects if o["source"] == "ians"]
    publish, channel = feeds("explain", one["id"], "--json", "--channel", "all").objects[-2:]
    assert publish["reason"] == "not published: its rights ran out on 2026-01-31 12:00 UTC"
    said = 'not in all: rights: source "ians" allowed it until 2026-01-31 12:00 UTC'
    assert channel["reason"] == said


def test_the_versions_of_an_item_are_shown_beside_each_other(feeds, house) -> None:
    drop = house / "drop"
    (drop / "a.txt").write_text("headline: Ferry sinks\nid: f1\n\nA ferry sank off Kollam today.\n")
    feeds("once")
    assert "there is one version" in feeds("explain", "f1", "--versions").out
    (drop / "b.txt").write_text("headline: Ferry sinks\nid: f1\n\nTwo ferries sank off Kollam.\n")
    feeds("once", "--source", "ians")
    (told,) = feeds("explain", "f1", "--versions", "--json").objects
    assert (told["revision"], told["status"]) == (2, "update")
    assert "-A ferry sank off Kollam today." in told["diff"]
    assert "+Two ferries sank off Kollam." in feeds("explain", "f1", "--versions").out


@pytest.mark.parametrize(
    "command", [("kill", "", "--reason", "x"), ("explain", ""), ("purge", "--item", " ")]
)
def test_an_id_that_is_empty_means_no_item_though_one_came_without(
    feeds, house, command: tuple[str, ...]
) -> None:
    (house / "drop" / "a.txt").write_text(
        "headline: Ferry sinks\n\nA ferry sank off Kollam today.\n"
    )
    feeds("once")
    assert feeds(*command).status == 2
    assert {one["status"] for one in feeds("items", "--json", "--all").objects} == {"new"}
