"""Claims, speakers and decisions written in the formats of the commands that only read."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from belegg._cli._output import Sink, open_sink
from belegg.render import render_claim_item, render_claim_text, render_speakers_text, render_value
from belegg.render._claim_words import moment, short_id
from belegg.render._sheet import BOLD, DIM, Sheet

if TYPE_CHECKING:
    from belegg.claims import Claim, Speech
    from belegg.follow import Ledger
    from belegg.ledger import Decision

__all__ = [
    "Binary",
    "Look",
    "show_claim",
    "show_claims",
    "show_decisions",
    "show_notice",
    "show_speakers",
    "stdout_for",
]


class Look:
    """How the text format looks: columns, and whether in colour."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour


class _Wordings(dict[str, str]):
    """The wordings of claims by id, each asked for once."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    def of(self, claim: Claim) -> dict[str, str]:
        """Those that `claim` has relations to."""
        for relation in claim.relations:
            if relation.claim not in self:
                other = self._ledger.claim(relation.claim)
                self[relation.claim] = other.text if other else ""
        return self


def stdout_for(form: str) -> Sink:
    """Standard output: text in its own encoding, all else in UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return open_sink(None, encoding=encoding if form == "text" else "utf-8")


def show_claims(ledger: Ledger, claims: Sequence[Claim], form: str, sink: Sink, look: Look) -> None:
    """A list of claims; in text an empty line between them."""
    if form == "text":
        wordings = _Wordings(ledger)
        for n, claim in enumerate(claims):
            item = render_claim_item(claim, wordings.of(claim), width=look.width, colour=look.colour)
            sink.write(("\n" if n else "") + item)
    elif form == "csv":
        from belegg.export import export_claims

        export_claims(claims, "csv", Binary(sink))  # type: ignore[arg-type]  # it needs `write` alone
    else:
        _show_values((claim.to_dict() for claim in claims), form, sink)


def show_claim(ledger: Ledger, claim: Claim, form: str, sink: Sink, look: Look) -> None:
    """One claim with all that is known of it, and how people rated its statements."""
    given = ledger.ratings(claim)
    if form == "text":
        wordings = _Wordings(ledger).of(claim)
        ratings = {id: [f"{d.value} · {d.who}" for d in own] for id, own in given.items()}
        sink.write(render_claim_text(claim, wordings, ratings=ratings, width=look.width, colour=look.colour))
    else:
        told = [{"statement": d.a, "value": d.value, "who": d.who, "when": d.when} for o in given.values() for d in o]
        sink.write(render_value({**claim.to_dict(), "ratings": told}, indent=2 if form == "json" else None) + "\n")


def show_speakers(speakers: Sequence[Speech], form: str, sink: Sink, look: Look) -> None:
    """Who speaks."""
    if form == "text":
        sink.write(render_speakers_text(speakers, width=look.width, colour=look.colour))
    elif form == "csv":
        sink.write(_speakers_csv(speakers))
    else:
        _show_values((speech.to_dict() for speech in speakers), form, sink)


def show_decisions(ledger: Ledger, decisions: Sequence[Decision], form: str, sink: Sink, look: Look) -> None:
    """Decisions, in text with the words of the statements that they are about."""
    if form != "text":
        _show_values((asdict(decision) for decision in decisions), form, sink)
        return
    sheet = Sheet(look.width, look.colour)
    for decision in decisions:
        value = f" {decision.value}" if decision.value else ""
        sheet.add(
            f"{short_id(decision.id)}  ",
            (f"{decision.kind}{value}", BOLD),
            (f" · {moment(decision.when)} · {decision.who}", DIM),
        )
        for id in (decision.a, decision.b):
            if id:
                sheet.add((f"{short_id(id)}  ", DIM), _words_of(ledger, id), first="  ", rest="    ")
    sink.write(sheet.text())


def _words_of(ledger: Ledger, statement: str) -> str:
    claim = ledger.claim(statement)
    for carrier in claim.statements if claim else ():
        if carrier.id == statement:
            return " … ".join(carrier.content)
    return claim.text if claim else "(not in the ledger now)"


def show_notice(sink: Sink, look: Look, *paragraphs: str) -> None:
    """What to say in the text format where there is nothing to show, or more than is shown."""
    sheet = Sheet(look.width, look.colour)
    for paragraph in paragraphs:
        sheet.add(paragraph)
    sink.write(sheet.text())


def _show_values(values: Iterable[dict[str, Any]], form: str, sink: Sink) -> None:
    if form == "jsonl":
        for value in values:
            sink.write(render_value(value) + "\n")
        return
    opened = False
    for value in values:
        sink.write((",\n" if opened else "[\n") + render_value(value, indent=2))
        opened = True
    sink.write("\n]\n" if opened else "[]\n")


def _speakers_csv(speakers: Iterable[Speech]) -> str:
    from belegg.export._csv import defuse
    from belegg.export._text import clean

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(("name", "kind", "statements", "outlets", "first", "last"))
    for s in speakers:
        cells = [s.name, s.kind, str(s.statements), " | ".join(s.outlets), s.first or "", s.last or ""]
        writer.writerow([defuse(clean(cell)) for cell in cells])
    return buffer.getvalue()


class Binary:
    """A sink as the exports want it."""

    def __init__(self, sink: Sink) -> None:
        self.write = sink.write_bytes
