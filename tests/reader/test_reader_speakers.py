from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fakes import LABELS, META, draft_of, encoded_of, words_of

from belegg.reader._candidates import (
    DESCRIBED,
    ITSELF,
    NAMED,
    NOBODY,
    Candidate,
    Past,
    candidates_for,
    named_candidates,
    source_sort,
)
from belegg.reader._decode import Draft
from belegg.reader._evidence import _setting, coreference_scores, evidence, noun_stem
from belegg.reader._gender import Genders
from belegg.reader._names import Name, gather_names
from belegg.reader._network import Floats
from belegg.reader._phrases import phrases_before, phrases_pointed_at, tag_names
from belegg.reader._pointing import PointingHead
from belegg.reader._speakers import Resolved, SpeakerModel, SpeakerScorer, own_name, resolve_speakers
from belegg.reader._words import Words

TEXT = "Sjefen Kari Vik sier ja. Hun mener nei. Naboen tror kanskje. Naboen sier jo."
#       0      1    2   3    4 5  6   7     8  9 10    11   12     13 14    15   16 17
WORDS = words_of(TEXT)
ENCODED = encoded_of(WORDS, np.random.default_rng(3))
NAMES = gather_names([(1, 2, "PER")], WORDS, TEXT)
GAPS = np.zeros(16, np.float32)
POINTING = PointingHead.from_meta(META)
TAGS = ["verb"] * len(WORDS)
DRAFTS = [
    draft_of([4], cue=[3], source=[0, 1, 2]),
    draft_of([8], cue=[7], source=[6]),
    draft_of([12], cue=[11], source=[10]),
    draft_of([16], cue=[15], source=[14]),
]


class Chooses:
    """A scorer that takes the last candidate of the first sort in `wishes` that there is."""

    trained = True

    def __init__(self, *wishes: int) -> None:
        self._wishes = wishes
        self.seen: list[Floats] = []

    def __call__(self, features: Floats) -> Floats:
        self.seen.append(features)
        # The first four columns of a row tell the sort of its candidate.
        sorts = features[:, :4].argmax(1)
        p = np.full(len(features), 0.1, np.float32)
        for wish in self._wishes:
            if (sorts == wish).any():
                p[np.flatnonzero(sorts == wish)[-1]] = 0.7
                break
        return p


class Undecided:
    """A scorer to whom all candidates are one."""

    trained = True

    def __call__(self, features: Floats) -> Floats:
        return np.full(len(features), 1 / len(features), np.float32)


def model_of(scorer: Any) -> SpeakerModel:
    return SpeakerModel(scorer, GAPS, POINTING, Genders({}), LABELS["kind"])


def resolved(scorer: Any, drafts: list[Draft] = DRAFTS, names: list[Name] = NAMES) -> list[Resolved]:
    return resolve_speakers(drafts, names, ENCODED, model_of(scorer), TAGS, TEXT)


def test_a_scorer_that_likes_names_gets_the_name() -> None:
    got = resolved(Chooses(NAMED))
    assert [r.name for r in got] == ["Kari Vik"] * 4
    assert {r.candidate.sort for r in got} == {NAMED}
    assert all(0.5 < r.probability < 1 for r in got)


def test_the_kind_that_the_network_sees_decides_between_speakers_who_are_as_likely() -> None:
    def speaker(kind: str) -> str | None:
        logits = np.where(np.asarray(LABELS["kind"]) == kind, 6.0, 0.0).astype(np.float32)
        (only,) = resolved(Undecided(), [draft_of([12], cue=[11], source=[10], kind=logits)])
        return only.name

    assert [speaker(k) for k in ("person", "anonymous", "implicit")] == ["Kari Vik", "Naboen", None]


def test_a_pronoun_is_no_name_for_itself() -> None:
    got = resolved(Chooses(ITSELF, NOBODY))
    assert [r.name for r in got] == ["Sjefen Kari Vik", None, "Naboen", "Naboen"]


def test_a_description_can_be_taken_up_again() -> None:
    got = resolved(Chooses(DESCRIBED, ITSELF))
    assert [r.name for r in got] == ["Sjefen Kari Vik"] * 4
    assert len({r.candidate.key for r in got}) == 1
    assert got[3].candidate.mentions == ((0, 2),)


