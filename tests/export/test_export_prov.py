from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

import pytest
from export_samples import ANONYMOUS, CLAIMS, SAID, WATER, exported, few, some_claims
from hypothesis import given

from belegg.claims import Claim
from belegg.types import Hop

prov = pytest.importorskip("prov.model")


def document(data: bytes) -> Any:
    return prov.ProvDocument.deserialize(io.BytesIO(data), format="json")


def bundle(data: bytes, id: str = "c1") -> Any:
    (found,) = [b for b in document(data).bundles if str(b.identifier) == f"trace:{id}"]
    return found


def pairs(bundle: Any, kind: Any, quotation: bool | None = None) -> set[tuple[str, str]]:
    found = set()
    for record in bundle.get_records(kind):
        is_quotation = prov.PROV["Quotation"] in record.get_asserted_types()
        if quotation is None or is_quotation == quotation:
            (_, new), (_, old), *_rest = record.formal_attributes
            found.add((str(new), str(old)))
    return found


def test_a_chain_is_followed_from_hand_to_hand() -> None:
    found = bundle(exported(CLAIMS, "prov")[0])
    derived = pairs(found, prov.ProvDerivation, quotation=False)
    assert {
        ("telling:s1.2", "telling:s1.1"),
        ("statement:s1", "telling:s1.2"),
        ("telling:s2.2", "telling:s2.1"),
        ("telling:s2.3", "telling:s2.2"),
        ("statement:s2", "telling:s2.3"),
    } == derived
    assert pairs(found, prov.ProvDerivation, quotation=True) == {
        ("statement:s1", "article:a1"),
        ("statement:s2", "article:a2"),
    }
    assert pairs(found, prov.ProvAttribution) == {
        ("telling:s1.1", "agent:person.Kari%20Vik"),
        ("telling:s1.2", "agent:media.Nordkyst%20Telegrambyr%C3%A5"),
        ("statement:s1", "agent:media.Dagsavisa%20Nord"),
        ("article:a1", "agent:media.Dagsavisa%20Nord"),
        ("telling:s2.1", "agent:person.Kari%20Vik"),
        ("telling:s2.2", "agent:media.Dagsavisa%20Nord"),
        ("telling:s2.3", "agent:anonymous.s2.3"),
        ("statement:s2", "agent:media.Kystavisen"),
        ("article:a2", "agent:media.Kystavisen"),
    }
    assert pairs(found, prov.ProvSpecialization) == {("statement:s1", "claim:c1"), ("statement:s2", "claim:c1")}


def test_the_words_and_the_origins_are_told() -> None:
    found = bundle(exported(CLAIMS, "prov")[0])
    (claim,) = found.get_record("claim:c1")
    (statement,) = found.get_record("statement:s1")
    told = {str(key): value for key, value in claim.extra_attributes}
    assert (told["belegg:originsMin"], told["belegg:originsMax"], told["prov:value"]) == (1, 2, WATER.text)
    assert {str(v) for k, v in claim.extra_attributes if str(k) == "belegg:contradicts"} == {"claim:c2"}
    assert dict(statement.extra_attributes)[prov.PROV["value"]] == "Vannet har vært forurenset … i flere uker"


def test_an_article_is_generated_when_its_time_is_known() -> None:
    found = bundle(exported(CLAIMS, "prov")[0])
    (generation,) = found.get_records(prov.ProvGeneration)
    assert str(generation.formal_attributes[0][1]) == "article:a1"
    assert generation.formal_attributes[2][1].isoformat() == "2026-03-04T11:10:00+00:00"


def test_direct_speech_is_quoted_from_him_who_spoke_to_the_outlet() -> None:
    told = dataclasses.replace(SAID, chain=(SAID.chain[0], SAID.chain[-1]))
    claims = [dataclasses.replace(WATER, statements=(told,))]
    quotation = ("statement:s1", "telling:s1.1")
    found = bundle(exported(claims, "prov", quoted=frozenset({"s1"}))[0])
    assert quotation in pairs(found, prov.ProvDerivation, quotation=True)
    assert quotation in pairs(bundle(exported(claims, "prov")[0]), prov.ProvDerivation, quotation=False)
    relayed = bundle(exported([WATER], "prov", quoted=frozenset({"s1"}))[0])
    assert ("statement:s1", "telling:s1.2") in pairs(relayed, prov.ProvDerivation, quotation=False)


def test_unnamed_hands_of_two_statements_are_two_agents() -> None:
    other = dataclasses.replace(ANONYMOUS, id="s9", article="a9")
    found = bundle(exported([dataclasses.replace(WATER, statements=(ANONYMOUS, other))], "prov")[0])
    unnamed = {str(a.identifier) for a in found.get_records(prov.ProvAgent) if ".s" in str(a.identifier)}
    assert unnamed == {"agent:anonymous.s2.3", "agent:anonymous.s9.3"}


def test_a_chain_without_its_outlet_is_attributed_to_nobody_else() -> None:
    alone = dataclasses.replace(SAID, outlet=None, chain=(Hop("Kari Vik", "person"),))
    found = bundle(exported([dataclasses.replace(WATER, statements=(alone,))], "prov")[0])
    assert pairs(found, prov.ProvAttribution) == {("telling:s1.1", "agent:person.Kari%20Vik")}
    assert ("statement:s1", "telling:s1.1") in pairs(found, prov.ProvDerivation)


def test_no_claims_are_an_empty_document() -> None:
    data, count = exported([], "prov")
    assert count == 0
    assert list(document(data).bundles) == []


@few
@given(some_claims)
def test_any_claims_are_read_whole(claims: list[Claim]) -> None:
    data, count = exported(claims, "prov")
    written = json.loads(data)["bundle"]
    found = document(data)
    assert len(list(found.bundles)) == len(written) == count == len(claims)
    for part in found.bundles:
        records = written[str(part.identifier)]
        assert len(part.records) == sum(len(of_kind) for of_kind in records.values())
        entities = {str(e.identifier) for e in part.get_records(prov.ProvEntity)}
        agents = {str(a.identifier) for a in part.get_records(prov.ProvAgent)}
        for new, old in pairs(part, prov.ProvDerivation) | pairs(part, prov.ProvSpecialization):
            assert {new, old} <= entities
        for entity, agent in pairs(part, prov.ProvAttribution):
            assert entity in entities
            assert agent in agents
    # What the library writes again, in JSON and in PROV-N, is the same document.
    assert document(found.serialize(format="json").encode("utf-8", "surrogatepass")) == found
    assert found.get_provn().startswith("document")
