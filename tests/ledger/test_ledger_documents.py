"""Documents as they are kept, the mark of what was written, and the best of what words find."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from ledger_samples import Ledgers, claim, made_up

from belegg.ledger import ClaimQuery, Decision, Store, Update, open_store


def test_documents_are_the_bodies_of_the_claims(store: Store) -> None:
    made = [claim(f"c{i}", (f"s{i}",), body={"n": i}) for i in range(3)]
    store.apply(Update(0, claims=tuple(made)))
    assert [json.loads(d) for d in store.documents(["c2", "none", "c0"])] == [{"n": 2}, {"n": 0}]
    query = ClaimQuery(terms=("bru",))
    assert store.find_ids(query) == [r.id for r in store.find_claims(query)]
    nothing = ClaimQuery(terms=("",))
    assert (store.find_ids(nothing), store.documents([])) == ([], [])


def test_the_current_reading_is_another_one_when_the_article_is(store: Store) -> None:
    one, other = store.add(made_up(1, page=1)).article, store.add(made_up(2, page=2)).article
    before = store.current([one, other, "none"])
    assert set(before) == {one, other}
    held = store.readings([*before.values(), "none"])
    assert held[before[one]]["article"]["text"] == made_up(1, page=1).article.text
    later = made_up(3, page=1)
    store.add(replace(later, article=replace(later.article, published="2031-01-01")))
    after = store.current([one, other])
    assert (after[one] != before[one], after[other]) == (True, before[other])
    assert store.readings([before[one]]) == {before[one]: held[before[one]]}


def test_the_mark_becomes_another_whenever_somebody_has_written(ledgers: Ledgers) -> None:
    place = ledgers("marked")
    writes: list[Callable[[Store], object]] = [
        lambda s: s.add(made_up(1)),
        lambda s: s.apply(Update(1, claims=(claim("c1"),))),
        lambda s: s.decide(Decision("d1", "rate", "s1", None, "B2", "me", "2026-01-01")),
        lambda s: s.undo("d1", when="2026-01-02"),
        lambda s: s.drop_derived(),
    ]
    with open_store(place) as writer, open_store(place, readonly=True) as reader:
        for write in writes:
            for store in (reader, writer):
                assert store.mark() == store.mark()
            before = (reader.mark(), writer.mark())
            write(writer)
            assert all(a != b for a, b in zip((reader.mark(), writer.mark()), before, strict=True))


def test_pages_of_what_words_find_are_the_list_cut_up(store: Store) -> None:
    # Many fit equally well: the latest of them, then the smallest id, come first.
    made = tuple(
        claim(f"c{i:03}", (f"s{i}",), terms=" ".join(["bru"] + ["steng"] * (i % 3)), last=f"2026-01-{1 + i % 7:02}")
        for i in range(90)
    )
    store.apply(Update(0, claims=made))
    every = store.find_ids(ClaimQuery(terms=("bru",)))
    assert sorted(every) == [c.id for c in made]
    for size in (1, 7, 90):
        query = ClaimQuery(terms=("bru",), limit=size)
        cut = [id for at in range(0, 98, size) for id in store.find_ids(replace(query, offset=at))]
        assert cut == every
    # What leaves nothing out is put in order in another way.
    assert store.find_ids(ClaimQuery(terms=("bru",), min_origins=0)) == every
    assert store.find_ids(ClaimQuery(terms=("bru",), limit=0)) == []
