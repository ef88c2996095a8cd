from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trace_hands import EARLY, LATE, interval, origins, paper, person, told, traced, unnamed

from belegg.match import Member, bare_name
from belegg.trace import Traced, count_origins
from belegg.trace._kinds import person_key
from belegg.types import Hop, SourceKind

VIK, DAL = person("Kari Vik"), person("Ola Dal")


def test_one_person_who_speaks_to_two_outlets_is_one_origin() -> None:
    assert interval(told("Nordavisa", VIK), told("Søravisa", VIK)) == (1, 1)
    assert interval(told("Nordavisa", VIK), told("Søravisa", person("Vik"))) == (1, 1)
    assert interval(told("Nordavisa", VIK), told("Søravisa", person("politimester Vik"))) == (1, 1)


def test_two_named_eyewitnesses_are_two() -> None:
    assert interval(told("Nordavisa", VIK), told("Søravisa", DAL)) == (2, 2)


def fitting(match: float, *which: Traced) -> list[Traced]:
    return [replace(t, member=replace(t.member, match=match)) for t in which]


def test_who_says_something_too_unlike_the_claim_is_no_origin_of_it() -> None:
    near, far = traced(told("Nordavisa", VIK)), traced(told("Søravisa", DAL))
    found = count_origins([*near, *fitting(0.2, *far)])
    assert (found.min, found.max) == (1, 1)
    assert any("too unlike" in why and "Søravisa" in why for why in found.why)
    found = count_origins([*near, *fitting(0.5, *far)])
    assert (found.min, found.max) == (2, 2)
    assert not any("too unlike" in why for why in found.why)


def test_whom_a_single_retelling_names_adds_nothing_to_the_most() -> None:
    heard = told("Nordavisa", VIK)
    retold = [told(outlet, DAL, form="indirect") for outlet in ("Søravisa", "Vestposten")]
    assert interval(heard, retold[0]) == (1, 1)
    assert interval(heard, *retold) == (1, 2)
    assert interval(retold[0]) == (1, 1), "somebody is behind it"


def test_where_nothing_fits_everything_counts() -> None:
    found = count_origins(fitting(0.2, *traced(told("Nordavisa", VIK), told("Søravisa", DAL))))
    assert (found.min, found.max) == (2, 2)


def test_a_retelling_that_hardly_fits_stays_with_whom_it_retells() -> None:
    near, far = traced(told("Nordavisa", VIK)), traced(told("Søravisa", VIK))
    found = count_origins([*near, *fitting(0.2, *far)])
    assert (found.min, found.max) == (1, 1)
    assert not any("too unlike" in why for why in found.why)


def test_hearsay_that_hardly_fits_adds_nothing() -> None:
    near, far = traced(told("Nordavisa", VIK)), traced(told("Søravisa"))
    assert count_origins([*near, *far]).max == 2
    assert count_origins([*near, *fitting(0.2, *far)]).max == 1


def test_hearsay_alone_establishes_nothing() -> None:
    found = origins(told("Nordavisa"), told("Søravisa"))
    assert (found.min, found.max) == (0, 1)
    assert any("no lineage" in why for why in found.why)


def test_hearsay_beside_an_origin_adds_to_the_most_alone() -> None:
    assert interval(told("Nordavisa", VIK), told("Søravisa")) == (1, 2)
    assert interval(told("Nordavisa", VIK), told("Nordavisa")) == (1, 1)


def test_unnamed_sources_of_two_outlets_may_be_one_or_two() -> None:
    assert interval(told("Nordavisa", unnamed()), told("Søravisa", unnamed())) == (1, 2)
    assert interval(told("Nordavisa", unnamed("en kilde i politiet")), told("Søravisa", unnamed("et vitne"))) == (1, 2)


def test_an_unnamed_source_of_one_outlet_is_one_however_many_retell_it() -> None:
    assert interval(told("Nordavisa", unnamed()), told("Nordavisa", unnamed(), published=LATE)) == (1, 1)
    retold = told("Søravisa", unnamed(), paper("Nordavisa"), published=LATE)
    assert interval(told("Nordavisa", unnamed()), retold) == (1, 1)


def test_a_document_is_one_origin_however_many_cite_it() -> None:
    report = Hop("Havarirapporten", "document")
    assert interval(*(told(outlet, report) for outlet in ("Nordavisa", "Søravisa", "Vestposten"))) == (1, 1)


def test_retellings_of_a_paper_are_its_origin() -> None:
    found = origins(
        told("Nordavisa", VIK),
        told("Søravisa", paper("Nordavisa"), published=LATE),
        told("Vestposten", paper("Nordavisa"), published=LATE),
    )
    assert (found.min, found.max) == (1, 1)
    assert found.why[0] == "3 outlets (Nordavisa, Søravisa, Vestposten), one origin"


def test_a_body_and_its_spokesman_are_one() -> None:
    police = Hop("politiet", "organisation")
    assert interval(told("Nordavisa", police), told("Søravisa", person("politimester Kari Vik"))) == (1, 1)


