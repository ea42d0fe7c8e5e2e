"""The desk held to the model: all that anybody can read, word for word, and all that everybody should."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.model import Channel
from tests.pipeline.public.desk import Desk
from tests.pipeline.public.model import Model, Words
from tests.pipeline.public.stories import Part, words_in

_FEEDS = ("rss", "atom", "json")


def differences(desk: Desk, model: Model, *, but_for: str = "") -> list[str]:
    """What stands somewhere and may not, or should and does not; documents of the channel `but_for`, which
    could not be written, are left alone, and so is the list of channels, which shows what stands in them.
    """
    now = desk.clock()
    public = desk.place.public()
    found: list[str] = []
    by_channel = {one.id: one for one in model.channels}
    for path, body in public.items():
        words = set(words_in(body))
        name = path.partition(" ")[0]
        if but_for and name.startswith((f"{but_for}.", "index.html")):
            continue
        too_much = words - _may_stand_in(name, by_channel, model, desk)
        found += [f"{path} has {_said(one)}" for one in sorted(too_much)]
    for channel in model.channels:
        if channel.id != but_for:
            found += _lacking(channel, public, model.must(channel, now))
    pages = (body for path, body in public.items() if path.startswith("story/"))
    shown = {word for body in pages for word in words_in(body)}
    lacking = model.must(None, now) - shown
    return [*found, *(f"no page has {_said(one)}" for one in sorted(lacking))]


def ledger(desk: Desk, model: Model, found: list[str]) -> str:
    """What the desk and the model say of the first story in which they differ."""
    number = int(found[0].partition("story ")[2].partition(",")[0])
    said = [f"at {desk.clock()}", f"the model: {model.stories.get(number)}"]
    for held in desk.store.find(f"story-{number}"):
        said += [f"{line.at} {line.status} {line.reason}" for line in desk.store.ledger(held.id)]
        said.append(f"in {held.channels}, published {held.published}, under {held.page}")
    return "\n".join(said)


def _may_stand_in(name: str, channels: Mapping[str, Channel], model: Model, desk: Desk) -> Words:
    """Words that may stand in a document; none in one that should not stand at all."""
    now = desk.clock()
    if name.startswith("story/"):
        return model.may(None, now)
    if name.startswith("index.html"):  # headlines and summaries of all channels
        seen = {one for channel in channels.values() for one in model.may(channel, now)}
        return {one for one in seen if one[0] in {Part.HEADLINE, Part.SUMMARY, Part.REST}}
    if name.startswith("sitemap-news.xml"):  # headlines of all pages
        return {one for one in model.may(None, now) if one[0] is Part.HEADLINE}
    # A page of an archive shows what its channel may.
    channel = channels.get(name.removeprefix("archive/").partition("/")[0].partition(".")[0])
    return model.may(channel, now) if channel is not None else set()


def _lacking(channel: Channel, public: Mapping[str, bytes], must: Words) -> list[str]:
    found = []
    for suffix in _FEEDS:
        path = f"{channel.id}.{suffix}"
        archive = f"archive/{channel.id}/"
        read = [public.get(path, b"")]
        read += [
            body
            for name, body in public.items()
            if name.startswith(archive) and name.endswith(suffix)
        ]
        lacking = must - {word for body in read for word in words_in(body)}
        found += [f"{path} and its archive lack {_said(one)}" for one in sorted(lacking)]
    return found


def _said(word: tuple[Part, int, int]) -> str:
    part, story, version = word
    return f"{part.name.lower()} of story {story}, version {version}"
