from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.match._numbers import find_numbers

_ANY = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*"0123456789 .,²½٣", "\u00a0", "million", "to", "fem", "tusen", "kl.", "at"])).map(
        "".join
    ),
    st.lists(st.sampled_from(["9" * 400, "1", "5 800", "mrd", "bn", "two", "2024", "i", "12:30"])).map(" ".join),
)


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("5 800 tonn", "nb", {5800}),
        ("5\u00a0800 tonn", "nb", {5800}),
        ("5\u202f800 tonn", "nn", {5800}),
        ("5\u2009800 ton", "sv", {5800}),
        ("5.800 tons", "da", {5800}),
        ("5,800 tonnes", "en", {5800}),
        ("1 234 567 kroner", "nb", {1234567}),
        ("1,5 millioner", "nb", {1.5e6}),
        ("1,5 millionar", "nn", {1.5e6}),
        ("1,5 miljoner", "sv", {1.5e6}),
        ("1.5 million", "en", {1.5e6}),
        ("2,5 mrd. kroner", "nb", {2.5e9}),
        ("3 bn euros", "en", {3e9}),
        ("to skip", "nb", {2}),
        ("to skibe", "da", {2}),
        ("två fartyg", "sv", {2}),
        ("two ships", "en", {2}),
        ("back to the harbour", "en", set()),
        ("syv båter", "nb", {7}),
        ("sju båtar", "nn", {7}),
        ("otte både", "da", {8}),
        ("tolv", "nb", {12}),
        ("begge to", "nb", {2}),
        ("båda", "sv", {2}),
        ("halvparten", "nb", {0.5}),
        ("hälften", "sv", {0.5}),
        ("to hundre tusen", "nb", {200_000}),
        ("tre hundra", "sv", {300}),
        ("mellom 12 og 13 meter", "nb", {12, 13}),
        ("12 000 av 13 000", "nb", {12_000, 13_000}),
        ("en båt og et skip", "nb", set()),
        ("fem tusen båter og fire skip", "nb", {5000, 4}),
    ],
)
def test_figures_are_one_value_however_a_language_writes_them(text: str, language: str, values: set[float]) -> None:
    assert tuple(map(set, find_numbers(text, language))) == (values, set())


@pytest.mark.parametrize(
    ("text", "values", "years"),
    [
        ("i 2024", set(), {2024}),
        ("12. mars 1999", {12}, {1999}),
        ("2101 kroner", {2101}, set()),
        ("2 024 kroner", {2024}, set()),
        ("fra 1814 til 1905", set(), {1814, 1905}),
        # A multiplier after a year is not the year's.
        ("i 2024 million", set(), {2024}),
    ],
)
def test_years_are_no_figures(text: str, values: set[float], years: set[int]) -> None:
    assert tuple(map(set, find_numbers(text, "nb"))) == (values, years)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("klokken 14.30", "nb"),
        ("klokka 8", "nn"),
        ("kl. 20", "da"),
        ("kl 20:15", "nb"),
        ("klockan 9", "sv"),
        ("at 5.30", "en"),
        ("14:30", None),
    ],
)
def test_clock_times_are_no_figures(text: str, language: str | None) -> None:
    assert find_numbers(text, language) == (frozenset(), frozenset())


@pytest.mark.parametrize("language", ["nb", "nn", "da"])
def test_at_leads_no_clock_time_where_it_means_that(language: str) -> None:
    assert find_numbers("at 12 personer er savnet", language)[0] == {12}


@pytest.mark.parametrize(
    "text", ["100 m ²", "² og ³", "①", "9" * 400, "9" * 300 + " milliarder milliarder", "\u0663 skip"]
)
def test_odd_digits_and_huge_figures_do_no_harm(text: str) -> None:
    values, years = find_numbers(text)
    json.dumps([*values, *years], allow_nan=False)


@given(_ANY, st.sampled_from(["nb", "nn", "da", "sv", "en", None]))
def test_any_text_gives_finite_figures_and_likely_years(text: str, language: str | None) -> None:
    values, years = find_numbers(text, language)
    assert all(math.isfinite(v) and v >= 0 for v in values)
    assert all(1800 <= y <= 2100 for y in years)


@given(st.lists(st.integers(3000, 10**9), max_size=5))
def test_the_order_of_figures_does_not_matter(found: list[int]) -> None:
    there, back = (find_numbers(" og ".join(f"{n:,}".replace(",", " ") for n in side)) for side in (found, found[::-1]))
    assert there == back == (frozenset(map(float, found)), frozenset())


@given(st.integers(1000, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", ".", ","]))
def test_every_way_to_part_thousands_gives_the_value(value: int, mark: str) -> None:
    found = find_numbers(f"minst {value:,} tonn".replace(",", mark))
    assert found == (frozenset({float(value)}), frozenset())


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("estimated at 1.1 billion", "en", {1.1e9}),
        ("at 12 per cent", "en", {12.0}),
        ("at 12.30 today", "en", set()),
        ("200 m under the surface", "en", {200.0}),
        ("£5m", "en", {5e6}),
        ("1.234.567,50 kroner", "nb", {1234567.5}),
        ("1,234.5 tonnes", "en", {1234.5}),
        ("6.500,- kroner", "nb", {6500.0}),
        ("1.234 og 5,67", "nb", {1234.0, 5.67}),
    ],
)
def test_decimals_after_thousands_metres_and_shares(text: str, language: str, values: set[float]) -> None:
    assert find_numbers(text, language)[0] == values
