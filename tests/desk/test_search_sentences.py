"""Statements in their sentence: offsets, bounds, marks."""

from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from belegg.desk._sentences import MOST, Snippet, clean, found_in, plain_runs, snippet
from belegg.match import stems

TEXT = (
    "Kabelen røk i natt.\n\nKari Vik sier at kabelen ble kuttet av et anker. «Det er ikke vårt,» sa rederiet. "
    "I morgen kommer dykkerne. Resten er stille."
)


def words(found: Snippet) -> str:
    return unescape("".join(str(part) for run in found.runs for part, _ in run.parts))


def at(part: str) -> tuple[int, int]:
    return TEXT.index(part), TEXT.index(part) + len(part)


def test_the_sentence_around_the_words_and_nothing_of_the_next() -> None:
    found = snippet(TEXT, [at("kabelen ble kuttet av et anker")])
    assert words(found) == "Kari Vik sier at kabelen ble kuttet av et anker."
    assert [run.content for run in found.runs] == [False, True, False]
    assert (found.before, found.after) == (False, False)
    quoted = snippet(TEXT, [at("Det er ikke vårt")])
    assert words(quoted) == "«Det er ikke vårt,» sa rederiet."
    two = snippet(TEXT, [at("ikke vårt"), at("dykkerne")])
    assert words(two) == "«Det er ikke vårt,» sa rederiet. I morgen kommer dykkerne."
    assert words(snippet(TEXT, [at("Kabelen røk")])) == "Kabelen røk i natt."
    assert words(snippet(TEXT, [at("Resten er stille.")])) == "Resten er stille."


def test_the_words_sought_are_marked_in_any_form() -> None:
    found = snippet(TEXT, [at("kabelen ble kuttet")], frozenset(stems("kabel ankeret")))
    assert [str(p) for run in found.runs for p, sought in run.parts if sought] == ["kabelen", "anker"]
    assert words(found) == "Kari Vik sier at kabelen ble kuttet av et anker."


def test_long_sentences_are_cut_at_words_and_long_statements_too() -> None:
    long = "ord " * 200 + "her er det " + "mer " * 200
    place = long.index("her er det")
    found = snippet(long, [(place, place + 10)])
    assert len(words(found)) <= MOST
    assert "her er det" in words(found)
    assert set(words(found).split()) <= {"ord", "her", "er", "det", "mer"}
    assert (found.before, found.after) == (True, True)
    whole = snippet(long, [(0, len(long))])
    assert len(words(whole)) <= MOST
    assert (whole.before, whole.after) == (False, True)


@given(
    st.text("ab. \n«»Æ<&\u202e", max_size=700),
    st.lists(st.tuples(st.integers(-3, 720), st.integers(-3, 720)), max_size=4),
)
def test_any_spans_give_a_bounded_stretch_of_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    found = snippet(text, spans, frozenset({"ab"}))
    shown = words(found)
    assert len(shown) <= MOST + 60
    assert shown.replace("\ufffd", "\u202e") in text
    assert all(a.content != b.content for a, b in zip(found.runs, found.runs[1:], strict=False)) or len(spans) > 1


def test_words_that_do_not_stand_in_the_article_stand_for_themselves() -> None:
    assert found_in("a b c b", ["b", "c", "x", "b"]) == [(2, 3), (4, 5), (6, 7)]
    assert found_in("abc", ["", "z"]) == []
    assert words(plain_runs("En tittel")) == "En tittel"
    assert snippet("abc", []) == Snippet(())


def test_nothing_of_an_article_is_markup_or_turns_the_page_round() -> None:
    assert clean("<b>\u202e&\x00\ud800") == "&lt;b&gt;\ufffd&amp;\ufffd\ufffd"
    assert clean(None) == ""
