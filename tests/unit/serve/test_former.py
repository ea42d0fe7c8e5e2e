"""Channels that were renamed or retired: whoever still asks is told, at every address that they had."""

import pytest

from feeds.model import Channel
from feeds.serve.former import former
from tests.unit.serve.conftest import Site

PAST = former(
    [
        Channel(id="world", title="World", formerly=("foreign", "abroad")),
        Channel(id="all", title="All", formerly=("every", "all", "rest")),
    ],
    ["chess"],
)


@pytest.fixture
def site(folder) -> Site:
    for suffix in ("rss", "atom", "json", "html"):
        (folder / f"world.{suffix}").write_bytes(b"the world")
    return Site(folder=folder, options={"moved": PAST.moved, "gone": PAST.gone})


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("foreign.rss", "world.rss"),
        ("abroad.atom", "world.atom"),
        ("foreign.html", "world.html"),
        ("foreign", "world"),
        ("archive/foreign/3.rss", "archive/world/3.rss"),
        ("every.rss", "all.rss"),
        ("archive/every/3.rss", "archive/all/3.rss"),
        ("foreigner.rss", ""),
        ("all.rss", ""),
        ("chess.rss", ""),
        ("story/foreign.html", ""),
        ("foreign-3.rss", ""),
        ("index.html", ""),
    ],
)
def test_every_address_of_a_renamed_channel_leads_to_the_same_of_the_new(
    path: str, leads: str
) -> None:
    """S19."""
    assert PAST.moved(path) == leads


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("rest.rss", "all.rss"),
        ("rest", "all"),
        ("archive/rest/3.atom", "all.atom"),
        ("archive/rest/3", "all"),
        ("archive/all/3.rss", ""),
    ],
)
def test_a_channel_that_was_merged_leads_to_the_other_and_its_archive_to_where_that_begins(
    path: str, leads: str
) -> None:
    """S19: page 3 of the other has other stories."""
    assert PAST.moved(path) == leads


@pytest.mark.parametrize("path", ["chess.rss", "chess", "chess.html", "archive/chess/1.atom"])
def test_every_address_of_a_retired_channel_is_gone(path: str) -> None:
    """S19."""
    assert PAST.gone(path) == "This feed is no longer published."
    assert PAST.gone(path.replace("chess", "world")) == ""


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["foreign.rss", "abroad.json", "foreign", "foreign.html"])
async def test_a_renamed_channel_answers_with_where_it_is(client, path: str, method: str) -> None:
    """S19: for good, to readers and to scripts."""
    answer = await client.request(method, f"/{path}")
    assert answer.status_code == 301
    new = path.replace("foreign", "world").replace("abroad", "world")
    assert answer.headers["location"] == f"https://feeds.example/{new}"
    assert answer.headers["cache-control"].startswith("public, max-age=240")
    opened = answer.headers.get("access-control-allow-origin")
    assert opened == ("*" if path.endswith(("rss", "json")) else None)


@pytest.mark.parametrize("path", ["chess.rss", "chess.json", "chess", "chess.html"])
async def test_a_retired_channel_answers_that_it_is_gone(client, path: str) -> None:
    """S08, S19: in words."""
    answer = await client.get(f"/{path}")
    assert answer.status_code == 410
    assert "This feed is no longer published." in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["foreign.rss", "chess.rss"])
async def test_nothing_is_taken_where_a_channel_was(client, path: str) -> None:
    """S05."""
    answer = await client.post(f"/{path}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    preflight = await client.options(f"/{path}")
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")


async def test_a_file_that_stands_is_given_whatever_was_renamed(client, folder) -> None:
    """Until the new config has been published."""
    (folder / "foreign.rss").write_bytes(b"still here")
    assert (await client.get("/foreign.rss")).content == b"still here"


async def test_an_old_address_leads_nowhere_before_the_new_one_is_there(client, folder) -> None:
    """S19: a permanent redirect to nothing would be remembered."""
    (folder / "world.rss").unlink()
    answer = await client.get("/foreign.rss")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "public, max-age=10")
    assert (await client.get("/foreign")).status_code == 301
