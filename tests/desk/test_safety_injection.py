"""Hostile texts in every field, on every page and export: they come back as text, and as nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from desk_world import client
from safety_pages import Ids, asked_with, faults, hostile_desk, letters, looking, visible
from safety_vectors import vectors

_FEW = vectors()[::13]


def _look(folder: Path, texts: list[str]) -> None:
    pages: Counter[str] = Counter()
    said = set()
    with hostile_desk(folder, texts) as (made, desk):
        ids = Ids(made, desk, texts)
        for route in looking(made):
            for path in ids.paths(route):
                answer = made.get(path)
                assert answer.status_code < 500, (path, answer.text[:500])
                kind = answer.headers["content-type"].partition(";")[0]
                assert answer.headers["x-content-type-options"] == "nosniff"
                if kind == "text/html":
                    assert not faults(answer.text, texts), (path, faults(answer.text, texts))
                    pages[route.path] += answer.status_code == 200
                    shown = letters(visible(answer.text))
                    said |= {t for t in texts if letters(t) in shown}
                else:
                    assert kind in _PLAIN, (path, kind)
    # Nothing passes because nothing was there: pages were seen, and on them all the texts, as texts.
    assert sum(pages.values()) > 6 * len(texts)
    assert {"/article/{id}", "/claim/{id}", "/alerts/{id}", "/read/{id}"} <= {p for p, n in pages.items() if n}
    assert said == set(texts), [t for t in texts if t not in said]


_PLAIN = {
    "application/json", "text/css", "text/javascript", "text/plain", "text/csv", "application/x-ndjson",
    "application/ld+json", "application/jsonl", "application/x-bibtex", "text/x-bibtex", "image/svg+xml",
}  # fmt: skip


def test_some_hostile_texts_in_every_field(tmp_path: Path) -> None:
    _look(tmp_path, _FEW)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(6))
def test_all_hostile_texts_in_every_field(tmp_path: Path, part: int) -> None:
    _look(tmp_path, vectors()[part * 50 : part * 50 + 50])


def _ask(folder: Path, texts: list[str]) -> None:
    seen = told = 0
    with hostile_desk(folder, texts[:3]) as (made, desk):
        ids, routes = Ids(made, desk, texts[:3]), looking(made)
        names = sorted(asked_with(routes))
        assert len(names) > 12
        for route in routes:
            path = ids.paths(route)[0]
            for n, text in enumerate(texts):
                # Now the words alone, where a page says them back; now all that can be asked, where most is refused.
                given = {"q": text} if n % 2 else dict.fromkeys(names, text)
                answer = made.get(path, params=given, follow_redirects=False)
                assert answer.status_code < 500, (path, given, answer.text[:500])
                target = answer.headers.get("location", "/")
                assert target.startswith("/")
                assert target[1:2] not in ("/", "\\")
                if answer.headers.get("content-type", "").startswith("text/html"):
                    assert not faults(answer.text, [text]), (path, text, faults(answer.text, [text]))
                    seen += 1
                    told += letters(text) in letters(visible(answer.text))
    assert seen > 8 * len(texts)
    assert told > len(texts) // 3


def test_some_hostile_questions(tmp_path: Path) -> None:
    _ask(tmp_path, _FEW)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(6))
def test_all_hostile_questions(tmp_path: Path, part: int) -> None:
    _ask(tmp_path, vectors()[part * 50 : part * 50 + 50])


def _walk_in(folder: Path, texts: list[str]) -> None:
    asked = 0
    with client(folder, empty=True) as (made, _):
        for text in texts:
            for path in (
                "/",
                "/article/",
                "/claim/",
                "/speaker/",
                "/setup/",
                "/static/",
                "/jobs/",
                "/alerts/",
                "/read/",
            ):
                answer = made.get(path + quote(text, safe="/\\"), follow_redirects=False)
                assert answer.status_code < 500, (path, text)
                asked += 1
                if answer.headers.get("content-type", "").startswith("text/html"):
                    assert not faults(answer.text, [text]), (path, text)
    assert asked == 9 * len(texts)


def test_some_hostile_paths(tmp_path: Path) -> None:
    _walk_in(tmp_path, _FEW)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(6))
def test_all_hostile_paths(tmp_path: Path, part: int) -> None:
    _walk_in(tmp_path, vectors()[part * 50 : part * 50 + 50])


def test_the_check_sees_what_it_is_for(tmp_path: Path) -> None:
    with client(tmp_path, empty=True) as (made, _):
        page = made.get("/help").text
    assert not faults(page)
    plain = [t for t in vectors()[:40] if "<!--" not in t[:5]]
    missed = [t for t in plain if not faults(page.replace("</main>", f"{t}</main>"), [t])]
    assert not missed
    hooks = [t for t in vectors()[40:50] if t[0] == '"']
    assert len(hooks) > 4
    assert [t for t in hooks if not faults(page.replace('<main id="main"', f'<main title="{t}" id="main"'))] == []
    links = [t for t in vectors()[50:75] if not t.startswith("http")]
    assert len(links) > 15
    assert [t for t in links if not faults(page.replace('href="/help"', f'href="{t}"'))] == []
