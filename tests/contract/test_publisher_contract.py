"""What `Publisher` promises (feeds/contracts), held by every implementation of it."""

import gzip
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest

from feeds.contracts import Publisher
from feeds.errors import PublishError
from feeds.model import Document, DocumentRecord
from feeds.publish.folder import Folder

NOON = datetime(2026, 11, 2, 12, 0, 0, 654321, tzinfo=UTC)
LATER = NOON + timedelta(minutes=15)
WHOLE_NOON = NOON.replace(microsecond=0)
PAGE = "story/2026/11/02/dam-opens-mrk3k2a7qx.html"

CHANNEL = ("all.rss", "all.atom", "all.json", "all.html")

Known = dict[str, DocumentRecord]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "public"


@pytest.fixture(params=[Folder])
def publisher(request: pytest.FixtureRequest, directory: Path) -> Publisher:
    make: Callable[[Path], Publisher] = request.param
    return make(directory)


def a_document(path: str = "all.rss", body: str = "one", *, twins: bool = True) -> Document:
    return Document(path=path, media_type="text/plain", body=body.encode() * 50, twins=twins)


def known(*records: DocumentRecord) -> Known:
    return {record.path: record for record in records}


def noted(*paths: str) -> Known:
    """What is known of documents that were written at noon."""
    return known(*(DocumentRecord(path=one, sha256="", modified=WHOLE_NOON) for one in paths))


def files_of(directory: Path) -> list[str]:
    """What whoever serves the folder finds in it, by its names; hidden ones are nobody's to serve."""
    found = [p.relative_to(directory) for p in directory.rglob("*") if not p.is_dir()]
    return sorted(p.as_posix() for p in found if not p.parts[0].startswith("."))


def stamp(file: Path) -> tuple[int, int]:
    return file.stat().st_ino, file.stat().st_mtime_ns


def test_a_document_stands_with_twins_that_say_the_same(
    publisher: Publisher, directory: Path
) -> None:
    document = a_document()
    publisher.write([document], {}, NOON)
    assert files_of(directory) == ["all.rss", "all.rss.br", "all.rss.gz"]
    assert (directory / "all.rss").read_bytes() == document.body
    assert gzip.decompress((directory / "all.rss.gz").read_bytes()) == document.body
    assert brotli.decompress((directory / "all.rss.br").read_bytes()) == document.body


def test_what_stands_is_read_as_it_was_written(publisher: Publisher, directory: Path) -> None:
    """X30: a link that leads out of the folder leads nowhere."""
    one, page = a_document(), a_document(PAGE, twins=False)
    assert publisher.read("all.rss") is None
    publisher.write([one, page], {}, NOON)
    assert (publisher.read("all.rss"), publisher.read(PAGE)) == (one.body, page.body)
    other = a_document(body="two")
    publisher.write([other], noted("all.rss"), LATER)
    assert publisher.read("all.rss") == other.body
    outside = directory.parent / "secret"
    outside.write_bytes(b"zq")
    (directory / "led.rss").symlink_to(outside)
    assert publisher.read("led.rss") is None
    with pytest.raises(PublishError):
        publisher.read("../secret")


def test_a_document_without_twins_stands_alone(publisher: Publisher, directory: Path) -> None:
    publisher.write([a_document(PAGE, twins=False)], {}, NOON)
    assert files_of(directory) == [PAGE]


def test_a_document_that_loses_its_twins_leaves_no_old_ones(
    publisher: Publisher, directory: Path
) -> None:
    publisher.write([a_document(PAGE)], {}, NOON)
    publisher.write([a_document(PAGE, "two", twins=False)], {}, LATER)
    assert files_of(directory) == [PAGE]


def test_records_name_what_changed_under_the_whole_second(publisher: Publisher) -> None:
    """S02."""
    (record,) = publisher.write([a_document()], {}, NOON)
    assert record.path == "all.rss"
    assert record.modified == WHOLE_NOON
    assert len(record.sha256) == 64


def test_every_file_carries_its_last_modified(publisher: Publisher, directory: Path) -> None:
    """S02: mtime is the instant the bytes last changed, on the twins as well."""
    publisher.write([a_document()], {}, NOON)
    for name in files_of(directory):
        assert (directory / name).stat().st_mtime_ns == int(WHOLE_NOON.timestamp()) * 10**9


def test_the_same_bytes_are_not_written_again(publisher: Publisher, directory: Path) -> None:
    """S03."""
    before = publisher.write([a_document()], {}, NOON)
    stamps = [stamp(directory / name) for name in files_of(directory)]
    assert publisher.write([a_document()], known(*before), LATER) == ()
    assert [stamp(directory / name) for name in files_of(directory)] == stamps


