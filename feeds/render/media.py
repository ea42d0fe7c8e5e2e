"""Pictures, sound and film as feeds name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.model import Entry
from feeds.render.house import may_show, mixed
from feeds.render.text import address, line

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")

# A machine's own table of types would make the same edition differ from one machine to the next.
_BY_SUFFIX = {
    "aac": "audio/aac",
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
}
_UNKNOWN = "application/octet-stream"
_MEDIUMS = frozenset(("audio", "image", "video"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An enclosure that can be published: its address is absolute, its type is known."""

    href: str
    media_type: str
    length: int
    """Bytes; 0 when unknown, as the RSS Advisory Board's profile has it."""
    title: str
    creditline: str
    in_place: bool
    """Whether it may stand in a page as a picture."""

    @property
    def medium(self) -> str:
        """Media RSS ``medium``: audio, image, video, or document."""
        kind = self.media_type.partition("/")[0]
        return kind if kind in _MEDIUMS else "document"


def attachments(entry: Entry) -> tuple[Attachment, ...]:
    """The entry's enclosures in order; those without an http address, and repeats, left out."""
    kept: dict[str, Attachment] = {}
    for enclosure in entry.enclosures:
        href = address(enclosure.href)
        if not href or href in kept or not _is_public(href):
            continue
        media_type = _media_type(enclosure.media_type, href)
        kept[href] = Attachment(
            href=href,
            media_type=media_type,
            length=max(enclosure.length or 0, 0),
            title=line(enclosure.title),
            creditline=line(enclosure.creditline),
            in_place=media_type.startswith("image/") and may_show(entry, href),
        )
    return tuple(kept.values())


def carried(entry: Entry) -> tuple[Attachment, ...]:
    """What feeds carry of `attachments`: no picture without TLS where the site has it, since readers show it
    in place. Pages link to it.
    """
    return tuple(
        one for one in attachments(entry) if one.medium != "image" or not mixed(entry, one.href)
    )


def _is_public(href: str) -> bool:
    """Whether an address has a host that others can know: a name without a dot is one's own."""
    host = urlsplit(href).hostname or ""
    return "." in host or ":" in host


def _media_type(stated: str, href: str) -> str:
    essence = line(stated.partition(";")[0]).lower()
    if _MEDIA_TYPE.fullmatch(essence):
        return essence
    name = href.partition("?")[0].rpartition("/")[2]
    return _BY_SUFFIX.get(name.rpartition(".")[2].lower(), _UNKNOWN)
