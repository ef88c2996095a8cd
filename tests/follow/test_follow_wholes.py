"""Claims and texts that are held: never those of before."""

from __future__ import annotations

from pathlib import Path

import follow_story as story
import pytest

from belegg.follow import Ledger
from belegg.ledger import ClaimQuery


def test_a_claim_that_has_changed_is_told_anew(tmp_path: Path) -> None:
    with story.ledger(tmp_path / "news.db", story.first()) as made:
        before = made.claims()
        assert made.claims_by_id([c.id for c in before]) == before
        # The same object: it was not taken apart again.
        assert all(a is b for a, b in zip(made.claims(), before, strict=True))
        made.add(story.copied())
        after = made.claims_by_id([c.id for c in before])
        assert [len({s.article for s in c.statements}) for c in after] != [
            len({s.article for s in c.statements}) for c in before
        ]


def test_texts_are_those_of_the_current_version(tmp_path: Path) -> None:
    with story.ledger(tmp_path / "news.db", story.first()) as made:
        (head,) = made.articles()
        (text,) = made.texts([head.id, "none"]).values()
        assert made.texts([head.id])[head.id] is text
        reading = made.reading(head.id)
        assert reading is not None
        assert text.text == reading.article.text
        assert text.spans == {s.id: s.content for s in reading.statements}
        made.add(story.changed_first())
        assert made.texts([head.id])[head.id].text == story.changed_first().article.text != text.text


def test_a_list_is_held_until_something_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with story.ledger(tmp_path / "news.db", story.first()) as made, Ledger(made.path, readonly=True) as reader:
        asked: list[ClaimQuery] = []
        find = reader.store.find_ids

        def counted(query: ClaimQuery) -> list[str]:
            asked.append(query)
            return find(query)

        monkeypatch.setattr(reader.store, "find_ids", counted)
        before = reader.claims(limit=50)
        assert reader.claims(limit=50) == before
        assert reader.claims(limit=1) == before[:1]
        assert len(asked) == 2
        made.add(*story.everything())
        assert reader.claims(limit=50) == made.claims(limit=50) != before