def test_without_names_and_sources_there_is_nobody() -> None:
    (only,) = resolved(Chooses(NAMED, ITSELF, NOBODY), [draft_of([4], cue=[3])], [])
    assert only.name is None and only.candidate.sort == NOBODY


def test_an_untrained_scorer_takes_the_source_as_it_stands() -> None:
    got = resolved(SpeakerScorer({}))
    assert [r.name for r in got] == ["Sjefen Kari Vik", None, "Naboen", "Naboen"]


def test_every_row_of_every_statement_is_finite_and_as_wide() -> None:
    scorer = Chooses(NAMED)
    resolved(scorer, [*DRAFTS, draft_of([17], anchor=17)])
    assert len({rows.shape[1] for rows in scorer.seen}) == 1
    assert all(np.isfinite(rows).all() and rows.dtype == np.float32 for rows in scorer.seen)


def test_no_drafts_no_speakers() -> None:
    assert resolved(Chooses(NAMED), []) == []


@pytest.mark.parametrize(
    ("source", "own"),
    [([], None), ([6], None), ([0], "Sjefen"), ([0, 1, 2], "Sjefen Kari Vik"), ([0, 2], "Sjefen Vik")],
)
def test_the_source_as_it_stands(source: list[int], own: str | None) -> None:
    assert own_name(draft_of([4], source=source), ENCODED, TEXT, TAGS) == own


@pytest.mark.parametrize(
    ("text", "own"), [("De", "De"), ("vi", "vi"), ("Begge", "Begge"), ("Han", None), ("ho", None), ("jeg", None)]
)
def test_only_a_pronoun_for_several_may_be_all_there_is_to_say(text: str, own: str | None) -> None:
    words = words_of(f"{text} tror det.")
    assert own_name(draft_of([1], source=[0]), encoded_of(words), f"{text} tror det.", TAGS) == own


@pytest.mark.parametrize(
    ("text", "cue", "own"),
    [
        ("De som har sett den, sier nei.", 6, "De som har sett den"),
        ("De som sier nei.", 2, "De"),
        ("De har alltid trodd det.", 3, "De"),
        (f"De som {'har ' * 20}sett det, sier nei.", 25, "De"),
        ("De som har sett. Alle sier nei.", 6, "De som har sett"),
        ("De som var på cafe\u0301, sier nei.", 6, "De som var på cafe\u0301"),
    ],
)
def test_who_they_are_is_told_by_the_clause_after_them(text: str, cue: int, own: str) -> None:
    words = words_of(text)
    draft = draft_of([len(words) - 2], cue=[cue], source=[0])
    assert own_name(draft, encoded_of(words), text, ["verb"] * len(words)) == own


@pytest.mark.parametrize("after", [".", ", og gikk.", " og gikk. Alle andre ble."])
def test_who_they_are_is_told_to_the_end_of_the_sentence(after: str) -> None:
    text = f"Det er nok, sier de som var der{after}"
    own = own_name(draft_of([0, 1, 2], cue=[4], source=[5]), encoded_of(words_of(text)), text, ["verb"] * 20)
    assert own == f"de som var der{after.split('.', maxsplit=1)[0]}"


@pytest.mark.parametrize(
    ("source", "tag", "own"),
    [
        ("rådmannens", "subst|appell", "rådmannen"), ("Opposisjonens", "subst|appell", "Opposisjonen"),
        ("partiets", "subst|appell", "partiet"), ("lærernes", "subst|appell", "lærerne"),
        ("mine hestanes", "subst|appell", "mine hestane"), ("Jensens", "subst|prop", "Jensens"),
        ("en avis", "subst|appell", "en avis"), ("et sjukehus", "subst|appell", "et sjukehus"),
        ("citizens", "subst|prop", "citizens"),
    ],
)  # fmt: skip
def test_a_noun_in_genitive_is_named_without_it(source: str, tag: str, own: str) -> None:
    text = f"{source} forslag."
    words = words_of(text)
    part = list(range(len(words) - 2))
    tags = [tag] * len(words)
    assert own_name(draft_of([len(part)], source=part), encoded_of(words), text, tags) == own


