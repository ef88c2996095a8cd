from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from belegg.desk._diff import Change, diff, folded

TEXTS = st.text(alphabet="ab .\nø", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_told_from_the_changes(old: str, new: str) -> None:
    changes = diff(old, new)
    assert "".join(c.text for c in changes if c.kind != "in") == old
    assert "".join(c.text for c in changes if c.kind != "out") == new
    shown = [c for s in folded(changes) for c in s.changes]
    assert "".join(c.text for c in shown) == "".join(c.text for c in changes)


def test_words_are_what_changes() -> None:
    assert diff("Ferja gikk mandag.", "Ferja gikk fredag.") == [
        Change("same", "Ferja gikk "), Change("out", "mandag"), Change("in", "fredag"), Change("same", "."),
    ]  # fmt: skip


def test_changes_with_a_blank_between_are_one() -> None:
    assert [c.text for c in diff("han sa alt da", "han tier nå da") if c.kind != "same"] == ["sa alt", "tier nå"]


def test_a_paragraph_that_is_new_is_put_in_whole() -> None:
    assert diff("En.\n\nTo.\n", "En.\n\nNy her.\n\nTo.\n") == [
        Change("same", "En.\n\n"), Change("in", "Ny her.\n\n"), Change("same", "To.\n"),
    ]  # fmt: skip


def test_long_stretches_without_change_are_folded_away() -> None:
    same = "ord " * 500
    parts = folded(diff(f"{same}gammel {same}", f"{same}ny {same}"))
    assert [p.hidden for p in parts] == [True, False, True]
    assert [c.kind for c in parts[1].changes] == ["same", "out", "in", "same"]
    assert sum(p.words for p in parts) == 1002
    assert folded(diff("a", "a")) == folded([Change("same", "a")])


def test_texts_made_to_be_slow_are_not() -> None:
    began = time.monotonic()
    diff("a b " * 700 + "c", "b a " * 700 + "d")
    diff("\n".join("ab"[i % 2] for i in range(3999)), "\n".join("ba"[i % 3 > 0] for i in range(3999)))
    diff("x " * 200_000, "y " * 200_000)
    assert time.monotonic() - began < 10
