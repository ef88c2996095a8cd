"""Readings made by hand for the tests of Read and Article: every kind of mark, and texts that mean harm."""

from __future__ import annotations

from belegg.types import Article, Block, Hop, Reading, Span, Statement

TITLE = "Ferja står"
LEDE = "Kari Vik sier at «Ola Dal fortalte meg at ferja ikke går i dag», melder Nordavisa."
QUOTE = "– Vi venter på en del, sier en kilde i rederiet. – Den kommer kanskje fredag."
GUESS = "Motoren skal ha vært defekt."
TEXT = "\n\n".join((TITLE, LEDE, QUOTE, GUESS))

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</span></p></article><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raise %}%s%(x)s %",
    "a\u202eb\u2066c\u2069d\x00e\x1b[31mf\x85g\ufffeh\u200bi",
    "&lt;b&gt;&amp;&#x3c;",
    "javascript:alert(1)//https://a.example",
)


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return start, start + len(words)


def statements() -> tuple[Statement, ...]:
    return (
        Statement(
            "outer", (at("Ola Dal fortalte meg at ferja ikke går i dag"),), cue=(at("sier"),), source=(at("Kari Vik"),),
            via=(at("Nordavisa"),), form="mixed", kind="person", speaker="Kari Vik", certainty="certain",
            chain=(Hop("Kari Vik", "person"), Hop("Vestposten", "media")), confidence=0.93,
        ),
        Statement(
            "inner", (at("ferja ikke går i dag"),), cue=(at("fortalte"),), source=(at("Ola Dal"),), form="indirect",
            kind="person", speaker="Ola Dal", certainty="denied", nested_in="outer",
            chain=(Hop("Ola Dal", "person"), Hop("Kari Vik", "person"), Hop("Vestposten", "media")), confidence=0.71,
        ),
        Statement(
            "split", (at("Vi venter på en del"), at("Den kommer kanskje fredag")), source=(at("en kilde i rederiet"),),
            hedges=(at("kanskje"),), form="direct", kind="anonymous", speaker="en kilde i rederiet",
            certainty="possible", chain=(Hop("en kilde i rederiet", "anonymous"), Hop("Vestposten", "media")),
            confidence=0.8,
        ),
        Statement(
            "rumour", (at("Motoren"), at("vært defekt")), cue=(at("skal ha"),), kind="implicit", hearsay=True,
            certainty="probable", chain=(Hop("Vestposten", "media"),), confidence=0.6,
        ),
    )  # fmt: skip


def ferry(**changed: object) -> Reading:
    blocks = (
        Block("title", *at(TITLE)),
        Block("lede", *at(LEDE)),
        Block("paragraph", *at(QUOTE)),
        Block("paragraph", *at(GUESS)),
    )
    about = {
        "url": "https://vestposten.example/ferja",
        "outlet": "Vestposten",
        "title": TITLE,
        "published": "2026-03-01T08:00:00+01:00",
        "language": "nb",
        **changed,
    }
    return Reading(Article(TEXT, blocks, **about), statements=statements())  # type: ignore[arg-type]


def harmful(bad: str) -> Reading:
    """`bad` in every field that a page, a text or a reader could put it in."""
    text = f"{bad}\n\nHan {bad} sier at {bad} er sant."
    start = text.index("at ") + 3
    one = Statement(
        "s1",
        ((start, start + len(bad)),),
        cue=((len(bad) + 2, len(bad) + 5),),
        source=((len(bad) + 6, len(bad) + 6 + len(bad)),),
        via=((0, len(bad)),),
        kind="person",
        speaker=bad,
        chain=(Hop(bad, "person"), Hop(f"x{bad}", "media"), Hop(bad, "media")),
        confidence=0.5,
    )
    article = Article(
        text,
        (Block("title", 0, len(bad)), Block("paragraph", len(bad) + 2, len(text))),
        url=bad,
        outlet=bad,
        title=bad,
        byline=bad,
        published=bad,
        language="nb",
        wire=(bad,),
    )
    return Reading(article, statements=(one,))
