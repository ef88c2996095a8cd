from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from match_samples import group, member

from belegg.match import Group, make_group, relate, wording
from belegg.types import Hop

EARLY, LATE = "2026-03-01T08:00:00+01:00", "2026-03-03T08:00:00+01:00"
STORELVA = (("Storelva", "LOC"),)


def _said(content: str, speaker: str | None = "Kari Vik", published: str | None = EARLY, **more: Any) -> Group:
    return group(member(content, speaker, published=published, **more))


def kinds(a: Group, b: Group) -> dict[str, bool]:
    """Types with whether `a` is the subject."""
    return {kind: forward for kind, forward, _ in relate(a, b)}


def test_a_later_figure_of_one_voice_updates_the_earlier() -> None:
    old, new = (
        _said(f"{n} personer er savnet etter forliset ved Nesvik", published=p) for n, p in ((12, EARLY), (19, LATE))
    )
    assert kinds(new, old) == {"updates": True, "shifts": True}
    assert kinds(old, new) == {"updates": False, "shifts": False}


def test_figures_of_two_voices_contradict() -> None:
    a = _said("12 personer er savnet etter forliset ved Nesvik", "Kari Vik")
    b = _said("19 personer er savnet etter forliset ved Nesvik", "Ola Dal", LATE)
    assert kinds(b, a) == {"contradicts": True}


def test_now_makes_a_later_figure_an_update_whoever_says_it() -> None:
    a = _said("12 personer er savnet etter forliset ved Nesvik", "Kari Vik")
    b = _said("19 personer er nå savnet etter forliset ved Nesvik", "Ola Dal", LATE)
    assert kinds(b, a) == {"updates": True}


@pytest.mark.parametrize(("x", "y"), [("2 personer", "3 personer"), ("12 personer", "12 000 personer")])
def test_small_counts_and_figures_of_another_scale_measure_other_things(x: str, y: str) -> None:
    a, b = (_said(f"{n} er savnet etter forliset ved Nesvik", who) for n, who in ((x, "Kari Vik"), (y, "Ola Dal")))
    assert kinds(a, b) == {}


def test_the_negation_of_a_claim_contradicts_it() -> None:
    a = _said("kabelen ved Nesvik ble kuttet", "Kari Vik")
    b = _said("kabelen ved Nesvik ble ikke kuttet", "Ola Dal", LATE)
    assert kinds(a, b) == {"contradicts": False}


def test_what_was_possible_and_is_told_as_sure_is_hardened() -> None:
    soft = _said("kabelen ved Nesvik kan være kuttet av et skip", "Kari Vik")
    hard = _said("kabelen ved Nesvik er kuttet av et skip", "Ola Dal", LATE)
    assert kinds(hard, soft) == {"hardens": True}
    assert kinds(soft, hard) == {"hardens": False}


def test_nobody_hardens_what_is_only_said_later() -> None:
    soft = _said("kabelen ved Nesvik kan være kuttet av et skip", "Kari Vik", LATE)
    hard = _said("kabelen ved Nesvik er kuttet av et skip", "Ola Dal", EARLY)
    assert "hardens" not in kinds(hard, soft)


def test_a_claim_that_names_and_counts_more_refines() -> None:
    a = _said("brua over Storelva er stengt", names=STORELVA)
    b = _said("brua over Storelva er stengt i 12 døgn", "Ola Dal", names=STORELVA)
    assert kinds(b, a) == {"refines": True}
    assert kinds(a, b) == {"refines": False}


def test_other_years_and_other_matters_are_not_related() -> None:
    a = _said("12 personer ble savnet ved Nesvik i 2019")
    assert kinds(a, _said("19 personer ble savnet ved Nesvik i 2020", "Ola Dal")) == {}
    assert kinds(a, _said("skolen åpner ikke i august", "Ola Dal")) == {}


_CONTENTS = st.builds(
    "{} {}{} {}".format,
    st.sampled_from(("12 personer", "19 personer", "personer", "ingen personer")),
    st.sampled_from(("er", "kan være", "er nå", "er ikke")),
    st.sampled_from((" ", " alle ")),
    st.sampled_from(("savnet ved Nesvik", "savnet ved Nesvik i 2019", "trygge på Holmøy")),
)
_MEMBERS = st.builds(
    member,
    _CONTENTS,
    st.sampled_from(("Kari Vik", "Ola Dal", None)),
    published=st.sampled_from((EARLY, LATE, None, "i går")),
    certainty=st.sampled_from(("certain", "possible", "denied", "unclaimed")),
    language=st.sampled_from(("nb", "sv", None)),
    names=st.just((("Nesvik", "LOC"), ("Holmøy", "LOC"))),
)
_GROUPS = st.lists(_MEMBERS, min_size=1, max_size=3)
_quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_quick
@given(_GROUPS, _GROUPS)
def test_relations_are_mirrored_when_the_two_change_places(x: list[Any], y: list[Any]) -> None:
    a, b = make_group(x), make_group(y)
    there, back = relate(a, b), relate(b, a)
    assert [k for k, _, _ in there] == [k for k, _, _ in back]
    for (kind, forward, sure), (_, turned, also) in zip(there, back, strict=True):
        assert sure == pytest.approx(also, abs=1e-6) and 0 <= sure <= 1
        same_time = kind == "contradicts" and (not a.first or not b.first or a.first == b.first)
        assert same_time or forward is not turned


