from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from match_samples import page, reading, said, signed

from belegg.match import (
    THRESHOLD,
    Scorer,
    SignedArticle,
    article_from,
    compare,
    log_odds,
    may_be_near,
    near,
    shipped_scorer,
    sign_from,
)
from belegg.match._features import NAMES, article_features, same_name, shared_names

_THINGS = ("brua over Storelva", "kaia ved Nesvik", "skolen på Lia", "ferja til Holmøy")
_STATES = ("er stengt", "er ikke stengt", "kan være stengt", "stenges i 12 døgn", "ble stengt i 2019")
_PEOPLE = ("Kari Vik", "Ola Dal", None)
_DAYS = (None, "2026-03-01", "2026-03-04T10:00:00+01:00", "2026-09-01")
_SENTENCES = st.lists(
    st.tuples(st.sampled_from(_THINGS), st.sampled_from(_STATES), st.sampled_from(_PEOPLE)),
    min_size=1, max_size=4, unique_by=lambda s: s[:2],
)  # fmt: skip
NAMED = (("Storelva", "LOC"), ("Nesvik", "LOC"), ("Lia", "LOC"), ("Holmøy", "LOC"), ("Kari Vik", "PER"))


def made(sentences: list[tuple[str, str, str | None]], id: str, published: str | None, title: str) -> SignedArticle:
    body = " ".join(f"At {t} {s}, sier {who or 'noen'}." for t, s, who in sentences)
    text = page(title, body)
    statements = [said(text, f"{t} {s},", who) for t, s, who in sentences]
    return signed(reading(title, body, statements, NAMED, published=published), id)


def _article(id: str) -> st.SearchStrategy[SignedArticle]:
    return st.builds(made, _SENTENCES, st.just(id), st.sampled_from(_DAYS), st.sampled_from(("Nytt", "Brua er stengt")))


_quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_quick
@given(_article("a"), _article("b"))
def test_features_are_the_same_both_ways_round(a: SignedArticle, b: SignedArticle) -> None:
    there, back = article_features(a, b), article_features(b, a)
    assert there.shape == (len(a.statements), len(b.statements), len(NAMES))
    assert np.isfinite(there).all()
    np.testing.assert_allclose(there, back.transpose(1, 0, 2), atol=1e-5)


@_quick
@given(_article("a"), _article("b"))
def test_a_decision_is_the_same_to_the_last_bit_both_ways_round(a: SignedArticle, b: SignedArticle) -> None:
    (scores, cosines), (back, turned) = compare(a, b, shipped_scorer()), compare(b, a, shipped_scorer())
    assert np.array_equal(scores, back.T) and np.array_equal(cosines, turned.T)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert near(a, b) == near(b, a)


@_quick
@given(_article("a"))
def test_an_article_with_itself_is_symmetric_and_has_no_ranks(a: SignedArticle) -> None:
    found = article_features(a, a)
    np.testing.assert_allclose(found, found.transpose(1, 0, 2), atol=1e-5)
    ranks = [NAMES.index(n) for n in ("cos_rank", "own_rank", "wide_rank", "grams_rank")]
    assert not found[..., ranks].any()
    assert found[..., NAMES.index("same_article")].all()


def test_an_article_read_again_from_the_ledger_is_compared_the_same() -> None:
    a = made([(_THINGS[0], _STATES[0], "Kari Vik"), (_THINGS[1], _STATES[3], None)], "a", _DAYS[1], "Brua er stengt")
    b = made([(_THINGS[0], _STATES[2], "Ola Dal")], "b", _DAYS[2], "Nytt")
    signs = [sign_from(s.statement, s.vectors, s.body()) for s in a.statements]
    again = article_from("a", a.day, a.vector, a.body(), signs)
    assert again == replace(a, vector=again.vector, statements=again.statements)
    assert np.array_equal(article_features(a, b), article_features(again, b))


def test_a_sign_of_two_vectors_from_an_older_ledger_is_compared_still() -> None:
    a = made([(_THINGS[0], _STATES[0], "Kari Vik")], "a", _DAYS[1], "Brua er stengt")
    old = [sign_from(s.statement, s.vectors[:2], s.body()) for s in a.statements]
    assert all(np.array_equal(s.vectors[2], s.vectors[1]) for s in old)
    again = article_from("a", a.day, a.vector, a.body(), old)
    now, then = article_features(a, a), article_features(again, a)
    others = [i for i, n in enumerate(NAMES) if n not in ("passage", "told_beside")]
    assert np.isfinite(then).all() and np.array_equal(now[..., others], then[..., others])


def test_what_leads_over_to_a_statement_brings_it_near_one_in_other_words() -> None:
    told, quote = "Brua over Storelva er stengt.", "«Ingen slipper over», sier Vik."
    other = signed(reading("Nytt", told, [said(page("Nytt", told), told[:-1])]), "b")

    def near_to_other(body: str) -> float:
        found = signed(reading("Nytt", body, [said(page("Nytt", body), "Ingen slipper over")]), "a")
        return float(article_features(found, other)[-1, -1, NAMES.index("told_beside")])

    assert near_to_other(f"{told}\n\n{quote}") > near_to_other(quote)


