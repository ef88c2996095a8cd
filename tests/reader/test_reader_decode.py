from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fakes import draft_of, encoded_of, words_of

from belegg.reader._decode import (
    CONTENT,
    CUE,
    SOURCE,
    VIA,
    Decisions,
    Draft,
    draft_statements,
    propose,
    runs_of,
    spans_of,
    trim,
    without_doubles,
)
from belegg.reader._network import Encoded, Roles
from belegg.reader._windows import make_crops


def trimmed(text: str) -> str:
    words = words_of(text)
    return " … ".join(text[a:b] for a, b in spans_of(trim(list(range(len(words))), words), words))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("– Vi må vente.", "Vi må vente"),
        ("«Vi må vente»,", "Vi må vente"),
        ('"Vi må vente."', "Vi må vente"),
        ("“Vi må vente!”", "Vi må vente!"),
        (") Vi må vente ?", "Vi må vente ?"),
        ("… vente …", "vente"),
        ("- 3,5 prosent:", "3,5 prosent"),
        ("Nord-Norge", "Nord-Norge"),
        ("«»", ""),
        ("– .", ""),
        ("«Vi venter.\n\n– Lenge»", "Vi venter … Lenge"),
        ("den «nye» brua", "den «nye» brua"),
        ("«nye» bruer", "«nye» bruer"),
        ("en «skandale»", "en «skandale»"),
        ("brua er «farlig", "brua er «farlig"),
    ],
)
def test_signs_at_the_edges_are_no_part(text: str, left: str) -> None:
    assert trimmed(text) == left


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["ord", "«", "»", '"', "–", ".", ",", "!", "\n\n", " "]), max_size=25), st.data())
def test_trimming_takes_signs_only_and_twice_is_once(bits: list[str], data: st.DataObject) -> None:
    words = words_of(" ".join(bits))
    chosen = data.draw(st.sets(st.integers(0, max(0, len(words) - 1)))) if len(words) else set()
    part = sorted(chosen)
    left = trim(part, words)
    assert left == sorted(set(left))
    assert all(words.forms[i] in '»"' for i in set(left) - set(part)), "but the mark that closes an inner quote"
    assert {i for i in part if words.forms[i] == "ord"} <= set(left)
    assert trim(left, words) == left


def test_an_inner_quote_takes_the_mark_that_closes_it() -> None:
    words = words_of("Han kaller brua «farlig».")
    assert [words.forms[i] for i in trim([2, 3, 4], words)] == ["brua", "«", "farlig", "»"]


def test_runs_break_at_gaps_and_paragraphs() -> None:
    words = words_of("a b c\n\nd e")
    assert runs_of([0, 1, 3, 4], words) == [[0, 1], [3, 4]]
    assert runs_of([0, 1, 2, 3, 4], words) == [[0, 1, 2], [3, 4]]
    assert runs_of([0, 2, 4], words) == [[0], [2], [4]]
    assert runs_of([], words) == []
    assert spans_of([0, 1, 2, 3], words) == ((0, 5), (7, 8))


WORDS = words_of("ord " * 1000)


def kept_of(drafts: list[Draft]) -> list[Draft]:
    return without_doubles(drafts, WORDS)


def test_of_two_drafts_of_one_statement_the_likelier_stays() -> None:
    one = draft_of(range(0, 10), cue=[12], score=0.6)
    same_cue = draft_of(range(0, 9), cue=[12, 13], score=0.9)
    quote = draft_of(range(1, 10), anchor=1, score=0.7)
    assert kept_of([one, same_cue]) == [same_cue]
    assert kept_of([one, quote]) == [quote]


@pytest.mark.parametrize(
    "other",
    [
        draft_of(range(4, 10), cue=[3], source=[2], score=0.5),
        draft_of(range(0, 10), cue=[14], source=[15], score=0.5),
        draft_of(range(20, 30), cue=[12], score=0.5),
        draft_of(range(20, 30), score=0.5),
    ],
    ids=["nested", "another source", "another content of the cue", "a quote elsewhere"],
)
def test_drafts_of_two_statements_both_stay(other: Draft) -> None:
    one = draft_of(range(0, 10), cue=[12], source=[13], score=0.9)
    assert kept_of([other, one]) == sorted([one, other], key=lambda d: d.content[0])


def test_an_evidential_in_a_clause_that_has_a_source_is_no_statement_of_its_own() -> None:
    words = words_of("Ifølge losen skal skipet ha gått på grunn")
    #                 0      1     2     3      4  5    6  7
    told = draft_of(range(2, 8), cue=[0], source=[1], score=0.9)
    hearsay = draft_of([3, 5, 6, 7], cue=[2, 4], score=0.8)
    assert without_doubles([told, hearsay], words) == [told]
    nobody = draft_of(range(2, 8), cue=[0], score=0.9)
    assert without_doubles([nobody, hearsay], words) == [nobody, hearsay]
    long = draft_of(range(0, 8), anchor=1, cue=[1], source=[1], score=0.9)
    other = draft_of([5, 6], cue=[4], score=0.8)
    assert without_doubles([long, other], words) == [long, other]


def test_what_stays_is_in_the_order_of_the_text() -> None:
    drafts = [draft_of([30, 31], score=0.9), draft_of([5, 6], cue=[3], score=0.2), draft_of([8, 9], score=0.5)]
    assert [d.content[0] for d in kept_of(drafts)] == [5, 8, 30]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(1, 6), st.booleans(), st.floats(0, 1, allow_nan=False)), max_size=8
    )
)
def test_the_order_of_proposals_does_not_matter(raw: list[tuple[int, int, bool, float]]) -> None:
    drafts = [
        draft_of(range(a, a + n), cue=[] if quote else [a + n], anchor=a + i * 100, score=s)
        for i, (a, n, quote, s) in enumerate(raw)
    ]
    kept = kept_of(drafts)
    assert kept_of(drafts[::-1]) == kept
    assert kept_of(kept) == kept
    assert not drafts or max(d.score for d in drafts) in [d.score for d in kept]


