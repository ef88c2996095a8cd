"""Which news agencies a text is credited to: in the byline, in the dateline, or behind the last words."""

from __future__ import annotations

import re

from belegg.extract._lexicon import AGENCIES

__all__ = ["find_wire"]

_NAMES = "|".join(re.escape(a) for a in sorted(AGENCIES, key=lambda a: (-len(a), a)))
_NAME = re.compile(rf"(?<!\w)(?:{_NAMES})(?!\w)|/ritzau/")
_LIST = rf"©?\s*(?:{_NAMES})(?:\s*[-–/,&+]\s*(?:{_NAMES}))*"
# «BERGEN (NTB): …», «OSLO/ROMA (NTB-Reuters) – …», «(AP) — …»: a place in a few words at most, then the mark.
_DATELINE = re.compile(rf"[^\n().:]{{0,60}}[(\[]\s*({_LIST})\s*[)\]]\s*[:–—\-]?")
_DATELINE_PLACE_WORDS = 6
_END = re.compile(rf"(?:(?<=[.!?»”\"…\s])|^)(?:[(\[]\s*({_LIST})\s*[)\]]|(©\s*(?:{_NAMES}))|/({_NAMES})/?)\.?\s*$")
_WHOLE = re.compile(rf"[(\[/]?\s*({_LIST})\s*[)\]/]?\.?")
_TAIL = 80


def find_wire(text: str, *, byline: str | None = None) -> tuple[str, ...]:
    """The agencies credited for `text` (body text, paragraphs on lines of their own), in the order found.

    Only marks of delivery count: a byline, a dateline («OSLO (NTB): …») within the first lines, a mark behind the
    last words of a paragraph or on a line of its own. «… sier hun til NTB» is a statement, not a mark.
    """
    found: list[str] = []

    def add(names: str) -> None:
        found.extend(n for m in _NAME.finditer(names) if (n := AGENCIES[m[0]]) not in found)

    if byline:
        add(byline)
    lines = [ln.strip() for ln in text.splitlines() if ln.strip()]
    for line in lines[:4]:
        m = _DATELINE.match(line)
        if m and len(line[: m.start(1)].split()) <= _DATELINE_PLACE_WORDS and m.end() < len(line):
            add(m[1])
    for line in lines:
        if len(line) <= _TAIL and (whole := _WHOLE.fullmatch(line)):
            add(whole[1])
        elif m := _END.search(line[-_TAIL:]):
            add(next(g for g in m.groups() if g))
    return tuple(found)
