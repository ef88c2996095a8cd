"""The words under several spans as one line of text, for people."""

from __future__ import annotations

from collections.abc import Sequence

# Invisible characters that printed names carry from their web pages: soft hyphens, zero-width spaces and joiners.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_UNSEEN = str.maketrans(dict.fromkeys(INVISIBLE, ""))
_STOPS = ".!?…:;,"


def passage(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The words under `spans`: `` … `` between two where words are left out, else the stop that stands there."""
    out = ""
    previous = -1
    for start, end in spans:
        if previous >= 0:
            gap = text[previous:start]
            if previous > start or any(c.isalnum() for c in gap):
                out += " … "
            else:
                out += next((c for c in gap if c in _STOPS), "") + " "
        out += text[start:end]
        previous = end
    return out


def one_line(text: str) -> str:
    """`text` on one line, without invisible characters: for names, which are values of their own and no spans."""
    return " ".join(text.translate(_UNSEEN).split())
