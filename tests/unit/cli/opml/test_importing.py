"""Sources from other programs: `opml import` adds what may be polled, and refuses the rest with the reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from feeds.app.loading import load
from feeds.parse.safety import MOST_ITEMS
from tests.hostile import armed
from tests.unit.cli.opml.lists import EMPTY, a_list, outline, sources


def test_each_feed_of_a_list_becomes_a_source_and_is_told(bring, config: Path) -> None:
    """X32."""
    said = bring(
        [outline("https://www.bell.example/rss", "The Bell"), outline("http://b.example:8080/", "")]
    )
    assert said.status == 0
    assert said.out.splitlines() == [
        "added as the-bell: https://www.bell.example/rss",
        "added as b-example: http://b.example:8080/",
        "2 added, 0 already there, 0 refused",
    ]
    assert (
        said.err
        == "config.toml: written; no daemon has heard; it is read on SIGHUP or at a start\n"
    )
    assert config.read_text().startswith(EMPTY)
    assert sources(config) == [
        {
            "id": "the-bell",
            "provider": "The Bell",
            "url": "https://www.bell.example/rss",
            "rights": "summary",
        },
        {
            "id": "b-example",
            "provider": "b.example",
            "url": "http://b.example:8080/",
            "rights": "summary",
        },
    ]
    assert [one.enabled for one in load(config).sources] == [True, True]


def test_folders_and_categories_become_subjects(bring, config: Path) -> None:
    inner = outline("https://a.example/", "A", category="/Ports/Boats")
    bring([f'<outline text="World">{inner}</outline>'])
    assert sources(config)[0]["subjects"] == ["Ports", "Boats", "World"]


def test_a_list_that_is_imported_twice_changes_nothing(bring, config: Path) -> None:
    """X32."""
    feeds = [outline("https://a.example/rss", "A"), outline("https://b.example/rss", "A")]
    bring(feeds)
    once, written = config.read_bytes(), config.stat().st_ino
    said = bring(feeds)
    assert said.status == 0
    assert said.out.splitlines()[:2] == [
        "already there as a: https://a.example/rss",
        "already there as a-2: https://b.example/rss",
    ]
    assert (said.err, config.read_bytes(), config.stat().st_ino) == ("", once, written)


@pytest.mark.parametrize(
    "url",
    ["HTTPS://A.example/rss", "https://a.example/rss#top", " https://a.example/rss "],
)
def test_another_spelling_of_an_address_is_the_same_one(bring, config: Path, url: str) -> None:
    """X32."""
    said = bring([outline("https://a.example/rss", "A"), outline(url, "B")])
    assert len(sources(config)) == 1
    assert "1 added, 1 already there" in said.out


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://10.0.0.1/rss", "10.0.0.1 is private"),
        ("http://127.1/rss", "127.0.0.1 is loopback"),
        ("http://[::ffff:169.254.169.254]/latest", "169.254.169.254 is link-local"),
        ("http://0x7f000001/", "127.0.0.1 is loopback"),
        ("http://1.2.3.4.5/", "its host is a number and no address"),
        ("https://desk:x@a.example/rss", "***@a.example/rss: it has a user name in it"),
        ("feed://a.example/rss", "http:// or https://"),
        ("ftp://a.example/rss", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("javascript:alert(1)", "http:// or https://"),
        ("gopher://a.example/", "http:// or https://"),
        ("//a.example/rss", "http:// or https://"),
        ("rss.xml", "http:// or https://"),
        ("https://", "http:// or https://"),
        ("http://a.example:0/", "has a host"),
        ("http://a.example:x/", "a port in digits"),
        ("http://a.example/a b", "http:// or https://"),
        ("http://a.example/\u202egpj.exe", "signs that cannot be seen"),
        ("http://a%2eexample/", "its host is written with per cent signs"),
        (f"http://a.example/{'x' * 3000}", "longer than 2048"),
    ],
)  # fmt: skip
def test_an_address_that_may_not_be_asked_is_refused_with_the_reason(
    bring, config: Path, url: str, why: str
) -> None:
    """X03, X32."""
    said = bring([outline(url, "A"), outline("https://b.example/rss", "B")])
    assert said.status == 1
    first, *_ = said.err.splitlines()
    assert first.startswith("feeds: refused: ")
    assert why in first
    assert "1 added, 0 already there, 1 refused" in said.out
    assert [one["id"] for one in sources(config)] == ["b"]


def test_what_the_operator_has_opened_is_open_to_lists_too(bring, config: Path) -> None:
    """X03, X07, X32."""
    config.write_text(f'{EMPTY}allow_networks = ["10.1.0.0/16"]\n')
    said = bring([outline("http://10.1.2.3/rss", "A"), outline("http://10.2.0.1/rss", "B")])
    assert (said.status, [one["id"] for one in sources(config)]) == (1, ["a"])


@pytest.mark.parametrize(
    "url",
    [
        "https://desk:zq-canary@a.example/rss",
        "https://zq-canary@a.example/rss",
        "https://desk:zq-canary/x@a.example/rss",
        "https://desk:zq-canary?@a.example/rss",
        "https:\\\\desk:zq-canary@a.example/rss",
        "zq-canary:zq-canary@a.example",
    ],
)
def test_no_credential_of_an_address_is_kept_or_repeated(bring, config: Path, url: str) -> None:
    """X32, X34."""
    for json in ((), ("--json",)):
        said = bring([outline(url, "A")], *json)
        assert said.status == 1
        assert "canary" not in said.out + said.err
        assert config.read_text() == EMPTY


@pytest.mark.parametrize("number", range(0, len(armed()), 10))
def test_hostile_lists_add_texts_and_nothing_else(bring, config: Path, number: int) -> None:
    """X32: neither the config, nor the terminal, nor an id has anything of them but words."""
    payloads = [one.replace("\0", "") for one in armed()[number : number + 10]]
    breakers = [
        '"\n[site]\nname = "x',
        "'''",
        "\\",
        '"""',
        "\x1b]0;x\x07",
        "\u202e",
        "]]",
        "\x9b31m",
    ]
    outlines = [
        outline(f"https://a.example/{at}", payload, category=payload)
        for at, payload in enumerate([*payloads, *breakers])
    ]
    said = bring(outlines)
    assert said.status == 0, said.err
    tables = tomllib.loads(config.read_text())
    added = tables.pop("source")
    assert tables == tomllib.loads(EMPTY)
    assert len(added) == len(outlines)
    for one in added:
        assert set(one) <= {"id", "provider", "url", "rights", "subjects"}
        assert (one["provider"] + "".join(one.get("subjects", ()))).isprintable()
    assert all(line.isprintable() for line in said.out.splitlines())
    bring([outline(f"https://a.example/{word}", "x") for word in payloads])  # some are refused
    assert tomllib.loads(config.read_text())["site"] == tomllib.loads(EMPTY)["site"]


