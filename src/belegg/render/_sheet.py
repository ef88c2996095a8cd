"""Lines for a terminal: wrapped, styled or plain, and free of anything that a terminal would obey."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import click

from belegg.render._clean import for_terminal
from belegg.render._columns import width, wrap

__all__ = ["BOLD", "DIM", "PLAIN", "Run", "Sheet", "Style"]

_BLANKS = re.compile(r"\s+")
_LEAST_ROOM = 12

Run: TypeAlias = "str | tuple[str, Style]"


@dataclass(frozen=True, slots=True)
class Style:
    """How words stand out where colour is allowed."""

    bold: bool = False
    dim: bool = False
    fg: str | None = None

    def paint(self, text: str) -> str:
        marks: dict[str, Any] = {k: v for k, v in (("bold", self.bold), ("dim", self.dim), ("fg", self.fg)) if v}
        return click.style(text, **marks) if marks and text else text


PLAIN = Style()
BOLD = Style(bold=True)
DIM = Style(dim=True)


class Sheet:
    """Takes paragraphs and gives them as lines of `width` columns at most.

    Every text is made harmless here, so that none can get around it; margins (`first`, `rest`) are ours and kept as
    they are.
    """

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self._colour = colour
        self._lines: list[str] = []

    def add(self, *runs: Run, first: str = "", rest: str | None = None) -> None:
        """Wrap `runs` as one text after the margin `first`, further lines after `rest`. Nothing is added where there
        are no words."""
        rest = first if rest is None else rest
        pieces = [(run, PLAIN) if isinstance(run, str) else run for run in runs]
        parts = [(_BLANKS.sub(" ", for_terminal(text)), style) for text, style in pieces]
        text = "".join(part for part, _ in parts)
        room = max(self.width - max(width(first), width(rest)), _LEAST_ROOM)
        for n, (start, end) in enumerate(wrap(text, room)):
            self._lines.append((rest if n else first) + self._painted(parts, start, end))

    def _painted(self, parts: list[tuple[str, Style]], start: int, end: int) -> str:
        out = []
        at = 0
        for text, style in parts:
            piece = text[max(start - at, 0) : max(end - at, 0)]
            out.append(style.paint(piece) if self._colour else piece)
            at += len(text)
        return "".join(out)

    def gap(self) -> None:
        """An empty line, unless there is one or nothing before it."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def text(self) -> str:
        """The lines so far, each with its end."""
        return "".join(f"{line}\n" for line in self._lines)
