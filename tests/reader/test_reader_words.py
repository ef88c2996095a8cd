from __future__ import annotations

import itertools
from typing import SupportsIndex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belegg.reader._words import BREAK, NONE, SPACE, Words, split_parts, split_words
from belegg.types import Span

ODD = st.sampled_from(
    ["e\u0301", "\u0301", "å", "a\u030a", "😀", "👩\u200d🔬", "\u00ad", "\u200b", "\n\n", " ", "12.30", "f.eks.", "K’s",
     "sier.Han", "og/eller", "a@b.no", "kari-", "_", "−", "«", "\ud800", "İ", "ß", "①", "\x1c", "\u2028", "\x00"]
)  # fmt: skip
TEXTS = st.lists(ODD | st.text(max_size=6), max_size=25).map("".join)


def check(words: Words, text: str, blocks: list[Span]) -> None:
    assert len(words) == len(words.forms) == len(words.spans) == len(words.gaps)
    for form, (start, end) in zip(words.forms, words.spans, strict=True):
        assert start < end and text[start:end] == form
        assert not any(c.isspace() for c in form)
    for (_, end), (start, _) in itertools.pairwise(words.spans):
        assert end <= start
    covered = {i for a, b in words.spans for i in range(a, b)}
    readable = {i for a, b in blocks for i in range(a, b)}
    assert covered == {i for i in readable if not text[i].isspace()}
    assert set(words.gaps) <= {NONE, SPACE, BREAK}
    assert not words.gaps or words.gaps[0] == BREAK


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_words_are_all_that_is_no_white_space(text: str) -> None:
    words = split_words(text)
    check(words, text, [(0, len(text))])
    for ((_, end), (start, _)), gap in zip(itertools.pairwise(words.spans), words.gaps[1:], strict=True):
        between = text[end:start]
        assert gap == (NONE if not between else BREAK if between.count("\n") > 1 else SPACE)


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, min_size=6, max_size=6))
def test_only_the_blocks_are_cut_and_each_opens_with_a_break(read: list[str], unread: list[str]) -> None:
    text, blocks = "", []
    for yes, no in zip(read, unread, strict=False):
        text += no
        blocks.append((len(text), len(text) + len(yes)))
        text += yes
    words = split_words(text, blocks)
    check(words, text, blocks)
    gap_at = {start: gap for (start, _), gap in zip(words.spans, words.gaps, strict=True)}
    for a, b in blocks:
        first = next((i for i in range(a, b) if i in gap_at), None)
        assert first is None or gap_at[first] == BREAK


def test_no_block_no_word() -> None:
    assert len(split_words("Kari Vik sier ja.", [])) == 0
    assert len(split_words("")) == len(split_words(" \n\t\u2003")) == 0


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Vik sa 12.30, ikke 18:15.", ["Vik", "sa", "12.30", ",", "ikke", "18:15", "."]),
        ("2,5 prosent", ["2,5", "prosent"]),
        ("1/2", ["1/2"]),
        ("nei,sier hun.Han gikk", ["nei", ",", "sier", "hun", ".", "Han", "gikk"]),
        ("og/eller", ["og", "/", "eller"]),
        ("f.eks.", ["f.eks", "."]),
        ("Nord-Norge", ["Nord-Norge"]),
        ("Viks' og Vik's", ["Viks", "'", "og", "Vik's"]),
        ("kari@avis.no", ["kari@avis.no"]),
        ("«Nei»", ["«", "Nei", "»"]),
        ("–Ja", ["–", "Ja"]),
        ("NRK/TV2:s", ["NRK", "/", "TV2", ":", "s"]),
        ("-", ["-"]),
        ("---", ["-", "-", "-"]),
        ("a\u030apent", ["a\u030apent"]),
        ("e\u0301\u0302n", ["e\u0301\u0302n"]),
        ("\u0301a", ["\u0301", "a"]),
        ("😀😀", ["😀", "😀"]),
        ("hei😀du", ["hei", "😀", "du"]),
    ],
)
def test_forms(text: str, forms: list[str]) -> None:
    assert split_words(text).forms == forms


def test_a_soft_hyphen_is_a_part_of_its_word() -> None:
    assert split_words("sam\u00adfunns\u00addebatt").forms == ["sam\u00adfunns\u00addebatt"]


def test_a_blank_line_is_a_break_and_a_line_end_is_not() -> None:
    words = split_words("En\nto\n \nTre\r\nfire\r\n\r\nfem")
    assert words.gaps == [BREAK, SPACE, BREAK, SPACE, BREAK]


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.integers(2, 12))
def test_parts_are_the_words_in_order_and_none_is_too_long(text: str, limit: int) -> None:
    words = split_words(text)
    parts = split_parts(words, limit)
    assert [f for p in parts for f in p.forms] == words.forms
    assert [s for p in parts for s in p.spans] == words.spans
    assert [g for p in parts for g in p.gaps] == words.gaps
    assert all(0 < len(p) <= limit for p in parts)


def test_a_part_ends_at_a_paragraph_where_it_can() -> None:
    words = split_words("a b c\n\nd e f\n\ng h i j k l m")
    assert [p.forms for p in split_parts(words, 4)] == [list("abc"), list("def"), list("ghij"), list("klm")]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["a", "a\u0301"])
def test_a_megabyte_of_one_letter_is_one_word(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert split_words(text).spans == [(0, len(text))]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", ["\u0301", "-", "a-", "1.", "a,", ".", " ", "\n", "«", "@", "a@", "_", "😀"])
def test_a_long_run_of_one_thing_is_cut(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    words = split_words(text)
    assert sum(len(f) for f in words.forms) == len(text) - sum(c.isspace() for c in text)


class Counted(str):
    """A text that counts how many of its characters are copied out of it."""

    copied = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        got = super().__getitem__(key)
        self.copied += len(got)
        return got


@pytest.mark.parametrize(
    "unit",
    [
        "a-",
        "1.",
        "a,",
        "a/",
        "a.B",
    ],
)
def test_a_long_run_is_not_gone_through_again_for_each_mark_in_it(unit: str) -> None:
    text = Counted(unit * 2_000)
    split_words(text)
    assert text.copied <= 4 * len(text)
