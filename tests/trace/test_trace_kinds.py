from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.trace._kinds import hand_kind, is_document, is_media_at_large, is_role, is_unnamed, person_key
from belegg.types import SourceKind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("en kilde i politiet", "anonymous"),
        ("ei kjelde", "anonymous"),
        ("en källa", "anonymous"),
        ("an official", "anonymous"),
        ("two people familiar with insiders", "anonymous"),
        ("et vitne", "anonymous"),
        ("en ekspert", "anonymous"),
        ("tre ansatte", "anonymous"),
        ("en anonym person", "anonymous"),
        ("Havarirapporten", "document"),
        ("en pressemelding", "document"),
        ("a press release", "document"),
        ("den interne granskingen", "document"),
        ("en undersökning", "document"),
        ("a letter", "document"),
        ("notatet", "document"),
        ("Kari Vik", "person"),
        ("ekspert Kari Vik", "person"),
        ("direktør Ola von Dal", "person"),
        ("Åse Ødegård", "person"),
        ("politiet", "organisation"),
        ("Nesvik kommune", "organisation"),
        ("NTB", "organisation"),
    ],
)
def test_a_hand_is_told_by_its_name(name: str, kind: SourceKind) -> None:
    assert hand_kind(name) == kind


def test_a_named_expert_is_not_unnamed() -> None:
    assert is_unnamed("en ekspert") and not is_unnamed("ekspert Kari Vik")
    assert is_document("rapporten") and not is_document("raporten")


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("kilden", True),
        ("rederiet", True),
        ("the captain", True),
        ("den ansatte", True),
        ("kaptein Vik på", False),
        ("Kari Vik", False),
        ("en kilde i politiet", False),
        ("", False),
    ],
)
def test_a_bare_role_is_one_word(name: str, role: bool) -> None:
    assert is_role(name) is role


@pytest.mark.parametrize(
    ("name", "large"),
    [
        ("flere medier", True),
        ("norske og svenske medier", True),
        ("several newspapers", True),
        ("Norwegian and foreign outlets", True),
        ("andra tidningar", True),
        ("medier", True),
        ("fleire aviser", True),
        ("lokale aviser ", True),
        ("Nordavisa", False),
        ("medier i Nesvik", False),
        ("", False),
    ],
)
def test_media_at_large_are_no_outlet(name: str, large: bool) -> None:
    assert is_media_at_large(name) is large


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Kari Vik", "vik"),
        ("politimester Kari Vik", "vik"),
        ("Vik", "vik"),
        ("«Kari Vik».", "vik"),
        ("Kari Vik (47)", "vik"),
        ("losen", ""),
        ("", ""),
    ],
)
def test_people_are_compared_by_their_last_name(name: str, key: str) -> None:
    assert person_key(name) == key


@given(st.text(max_size=40))
def test_any_name_is_of_some_kind(name: str) -> None:
    assert hand_kind(name) in ("anonymous", "document", "person", "organisation")
    assert isinstance(is_role(name), bool) and isinstance(is_media_at_large(name), bool)
    assert person_key(name) == person_key(name).casefold()


@pytest.mark.parametrize("name", ["several Scandinavian titles, led by Nordavisa", "Både danske og engelske medier"])
def test_titles_and_those_led_by_one_are_media_at_large(name: str) -> None:
    assert is_media_at_large(name)