def _feature(name: str, x: str, y: str, who: tuple[str | None, str | None] = (None, None)) -> float:
    pairs = []
    for id, words, speaker in (("a", x, who[0]), ("b", y, who[1])):
        body = f"{words}, sier {speaker or 'noen'}."
        text = page("Nytt", body)
        found = signed(reading("Nytt", body, [said(text, words, speaker)], NAMED), id)
        pairs.append(replace(found, statements=tuple(s for s in found.statements if not s.bare)))
    return float(article_features(pairs[0], pairs[1])[0, 0, NAMES.index(name)])


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("names_shared", "brua over Storelva er stengt", "stengt er brua over Storelva"),
        ("names_conflict", "brua ved Nesvik er stengt", "brua ved Holmøy er stengt"),
        ("names_one", "brua ved Nesvik er stengt", "brua er stengt"),
        ("numbers_shared", "stengt i 5 800 timer", "stengt i 5.800 timer"),
        ("numbers_conflict", "stengt i 12 døgn", "stengt i 14 døgn"),
        ("numbers_one", "stengt i 12 døgn", "stengt i noen døgn"),
        ("years_shared", "brua ble stengt i 2019", "i 2019 ble brua stengt"),
        ("years_conflict", "brua ble stengt i 2019", "brua ble stengt i 2020"),
        ("negation", "brua er stengt", "brua er ikke stengt"),
        ("maybe", "brua er stengt", "brua kan være stengt"),
    ],
)
def test_what_tells_statements_apart_is_seen(name: str, x: str, y: str) -> None:
    assert _feature(name, x, y) > 0
    assert _feature(name, "kaia brukes", "kaia brukes") == 0


def test_speakers_are_one_or_two() -> None:
    same = ("brua er stengt", "brua er stengt")
    assert _feature("speaker_same", *same, ("Kari Vik", "Kari Vik")) == 1
    assert _feature("speaker_other", *same, ("Kari Vik", "Ola Dal")) == 1
    assert _feature("speaker_other", *same, ("Kari Vik", None)) == 0


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("kari vik", "vik", True),
        ("vik", "kari vik", True),
        ("kari vik", "ola vik", False),
        ("", "vik", False),
        ("", "", False),
        ("vi", "vi", False),
        ("de", "robert de niro", False),
        ("de ansatte", "de ansatte", True),
    ],
)
def test_a_shorter_name_may_be_the_longer(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same


@given(*(st.frozensets(st.sampled_from(["kari vik", "vik", "ola vik", "ola", "dal"])) for _ in range(2)))
def test_names_in_common_are_counted_the_same_both_ways(a: frozenset[str], b: frozenset[str]) -> None:
    assert shared_names(a, b) == shared_names(b, a) <= min(len(a), len(b))
    assert shared_names(a, a) == len(a)


def test_articles_far_apart_in_time_are_not_compared() -> None:
    a = made([(_THINGS[0], _STATES[0], None)], "a", _DAYS[1], "Brua er stengt")
    assert near(a, replace(a, id="b", day=(a.day or 0) + 45))
    assert not near(a, replace(a, id="b", day=(a.day or 0) + 46))
    assert near(a, replace(a, id="b", day=None))


def test_a_scorer_for_other_features_is_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        Scorer({"names": ["cos"], "mean": [0], "scale": [1], "members": []})


def test_no_feature_that_is_rare_in_the_packs_decides_alone() -> None:
    scorer = shipped_scorer()
    plain = np.zeros((2, len(NAMES)), np.float32)
    for name in ("undated", "years_shared", "years_conflict", "both_denied", "old_both"):
        asked = plain.copy()
        asked[1, NAMES.index(name)] = 1
        without, with_it = (log_odds(float(score)) for score in scorer(asked))
        assert abs(with_it - without) < 4, name


def test_statements_of_two_years_are_kept_apart() -> None:
    one, two, again = (
        made([("avgiften", f"øker i {year}", "Kari Vik")], id, "2026-10-01", "Avgiften øker")
        for id, year in (("a", 2026), ("b", 2027), ("c", 2026))
    )
    apart, together = (float(compare(one, x, shipped_scorer())[0][-1, -1]) for x in (two, again))
    assert log_odds(apart) < THRESHOLD < log_odds(together)


_NAMED = st.frozensets(st.sampled_from(["kari vik", "vik", "ola vik", "ola", "dal", ""]), max_size=4)


@_quick
@given(_article("a"), _article("b"), st.data())
def test_what_sets_share_is_counted_pair_by_pair(a: SignedArticle, b: SignedArticle, data: st.DataObject) -> None:
    a, b = (
        replace(
            x,
            statements=tuple(
                replace(s, around=data.draw(_NAMED), vectors=x.statements[0].vectors) for s in x.statements
            ),
        )
        for x in (a, b)
    )
    found = article_features(
        a, replace(b, statements=tuple(replace(s, vectors=a.statements[0].vectors) for s in b.statements))
    )
    for i, x in enumerate(a.statements):
        for j, y in enumerate(b.statements):
            at = {name: float(found[i, j, NAMES.index(name)]) for name in NAMES}
            assert at["around_shared"] == pytest.approx(np.log1p(shared_names(x.around, y.around)))
            assert at["stems_shared"] == pytest.approx(np.log1p(len(x.stems & y.stems)))
            assert at["grams"] == pytest.approx(len(x.grams & y.grams) / max(1, len(x.grams | y.grams)))
            assert at["years_conflict"] == bool(x.years and y.years and not x.years & y.years)
            assert at["speaker_same"] == (bool(x.speaker) and same_name(x.speaker, y.speaker))


@_quick
@given(_article("a"), _article("b"), _article("c"))
def test_no_near_article_is_passed_over(a: SignedArticle, b: SignedArticle, c: SignedArticle) -> None:
    found = {o.id for o in may_be_near(a, [b, c], np.stack([b.vector, c.vector]))}
    assert found >= {o.id for o in (b, c) if near(a, o)}
