from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from claim_world import carrier, claim
from hypothesis import given, settings
from hypothesis import strategies as st

from belegg.claims import Carrier
from belegg.desk._i18n import language_of
from belegg.desk._path import MOST, Graph, graph
from belegg.desk._path_layout import Box, lay_out, measure, wrap
from belegg.desk._path_svg import path_svg
from belegg.desk._path_words import steps

EN, NB = language_of("en"), language_of("nb")
NAMES = ("Kari Vik", "en kilde", "NTB", "Ola Dal", "rapport fra Tilsynet", "Tilsynet", "kilden", "", "<b>", "A" * 90)
KINDS = ("person", "anonymous", "media", "organisation", "document", "group", "implicit")
HOPS = st.tuples(st.sampled_from(NAMES), st.sampled_from(KINDS))


@st.composite
def carriers(draw: st.DrawFn) -> list[Carrier]:
    made = []
    for n in range(draw(st.integers(0, 9))):
        outlet = draw(st.sampled_from(("Avisa", "NTB", "Posten", "Tidende", "Lokalavisa")))
        day = draw(st.integers(1, 3))
        made.append(
            carrier(
                outlet,
                *draw(st.lists(HOPS, max_size=6)),
                id=f"{n:032x}",
                article=draw(st.sampled_from(("a", "b", "c", "d", "e"))),
                certainty=draw(st.sampled_from(("certain", "possible", "denied"))),
                hearsay=draw(st.booleans()),
                published=draw(st.sampled_from((f"2026-03-0{day}T08:00:00+01:00", None, "i går"))),
            )
        )
    return made


COPIES = st.dictionaries(st.sampled_from("abcde"), st.tuples(st.sampled_from("abcdex"), st.floats(0, 1)), max_size=4)


def apart(a: Box, b: Box) -> bool:
    return a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]


def assert_fits(made: Graph) -> None:
    picture = lay_out(made)
    boxes = [s.box for s in picture.spots] + [d.box for d in picture.days] + ([picture.rest] if picture.rest else [])
    for a, b in combinations(boxes, 2):
        assert apart(a, b), (a, b)
    for x, y, width, height in boxes:
        assert x >= 0 and y >= 0
        assert x + width <= picture.width and y + height <= picture.height
    assert {s.node.key for s in picture.spots} == set(made.nodes)
    articles = [s for s in picture.spots if s.node.part == "article"]
    assert [s.y for s in articles] == sorted(s.y for s in articles)
    left = [s.x for s in picture.spots if s.node.part == "origin"]
    if left and articles:
        assert max(left) < min(s.x for s in articles)


@settings(deadline=None, max_examples=150)
@given(carriers(), COPIES)
def test_no_two_labels_meet_and_all_are_inside(made: list[Carrier], copies: dict[str, tuple[str, float]]) -> None:
    drawn = graph(claim(*made), copies)
    assert_fits(drawn)
    assert len({e.start for e in drawn.edges} | {e.end for e in drawn.edges} | set(drawn.nodes)) == len(drawn.nodes)
    for language in (EN, NB):
        root = ElementTree.fromstring(str(path_svg(drawn, language)))
        assert root.get("role") == "img"
        assert len(steps(drawn, language)) == len(drawn.part("article"))


@given(st.text(max_size=200), st.integers(30, 300), st.integers(1, 3))
def test_wrapped_words_are_no_broader_than_their_box(text: str, width: int, most: int) -> None:
    lines = wrap(text, width, 14.0, most)
    assert len(lines) <= most
    assert all(measure(line, 14.0) <= width or line == "…" for line in lines)


def test_every_node_and_line_has_a_title_and_the_picture_a_description() -> None:
    made = graph(
        claim(carrier("Avisa", ("Kari Vik", "person")), carrier("Posten", ("Avisa", "media"), article="x" * 8))
    )
    svg = str(path_svg(made, EN))
    parts = re.findall(r'<g class="p-(?:node|edge)[^>]*><title>([^<]+)</title>', svg)
    assert len(parts) == len(made.nodes) + len(made.edges)
    assert "Kari Vik → Avisa: told" in parts
    assert "From left to right: 1 starting point, then 2 articles in order of time." in svg


