from __future__ import annotations

from dataclasses import replace

from trace_hands import EARLY, LAST, LATE, names, paper, person, told, traced, unnamed

from belegg.match import Member
from belegg.trace import Traced
from belegg.types import Hop

VIK = person("Kari Vik")


def of(found: list[Traced], outlet: str) -> Traced:
    return next(t for t in found if t.member.article["outlet"] == outlet)


def test_what_b_writes_is_joined_with_what_b_had_it_from() -> None:
    found = traced(told("Nordavisa", VIK), told("Søravisa", paper("Nordavisa"), published=LATE))
    assert names(of(found, "Søravisa").own) == ["Nordavisa"]
    assert names(of(found, "Søravisa").whole) == ["Kari Vik", "Nordavisa"]
    assert names(of(found, "Nordavisa").whole) == ["Kari Vik"]


def test_lineage_goes_through_several_articles() -> None:
    found = traced(
        told("Nordavisa", unnamed()),
        told("Søravisa", paper("Nordavisa"), published=LATE),
        told("Vestposten", paper("Søravisa"), published=LAST),
    )
    assert names(of(found, "Vestposten").whole) == ["en kilde", "Nordavisa", "Søravisa"]


def test_b_stays_a_hop_where_the_ledger_does_not_have_it() -> None:
    found = traced(told("Søravisa", paper("Nordavisa")), told("Vestposten", VIK))
    assert names(of(found, "Søravisa").whole) == ["Nordavisa"]


def test_nobody_has_it_from_a_later_article() -> None:
    found = traced(told("Nordavisa", VIK, published=LATE), told("Søravisa", paper("Nordavisa"), published=EARLY))
    assert names(of(found, "Søravisa").whole) == ["Nordavisa"]


def test_two_that_cite_each_other_do_not_go_round_for_ever() -> None:
    found = traced(told("Nordavisa", paper("Søravisa")), told("Søravisa", paper("Nordavisa")))
    assert all(len(t.whole) <= 3 for t in found)


def test_a_source_that_retellers_only_describe_is_what_b_calls_it() -> None:
    found = traced(told("Nordavisa", VIK), told("Søravisa", unnamed(), paper("Nordavisa"), published=LATE))
    assert names(of(found, "Søravisa").whole) == ["Kari Vik", "Nordavisa"]


def test_a_named_source_is_kept_whatever_b_says() -> None:
    dal = person("Ola Dal")
    found = traced(told("Nordavisa", VIK), told("Søravisa", dal, paper("Nordavisa"), published=LATE))
    assert names(of(found, "Søravisa").whole) == ["Ola Dal", "Nordavisa"]


def test_a_denial_is_not_what_a_retelling_has_it_from() -> None:
    found = traced(told("Nordavisa", VIK, certainty="denied"), told("Søravisa", paper("Nordavisa"), published=LATE))
    assert names(of(found, "Søravisa").whole) == ["Nordavisa"]


def test_an_uncredited_copy_is_traced_to_the_wire() -> None:
    wire, copy = told("Kysttelegraf", VIK, id="a0"), told("Søravisa", id="a1", published=LATE)
    found = of(traced(wire, copy, copies={"a1": "a0"}), "Søravisa")
    assert names(found.own) == []
    assert names(found.whole) == ["Kari Vik", "Kysttelegraf"]
    assert found.copied == "a0"
    assert of(traced(wire, copy), "Søravisa").whole == ()


def test_a_credited_copy_has_the_wire_once() -> None:
    wire = told("Kysttelegraf", VIK, id="a0")
    copy = told("Søravisa", VIK, paper("Kysttelegraf"), id="a1", published=LATE)
    found = of(traced(wire, copy, copies={"a1": "a0"}), "Søravisa")
    assert names(found.whole) == ["Kari Vik", "Kysttelegraf"]


def _in_one_article(*members: Member) -> list[Member]:
    """The members as statements of the first one's article."""
    return [replace(m, article=members[0].article) for m in members]


def test_a_headline_has_it_from_the_statement_that_tells_more() -> None:
    line, said = told("Nordavisa", hearsay=False), told("Nordavisa", VIK)
    line = replace(line, sign=replace(line.sign, bare=True))
    found = traced(*_in_one_article(line, said))
    assert [names(t.own) for t in found] == [["Kari Vik"], ["Kari Vik"]]


def test_a_bare_role_is_who_the_same_article_names() -> None:
    role = told("Nordavisa", owner := person("rederiet"))
    named = told("Nordavisa", person("direktør Kari Vik"))
    found = traced(*_in_one_article(role, named))
    assert {names(t.own)[0] for t in found} == {"direktør Kari Vik"}
    assert names(traced(told("Nordavisa", owner))[0].own) == ["rederiet"]


def test_hearsay_has_nobody_though_the_article_names_others() -> None:
    hearsay, named = told("Nordavisa"), told("Nordavisa", VIK)
    found = traced(*_in_one_article(hearsay, named))
    assert sorted(names(t.own) for t in found) == [[], ["Kari Vik"]]


def _beside(other: Member) -> Member:
    """As another statement of the article."""
    id = f"{other.sign.statement}-2"
    return replace(other, sign=replace(other.sign, statement=id), statement={**other.statement, "id": id})


def test_a_copy_has_each_statement_from_the_same_words_of_its_original() -> None:
    one, other = "kabelen ved Nesvik ble kuttet mandag", "noen kan ha vært ved sjøen der ute"
    found = traced(
        told("Nordavisa", person("Kari Vik"), id="a", content=one),
        _beside(told("Nordavisa", person("Ola Dal"), paper("NTB"), id="a", content=other)),
        told("Søravisa", id="b", content=one, published=LATE),
        copies={"b": "a"},
    )
    (copy,) = (t for t in found if t.copied)
    assert copy.whole[0].name == "Kari Vik"


def test_whom_a_role_told_is_no_fuller_name_of_the_role() -> None:
    found = traced(
        told("Nordavisa", Hop("Kontrollorganet", "organisation"), person("Rune Dal"), id="a"),
        _beside(told("Nordavisa", person("Rune Dal"), id="a", content="flere er testet")),
    )
    assert [t.own[0].name for t in found] == ["Kontrollorganet", "Rune Dal"]
