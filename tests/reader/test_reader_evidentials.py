from __future__ import annotations

import pytest

from belegg.reader._evidentials import is_evidential

HEARSAY = {
    "nb": ["skal ha", "skal være", "Skal ha", "visstnok", "angivelig", "etter sigende", "det sies", "det heter seg",
           "ryktes", "påstås"],
    "nn": ["skal ha", "skal vere", "visstnok", "angiveleg", "etter seiande", "seiast", "det heiter seg", "ryktast"],
    "da": ["skal have", "skulle have", "skal være", "angiveligt", "efter sigende", "eftersigende"],
    "sv": ["ska ha", "skall ha", "skulle ha", "ska vara", "lär", "enligt uppgift", "påstås"],
    "en": ["reportedly", "allegedly", "Allegedly", "supposedly", "apparently", "said to", "is said", "rumoured",
           "rumored"],
}  # fmt: skip
# Each is as closed a set as the above and means the same.
MISSED = {
    "da": ["siges", "rygtes", "det siges", "forlyder"],
    "sv": ["sägs", "ryktas", "uppges", "det sägs"],
    "nn": ["seiest", "vert sagt"],
    "nb": ["skal angivelig ha", "skal visstnok ha"],
}


@pytest.mark.parametrize("cue", [c for cues in HEARSAY.values() for c in cues])
def test_an_expression_of_hearsay(cue: str) -> None:
    assert is_evidential(cue)
    assert is_evidential(f" {cue} ")


@pytest.mark.parametrize("cue", [c for cues in MISSED.values() for c in cues])
def test_an_expression_of_hearsay_that_is_missed(cue: str) -> None:
    assert is_evidential(cue)


@pytest.mark.parametrize(
    "cue",
    [
        "", " ", "skal", "ha", "har", "vil", "kan", "må ha", "skal si", "skal hatt", "skalha", "skal ha sagt nei",
        "visst", "angi", "ifølge", "etter", "etter planen", "sier", "seier", "siger", "säger", "says", "said", "say",
        "melder", "ryktet ble avvist", "ska", "skall", "skulle", "shall have", "lära", "enligt", "uppgift", "report",
        "according to", "hevder", "påstår", "tror", "ventet", "ikke skal ha", "have", "reports",
    ],
)  # fmt: skip
def test_a_near_miss(cue: str) -> None:
    assert not is_evidential(cue)
