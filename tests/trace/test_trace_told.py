from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from match_samples import page, reading, said
from trace_hands import names

from belegg.match import bare_name
from belegg.trace import media_of, told_chain
from belegg.types import Article, Block, Entity, Hop, Reading, Statement

TITLE = "Kabelen"
NAMED = (("Nordavisa", "ORG"), ("Vestposten", "ORG"), ("Kystradioen", "ORG"))
MEDIA = frozenset({"nordavisa", "vestposten"})


def chain(body: str, content: str, speaker: str | None, read: bool = True, **changed: Any) -> tuple[Hop, ...]:
    """The chain of a statement in an article of Søravisa that says `body`."""
    statement = said(page(TITLE, body), content, speaker, outlet="Søravisa", **changed)
    found = reading(TITLE, body, [statement], NAMED, outlet="Søravisa").to_dict()
    return told_chain(found["statements"][0], found, MEDIA, read)


def test_the_publishing_outlet_is_left_out() -> None:
    assert chain("Kabelen er kuttet, sier Kari Vik.", "Kabelen er kuttet", "Kari Vik") == (Hop("Kari Vik", "person"),)


@pytest.mark.parametrize(
    ("content", "who", "kind"),
    [
        ("Politiet har fortalt meg at kabelen er kuttet", "Politiet", "organisation"),
        ("Politiet har sagt til oss at kabelen er kuttet", "Politiet", "organisation"),
        ("Polisen har berättat för oss att kabeln är av", "Polisen", "organisation"),
        ("Politiet har fortalt mig, at kablet er kuttet", "Politiet", "organisation"),
        ("The club has told me that the cable is cut", "The club", "organisation"),
        ("En kilde har fortalt meg at kabelen er kuttet", "En kilde", "anonymous"),
        ("De har fortalt meg at kabelen er kuttet", None, None),
        ("Kabelen er kuttet", None, None),
    ],
)
def test_somebody_who_repeats_what_another_told_has_it_from_him(
    content: str, who: str | None, kind: str | None
) -> None:
    found = chain(f"– {content}, sier Kari Vik.", content, "Kari Vik")
    expected = ([Hop(who, kind)] if who and kind else []) + [Hop("Kari Vik", "person")]  # type: ignore[arg-type]
    assert list(found) == expected


def test_what_stands_in_words_of_another_has_it_from_who_told_them() -> None:
    outer, inner = "Politiet har fortalt meg at kabelen er kuttet", "kabelen er kuttet"
    body = f"– {outer}, sier Kari Vik."
    text = page(TITLE, body)
    statements = [said(text, outer, "Kari Vik", id="s1"), said(text, inner, "Politiet", id="s2", nested_in="s1")]
    found = reading(TITLE, body, statements, outlet="Søravisa").to_dict()
    chains = [names(told_chain(s, found, MEDIA)) for s in found["statements"]]
    assert chains == [["Politiet", "Kari Vik"], ["Politiet", "Kari Vik"]]


@pytest.mark.parametrize(
    ("tail", "who"),
    [
        ("med henvisning til en kilde i politiet", "en kilde i politiet"),
        ("citing an unnamed official", "an unnamed official"),
        ("med hänvisning till polisen", "polisen"),
        ("og viser til Havarirapporten", "Havarirapporten"),
    ],
)
def test_whom_a_paper_cites_comes_before_it(tail: str, who: str) -> None:
    found = chain(f"Kabelen er kuttet, skriver Nordavisa {tail}.", "Kabelen er kuttet", "Nordavisa", kind="media")
    assert names(found) == [who, "Nordavisa"]


def test_a_paper_named_in_the_sentence_had_it_before() -> None:
    body = "Kabelen er kuttet, sier Kari Vik til Nordavisa."
    assert names(chain(body, "Kabelen er kuttet", "Kari Vik")) == ["Kari Vik", "Nordavisa"]
    assert names(chain(body, "Kabelen er kuttet", "Kari Vik", read=False)) == ["Kari Vik"]
    beyond = "Kabelen er kuttet, sier Kari Vik. Nordavisa er stengt."
    assert names(chain(beyond, "Kabelen er kuttet", "Kari Vik")) == ["Kari Vik"]
    inside = "Kabelen til Nordavisa er kuttet, sier Kari Vik."
    assert names(chain(inside, "Kabelen til Nordavisa er kuttet", "Kari Vik")) == ["Kari Vik"]
    other = "Kabelen er kuttet, sier Kari Vik til Kystradioen."
    assert names(chain(other, "Kabelen er kuttet", "Kari Vik")) == ["Kari Vik"]


