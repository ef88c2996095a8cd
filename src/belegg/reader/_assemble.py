"""From drafts to the `Reading`: spans, attributes, ids, nesting, chains and confidence."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from belegg._passage import one_line
from belegg.reader._candidates import NAMED
from belegg.reader._chain import chain_of, nest
from belegg.reader._decode import Draft, spans_of
from belegg.reader._evidentials import is_evidential
from belegg.reader._kinds import kinds_of, people_of
from belegg.reader._names import Name
from belegg.reader._network import Encoded
from belegg.reader._odds import log_odds, logistic
from belegg.reader._speakers import Resolved
from belegg.types import Article, Entity, Reading, SourceKind, Span, Speaker, Statement

ENTITY_TYPES = ("PER", "ORG", "LOC", "GPE_LOC", "GPE_ORG", "PROD", "EVT", "DRV")


@dataclass(frozen=True, slots=True)
class Confidence:
    """Logistic calibration of a statement's probability, fitted on held-out documents."""

    weights: tuple[float, ...] = (0.0, 1.0, 0.0, 0.0)

    @classmethod
    def from_meta(cls, meta: dict[str, Any]) -> Confidence:
        known = meta.get("decisions", {}).get("confidence")
        return cls(tuple(known)) if known else cls()

    def __call__(self, draft: Draft, resolved: Resolved) -> float:
        # Two decimals: more would claim a precision that the calibration does not have.
        # Older weights files know nothing of the last feature.
        features = confidence_features(draft, resolved)[: len(self.weights)]
        return round(logistic(self.weights, features), 2)


def confidence_features(draft: Draft, resolved: Resolved) -> tuple[float, ...]:
    """1, log odds that the passage is a statement, log odds of the speaker, whether he is sought outside the source."""
    source = set(draft.source)
    inside = any(a in source for a, _ in resolved.candidate.mentions)
    elsewhere = resolved.name is not None and not inside
    return 1.0, log_odds(draft.score), log_odds(resolved.probability), float(elsewhere)


@dataclass(slots=True)
class Numbers:
    """What was counted so far in an article, so that ids stay apart where it is read in parts."""

    seen: Counter[str] = field(default_factory=Counter)
    names: int = 0
    speakers: int = 0


def join_parts(article: Article, parts: Sequence[Reading]) -> Reading:
    """The readings of an article's parts as one; speakers of one name are one."""
    speakers: dict[str, Speaker] = {}
    for s in (s for p in parts for s in p.speakers):
        known = speakers.get(s.name)
        speakers[s.name] = replace(known, mentions=tuple(sorted({*known.mentions, *s.mentions}))) if known else s
    return Reading(
        article,
        entities=tuple(e for p in parts for e in p.entities),
        speakers=tuple(speakers.values()),
        statements=tuple(s for p in parts for s in p.statements),
    )


def assemble(
    article: Article,
    encoded: Encoded,
    drafts: Sequence[Draft],
    resolved: Sequence[Resolved],
    entities: Sequence[tuple[int, int, str]],
    names: Sequence[Name],
    labels: dict[str, list[str]],
    confidence: Confidence,
    numbers: Numbers,
) -> Reading:
    """Everything found, as the types that leave the reader."""
    text, words = article.text, encoded.words
    contents = [spans_of(d.content, words) for d in drafts]
    cues = [spans_of(d.cue, words) for d in drafts]
    holders = nest(contents, cues)
    statements: list[Statement] = []
    # One name a speaker, as it was first spelled: HANSEN in a heading is the Hansen of the text.
    spelled: dict[str, str] = {}
    kinds = kinds_of(
        [d.kind for d in drafts], [bool(d.source) for d in drafts], [r.candidate for r in resolved], people_of(names),
        labels["kind"],
    )  # fmt: skip
    for d, r, kind, content, cue in zip(drafts, resolved, kinds, contents, cues, strict=True):
        source = spans_of(d.source, words)
        cue_text = " ".join(text[a:b] for a, b in cue)
        key = _digest([_words_at(text, content), cue_text, _words_at(text, source)])
        numbers.seen[key] += 1
        statements.append(
            Statement(
                id=key if numbers.seen[key] == 1 else f"{key}-{numbers.seen[key]}",
                content=content,
                cue=cue,
                source=source,
                via=spans_of(d.via, words),
                hedges=spans_of(d.hedges, words),
                form=cast(Any, labels["form"][int(d.form.argmax())]),
                kind=kind,
                speaker=spelled.setdefault(r.name.casefold(), r.name) if r.name is not None else None,
                certainty=cast(Any, labels["certainty"][int(d.certainty.argmax())]),
                hearsay=not source and r.name is None and is_evidential(cue_text),
                confidence=confidence(d, r),
            )
        )
    for i, holder in enumerate(holders):
        if holder is not None:
            statements[i] = replace(statements[i], nested_in=statements[holder].id)
    for i, s in enumerate(statements):
        outer: list[Statement] = []
        at = holders[i]
        while at is not None:
            outer.append(statements[at])
            at = holders[at]
        via = [one_line(text[a:b]) for a, b in s.via]
        statements[i] = replace(s, chain=chain_of(s, outer, via, article))
    return Reading(
        article=article,
        entities=_entities(entities, names, encoded, numbers),
        speakers=_speakers(statements, resolved, encoded, numbers),
        statements=tuple(statements),
    )


def _words_at(text: str, spans: Sequence[Span]) -> str:
    return " … ".join(" ".join(text[a:b].split()) for a, b in spans)


def _digest(fields: Sequence[str]) -> str:
    """Hash of fields, each after its length, so that different fields never run into the same bytes."""
    hasher = hashlib.sha256()
    for value in fields:
        data = value.encode("utf-8", "surrogatepass")
        hasher.update(len(data).to_bytes(8, "big"))
        hasher.update(data)
    return "s" + hasher.hexdigest()[:16]


def _entities(
    entities: Sequence[tuple[int, int, str]], names: Sequence[Name], encoded: Encoded, numbers: Numbers
) -> tuple[Entity, ...]:
    spans = encoded.words.spans
    ids = {m: f"e{numbers.names + i + 1}" for i, name in enumerate(names) for m in name.mentions}
    numbers.names += len(names)
    return tuple(
        Entity(spans[a][0], spans[b][1], kind, ids.get((a, b), f"e{numbers.names}-{a}"))
        for a, b, kind in entities
        if kind in ENTITY_TYPES
    )


def _speakers(
    statements: Sequence[Statement], resolved: Sequence[Resolved], encoded: Encoded, numbers: Numbers
) -> tuple[Speaker, ...]:
    """One speaker a name: its mentions in the text and the sources that were resolved to it."""
    spans = encoded.words.spans
    found: dict[str, tuple[str, SourceKind, set[Span]]] = {}
    for s, r in zip(statements, resolved, strict=True):
        if r.name is None:
            continue
        own = {(spans[a][0], spans[b][1]) for a, b in r.candidate.mentions} if r.candidate.sort == NAMED else set()
        found.setdefault(r.name.casefold(), (r.name, s.kind, own))[2].update(s.source)
    out = tuple(
        Speaker(f"p{numbers.speakers + i + 1}", name, kind, tuple(sorted(mentions)))
        for i, (name, kind, mentions) in enumerate(found.values())
    )
    numbers.speakers += len(out)
    return out