def test_a_retelling_goes_on_from_the_article_that_is_retold() -> None:
    first = carrier("Avisa", ("en kilde", "anonymous"))
    second = carrier("Posten", ("en kilde", "anonymous"), ("Avisa", "media"), ("NTB", "media"))
    made = graph(claim(first, second))
    (told, retold) = made.edges
    assert (told.kind, made.nodes[told.start].name, made.nodes[told.start].unnamed) == ("told", "en kilde", True)
    assert (retold.kind, retold.start, retold.end, retold.via) == ("retold", first.article, second.article, ("NTB",))
    assert [s.ways for s in steps(made, EN)] == [
        ("from en kilde (unnamed source)",),
        ("retells Avisa, through NTB",),
    ]


def test_somebody_else_who_is_named_keeps_a_line_of_his_own() -> None:
    first = carrier("Avisa", ("Kari Vik", "person"))
    second = carrier("Posten", ("Ola Dal", "person"), ("Avisa", "media"))
    made = graph(claim(first, second))
    assert {n.name for n in made.part("origin")} == {"Kari Vik", "Ola Dal"}
    assert [n.name for n in made.part("hand")] == ["Avisa"]
    assert steps(made, EN)[1].ways == ("from Ola Dal, through Avisa",)


def test_one_person_is_one_origin_and_an_unnamed_source_is_one_a_hand() -> None:
    named = graph(claim(carrier("Avisa", ("ordfører Kari Vik", "person")), carrier("Posten", ("Kari Vik", "person"))))
    assert [n.name for n in named.part("origin")] == ["ordfører Kari Vik"]
    unnamed = graph(claim(carrier("Avisa", ("en kilde", "anonymous")), carrier("Posten", ("en kilde", "anonymous"))))
    assert [n.name for n in unnamed.part("origin")] == ["en kilde", "en kilde"]


def test_a_copy_is_a_line_from_what_it_repeats_and_no_second_origin() -> None:
    first, copy = carrier("NTB", ("Kari Vik", "person")), carrier("Avisa", ("Kari Vik", "person"))
    made = graph(claim(first, copy), {copy.article: (first.article, 0.67)})
    assert [(e.kind, e.start, e.end) for e in made.edges if e.end == copy.article] == [
        ("copy", first.article, copy.article)
    ]
    svg = str(path_svg(made, NB))
    assert "67\xa0% delt med NTB" in svg
    assert "p-copy" in svg and "p-core" in svg


def test_hearsay_is_dashed_denial_crossed_and_nobody_a_node_of_its_own() -> None:
    made = graph(
        claim(
            carrier("Avisa", hearsay=True),
            carrier("Posten", hearsay=True),
            carrier("Tidende", ("Ola Dal", "person"), certainty="denied"),
        )
    )
    assert [n.source for n in made.part("origin")] == ["implicit", "implicit", "person"]
    svg = str(path_svg(made, EN))
    assert svg.count('class="p-edge p-told p-hearsay"') == 2
    assert 'class="p-edge p-told p-denied"' in svg and "p-cross" in svg and "nobody named" in svg
    assert "denies it" in svg and "denial only" in svg


def test_many_articles_are_bounded_and_the_rest_is_counted() -> None:
    many = [carrier(f"Avis {n}", (f"Kilde Nr {n}", "person"), id=f"{n:032x}", article=f"{n:032x}") for n in range(52)]
    made = graph(claim(*many))
    assert (len(made.part("article")), made.hidden) == (MOST, 12)
    assert "og 12 til" in str(path_svg(made, NB))
    assert_fits(made)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "a\x00b\u202ec", "\ud800"])
def test_hostile_names_are_words_in_the_picture(name: str) -> None:
    made = graph(claim(carrier(name, (name, "person"), (name, "organisation"), title=name)))
    svg = str(path_svg(made, EN))
    ElementTree.fromstring(svg)
    assert "<script" not in svg and "<img" not in svg
    assert not re.search("[\x00\u202e\ud800]", svg)
