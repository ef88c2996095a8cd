"""Claims made by hand and by hypothesis, for the exports."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st

from belegg.claims import Carrier, Claim, Origins, Relation, RelationType
from belegg.export import export_claims
from belegg.types import Certainty, Hop, Language, SourceKind

VIK = Hop("Kari Vik", "person")
WIRE = Hop("Nordkyst Telegrambyrå", "media")
DAGSAVISA = Hop("Dagsavisa Nord", "media")
KYSTAVISEN = Hop("Kystavisen", "media")

SAID = Carrier(
    id="s1",
    article="a1",
    url="https://dagsavisa.example/sak?a=1&b=50%",
    outlet="Dagsavisa Nord",
    published="2026-03-04T12:10:00+01:00",
    content=("Vannet har vært forurenset", "i flere uker"),
    speaker="Kari Vik",
    kind="person",
    certainty="possible",
    hearsay=False,
    chain=(VIK, WIRE, DAGSAVISA),
    confidence=0.94,
    match=0.98,
    title="Frykter nye lekkasjer i Havnebyen & omegn",
    language="nb",
)
ANONYMOUS = Carrier(
    id="s2",
    article="a2",
    url="https://kystavisen.example/vatn",
    outlet="Kystavisen",
    published="2026-03-05",
    content=("vatnet er ureint",),
    speaker="en kilde i kommunen",
    kind="anonymous",
    certainty="certain",
    hearsay=False,
    chain=(Hop("en kilde i kommunen", "anonymous"), KYSTAVISEN),
    confidence=0.8,
    match=0.75,
    title="Kjelde: – Vatnet er ureint",
    language="nn",
    lineage=(VIK, DAGSAVISA, Hop("en kilde i kommunen", "anonymous"), KYSTAVISEN),
)
AGAIN = Carrier(
    id="s3",
    article="a2",
    url="https://kystavisen.example/vatn",
    outlet="Kystavisen",
    published="2026-03-05",
    content=("det er ingen fare",),
    speaker="Kari Vik",
    kind="person",
    certainty="denied",
    hearsay=False,
    chain=(VIK, KYSTAVISEN),
    confidence=0.7,
    title="Kjelde: – Vatnet er ureint",
    language="nn",
)
HEARSAY = Carrier(
    id="s4",
    article="a3",
    url=None,
    outlet=None,
    published=None,
    content=("vannet skal være rent igjen",),
    speaker=None,
    kind="implicit",
    certainty="unclaimed",
    hearsay=True,
    chain=(),
    confidence=0.5,
)
WATER = Claim(
    "c1",
    "Vannet i Havnebyen har vært forurenset i flere uker.",
    Origins(1, 2, ("to aviser, én kilde: Kari Vik", "den anonyme kan være en annen")),
    (Relation("contradicts", "c2", 0.91), Relation("updates", "c9", 0.5)),
    "2026-03-04T12:10:00+01:00",
    "2026-03-05",
    (SAID, ANONYMOUS),
)
SAFE = Claim(
    "c2",
    "Det er ingen fare.",
    Origins(0, 1),
    (Relation("contradicts", "c1", 0.91),),
    "2026-03-05",
    "2026-03-05",
    (AGAIN, HEARSAY),
)
BARE = Claim("c3", "Ingen sier dette.", Origins(0, 0), (), None, None, ())
CLAIMS = (WATER, SAFE, BARE)

NASTY = "\x1b[31m\x9b2J\x07\x00\x7f\r\n\t\u202e\u2066\u200f\u200b\u2028\x85\ufffe\ud800\xad\u3000"
VECTORS = (
    '=HYPERLINK("http://ond.example";"Klikk")',
    "a;=1+1",
    "– Vi vet ikke",
    "@online{x, title={y}}",
    "\\input{passwd}} % $x^2_i$ #1 ~&{",
    "javascript:alert(1)",
    "https://a.example/æ ø?{}|\\^%zz",
    "http://[::1",
    "</script>",
    "\"Kari\" 'Vik'",
    "A" * 3000,
)
texts = st.text(st.one_of(st.characters(), st.sampled_from(NASTY), st.sampled_from("<>&\"' \n=+-@;{}\\%")), max_size=30)
hostile = st.one_of(texts, st.sampled_from(VECTORS))
ids = st.one_of(st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True), texts.filter(bool))
maybe = st.one_of(st.none(), hostile)
times = st.one_of(
    maybe,
    st.datetimes(timezones=st.timezones() | st.none()).map(lambda when: when.isoformat()),
    st.dates().map(lambda day: day.isoformat()),
)
kinds = st.sampled_from(get_args(SourceKind))
chains = st.lists(st.builds(Hop, hostile, kinds), max_size=4).map(tuple)
# As `to_dict` rounds them.
shares = st.floats(0, 1).map(lambda share: round(share, 3))
carriers = st.builds(
    Carrier,
    id=ids,
    article=ids,
    url=maybe,
    outlet=maybe,
    published=times,
    content=st.lists(hostile, max_size=3).map(tuple),
    speaker=maybe,
    kind=kinds,
    certainty=st.sampled_from(get_args(Certainty)),
    hearsay=st.booleans(),
    chain=chains,
    confidence=st.floats(0, 1),
    match=shares,
    title=maybe,
    language=st.sampled_from((None, *get_args(Language))),
    lineage=chains,
)
claims = st.builds(
    Claim,
    id=ids,
    text=hostile,
    origins=st.builds(Origins, st.integers(0, 9), st.integers(0, 9), st.lists(hostile, max_size=2).map(tuple)),
    relations=st.lists(st.builds(Relation, st.sampled_from(get_args(RelationType)), ids, shares), max_size=2).map(
        tuple
    ),
    first=times,
    last=times,
    statements=st.lists(carriers, max_size=3, unique_by=lambda carrier: carrier.id).map(tuple),
)
# Drawing claims is the slow part.
few = settings(deadline=None, max_examples=40)
some_claims = st.lists(claims, max_size=3, unique_by=lambda claim: claim.id)


def exported(claims: Iterable[Claim], form: str, *, quoted: frozenset[str] = frozenset()) -> tuple[bytes, int]:
    """The bytes and the count; the statements with ids in `quoted` are direct speech."""
    out = io.BytesIO()
    count = export_claims(iter(claims), form, out, quoted=lambda carrier: carrier.id in quoted)
    return out.getvalue(), count
