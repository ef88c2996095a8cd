"""The parts of the benchmark, on tiny jobs. The figures themselves are for `make bench`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks._measure import ChildFailedError, median_wall, run_job
from benchmarks._texts import english_paragraphs, make_articles, norwegian_paragraphs
from benchmarks.speed import main, meets, table

ECHO = """
import json, sys
print(json.dumps({"load": 0, "read": 1, "found": len(json.load(sys.stdin)["texts"])}))
"""
HOLD = 'x = bytearray(b"x" * 100_000_000); print(\'{"load": 0, "read": 1, "found": 0}\')'
MODEL = Path(__file__).parents[2] / "src" / "belegg" / "model" / "reader.belegg"


@pytest.mark.parametrize("paragraphs", [norwegian_paragraphs(), english_paragraphs()], ids=["nb", "en"])
def test_articles_have_the_length_asked_for_and_differ(paragraphs: list[str]) -> None:
    articles = make_articles(paragraphs, 5, 500)
    assert [len(article.split()) for article in articles] == [500] * 5
    assert len(set(articles)) == 5
    assert articles == make_articles(paragraphs, 5, 500)
    assert all("\n\n" in article for article in articles)


def test_a_job_comes_back_with_its_memory() -> None:
    small = run_job([sys.executable, "-c", ECHO], {"texts": ["a", "b"]})
    large = run_job([sys.executable, "-c", HOLD], {})
    assert small["found"] == 2
    assert large["peak"] - small["peak"] > 80e6


def test_a_big_parent_does_not_count() -> None:
    ballast = bytearray(b"x" * 200_000_000)
    assert run_job([sys.executable, "-c", ECHO], {"texts": []})["peak"] < 100e6
    assert len(ballast) == 200_000_000


def test_a_failing_child_is_told_in_its_own_words() -> None:
    fail = [sys.executable, "-c", "import sys; sys.exit('no weights here')"]
    with pytest.raises(ChildFailedError, match="no weights here"):
        run_job(fail, {})
    with pytest.raises(ChildFailedError, match="no weights here"):
        median_wall(fail, 1)


def test_the_wall_is_a_processs_whole_life() -> None:
    assert median_wall([sys.executable, "-c", "import time; time.sleep(0.1)"], 1) >= 0.1


def test_the_table_tells_ratios_and_misses() -> None:
    reader = {"articles_a_second": 10.0, "cold_start": 2.0, "peak_memory": 500e6}
    peer = {"articles_a_second": 20.0, "cold_start": 4.0, "peak_memory": 250e6}
    head, speed, start, memory = table(reader, {"peer": peer}).splitlines()
    assert head.split() == ["belegg", "target", "peer", "ratio"]
    assert speed.split()[-6:] == ["10.00", "≥", "8", "ok", "20.00", "0.50"]
    assert start.split()[-6:] == ["2.00", "≤", "1.5", "MISSED", "4.00", "0.50"]
    assert memory.split()[-6:] == ["500", "≤", "700", "ok", "250", "2.00"]


@pytest.mark.parametrize(
    ("name", "good", "bad"), [("articles_a_second", 8.0, 7.9), ("cold_start", 1.5, 1.6), ("peak_memory", 7e8, 7.1e8)]
)
def test_targets(name: str, good: float, bad: float) -> None:
    assert meets(name, good)
    assert not meets(name, bad)


@pytest.mark.slow
@pytest.mark.skipif(not MODEL.exists(), reason="needs the weights")
def test_the_whole_runs_on_a_tiny_job(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--articles", "2", "--words", "60", "--starts", "1", "--no-peer"]) == 0
    assert "articles a second" in capsys.readouterr().out
