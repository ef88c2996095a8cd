"""Log odds of candidates being *he*."""

from __future__ import annotations

import numpy as np
import pytest

from belegg.reader._candidates import DESCRIBED, ITSELF, NAMED, NOBODY, Candidate
from belegg.reader._gender import NAME, NOUN, SLOTS, Genders, slots

FORMS = ["kvinnen", "sa", "Kari", "Vik", "mannen"]


def genders(**words: float) -> Genders:
    weights = np.zeros(SLOTS, np.float32)
    for word, odds in words.items():
        # The slot of the whole word alone.
        sort = NAME if word[:1].isupper() else NOUN
        weights[[s for s in slots(sort, word)]] += odds / len(slots(sort, word))
    return Genders({"gender_weights": weights, "gender_bias": np.array([0.0, 0.5], np.float32)})


def test_a_person_is_judged_by_the_first_name_and_a_description_by_its_noun() -> None:
    known = genders(Kari=-2.0, kvinnen=-3.0)
    kari = Candidate(NAMED, "Kari Vik", "PER", ((2, 3),))
    assert known.of(kari, FORMS) == pytest.approx(-2, abs=0.2)
    woman = Candidate(DESCRIBED, "kvinnen", "NOUN", ((0, 0),))
    assert known.of(woman, FORMS) == pytest.approx(-2.5, abs=0.2)
    assert known.of(Candidate(ITSELF, "kvinnen", "", ((0, 0),)), FORMS) == known.of(woman, FORMS)
    assert known.of(Candidate(DESCRIBED, "Kari", "", ((2, 2),)), FORMS) == known.of(kari, FORMS)


@pytest.mark.parametrize(
    "candidate",
    [Candidate(NOBODY, None), Candidate(NAMED, "Kari AS", "ORG", ((2, 2),)), Candidate(DESCRIBED, "hun", "", ())],
)
def test_of_others_nothing_is_known(candidate: Candidate) -> None:
    assert genders(Kari=-2.0).of(candidate, FORMS) == 0


def test_without_parameters_nothing_is_known() -> None:
    assert Genders({}).of(Candidate(NAMED, "Kari Vik", "PER", ((2, 3),)), FORMS) == 0


def test_odds_are_bounded_and_case_does_not_matter() -> None:
    known = genders(Kari=-90.0)
    assert known.of_word(NAME, "KARI") == known.of_word(NAME, "kari") == -4
    assert slots(NAME, "Kari") != slots(NOUN, "Kari")
