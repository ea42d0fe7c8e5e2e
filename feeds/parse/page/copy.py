"""The copy on a page, told from all else that stands there. That is trafilatura's work."""

from __future__ import annotations

import logging
import re

import lxml.html

from feeds.errors import ParseError

_MISSING = "pages are read with trafilatura, which is not installed: `make extras`, or the extra `pages` of gnn9-feeds"
_BODY = re.compile(
    r"\A\s*<html>\s*<body>(.*)</body>\s*</html>\s*\Z|\A\s*<html>\s*<body\s*/>\s*</html>\s*\Z",
    re.DOTALL,
)
_HEADING = re.compile(r"\A\s*<h1>.*?</h1>", re.DOTALL)


def copy_in(tree: lxml.html.HtmlElement) -> str:
    """The story as HTML, without the headline above it; ``""`` where there is none.

    Raises ParseError where trafilatura is missing, and where it fails.
    """
    try:
        from trafilatura import extract
    except ImportError as fault:
        raise ParseError(_MISSING) from fault
    logging.getLogger("trafilatura").setLevel(
        logging.CRITICAL
    )  # what it tells of is told by the poll
    try:
        # A tree: of a text it might think that it is compressed or in another encoding. Without metadata it
        # looks for no date, which would be the hour's.
        found = extract(
            tree,
            output_format="html",
            favor_precision=True,
            include_comments=False,
            include_formatting=True,
            include_links=True,
            with_metadata=False,
        )
    except Exception as fault:  # what it raises is written nowhere
        raise ParseError(
            f"the copy cannot be told from the page ({type(fault).__name__})"
        ) from fault
    hit = _BODY.match(found or "")
    return _HEADING.sub("", hit[1] or "", count=1).strip() if hit is not None else ""