BODIES = [told(f"Avis {n}", Hop(n, "organisation")) for n in ("Havnevesenet", "Kystvakten", "Tollvesenet")]


def test_a_body_beside_people_is_no_origin_more_though_it_is_quoted_itself() -> None:
    assert interval(told("Nordavisa", VIK), BODIES[0]) == (1, 1)
    assert interval(told("Nordavisa", VIK), told("Søravisa", DAL), BODIES[0]) == (2, 2)


def test_people_beside_bodies_make_the_most_no_smaller() -> None:
    assert interval(*BODIES) == (1, 3)
    assert interval(*BODIES, told("Nordavisa", VIK)) == (1, 3)
    assert interval(*BODIES, told("Nordavisa", VIK, form="indirect")) == (1, 3)


def test_a_role_is_the_one_who_holds_it() -> None:
    assert interval(told("Nordavisa", person("losen")), told("Søravisa", person("los Kari Vik"))) == (1, 1)


def test_denials_are_no_origins() -> None:
    denial = told("Søravisa", DAL, certainty="denied")
    found = origins(told("Nordavisa", VIK), denial)
    assert (found.min, found.max) == (1, 1)
    assert "denied by Ola Dal" in found.why
    alone = origins(denial)
    assert (alone.min, alone.max) == (0, 0) and "denial" in alone.why[0]


def test_what_media_at_large_have_is_nobody_more() -> None:
    assert interval(told("Nordavisa", VIK), told("Søravisa", paper("flere medier"))) == (1, 1)
    assert interval(told("Søravisa", paper("norske og svenske medier"))) == (0, 1)


def test_a_paper_that_does_not_tell_from_whom_establishes_nobody() -> None:
    found = origins(told("Nordavisa", paper("Tangposten")), told("Søravisa", paper("Tangposten")))
    assert (found.min, found.max) == (0, 1)
    assert found.why[0].endswith("no origin")
    assert "no lineage told in Tangposten: that adds to the most, not to the least" in found.why
    beside = origins(told("Nordavisa", VIK), told("Søravisa", paper("Tangposten")))
    assert (beside.min, beside.max) == (1, 1)
    assert beside.why[0].endswith("one origin") and "no lineage" not in " ".join(beside.why)


def test_the_reasons_name_everybody() -> None:
    found = origins(told("Nordavisa", VIK), told("Søravisa", unnamed("et vitne"), paper("Vestposten")))
    assert found.why[0] == "2 outlets (Nordavisa, Søravisa), 2 origins named or described"
    assert "Kari Vik; in Nordavisa" in found.why
    assert "an unnamed source: et vitne, through Vestposten; in Søravisa" in found.why


@pytest.mark.parametrize(
    ("members", "why"),
    [
        (
            [told("Nordavisa", VIK), told("Søravisa", Hop("Havnevesenet", "organisation"))],
            "as a rule what one of the people speaks for, so no origin more: Havnevesenet",
        ),
        (
            [told("Nordavisa", VIK), told("Søravisa", DAL, form="indirect")],
            "told of in one retelling alone, so not sure to be an origin more: Ola Dal",
        ),
        (
            [told("Nordavisa", VIK), told("Søravisa", unnamed(), form="indirect")],
            "known from the words of others alone, so no origin more: en kilde",
        ),
        (
            [told("Nordavisa", unnamed("en kilde i havna")), told("Nordavisa", unnamed("et vitne"), published=LATE)],
            "unnamed sources of one outlet may be one: en kilde i havna, et vitne",
        ),
    ],
)
def test_who_does_not_count_for_himself_is_told_with_the_reason(members: list[Member], why: str) -> None:
    found = origins(*members)
    assert (found.min, found.max) == (1, 1)
    assert why in found.why


def test_where_all_count_nothing_is_taken_off() -> None:
    found = origins(told("Nordavisa", VIK), told("Søravisa", DAL))
    assert not any("origin more" in why for why in found.why)


def test_an_article_without_an_outlet_is_told_as_such() -> None:
    found = origins(told("", VIK))
    assert found.why[0] == "1 outlet (an outlet that is not told), one origin"


_KINDS: list[SourceKind] = ["person", "anonymous", "organisation", "media", "document", "group", "implicit"]
_NAMES = ["Kari Vik", "Vik", "Ola Dal", "politiet", "politimester Vik", "en kilde", "rapporten", "Nordavisa", "losen",
          "flere medier", "los Ola Dal", "?", "Østposten"]  # fmt: skip
_HOPS = st.lists(st.builds(Hop, st.sampled_from(_NAMES), st.sampled_from(_KINDS)), max_size=3)
_OUTLETS = st.sampled_from(["Nordavisa", "Søravisa", "Østposten"])


@st.composite
def _members(draw: st.DrawFn) -> list[Member]:
    out = []
    for number in range(draw(st.integers(1, 5))):
        hops, outlet = draw(_HOPS), draw(_OUTLETS)
        out.append(
            told(
                outlet,
                *hops,
                id=f"a{number}",
                certainty=draw(st.sampled_from(["certain", "possible", "denied"])),
                form=draw(st.sampled_from(["direct", "indirect"])),
                published=draw(st.sampled_from([EARLY, LATE, None])),
            )
        )
    return out


