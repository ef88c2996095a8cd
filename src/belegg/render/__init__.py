"""A reading made visible: for the eye in a terminal, as a page, for a notebook, as JSON.

All are pure: a `Reading` in, a string out. Every text of the article is treated as hostile: control characters never
reach a terminal, markup never reaches a page.
"""

from __future__ import annotations

from belegg.render._fragment import render_html_fragment
from belegg.render._json import render_json, render_jsonl
from belegg.render._page import render_html_page
from belegg.render._text import render_text

__all__ = ["render_html_fragment", "render_html_page", "render_json", "render_jsonl", "render_text"]
