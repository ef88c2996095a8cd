from __future__ import annotations

import math

import pytest
from reader_fakes import draft_of, encoded_of, words_of

from belegg.reader._candidates import ITSELF, NAMED, NOBODY, Candidate, Past
from belegg.reader._page import COLUMNS, Page

TEXT = "- Stengt vei\n\nDette er Kari Vik.\n\n- Veien er stengt, sier Kari. Ola nekter.\n\nNytt tema\n\nHar du sett?"
#       0 1      2     3     4  5    6  7    8 9     10 11    12  13  14 15 16  17    18   19   20  21 22  23
WORDS = words_of(TEXT)
KARI = Candidate(NAMED, "Kari Vik", "PER", ((5, 6), (14, 14)), "kari")
OLA = Candidate(NAMED, "Ola", "PER", ((16, 16),), "ola")
NOONE = Candidate(NOBODY, None)
HEADLINE, QUOTE, DENIAL, QUESTION = DRAFTS = [
    draft_of([1, 2]),
    draft_of([9, 10, 11], cue=[13], source=[14]),
    draft_of([17], cue=[17], source=[16]),
    draft_of([21, 22, 23]),
]


def told(i: int, candidates: list[Candidate], past: Past | None = None) -> list[dict[str, float]]:
    rows = Page(DRAFTS, encoded_of(WORDS)).evidence(i, candidates, past or Past())
    assert rows.shape == (len(candidates), len(COLUMNS))
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows.tolist()]


def past_of(*keys: str | None) -> Past:
    past = Past()
    for key in keys:
        past.remember(Candidate(NAMED, key, "PER", (), key) if key else NOONE)
    return past


def test_whoever_is_quoted_with_the_words_of_a_heading_is_told() -> None:
    kari, ola, noone = told(0, [KARI, OLA, NOONE])
    # "steng" comes twice and "vei" is shorter than what is compared; so all of what the heading says is said again.
    assert kari["echo as source"] == kari["best echo"] == pytest.approx(1 / (1 + math.log(2)), abs=1e-6)
    assert kari["echo as later source"] == kari["echo as source"] and kari["echo beside the best"] == 0
    assert ola["echo as source"] == noone["echo as source"] == 0 and ola["echo beside the best"] < 0
    assert kari["heading"] == 1 and (kari["rank ahead"], ola["rank ahead"]) == (0, 1)


def test_a_statement_echoes_what_the_same_speaker_said_before() -> None:
    kari, ola = told(1, [KARI, OLA], past_of("ola"))
    assert ola["echo as speaker"] == ola["best echo"] > 0 == kari["echo as speaker"]
    kari, ola = told(1, [KARI, OLA], past_of(None))
    assert ola["echo as speaker"] == 0


def test_headings_between_a_mention_and_a_statement_are_counted() -> None:
    kari, ola = told(3, [KARI, OLA])
    assert (kari["headings back"], kari["headings ahead"], kari["under the same heading"]) == (1, 4, 0)
    kari, ola = told(1, [KARI, OLA])
    assert (kari["headings back"], kari["under the same heading"]) == (0, 1)
    assert (ola["headings back"], ola["headings ahead"], ola["under the same heading"]) == (4, 0, 0)


def test_how_often_somebody_is_named_as_source_is_told() -> None:
    kari, ola, itself = told(0, [KARI, OLA, Candidate(ITSELF, "x", "", ((14, 14),), "itself")])
    assert kari["source of"] == kari["source of soon"] == pytest.approx(math.log1p(1), abs=1e-6)
    assert (kari["mentions beside the most"], kari["most mentioned"]) == (1, 1)
    assert (ola["mentions beside the most"], ola["most mentioned"]) == (0.5, 0)
    assert not any(itself[c] for c in COLUMNS[1 : COLUMNS.index("asks")])


def test_who_spoke_last_in_the_paragraph_is_told() -> None:
    kari, ola = told(2, [KARI, OLA], past_of(None, "kari"))
    assert (kari["spoke last here"], ola["spoke last here"], kari["in one paragraph"]) == (1, 0, 1)
    for past in (past_of(None, None), past_of(None)):
        (noone,) = told(2, [NOONE], past)
        assert noone["spoke last here"] == 1
    unknown = past_of(None)
    unknown.remember(None)
    assert [row["spoke last here"] for row in told(2, [KARI, NOONE], unknown)] == [0, 0]
    kari, _ = told(3, [KARI, OLA], past_of(None, "kari", "kari"))
    assert (kari["spoke last here"], kari["in one paragraph"]) == (0, 0)


def test_questions_and_whom_they_are_put_to_are_told() -> None:
    (row,) = told(3, [NOONE])
    assert (row["asks"], row["to hearer"], row["of speaker"], row["asked before"], row["asks after"]) == (1, 1, 0, 0, 0)
    (row,) = told(2, [NOONE])
    assert (row["asks"], row["asks after"]) == (0, 1)


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [("Vil ha svar", True), ("– Vil ha svar", True), ("«Vil ha svar»", True), ("Vil ha svar.", False),
     ("«Vil ha svar.»", False), ("»Vil ha svar.«", False), ("»Vil ha svar«", True), ("‘Vil ha svar.’", False),
     ("Vil de ha svar?", False), ("De vil ha " + "mange " * 12 + "svar", False)],
)  # fmt: skip
def test_a_heading_is_short_and_has_no_stop(paragraph: str, heading: bool) -> None:
    words = words_of(f"{paragraph}\n\nNei, sier hun.")
    drafts = [draft_of([1, 2])]
    (row,) = Page(drafts, encoded_of(words)).evidence(0, [NOONE], Past())
    assert row[COLUMNS.index("heading")] == heading


def test_rare_words_count_more_in_an_echo() -> None:
    words = words_of("Bilen brenner. Bilen bremser. Huset brenner. Bilen. Bilen.")
    drafts = [draft_of([0, 1]), draft_of([3, 4]), draft_of([6, 7])]
    page = Page(drafts, encoded_of(words))
    echo = page.echo(0)
    assert 0 < echo[1] < echo[2] < 1 and echo[0] == 0


def test_the_order_of_the_candidates_does_not_matter() -> None:
    page, past = Page(DRAFTS, encoded_of(WORDS)), past_of("kari")
    rows = page.evidence(1, [KARI, OLA, NOONE], past)
    assert (page.evidence(1, [NOONE, KARI, OLA], past) == rows[[2, 0, 1]]).all()


def test_a_statement_does_not_echo_itself() -> None:
    words = words_of("Veien er stengt. " * 40)
    page = Page([draft_of([i, i + 1, i + 2]) for i in range(0, 160, 4)], encoded_of(words))
    echo = page.echo(3)
    assert len(echo) == 40 and (echo > 0).sum() == 39 and echo[3] == 0