def _person(t: Traced) -> str | None:
    hop = t.whole[0] if t.whole else None
    return (person_key(hop.name) or bare_name(hop.name)) if hop and hop.kind == "person" else None


def _withdraws(one: Traced, every: Sequence[Traced]) -> bool:
    """Whether the person behind a statement denies the claim at least as often as he states it."""
    who = _person(one)
    own = [t.member.denied for t in every if who is not None and _person(t) == who]
    return any(own) and 2 * sum(own) >= len(own)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_members(), st.randoms(use_true_random=False), st.data())
def test_the_least_is_never_over_the_most_and_order_does_not_matter(
    members: list[Member], rng: random.Random, data: st.DataObject
) -> None:
    ids = [m.article["id"] for m in members]
    copies = data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(ids), max_size=2))
    found = count_origins(traced(*members, copies=copies))
    assert 0 <= found.min <= found.max <= len(members) + 1
    assert found.why and all(line == line.strip() and line for line in found.why)
    mixed = list(members)
    rng.shuffle(mixed)
    assert count_origins(traced(*mixed, copies=copies)) == found
    standing = [m for m in members if not m.denied]
    if len({m.article["id"] for m in members}) == len(members) and standing and not copies:
        denied = [m for m in members if m.denied]
        # A denial adds and takes nothing, but that who denies at least as much as he states is no origin.
        left = [t for t in traced(*standing) if not _withdraws(t, traced(*members))]
        alone = count_origins(left)
        assert (alone.min, alone.max) == (found.min, found.max), denied


@pytest.mark.parametrize("copies", [1, 2, 6])
def test_copies_of_a_wire_text_add_nothing(copies: int) -> None:
    members = [told("Kysttelegraf", VIK, id="a0")]
    members += [told(f"Avis {n}", VIK, id=f"a{n}", published=LATE) for n in range(1, copies + 1)]
    found = origins(*members, copies={f"a{n}": "a0" for n in range(1, copies + 1)})
    assert (found.min, found.max) == (1, 1)
    assert any("repeats another article's text" in why for why in found.why)


def test_who_says_the_opposite_in_his_own_words_is_no_origin_though_it_was_not_read_as_a_denial() -> None:
    against = told("Søravisa", DAL, content="Det stemmer ikke at kabelen ved Nesvik ble kuttet")
    assert interval(told("Nordavisa", VIK), told("Vestposten", VIK, published=LATE), against) == (1, 1)


@pytest.mark.parametrize(
    "content",
    ["Kabelen ved Nesvik ble kuttet. Mer sier jeg ikke.", "Vi kan ikke utelukke at kabelen ved Nesvik ble kuttet"],
)
def test_a_negation_that_denies_nothing_is_left_standing(content: str) -> None:
    assert interval(told("Nordavisa", VIK), told("Søravisa", DAL, content=content)) == (2, 2)


def test_what_all_negate_is_no_denial() -> None:
    content = "kabelen ved Nesvik er ikke kuttet"
    assert interval(told("Nordavisa", VIK, content=content), told("Søravisa", DAL, content=content)) == (2, 2)


def test_words_of_negation_alone_leave_a_claim_its_origin() -> None:
    bound = told("Nordavisa", VIK, content="båten tar ingen hensyn til kabelen ved Nesvik")
    free = told("Søravisa", VIK, content="båten gjør som den vil ved Nesvik", published=LATE)
    assert interval(bound, free) == (1, 1)


def test_what_is_only_denied_has_no_origin() -> None:
    found = origins(told("Nordavisa", VIK, certainty="denied"), told("Søravisa", DAL, certainty="denied"))
    assert (found.min, found.max) == (0, 0)


def test_what_most_negate_is_denied_as_long_as_a_fourth_states_it() -> None:
    content = "kabelen ved Nesvik er ikke kuttet"
    against = [told("Søravisa", DAL, content=content), told("Vestposten", DAL, content=content, published=LATE)]
    found = origins(told("Nordavisa", VIK), *against)
    assert (found.min, found.max) == (1, 1)
    assert any(why.startswith("denied by ") and DAL.name in why for why in found.why)


def test_who_denies_it_once_is_no_origin_by_a_reading_that_missed_the_denial() -> None:
    denial, missed = told("Søravisa", DAL, certainty="denied"), told("Vestposten", DAL, published=LATE)
    assert interval(told("Nordavisa", VIK), denial, missed) == (1, 1)


def test_who_is_quoted_with_what_another_told_him_lends_that_one_no_words_of_his_own() -> None:
    retold = told("Søravisa", Hop("bostyreren", "organisation"), DAL, content="Bostyreren har fortalt meg at kabelen")
    assert interval(told("Nordavisa", VIK), retold) == (1, 1)


def test_an_outlet_that_is_taken_for_an_unnamed_source_is_an_outlet() -> None:
    assert interval(told("Nordavisa", VIK), told("Søravisa", unnamed("Nordavisa"), published=LATE)) == (1, 1)
