"""Find the faults of a story pack: what is not in its articles, what nothing refers to, what a pack must have.

    python -m training.packcheck training/stories/*.json

Packs are written by hand; README.md beside them says how. Exit status 1 where one has faults.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from belegg.types import Certainty, Form, SourceKind

Pack = dict[str, Any]
RELATIONS = ("contradicts", "updates", "refines", "hardens", "lookalike")
FIELDS = {"content", "cue", "source", "via", "speaker", "kind", "form", "certainty", "claim", "origin", "chain"}
_PARTS = ("id", "title", "summary", "outlets", "origins", "claims", "relations", "articles")
_SHARED = 3
_CLAIMS_SHARED = 5


def faults(pack: Pack) -> Iterator[str]:
    """Everything that is wrong with a pack, a line each."""
    missing = [p for p in _PARTS if p not in pack]
    if missing:
        yield f"lacks {', '.join(missing)}"
        return
    yield from _of_claims(pack)
    outlets = {o["name"]: o["domain"] for o in pack["outlets"]}
    names = {a["id"] for a in pack["articles"]}
    if len({a["url"] for a in pack["articles"]}) < len(names):
        yield "an address stands twice"
    for article in pack["articles"]:
        where = article["id"]
        domain = outlets.get(article["outlet"])
        if domain is None or not domain.endswith(".example") or domain not in article["url"]:
            yield f"{where}: {article['url']} is not of the outlet {article['outlet']}"
        if datetime.fromisoformat(article["published"]).tzinfo is None:
            yield f"{where}: published without a zone"
        yield from (f"{where}: no article {c} to copy" for c in article.get("copies", []) if c not in names)
        for number, statement in enumerate(article["statements"]):
            yield from (f"{where} statement {number}: {fault}" for fault in _of_statement(statement, article, pack))
    told = Counter(s["claim"] for a in pack["articles"] for s in a["statements"])
    yield from (f"no article tells {c['id']}" for c in pack["claims"] if not told[c["id"]])
    if sum(n >= _SHARED for n in told.values()) < _CLAIMS_SHARED:
        yield f"fewer than {_CLAIMS_SHARED} claims with {_SHARED} statements"
    if not any(s["certainty"] == "denied" for a in pack["articles"] for s in a["statements"]):
        yield "nobody denies anything"


def _of_claims(pack: Pack) -> Iterator[str]:
    origins = {o["id"] for o in pack["origins"]}
    claims = {c["id"] for c in pack["claims"]}
    for origin in pack["origins"]:
        if origin["kind"] not in get_args(SourceKind):
            yield f"origin {origin['id']}: kind {origin['kind']}"
    for claim in pack["claims"]:
        least, most = claim["independent_origins"]
        if not 0 <= least <= most or not claim["why"]:
            yield f"claim {claim['id']}: {least} to {most} origins, or no reason"
        yield from (f"claim {claim['id']}: no origin {o}" for o in claim["origins"] if o not in origins)
    for relation in pack["relations"]:
        ends = {relation["a"], relation["b"]}
        if relation["type"] not in RELATIONS or len(ends) < 2 or not ends <= claims:
            yield f"relation {relation}"


def _of_statement(statement: dict[str, Any], article: dict[str, Any], pack: Pack) -> Iterator[str]:
    if set(statement) != FIELDS:
        yield f"fields {sorted(set(statement) ^ FIELDS)}"
        return
    text = f"{article['title']}\n\n{article['text']}"
    if statement["claim"] not in {c["id"] for c in pack["claims"]}:
        yield f"no claim {statement['claim']}"
    if statement["origin"] is not None and statement["origin"] not in {o["id"] for o in pack["origins"]}:
        yield f"no origin {statement['origin']}"
    for field, known in (("kind", SourceKind), ("form", Form), ("certainty", Certainty)):
        if statement[field] not in get_args(known):
            yield f"{field} {statement[field]}"
    at = 0
    for part in statement["content"]:
        at = text.find(part, at)
        if at < 0 or not part.strip() or part != part.strip():
            yield f"content is not in the text, or not in this order: {part!r}"
            break
        at += len(part)
    if not statement["content"]:
        yield "no content"
    others = [statement["cue"], statement["source"], *statement["via"]]
    yield from (f"not in the text: {part!r}" for part in others if part is not None and part not in text)
    if article["outlet"] in statement["chain"]:
        yield "the publishing outlet stands in the chain"


def main(argv: list[str] | None = None) -> int:
    """Command line of the check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="+", type=Path)
    args = parser.parse_args(argv)
    bad = 0
    for path in args.packs:
        pack = json.loads(path.read_text(encoding="utf-8"))
        found = list(faults(pack))
        if pack.get("id") != path.stem:
            found.append(f"its id is {pack.get('id')!r}")
        bad += bool(found)
        print(f"{path.name}: {len(found)} faults" if found else f"{path.name}: sound")
        for fault in found:
            print(f"  {fault}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
