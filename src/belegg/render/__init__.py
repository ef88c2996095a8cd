"""Readings and claims made visible: for the eye in a terminal, as a page, for a notebook, as JSON.

All are pure: a value in, a string out. Every text of the article is treated as hostile: control characters never
reach a terminal, markup never reaches a page.
"""

from __future__ import annotations

from belegg.render._claim import render_claim_text
from belegg.render._claims import render_claim_item
from belegg.render._fragment import render_html_fragment
from belegg.render._json import render_json, render_jsonl, render_value
from belegg.render._page import render_html_page
from belegg.render._speakers import render_speakers_text
from belegg.render._text import render_text

__all__ = [
    "render_claim_item",
    "render_claim_text",
    "render_html_fragment",
    "render_html_page",
    "render_json",
    "render_jsonl",
    "render_speakers_text",
    "render_text",
    "render_value",
]
