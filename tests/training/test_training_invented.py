"""The written articles that training learns from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from belegg.types import Certainty, Form, SourceKind
from training.annotations import read_annotations
from training.invented import WRITTEN, written_records
from training.judge import Judge
from training.pointers import taught

ARTICLES = read_annotations(WRITTEN)
ARTICLE: dict[str, Any] = {
    "doc": "written/x",
    "lang": "nb",
    "text": "Viks havn\n\n– Den stenges, sier Kari Vik. Hun er sikker.\n\n– Helt sikker.",
    "headings": [[0, 9]],
    "names": ["Kari Vik", "Vik"],
    "statements": [
        {
            "content": [[13, 24]], "cue": [[26, 30]], "source": [[31, 39]], "via": [], "hedges": [],
            "form": "direct", "kind": "person", "certainty": "certain", "speaker": "Kari Vik",
        },
        {
            "content": [[59, 70]], "cue": [], "source": [], "via": [], "hedges": [],
            "form": "direct", "kind": "person", "certainty": "certain", "speaker": "Kari Vik",
        },
    ],
}  # fmt: skip


def written(corpus: Path) -> dict[str, Any]:
    (record,) = written_records({"written/x": ARTICLE}, Judge(corpus / "score.py"))
    return record


def words(record: dict[str, Any], numbers: list[int]) -> list[str]:
    return [record["forms"][i] for i in numbers]


def test_a_written_article_points_at_the_names_of_its_speaker(corpus: Path) -> None:
    record = written(corpus)
    cued, bare = record["statements"]
    assert words(record, record["heading"]) == ["Viks", "havn"]
    assert words(record, record["pointable"]) == ["Viks", "Kari", "Vik"]
    assert words(record, bare["by"]) == words(record, cued["by"]) == ["Kari", "Vik"]
    assert bare["quote"]
    assert {*record["pos"], *record["rel"], *record["entity"]} == {"_"}


def test_a_quarter_of_the_written_articles_is_kept_from_the_pointing_head() -> None:
    gold = [{"doc": f"g{i}", "pointable": []} for i in range(8)]
    own = [{"doc": f"o{i}", "pointable": [], "ours": True} for i in range(8)]
    new = [{"doc": f"w{i}", "pointable": [], "ours": True, "written": True} for i in range(200)]
    shown = taught([*gold, *own, *new], 7)
    assert [sum(d.startswith(k) for d in shown) for k in "go"] == [6, 6]
    assert 120 < sum(d.startswith("w") for d in shown) < 180
    fewer = new[:100]
    assert taught([*gold, *own, *fewer], 7) == shown - {r["doc"] for r in new[100:]}


@pytest.mark.parametrize("name", ARTICLES)
def test_every_written_article_is_whole(name: str) -> None:
    article = ARTICLES[name]
    text = article["text"]
    assert article["lang"] in {"nb", "nn", "da", "sv", "en"}
    assert all(n in text for n in article["names"])
    assert all("\n" not in text[a:b] and (a == 0 or text[a - 2 : a] == "\n\n") for a, b in article["headings"])
    for s in article["statements"]:
        assert s["content"]
        assert s["form"] in get_args(Form)
        assert s["kind"] in get_args(SourceKind)
        assert s["certainty"] in get_args(Certainty)
        assert s["speaker"] is not None or s["kind"] == "implicit"
        for part in ("content", "cue", "source", "via", "hedges"):
            for a, b in s[part]:
                assert 0 <= a < b <= len(text)
                assert text[a:b] == text[a:b].strip()
        for word in (s["speaker"] or "").split():
            assert word.casefold() in text.casefold()
