"""A pass that finds nothing to do is found out without reading more than where the store is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.__main__ import plain_pass
from feeds.app.clock import clock
from feeds.app.loading import load
from feeds.app.parts import open_store
from feeds.app.resting import digest_of, has_nothing_to_do
from feeds.app.serving import taken_from
from feeds.decide.rulings import PURGE
from feeds.errors import BusyError
from feeds.model import Alarm, AlarmKind, AlarmRecord, AlarmRoute, JournalLine
from feeds.store.journalfile import append, journal_path
from feeds.store.lock import hold
from tests.servers.ports import free_port
from tests.unit.conftest import Feeds


def test_after_a_pass_there_is_nothing_to_do_until_something_changes(
    config: Path, feeds: Feeds
) -> None:
    assert not has_nothing_to_do(config)
    assert feeds("once").status == 0
    assert has_nothing_to_do(config)
    assert feeds("once").status == 0
    config.write_text(config.read_text().replace('title = "All"', 'title = "All stories"'))
    assert not has_nothing_to_do(config)
    assert feeds("once").status == 0
    assert "All stories" in (config.parent / "public" / "all.rss").read_text()
    assert has_nothing_to_do(config)


def test_a_folder_that_was_emptied_is_filled_again(config: Path, feeds: Feeds) -> None:
    story = "headline: A bell\n\nDivers raised a bell from the bay on Monday.\n"
    (config.parent / "drop" / "bell.txt").write_text(story)
    assert feeds("once").status == 0
    public = config.parent / "public"
    before = {file: file.read_bytes() for file in public.rglob("*") if file.is_file()}
    assert any("story" in file.parts for file in before)
    shutil.rmtree(public)
    assert not has_nothing_to_do(config)
    assert feeds("once").status == 0
    assert {file: file.read_bytes() for file in public.rglob("*") if file.is_file()} == before
    assert has_nothing_to_do(config)


def test_an_alarm_that_a_way_out_is_still_owed_is_something_to_do_when_it_may_be_tried_again(
    config: Path, feeds: Feeds
) -> None:
    mail = f'url = "smtp://127.0.0.1:{free_port()}"\nto = ["a@b.example"]\nsender = "c@b.example"\n'
    config.write_text(f"{config.read_text()}\n[alarms.email]\n{mail}")
    assert feeds("once").status == 0
    assert has_nothing_to_do(config)
    alarm = Alarm(kind=AlarmKind.FLOOD, subject="drop", words="it floods")
    with closing(open_store(load(config))) as store:
        store.save_alarms([AlarmRecord(number=1, change=1, alarm=alarm, said=clock())])
        store.save_alarm_route(AlarmRoute(name="log"))
    assert not has_nothing_to_do(config)
    assert "alarm: flood drop: it floods" in feeds("once").err
    assert has_nothing_to_do(config), "mail failed, and waits"
    with closing(open_store(load(config))) as store:
        (route,) = (one for one in store.alarm_routes() if one.name == "e-mail to a@b.example")
        assert "cannot be had" in route.error
        store.save_alarm_route(replace(route, due=clock()))
    assert not has_nothing_to_do(config)


def test_an_older_store_that_is_put_back_looks_at_the_folder_first(
    config: Path, feeds: Feeds
) -> None:
    """What came since is in the folder, and the store knows nothing of it."""
    drop, public, store = (config.parent / name for name in ("drop", "public", "feeds.db"))
    assert feeds("once").status == 0
    yesterday = store.read_bytes()
    time.sleep(1.01)  # documents have dates of whole seconds
    (drop / "bell.txt").write_text("headline: A bell\n\nDivers raised a bell on Monday.\n")
    assert feeds("once", "--source", "d").status == 0
    assert list(public.rglob("a-bell-*"))
    (drop / "done" / "bell.txt").unlink()
    for name in ("feeds.db-wal", "feeds.db-shm"):
        store.with_name(name).unlink(missing_ok=True)
    store.write_bytes(yesterday)
    assert not has_nothing_to_do(config)
    assert feeds("once").status == 0
    assert not list(public.rglob("a-bell-*"))
    assert "A bell" not in (public / "all.rss").read_text()
    assert has_nothing_to_do(config)


def test_a_feed_that_is_gone_is_made_again(config: Path, feeds: Feeds) -> None:
    feeds("once")
    feed = config.parent / "public" / "all.rss"
    before = feed.read_bytes()
    feed.unlink()
    assert not has_nothing_to_do(config)
    assert feeds("once").status == 0
    assert feed.read_bytes() == before


def test_what_stands_in_the_way_of_a_feed_costs_the_sources_nothing(
    config: Path, feeds: Feeds
) -> None:
    feeds("once")
    public = config.parent / "public"
    for file in public.glob("all.rss*"):
        file.unlink()
    (public / "all.rss" / "x").mkdir(parents=True)
    (config.parent / "drop" / "bell.txt").write_text("headline: A bell\n\nDivers raised a bell.\n")
    feeds("sources", "--poll", "d")
    done = feeds("once")
    assert done.status == 1
    assert "all.rss" in done.err
    assert "A bell" in feeds("items").out


def test_of_a_store_that_was_replaced_the_new_one_is_asked(config: Path, feeds: Feeds) -> None:
    drop, database = config.parent / "drop", config.parent / "feeds.db"
    story = "id: bell\nheadline: {}\n\nDivers raised a bell from the bay on Monday.\n"
    (drop / "1.txt").write_text(story.format("A bell"))
    feeds("once")
    (page,) = (config.parent / "public").glob("story/*/*/*/*.html")
    path = str(page.relative_to(config.parent / "public"))
    old = database.read_bytes()
    withdrawn = taken_from(load(config))
    assert not withdrawn(path)
    (drop / "2.txt").write_text(story.format("KILL: A bell"))
    feeds("sources", "--poll", "d")
    feeds("once")
    assert withdrawn(path)
    for file in config.parent.glob("feeds.db*"):
        file.rename(file.with_name(f"old-{file.name}"))
    database.write_bytes(old)
    assert not withdrawn(path)


def with_an_archive(config: Path, feeds: Feeds) -> tuple[Path, str]:
    """The first page of the archive of a channel that shows one story, and its path."""
    text = config.read_text()
    config.write_text(text.replace("[[channel]]", '[[channel]]\nsize = 1\nwindow = "0s"', 1))
    for number in (1, 2, 3):
        story = f"headline: Bell {number}\n\nDivers raised bell {number} from the bay on Monday.\n"
        (config.parent / "drop" / f"{number}.txt").write_text(story)
    feeds("once")
    page = next((config.parent / "public" / "archive").glob("*/1.rss"))
    return page, str(page.relative_to(config.parent / "public"))


def test_a_page_of_an_archive_that_stood_is_gone_and_one_that_never_did_is_not_there(
    config: Path, feeds: Feeds
) -> None:
    text = config.read_text()
    page, path = with_an_archive(config, feeds)
    why = taken_from(load(config))
    config.write_text(text.replace("[[channel]]", "[[channel]]\narchive = false", 1))
    feeds("once")
    assert not page.exists()
    assert why(path) == "These stories are no longer kept in the archive."
    assert why(path.replace("1.rss", "99.rss")) == ""


def test_a_page_of_an_archive_that_is_missing_for_the_moment_is_not_said_to_be_gone(
    config: Path, feeds: Feeds
) -> None:
    page, path = with_an_archive(config, feeds)
    _, channel, _ = path.split("/")
    why = taken_from(load(config))
    page.unlink()
    assert why(path) == ""
    with closing(open_store(load(config))) as store:
        stood = store.archive_page(channel, 1)
        assert stood is not None
        store.save_pages([replace(stood, members=())], due=True)
    assert why(path) == ""  # it was taken away, and is made again
    with closing(open_store(load(config))) as store:
        store.begin_above("former", 9)
    formerly = path.replace(f"/{channel}/", "/former/")
    renamed = taken_from(load(config), lambda asked: asked.replace("/former/", f"/{channel}/"))
    assert renamed(formerly) == ""  # nor is an old address of it gone
    with closing(open_store(load(config))) as store:
        store.save_pages([replace(stood, members=())])
    assert why(path) == "These stories are no longer kept in the archive."
    with closing(open_store(load(config))) as store:
        store.drop_pages(channel)
    assert why(path) == "These stories are no longer kept in the archive."


def test_a_house_without_channels_can_be_at_rest(config: Path, feeds: Feeds) -> None:
    config.write_text(config.read_text().partition("[[channel]]")[0])
    assert feeds("once").status == 0
    assert has_nothing_to_do(config)


def test_what_may_no_longer_stand_is_not_made_again_first(config: Path, feeds: Feeds) -> None:
    (config.parent / "drop" / "bell.txt").write_text("headline: A bell\n\nDivers raised a bell.\n")
    feeds("once")
    shutil.rmtree(config.parent / "public")
    config.write_text(config.read_text().replace('rights = "full"', 'rights = "internal"'))
    assert feeds("once").status == 0
    files = (config.parent / "public").rglob("*.*")
    assert not [file for file in files if file.is_file() and b"A bell" in file.read_bytes()]


def test_another_folder_is_filled_at_once(config: Path, feeds: Feeds) -> None:
    (config.parent / "drop" / "bell.txt").write_text("headline: A bell\n\nDivers raised a bell.\n")
    feeds("once")
    stories = sorted(file.name for file in (config.parent / "public").glob("story/*/*/*/*.html"))
    assert stories
    config.write_text(config.read_text().replace('directory = "public"', 'directory = "other"'))
    assert feeds("once").status == 0
    there = sorted(file.name for file in (config.parent / "other").glob("story/*/*/*/*.html"))
    assert there == stories


def test_a_source_that_is_asked_for_ends_the_rest(config: Path, feeds: Feeds) -> None:
    feeds("once")
    assert feeds("sources", "--poll", "d").status == 0
    assert not has_nothing_to_do(config)


def test_a_config_that_is_broken_after_a_pass_is_still_refused(config: Path, feeds: Feeds) -> None:
    feeds("once")
    config.write_text(config.read_text().replace("rights", "rigths"))
    assert feeds("once").status == 2
    config.write_text("no TOML = = =")
    assert not has_nothing_to_do(config)
    assert feeds("once").status == 2


def test_whoever_holds_the_store_is_named_all_the_same(config: Path, feeds: Feeds) -> None:
    feeds("once")
    with hold(config.parent / "feeds.db", kind="run"):
        with pytest.raises(BusyError):
            has_nothing_to_do(config)
        refused = feeds("once")
    assert refused.status == 1
    assert "holds the store" in refused.err


def test_another_secret_is_another_config(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text(
        config.read_text().replace(
            'path = "drop"',
            'url = "http://a.example/"\nauth = { username = "u", password_env = "FEEDS_TEST_SECRET" }',
        )
    )
    monkeypatch.setenv("FEEDS_TEST_SECRET", "one")
    first = digest_of(config)
    assert digest_of(config) == first
    monkeypatch.setenv("FEEDS_TEST_SECRET", "two")
    assert digest_of(config) != first
    assert "two" not in digest_of(config)


@pytest.mark.parametrize(
    ("arguments", "environment", "path"),
    [
        (["once"], {}, "config.toml"),
        (["once"], {"FEEDS_CONFIG": "/etc/feeds.toml"}, "/etc/feeds.toml"),
        (["once", "-c", "a.toml"], {"FEEDS_CONFIG": "b.toml"}, "a.toml"),
        (["once", "--config", "a.toml"], {}, "a.toml"),
    ],
)
def test_a_plain_pass_is_told_from_its_words(
    arguments: list[str], environment: dict[str, str], path: str
) -> None:
    assert plain_pass(arguments, environment) == Path(path)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["run"],
        ["once", "--help"],
        ["once", "--json"],
        ["once", "--source", "d"],
        ["once", "-c"],
    ],
)
def test_any_other_command_line_goes_the_ordinary_way(arguments: list[str]) -> None:
    assert plain_pass(arguments, {}) is None


def test_a_pass_with_nothing_due_loads_neither_the_command_line_nor_the_pipeline(
    config: Path, feeds: Feeds, load_of: Callable[[Path], set[str]]
) -> None:
    feeds("once")
    loaded = load_of(config)
    assert "feeds.store.sql" in loaded
    assert not loaded & {"typer", "pydantic", "feeds.pipeline.ingest", "lxml", "httpx"}
    # A word to it in a table of ours would load it.
    assert "sqlalchemy.dialects.postgresql" not in loaded


@pytest.fixture
def load_of() -> Callable[[Path], set[str]]:
    def modules(config: Path) -> set[str]:
        script = (
            f"import sys; sys.argv = ['feeds', 'once', '-c', {str(config)!r}]\n"
            "from feeds.__main__ import main; main()\nprint(*sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
        )
        return set(done.stdout.split())

    return modules


def test_copy_that_was_to_go_and_is_still_there_is_something_to_do(
    config: Path, feeds: Feeds
) -> None:
    """A purge that was killed between its two steps."""
    feeds("once")
    assert has_nothing_to_do(config)
    line = JournalLine(seq=0, at=clock(), verb=PURGE, target="source:ians", reason="")
    append(journal_path(config.parent / "feeds.db"), line)
    assert not has_nothing_to_do(config)
    store = open_store(load(config))
    entered = store.enter(line.verb, line.target, line.reason, line.at)
    store.have_applied(entered.seq)
    store.close()
    assert not has_nothing_to_do(config)
    feeds("once")
    assert has_nothing_to_do(config)


def test_a_house_s_own_style_is_published_in_the_place_of_the_program_s(
    config: Path, feeds: Feeds
) -> None:
    own = config.parent / "own"
    own.mkdir()
    (own / "style.css").write_text("p{color:teal}")
    (own / "notes.txt").write_text("not to be published")
    text = config.read_text()
    config.write_text(text.replace("[publish]\n", '[publish]\nown = "own"\n', 1))
    assert feeds("once").status == 0
    public = config.parent / "public"
    assert (public / "style.css").read_text() == "p{color:teal}"
    assert (public / "favicon.svg").is_file()
    assert not (public / "notes.txt").exists()
    assert has_nothing_to_do(config)
    (own / "style.css").write_text("p{color:navy}")
    assert not has_nothing_to_do(config)
    assert feeds("once").status == 0
    assert (public / "style.css").read_text() == "p{color:navy}"


def test_a_folder_of_its_own_that_is_not_there_is_a_fault_of_the_config(
    config: Path, feeds: Feeds
) -> None:
    text = config.read_text()
    config.write_text(text.replace("[publish]\n", '[publish]\nown = "nowhere"\n', 1))
    refused = feeds("once")
    assert refused.status == 2
    assert "publish.own" in refused.err


def test_what_a_command_loads_is_looked_through_for_cycles_seldom_and_not_at_its_end() -> None:
    told = "lambda: print(gc.get_threshold()[0], gc.get_freeze_count() > 10_000)"
    script = f"import atexit, gc; atexit.register({told}); from feeds.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "10000 True"