def test_too_long_a_list_is_refused_and_nothing_is_written(bring, config: Path) -> None:
    """X32."""
    said = bring(outline(f"https://a.example/{n}", "A") for n in range(MOST_ITEMS + 1))
    assert (said.status, said.out) == (1, "")
    assert said.err == f"feeds: -: more than {MOST_ITEMS} items\n"
    assert config.read_text() == EMPTY


def test_the_longest_list_there_may_be_is_imported(bring, config: Path) -> None:
    assert bring(outline(f"https://a.example/{n}", "A") for n in range(MOST_ITEMS)).status == 0
    ids = {one.id for one in load(config).sources}
    assert len(ids) == MOST_ITEMS


def test_more_bytes_than_a_document_may_have_are_not_read(feeds, config: Path) -> None:
    """X32."""
    config.write_text(f'{EMPTY}max_bytes = "1KiB"\n')
    said = feeds("opml", "import", "/dev/zero")
    assert (said.status, said.err) == (1, "feeds: /dev/zero: larger than 1024 bytes\n")


def test_a_bomb_is_refused_and_nothing_is_written(feeds, config: Path) -> None:
    """X32; CVE 34."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>' + a_list(
        outline("https://a.example/", "A").replace('text="A"', 'text="&b;"')
    )
    said = feeds("opml", "import", "-", stdin=bomb)
    assert (said.status, said.out) == (1, "")
    assert said.err == "feeds: -: it defines entities of its own (DOCTYPE)\n"
    assert config.read_text() == EMPTY


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("nothing.opml", None, "No such file"),
        ("a.opml", b"<rss/>", "not OPML: the root element is rss"),
        ("a.opml", b"\0\1", "damaged"),
        ("a.opml", a_list(), "names no feed"),
    ],
)
def test_a_file_that_is_no_list_is_named_with_the_reason(
    feeds, config: Path, name: str, body: bytes | None, why: str
) -> None:
    if body is not None:
        Path(name).write_bytes(body)
    said = feeds("opml", "import", name)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"feeds: {name}: ")
    assert why in said.err


def test_a_dry_run_says_the_same_and_writes_nothing(bring, config: Path) -> None:
    feeds = [outline("https://a.example/", "A"), outline("http://10.0.0.1/", "B")]
    said = bring(feeds, "--dry-run")
    assert said.out.splitlines() == [
        "would be added as a: https://a.example/",
        "1 would be added, 0 already there, 1 refused",
    ]
    assert (said.status, config.read_text()) == (1, EMPTY)


def test_json_has_an_object_for_each_feed(bring, config: Path) -> None:
    address = "https://a.example/"
    said = bring(
        [outline(address, "A", category="x"), outline(address, "B"), outline("http://10.0.0.1/", "C")],
        "--json",
    )  # fmt: skip
    assert said.objects == [
        {"outcome": "added", "url": address, "name": "A", "id": "a", "reason": "", "subjects": ["x"]},
        {"outcome": "known", "url": address, "name": "B", "id": "a", "reason": "", "subjects": []},
        {"outcome": "refused", "url": "http://10.0.0.1/", "name": "C", "id": "",
         "reason": "10.0.0.1 is private", "subjects": []},
    ]  # fmt: skip


def test_opml_alone_shows_what_it_can_do(feeds) -> None:
    said = feeds("opml")
    assert said.status == 2
    assert "import" in said.out + said.err
