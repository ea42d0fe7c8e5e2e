"""Which title, summary and copy of an entry stand, where it has several, as feedparser would have it."""

from __future__ import annotations

from feedparser.mixin import _FeedParserMixin
from lxml import etree

from feeds.model import Origin, Text
from feeds.parse.elements import (
    HTML,
    PLAIN,
    XHTML,
    Scope,
    Unsure,
    attribute,
    inline,
    mended,
    name_of,
    type_of,
)

_IN_IMAGE = frozenset({"url", "title", "link", "width", "height"})


def _looks_like_html(value: str) -> bool:
    """Whether feedparser takes it for HTML: not without a tag or an entity."""
    return ("<" in value or "&" in value) and _FeedParserMixin.looks_like_html(value)


class Constructs:
    """The text constructs of one entry (RFC 4287, 3.1), element by element, in their order."""

    title: Text | None = None
    summary: Text | None = None
    body: Text | None = None
    origin: Origin | None = None
    has_title = has_lent_title = has_summary = False

    def __init__(self, scope: Scope, *, url: str, atom: bool, has_content: bool) -> None:
        self.scope = scope
        self.url = url
        self.atom = atom
        self.titled = self.summed = self.bodied = scope
        self.has_content = has_content

    def _title(self, child: etree._Element) -> None:
        """The first that says something stands."""
        title, scope = self._construct(child, PLAIN)
        if not self.has_title:
            self.title, self.titled = title, scope
            self.has_title, self.has_lent_title = bool(title), False

    def _media_title(self, child: etree._Element) -> None:
        """A title of a picture, which stands in until the entry's own comes."""
        title, scope = self._construct(child, PLAIN)
        if not self.has_title:
            if self.title is not None or self.origin is not None:
                raise Unsure  # which of two stands depends on how deep each is
            self.title, self.titled = title, scope
            self.has_lent_title = True

    def _description(self, child: etree._Element) -> None:
        if self.has_summary and not self.has_content:
            self._content(child)
            return
        self.summary, self.summed = self._construct(child, HTML)
        self.has_summary = True

    def _media_description(self, child: etree._Element) -> None:
        if self.summary is None or not self.has_content:
            self._description(child)
            return
        # The entry's own stands, but of what type it was feedparser has forgotten.
        if self._construct(child, HTML)[0].value != self.summary.value:
            self.summary = Text(value=self.summary.value, html=True)

    def _image(self, child: etree._Element) -> None:
        """A picture of the entry, whose title feedparser takes for the entry's where it has none."""
        for one in child:
            name = name_of(one.tag, one.prefix)
            if name not in _IN_IMAGE or len(one) or one.get("href"):
                raise Unsure
            if name != "title":
                continue
            title, scope = self._construct(one, PLAIN)
            if self.has_lent_title:
                raise Unsure
            if self.title is None:
                self.title, self.titled = title, scope
                self.has_lent_title = True
            elif title.value != self.title.value:
                self.title = Text(value=self.title.value, html=True)
                self.titled = scope
            self.has_title = False

    def _summary(self, child: etree._Element) -> None:
        if self.has_summary and not self.has_content:
            self._content(child)
            return
        self.summary, self.summed = self._construct(child, PLAIN)
        self.has_summary = True

    def _content(self, child: etree._Element) -> None:
        self.has_content = True
        self._take_content(*self._construct(child, PLAIN))

    def _encoded(self, child: etree._Element) -> None:
        self.has_content = True
        self._take_content(*self._construct(child, HTML))

    def _take_content(self, body: Text, scope: Scope) -> None:
        if not self.body:
            self.body, self.bodied = body, scope
        # feedparser sums an entry up by its content where nothing else does.
        self.has_summary = True

    def _construct(self, child: etree._Element, default: str) -> tuple[Text, Scope]:
        scope, kind = self.scope, default
        if len(child) or child.attrib:
            scope = scope.inside(child)
            if self.atom and attribute(child, "type").lower() in XHTML:
                return Text(value=mended(inline(child)), html=True), scope
            kind = type_of(child, default)
        value = (child.text or "").strip()
        if kind == PLAIN and not self.atom and _looks_like_html(value):
            kind = HTML
        return Text(value=mended(value), html=kind == HTML), scope

    def _bearings(self, body: Text) -> tuple[str, str]:
        """The base address and the language of the entry: those of its copy, where it has any."""
        own = self.scope
        if self.bodied is own and self.summed is own and self.titled is own:
            told = self.body or self.summary is not None or self.title is not None
            return (own.base or self.url, own.language) if told else (self.url, "")
        scopes = [
            scope
            for scope, stands in (
                (self.bodied, bool(body)),
                (self.summed, self.summary is not None),
                (self.titled, self.title is not None),
            )
            if stands
        ]
        base = next((scope.base for scope in scopes if scope.base), "") or self.url
        return base, next((scope.language for scope in scopes if scope.language), "")
