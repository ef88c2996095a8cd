"""A reading for the terminal: one paragraph a statement, in the order of the text."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from belegg._passage import passage
from belegg.render import _summary as say
from belegg.render._clean import one_line
from belegg.types import Reading, Statement

__all__ = ["MIN_WIDTH", "render_text"]

MIN_WIDTH = 24
_INDENT = 3
_MAX_DEPTH = 4
_QUOTES = {"nb": "«»", "nn": "«»", "da": "»«", "sv": "””", "en": "“”", None: "“”"}
_CERTAINTY_COLOUR = {"certain": None, "probable": "cyan", "possible": "yellow", "unclaimed": "blue", "denied": "red"}


def render_text(reading: Reading, *, width: int = 80, colour: bool = False) -> str:
    """The statements of one article, made for the eye.

    `width` is in columns, `MIN_WIDTH` at least; `colour` allows ANSI styles. Ends with a line end. Whatever the article
    holds, the only control characters that come out are line ends and, with `colour`, the styles set here.
    """
    page = _Page(max(width, MIN_WIDTH), colour)
    title = one_line(say.headline(reading))
    page.add(title, bold_to=len(title))
    page.add(one_line(" · ".join(say.meta(reading))), dim=True)
    if not reading.statements:
        page.add(say.empty_notice(reading))
        return page.text()
    page.add(say.describe_counts(say.count(reading)))
    numbers = {statement.id: n for n, statement in enumerate(reading.statements, start=1)}
    depth = say.depths(reading.statements)
    for statement in reading.statements:
        page.gap()
        _add_statement(page, reading, statement, numbers, min(depth[statement.id], _MAX_DEPTH))
    return page.text()


def _add_statement(page: _Page, reading: Reading, statement: Statement, numbers: dict[str, int], depth: int) -> None:
    number = str(numbers[statement.id]).rjust(len(str(len(numbers))))
    left = " " * min(_INDENT * depth, page.width // 4)
    right = left + " " * (len(number) + 2)

    name = one_line(say.speaker_name(statement))
    hops = [one_line(hop) for hop in say.hands(reading, statement)]
    kind = say.KINDS[statement.kind] if statement.speaker else ""
    head = f"{name} ({kind})" if kind else name
    page.add(" → ".join([head, *hops]), first=f"{left}{number}  ", rest=right, bold_to=len(head))

    signs: list[str] = [statement.form, statement.certainty]
    if hedges := [one_line(reading.article.text[a:b]) for a, b in statement.hedges]:
        signs.append("hedged: " + ", ".join(hedges))
    if statement.hearsay:
        signs.append("≈ hearsay")
    if statement.nested_in in numbers:
        signs.append(f"within {numbers[statement.nested_in]}")
    signs.append(say.percent(statement.confidence))
    page.add(" · ".join(signs), first=right, fg=_CERTAINTY_COLOUR[statement.certainty], dim=True)

    quote = one_line(passage(reading.article.text, statement.content))
    if statement.form == "direct":
        marks = _QUOTES[reading.article.language]
        quote = f"{marks[0]}{quote}{marks[1]}"
    page.add(quote, first=right)


class _Page:
    """Lines wrapped to one width, styled or plain."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self._colour = colour
        self._lines: list[str] = []

    def add(self, text: str, *, first: str = "", rest: str | None = None, bold_to: int = 0, **style: Any) -> None:
        """Wrap `text` after `first`, further lines after `rest`; style the words, not the margin."""
        rest = first if rest is None else rest
        room = max(self.width - max(len(first), len(rest)), MIN_WIDTH // 2)
        at = 0
        for n, line in enumerate(textwrap.wrap(text, room, break_on_hyphens=False)):
            at = text.index(line, at)
            runs = [(line, style)]
            if bold := max(0, min(len(line), bold_to - at)):
                runs = [(line[:bold], {"bold": True}), (line[bold:], style)]
            at += len(line)
            self._lines.append((rest if n else first) + "".join(self._styled(*run) for run in runs if run[0]))

    def _styled(self, text: str, style: dict[str, Any]) -> str:
        return click.style(text, **style) if self._colour and style else text

    def gap(self) -> None:
        self._lines.append("")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"
