from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_story import HOSTILE, TEXT, at, ferry, harmful

from belegg.claims import ClaimBrief
from belegg.desk._cards import Choice
from belegg.desk._marks import Run, paragraphs
from belegg.desk._sheet import Sheet, sheet_of
from belegg.desk._shown import web_address
from belegg.match import bare_statements
from belegg.types import Article, Block, Reading, Statement


def runs(reading: Reading) -> list[Run]:
    return [run for paragraph in paragraphs(reading) for run in paragraph.runs]


def covered(reading: Reading) -> dict[int, list[str]]:
    """The words within the marks of each statement, by what opens and closes."""
    out: dict[int, list[str]] = {}
    for paragraph in paragraphs(reading):
        open_now: list[int] = []
        for run in paragraph.runs:
            for opening in run.opens:
                open_now.append(opening.index)
                out.setdefault(opening.index, []).append("")
            for index in open_now:
                out[index][-1] += reading.article.text[run.start : run.end]
            del open_now[len(open_now) - run.closes :]
        assert open_now == []
    return out


def test_marks_stand_on_the_very_words() -> None:
    assert covered(ferry()) == {
        0: ["Ola Dal fortalte meg at ferja ikke går i dag"],
        1: ["ferja ikke går i dag"],
        2: ["Vi venter på en del", "Den kommer kanskje fredag"],
        3: ["Motoren", "vært defekt"],
    }
    for run in runs(ferry()):
        assert html.unescape(run.text) == TEXT[run.start : run.end]
        for index, part in run.parts:
            spans = getattr(ferry().statements[index], part)
            assert any(a <= run.start and run.end <= b for a, b in spans)


def test_the_whole_text_is_there_once_and_in_order() -> None:
    found = runs(ferry())
    assert [run.start for run in found[1:]] == [run.end for run in found[:-1]]
    assert (found[0].start, found[-1].end) == (0, len(TEXT))
    assert [p.kind for p in paragraphs(ferry()) if p.kind != "gap"] == ["title", "lede", "paragraph", "paragraph"]


def test_there_is_one_place_to_land_at_a_statement_and_one_number() -> None:
    firsts = [o.index for run in runs(ferry()) for o in run.opens if o.first]
    ends = [index for run in runs(ferry()) for index in run.ends]
    assert sorted(firsts) == sorted(ends) == [0, 1, 2, 3]


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda p: (p[0], p[0] + p[1])), min_size=1, max_size=3
)


@given(st.lists(st.tuples(SPANS, SPANS), max_size=5), st.integers(0, 25))
def test_whatever_overlaps_no_word_is_lost_and_every_mark_closes(
    found: list[tuple[list[tuple[int, int]], ...]], cut: int
) -> None:
    text = "".join(chr(97 + i % 26) for i in range(40))
    blocks = (Block("title", 0, cut), Block("paragraph", cut + 3, 40))
    made = tuple(
        Statement(f"s{n}", tuple(sorted(content)), cue=tuple(sorted(cue))) for n, (content, cue) in enumerate(found)
    )
    reading = Reading(Article(text, blocks), statements=made)
    assert "".join(text[r.start : r.end] for r in runs(reading)) == text
    words = covered(reading)
    for n, statement in enumerate(made):
        inside = {i for a, b in statement.content for i in range(a, b)}
        assert sum(map(len, words.get(n, []))) == len(inside)


def sheet(choice: Choice | None = None, **more: object) -> Sheet:
    return sheet_of(ferry(), choice, **more)  # type: ignore[arg-type]


def test_cards_tell_who_through_whom_and_how_surely() -> None:
    outer, inner, split, rumour = sheet().cards
    assert (outer.who, [h.name for h in outer.hands]) == ("Kari Vik", ["Nordavisa", "Vestposten"])
    assert (inner.who, [h.name for h in inner.hands], inner.within) == (
        "Ola Dal",
        ["Kari Vik", "Vestposten"],
        ("outer", 1),
    )
    assert (inner.sign, split.sign, rumour.sign) == ("×", "○", "≈")
    assert split.quote == "Vi venter på en del … Den kommer kanskje fredag"
    assert dict(split.parts) == {"source": "en kilde i rederiet", "hedges": "kanskje"}
    assert (split.certainty, split.confidence, split.rating) == ("possible", 0.8, None)
    assert sheet_of(ferry(), ratings={"split": "B2"}).cards[2].rating == "B2"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        (Choice(), ["outer", "inner", "split", "rumour"]),
        (Choice("unnamed"), ["split"]),
        (Choice("hearsay"), ["rumour"]),
        (Choice("", "OLA DAL"), ["inner"]),
        (Choice("unnamed", "Ola Dal"), []),
        (Choice("nonsense"), ["outer", "inner", "split", "rumour"]),
    ],
)
def test_filters_keep_what_was_asked_for(choice: Choice, kept: list[str]) -> None:
    made = sheet(choice)
    assert [c.key for c in made.cards if not c.off] == kept
    assert made.kept == len(kept)
    # The text itself never changes with them.
    assert "".join(TEXT[r.start : r.end] for p in made.paragraphs for r in p.runs) == TEXT


def test_the_headline_gets_a_card_where_it_carries_a_claim() -> None:
    ids = [s["id"] for s in bare_statements(ferry().to_dict(), "art")]
    brief = ClaimBrief("c1", "Ferja står", 0, 1, 3, 3, False, False)
    made = sheet_of(ferry(), id="art", claims={ids[0]: brief, "inner": brief})
    own = made.cards[-1]
    assert (own.own, own.who, own.claim, own.quote) == (True, "Vestposten", brief, "Ferja står")
    assert (made.cards[1].claim, made.counts.statements, len(made.statements)) == (brief, 4, 4)
    opened = [o.index for p in made.paragraphs if p.kind == "title" for r in p.runs for o in r.opens]
    assert opened == [4]
    assert len(sheet_of(ferry(), id="art").cards) == 4


def test_speakers_are_listed_with_how_much_they_say() -> None:
    assert [(s.key, s.name, s.statements) for s in sheet().speakers] == [
        ("kari vik", "Kari Vik", 1), ("ola dal", "Ola Dal", 1), ("en kilde i rederiet", "en kilde i rederiet", 1),
    ]  # fmt: skip


def test_why_nothing_was_found() -> None:
    assert sheet_of(Reading(Article("Bare tekst.", language="nb"))).empty == "none"
    assert sheet_of(Reading(Article("Nur Text."))).empty == "language"
    assert sheet_of(Reading(Article(" "))).empty == "text"
    assert sheet().empty == ""


@pytest.mark.parametrize("bad", HOSTILE)
def test_nothing_harmful_comes_through_any_field(bad: str) -> None:
    made = sheet_of(harmful(bad), id="art")
    (card,) = made.cards
    drawn = [r.text for p in made.paragraphs for r in p.runs]
    drawn += [card.who, card.quote, *(words for _, words in card.parts), *(h.name for h in card.hands), *made.meta]
    for text in drawn:
        assert not set("<>\"'") & set(text)
        assert not set("\u202e\u2066\u2069\x00\x1b\x85\ufffe") & set(text)
    assert made.link is None


@pytest.mark.parametrize(
    "url", [None, "javascript:alert(1)", "data:text/html,x", "https://a.example/ b", "ftp://a.example"]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert web_address(url) is None
    assert web_address("https://a.example/x?y#z") == "https://a.example/x?y#z"


def test_at_lights_one_statement() -> None:
    assert [c.key for c in sheet(at="split").cards if c.lit] == ["split"]
    assert at("Motoren")[0] > 0
