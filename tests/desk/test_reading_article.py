from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from desk_world import client, make_ledger, open_ledger
from follow_story import changed_first, everything
from reading_story import HOSTILE, ferry, harmful
from starlette.testclient import TestClient

from belegg.desk._desk import Desk


def english(made: TestClient) -> None:
    made.cookies.set("belegg_language", "en")


def article_of(desk: Desk, outlet: str) -> str:
    return desk.ledger.articles(outlet=outlet)[0].id


def test_an_article_with_copies_and_what_its_claims_rest_on(tmp_path: Path) -> None:
    with client(tmp_path) as (made, desk):
        english(made)
        id, copy = article_of(desk, "Kysttelegraf"), article_of(desk, "Søravisa")
        page = made.get(f"/article/{id}").text
        (told,) = desk.ledger.copies_of(id)
        assert f'href="/article/{copy}">{round(100 * told.share)}% shared with <bdi>Søravisa</bdi></a>' in page
        assert "came later" in page
        assert "was there first" in made.get(f"/article/{copy}").text
        carried = desk.ledger.claims_of_article(id)
        reading = desk.ledger.reading(id)
        assert reading is not None
        for statement in reading.statements:
            brief = carried[statement.id]
            (card,) = re.findall(rf'id="c-{statement.id}".*?</li>', page, re.DOTALL)
            others = brief.articles - 1
            assert f'href="/claim/{brief.claim}">{others} other article{"" if others == 1 else "s"}, ' in card
            assert f'href="/statement/{statement.id}"' in card


def test_a_headline_that_states_a_claim_has_a_card_and_can_be_linked_to(tmp_path: Path) -> None:
    with client(tmp_path) as (made, desk):
        english(made)
        id = article_of(desk, "Vestposten")
        reading = desk.ledger.reading(id)
        assert reading is not None
        (own,) = set(desk.ledger.claims_of_article(id)) - {s.id for s in reading.statements}
        page = made.get(f"/statement/{own}").text
        assert re.search(rf'<h1 class="b title"><span class="own [^"]*lit" id="{own}"', page)
        assert "in the headline" in page
        assert page.count("Also carries") == 0


def test_a_link_to_a_statement_lands_on_its_words(tmp_path: Path) -> None:
    with client(tmp_path, ferry()) as (made, desk):
        id = article_of(desk, "Vestposten")
        reading = desk.ledger.reading(id)
        assert reading is not None
        split = reading.statements[2].id
        answer = made.get(f"/statement/{split}", follow_redirects=False)
        assert answer.headers["location"] == f"/article/{id}?s={split}#{split}"
        page = made.get(f"/article/{id}?s={split}").text
        lit = re.findall(r'<span class="s [^"]*lit"[^>]*data-s="(\w+)">', page)
        # Both stretches of it, which a fragment could not reach.
        assert lit == [split, split]
        assert made.get("/statement/none").status_code == 404


def test_versions_and_what_changed(tmp_path: Path) -> None:
    path = make_ledger(tmp_path / "news.db")
    with open_ledger(path) as made:
        made.add(changed_first())
    with client(tmp_path) as (desk_client, desk):
        english(desk_client)
        id = article_of(desk, "Kysttelegraf")
        first, last = desk.ledger.versions(id)
        page = desk_client.get(f"/article/{id}").text
        assert "2 versions" in page
        assert f'href="/article/{id}?version={first.version}"' in page
        assert f'href="/article/{id}/diff?from={first.version}&amp;to={last.version}"' in page
        old = desk_client.get(f"/article/{id}?version={first.version}").text
        assert "This is an older version." in old
        assert "5 800" in old
        assert "Also carries" not in old
        gone = first.reading["statements"][1]["id"]
        where = desk_client.get(f"/statement/{gone}", follow_redirects=False).headers["location"]
        assert where == f"/article/{id}?version={first.version}&s={gone}#{gone}"
        # The filters stay with the version.
        assert f'href="/article/{id}?only=&' not in old
        assert f'name="version" value="{first.version}"' in old
        diff = desk_client.get(f"/article/{id}/diff").text
        told = desk_client.get(f"/article/{id}/diff?from={first.version}&to={last.version}").text
        assert diff.partition("</main>")[0] == told.partition("</main>")[0]
        assert re.search(r"<del><span class=\"hidden\">\[taken out: </span>5 800 ", diff)
        assert re.search(r"<ins><span class=\"hidden\">\[put in: </span>Reparasjonen", diff)
        assert f'href="/statement/{gone}"' in diff
        assert "Published" in diff
        assert "one and the same version" in desk_client.get(f"/article/{id}/diff?from={last.version}").text
        for query in ("?version=none", "/diff?from=none", "/diff?to=none"):
            assert desk_client.get(f"/article/{id}{query}").status_code == 404


