"""Texts of articles made fit for a page: no longer than there is room for, nothing that reorders or hides."""

from __future__ import annotations

import re

from markupsafe import Markup

from belegg.desk._pages import marks
from belegg.render._clean import for_html, one_line

__all__ = ["NAME", "PASSAGE", "line", "shown", "web_address"]

NAME, PASSAGE = 160, 900
"""Characters of a name and of a passage that are shown."""
_ADDRESS = re.compile(r"https?://[!-~]+")


def line(text: str | None, most: int = NAME) -> str:
    """`text` on one line, `most` characters long at most; not escaped."""
    whole = one_line(text or "")
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def shown(text: str | None, most: int = PASSAGE) -> Markup:
    """`line`, escaped for element content and quoted attributes."""
    return marks(for_html(line(text, most)))


def web_address(url: str | None) -> str | None:
    """`url` where it may be a link: anything but a plain web address could be a script."""
    return url if url and _ADDRESS.fullmatch(url) else None
