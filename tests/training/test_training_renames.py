"""Other names for the people of training texts."""

from __future__ import annotations

import random
from typing import Any

import pytest

from training.data import vary
from training.renames import Renamer


def document(text: str, people: dict[str, str], **more: Any) -> dict[str, Any]:
    """A prepared document of words and signs; `people` tells the tag of each word of a name."""
    forms = text.split()
    return {
        "doc": more.pop("doc", "d"),
        "forms": forms,
        "entity": [people.get(f, "O") for f in forms],
        "pos": ["subst"] * len(forms),
        "gaps": [2, *[1] * (len(forms) - 1)],
        "sentence": [0] * len(forms),
        "heading": [],
        **more,
    }


def said(name: str, pronoun: int) -> dict[str, Any]:
    return {"source": [pronoun], "speaker": name, "kind": "person"}


OTHERS = [
    document("Ola Moe sa at han", {"Ola": "B-PER", "Moe": "I-PER"}, doc="a", statements=[said("Ola Moe", 4)]),
    document("Per Dahl sa at han", {"Per": "B-PER", "Dahl": "I-PER"}, doc="b", statements=[said("Per Dahl", 4)]),
    document("Eva Lie sa at hun", {"Eva": "B-PER", "Lie": "I-PER"}, doc="c", statements=[said("Eva Lie", 4)]),
    document("Ida Haug sa at hun", {"Ida": "B-PER", "Haug": "I-PER"}, doc="e", statements=[said("Ida Haug", 4)]),
]
STORY = document(
    "Ola Moe og Lie møttes . Moes plan er god , sier Moe , og Lie er med i Moe AS",
    {"Ola": "B-PER", "Moe": "I-PER", "Lie": "B-PER", "Moes": "B-PER"},
)


def renamed(record: dict[str, Any], seed: int) -> list[str]:
    other = Renamer([*OTHERS, record]).rename(record, random.Random(seed))
    return [other.get(i, f) for i, f in enumerate(record["forms"])]


@pytest.mark.parametrize("seed", range(5))
def test_a_person_has_one_other_name_all_through(seed: int) -> None:
    record = {**STORY, "entity": list(STORY["entity"])}
    # The firm is no person: its word keeps its form.
    record["entity"][-2:] = ["B-ORG", "I-ORG"]
    record["entity"][12] = "B-PER"
    forms = renamed(record, seed)
    assert forms[0] == "Per"
    assert forms[1] == forms[12] != "Moe"
    assert forms[6] == forms[1] + "s"
    assert forms[3] == forms[15] not in {"Lie", "Moe", forms[1]}
    assert forms[-2:] == ["Moe", "AS"]
    kept = [f for f, tag in zip(forms, record["entity"], strict=True) if tag == "O"]
    assert kept == [f for f, tag in zip(record["forms"], record["entity"], strict=True) if tag == "O"]


def test_first_names_go_with_the_same_pronoun() -> None:
    renamer = Renamer(OTHERS)
    assert renamer.names == {"he": ["Ola", "Per"], "she": ["Eva", "Ida"], "last": ["Dahl", "Haug", "Lie", "Moe"]}


def test_initials_particles_and_capitals_stay() -> None:
    tags = {"Ola": "B-PER", "B": "I-PER", "von": "I-PER", "Moe": "I-PER", "DAHL": "B-PER"}
    forms = renamed(document("Ola B von Moe mot DAHL", tags), 1)
    assert (forms[0], forms[1:3], forms[5]) == ("Per", ["B", "von"], "DAHL")


def test_a_text_without_other_names_to_take_is_left_as_it_is() -> None:
    alone = document("Ola Moe kom", {"Ola": "B-PER", "Moe": "I-PER"})
    assert Renamer([alone]).rename(alone, random.Random(1)) == {0: "Ola", 1: "Moe"}


def test_half_of_the_variations_have_other_names() -> None:
    renamer = Renamer([*OTHERS, STORY])
    firsts = [vary(STORY, random.Random(seed), renamer)[0][0] for seed in range(200)]
    assert 60 < sum(f == "Per" for f in firsts) < 140
    assert {f for f in firsts if f != "Per"} == {"Ola"}
    assert {vary(STORY, random.Random(seed))[0][0] for seed in range(50)} == {"Ola"}
