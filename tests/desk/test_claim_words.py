from __future__ import annotations

from pathlib import Path

import pytest
from claim_world import carrier, claim
from desk_world import make_ledger

from belegg.desk._count import count_sentence, listed, number_word, origins_word
from belegg.desk._i18n import language_of
from belegg.desk._why import reasons, say_reason
from belegg.follow import Ledger

NB, NN, EN = (language_of(code) for code in ("nb", "nn", "en"))


ONE = claim(
    *(
        carrier(o, ("en ekspert", "anonymous"), ("Speilet", "media"))
        for o in ("Speilet B", "Avisa", "Posten", "Tidende")
    ),
    why=("4 outlets (Avisa, Posten), one origin", "an unnamed source: en ekspert, through Speilet; in Avisa, Posten"),
)


def test_one_origin_of_four_outlets_in_three_languages() -> None:
    assert count_sentence(ONE, EN) == "Four outlets, one origin: an unnamed source (en ekspert), told to Speilet."
    assert count_sentence(ONE, NB) == "Fire medier, ett opphav: en anonym kilde (en ekspert), fortalt til Speilet."
    assert count_sentence(ONE, NN) == "Fire medium, eitt opphav: ei anonym kjelde (en ekspert), fortalt til Speilet."


@pytest.mark.parametrize(
    ("least", "most", "en", "nb", "nn"),
    [
        (1, 1, "one origin", "ett opphav", "eitt opphav"),
        (3, 3, "three origins", "tre opphav", "tre opphav"),
        (1, 2, "one or two origins", "ett eller to opphav", "eitt eller to opphav"),
        (1, 4, "one to four origins", "ett til fire opphav", "eitt til fire opphav"),
        (0, 1, "no established origin", "ikke noe fastslått opphav", "ikkje noko fastslått opphav"),
        (0, 2, "no established origin, at most two", "ikke noe fastslått opphav, høyst to",
         "ikkje noko fastslått opphav, høgst to"),
        (13, 13, "13 origins", "13 opphav", "13 opphav"),
        (0, 0, "no origin", "ingen opphav", "ingen opphav"),
    ],
)  # fmt: skip
def test_the_interval_is_said_honestly(least: int, most: int, en: str, nb: str, nn: str) -> None:
    assert [origins_word(least, most, language) for language in (EN, NB, NN)] == [en, nb, nn]


def test_a_claim_that_is_only_denied_or_carried_by_nothing() -> None:
    denied = claim(carrier("Avisa", certainty="denied"), least=0, most=0)
    assert count_sentence(denied, NB) == "Ingen hevder det her; det blir bare avvist."
    assert count_sentence(claim(least=0, most=0), EN) == "No statement carries it."


def test_denials_are_no_outlets_of_the_claim() -> None:
    both = claim(carrier("Avisa", ("Kari Vik", "person")), carrier("Posten", certainty="denied"))
    assert count_sentence(both, EN) == "One outlet, one origin."


def test_more_names_than_origins_are_said_to_be_names() -> None:
    why = ("2 outlets (A, B), 2 origins named or described", "rapporten; in A", "Tilsynet; in B")
    two = claim(carrier("A"), carrier("B"), why=why)
    assert count_sentence(two, EN) == "Two outlets, one origin, under several names: rapporten and Tilsynet."
    assert count_sentence(two, NN) == "To medium, eitt opphav, under fleire namn: rapporten og Tilsynet."


def test_lists_end_in_and_and_say_how_many_are_left_out() -> None:
    assert listed(["A"], NB) == "A"
    assert listed(["A", "B"], NB) == "A og B"
    assert listed(["A", "B", "C", "D", "E"], NB) == "A, B, C og 2 til"
    assert listed(["A, sjef", "B"], EN) == "A, sjef; and B"
    assert (number_word(2, NB), number_word(1, NN), number_word(99, EN)) == ("to", "eitt", "99")


@pytest.mark.parametrize(
    ("why", "nb"),
    [
        ("1 outlet (Avisa), no origin", "1 medium (Avisa), ingen opphav navngitt"),
        ("3 outlets (A, B, C), 2 origins named or described", "3 medier (A, B, C), 2 opphav navngitt eller beskrevet"),
        ("an unnamed source: en kilde, through NTB; in A, B", "en anonym kilde (en kilde), gjennom NTB; i A, B"),
        ("a document: rapporten; in A", "et dokument (rapporten); i A"),
        ("several: naboene; in A", "flere (naboene); i A"),
        ("Kari Vik; in A", "Kari Vik; i A"),
        ("no lineage told in A: that adds to the most, not to the least",
         "Opphavet er ikke oppgitt i A: det øker det største tallet, ikke det minste"),
        ("A repeats another article's text and counts with it",
         "A gjentar teksten i en annen artikkel og telles sammen med den"),
        ("denied by Ola Dal", "Avvist av Ola Dal"),
        (
            "too unlike the others to be counted: what stands in Søravisa",
            "For ulikt det andre til å telle med: det som står i Søravisa",
        ),
        ("nobody states it: every statement of it here is a denial",
         "Ingen hevder det: alle utsagn om det her er avvisninger"),
        ("something new", "something new"),
        ("100 % of it", "100 % of it"),
    ],
)  # fmt: skip
def test_the_reasons_of_the_trace_are_said_in_bokmal(why: str, nb: str) -> None:
    assert [say_reason(r, NB) for r in reasons([why])] == [nb]


def test_the_reasons_that_the_trace_writes_are_all_known(tmp_path: Path) -> None:
    with Ledger(make_ledger(tmp_path / "a.db"), readonly=True) as made:
        every = [r for c in made.claims() for r in reasons(c.origins.why)]
    assert every
    assert {r.kind for r in every} >= {"count", "voice", "copied", "denied"}
    assert "other" not in {r.kind for r in every}


def test_names_with_formats_in_them_stay_words() -> None:
    hostile = claim(carrier("%(x)s", ("%s %d", "person")), why=("1 outlet (%(x)s), one origin", "%s %d; in %(x)s"))
    assert count_sentence(hostile, NB) == "Ett medium, ett opphav: %s %d."
    assert [say_reason(r, NB) for r in reasons(hostile.origins.why)][1] == "%s %d; i %(x)s"