def test_changed_bytes_replace_the_file_by_another(publisher: Publisher, directory: Path) -> None:
    """S10: whoever holds the old file open reads it to its end."""
    before = publisher.write([a_document()], {}, NOON)
    with (directory / "all.rss").open("rb") as old:
        (after,) = publisher.write([a_document(body="two")], known(*before), LATER)
        assert old.read() == a_document().body
    assert (directory / "all.rss").read_bytes() == a_document(body="two").body
    assert after.modified == LATER.replace(microsecond=0)


@pytest.mark.parametrize(
    "lost", ["all.rss", "all.rss.gz", "all.rss.br", ".generations/all/1/all.rss.gz"]
)
def test_a_lost_file_comes_back_under_its_old_date_and_is_no_change(
    publisher: Publisher, directory: Path, lost: str
) -> None:
    before = publisher.write([a_document()], {}, NOON)
    (directory / lost).unlink()
    assert publisher.missing(noted("all.rss")) == ("all.rss",)
    assert publisher.write([a_document()], known(*before), LATER) == ()
    assert publisher.missing(noted("all.rss")) == ()
    assert (directory / lost).stat().st_mtime == WHOLE_NOON.timestamp()


def test_a_twin_of_another_version_is_as_good_as_none(
    publisher: Publisher, directory: Path
) -> None:
    """A writer killed between two renames leaves one; going back to the old copy must undo it."""
    before = publisher.write([a_document()], {}, NOON)
    newer = directory / "all.rss.gz"
    newer.write_bytes(gzip.compress(b"withdrawn since"))
    assert publisher.missing(noted("all.rss")) == ("all.rss",)
    assert publisher.write([a_document()], known(*before), LATER) == ()
    assert gzip.decompress(newer.read_bytes()) == a_document().body


def test_a_page_without_twins_is_not_missing_any(publisher: Publisher) -> None:
    publisher.write([a_document(PAGE, twins=False)], {}, NOON)
    assert publisher.missing(noted(PAGE)) == ()


def test_a_file_of_another_date_is_another_version_and_as_good_as_none(
    publisher: Publisher, directory: Path
) -> None:
    """An older store that is put back knows older documents than the folder has."""
    before = publisher.write([a_document(), a_document(PAGE)], {}, NOON)
    publisher.write([a_document(body="two"), a_document(PAGE, body="two")], known(*before), LATER)
    assert publisher.missing(known(*before)) == ("all.rss", PAGE)
    assert publisher.write([a_document(), a_document(PAGE)], known(*before), LATER) == ()
    assert publisher.missing(known(*before)) == ()
    assert (directory / PAGE).read_bytes() == a_document().body


def test_pages_that_nobody_knows_are_told_and_nothing_that_others_may_have_put_there(
    publisher: Publisher, directory: Path
) -> None:
    assert publisher.strays(()) == ()
    archived = "archive/all/1.atom"
    publisher.write([a_document(archived)], {}, NOON)
    assert publisher.strays(()) == (archived,)
    publisher.remove([archived])
    other = PAGE.replace("dam", "bridge")
    publisher.write([a_document(), a_document(PAGE), a_document(other)], {}, NOON)
    (directory / "about.html").write_text("theirs")
    (directory / other).unlink()
    assert publisher.strays([PAGE]) == (other,), "its twins stand"
    assert sorted(publisher.strays(())) == [other, PAGE]
    publisher.remove(publisher.strays([PAGE]))
    assert publisher.strays([PAGE]) == ()
    assert (directory / PAGE).exists()


def test_what_was_never_written_is_missing(publisher: Publisher) -> None:
    assert publisher.missing(noted("all.rss", PAGE)) == ("all.rss", PAGE)


# --- one generation at a time ---------------------------------------------------------------


def a_channel(body: str, *, twins: bool = True) -> list[Document]:
    return [a_document(name, f"{name} {body}", twins=twins) for name in CHANNEL]


def everything_below(directory: Path) -> str:
    """The bytes of all files that are anywhere in the folder, decoded."""
    unpack = {".gz": gzip.decompress, ".br": brotli.decompress}
    return "".join(
        unpack.get(file.suffix, bytes)(file.read_bytes()).decode()
        for file in directory.rglob("*")
        if file.is_file()
    )