def test_a_source_that_cannot_be_seen_is_nobody() -> None:
    text = "Ja, sa \u00ad"
    words = words_of(text)
    assert own_name(draft_of([0], cue=[2], source=[3]), encoded_of(words), text, TAGS) is None


def test_a_source_over_two_lines_is_one_name() -> None:
    text = "Ja, sa sjefen\ni banken."
    words = words_of(text)
    assert own_name(draft_of([0], cue=[2], source=[3, 4, 5]), encoded_of(words), text, TAGS) == "sjefen i banken"


@pytest.mark.parametrize(
    ("forms", "sort"),
    [
        ([], 0), (["Han"], 1), (["hun"], 2), (["ho"], 2), (["Hon"], 2), (["she"], 2), (["De"], 3), (["dei"], 3),
        (["vi"], 4), (["Eg"], 4), (["I"], 4), (["det"], 5), (["politiet"], 6), (["Kari", "Vik"], 6),
        (["den", "eldste", "av", "dem"], 6),
    ],
)  # fmt: skip
def test_sorts_of_sources(forms: list[str], sort: int) -> None:
    assert source_sort(forms) == sort


def test_candidates_are_nobody_the_source_the_names_and_who_was_described() -> None:
    past = Past()
    for i, word in enumerate([10, 14, 0, 3, 5, 8]):
        past.remember(Candidate(ITSELF, f"den {i}", "", ((word, word),), ("itself", word)))
    named = named_candidates(NAMES, WORDS.forms)
    got = candidates_for(DRAFTS[0], "Sjefen Kari Vik", named, [], past, WORDS.forms)
    assert [c.sort for c in got] == [NOBODY, ITSELF, NAMED, *[DESCRIBED] * 4]
    assert [c.name for c in got[3:]] == ["den 5", "den 4", "den 3", "den 2"]
    assert candidates_for(DRAFTS[1], None, [], [], Past(), WORDS.forms) == [Candidate(NOBODY, None)]


def test_a_name_reaches_to_the_title_before_it() -> None:
    (kari,) = named_candidates(NAMES, WORDS.forms)
    assert (kari.name, kari.type, kari.mentions, kari.reach) == ("Kari Vik", "PER", ((1, 2),), (0, 1, 2))
    assert {"sjefen", "sier", "hun"} <= kari.near


def test_the_past_is_short_and_nobody_is_not_in_it() -> None:
    past = Past()
    past.remember(Candidate(NOBODY, None))
    assert (past.keys, past.described) == ([], [])
    for i in range(20):
        past.remember(Candidate(ITSELF, str(i), "", ((i, i),), i))
        past.remember(Candidate(NAMED, "Vik", "PER", ((1, 2),), "vik"))
    assert len(past.keys) <= 8 and len(past.described) <= 8
    assert past.keys[:2] == ["vik", 19] and past.described[0].name == "19"


@pytest.mark.parametrize(
    ("word", "stem"), [("Sjefene", "sjef"), ("direktøren", "direktør"), ("bank", "bank"), ("ola", ""), ("elva", "elva")]
)
def test_a_noun_without_its_ending(word: str, stem: str) -> None:
    assert noun_stem(word) == stem


def rows_of(draft: Draft, candidates: list[Candidate]) -> Floats:
    genders = [0.0] * len(candidates)
    return evidence(draft, candidates, ENCODED, Past(), (None, None), coreference_scores(draft, ENCODED, GAPS), genders)


def test_evidence_tells_a_name_in_the_source_from_one_elsewhere() -> None:
    other = Name("Ola Berg", "PER", ("ola", "berg"), [(16, 17)], (16, 17))
    named = named_candidates([*NAMES, other], WORDS.forms)
    rows = rows_of(DRAFTS[0], [Candidate(NOBODY, None), *named])
    assert rows.shape[0] == 3
    assert (rows[1] != rows[2]).any() and (rows[0] != rows[1]).any()
    again = rows_of(DRAFTS[0], [named[0], Candidate(NOBODY, None), named[1]])
    assert (again[0] == rows[1]).all() and (again[2] == rows[2]).all(), "the order of the candidates does not matter"


