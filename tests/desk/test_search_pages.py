"""The page to search with, and its exports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from desk_world import client
from follow_story import first, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from belegg.desk._desk import Desk
from belegg.export import FORMATS

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Desk]]:
    with client(tmp_path_factory.mktemp("search")) as made:
        made[0].headers["accept-language"] = "en"
        yield made


def texts(page: str, item: str) -> list[str]:
    """The words of the elements that `item` begins."""
    found = re.findall(rf"<{item}[^>]*>(.*?)</{item.split(maxsplit=1)[0]}>", page, re.S)
    return [" ".join(unescape(re.sub("<[^>]+>", "", f)).split()) for f in found]


def test_a_result_is_a_statement_in_its_sentence(opened: tuple[TestClient, Desk]) -> None:
    page = opened[0].get("/search", params={"q": "anker", "mode": "words"}).text
    assert "Kari Vik sier at" in " ".join(texts(page, 'a class="words"'))
    assert "<mark>anker</mark>" in page
    assert 'href="/speaker?name=Kari+Vik"' in page
    claim = opened[1].ledger.claims("anker")[0]
    assert f'href="/claim/{claim.id}"' in page
    assert any(f'href="/statement/{s.id}"' in page for s in claim.statements)
    assert "5 articles, 5 outlets" in " ".join(texts(page, 'p class="meta counts"'))


def test_filters_narrow_down_and_can_be_taken_away(opened: tuple[TestClient, Desk]) -> None:
    get = opened[0].get
    for params in (
        {"kind": "media"}, {"certainty": "denied"}, {"hearsay": "1"}, {"outlet": "Nordavisa"}, {"speaker": "Siv Ås"},
        {"origins": "one"}, {"since": "2026-03-05"}, {"until": "2026-03-01"}, {"language": "nb"}, {"contradicted": "1"},
        {"min_outlets": "4"},
    ):  # fmt: skip
        page = get("/search", params=params).text
        wanted = opened[1].ledger.count(**_asked(params))
        assert len(texts(page, 'h2 class="wording"')) == wanted > 0, params
        tags = texts(page, 'a class="tag"')
        assert len(tags) == 1
        assert 'class="tag" href="/search"' in page
    two = get("/search", params={"kind": "person", "hearsay": "1", "q": "kabel"}).text
    assert 'class="tag" href="/search?q=kabel&amp;hearsay=1"' in two


def _asked(params: dict[str, str]) -> dict[str, Any]:
    from belegg.desk._query import parse

    return parse(params)[0].asked()


def test_by_meaning_filters_hold_as_well(opened: tuple[TestClient, Desk]) -> None:
    page = opened[0].get("/search", params={"q": "skolen åpner", "speaker": "Siv Ås"}).text
    assert texts(page, 'h2 class="wording"') == ["Skolen på Lia åpner igjen i august"]
    assert "of the 100 nearest" in page


def test_it_all_stands_in_a_form_that_needs_no_script(opened: tuple[TestClient, Desk]) -> None:
    page = opened[0].get("/search", params={"q": "kabel", "kind": "person"}).text
    form = page[page.index('<form id="asking"') : page.index("</form>", page.index('<form id="asking"'))]
    assert 'method="get"' in form
    assert '<p class="apply"><button>' in form
    for name in ("q", "mode", "kind", "outlet", "speaker", "certainty", "language", "origins", "since", "until",
                 "hearsay", "contradicted", "min_outlets"):  # fmt: skip
        assert f'name="{name}"' in form, name
    assert re.search(r'name="kind"[^>]*value="person" checked', form)
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))
    assert " style=" not in page
    assert not re.search(r" on\w+=", page)


def test_what_was_not_understood_is_said(opened: tuple[TestClient, Desk]) -> None:
    page = opened[0].get("/search", params={"kind": "bird", "since": "soon"}).text
    assert "Not understood and left out: since, kind" in page
    assert "Not understood" not in opened[0].get("/search", params={"kind": "", "since": ""}).text


def test_without_hits_it_says_which_filter_to_drop(opened: tuple[TestClient, Desk]) -> None:
    page = opened[0].get("/search", params={"q": "skole", "mode": "words", "hearsay": "1"}).text
    assert "Nothing was found" in page
    assert "1 claim" in page[page.index("With fewer filters") :]
    assert 'href="/search?q=skole&amp;mode=words"' in page
    assert "search by words and meaning" in opened[0].get("/search?q=finnesikke&mode=words").text


def test_pages_of_a_list(tmp_path: Path) -> None:
    names = [a + b for a in ("Al", "Be", "Da", "Fre", "Gu") for b in ("fred", "rit", "mund", "kjell", "vard")]
    said = [f"{name} bygger hus nummer {n + 1} i Lia" for n, name in enumerate(names)]
    with client(
        tmp_path, *(story(f"{n}-posten", n, f"Ola Dal sier at {s}.", (s, n)) for n, s in zip(names, said, strict=True))
    ) as (desk, made):
        total = made.ledger.count()
        assert total > 20
        pages = [desk.get("/search", params={"page": n}).text for n in (1, 2, 3, 10**5)]
        seen = [texts(p, 'h2 class="wording"') for p in pages]
        assert [len(s) for s in seen] == [20, total - 20, 0, 0]
        assert not set(seen[0]) & set(seen[1])
        assert 'rel="next" href="/search?page=2"' in pages[0]
        assert 'rel="prev" href="/search"' in pages[1]
        assert 'start="21"' in pages[1]


def test_an_empty_ledger_teaches(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (desk, _):
        page = desk.get("/search").text
        assert 'href="/add"' in page
        assert 'href="/read"' in page
        assert desk.get("/search?q=kabel").status_code == 200


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("params", [{"q": "anker", "mode": "words"}, {"q": "anker", "kind": "person"}, {}])
def test_a_list_is_exported_with_its_filters(
    opened: tuple[TestClient, Desk], form: str, params: dict[str, str]
) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    answer = opened[0].get("/search/export", params={**params, "form": form})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="belegg-claims{FORMATS[form].suffix}"'
    assert int(answer.headers["content-length"]) == len(answer.content) > 0
    if form == "jsonl":
        ids = [json.loads(line)["id"] for line in answer.text.splitlines()]
        page = opened[0].get("/search", params=params).text
        assert ids == list(dict.fromkeys(re.findall(r'class="wording"><a href="/claim/([0-9a-f]+)"', page)))


def test_an_export_that_cannot_be_is_refused(opened: tuple[TestClient, Desk]) -> None:
    for params in ({}, {"form": "docx"}, {"form": "csv", "kind": "bird"}, {"form": "csv", "since": "soon"}):
        assert opened[0].get("/search/export", params=params).status_code == 400


def test_what_articles_and_queries_hold_is_never_markup(tmp_path: Path) -> None:
    content = f"kabelen {EVIL} ble kuttet \u202e av et anker"
    evil = story(
        f"Avisa {EVIL}", "Tittel", f"Ola {EVIL} sier at {content}.", (content, f"Ola {EVIL}"), url="javascript:alert(1)"
    )
    evil = replace(evil, article=replace(evil.article, title=f"Tittel {EVIL}"))
    with client(tmp_path, evil, first()) as (desk, _):
        desk.post("/alerts", data={"name": EVIL, "query": f"q={EVIL}"})
        for path in ("/search?q=kabelen", f"/search?q={EVIL}&outlet={EVIL}&speaker={EVIL}&since={EVIL}&page={EVIL}",
                     "/search?q=anker&mode=words", "/today", "/today?section=new&after=0", "/alerts",
                     f"/today?section={EVIL}&after={EVIL}&marked={EVIL}"):  # fmt: skip
            answer = desk.get(path)
            assert answer.status_code == 200, path
            for bad in ("<script>alert", "<img", "javascript:", "\u202e"):
                assert bad not in answer.text, (path, bad)
        assert "kabelen" in desk.get("/search?q=kabelen").text


NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            EVIL,
            "\0",
            "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
            '" OR 1=1 --',
            "*",
            "NEAR(",
            "9" * 80,
            "-1",
            "{{7*7}}",
            "%00",
        ]
    ),
)
PARAMS = st.dictionaries(
    st.sampled_from(["q", "mode", "since", "until", "outlet", "speaker", "kind", "min_origins", "max_origins", "form",
                     "min_outlets", "hearsay", "page", "section", "after", "marked", "origins"]),
    NASTY, max_size=5,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PARAMS, st.sampled_from(["/search", "/search/export", "/today", "/alerts"]))
def test_nothing_that_can_be_asked_breaks_it(
    opened: tuple[TestClient, Desk], params: dict[str, str], path: str
) -> None:
    assert opened[0].get(path, params=params).status_code < 500


def test_raw_bytes_in_the_address_do_not_break_it(opened: tuple[TestClient, Desk]) -> None:
    for query in ("q=%ff%fe", "q=%ed%a0%80", "q", "=&&=", "q=a&q=b", "speaker=%cc%81", "outlet=%e2%80%ae"):
        assert opened[0].get(f"/search?{query}").status_code == 200, query


def test_three_languages(opened: tuple[TestClient, Desk]) -> None:
    for path, words in {
        "/search?q=anker&kind=person": (
            "Uavhengige opphav",
            "kilde: en navngitt person",
            "kjelde: ein namngjeven person",
        ),
        "/today": ("I dag", "Nye påstander", "Nye påstandar"),
        "/alerts": ("Vars", "Du har ingen varsler ennå", "Du har ingen varsel enno"),
    }.items():
        pages = [opened[0].get(path, headers={"accept-language": code}).text for code in ("nb", "nn", "en")]
        assert words[0] in pages[0]
        assert words[0] in pages[1]
        assert (words[1] in pages[0], words[2] in pages[1]) == (True, True)
        assert words[1] not in pages[2]
