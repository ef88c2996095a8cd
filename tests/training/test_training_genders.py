"""What the corpus's pronouns teach about names and nouns."""

from __future__ import annotations

from typing import Any

from belegg.reader._gender import NAME, NOUN, Genders
from training.genders import Case, cases, cross_fitted, fit

Record = dict[str, Any]


def document(text: str, mentions: list[list[int]], statements: list[Record] | None = None, doc: str = "d") -> Record:
    forms = text.split()
    names = {"Kari": "B-PER", "Vik": "I-PER", "Ola": "B-PER"}
    return {
        "doc": doc,
        "forms": forms,
        "entity": [names.get(f, "O") for f in forms],
        "pos": ["subst|appell" if f in ("kvinnen", "mannen") else "_" for f in forms],
        "mentions": mentions,
        **({"statements": statements} if statements is not None else {}),
    }


def test_names_and_nouns_of_a_cluster_are_what_its_pronouns_are() -> None:
    text = "Kari Vik kom . kvinnen gikk da hun så mannen , og han så henne"
    cluster = [[0, 1, 1, 0], [4, 4, 4, 0], [7, 7, 7, 0], [14, 14, 14, 0]]
    other = [[9, 9, 9, 1], [12, 12, 12, 1]]
    found = cases([document(text, cluster + other)])
    assert found == [
        Case("d", NAME, "kari", False),
        Case("d", NOUN, "kvinnen", False),
        Case("d", NOUN, "mannen", True),
    ]


def test_a_cluster_that_is_both_or_neither_teaches_nothing() -> None:
    assert cases([document("Kari er han og hun", [[0, 0, 0, 0], [2, 2, 2, 0], [4, 4, 4, 0]])]) == []
    assert cases([document("Kari er Kari", [[0, 0, 0, 0], [2, 2, 2, 0]])]) == []


def test_speakers_of_statements_teach_where_their_source_is_a_pronoun() -> None:
    said = {"source": [0], "speaker": "Kari Vik", "kind": "person"}
    assert cases([document("hun sier ja", [], [said])]) == [Case("d", NAME, "kari", False)]
    for other in ({"source": [2]}, {"speaker": "Vik"}, {"speaker": None}, {"kind": "anonymous"}):
        assert cases([document("hun sier ja", [], [said | other])]) == []


def some_cases() -> list[Case]:
    she = ["kari", "inger", "solveig", "gunnhild", "ragnhild", "trine", "stine", "line"]
    he = ["ola", "per", "eilev", "gudmund", "sigmund", "terje", "geir", "odd"]
    return [Case(f"d{i}", NAME, w, False) for i, w in enumerate(she)] + [
        Case(f"d{i}", NAME, w, True) for i, w in enumerate(he)
    ]


def test_what_is_learnt_holds_for_words_that_look_alike() -> None:
    genders = Genders(fit(some_cases()))
    assert genders.of_word(NAME, "Kari") < -1 < 1 < genders.of_word(NAME, "Ola")
    assert genders.of_word(NAME, "Borghild") < 0 < genders.of_word(NAME, "Asmund")
    assert abs(genders.of_word(NOUN, "kari")) < 0.5


def test_a_document_is_judged_by_the_others() -> None:
    by = cross_fitted([*some_cases(), Case("alone", NAME, "zzyzx", False)], seed=7)
    assert by["d0"].of_word(NAME, "zzyzx") < -1 < by["alone"].of_word(NAME, "zzyzx")


def test_an_article_is_judged_without_the_others_of_its_story() -> None:
    told = [Case(f"s1/{i}", NAME, "zzyzx", False) for i in range(30)]
    by = cross_fitted([*some_cases(), *told], seed=7)
    assert len({by[f"s1/{i}"].of_word(NAME, "zzyzx") for i in range(30)}) == 1
    assert by["d0"].of_word(NAME, "zzyzx") < by["s1/0"].of_word(NAME, "zzyzx")


def test_nothing_to_learn_from_gives_a_model_that_says_nothing() -> None:
    assert Genders(fit([])).of_word(NAME, "Kari") == 0