def test_where_a_statement_stands_is_told() -> None:
    text = "Kari Vik er lei.\n\n– Vi drar nå. Det er nok.\n\n«Bra», sier Vik."
    encoded = encoded_of(words_of(text))
    told, dashed, quoted = draft_of([0, 1]), draft_of([6, 7, 8]), draft_of([15])
    assert _setting(told, None, dashed, encoded) == [0.0, 0.0, 0.0, 8.0, 1.0]
    assert _setting(dashed, told, quoted, encoded) == [0.0, 1.0, math.log1p(1), 1.0, 1.0]
    assert _setting(quoted, dashed, None, encoded) == [1.0, 0.0, math.log1p(1), 1.0, 8.0]


def test_coreference_looks_both_ways_and_not_at_the_source_itself() -> None:
    before, after = coreference_scores(DRAFTS[1], ENCODED, GAPS)
    raw = ENCODED.ante_from[6] @ ENCODED.ante_to[:6].T / np.sqrt(6)
    assert before[:6] == pytest.approx(raw, abs=1e-5)
    assert len(set(before[6:].tolist())) == 1 and len(set(after[:7].tolist())) == 1
    late = ENCODED.ante_from[7:] @ ENCODED.ante_to[6] / np.sqrt(6)
    assert after[7:] == pytest.approx(late, abs=1e-5)


def test_a_gap_has_a_score_by_its_length() -> None:
    gaps = np.arange(16, dtype=np.float32) * 100
    before, _ = coreference_scores(draft_of([16], cue=[15], source=[14]), encoded_of(WORDS), gaps)
    assert before[13] == 0 and (np.diff(before[:14]) <= 0).all() and before[0] == 500


def test_a_source_without_words_has_no_coreference() -> None:
    before, after = coreference_scores(draft_of([8], cue=[7]), ENCODED, GAPS)
    assert len({*before.tolist(), *after.tolist()}) == 1


PHRASES = words_of("En bekymret nabo ringte. Oslo svarte. Naboen sier nei.")
#                   0  1        2    3     4 5    6     7 8      9    10 11
PARTS = ["det", "adj|<perf-part>", "subst|appell", "verb", "clb", "subst|prop", "verb", "clb", "subst|appell", "verb",
         "adv", "clb"]  # fmt: skip


def phrases_of(source: list[int], liked: dict[int, float], words: Words = PHRASES) -> list[str | None]:
    before = np.full(len(words), -6, np.float32)
    before[list(liked)] = list(liked.values())
    got = phrases_before(draft_of([10], cue=[9], source=source), encoded_of(words), PARTS, before)
    assert all(c.sort == DESCRIBED and c.type == "NOUN" and c.mentions for c in got)
    return [c.name for c in got]


def test_a_definite_noun_may_stand_for_a_phrase_before_it() -> None:
    assert phrases_of([8], {2: 1.0, 5: 3.0}) == ["En bekymret nabo"]
    assert phrases_of([8], {2: -2.0}) == []
    assert phrases_of([], {2: 1.0}) == []
    assert phrases_of([2], {8: 1.0}) == [], "only what stands before it"


def test_a_quote_without_a_source_may_be_by_whoever_a_noun_tells_of() -> None:
    pointed = np.full(len(PHRASES), -np.inf, np.float32)
    pointed[[2, 3, 8]] = [-1.0, -0.5, -2.0]
    got = phrases_pointed_at(draft_of([5]), encoded_of(PHRASES), PARTS, pointed)
    assert [(c.sort, c.name, c.type, c.mentions) for c in got] == [
        (DESCRIBED, "En bekymret nabo", "NOUN", ((0, 2),)), (DESCRIBED, "Naboen", "NOUN", ((8, 8),))
    ]  # fmt: skip
    assert phrases_pointed_at(draft_of([5], source=[0]), encoded_of(PHRASES), PARTS, pointed) == []
    pointed[[2, 8]] = -5.0
    assert phrases_pointed_at(draft_of([5]), encoded_of(PHRASES), PARTS, pointed) == []


@pytest.mark.parametrize("text", ["regjeringens krets mener", "Two citizens said", "en referens. Kort"])
def test_what_only_looks_like_a_genitive_is_left(text: str) -> None:
    words = words_of(text)
    tags = ["subst|appell", "subst|appell", "verb", "subst|appell"][: len(words)]
    assert own_name(draft_of([2], source=[0, 1]), encoded_of(words), text, tags) == " ".join(
        text.rstrip(".").split()[:2]
    ).rstrip(".")


