from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_samples import EMPTY, HARBOUR, NASTY, readings

from belegg.render import render_text
from belegg.types import Article, Reading

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def test_statements_in_order_with_their_parts() -> None:
    text = render_text(HARBOUR, width=100, colour=False)
    assert text == (
        "Frykter nye lekkasjer i Havnebyen\n"
        "Dagsavisa Nord · Ola Prøve · 2026-03-04T12:10:00+01:00 · Bokmål\n"
        "5 statements by 4 sources; 1 unnamed; 1 hearsay\n"
        "\n"
        "1  Nobody named → Dagsavisa Nord\n"
        "   indirect · certain · ≈ hearsay · 83 %\n"
        "   Vannet … vært forurenset i flere uker\n"
        "\n"
        "2  Kari Vik → NTB → Dagsavisa Nord\n"
        "   direct · possible · hedged: kan være · 94 %\n"
        "   «Vi vet ikke hvem som sto bak. Men det kan være en varslet aksjon»\n"
        "\n"
        "3  En ekspert (unnamed) → Dagsavisa Nord\n"
        "   indirect · certain · 90 %\n"
        "   minst hundre fat ble flyttet\n"
        "\n"
        "4  Kystavisen (media) → Dagsavisa Nord\n"
        "   mixed · certain · 88 %\n"
        "   Kommunen frykter at rørene «ikke holder vinteren ut»\n"
        "\n"
        "   5  Kommunen (organisation) → Kystavisen → Dagsavisa Nord\n"
        "      mixed · denied · within 4 · 40 %\n"
        "      rørene «ikke holder vinteren ut»\n"
    )


def test_a_channel_that_the_chain_lacks_is_shown_before_the_outlet() -> None:
    statement = HARBOUR.statements[1]
    bare = dataclasses.replace(statement, chain=(statement.chain[0], statement.chain[2]))
    text = render_text(dataclasses.replace(HARBOUR, statements=(bare,)), width=100, colour=False)
    assert "Kari Vik → NTB → Dagsavisa Nord" in text


@pytest.mark.parametrize(
    ("article", "notice"),
    [
        (EMPTY.article, "this text ascribes nothing"),
        (dataclasses.replace(EMPTY.article, language=None), "none of the languages"),
        (Article(" \n"), "There is no text here."),
    ],
)
def test_an_article_without_statements_says_so(article: Article, notice: str) -> None:
    assert notice in render_text(Reading(article), width=200, colour=False)


def test_colour_only_styles_and_the_speaker_is_bold() -> None:
    plain, coloured = (render_text(HARBOUR, width=60, colour=colour) for colour in (False, True))
    assert STYLE.sub("", coloured) == plain
    assert "\x1b[1mKari Vik\x1b[0m" in coloured
    assert "\x1b" not in plain


@given(readings(), st.integers(0, 200), st.booleans())
def test_nothing_reaches_the_terminal_but_text_and_our_styles(reading: Reading, width: int, colour: bool) -> None:
    text = render_text(reading, width=width, colour=colour)
    text.encode("utf-8")
    bare = STYLE.sub("", text) if colour else text
    bad = {c for c in bare if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\n"}
    # Format characters that neither move nor hide anything may stay.
    assert not bad - {
        c for c in bad if unicodedata.category(c) == "Cf" and unicodedata.bidirectional(c) in ("AL", "AN", "L")
    }
    assert all(len(line) <= max(width, 24) for line in bare.split("\n"))


@pytest.mark.parametrize("field", ["title", "outlet", "byline", "published", "text"])
def test_escape_sequences_in_any_field_are_made_visible(field: str) -> None:
    text = NASTY + HARBOUR.article.text if field == "text" else NASTY
    changed: dict[str, Any] = {field: text}
    article = dataclasses.replace(HARBOUR.article, **changed)
    statement = dataclasses.replace(HARBOUR.statements[0], content=((0, 30),), speaker=NASTY)
    out = render_text(Reading(article, statements=(statement,)), width=80, colour=False)
    assert "␛[31m" in out
    assert not set(out) & (set(NASTY) - set("[31m2J\n"))


def test_nesting_in_a_circle_ends() -> None:
    one, two = HARBOUR.statements[:2]
    circle = (dataclasses.replace(one, nested_in=two.id), dataclasses.replace(two, nested_in=one.id))
    assert "within 2" in render_text(dataclasses.replace(HARBOUR, statements=circle), width=80, colour=False)
