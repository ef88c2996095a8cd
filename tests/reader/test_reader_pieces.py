from __future__ import annotations

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from belegg.reader import _pieces
from belegg.reader._pieces import META, UNK, Pieces

SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]
VOCABULARIES = st.dictionaries(
    st.text(alphabet="ab" + META, min_size=1, max_size=3), st.integers(-60, -1).map(float), max_size=10
)


def pieces_of(known: dict[str, float], normal: dict[str, str] | None = None) -> Pieces:
    return Pieces([*SPECIALS, *known], [0.0] * 4 + list(known.values()), normal or {})


def cuts_of(text: str, known: dict[str, float]) -> list[tuple[float, list[str]]]:
    """Every way to cut `text` into known pieces and unknown letters, with its score."""
    penalty = min([0.0, *known.values()]) - 10.0

    @cache
    def ways(at: int) -> list[tuple[float, tuple[str, ...]]]:
        if at == len(text):
            return [(0.0, ())]
        found = [(penalty + s, ("?" + text[at], *rest)) for s, rest in ways(at + 1)]
        for piece, score in known.items():
            if text.startswith(piece, at):
                found += [(score + s, (piece, *rest)) for s, rest in ways(at + len(piece))]
        return found

    return [(score, list(cut)) for score, cut in ways(0)]


def ids_of(cut: list[str], known: dict[str, float]) -> tuple[int, ...]:
    order = list(known)
    out: list[int] = []
    for piece in cut:
        number = UNK if piece.startswith("?") else order.index(piece) + 4
        if not (number == UNK and out and out[-1] == UNK):
            out.append(number)
    return tuple(out)


@settings(max_examples=100, deadline=None)
@given(VOCABULARIES, st.text(alphabet="abc", min_size=1, max_size=7), st.booleans())
def test_the_cut_is_the_best_of_all_cuts(known: dict[str, float], form: str, spaced: bool) -> None:
    ways = cuts_of(META + form if spaced else form, known)
    top = max(score for score, _ in ways)
    best = [cut for score, cut in ways if score == top]
    assert pieces_of(known).cut(form, spaced) in {ids_of(cut, known) for cut in best}


def test_a_longer_piece_wins_only_where_its_score_does() -> None:
    assert pieces_of({"a": -1.0, "b": -1.0, "ab": -1.5}).cut("ab", False) == (6,)
    assert pieces_of({"a": -1.0, "b": -1.0, "ab": -2.5}).cut("ab", False) == (4, 5)


def test_white_space_before_the_word_counts() -> None:
    pieces = pieces_of({"ja": -1.0, META + "ja": -1.0, META: -3.0})
    assert pieces.cut("ja", False) == (4,)
    assert pieces.cut("ja", True) == (5,)


def test_neighbouring_unknown_letters_are_one() -> None:
    pieces = pieces_of({"a": -1.0})
    assert pieces.cut("xyazz", False) == (UNK, 4, UNK)
    assert pieces_of({}).cut("xyz", True) == (UNK,)


def test_specials_are_never_found_in_a_text() -> None:
    assert pieces_of({"a": -1.0}).cut("<s>", False) == (UNK,)


@pytest.mark.parametrize("spaced", [True, False])
def test_a_word_of_nothing_that_counts_is_still_a_piece(spaced: bool) -> None:
    assert pieces_of({"a": -1.0}, {"\u00ad": ""}).cut("\u00ad", spaced) == (UNK,)


def test_letters_are_replaced_before_cutting() -> None:
    pieces = pieces_of({"fi": -1.0, META + "a": -1.0}, {"ﬁ": "fi", "\u00a0": " "})
    assert pieces.cut("ﬁ", False) == (4,)
    assert pieces.cut("\u00a0a", False) == (5,)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=40), st.booleans())
def test_any_word_has_pieces_and_the_same_ones_again(form: str, spaced: bool) -> None:
    pieces = pieces_of({"a": -1.0, "e": -2.0, META: -2.0, META + "a": -2.0})
    ids = pieces.cut(form, spaced)
    assert ids and all(UNK <= i < len(pieces) for i in ids)
    assert pieces.cut(form, spaced) == ids


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=3), min_size=1, max_size=40))
def test_forgetting_words_changes_nothing(forms: list[str]) -> None:
    known = {"a": -1.0, "ab": -1.5, "c": -4.0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_pieces, "_CACHE_LIMIT", 3)
        short = pieces_of(known)
        for form in forms:
            assert short.cut(form, True) == pieces_of(known).cut(form, True)
            assert len(short._cache) <= 3


@pytest.mark.timeout(20)
def test_a_word_of_a_million_letters_is_cut_off() -> None:
    ids = pieces_of({"a": -1.0}).cut("a" * 1_000_000, False)
    assert 0 < len(ids) < 1000 and set(ids) == {4}


def test_pieces_without_scores_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        Pieces([*SPECIALS, "a"], [0.0], {})


@given(VOCABULARIES)
def test_the_length_is_that_of_the_vocabulary(known: dict[str, float]) -> None:
    assume(not set(known) & set(SPECIALS))
    assert len(pieces_of(known)) == len(known) + 4
