"""Parquet, with the extra ``parquet``: one row a statement (and one for a claim without any), zstd, nested lists.

Rows are kept until a row group is full (by rows or by text), then written. Only lone surrogates are changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from belegg.claims import Carrier, Claim
from belegg.errors import UsageError
from belegg.export._format import Quoted
from belegg.export._out import Out
from belegg.export._text import encodable
from belegg.types import Hop

__all__ = ["write"]

_GROUP_ROWS = 20_000
_GROUP_CHARACTERS = 32_000_000


def write(claims: Iterable[Claim], out: Out, quoted: Quoted) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError(
            "writing Parquet needs pyarrow, which is not installed",
            remedy="install belegg with its extra: pip install 'belegg[parquet]'",
        ) from error
    schema = _schema(pa)
    count = 0
    with pq.ParquetWriter(pa.PythonFile(out, mode="w"), schema, compression="zstd") as writer:
        for rows in _groups(claims):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema), row_group_size=len(rows))
            count += len(rows)
    return count


def _schema(pa: Any) -> Any:
    hops = pa.list_(pa.struct([("name", pa.string()), ("kind", pa.string())]))
    relations = pa.list_(pa.struct([("type", pa.string()), ("claim", pa.string()), ("confidence", pa.float64())]))
    return pa.schema(
        [
            pa.field("claim", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
            pa.field("origins_min", pa.int32(), nullable=False),
            pa.field("origins_max", pa.int32(), nullable=False),
            ("why", pa.list_(pa.string())),
            ("relations", relations),
            ("first", pa.string()),
            ("last", pa.string()),
            ("statement", pa.string()),
            ("content", pa.list_(pa.string())),
            ("speaker", pa.string()),
            ("kind", pa.string()),
            ("certainty", pa.string()),
            ("hearsay", pa.bool_()),
            ("outlet", pa.string()),
            ("published", pa.string()),
            ("title", pa.string()),
            ("url", pa.string()),
            ("language", pa.string()),
            ("article", pa.string()),
            ("chain", hops),
            ("lineage", hops),
            ("confidence", pa.float64()),
            ("match", pa.float64()),
        ]
    )


def _groups(claims: Iterable[Claim]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    for claim in claims:
        for carrier in claim.statements or (None,):
            rows.append(_row(claim, carrier))
            size += len(claim.text) + sum(map(len, claim.origins.why))
            if carrier is not None:
                size += sum(map(len, carrier.content)) + len(carrier.title or "") + len(carrier.url or "")
            if len(rows) >= _GROUP_ROWS or size >= _GROUP_CHARACTERS:
                yield rows
                rows, size = [], 0
    if rows:
        yield rows


def _row(claim: Claim, carrier: Carrier | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "claim": encodable(claim.id),
        "text": encodable(claim.text),
        "origins_min": claim.origins.min,
        "origins_max": claim.origins.max,
        "why": [encodable(why) for why in claim.origins.why],
        "relations": [
            {"type": r.type, "claim": encodable(r.claim), "confidence": r.confidence} for r in claim.relations
        ],
        "first": _maybe(claim.first),
        "last": _maybe(claim.last),
    }
    if carrier is not None:
        row |= {
            "statement": encodable(carrier.id),
            "content": [encodable(words) for words in carrier.content],
            "speaker": _maybe(carrier.speaker),
            "kind": carrier.kind,
            "certainty": carrier.certainty,
            "hearsay": carrier.hearsay,
            "outlet": _maybe(carrier.outlet),
            "published": _maybe(carrier.published),
            "title": _maybe(carrier.title),
            "url": _maybe(carrier.url),
            "language": _maybe(carrier.language),
            "article": encodable(carrier.article),
            "chain": _hops(carrier.chain),
            "lineage": _hops(carrier.lineage),
            "confidence": carrier.confidence,
            "match": carrier.match,
        }
    return row


def _hops(hops: Sequence[Hop]) -> list[dict[str, str]]:
    return [{"name": encodable(hop.name), "kind": hop.kind} for hop in hops]


def _maybe(text: str | None) -> str | None:
    return None if text is None else encodable(text)
