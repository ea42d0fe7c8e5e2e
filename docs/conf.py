"""The documents as a site: `make site` builds it from the pages of this folder, and stops at a warning."""

project = "GNN9 Feeds"
author = "Global News Network 9"
extensions = ["myst_parser"]
root_doc = "index"
exclude_patterns = ["_build"]
# Headings can be led to as on a page of a forge, so that one link is right in both.
myst_heading_anchors = 4
html_theme = "furo"
html_title = "GNN9 Feeds"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
highlight_language = "none"