def test_phrases_that_read_alike_are_one_candidate() -> None:
    words = words_of("Naboen ringte. Naboen kom. Naboen sa nei. Hun svarte.")
    nouns = {0: -0.5, 3: -0.1, 6: -1.0}
    pointed = np.asarray([nouns.get(i, -9.0) for i in range(len(words))], np.float32)
    tags = ["subst|appell" if i in nouns else "verb" for i in range(len(words))]
    assert [c.mentions for c in phrases_pointed_at(draft_of([4]), encoded_of(words), tags, pointed)] == [((3, 3),)]


def test_a_phrase_that_is_part_of_a_description_is_no_candidate_of_its_own() -> None:
    past = Past()
    past.remember(Candidate(ITSELF, "en nabo i byen", "", ((0, 4),), ("itself", 4)))
    inside, beside = (Candidate(DESCRIBED, "x", "NOUN", ((a, a),), ("noun", a)) for a in (2, 6))
    got = candidates_for(DRAFTS[1], None, [], [inside, beside], past, WORDS.forms)
    assert [c.name for c in got] == [None, "en nabo i byen", "x"] and got[2] is beside


def test_a_quote_without_a_source_is_given_to_whom_the_head_points_at() -> None:
    words = words_of("En bekymret nabo ringte. – Nei.")
    encoded = encoded_of(words)
    tags = ["det", "adj", "subst|appell", *["verb"] * (len(words) - 3)]
    encoded.point_to[:] = 0
    encoded.point_to[2] = encoded.point_from[6] = 5
    model = model_of(Chooses(DESCRIBED))
    (got,) = resolve_speakers([draft_of([6])], [], encoded, model, tags, "En bekymret nabo ringte. – Nei.")
    assert got.name == "En bekymret nabo"


def test_a_noun_that_is_a_source_further_down_is_named_as_there() -> None:
    text = "– Nei. En nabo i byen svarte. – Ja, sier hun."
    words = words_of(text)
    encoded = encoded_of(words)
    tags = ["subst|appell" if form == "nabo" else "det" if form == "En" else "verb" for form in words.forms]
    encoded.point_to[:] = 0
    encoded.point_to[4] = encoded.point_from[1] = 5
    drafts = [draft_of([1]), draft_of([7], cue=[7], source=[3, 4, 5, 6])]
    first, second = resolve_speakers(drafts, [], encoded, model_of(Chooses(DESCRIBED, ITSELF)), tags, text)
    assert first.name == second.name == "En nabo i byen"


def test_the_past_takes_up_a_phrase() -> None:
    past = Past()
    phrase = Candidate(DESCRIBED, "En nabo", "NOUN", ((0, 2),), ("noun", 2), (0, 1, 2))
    past.remember(phrase)
    past.remember(phrase)
    assert [(d.name, d.key) for d in past.described] == [("En nabo", ("noun", 2))]
    assert [c.name for c in candidates_for(DRAFTS[1], None, [], [phrase], past, WORDS.forms)] == [None, "En nabo"]


def test_the_likeliest_part_of_speech_is_told() -> None:
    encoded = encoded_of(words_of("to ord"))
    encoded.tag[0, 3] = encoded.tag[1, 1] = 1
    assert tag_names(encoded, ["a", "b", "c", "d", "e"]) == ["d", "b"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9))
def test_the_scorer_gives_probabilities_that_follow_their_candidates(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)

    def some(*shape: int) -> Floats:
        return rng.standard_normal(shape).astype(np.float32)

    parameters = {"mean": some(5), "scale": np.ones(5, np.float32), "w1": some(5, 4), "b1": some(4), "w2": some(4, 3),
                  "b2": some(3), "w3": some(3, 1), "b3": some(1)}  # fmt: skip
    scorer = SpeakerScorer(parameters)
    rows = some(n, 5)
    p = scorer(rows)
    assert scorer.trained and p.shape == (n,)
    assert p.sum() == pytest.approx(1, abs=1e-5) and (p >= 0).all()
    assert scorer(rows[::-1]) == pytest.approx(p[::-1], abs=1e-6)