@_quick
@given(_GROUPS, st.randoms(use_true_random=False))
def test_a_group_is_the_same_whatever_the_order_of_its_members(members: list[Any], rng: random.Random) -> None:
    mixed = list(members)
    rng.shuffle(mixed)
    a, b = make_group(members), make_group(mixed)
    assert a.id == b.id and [m.sign.statement for m in a.members] == [m.sign.statement for m in b.members]
    assert (a.numbers, a.years, a.maybe, a.names, a.hands, a.first, a.last) == (
        b.numbers, b.years, b.maybe, b.names, b.hands, b.first, b.last,
    )  # fmt: skip
    assert wording(a) == wording(b) != ""


def test_denials_say_nothing_of_what_a_claim_is() -> None:
    found = group(
        member("12 personer er savnet", published=EARLY),
        member("12 personer er ikke savnet av 40", "Ola Dal", published=LATE, certainty="denied"),
    )
    assert (found.numbers, found.negated, found.first, found.last) == (frozenset({12.0}), 0.0, EARLY, LATE)


def test_what_has_no_time_comes_last() -> None:
    found = group(member("brua er stengt", published=None, id="a0"), member("brua er stengt", published=LATE, id="a1"))
    assert [m.article["published"] for m in found.members] == [LATE, None]
    assert found.first == found.last == LATE


def test_the_wording_is_no_denial_of_what_most_say() -> None:
    said = [member("den stenges snart", who) for who in ("Ola Dal", "Siv Ås", "Per Li")]
    against = member("brua over Storelva stenges ikke snart", "Eva Moe", names=STORELVA)
    assert wording(group(*said, against)) == "Den stenges snart"
    assert wording(group(against)) == "Brua over Storelva stenges ikke snart"


def test_the_wording_is_a_whole_clause_without_pronouns() -> None:
    found = group(
        member("det er den"),
        member("brua over Storelva er stengt", "Ola Dal", names=STORELVA),
        member("den er stengt", "Siv Ås"),
    )
    assert wording(found) == "Brua over Storelva er stengt"


def test_a_first_person_quote_is_led_by_its_speaker() -> None:
    assert wording(group(member("vi stenger brua i kveld"))) == "Kari Vik: «vi stenger brua i kveld»"
    assert wording(group(member("I close the bridge", language="en"))) == "Kari Vik: «I close the bridge»"
    assert wording(group(member("brua stenges i kveld"))) == "Brua stenges i kveld"


def _figure(n: int, speaker: str, words: str = "personer er savnet etter forliset ved Nesvik", **more: Any) -> Group:
    return _said(f"{n} {words}", speaker, **more)


def test_figures_that_one_outlet_hands_on_from_two_voices_contradict() -> None:
    through = Hop("Nordavisa", "media")
    a = _figure(12, "Kari Vik", chain=(Hop("Kari Vik", "person"), through))
    b = _figure(19, "Ola Dal", chain=(Hop("Ola Dal", "person"), through), published=LATE)
    assert kinds(b, a) == {"contradicts": True}


def test_a_later_figure_of_one_body_under_two_names_is_an_update() -> None:
    a = _figure(12, "kontrollorganet", kind="organisation")
    b = _figure(19, "Idrettens kontrollorgan", kind="organisation", published=LATE)
    assert kinds(b, a) == {"updates": True}


def test_a_document_overtakes_what_was_foretold_of_it() -> None:
    a = _figure(150, "Kari Vik", "kroner blir avgiften for hver reise fra nyttår ifølge statsbudsjettet")
    b = _figure(
        120, "statsbudsjettet", "kroner blir avgiften for hver reise fra nyttår", kind="document", published=LATE
    )
    c = _figure(120, "Ola Dal", "kroner blir avgiften for hver reise fra nyttår", published=LATE)
    assert kinds(b, a) == {"updates": True}
    assert kinds(c, a) == {"contradicts": True}


def test_no_is_now_in_nynorsk_alone() -> None:
    a = _figure(12, "Kari Vik", "passengers missing after ferry sank near Nesvik")
    b = _said("no fewer than 19 passengers missing after ferry sank near Nesvik", "Ola Dal", LATE, language="en")
    assert kinds(b, a) == {"contradicts": True}