def test_kinds_are_mended_by_what_names_tell() -> None:
    body = "Kabelen er kuttet, ifølge Nordavisa."
    assert chain(body, "Kabelen er kuttet", "Nordavisa", kind="organisation")[0].kind == "media"
    body = "Kabelen er kuttet, sier en kilde."
    assert chain(body, "Kabelen er kuttet", "en kilde", kind="person")[0].kind == "anonymous"
    body = "Kabelen er kuttet, sier Ola Dal."
    assert chain(body, "Kabelen er kuttet", "Ola Dal", kind="document")[0].kind == "person"


def test_outlets_are_found_by_the_reader_by_the_table_and_by_their_description() -> None:
    body = "Avisen Nordavisa og Kystradioen skriver at Vestposten tar feil."
    text = page(TITLE, body)
    marked = [("Avisen Nordavisa", "ORG"), *NAMED]
    statement = said(text, "Vestposten tar feil", "Avisen Nordavisa", kind="media")
    found = reading(TITLE, body, [statement], marked).to_dict()
    assert media_of(found, lambda name: name == "Kystradioen") == {"avisen nordavisa", "nordavisa", "kystradioen"}


_PARTS = [
    "Nordavisa",
    "har fortalt meg at ",
    "citing ",
    "viser til ",
    "en kilde",
    " ",
    ".",
    "\n",
    "«",
    "–",
    "som",
    "²",
    "\x00",
    "Å",
]
_TEXTS = st.one_of(st.text(min_size=1, max_size=80), st.lists(st.sampled_from(_PARTS), min_size=1).map("".join))
_HOPS = st.builds(
    Hop, st.one_of(st.text(max_size=8), st.sampled_from(["Nordavisa", "Avisa", "en kilde"])),
    st.sampled_from(["person", "media", "anonymous", "document", "organisation", "group", "implicit"]),
)  # fmt: skip


@st.composite
def _readings(draw: st.DrawFn) -> Reading:
    text = draw(_TEXTS)
    at = st.integers(0, len(text))
    spans = [(min(a, b), max(a, b)) for a, b in draw(st.lists(st.tuples(at, at), min_size=4, max_size=4))]
    statement = Statement(
        "s1",
        content=tuple(sorted(spans[: draw(st.integers(1, 2))])),
        via=tuple(spans[2:3]) if draw(st.booleans()) else (),
        form=draw(st.sampled_from(["direct", "indirect", "mixed"])),
        chain=tuple(draw(st.lists(_HOPS, max_size=4))),
    )
    outlet = draw(st.sampled_from([None, "Avisa", ""]))
    article = Article(text, (Block("paragraph", 0, len(text)),), outlet=outlet)
    start, end = spans[3]
    return Reading(article, entities=(Entity(start, end, "ORG", "e1"),), statements=(statement,))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_readings(), st.booleans(), st.booleans())
def test_any_text_and_statement_has_a_chain(found: Reading, read: bool, known: bool) -> None:
    body = found.to_dict()
    media = media_of(body, lambda name: known)
    hops = told_chain(body["statements"][0], body, media, read)
    kept = [h.name for h in found.statements[0].chain]
    if kept and found.article.outlet and bare_name(kept[-1]) == bare_name(found.article.outlet):
        kept.pop()
    kept = [name for name in kept if bare_name(name) != "avisa"]  # *the paper* may be told by its full name
    told = iter(names(hops))
    assert all(name in told for name in kept)  # in their order: hops are put before or between, none is lost


@pytest.mark.parametrize(
    ("other", "kind", "expected"),
    [
        ("en ansatt i verftets kontrollrom", "anonymous", "en ansatt i verftets kontrollrom"),
        ("Vik, og flere eksperter i havnevesenet", "person", "Kilden"),
        ("noen ansatte i havnevesenet", "group", "Kilden"),
    ],
)
def test_a_bare_role_is_the_one_unnamed_person_it_can_be(other: str, kind: str, expected: str) -> None:
    body = f"Kabelen er kuttet, sier kilden. Det er sabotasje, sier {other}."
    text = page(TITLE, body)
    statement = said(text, "Kabelen er kuttet", "Kilden", kind="anonymous", outlet="Søravisa")
    found = reading(TITLE, body, [statement], [*NAMED, ("Vik", "PER")], outlet="Søravisa").to_dict()
    found["speakers"] = [{"name": "Kilden", "kind": "anonymous"}, {"name": other, "kind": kind}]
    assert names(told_chain(found["statements"][0], found, MEDIA)) == [expected]
