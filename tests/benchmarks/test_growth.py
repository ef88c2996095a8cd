"""The made-up world and the benchmark of growth, on tiny jobs. The figures themselves are for `make bench`."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from belegg.ledger import open_store
from belegg.types import Reading
from benchmarks._embed import embed
from benchmarks._world import AGENCY, news
from benchmarks.desk_ledger import fill
from benchmarks.growth import ask, grow, main, ratio, spread, table

COUNT = 400


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return list(islice(news(seed=3), COUNT))


def test_the_world_is_the_same_for_the_same_seed(readings: list[Reading]) -> None:
    assert list(islice(news(seed=3), 30)) == readings[:30]
    assert list(islice(news(seed=4), 30)) != readings[:30]


def test_news_come_in_order_and_each_has_its_address(readings: list[Reading]) -> None:
    times = [r.article.published or "" for r in readings]
    assert times == sorted(times)
    assert len({r.article.url for r in readings}) == COUNT


def test_spans_point_at_what_they_are_said_to(readings: list[Reading]) -> None:
    for reading in readings[:100]:
        assert reading.article.text.startswith(reading.article.title or "-")
        for s in reading.statements:
            assert s.hearsay == (s.speaker is None)
            assert reading.quote(s.source) == (s.speaker or "")
            assert s.chain[-1].name == reading.article.outlet
            assert reading.quote(s.via) in {"", *(h.name for h in s.chain)}
        named = {reading.article.text[e.start : e.end] for e in reading.entities}
        assert {s.speaker for s in reading.statements if s.speaker} <= named


def test_articles_have_as_much_in_them_as_real_ones(readings: list[Reading]) -> None:
    statements = sum(len(r.statements) for r in readings) / COUNT
    words = sum(len(r.article.text.split()) for r in readings) / COUNT
    assert 7 < statements < 14
    assert 250 < words < 600


def test_there_are_copies_and_retellings(readings: list[Reading]) -> None:
    assert any(r.article.wire == (AGENCY,) for r in readings)
    assert sum(any(s.via for s in r.statements) for r in readings) > COUNT / 20
    titles = [r.article.title for r in readings]
    assert len(titles) - len(set(titles)) > COUNT / 20


def test_vectors_are_near_where_words_are_shared() -> None:
    one, same, near, far, empty = embed(
        ["Ferga stanset i Vik", "ferga stanset  i Vik", "Ferga stanset ved Nes", "Skolen fikk tilskudd", ""]
    )
    assert np.allclose(np.linalg.norm(np.stack([one, same, near, far, empty]), axis=1), 1, atol=1e-5)
    assert float(one @ same) == pytest.approx(1, abs=1e-5)
    assert float(one @ same) > float(one @ near) > float(one @ far) + 0.03
    assert float(one @ far) == pytest.approx(0.8, abs=0.06)
    assert embed([]).shape == (0, 384)


def test_a_small_ledger_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "growth.db"
    sizes = grow(path, [20, 40], probes=5)
    assert [f["articles"] for f in sizes] == [20, 40]
    assert sizes[1]["statements"] > sizes[0]["statements"] > 100
    assert 0 < sizes[0]["store_p50_ms"] < sizes[0]["add_p50_ms"] <= sizes[0]["add_p95_ms"]
    assert sizes[0]["file_bytes"] > 50_000
    queries = ask(path, 10)
    assert all(q["found"] >= 1 for q in queries.values())
    head, *_, last = table(sizes, queries, 5.0).splitlines()
    assert "articles" in head
    assert "5.0 ms a statement" in last


def test_the_world_goes_on_where_a_ledger_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "old.db"
    fill(old, 30)
    with open_store(old, readonly=True) as store:
        there, latest = store.info()["articles"], max(a.published or "" for a in store.articles())
    kept = tmp_path / "kept"
    kept.mkdir()
    asked = ["--onto", str(old), "--folder", str(kept), "--articles", "5", "--probes", "2", "--queries", "3", "--json"]
    assert main(asked) == 0
    (size,) = json.loads(capsys.readouterr().out)["sizes"]
    with open_store(kept / "growth.db", readonly=True) as store:
        assert store.info()["articles"] == there + 7
        assert sum((a.published or "") > latest for a in store.articles()) == 7
        assert size["statements"] == store.info()["statements"]
    with open_store(old, readonly=True) as store:
        assert store.info()["articles"] == there


def test_spread_and_ratio() -> None:
    assert spread([0.001 * n for n in range(1, 101)]) == {"p50": pytest.approx(50.5), "p95": pytest.approx(96)}
    assert ratio([{"add_p50_ms": 20.0}, {"add_p50_ms": 30.0}]) == 1.5


@pytest.mark.slow
def test_the_whole_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--articles", "10", "20", "--probes", "3", "--queries", "5", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert len(made["sizes"]) == 2
    assert set(made["queries"]) == {"one word", "two words"}