class OneAnchor:
    """Roles for a text in which each word's role is told by hand."""

    def __init__(self, parts: dict[int, list[int]], hedges: list[int], n: int) -> None:
        self._parts, self._hedges, self._n = parts, hedges, n

    def roles(self, encoded: Encoded, anchors: list[int], kinds: list[int]) -> Roles:
        crops = make_crops(anchors, encoded.layout)
        role = np.zeros(self._n, np.int64)
        for number, words in self._parts.items():
            role[words] = number
        unary = 9 * np.eye(5, dtype=np.float32)[role[crops.index]]
        hedge = np.full(crops.index.shape, -9, np.float32)
        hedge[np.isin(crops.index, self._hedges)] = 9
        flat = np.zeros((len(anchors), 7), np.float32)
        zero = np.zeros_like(unary)
        return Roles(
            crops.index, crops.mask, unary, zero, zero, hedge, flat[:, :3], flat, flat[:, :5], flat[:, 0]
        )  # fmt: skip


TEXT = "– Det kan ta en uke, sier sjefen til NTB."
#       0 1   2   3  4  5  6 7    8      9   10 11


def proposed(
    parts: dict[int, list[int]], anchor: int, quote: bool = False, text: str = TEXT, **more: Any
) -> list[Draft]:
    words = words_of(text)
    encoded = encoded_of(words)
    encoded.anchor[:, 0] = 9
    encoded.anchor[anchor, 2 if quote else 1] = 20
    network: Any = OneAnchor(parts, more.pop("hedges", []), len(words))
    return propose(network, encoded, np.zeros((5, 5), np.float32), Decisions(**more))


def test_an_anchor_becomes_a_draft_with_its_parts() -> None:
    parts = {CONTENT: [0, 1, 2, 3, 4, 5, 6], CUE: [7], SOURCE: [8], VIA: [10, 11]}
    (d,) = proposed(parts, anchor=7, hedges=[2])
    assert (d.anchor, d.quote, d.cue, d.source, d.via, d.hedges) == (7, False, [7], [8], [10], [2])
    assert d.content == [1, 2, 3, 4, 5]
    assert 0.9 < d.score <= 1


def test_a_quote_has_no_cue() -> None:
    (d,) = proposed({CONTENT: [1, 2, 3, 4, 5], CUE: [7]}, anchor=1, quote=True)
    assert d.quote and d.cue == []


def test_nothing_said_is_no_statement() -> None:
    assert proposed({CONTENT: [0, 6], CUE: [7]}, anchor=7) == []
    assert proposed({CUE: [7]}, anchor=7) == []


def test_no_anchor_no_draft() -> None:
    words = words_of(TEXT)
    encoded = encoded_of(words)
    encoded.anchor[:, 0] = 9
    network: Any = None
    assert draft_statements(network, encoded, np.zeros((5, 5), np.float32), Decisions()) == []


def test_the_threshold_is_kept() -> None:
    words = words_of(TEXT)
    encoded = encoded_of(words)
    encoded.anchor[:, 0] = 9
    encoded.anchor[7, 1] = 8
    network: Any = OneAnchor({CONTENT: [1, 2, 3]}, [], len(words))
    weights = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    transition = np.zeros((5, 5), np.float32)
    p = 1 / (1 + math.e)
    for threshold, n in ((p - 0.01, 1), (p + 0.01, 0)):
        assert len(draft_statements(network, encoded, transition, Decisions(weights, threshold, 0.08))) == n


def test_a_word_is_never_both_cue_and_content() -> None:
    (d,) = proposed({CONTENT: [1, 2, 3, 4, 5, 6, 7]}, anchor=7)
    assert not set(d.cue) & {*d.content, *d.source, *d.via}


def test_what_is_retold_stands_in_one_paragraph() -> None:
    text = "Ja da\n\nalt går, sier hun\n\nikke sant"
    #       0  1      2   3  4 5    6      7    8
    over = {CONTENT: [0, 1, 2, 3], CUE: [5]}
    assert [d.content for d in proposed(over, anchor=5, text=text, indirect=0)] == [[2, 3]]
    # Nothing in the cue's own: the paragraph with most of it, of equal ones the first.
    away = {CONTENT: [0, 7, 8], CUE: [5]}
    assert [d.content for d in proposed(away, anchor=5, text=text, indirect=0)] == [[7, 8]]
    even = {CONTENT: [0, 1, 7, 8], CUE: [5]}
    assert [d.content for d in proposed(even, anchor=5, text=text, indirect=0)] == [[0, 1]]
    # Other forms may run over paragraphs.
    assert [d.content for d in proposed(over, anchor=5, text=text, indirect=1)] == [[0, 1, 2, 3]]


def test_a_hedge_is_words() -> None:
    (d,) = proposed({CONTENT: [1, 2, 3, 4, 5], CUE: [7]}, anchor=7, hedges=[2, 6])
    assert d.hedges == [2]


def test_decisions_come_from_the_weights_file() -> None:
    assert Decisions.from_meta({}) == Decisions.from_meta({"decisions": {}}) == Decisions()
    assert Decisions.from_meta({"labels": {"form": ["direct", "indirect"]}}).indirect == 1
    known = {"decisions": {"found": {"weights": [1, 2, 3, 4, 5, 6], "threshold": 0.3, "anchor_floor": 0.1}}}
    assert Decisions.from_meta(known) == Decisions((1, 2, 3, 4, 5, 6), 0.3, 0.1)
