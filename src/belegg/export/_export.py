"""The list of formats, and the one function that writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from belegg.claims import Carrier, Claim
from belegg.errors import UsageError
from belegg.export import _bibtex, _csv, _ftm, _jsonl, _jsonld, _parquet, _prov
from belegg.export._format import Format, Quoted
from belegg.export._out import Out

__all__ = ["FORMATS", "export_claims"]

FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("jsonl", "one claim a line, with everything that is known", ".jsonl", _jsonl.write),
        Format("csv", "one statement a row, for spreadsheets", ".csv", _csv.write),
        Format("parquet", "one statement a row, with nested lists", ".parquet", _parquet.write, extra="parquet"),
        Format("ftm", "FollowTheMoney statements, one a line", ".ftm.jsonl", _ftm.write),
        Format("jsonld", "schema.org claims and quotations as JSON-LD", ".jsonld", _jsonld.write),
        Format("prov", "the chains as W3C PROV-JSON, one bundle a claim", ".provjson", _prov.write),
        Format("bibtex", "the articles behind the claims, for biblatex", ".bib", _bibtex.write),
    )
}


def _unknown(carrier: Carrier) -> bool:
    return False


def export_claims(claims: Iterable[Claim], form: str, out: BinaryIO, *, quoted: Quoted = _unknown) -> int:
    """Write `claims` to `out` and say how many records were written.

    A record is what the format is made of: a claim (``jsonl``, ``jsonld``, ``prov``), a row (``csv``, ``parquet``), a
    FollowTheMoney statement (``ftm``) or an entry (``bibtex``). `claims` are taken one by one, so a generator over a
    large ledger is fine; each is to come once. `out` needs `write` alone and is neither closed nor moved in.

    `quoted` tells which carriers are direct speech: only their words are written as a quotation (``jsonld``,
    ``prov``). A carrier does not say so itself; without `quoted` nothing is called a quotation.

    Texts are written as they are, but for what a format cannot hold: see the modules. Raises UsageError where there
    is no such format or its extra is missing (before anything is written), OutputError where `out` cannot be
    written; a closed pipe stays a BrokenPipeError.
    """
    if form not in FORMATS:
        raise UsageError("there is no such export format", resource=form, remedy=f"choose one of {', '.join(FORMATS)}")
    return FORMATS[form].write(claims, Out(out), quoted)
