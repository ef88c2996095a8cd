from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fakes import LABELS, draft_of, encoded_of, words_of

from belegg.reader._assemble import Confidence, Numbers, _digest, assemble, confidence_features, join_parts
from belegg.reader._candidates import DESCRIBED, ITSELF, NAMED, NOBODY, Candidate
from belegg.reader._decode import Draft
from belegg.reader._names import gather_names
from belegg.reader._speakers import Resolved
from belegg.types import Article, Entity, Reading, Speaker, Statement

TEXT = "Kari Vik sier at hun frykter ras. Det skal ha rast før. Kari Vik sier at hun frykter ras."
#       0    1   2    3  4   5       6   7 8   9    10 11  12  13 14  15  16   17 18  19     20  21
NOONE = Resolved(None, Candidate(NOBODY, None), 0.9)
KARI = Candidate(NAMED, "Kari Vik", "PER", ((0, 1), (14, 15)), ("name", ("kari", "vik")))
PEOPLE = [(0, 1, "PER"), (14, 15, "PER")]


def by(candidate: Candidate, p: float = 0.9) -> Resolved:
    return Resolved(candidate.name, candidate, p)


def itself(name: str, at: int) -> Candidate:
    return Candidate(ITSELF, name, "", ((at, at),), ("itself", at))


def scores(of: str, label: str) -> Any:
    return np.eye(len(LABELS[of]), dtype=np.float32)[LABELS[of].index(label)]


def assembled(
    drafts: Sequence[Draft],
    resolved: Sequence[Resolved],
    text: str = TEXT,
    entities: Sequence[tuple[int, int, str]] = (),
    **article: Any,
) -> Reading:
    words = words_of(text)
    names = gather_names(list(entities), words, text)
    return assemble(
        Article(text, **article), encoded_of(words), drafts, resolved, entities, names, LABELS, Confidence(), Numbers()
    )


def test_every_part_is_where_the_draft_says() -> None:
    d = draft_of(
        range(4, 7), cue=[2], source=[0, 1], hedges=[5], form=scores("form", "indirect"), score=0.8,
        certainty=scores("certainty", "possible"), kind=scores("kind", "organisation"),
    )  # fmt: skip
    reading = assembled([d], [by(KARI)])
    (s,) = reading.statements
    assert [reading.quote(p) for p in (s.content, s.cue, s.source, s.hedges, s.via)] == [
        "hun frykter ras",
        "sier",
        "Kari Vik",
        "frykter",
        "",
    ]
    assert (s.form, s.certainty, s.kind, s.speaker, s.nested_in) == ("indirect", "possible", "person", "Kari Vik", None)
    assert s.confidence == pytest.approx(0.8)


def test_a_statement_within_a_statement_knows_the_outer_one_and_its_hands() -> None:
    outer = draft_of(range(4, 7), cue=[2], source=[0, 1])
    inner = draft_of([6], cue=[5], source=[4])
    reading = assembled([outer, inner], [by(KARI), by(itself("hun", 4))], outlet="Fjordposten")
    first, second = reading.statements
    assert second.nested_in == first.id and first.nested_in is None
    assert [h.name for h in second.chain] == ["hun", "Kari Vik", "Fjordposten"]
    assert [h.name for h in first.chain] == ["Kari Vik", "Fjordposten"]


def test_hearsay_has_nobody_behind_it() -> None:
    cue: dict[str, Any] = {"cue": [9, 10]}
    reading = assembled([draft_of([8, 11, 12], **cue)], [NOONE])
    (s,) = reading.statements
    assert reading.quote(s.cue) == "skal ha" and s.hearsay and s.kind == "implicit"
    assert s.speaker is None and s.chain == ()
    assert not assembled([draft_of([8, 11, 12], **cue)], [by(KARI)]).statements[0].hearsay
    assert not assembled([draft_of([8, 11, 12], source=[0, 1], **cue)], [NOONE]).statements[0].hearsay
    assert not assembled([draft_of([8, 11, 12], cue=[9])], [NOONE]).statements[0].hearsay


