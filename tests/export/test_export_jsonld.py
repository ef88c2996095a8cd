from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from export_samples import ANONYMOUS, CLAIMS, HEARSAY, SAID, WATER, exported, few, some_claims
from hypothesis import given

from belegg.claims import Claim

jsonld = pytest.importorskip("pyld.jsonld")
SCHEMA = "https://schema.org/"


def _no_network(url: str, options: object = None) -> Any:
    raise AssertionError(f"fetches {url}")


def expand(data: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = jsonld.expand(json.loads(data), {"documentLoader": _no_network, "base": ""})
    return found


def flat(data: bytes) -> dict[str, dict[str, Any]]:
    nodes = jsonld.flatten(json.loads(data), options={"documentLoader": _no_network, "base": ""})
    return {node["@id"]: node for node in nodes}


def value(node: dict[str, Any], name: str) -> Any:
    (only,) = node[SCHEMA + name]
    return only.get("@value", only.get("@id"))


def properties(nodes: dict[str, dict[str, Any]], node: dict[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for reference in node[SCHEMA + "additionalProperty"]:
        held = nodes[reference["@id"]]
        assert held["@type"] == [SCHEMA + "PropertyValue"]
        found.setdefault(value(held, "name"), []).append(value(held, "value"))
    return found


def test_a_claim_appears_in_its_articles() -> None:
    nodes = flat(exported(CLAIMS, "jsonld")[0])
    claim = nodes["urn:belegg:claim:c1"]
    assert claim["@type"] == [SCHEMA + "Claim"]
    assert value(claim, "text") == WATER.text
    assert [a["@id"] for a in claim[SCHEMA + "appearance"]] == ["urn:belegg:article:a1", "urn:belegg:article:a2"]
    assert value(claim, "firstAppearance") == "urn:belegg:article:a1"
    assert [w["@id"] for w in claim[SCHEMA + "workExample"]] == ["urn:belegg:statement:s1", "urn:belegg:statement:s2"]
    told = properties(nodes, claim)
    assert (told["originsMin"], told["originsMax"]) == ([1], [2])
    assert told["originsWhy"] == list(WATER.origins.why)
    assert told["contradicts"] == ["urn:belegg:claim:c2"]


def test_an_article_tells_where_it_stands() -> None:
    nodes = flat(exported(CLAIMS, "jsonld")[0])
    article = nodes["urn:belegg:article:a1"]
    assert article["@type"] == [SCHEMA + "NewsArticle"]
    assert value(article, "headline") == SAID.title
    assert article[SCHEMA + "url"] == [{"@id": "https://dagsavisa.example/sak?a=1&b=50%25"}]
    assert value(article, "datePublished") == SAID.published
    publisher = nodes[value(article, "publisher")]
    assert publisher["@type"] == [SCHEMA + "NewsMediaOrganization"]
    assert value(publisher, "name") == "Dagsavisa Nord"


def test_only_direct_speech_is_a_quotation() -> None:
    nodes = flat(exported(CLAIMS, "jsonld", quoted=frozenset({"s1"}))[0])
    quotation, retold = nodes["urn:belegg:statement:s1"], nodes["urn:belegg:statement:s3"]
    assert quotation["@type"] == [SCHEMA + "Quotation"]
    assert value(nodes[value(quotation, "spokenByCharacter")], "name") == "Kari Vik"
    assert value(quotation, "isPartOf") == "urn:belegg:article:a1"
    assert value(quotation, "text") == "Vannet har vært forurenset … i flere uker"
    assert retold["@type"] == [SCHEMA + "Claim"]
    assert value(nodes[value(retold, "author")], "name") == "Kari Vik"
    assert value(retold, "appearance") == "urn:belegg:article:a2"
    assert b'"Quotation"' not in exported(CLAIMS, "jsonld")[0]


def test_who_is_unnamed_is_no_author() -> None:
    nodes = flat(exported(CLAIMS, "jsonld")[0])
    statement = nodes["urn:belegg:statement:s2"]
    assert SCHEMA + "author" not in statement
    told = properties(nodes, statement)
    assert told["source"] == [ANONYMOUS.speaker]
    assert told["sourceKind"] == ["anonymous"]
    assert told["lineage"] == ["Kari Vik > Dagsavisa Nord > en kilde i kommunen > Kystavisen"]
    assert properties(nodes, nodes["urn:belegg:statement:s4"])["hearsay"] == [True]


def test_the_first_appearance_is_only_told_where_it_is_known() -> None:
    nodes = flat(exported([dataclasses.replace(WATER, first=None, statements=(HEARSAY, SAID))], "jsonld")[0])
    assert SCHEMA + "firstAppearance" not in nodes["urn:belegg:claim:c1"]


def test_no_claims_are_an_empty_graph() -> None:
    data, count = exported([], "jsonld")
    assert json.loads(data)["@graph"] == []
    assert (expand(data), count) == ([], 0)


def test_addresses_that_are_not_of_the_web_are_left_out() -> None:
    for url in ("javascript:alert(1)", "file:///x", "http://[::1", "//x", "", "https://"):
        claim = dataclasses.replace(WATER, statements=(dataclasses.replace(SAID, url=url),))
        assert SCHEMA + "url" not in flat(exported([claim], "jsonld")[0])["urn:belegg:article:a1"]


@few
@given(some_claims)
def test_any_claims_expand_to_all_that_was_written(claims: list[Claim]) -> None:
    data, count = exported(claims, "jsonld")
    assert count == len(claims)
    graph = json.loads(data)["@graph"]
    expanded = expand(data)
    # Expansion drops what is no valid node, key or reference.
    assert len(expanded) == len(graph)
    for node, full in zip(graph, expanded, strict=True):
        assert {SCHEMA + key for key in node if not key.startswith("@")} == {k for k in full if not k.startswith("@")}
        assert full["@id"] == node["@id"]
    data.decode("utf-8")
    assert len(data.decode("utf-8").splitlines()) == len(graph) + 2
