"""What a browser lets a page of ours do, whatever stands in its copy (Content Security Policy Level 3)."""

from __future__ import annotations

PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: http:; media-src 'self' https: http:; "
    "base-uri 'none'; form-action 'none'"
)
"""No script, no frame, no form, no style but the house's own file. It stands in each page, so that it holds
wherever the folder is served from.
"""
