"""Characters that must not reach a terminal or a page, made harmless.

What is drawn is changed here, never `Article.text`; JSON keeps every character (as an escape).
"""

from __future__ import annotations

import html
import re
from itertools import pairwise

__all__ = ["for_html", "for_terminal", "one_line"]

_REPLACEMENT = "\ufffd"
_C0 = [c for c in range(0x20) if c not in (0x09, 0x0A, 0x0D)]
# Embeddings, overrides and isolates reorder what is on the screen (CVE-2021-42574); no text needs to be obeyed so.
_BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
# Marks without width: nothing is lost when they are not drawn, and columns stay right.
_WIDTHLESS = [
    0xAD,
    0x61C,
    0x180E,
    *range(0x200B, 0x2010),
    0x2060,
    *range(0x2061, 0x2065),
    0xFEFF,
    *range(0xE0000, 0xE0080),
]
# Interlinear annotation, and what is no character at all.
_ODD = [0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF]

_TERMINAL: dict[int, str | None] = {
    **{c: chr(0x2400 + c) for c in _C0},
    0x7F: "\u2421",
    **{c: _REPLACEMENT for c in [*range(0x80, 0xA0), *_BIDI, *_ODD]},
    0x0D: "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
    **dict.fromkeys(_WIDTHLESS),
}
_HTML: dict[int, str | None] = {c: _REPLACEMENT for c in [*_C0, *range(0x7F, 0xA0), *_BIDI, *_ODD]}
_SURROGATES = re.compile("[\ud800-\udfff]")


def _unusual(table: dict[int, str | None]) -> re.Pattern[str]:
    """Finds a character that may have to be changed by a table: most texts have none, and to look costs a tenth of
    `translate`. Also finds what is beyond the first plane, since a class of letters of that plane alone is quick."""
    odd = sorted({-1, *(c for c in table if c < 0x10000), *range(0xD800, 0xE000), 0x10000})
    kept = (f"\\u{a + 1:04x}-\\u{b - 1:04x}" for a, b in pairwise(odd) if b - a > 1)
    return re.compile(f"[^{''.join(kept)}]")


_FOR_TERMINAL, _FOR_HTML = _unusual(_TERMINAL), _unusual(_HTML)


def for_terminal(text: str) -> str:
    """`text` with nothing in it that a terminal would obey; white space is kept, line ends become ``\\n``."""
    if not _FOR_TERMINAL.search(text):
        return text
    return _SURROGATES.sub(_REPLACEMENT, text.replace("\r\n", "\n").translate(_TERMINAL))


def one_line(text: str) -> str:
    """`for_terminal`, with every run of white space made one blank."""
    return " ".join(for_terminal(text).split())


def for_html(text: str) -> str:
    """`text` escaped for element content and quoted attributes, without characters that HTML forbids."""
    if _FOR_HTML.search(text):
        text = _SURROGATES.sub(_REPLACEMENT, text.translate(_HTML))
    return html.escape(text, quote=True)