def test_all_formats_of_a_channel_change_at_one_stroke(
    publisher: Publisher, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S10: before and after each name that is changed in the folder they are of one edition."""
    before = publisher.write(a_channel("one"), {}, NOON)
    seen: list[set[str]] = []
    real = os.rename

    def watched(*args: object, **kwargs: object) -> None:
        real(*args, **kwargs)  # type: ignore[arg-type]
        seen.append({(directory / name).read_text().split()[1][:3] for name in CHANNEL})

    monkeypatch.setattr(os, "rename", watched)
    publisher.write(a_channel("two"), known(*before), LATER)
    assert all(len(words) == 1 for words in seen)
    assert seen[-1] == {"two"}


def test_whoever_was_on_the_way_to_the_old_generation_finds_the_new_one(
    publisher: Publisher, directory: Path
) -> None:
    """S10: a server resolves the link and opens the file behind it, and may be slow between the two."""
    before = publisher.write(a_channel("one"), {}, NOON)
    resolved = {name: (directory / name).resolve() for name in CHANNEL}
    publisher.write(a_channel("two"), known(*before), LATER)
    for name, file in resolved.items():
        assert file != (directory / name).resolve()
        assert file.read_bytes() == (directory / name).read_bytes()
        twin = file.with_name(f"{name}.gz")
        assert gzip.decompress(twin.read_bytes()) == file.read_bytes()


def test_only_what_changed_of_a_channel_is_written(publisher: Publisher, directory: Path) -> None:
    """S02: what stays keeps its file and so its date, its twins too."""
    before = publisher.write(a_channel("one"), {}, NOON)
    stamps = {name: stamp(directory / name) for name in files_of(directory)}
    changed = a_document("all.atom", "all.atom two")
    publisher.write([a_channel("one")[0], changed], known(*before), LATER)
    kept = {name for name in stamps if stamp(directory / name) == stamps[name]}
    assert kept == {name for name in stamps if not name.startswith("all.atom")}
    assert (directory / "all.atom").read_bytes() == changed.body


def test_copy_that_is_taken_back_is_nowhere_in_the_folder_any_more(
    publisher: Publisher, directory: Path
) -> None:
    """S16: not in the generation before either, and first without the twins, which take longest."""
    before = publisher.write(a_channel("secret"), {}, NOON)
    records = publisher.write(a_channel("two", twins=False), known(*before), LATER)
    assert "two" in everything_below(directory)
    assert "secret" not in everything_below(directory)
    assert files_of(directory) == sorted(CHANNEL)
    assert publisher.write(a_channel("two"), known(*records), LATER) == ()
    assert len(files_of(directory)) == 3 * len(CHANNEL)
    assert publisher.missing(known(*records)) == ()


def test_a_removed_format_is_in_no_generation_and_the_others_stay(
    publisher: Publisher, directory: Path
) -> None:
    before = publisher.write(a_channel("one"), {}, NOON)
    publisher.write(a_channel("two"), known(*before), LATER)
    publisher.remove(["all.atom"])
    assert "all.atom" not in everything_below(directory)
    assert "all.atom" not in {name for name in files_of(directory) if "atom" in name}
    left = [record for record in before if record.path != "all.atom"]
    assert (directory / "all.rss").read_text().startswith("all.rss two")
    publisher.remove([record.path for record in left])
    assert [p for p in directory.rglob("*") if not p.is_dir()] == []


def test_generations_do_not_pile_up(publisher: Publisher, directory: Path) -> None:
    records: Known = {}
    for number in range(5):
        made = publisher.write(a_channel(str(number)), records, NOON + timedelta(hours=number))
        records.update(known(*made))
    standing = (directory / "all.rss").resolve().parent
    others = [one for one in standing.parent.iterdir() if one.is_dir() and one != standing]
    assert len([one for one in others if not one.is_symlink()]) == 1


def test_a_folder_of_plain_files_is_taken_over_and_no_file_is_ever_missing(
    publisher: Publisher, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As earlier versions of this program wrote it."""
    directory.mkdir()
    for document in a_channel("secret"):
        (directory / document.path).write_bytes(document.body)
        (directory / f"{document.path}.gz").write_bytes(gzip.compress(document.body))
    real = os.rename

    def watched(*args: object, **kwargs: object) -> None:
        real(*args, **kwargs)  # type: ignore[arg-type]
        assert all((directory / name).exists() for name in CHANNEL)

    monkeypatch.setattr(os, "rename", watched)
    assert publisher.missing(noted(*CHANNEL)) == CHANNEL
    records = publisher.write(a_channel("two", twins=False), {}, LATER)
    assert files_of(directory) == sorted(CHANNEL)
    assert "secret" not in everything_below(directory)
    assert publisher.write(a_channel("two"), known(*records), LATER) == ()
    assert publisher.missing(known(*records)) == ()


def test_removed_documents_go_with_their_twins(publisher: Publisher, directory: Path) -> None:
    """S16: a withdrawal takes every compressed variant along."""
    publisher.write([a_document(), a_document(PAGE), a_document("world.atom")], {}, NOON)
    publisher.remove(["all.rss", PAGE, "never/was/here.html"])
    assert files_of(directory) == ["world.atom", "world.atom.br", "world.atom.gz"]


def test_removing_from_a_folder_that_is_not_there_is_no_error(publisher: Publisher) -> None:
    publisher.remove(["all.rss"])


def test_the_same_body_gives_the_same_files_at_any_time(tmp_path: Path) -> None:
    """S03: across processes, restarts and rebuilds."""
    bodies = []
    for name, now in (("a", NOON), ("b", LATER)):
        Folder(tmp_path / name).write([a_document()], {}, now)
        bodies.append([(tmp_path / name / n).read_bytes() for n in files_of(tmp_path / name)])
    assert bodies[0] == bodies[1]


def test_of_two_documents_with_one_path_the_later_counts(
    publisher: Publisher, directory: Path
) -> None:
    (record,) = publisher.write([a_document(), a_document(body="two")], {}, NOON)
    assert (directory / "all.rss").read_bytes() == a_document(body="two").body
    assert publisher.write([a_document(body="two")], known(record), LATER) == ()


def test_what_is_published_is_for_everybody(publisher: Publisher, directory: Path) -> None:
    before = os.umask(0o077)
    try:
        publisher.write([a_document(), a_document(PAGE)], {}, NOON)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE((directory / name).stat().st_mode) for name in files_of(directory)}
    assert modes == {0o644}
    assert stat.S_IMODE((directory / "story" / "2026").stat().st_mode) == 0o755


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../all.rss",
        "story/../../all.rss",
        "story//all.rss",
        "./all.rss",
        "",
        "story/",
        ".hidden",
        "story/.hidden/x.html",
        "a\\b.html",
        "a\0b.html",
        "a\nb.html",
        "sub dir/x.html",
        "all.rss.gz",
        "all.rss.br",
        "x" * 300 + ".html",
    ],
)
def test_no_path_leads_out_of_the_folder_or_hides_in_it(
    publisher: Publisher, directory: Path, path: str
) -> None:
    """X30."""
    for attempt in (
        lambda: publisher.write([a_document(path)], {}, NOON),
        lambda: publisher.remove([path]),
        lambda: publisher.missing(noted(path)),
    ):
        with pytest.raises(PublishError, match="no path"):
            attempt()
    assert not directory.exists()


