"""Readings made by hand and by hypothesis, for the views."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from belegg.types import (
    Article,
    Block,
    BlockKind,
    Certainty,
    Entity,
    Form,
    Hop,
    Language,
    Reading,
    SourceKind,
    Span,
    Speaker,
    Statement,
)

TEXT = """Frykter nye lekkasjer i Havnebyen

Vannet skal ha vært forurenset i flere uker.

Foto: Per Eksempel / Les mer Lukk

– Vi vet ikke hvem som sto bak.

Men det kan være en varslet aksjon, sier havnesjef Kari Vik til NTB.

En ekspert sier at minst hundre fat ble flyttet.

Kommunen frykter at rørene «ikke holder vinteren ut», skriver Kystavisen.
"""
KINDS: tuple[BlockKind, ...] = ("title", "lede", "credit", "paragraph", "paragraph", "paragraph", "paragraph")


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return start, start + len(words)


def blocks(text: str = TEXT) -> tuple[Block, ...]:
    found, at = [], 0
    for kind, part in zip(KINDS, text.strip().split("\n\n"), strict=True):
        at = text.index(part, at)
        found.append(Block(kind, at, at + len(part)))
        at += len(part)
    return tuple(found)


OUTLET = Hop("Dagsavisa Nord", "media")
HARBOUR = Reading(
    Article(
        TEXT,
        blocks(),
        url="https://example.org/sak?a=1&b=2",
        outlet="Dagsavisa Nord",
        title="Frykter nye lekkasjer i Havnebyen",
        byline="Ola Prøve",
        published="2026-03-04T12:10:00+01:00",
        language="nb",
        path="havn.txt",
    ),
    entities=(Entity(*span("Kari Vik"), "PER", "e1"),),
    speakers=(Speaker("p1", "Kari Vik", "person", (span("havnesjef Kari Vik"),)),),
    statements=(
        Statement(
            "s-hearsay",
            (span("Vannet"), span("vært forurenset i flere uker")),
            cue=(span("skal ha"),),
            hearsay=True,
            chain=(OUTLET,),
            confidence=0.83,
        ),
        Statement(
            "s-vik",
            (span("Vi vet ikke hvem som sto bak"), span("Men det kan være en varslet aksjon")),
            cue=((span("sier havn")[0], span("sier havn")[0] + 4),),
            source=(span("havnesjef Kari Vik"),),
            via=(span("NTB"),),
            hedges=(span("kan være"),),
            form="direct",
            kind="person",
            speaker="Kari Vik",
            certainty="possible",
            chain=(Hop("Kari Vik", "person"), Hop("NTB", "media"), OUTLET),
            confidence=0.94,
        ),
        Statement(
            "s-expert",
            (span("minst hundre fat ble flyttet"),),
            source=(span("En ekspert"),),
            kind="anonymous",
            speaker="En ekspert",
            chain=(Hop("En ekspert", "anonymous"), OUTLET),
            confidence=0.9,
        ),
        Statement(
            "s-paper",
            (span("Kommunen frykter at rørene «ikke holder vinteren ut»"),),
            cue=(span("skriver"),),
            source=(span("Kystavisen"),),
            form="mixed",
            kind="media",
            speaker="Kystavisen",
            chain=(Hop("Kystavisen", "media"), OUTLET),
            confidence=0.88,
        ),
        Statement(
            "s-council",
            (span("rørene «ikke holder vinteren ut»"),),
            cue=((span("frykter at")[0], span("frykter at")[0] + 7),),
            source=(span("Kommunen"),),
            form="mixed",
            kind="organisation",
            speaker="Kommunen",
            certainty="denied",
            nested_in="s-paper",
            chain=(Hop("Kommunen", "organisation"), Hop("Kystavisen", "media"), OUTLET),
            confidence=0.4,
        ),
    ),
)
EMPTY = Reading(Article("Det snør.", (Block("paragraph", 0, 9),), language="nb"))

VECTORS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;",
    "<!-- --><![CDATA[x]]>",
    "{{7*7}}${7*7}",
)
NASTY = "\x1b[31m\x9b2J\x07\x00\x7f\r\n\t\u202e\u2066\u200b\u2028\ufffe\ud800\xad"

texts = st.text(st.one_of(st.characters(), st.sampled_from(NASTY), st.sampled_from("<>&\"' \n")), max_size=40)
hostile = st.one_of(texts, st.sampled_from(VECTORS))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any reading the contract allows: spans that nest, cross and repeat, blocks with gaps, hostile strings."""
    text = "".join(draw(st.lists(hostile, max_size=6)))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    kinds = st.sampled_from(get_args(BlockKind))
    blocks = tuple(Block(draw(kinds), a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    offset = st.integers(0, len(text))
    a_span = st.tuples(offset, offset).map(lambda pair: (min(pair), max(pair)))
    spans = st.lists(a_span, max_size=3).map(lambda found: tuple(sorted(found)))
    names = st.one_of(st.none(), hostile)
    kind = st.sampled_from(get_args(SourceKind))
    statements = []
    for number in range(draw(st.integers(0, 5))):
        statements.append(
            Statement(
                f"s{number}",
                content=draw(spans),
                cue=draw(spans),
                source=draw(spans),
                via=draw(spans),
                hedges=draw(spans),
                form=draw(st.sampled_from(get_args(Form))),
                kind=draw(kind),
                speaker=draw(names),
                certainty=draw(st.sampled_from(get_args(Certainty))),
                hearsay=draw(st.booleans()),
                nested_in=draw(st.one_of(st.none(), st.sampled_from(["s0", "s1", "s2", "s3", "s4", "gone"]))),
                chain=tuple(Hop(draw(hostile), draw(kind)) for _ in range(draw(st.integers(0, 3)))),
                confidence=draw(st.floats(0, 1)),
            )
        )
    article = Article(
        text,
        blocks,
        url=draw(names),
        outlet=draw(names),
        title=draw(names),
        byline=draw(names),
        published=draw(names),
        language=draw(st.sampled_from((None, *get_args(Language)))),
        path=draw(names),
    )
    speakers = (Speaker("p1", draw(hostile), draw(kind), draw(spans)),)
    return Reading(article, speakers=speakers, statements=tuple(statements))
