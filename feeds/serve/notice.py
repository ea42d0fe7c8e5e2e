"""The page that stands in for one that was taken away, in the style of the house."""

from __future__ import annotations

from html import escape


def notice_of(why: str, base: str) -> bytes:
    """A short page that says, in a sentence, why there is no other; `base` is the path of the front page."""
    words, home = escape(why), escape(base)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{words}</title>
<link rel="stylesheet" href="{home}style.css">
<link rel="icon" href="{home}favicon.svg" type="image/svg+xml">
</head>
<body>
<main class="notice">
<h1>{words}</h1>
<p><a href="{home}">Newest stories</a></p>
</main>
</body>
</html>
""".encode()
