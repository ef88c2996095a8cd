"""One writer a format: takes readings as they come, knows how they are put together."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from belegg import render
from belegg._cli._output import Sink
from belegg.render._clean import one_line
from belegg.types import Reading, Statement

__all__ = ["HtmlWriter", "JsonWriter", "JsonlWriter", "TextWriter", "Writer", "keep_confident"]


class Writer(Protocol):
    """Takes readings one by one, then `finish`."""

    def add(self, reading: Reading) -> None: ...
    def finish(self) -> None: ...


class TextWriter:
    """For the eye; where there are several inputs a rule with the input's name stands above each article."""

    def __init__(self, sink: Sink, *, several: bool, width: int, colour: bool) -> None:
        self._sink = sink
        self._several = several
        self._width = width
        self._colour = colour
        self._count = 0

    def add(self, reading: Reading) -> None:
        parts = []
        if self._count:
            parts.append("\n")
        if self._several:
            name = one_line(reading.article.path or reading.article.url or "")[: self._width - 5]
            parts.append((f"── {name} " if name else "").ljust(self._width, "─") + "\n")
        parts.append(render.render_text(reading, width=self._width, colour=self._colour))
        self._sink.write("".join(parts))
        self._count += 1

    def finish(self) -> None:
        pass


class JsonlWriter:
    """One object a line."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def add(self, reading: Reading) -> None:
        self._sink.write(render.render_jsonl(reading) + "\n")

    def finish(self) -> None:
        pass


class JsonWriter:
    """One object, or an array: always where `several` says so, else as soon as a second article turns up."""

    def __init__(self, sink: Sink, *, several: bool) -> None:
        self._sink = sink
        self._several = several
        self._held: str | None = None
        self._open = False

    def add(self, reading: Reading) -> None:
        text = render.render_json(reading)
        if not self._open and not self._several and self._held is None:
            self._held = text
            return
        if not self._open:
            self._sink.write("[\n" + (f"{self._held},\n" if self._held is not None else "") + text)
            self._held, self._open = None, True
        else:
            self._sink.write(",\n" + text)

    def finish(self) -> None:
        if self._open:
            self._sink.write("\n]\n")
        elif self._held is not None:
            self._sink.write(self._held + "\n")
        elif self._several:
            self._sink.write("[]\n")


class HtmlWriter:
    """One page with all articles in sequence, written at the end."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._readings: list[Reading] = []

    def add(self, reading: Reading) -> None:
        self._readings.append(reading)

    def finish(self) -> None:
        if self._readings:
            self._sink.write(render.render_html_page(*self._readings))


def keep_confident(reading: Reading, floor: float) -> Reading:
    """`reading` without the statements below `floor`; what was nested in one hangs on the next that is left."""
    kept = {s.id for s in reading.statements if s.confidence >= floor}
    if len(kept) == len(reading.statements):
        return reading
    parent = {s.id: s.nested_in for s in reading.statements}

    def rehung(statement: Statement) -> Statement:
        at, seen = statement.nested_in, {statement.id}
        while at is not None and at not in kept and at not in seen:
            seen.add(at)
            at = parent.get(at)
        at = at if at in kept and at != statement.id else None
        return statement if at == statement.nested_in else replace(statement, nested_in=at)

    return replace(reading, statements=tuple(rehung(s) for s in reading.statements if s.id in kept))
