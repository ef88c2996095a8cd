from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fakes import words_of

from belegg.reader._names import Name, gather_names


def gathered(text: str, *mentions: str) -> list[Name]:
    """Names of `text` with the entities `mentions` ("PER Kari Vik"), found one after the other."""
    words = words_of(text)
    entities, at = [], 0
    for mention in mentions:
        kind, _, form = mention.partition(" ")
        start = text.index(form, at)
        at = start + len(form)
        inside = [i for i, (a, b) in enumerate(words.spans) if a >= start and b <= at]
        entities.append((inside[0], inside[-1], kind))
    return gather_names(entities, words, text)


def summary(names: list[Name]) -> list[tuple[str, str, int]]:
    return [(n.text, n.type, len(n.mentions)) for n in names]


def test_a_surname_and_a_first_name_join_the_full_name() -> None:
    text = "Vik kom. Kari Vik sa det. Kari lo. Vik gikk."
    names = gathered(text, "PER Vik", "PER Kari Vik", "PER Kari", "PER Vik")
    assert summary(names) == [("Kari Vik", "PER", 4)]


def test_a_genitive_joins_its_plain_form() -> None:
    names = gathered("Kari Viks bil. Vik kjørte. Vik’s hus.", "PER Kari Viks", "PER Vik", "PER Vik’s")
    assert summary(names) == [("Kari Vik", "PER", 3)]


def test_a_name_that_ends_in_s_keeps_it() -> None:
    assert summary(gathered("Jonas Aas kom. Jonas gikk.", "PER Jonas Aas", "PER Jonas")) == [("Jonas Aas", "PER", 2)]


def test_a_name_known_in_genitive_only_is_kept_as_it_stands() -> None:
    assert summary(gathered("Moldes ordfører", "GPE_ORG Moldes")) == [("Moldes", "GPE_ORG", 1)]


def test_only_people_are_meant_by_a_part_of_their_name() -> None:
    names = gathered("Sparebank Nord vokser. Nord er langt unna.", "ORG Sparebank Nord", "LOC Nord")
    assert summary(names) == [("Sparebank Nord", "ORG", 1), ("Nord", "LOC", 1)]


def test_a_middle_name_alone_is_somebody_else() -> None:
    assert len(gathered("Per Olav Vik kom. Olav gikk.", "PER Per Olav Vik", "PER Olav")) == 2


def test_a_surname_alone_is_the_nearest_bearer_before_it() -> None:
    text = "Kari Vik og Ola Vik er søsken. Vik er eldst."
    names = gathered(text, "PER Kari Vik", "PER Ola Vik", "PER Vik")
    assert summary(names) == [("Kari Vik", "PER", 1), ("Ola Vik", "PER", 2)]


def test_a_surname_before_any_full_name_is_the_first_bearer() -> None:
    text = "Vik er eldst. Kari Vik og Ola Vik er søsken."
    names = gathered(text, "PER Vik", "PER Kari Vik", "PER Ola Vik")
    assert summary(names) == [("Kari Vik", "PER", 2), ("Ola Vik", "PER", 1)]


def test_a_surname_alone_changes_its_bearer_with_the_text() -> None:
    text = "Kari Vik kom. Vik lo. Så kom Ola Vik. Vik gråt."
    names = gathered(text, "PER Kari Vik", "PER Vik", "PER Ola Vik", "PER Vik")
    assert summary(names) == [("Kari Vik", "PER", 2), ("Ola Vik", "PER", 2)]


def test_names_come_in_the_order_of_their_first_mention() -> None:
    names = gathered("Oslo og Kari Vik. Bergen. Vik.", "GPE_LOC Oslo", "PER Kari Vik", "GPE_LOC Bergen", "PER Vik")
    assert [n.text for n in names] == ["Oslo", "Kari Vik", "Bergen"]


def test_the_type_is_the_commonest() -> None:
    assert summary(gathered("Norge. Norge. Norge.", "GPE_LOC Norge", "GPE_ORG Norge", "GPE_ORG Norge")) == [
        ("Norge", "GPE_ORG", 3)
    ]


def test_signs_are_no_name() -> None:
    assert gathered("( Kari", "PER (") == []


def test_a_name_may_end_in_a_sign() -> None:
    assert gathered("Selskapet Hei! sier opp alle", "ORG Hei!")[0].text == "Hei!"


def test_a_short_form_in_brackets_is_the_full_name() -> None:
    text = "Nasjonalt ferjeorgan (NF) svarer. NF er nytt."
    names = gathered(text, "ORG Nasjonalt ferjeorgan", "ORG NF", "ORG NF")
    assert summary(names) == [("Nasjonalt ferjeorgan", "ORG", 3)]


def test_the_party_in_brackets_after_a_politician_is_not_the_politician() -> None:
    names = gathered("Kari Vik (Ap) svarer. Ap vil vente.", "PER Kari Vik", "ORG Ap", "ORG Ap")
    assert summary(names) == [("Kari Vik", "PER", 1), ("Ap", "ORG", 2)]


@pytest.mark.parametrize(
    ("full", "short"), [("Arbeiderpartiet", "Ap"), ("Senterpartiet", "Sp"), ("Miljøpartiet De Grønne", "MDG")]
)
def test_a_party_has_two_names(full: str, short: str) -> None:
    names = gathered(f"{short} sier nei. {full} vil vente.", f"ORG {short}", f"ORG {full}")
    assert summary(names) == [(full, "ORG", 2)]


def test_an_agency_is_no_party() -> None:
    names = gathered("Det skriver AP. Arbeiderpartiet er uenig.", "ORG AP", "ORG Arbeiderpartiet")
    assert len(names) == 2


def test_the_text_of_a_name_ends_where_the_name_does() -> None:
    names = gathered("Anne Weißs hus. Weiß gikk.", "PER Anne Weißs", "PER Weiß")
    assert summary(names) == [("Anne Weiß", "PER", 2)]


def test_a_name_over_two_lines_is_one_name() -> None:
    names = gathered("her sa Kari\nVik det. Kari Vik gikk.", "PER Kari\nVik", "PER Kari Vik")
    assert summary(names) == [("Kari Vik", "PER", 2)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["Kari", "Vik", "Viks", "Ola", "s", "'", "sa", "Vik’s"]), max_size=14), st.data())
def test_every_mention_with_letters_has_one_name(bits: list[str], data: st.DataObject) -> None:
    text = " ".join(bits)
    words = words_of(text)
    entities, at = [], 0
    while at < len(words):
        n = data.draw(st.integers(0, min(3, len(words) - at)))
        if n:
            entities.append((at, at + n - 1, data.draw(st.sampled_from(["PER", "ORG"]))))
        at += n + 1
    names = gather_names(entities, words, text)
    got = sorted(m for n in names for m in n.mentions)
    assert got == [(a, b) for a, b, _ in entities if any(c.isalnum() for f in words.forms[a : b + 1] for c in f)]
    assert all(n.text and n.text in text for n in names)