def test_no_link_leads_out_of_the_folder(
    publisher: Publisher, directory: Path, tmp_path: Path
) -> None:
    """X30: O_NOFOLLOW on every folder of the way, and on the file itself."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "page.html").write_text("theirs")
    directory.mkdir()
    (directory / "story").symlink_to(outside)
    (directory / "all.rss").symlink_to(outside / "page.html")
    with pytest.raises(PublishError):
        publisher.write([a_document("story/page.html")], {}, NOON)
    publisher.remove(["story/page.html"])
    assert publisher.missing(noted("story/page.html", "all.rss")) == ("story/page.html", "all.rss")
    publisher.write([a_document()], {}, NOON)
    assert (directory / "all.rss").resolve().is_relative_to(directory.resolve())
    assert (outside / "page.html").read_text() == "theirs"


@pytest.mark.parametrize("way", [".generations", ".generations/all", ".generations/all/1"])
def test_no_link_leads_a_generation_out_of_the_folder(
    publisher: Publisher, directory: Path, tmp_path: Path, way: str
) -> None:
    """X30."""
    before = publisher.write([a_document()], {}, NOON)
    (directory / way).rename(tmp_path / "outside")
    (directory / way).symlink_to(tmp_path / "outside")
    stood = {p: p.read_bytes() for p in (tmp_path / "outside").rglob("*") if p.is_file()}
    assert publisher.missing(known(*before)) == ("all.rss",)
    with suppress(PublishError):
        publisher.write([a_document(body="two")], known(*before), LATER)
    assert {p: p.read_bytes() for p in stood} == stood


def test_a_document_cannot_take_the_place_of_a_folder(
    publisher: Publisher, directory: Path
) -> None:
    (directory / "all.rss").mkdir(parents=True)
    with pytest.raises(PublishError):
        publisher.write([a_document()], {}, NOON)
    assert not [name for name in files_of(directory) if "tmp" in name]


def test_nothing_to_write_makes_nothing(publisher: Publisher, directory: Path) -> None:
    assert publisher.write([], {}, NOON) == ()
    assert not directory.exists()
