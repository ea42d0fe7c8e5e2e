"""Addresses in items: on the web, and without what follows whoever clicks."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

# What no joining and splitting of addresses would change.
_WEB_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/(?!\.)[A-Za-z0-9_~%!$&'()*+,;=:@.-]*)+"
    r"(?:\?[A-Za-z0-9/_~%!$&'()*+,;=:@.?-]+)?"
)
_TRACKING = re.compile(
    r"(?:^|(?<=&))(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ncid|cmpid|ocid|"
    r"at_(?:medium|campaign|custom\d)|spm)=[^&#]*&?",
    re.IGNORECASE,
)


def web_address(href: str, base: str) -> str:
    """An absolute http or https address; ``""`` for anything else."""
    if _WEB_ADDRESS.fullmatch(href) is not None:
        return href
    try:
        found = urljoin(base, href.strip()) if base else href.strip()
        parts = urlsplit(found)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return ""
    return "".join(found.split())


def without_tracking(link: str) -> str:
    """An address without what was added to it to follow whoever clicks."""
    head, mark, rest = link.partition("?")
    if not mark:
        return link
    query, hash_, fragment = rest.partition("#")
    kept = _TRACKING.sub("", query).rstrip("&")
    return head + (f"?{kept}" if kept else "") + (f"#{fragment}" if hash_ else "")