@pytest.mark.parametrize(
    ("resolved", "source", "kind"),
    [
        (NOONE, [], "implicit"),
        (NOONE, [4], "media"),
        (by(KARI), [], "person"),
        (by(itself("hun", 4)), [4], "media"),
        (by(Candidate(NAMED, "Oslo", "GPE", ((0, 0),), "k")), [0], "media"),
    ],
)
def test_kinds(resolved: Resolved, source: list[int], kind: str) -> None:
    d = draft_of([6], cue=[5], source=source, kind=scores("kind", "media"))
    assert assembled([d], [resolved]).statements[0].kind == kind


def test_whoever_speaks_is_somebody() -> None:
    d = draft_of([6], cue=[5], source=[4], kind=scores("kind", "implicit") * 9 + scores("kind", "group"))
    assert assembled([d], [by(itself("hun", 4))]).statements[0].kind == "group"
    assert d.kind[LABELS["kind"].index("implicit")] == 9, "the draft is left as it was"


def test_the_same_passage_twice_has_two_ids() -> None:
    first = draft_of(range(4, 7), cue=[2], source=[0, 1])
    again = draft_of(range(18, 21), cue=[16], source=[14, 15])
    one, two = assembled([first, again], [by(KARI), by(KARI)]).statements
    assert two.id == f"{one.id}-2"


def test_an_id_is_of_the_passage_and_not_of_its_place_or_its_spaces() -> None:
    def key(text: str, content: range, cue: int) -> str:
        return assembled([draft_of(content, cue=[cue])], [NOONE], text=text).statements[0].id

    one = key("Hun sier at ras kommer", range(3, 5), 1)
    assert key("I dag: Hun sier at ras\n  kommer nå", range(6, 8), 4) == one
    assert key("Hun sier at ras kommer", range(2, 5), 1) != one
    assert key("Hun tror at ras kommer", range(3, 5), 1) != one


FIELDS = st.lists(st.text(max_size=4), max_size=4)


@settings(max_examples=100, deadline=None)
@given(FIELDS, FIELDS)
def test_other_fields_have_another_digest(a: list[str], b: list[str]) -> None:
    assert (_digest(a) == _digest(b)) == (a == b)


def test_the_digest_is_kept_for_good() -> None:
    assert _digest(["ab", "c"]) != _digest(["a", "bc"]) != _digest(["abc"]) != _digest(["abc", ""])
    assert _digest(["Vi må vente", "sier", "Kari Vik"]) == "s4892c88de2d03a41"
    assert _digest(["\ud800"]) != _digest(["?"])


def test_entities_share_the_id_of_their_name() -> None:
    entities = [*PEOPLE[:1], (9, 9, "MISC"), (12, 12, "LOC"), *PEOPLE[1:]]
    reading = assembled([], [], entities=entities)
    assert [(e.type, TEXT[e.start : e.end]) for e in reading.entities] == [
        ("PER", "Kari Vik"),
        ("LOC", "før"),
        ("PER", "Kari Vik"),
    ]
    ids = [e.id for e in reading.entities]
    assert ids[0] == ids[2] != ids[1]


def test_entities_without_letters_are_not_one_name() -> None:
    one, two = assembled([], [], text="( og )", entities=[(0, 0, "PER"), (2, 2, "ORG")]).entities
    assert one.id != two.id


def test_a_speaker_is_listed_once_with_all_mentions() -> None:
    drafts = [draft_of(range(4, 7), cue=[2], source=[0, 1]), draft_of([20], cue=[19], source=[18])]
    (speaker,) = assembled(drafts, [by(KARI), by(KARI)], entities=PEOPLE).speakers
    assert (speaker.id, speaker.name, speaker.kind) == ("p1", "Kari Vik", "person")
    assert [TEXT[a:b] for a, b in speaker.mentions] == ["Kari Vik", "Kari Vik", "hun"]


