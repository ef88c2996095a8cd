"""CSV after RFC 4180, UTF-8 without a byte order mark: one row a statement, and one for a claim without any.

A spreadsheet takes a cell that starts with ``= + - @`` (their wide forms, a tab or a line end) for a formula: such
cells get a leading apostrophe, which it does not show. The same is done after each line end, tab and semicolon inside
a cell, because where numbers have decimal commas a spreadsheet takes the semicolon for the end of the cell. A quote
after its dash (``– Vi vet``) is no formula and stays as it is.

To undo it, drop one apostrophe wherever `GUARDED` finds it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from belegg.claims import Carrier, Claim
from belegg.export._format import Quoted
from belegg.export._out import Out
from belegg.export._text import chain, clean, words

__all__ = ["COLUMNS", "GUARDED", "defuse", "write", "write_table"]

COLUMNS = (
    "claim",
    "text",
    "origins_min",
    "origins_max",
    "why",
    "relations",
    "first",
    "last",
    "statement",
    "content",
    "speaker",
    "kind",
    "certainty",
    "hearsay",
    "outlet",
    "published",
    "title",
    "url",
    "language",
    "article",
    "chain",
    "lineage",
    "confidence",
    "match",
)
# Apostrophes that were there already are counted in, so that what is added can be told from what was.
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?='*(?:\s*[=+\-@＝＋－＠]))|^(?='*[\t\r\n])")
GUARDED = re.compile(r"(?:^|(?<=[;\t\r\n]))'(?='*(?:\s*[=+\-@＝＋－＠]))|^'(?='*[\t\r\n])")


def defuse(text: str) -> str:
    """`text` with an apostrophe wherever a spreadsheet would see a formula begin."""
    return _FORMULA.sub("'", text)


def write(claims: Iterable[Claim], out: Out, quoted: Quoted) -> int:
    return write_table(COLUMNS, map(_rows, claims), out)


def write_table(columns: Sequence[str], records: Iterable[Iterable[Sequence[str]]], out: Out) -> int:
    """A table, taken record by record; a record has any number of rows. Gives how many rows were written."""
    count = 0
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for rows in records:
        for row in rows:
            writer.writerow(row)
            count += 1
        out.text(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()
    out.text(buffer.getvalue())
    return count


def _rows(claim: Claim) -> Iterator[list[str]]:
    origins = claim.origins
    head = [
        *_cells(claim.id, claim.text),
        str(origins.min),
        str(origins.max),
        *_cells(
            " | ".join(origins.why), " | ".join(f"{r.type} {r.claim}" for r in claim.relations), claim.first, claim.last
        ),
    ]
    for carrier in claim.statements:
        yield head + _of_carrier(carrier)
    if not claim.statements:
        yield head + [""] * (len(COLUMNS) - len(head))


def _of_carrier(carrier: Carrier) -> list[str]:
    return [
        *_cells(carrier.id, words(carrier), carrier.speaker, carrier.kind, carrier.certainty),
        "true" if carrier.hearsay else "false",
        *_cells(carrier.outlet, carrier.published, carrier.title, carrier.url, carrier.language, carrier.article),
        *_cells(chain(carrier.chain), chain(carrier.lineage)),
        str(carrier.confidence),
        str(carrier.match),
    ]


def _cells(*texts: str | None) -> list[str]:
    return [defuse(clean(text)) if text else "" for text in texts]
