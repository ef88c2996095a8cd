"""Invented readings found by the words they quote, a cheap embedder, and groups made of them."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from belegg.match import Group, Member, SignedArticle, Vectors, make_group, sign_article, stems
from belegg.types import Article, Block, Entity, Hop, Reading, Span, Statement

Floats = npt.NDArray[np.float32]
WIDTH = 384
_SHARE = 0.75


class Hashed:
    """Vectors of length 1 by the stems of a text: cosines lie between 0.75 (no stem shared) and 1."""

    def __call__(self, texts: Sequence[str]) -> Floats:
        return np.stack([self._one(t) for t in texts]) if texts else np.zeros((0, WIDTH), np.float32)

    def _one(self, text: str) -> Floats:
        counts = np.zeros(WIDTH, np.float64)
        for word in stems(text):
            counts[1 + int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % (WIDTH - 1)] += 1
        length = float(np.linalg.norm(counts))
        out = np.zeros(WIDTH) if not length else counts * (np.sqrt(1 - _SHARE) / length)
        out[0] = np.sqrt(_SHARE) if length else 1.0
        made: Floats = out.astype(np.float32)
        return made


def vectors() -> Vectors:
    """`Hashed` under the type of the shipped encoder."""
    return cast(Vectors, Hashed())


def span(text: str, words: str) -> Span:
    at = text.index(words)
    return at, at + len(words)


def said(
    text: str, content: str, speaker: str | None = None, *, outlet: str | None = None, **changed: Any
) -> Statement:
    """A statement whose content is `content`; the chain is the speaker and the outlet where no other is given."""
    kind = changed.pop("kind", "person" if speaker else "implicit")
    chain = changed.pop("chain", (Hop(speaker, kind),) if speaker else ())
    if outlet:
        chain = (*chain, Hop(outlet, "media"))
    at = span(text, content)
    source = (span(text, speaker),) if speaker and speaker in text else ()
    given: dict[str, Any] = {"id": f"s{at[0]}", "confidence": 0.9, "form": "direct"}
    return Statement(content=(at,), source=source, speaker=speaker, kind=kind, chain=chain, **{**given, **changed})


def reading(
    title: str, body: str, statements: Sequence[Statement] = (), names: Sequence[tuple[str, str]] = (), **changed: Any
) -> Reading:
    """A reading of ``title`` and ``body``. `names` are (words, type of entity), marked wherever they stand."""
    text = page(title, body)
    blocks = (Block("title", 0, len(title)), Block("paragraph", len(title) + 2, len(text)))
    found = []
    for number, (name, kind) in enumerate(names):
        at = text.find(name)
        while at >= 0:
            found.append(Entity(at, at + len(name), kind, f"e{number}"))
            at = text.find(name, at + 1)
    given: dict[str, Any] = {
        "url": None,
        "outlet": "Avisa",
        "title": title,
        "published": "2026-03-01T08:00:00+01:00",
        "language": "nb",
    }
    article = Article(text, blocks, **{**given, **changed})
    entities = tuple(sorted(found, key=lambda e: (e.start, -e.end)))
    return Reading(article, entities=entities, statements=tuple(sorted(statements, key=lambda s: s.content)))


def page(title: str, body: str) -> str:
    """The text that `reading` makes of the two."""
    return f"{title}\n\n{body}"


_count = itertools.count()


def signed(found: Reading, id: str) -> SignedArticle:
    """`found` as it is compared, under statement ids of its own."""
    own = replace(found, statements=tuple(replace(s, id=f"{id}-{s.id}") for s in found.statements))
    made = sign_article(own.to_dict(), id, Hashed())
    assert made is not None
    return made


def member(content: str, speaker: str | None = "Kari Vik", id: str | None = None, **changed: Any) -> Member:
    """A member of a group that says `content`, in an article of its own.

    `changed` may hold ``outlet``, ``published``, ``language`` and ``names`` of the article; the rest is the
    statement's.
    """
    about = {k: changed.pop(k) for k in ("outlet", "published", "language") if k in changed}
    names = changed.pop("names", ())
    title = "Nytt"
    body = f"{content}, sier {speaker}." if speaker else f"{content}."
    statement = said(page(title, body), content, speaker, **changed)
    found = reading(title, body, [statement], [*names, *([(speaker, "PER")] if speaker else [])], **about)
    number = f"a{next(_count):04}" if id is None else id
    sign = next(s for s in signed(found, number).statements if not s.bare)
    body_of = found.to_dict()["article"]
    article = {"id": number, **{k: body_of[k] for k in ("url", "outlet", "published", "title", "language")}}
    told = tuple(h for h in statement.chain if h.name != body_of["outlet"])
    return Member(sign, {**statement.to_dict(), "id": sign.statement}, article, told=told)


def group(*members: Member) -> Group:
    return make_group(members)
