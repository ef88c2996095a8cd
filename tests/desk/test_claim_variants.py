from __future__ import annotations

from claim_world import carrier, claim
from hypothesis import given
from hypothesis import strategies as st

from belegg.desk._variants import Piece, compared, variants


def test_the_marks_are_on_what_is_new_and_figures_are_told_apart() -> None:
    pieces, left = compared("5 800 husstander er uten strøm", "nå er 1 200 husstander uten strøm")
    assert pieces is not None
    assert [p.text for p in pieces if p.look == "figure"] == ["1 200"]
    assert "nå" in " ".join(p.text for p in pieces if p.look == "other")
    assert "5 800" in left


def test_other_words_altogether_are_not_compared() -> None:
    assert compared("ferja er innstilt", "sykehuset får nytt tak") == (None, ())


@given(st.text(max_size=120), st.text(max_size=120))
def test_the_pieces_are_the_wording_again(before: str, after: str) -> None:
    pieces, _ = compared(before, after)
    assert pieces is None or "".join(p.text for p in pieces) == after


def test_the_first_is_the_earliest_that_states_it_and_equal_wordings_are_one() -> None:
    denial = carrier("Avisa", ("Ola Dal", "person"), certainty="denied", content=("ferja går ikke",))
    headline = carrier("Posten", form=None, content=("Ferja innstilt",))
    said = carrier("Tidende", ("Kari Vik", "person"), content=("Ferja er innstilt.",))
    again = carrier("Bladet", ("Kari Vik", "person"), content=("ferja er innstilt",))
    found, more = variants(claim(denial, headline, said, again))
    assert found[0].first
    assert [c.outlet for c in found[0].carriers] == ["Tidende", "Bladet"]
    assert [v.shift for v in found] == ["same", "denied", "same"]
    assert more == 0


def test_what_became_of_certainty_and_figures() -> None:
    base = carrier("A", ("Kari Vik", "person"), certainty="possible", content=("rundt 40 kan være rammet av bruddet",))
    hard = carrier("B", ("Kari Vik", "person"), certainty="certain", content=("minst 70 er rammet av bruddet",))
    soft = carrier("C", ("Kari Vik", "person"), certainty="unclaimed", content=("40 kan være rammet av bruddet?",))
    found, _ = variants(claim(base, hard, soft))
    assert [v.shift for v in found] == ["same", "harder", "unclaimed"]
    assert (found[1].figures, found[1].missing) == ((70.0,), (40.0,))
    assert (found[2].figures, found[2].missing) == ((), ())
    down, _ = variants(claim(hard, base))
    assert down[1].shift == "softer"


def test_another_language_is_not_compared_word_by_word() -> None:
    base = carrier("A", ("Kari Vik", "person"), content=("ferja Lia er innstilt i 12 dager",))
    other = carrier("B", ("Kari Vik", "person"), content=("ferja Lia er innstilt i 14 dager",), language="sv")
    found, _ = variants(claim(base, other))
    assert (found[1].comparable, found[1].figures) == (False, (14.0,))
    assert found[1].pieces == (Piece("ferja Lia er innstilt i 14 dager", "same"),)


def test_many_statements_are_bounded() -> None:
    many = [carrier(f"A{n}", id=f"{n:032x}", content=(f"utsagn nummer {n}",)) for n in range(55)]
    found, more = variants(claim(*many))
    assert (len(found), more) == (40, 15)
    assert variants(claim()) == ([], 0)
