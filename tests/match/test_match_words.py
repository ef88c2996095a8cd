from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_samples import page, reading, said

from belegg.match import bare_statements, stems
from belegg.match._signature import Passages, bare_name, day_of, paragraphs_around, sentence_around
from belegg.match._titles import title_parts
from belegg.match._words import fold, grams, stem, tokens


@pytest.mark.parametrize(
    ("a", "b"), [("søk", "sök"), ("Ærlig", "ärlig"), ("blå", "bla"), ("É", "e"), ("straße", "strasse")]
)
def test_neighbours_letters_fold_to_one(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@pytest.mark.parametrize(
    ("a", "b"), [("kabelen", "kabel"), ("skipene", "skipet"), ("rapporten", "rapporter"), ("rederiet", "rederier")]
)
def test_forms_of_one_word_share_a_stem(a: str, b: str) -> None:
    assert stem(a) == stem(b)


@given(st.text(max_size=30))
def test_any_text_has_words_stems_and_letter_groups(text: str) -> None:
    assert all(w == w.casefold() for w in tokens(text))
    assert all(len(g) <= 4 for g in grams(stems(text)))
    assert len(stem(text)) <= len(fold(text))


def test_small_words_and_single_letters_say_nothing() -> None:
    assert stems("Det er skip i og ved X 7") == ["skip", "7"]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Ola Hansens", "ola hansen"),
        ("NTB", "ntb"),
        ("«Kysten»", "kysten"),
        ("Øst-Norge", "ost-norge"),
        ("Per's", "per s"),
        ("", ""),
    ],
)
def test_names_are_compared_without_signs_and_genitive(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("1970-01-02", 1),
        ("1970-01-02T00:30:00+01:00", 0),
        ("1970-01-01T23:30:00-01:00", 1),
        (None, None),
        ("", None),
        ("i går", None),
        ("0001-01-01T00:00:00+05:00", None),
        ("9999-12-31T23:59:00-05:00", None),
    ],
)
def test_days_are_counted_in_utc_and_unknown_where_no_time_can_be_read(published: str | None, day: int | None) -> None:
    assert day_of(published) == day


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Brua er stengt", ["Brua er stengt"]),
        ("Brua er stengt – skolen er åpen", ["Brua er stengt", "skolen er åpen"]),
        ("Ordføreren: Brua er trygg", ["Brua er trygg"]),
        ("Hva skjer nå? Brua er stengt", ["Hva skjer nå", "Brua er stengt"]),
        ("Ordfører Kari Vik: – Brua er trygg", ["Ordfører Kari Vik", "Brua er trygg"]),
        ("Stengt", []),
        ("Kampen endte 2: 1 til oss", ["Kampen endte 2: 1 til oss"]),
        ("", []),
    ],
)
def test_headlines_are_parted_by_dashes_colons_and_question_marks(title: str, parts: list[str]) -> None:
    assert [title[a:b] for a, b in title_parts(title)] == parts


@given(st.text(alphabet="ab –—-:? ", max_size=40))
def test_parts_of_a_headline_do_not_overlap(title: str) -> None:
    ends = [0, *(x for part in title_parts(title) for x in part), len(title)]
    assert ends == sorted(ends)


def test_a_headline_is_a_statement_where_no_statement_covers_it() -> None:
    title, body = "Brua er stengt – skolen er åpen", "Mer kommer."
    text = page(title, body)
    found = reading(title, body, [said(text, "skolen er åpen")]).to_dict()
    (bare,) = bare_statements(found, "a1")
    ((start, end),) = bare["content"]
    assert text[start:end] == "Brua er stengt"
    assert bare["bare"] and bare["chain"] == [{"name": "Avisa", "kind": "media"}]
    assert bare["id"] != bare_statements(found, "a2")[0]["id"]


def test_without_a_title_in_the_text_there_is_no_headline() -> None:
    found = reading("Brua er stengt", "Mer kommer.").to_dict()
    assert bare_statements({**found, "article": {**found["article"], "blocks": []}}, "a") == []
    assert bare_statements({**found, "article": {**found["article"], "title": None}}, "a") == []
    assert bare_statements({**found, "article": {**found["article"], "title": "Noe annet"}}, "a") == []


@given(st.text(alphabet="ab. \nA!»«", max_size=60), st.data())
def test_the_sentence_and_the_paragraph_hold_what_they_are_asked_for(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = sentence_around(text, start, end)
    assert 0 <= left <= start and end <= right <= len(text)
    here, before = paragraphs_around(text, start)
    assert 0 <= before[0] <= before[1] <= here[0] <= start <= here[1] <= len(text)


def test_a_sentence_ends_where_the_next_begins() -> None:
    text = "Først dette. Så sier hun at brua er stengt. Til sist noe annet."
    at = text.index("brua")
    a, b = sentence_around(text, at, at + 4)
    assert text[a:b] == "Så sier hun at brua er stengt."


def blocks(*parts: tuple[str, str]) -> tuple[str, list[dict[str, object]]]:
    """A text and its blocks, of (kind, words)."""
    text, out = "", []
    for kind, words in parts:
        out.append({"kind": kind, "start": len(text), "end": len(text) + len(words)})
        text += words + "\n\n"
    return text, out


def test_a_passage_has_what_leads_over_to_a_statement_and_what_follows() -> None:
    text, found = blocks(
        ("title", "Havari"), ("paragraph", "Fergen gikk på grunn, sier Vik."), ("credit", "Foto: Dal"),
        ("paragraph", "– Det small, sier hun."), ("furniture", "Les mer"), ("paragraph", "Skipet\ner hevet."),
    )  # fmt: skip
    passages = Passages(text, found)
    told = "Fergen gikk på grunn, sier Vik. – Det small, sier hun. Skipet er hevet."
    assert passages.at(text.index("Det small")) == passages.at(text.index("– Det small")) == told
    assert passages.at(0) == "Havari Fergen gikk på grunn, sier Vik."
    assert passages.at(text.index("Skipet")) == "– Det small, sier hun. Skipet er hevet."
    assert passages.at(text.index("Foto")).startswith("Fergen gikk på grunn, sier Vik. Foto: Dal")


def test_a_passage_of_one_long_paragraph_is_about_the_statement() -> None:
    text, found = blocks(("paragraph", "a" * 5000 + " Brua er stengt. " + "b" * 5000))
    assert "Brua er stengt." in Passages(text, found).at(text.index("Brua"))


@given(
    st.lists(st.tuples(st.sampled_from(("title", "paragraph", "credit")), st.text("ab. ", max_size=900)), max_size=5)
)
def test_a_passage_is_short_wherever_it_is_asked_for(parts: list[tuple[str, str]]) -> None:
    text, found = blocks(*parts)
    passages = Passages(text, found)
    for at in range(0, len(text) + 1, 7):
        assert len(passages.at(at)) <= 512
