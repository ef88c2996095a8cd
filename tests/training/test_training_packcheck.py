"""The project's packs are sound, and a pack that is not is told what is wrong with it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from training.packcheck import faults, main
from training.packs import PACKS

PATHS = sorted(PACKS.glob("**/*.json"))
WHOLE: dict[str, Any] = json.loads(PATHS[0].read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_a_pack_of_the_project_is_sound(path: Path) -> None:
    pack = json.loads(path.read_text(encoding="utf-8"))
    assert list(faults(pack)) == []
    assert pack["id"] == path.stem


def _without_articles(pack: dict[str, Any]) -> None:
    del pack["articles"]


def _of_another_outlet(pack: dict[str, Any]) -> None:
    pack["articles"][0]["url"] = "https://elsewhere.example/1"


def _without_a_zone(pack: dict[str, Any]) -> None:
    pack["articles"][0]["published"] = "2026-01-01T10:00:00"


def _copy_of_nothing(pack: dict[str, Any]) -> None:
    pack["articles"][0]["copies"] = ["a99"]


def _twice_the_address(pack: dict[str, Any]) -> None:
    pack["articles"][1]["url"] = pack["articles"][0]["url"]


def _content_made_up(pack: dict[str, Any]) -> None:
    pack["articles"][0]["statements"][0]["content"] = ["dette står ingen steder"]


def _content_out_of_order(pack: dict[str, Any]) -> None:
    statement = pack["articles"][0]["statements"][0]
    words = statement["content"][0].split()
    statement["content"] = [words[-1], words[0] + " " + words[1]]


def _source_made_up(pack: dict[str, Any]) -> None:
    pack["articles"][0]["statements"][0]["source"] = "ingen nevnt"


def _claim_unknown(pack: dict[str, Any]) -> None:
    pack["articles"][0]["statements"][0]["claim"] = "c99"


def _origin_unknown(pack: dict[str, Any]) -> None:
    pack["claims"][0]["origins"] = ["o99"]


def _more_at_least_than_at_most(pack: dict[str, Any]) -> None:
    pack["claims"][0]["independent_origins"] = [2, 1]


def _relation_to_itself(pack: dict[str, Any]) -> None:
    pack["relations"][0]["b"] = pack["relations"][0]["a"]


def _certainty_unknown(pack: dict[str, Any]) -> None:
    pack["articles"][0]["statements"][0]["certainty"] = "sure"


def _nobody_denies(pack: dict[str, Any]) -> None:
    for article in pack["articles"]:
        for statement in article["statements"]:
            if statement["certainty"] == "denied":
                statement["certainty"] = "certain"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_without_articles, "lacks articles"),
        (_of_another_outlet, "is not of the outlet"),
        (_without_a_zone, "without a zone"),
        (_copy_of_nothing, "no article a99"),
        (_twice_the_address, "an address stands twice"),
        (_content_made_up, "content is not in the text"),
        (_content_out_of_order, "content is not in the text"),
        (_source_made_up, "not in the text: 'ingen nevnt'"),
        (_claim_unknown, "no claim c99"),
        (_origin_unknown, "no origin o99"),
        (_more_at_least_than_at_most, "2 to 1 origins"),
        (_relation_to_itself, "relation"),
        (_certainty_unknown, "certainty sure"),
        (_nobody_denies, "nobody denies"),
    ],
    ids=lambda x: x.__name__.strip("_") if callable(x) else "",
)
def test_a_fault_is_told(harm: Any, told: str) -> None:
    pack = copy.deepcopy(WHOLE)
    harm(pack)
    assert any(told in fault for fault in faults(pack))


def test_the_command_says_which_pack_has_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = copy.deepcopy(WHOLE)
    _claim_unknown(pack)
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(pack), encoding="utf-8")
    assert main([str(PATHS[0])]) == 0
    assert main([str(PATHS[0]), str(bad)]) == 1
    printed = capsys.readouterr().out
    assert f"{PATHS[0].name}: sound" in printed
    assert "no claim c99" in printed
    assert "its id is" in printed