def test_a_description_taken_up_again_is_one_speaker() -> None:
    first = itself("hun", 4)
    again = Candidate(DESCRIBED, "hun", "", first.mentions, first.key)
    drafts = [draft_of([6], cue=[5], source=[4]), draft_of([20], cue=[19], source=[18])]
    (speaker,) = assembled(drafts, [by(first), by(again)]).speakers
    assert len(speaker.mentions) == 2


def test_one_description_twice_is_one_speaker() -> None:
    text = "Politiet sier at brua er trygg. Politiet mener at veien er farlig."
    drafts = [draft_of([3, 4, 5], cue=[1], source=[0]), draft_of([10, 11, 12], cue=[8], source=[7])]
    both = [by(itself("Politiet", 0)), by(itself("Politiet", 7))]
    assert [s.name for s in assembled(drafts, both, text).speakers] == ["Politiet"]


def test_parts_of_an_article_are_one_reading() -> None:
    article = Article(TEXT)
    kari = Speaker("p1", "Kari Vik", "person", ((0, 8),))
    ola = Speaker("p2", "Ola Berg", "person", ((20, 28),))
    again = Speaker("p3", "Kari Vik", "person", ((55, 63),))
    parts = [
        Reading(article, (Entity(0, 8, "PER", "e1"),), (kari, ola), (Statement("a", ((1, 2),)),)),
        Reading(article, (Entity(55, 63, "PER", "e2"),), (again,), (Statement("b", ((60, 62),)),)),
    ]
    joined = join_parts(article, parts)
    assert [s.id for s in joined.statements] == ["a", "b"] and [e.id for e in joined.entities] == ["e1", "e2"]
    assert joined.speakers == (Speaker("p1", "Kari Vik", "person", ((0, 8), (55, 63))), ola)
    assert join_parts(article, []) == Reading(article)


def test_numbers_go_on_from_part_to_part() -> None:
    words, numbers = words_of(TEXT), Numbers()
    d = draft_of(range(4, 7), cue=[2], source=[0, 1])
    names = gather_names(PEOPLE, words, TEXT)

    def part() -> Reading:
        return assemble(
            Article(TEXT), encoded_of(words), [d], [by(KARI)], PEOPLE, names, LABELS, Confidence(), numbers
        )  # fmt: skip

    one, two = part(), part()
    assert two.statements[0].id == f"{one.statements[0].id}-2"
    assert one.speakers[0].id != two.speakers[0].id and one.entities[0].id != two.entities[0].id


def test_nobody_is_no_speaker() -> None:
    assert assembled([draft_of([8])], [NOONE]).speakers == ()


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.tuples(*[st.floats(-1e3, 1e3)] * 3))
def test_confidence_is_a_probability_of_two_decimals(p: float, q: float, weights: tuple[float, ...]) -> None:
    value = Confidence(weights)(draft_of([1], score=p), by(KARI, q))
    assert 0 <= value <= 1 and value == round(value, 2)
    assert len(confidence_features(draft_of([1], score=p), by(KARI, q))) == len(Confidence().weights)


def test_confidence_comes_from_the_weights_file() -> None:
    assert Confidence.from_meta({}) == Confidence()
    assert Confidence.from_meta({"decisions": {"confidence": [1, 0, 0]}}) == Confidence((1, 0, 0))
    assert Confidence((0.0, 1.0, 0.0))(draft_of([1], score=0.3), NOONE) == 0.3


def test_a_speaker_sought_outside_the_source_is_less_sure() -> None:
    sure = Confidence((0.0, 1.0, 0.0, -1.0))
    told = draft_of([6], cue=[5], source=[4], score=0.5)
    assert confidence_features(told, by(itself("hun", 4)))[3] == 0
    assert confidence_features(told, by(KARI))[3] == 1
    assert confidence_features(told, NOONE)[3] == 0
    assert sure(told, by(KARI)) < sure(told, by(itself("hun", 4))) == 0.5