def test_no_page_reads_more_than_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_ledger(tmp_path / "news.db")
    with open_ledger(path) as made:
        made.add(changed_first())
    with client(tmp_path) as (pages, desk):
        id = article_of(desk, "Kysttelegraf")
        first, last = desk.ledger.version_heads(id)
        claim = desk.ledger.claims()[0]
        name = desk.ledger.speakers()[0].name
        store, whole = desk.ledger.store, []
        version, decisions = store.version, store.decisions

        def counted(article: str, version_: str) -> Any:
            whole.append(version_)
            return version(article, version_)

        def narrow(**asked: Any) -> Any:
            assert {"about", "kinds"} & {k for k, v in asked.items() if v is not None}, "all decisions are read"
            return decisions(**asked)

        def never(*_: Any) -> Any:
            raise AssertionError("all versions are read whole")

        monkeypatch.setattr(store, "version", counted)
        monkeypatch.setattr(store, "decisions", narrow)
        monkeypatch.setattr(store, "versions", never)
        for page, read in (
            (f"/article/{id}", [last.version]),
            (f"/article/{id}?version={first.version}", [first.version]),
            (f"/article/{id}/diff", [last.version, first.version]),
            (f"/api/v1/articles/{id}/versions", []),
            (f"/claim/{claim.id}", []),
            (f"/speaker?name={name}", []),
        ):
            whole.clear()
            assert pages.get(page).status_code == 200, page
            assert whole == read, page


def test_what_there_is_not(tmp_path: Path) -> None:
    with client(tmp_path) as (made, _):
        for path in ("/article/none", "/article/none/diff", "/statement/%F0%9F%98%80", "/read/none"):
            assert made.get(path).status_code == 404, path


def test_the_list_is_filtered_and_paged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("belegg.desk.pages.article._AT_ONCE", 3)
    with client(tmp_path) as (made, desk):
        english(made)

        def heads(path: str) -> list[str]:
            return re.findall(r'class="title" dir="auto" href="/article/(\w+)"', made.get(path).text)

        wanted = [a.id for a in desk.ledger.articles()]
        seen, path = [], "/articles"
        while path:
            seen += heads(path)
            more = re.search(r'rel="next" href="([^"]*)"', made.get(path).text)
            path = more[1] if more else ""
        assert seen == wanted
        assert len(wanted) == len(everything())
        assert heads("/articles?outlet=vestposten") == [article_of(desk, "Vestposten")]
        assert heads("/articles?q=skol+lia") == [article_of(desk, "Innlandet")]
        assert "No article fits" in made.get("/articles?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
        assert "<script>alert" not in made.get("/articles?q=%3Cscript%3Ealert(1)%3C/script%3E").text
        assert heads("/articles?before=none") == []


def test_an_empty_ledger_teaches(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, _):
        page = made.get("/articles").text
        assert 'href="/add"' in page
        assert 'action="/demo" method="post"' in page


def test_an_article_that_says_nothing_says_so(tmp_path: Path) -> None:
    from dataclasses import replace

    with client(tmp_path, replace(ferry(), statements=())) as (made, desk):
        english(made)
        page = made.get(f"/article/{article_of(desk, 'Vestposten')}").text
        assert "No statement was found" in page
        assert "<aside" not in page


def test_a_rating_by_hand_stands_beside_the_others(tmp_path: Path) -> None:
    with client(tmp_path, ferry()) as (made, desk):
        english(made)
        id = article_of(desk, "Vestposten")
        reading = desk.ledger.reading(id)
        assert reading is not None
        statement = reading.statements[0].id
        desk.writer.do(lambda ledger: ledger.decide("rate", statement, value="B2"))
        (card,) = re.findall(rf'id="c-{statement}".*?</li>', made.get(f"/article/{id}").text, re.DOTALL)
        assert "<dt>Analyst’s rating</dt><dd>B2</dd>" in card
        assert "<dt>The source is</dt><dd>certain</dd>" in card
        assert "<dt>The reader is</dt><dd>93% sure" in card
        desk.writer.do(lambda ledger: ledger.decide("rate", statement, value="F6", who="Moe"))
        desk.writer.do(lambda ledger: ledger.decide("rate", statement, value="C3", who="Moe"))
        # Of each person the last.
        assert "<dt>Analyst’s rating</dt><dd>B2, C3</dd>" in made.get(f"/article/{id}").text


@pytest.mark.parametrize("bad", HOSTILE)
def test_nothing_in_the_ledger_becomes_markup(tmp_path: Path, bad: str) -> None:
    with client(tmp_path, harmful(bad)) as (made, desk):
        (head,) = desk.ledger.articles()
        for path in ("/articles", f"/article/{head.id}", f"/article/{head.id}/diff"):
            answer = made.get(path)
            assert answer.status_code == 200
            rest = re.sub(r'<script src="/static/[\w.]+\?v=\w+" defer></script>', "", answer.text)
            for part in ("<script", "<img", "<svg", "onerror='", "\u202e", "\x1b", "\x00"):
                assert part not in rest, (path, part)
            assert 'href="javascript' not in rest
