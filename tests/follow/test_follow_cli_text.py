"""The text of the ledger's commands: measured, safe, and true to the claim."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from follow_claims import EXPERT, MIRROR, NORD, OSNES, SOR, VEST, WIRE, carrier, fill, run, story
from hypothesis import given, settings
from hypothesis import strategies as st

from belegg.claims import Carrier, Claim, Origins, Relation, Speech
from belegg.render import render_claim_item, render_claim_text, render_speakers_text, render_value
from belegg.render._claim_words import moment, origins, period, voices
from belegg.render._columns import cut, pad, width, wrap
from belegg.render._tree import branches
from belegg.types import Hop

NASTY = "\x1b[31m\x9b2J\x07\x00\x7f\r\n\t\u202e\u2066\u200f\u200b\u2028\x85\ufffe\ud800\xad\u3000"
texts = st.text(st.one_of(st.characters(), st.sampled_from(NASTY + "漢字🙂e\u0301 ")), max_size=40)
hops = st.lists(st.builds(Hop, texts, st.sampled_from(["person", "anonymous", "media", "implicit"])), max_size=4)
carriers = st.builds(
    Carrier,
    id=texts,
    article=texts,
    url=st.none() | texts,
    outlet=st.none() | texts,
    published=st.none() | texts,
    content=st.lists(texts, max_size=2).map(tuple),
    speaker=st.none() | texts,
    kind=st.sampled_from(["person", "anonymous", "implicit"]),
    certainty=st.sampled_from(["certain", "possible", "denied"]),
    hearsay=st.booleans(),
    chain=hops.map(tuple),
    confidence=st.floats(0, 1),
    title=st.none() | texts,
    lineage=hops.map(tuple),
)
claims = st.builds(
    Claim,
    id=texts,
    text=texts,
    origins=st.builds(Origins, st.integers(0, 20), st.integers(0, 20), st.lists(texts, max_size=2).map(tuple)),
    relations=st.lists(st.builds(Relation, st.sampled_from(["contradicts", "shifts"]), texts), max_size=2).map(tuple),
    first=st.none() | texts,
    last=st.none() | texts,
    statements=st.lists(carriers, max_size=3).map(tuple),
)
# Everything that a terminal may obey, or that turns the text around.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")
PAINT = re.compile("\x1b\\[[0-9;]*m")


# --- columns


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert [width(t) for t in ("abc", "漢字", "e\u0301", "🙂", "")] == [3, 4, 1, 2, 0]
    assert (cut("漢字漢字", 5), cut("漢字", 4), cut("abcdef", 3), cut("abc", 0)) == ("漢字…", "漢字", "ab…", "")
    assert pad("漢", 4) == "漢  "


@given(texts, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_no_word(text: str, room: int) -> None:
    lines = [text[a:b] for a, b in wrap(text, room)]
    assert all(width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(line.strip() == line != "" for line in lines)


@given(texts, st.integers(0, 30))
def test_what_is_cut_fits(text: str, room: int) -> None:
    assert width(cut(text, room)) <= room


# --- safety


@settings(deadline=None, max_examples=60)
@given(claims, st.integers(24, 100), st.booleans(), texts)
def test_nothing_that_a_terminal_obeys_comes_out(claim: Claim, columns: int, colour: bool, wording: str) -> None:
    wordings = {r.claim: wording for r in claim.relations}
    speech = Speech(claim.text, "person", 3, (claim.id,), claim.first, claim.last)
    for text in (
        render_claim_item(claim, wordings, width=columns, colour=colour),
        render_claim_text(claim, wordings, width=columns, colour=colour),
        render_speakers_text([speech], width=columns, colour=colour),
    ):
        plain = PAINT.sub("", text) if colour else text
        assert OBEYED.findall(plain) == []
        assert max(map(width, plain.split("\n"))) <= columns


@given(claims)
@settings(deadline=None, max_examples=30)
def test_json_of_a_claim_steers_no_terminal(claim: Claim) -> None:
    text = render_value(claim.to_dict())
    assert re.findall("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text) == []


def test_the_commands_show_hostile_text_as_text(tmp_path: Any) -> None:
    first, *_ = story()
    nasty = "\x1b]0;owned\x07\x1b[2Jrm -rf\u202e"
    hostile = replace(
        first,
        text=nasty,
        relations=(),
        statements=(carrier(1, nasty, (Hop(nasty, "person"), Hop(nasty, "media")), title=nasty, url=nasty),),
    )
    path = fill(tmp_path / "x.db", hostile)
    for args in (["claims"], ["claim", first.id], ["claims", "--format", "json"], ["claims", "--format", "csv"]):
        result = run(path, *args)
        assert result.exit_code == 0
        assert not set("\x1b\x07\u202e" if args[-1] != "csv" else "\x1b\x07") & set(result.stdout)
        assert "rm -rf" in result.stdout


# --- words


@pytest.mark.parametrize(
    ("least", "most", "outlets", "told"),
    [
        (1, 1, 4, "four outlets, one origin"),
        (1, 2, 1, "one outlet, one or two origins"),
        (1, 4, 2, "two outlets, one to four origins"),
        (2, 2, 2, "two outlets, two origins"),
        (0, 1, 1, "one outlet, no established origin"),
        (0, 3, 13, "13 outlets, no established origin (at most three)"),
    ],
)
def test_origins_in_words(least: int, most: int, outlets: int, told: str) -> None:
    said = tuple(carrier(n, "x", (Hop(f"Avis {n}", "media"),), published=None) for n in range(outlets))
    assert origins(Claim("c", "x", Origins(least, most), (), None, None, said)) == told


def test_origins_of_what_is_only_denied_and_of_nothing() -> None:
    denial = carrier(1, "x", (OSNES, NORD), certainty="denied")
    assert "only denied" in origins(Claim("c", "x", Origins(0, 0), (), None, None, (denial,)))
    assert origins(Claim("c", "x", Origins(0, 0), (), None, None, ())) == "no statement"


def test_times_are_those_of_the_articles() -> None:
    assert moment("2026-03-01T08:30:59+01:00") == "2026-03-01 08:30"
    assert (moment("2026-03-01"), moment(None), moment("i går")) == ("2026-03-01", "no date", "i går")
    assert period("2026-03-01", "2026-03-01") == period(None, "2026-03-01") == "2026-03-01"
    assert period("2026-03-01", "2026-03-02") == "2026-03-01 – 2026-03-02"


def test_voices_are_named_once_and_cut_short() -> None:
    said = tuple(carrier(n % 9, "x", (Hop(name, "person"), NORD)) for n, name in enumerate(["A", "a", "B", "C", "D"]))
    claim = Claim("c", "x", Origins(1, 1), (), None, None, said)
    assert (voices(claim), voices(claim, 9)) == ("A; B; C; and 1 more", "A; B; C; D")


# --- the tree


def drawn(*said: Carrier) -> list[str]:
    return [f"{b.margin}{b.hop.name}" + "".join(f" [{n}]" for n in b.carriers) for b in branches(said)]


def test_one_origin_is_one_root_and_joined_steps_are_dashed() -> None:
    said = (
        carrier(1, "x", (EXPERT, MIRROR, NORD)),
        carrier(2, "x", (MIRROR, VEST), lineage=(EXPERT, MIRROR, VEST)),
        carrier(3, "x", (WIRE, SOR), lineage=(EXPERT, MIRROR, WIRE, SOR)),
        carrier(4, "x", (SOR,), lineage=(OSNES, WIRE, SOR)),
    )
    assert drawn(*said) == [
        "en ekspert",
        "└─ The Harbour Mirror",
        "   ├─ Nordavisa [1]",
        "   ├─ Vestposten [2]",
        "   └╌ Kysttelegraf",
        "      └─ Søravisa [3]",
        "Ragna Osnes",
        "└╌ Kysttelegraf",
        "   └╌ Søravisa [4]",
    ]


def test_unnamed_sources_of_two_outlets_stay_two() -> None:
    said = (carrier(1, "x", (EXPERT, NORD)), carrier(2, "x", (EXPERT, SOR)), carrier(3, "x", (EXPERT, NORD)))
    assert drawn(*said) == ["en ekspert", "└─ Nordavisa [1] [3]", "en ekspert", "└─ Søravisa [2]"]


def test_what_has_no_lineage_says_so() -> None:
    nothing = replace(carrier(2, "x", (SOR,)), chain=(), outlet=None)
    assert drawn(carrier(1, "x", (NORD,)), nothing) == ["no lineage told [2]", "└─ Nordavisa [1]"]


def test_a_very_long_chain_is_drawn() -> None:
    chain = tuple(Hop(f"hånd {n}", "person") for n in range(3000))
    lines = drawn(carrier(1, "x", chain))
    assert len(lines) == 3000
    assert max(map(len, lines)) < 80
