"""What the desk's pages share, and the files that they need."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple
from urllib.parse import urlencode

import nh3
from jinja2 import Template
from markupsafe import Markup

from feeds.render.furniture import static
from feeds.render.page import environment

_TAGS = {
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr",
    "u", "ul", "var", "wbr", "div",
}  # fmt: skip
_ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href"}, "td": {"colspan"}, "th": {"colspan"}}


class File(NamedTuple):
    """What a page needs beside itself."""

    body: bytes
    media_type: str


FILES = {
    "/desk.css": File(static("desk.css"), "text/css; charset=utf-8"),
    "/favicon.svg": File(static("favicon.svg"), "image/svg+xml"),
}


class Frame(NamedTuple):
    """What every page of somebody who sits at the desk has."""

    site: str
    user: str
    token: str
    here: str
    """The path of the page in the menu; ``""`` of one that is in none."""
    words: str = ""
    """What has become of what was done last."""
    well: bool = True


def login(words: str = "") -> bytes:
    """The page on which somebody says who they are; `words` say what went wrong."""
    return _template("login.html").render(words=words).encode()


def filled(name: str, frame: Frame, /, **said: object) -> bytes:
    """A page by the template of that name."""
    return _template(name).render(frame=frame, **said).encode("utf-8", "replace")


def copy(html: str) -> Markup:
    """Copy as an editor looks at it: as it goes out, without its pictures."""
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 - cleaned this moment


def link(path: str, **query: object) -> str:
    """The address of a page of the desk; what is empty is left out."""
    asked = urlencode({name: str(value) for name, value in query.items() if value})
    return f"{path}?{asked}" if asked else path


@cache
def _template(name: str) -> Template:
    made = environment().overlay()
    made.globals["link"] = link
    return made.get_template(f"desk/{name}")
