"""Arguments that make no sense are refused, not stored and not answered with nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from follow_story import everything, first, ledger

from belegg.errors import UsageError
from belegg.follow import Ledger


@pytest.mark.parametrize(
    ("kind", "b", "value"),
    [
        ("rate", None, "Z9"), ("rate", None, None), ("rate", None, 3), ("rate", "x", "B2"), ("join", "x", "B2"),
        ("merge", None, None), ("merge", "", None), ("merge", "  ", None), ("merge", "KARI  vik", None),
        ("unmerge", "kari vik", None), ("merge", "Ola Dal", "B2"), ("join", 5, None),
    ],
)  # fmt: skip
def test_decisions_without_sense_are_not_stored(tmp_path: Path, kind: str, b: Any, value: Any) -> None:
    with ledger(tmp_path / "a.db", first()) as made:
        a = "Kari Vik" if kind.endswith("merge") else made.claims()[0].statements[0].id
        with pytest.raises(UsageError):
            made.decide(kind, a, b, value=value)
        assert made.decisions() == []


def test_a_rating_is_of_a_statement_that_is_there(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        one = next(c for c in made.claims() if len(c.statements) == 1)
        more = max(made.claims(), key=lambda c: len(c.statements))
        for id in ("zzzz", more.id):
            with pytest.raises(UsageError):
                made.decide("rate", id, value="B2")
        assert made.decide("rate", one.id, value=" b2 ").a == one.statements[0].id
        assert [d.value for d in made.decisions()] == ["B2"]


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "nonsense"}, {"until": "nonsense"}, {"since": ""}, {"since": 5}, {"kind": "foo"},
        {"certainty": "foo"}, {"language": "xx"}, {"min_outlets": "a"}, {"max_origins": -1}, {"min_origins": True},
        {"limit": -1}, {"limit": 1.5}, {"offset": -1}, {"offset": None}, {"contradicted": "yes"}, {"outlet": 3},
        {"since": "2026-03-05", "until": "2026-03-04"}, {"query": 5},
    ],
)  # fmt: skip
def test_what_can_find_nothing_by_mistake_is_refused(tmp_path: Path, asked: dict[str, Any]) -> None:
    with ledger(tmp_path / "a.db") as made:
        for ask in (made.claims, made.count, made.facets):
            with pytest.raises(UsageError):
                ask(**asked)
        if asked.keys() <= {"since", "until"} or asked.get("limit"):
            with pytest.raises(UsageError):
                made.articles(**asked)


def test_times_may_be_dates(tmp_path: Path) -> None:
    with ledger(tmp_path / "a.db", *everything()) as made:
        day = date(2026, 3, 6)
        assert made.claims(since=day) == made.claims(since="2026-03-06") != []
        assert made.articles(since=day) == made.articles(since="2026-03-06") != []
        moment = datetime(2026, 3, 6, 8, tzinfo=UTC)
        assert made.count(since=moment) == made.count(since="2026-03-06T08:00:00+00:00")
        assert made.count(since=day, until=day) == made.count(since="2026-03-06", until="2026-03-06") == 1


@pytest.mark.parametrize("seconds", [-1, 0, float("nan"), float("inf"), True, "2"])
def test_no_time_to_answer_is_refused(tmp_path: Path, seconds: Any) -> None:
    with pytest.raises(UsageError, match="query_seconds"):
        Ledger(tmp_path / "a.db", query_seconds=seconds)
    assert not (tmp_path / "a.db").exists()


def test_a_ledger_is_at_a_path() -> None:
    with pytest.raises(UsageError, match="at no 3"):
        Ledger(3)  # type: ignore[arg-type]
