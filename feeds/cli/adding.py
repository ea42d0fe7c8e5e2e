"""The command that finds feeds and adds them to the config: `add`."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from feeds.cli import CONFIG, ConfigOption, Failed, JsonOption, Misused, app, complain, said_written

if TYPE_CHECKING:
    from feeds.app.adding import Offer
    from feeds.model import Item
    from feeds.pipeline.finding import Feed, Found

_SAMPLE = 3
_WIDTH = 100
_LONGEST = 280
_BY_HAND = (
    'give the address of a feed, or read the page itself: format = "list" and [source.list], '
    "see docs/configuration.md"
)


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Of a feed, or of a page.")],
    config: ConfigOption = CONFIG,
    pick: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Of several feeds, this one.")
    ] = None,
    id_: Annotated[str, typer.Option("--id", metavar="ID")] = "",
    provider: Annotated[str, typer.Option(metavar="NAME", help="The agency.")] = "",
    rights: Annotated[str, typer.Option(metavar="RIGHT", help="What may be shown.")] = "summary",
    language: Annotated[str, typer.Option(metavar="TAG")] = "",
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="Of dates that name none.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would change, and change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Find the feed behind a page or at an address, show what it holds, and add it to the config.

    Nothing else in the file changes. A running daemon reads it at once.

    Example: feeds add https://www.harbour.example/ --rights headline
    """
    import asyncio
    from contextlib import closing

    from feeds.app import adding as root
    from feeds.app.exchanging import tell
    from feeds.app.parts import make_workers

    wishes = root.Wishes(
        id=id_, provider=provider, rights=rights, language=language, timezone=timezone
    )
    with closing(make_workers(count=1)) as workers, asyncio.Runner() as runner, _said_of(url):
        found = runner.run(root.search(config, url, wishes, workers))
        _must_have_one(found, url)
        feed = _chosen(found, pick, as_json=as_json)
        offered = runner.run(root.offer(config, feed, wishes, workers))
    if offered.known_as:
        _say(offered, "known", as_json=as_json)
        return
    if not as_json:
        _show(feed, offered)
    try:
        change = root.add(config, offered.row, dry_run=dry_run)
    except OSError as fault:
        complain(f"{fault.filename or config}: {fault.strerror}")
        raise Failed from fault
    if not as_json:
        print(change if dry_run else "\n".join(_new_lines(change)), end="\n\n")
    _say(offered, "would be added" if dry_run else "added", as_json=as_json)
    if not dry_run:
        said_written(config, heard=tell(config))


@contextmanager
def _said_of(url: str) -> Iterator[None]:
    """Says why an address has no feed."""
    from feeds.app.adding import UnfitError
    from feeds.app.exchanging import harmless
    from feeds.errors import DeadlyError, FetchError, ParseError

    try:
        yield
    except UnfitError as fault:
        raise Misused(f"{harmless(url)}: {fault}") from fault
    except (FetchError, DeadlyError) as fault:
        complain(f"{harmless(url)}: {_plain(str(fault))}")
        raise Failed from fault
    except ParseError as fault:
        complain(f"{harmless(url)}: {_plain(str(fault))}; {_BY_HAND}")
        raise Failed from fault


def _must_have_one(found: Found, url: str) -> None:
    from feeds.app.exchanging import harmless

    for address, why in found.missed:
        complain(f"{harmless(address)}: {_plain(why)}")
    if found.feeds:
        return
    what = f"the page names none that can be read, nor is one at {found.guessed} usual places"
    complain(f"{_plain(url)}: no feed found: {what}; {_BY_HAND}")
    raise Failed


def _chosen(found: Found, pick: int | None, *, as_json: bool) -> Feed:
    """The one that is picked, or the only one. Raises Misused where it is left open."""
    if pick is None and len(found.feeds) == 1:
        return found.feeds[0]
    if pick is None:
        for number, feed in enumerate(found.feeds, 1):
            if as_json:
                _json({"outcome": "found", "number": number, **_about(feed)})
            else:
                print(f"{number:3}  {_summary(feed)}")
        if found.more:
            complain(f"{found.more} more links were not followed; --pick cannot mean them")
        if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise Misused(f"{len(found.feeds)} feeds; choose one with --pick N")
        pick = typer.prompt("Which one", type=int)
    if not 1 <= pick <= len(found.feeds):
        raise Misused(f"there are {len(found.feeds)} feeds to pick from, and none is number {pick}")
    return found.feeds[pick - 1]


def _show(feed: Feed, offered: Offer) -> None:
    """What it holds, as readers would have it under its right."""
    print(f"{_summary(feed)}\n")
    rights = str(offered.row["rights"])
    if rights == "internal":
        print("  nothing of it would be published\n")
        return
    for item in offered.items[:_SAMPLE]:
        when = item.versioncreated or item.firstcreated
        print(f"  {when:%Y-%m-%d %H:%M} UTC  " if when else "  no date  ", end="")
        print(_plain(item.headline))
        for line in _copy(item, rights):
            print(f"      {line}")
    if len(offered.items) > _SAMPLE:
        print(f"  ... and {len(offered.items) - _SAMPLE} more")
    print()
    if offered.names_no_zone:
        zone = offered.row.get("timezone", "UTC")
        complain(f"its dates name no time zone and are taken for {zone}; --timezone says otherwise")


def _copy(item: Item, rights: str) -> Iterator[str]:
    if item.verdict != "new":
        yield f"{item.verdict}: {_plain(item.verdict_reason)}"
    elif rights != "headline":
        words = _plain((rights == "full" and item.body_text) or item.summary)
        yield from textwrap.wrap(textwrap.shorten(words, _LONGEST, placeholder=" ..."), _WIDTH)


def _summary(feed: Feed) -> str:
    about = _about(feed)
    newest = f", the newest of {about['newest']}" if about["newest"] else ""
    title = f"  {about['title']}" if about["title"] else ""
    items = "1 item" if about["items"] == 1 else f"{about['items']} items"
    return f"{about['url']}{title}: {items} ({about['format']}){newest}"


def _about(feed: Feed) -> dict[str, object]:
    from feeds.app.looking import stamp

    dates = [one.versioncreated for one in feed.reading.items if one.versioncreated]
    return {
        "url": _plain(feed.url),
        "title": _plain(feed.title),
        "format": feed.reading.format,
        "items": len(feed.reading.items),
        "newest": stamp(max(dates, default=None)),
    }


def _new_lines(change: str) -> Iterator[str]:
    """What was added, without what stands round about."""
    for line in change.splitlines()[3:]:
        if line.startswith("+") and line != "+":
            yield line[1:]


def _say(offered: Offer, outcome: str, *, as_json: bool) -> None:
    if as_json:
        _json({"outcome": outcome, **offered.row, "id": offered.known_as or offered.row["id"]})
        return
    said = "already there" if outcome == "known" else outcome
    print(f"{said} as {offered.known_as or offered.row['id']}: {offered.row['url']}")


def _json(said: dict[str, object]) -> None:
    import orjson

    sys.stdout.write(orjson.dumps(said).decode() + "\n")


def _plain(words: str) -> str:
    """Words of a stranger, on one line and with nothing in them that a terminal would heed."""
    from feeds.parse.opml import shown

    return shown(words)
