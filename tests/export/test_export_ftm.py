from __future__ import annotations

import dataclasses
import io
from typing import Any

import pytest
from export_samples import AGAIN, CLAIMS, SAID, WATER, exported, few, some_claims
from hypothesis import given

from belegg.claims import Claim

ftm = pytest.importorskip("followthemoney")


def statements(data: bytes) -> list[Any]:
    from followthemoney.statement import read_statements

    return list(read_statements(io.BytesIO(data), "json"))


def entities(data: bytes, key: str = "canonical_id") -> list[Any]:
    """The entities, as ``sort | ftm aggregate-statements`` makes them."""
    from followthemoney.dataset import Dataset
    from followthemoney.statement import StatementEntity

    lines = b"".join(sorted(data.splitlines(keepends=True)))
    groups: dict[str, list[Any]] = {}
    for statement in statements(lines):
        groups.setdefault(getattr(statement, key), []).append(statement)
    dataset = Dataset.make({"name": "belegg"})
    return [StatementEntity.from_statements(dataset, group) for group in groups.values()]


def check(data: bytes) -> None:
    """Every statement is one that the library would have made of the same value."""
    found = statements(data)
    for statement in found:
        assert statement.id == statement.generate_key()
        assert statement.dataset == "belegg"
        if statement.prop == "id":
            assert statement.value == statement.entity_id
            continue
        prop = ftm.model.get(statement.schema).get(statement.prop)
        assert prop.type.clean(statement.value) == statement.value
        assert len(statement.value) <= prop.type.max_length
        assert statement.lang is None or statement.lang in ftm.types.registry.language.names
    assert len({s.id for s in found}) == len(found)
    known = {s.canonical_id for s in found}
    assert {s.value for s in found if s.prop_type == "entity"} <= known
    made = {entity.id: entity for entity in entities(data)}
    for entity in made.values():
        entity.schema.validate(entity.to_dict())
        assert [name for name in entity.schema.required if not entity.get(name)] == []
        for prop, value in entity.itervalues():
            if prop.range is not None:
                assert made[value].schema.is_a(prop.range)


def by_schema(data: bytes, schema: str) -> list[Any]:
    return [e for e in entities(data) if e.schema.name == schema]


def test_what_is_written_is_what_the_library_reads() -> None:
    data, count = exported(CLAIMS, "ftm")
    assert len(statements(data)) == count
    check(data)


def test_articles_and_outlets() -> None:
    data, _ = exported(CLAIMS, "ftm")
    articles = {e.first("title"): e for e in by_schema(data, "Article")}
    assert len(articles) == 3
    article = articles[SAID.title]
    assert article.get("publishedAt") == ["2026-03-04T11:10:00"]
    assert article.get("language") == ["nor"]
    assert article.get("publisher") == ["Dagsavisa Nord"]
    assert article.get("sourceUrl") == ["https://dagsavisa.example/sak?a=1&b=50%25"]
    roles = [e for e in by_schema(data, "Documentation") if e.get("role") == ["publisher"]]
    names = {e.id: e.caption for e in by_schema(data, "Organization")}
    assert {(e.first("document"), names[e.first("entity")]) for e in roles} == {
        (article.id, "Dagsavisa Nord"),
        (articles[AGAIN.title].id, "Kystavisen"),
    }


def test_a_named_speaker_is_linked_to_the_claim_with_the_article_as_proof() -> None:
    data, _ = exported([WATER], "ftm")
    (link,) = by_schema(data, "UnknownLink")
    (person,) = by_schema(data, "Person")
    (note,) = by_schema(data, "Note")
    assert person.get("name") == ["Kari Vik"]
    assert (link.get("subject"), link.get("object"), link.get("role")) == ([person.id], [note.id], ["said"])
    assert link.get("description") == ["Vannet har vært forurenset … i flere uker"]
    assert link.get("status") == ["possible"]
    assert link.first("summary").startswith("Kari Vik > Nordkyst Telegrambyrå > Dagsavisa Nord")
    assert link.first("proof") in note.get("entity")
    assert note.get("description") == [WATER.text]
    assert note.get("summary") == ["independent origins: 1 to 2"]
    assert sorted(note.get("notes")) == sorted(WATER.origins.why)


def test_who_cannot_be_told_from_others_is_no_entity() -> None:
    data, _ = exported(CLAIMS, "ftm")
    assert "en kilde i kommunen" not in {e.caption for e in entities(data)}
    roles = {e.first("role") for e in by_schema(data, "Documentation")}
    assert roles == {"publisher", "states, source (anonymous): en kilde i kommunen", "states as hearsay"}


def test_one_name_is_one_canonical_entity_of_several_sources() -> None:
    data, _ = exported(CLAIMS, "ftm")
    assert len(by_schema(data, "Person")) == 1
    sources = [e for e in entities(data, "entity_id") if e.schema.name == "Person"]
    assert len(sources) == 2
    assert {s.canonical_id for e in sources for s in e.statements} == {by_schema(data, "Person")[0].id}


def test_relations_are_written_where_both_claims_are() -> None:
    data, _ = exported(CLAIMS, "ftm")
    notes = {e.first("description"): e.id for e in by_schema(data, "Note")}
    relations = [e for e in by_schema(data, "UnknownLink") if e.get("role") != ["said"]]
    first, second = notes[CLAIMS[0].text], notes[CLAIMS[1].text]
    assert {(e.first("subject"), e.first("object"), e.first("role")) for e in relations} == {
        (first, second, "contradicts"),
        (second, first, "contradicts"),
    }
    assert not [e for e in by_schema(exported([WATER], "ftm")[0], "UnknownLink") if e.get("role") != ["said"]]


@few
@given(some_claims)
def test_any_claims_are_accepted(claims: list[Claim]) -> None:
    check(exported(claims, "ftm")[0])


def test_what_is_too_long_is_cut() -> None:
    carrier = dataclasses.replace(
        SAID,
        title="Æ" * 300_000,
        speaker="Ø" * 300_000,
        url="https://a.example/" + "x" * 9000,
        content=("Å" * 300_000,),
    )
    data, _ = exported([dataclasses.replace(WATER, statements=(carrier,))], "ftm")
    check(data)
    assert by_schema(data, "Person")[0].caption == "Ø" * 383 + "…"
