"""The gate: what passes, what fails, and what it takes to move a floor."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belegg.errors import InputError, MissingInputError, OutputError
from training import gate
from training._floors import FIGURES, Bin, Measured, Pins, judge, load_pins, refusals, repin, save_pins, worse

NAMES = [figure.name for figure in FIGURES]
NOISE = {figure.name: figure.noise for figure in FIGURES}
GOOD = Measured({name: 80.0 for name in NAMES}, (Bin("0.9-1.0", 100, 0.95, 0.9),))
PINNED = Pins("corpus", "weights", {name: 80.0 for name in NAMES})


def moved(name: str, by: float) -> Measured:
    return replace(GOOD, figures={**GOOD.figures, name: GOOD.figures[name] + by})


def test_the_figures_of_the_gate_are_those_promised() -> None:
    assert {f.name: f.target for f in FIGURES} == {
        "found": 75, "exact": 58, "source": 68, "who_what": 62, "kind": 90, "form": 95, "certainty": 88, "via": 60,
        "entities nob": 84, "entities nno": 81, "speaker resolved": 75,
    }  # fmt: skip


def test_figures_at_their_floors_pass() -> None:
    verdict = judge(PINNED, GOOD, "weights")
    assert (verdict.failures, verdict.notes) == ((), ())


@pytest.mark.parametrize("name", NAMES)
def test_a_loss_within_noise_passes_and_a_larger_one_fails(name: str) -> None:
    assert judge(PINNED, moved(name, -NOISE[name]), "weights").failures == ()
    (failure,) = judge(PINNED, moved(name, -NOISE[name] - 0.1), "weights").failures
    assert failure.startswith(f"{name} ")


def test_rounding_of_decimals_decides_nothing() -> None:
    assert 8.3 - 8.0 > 0.3
    assert not worse(8.0, 8.3, 0.3)
    assert worse(7.9, 8.3, 0.3)
    assert worse(float("nan"), 74.7, 0.3)
    assert worse(74.7, float("nan"), 0.3)


def test_a_figure_without_a_floor_and_a_floor_without_a_figure_fail() -> None:
    floors = {name: 80.0 for name in NAMES if name != "via"}
    first, second = judge(replace(PINNED, floors={**floors, "renamed": 1.0}), GOOD, "weights").failures
    assert first.startswith("via has no floor")
    assert "'renamed'" in second


@pytest.mark.parametrize(
    ("row", "fails"),
    [
        (Bin("x", 30, 0.75, 0.60), False),
        (Bin("x", 30, 0.75, 0.59), True),
        (Bin("x", 30, 0.75, 0.91), True),
        (Bin("x", 29, 0.75, 0.10), False),
    ],
)
def test_a_full_bin_of_the_confidence_must_tell_the_truth(row: Bin, fails: bool) -> None:
    failures = judge(PINNED, replace(GOOD, bins=(row,)), "weights").failures
    assert bool(failures) is fails


def test_other_weights_are_only_noted() -> None:
    verdict = judge(PINNED, GOOD, "others")
    assert verdict.failures == ()
    assert "other weights (others) than the floors were pinned with (weights)" in verdict.notes[0]


def test_measuring_is_refused_without_floors_or_with_another_corpus() -> None:
    assert refusals(PINNED, "corpus") == []
    assert "no floors are pinned" in refusals(Pins(), "corpus")[0]
    assert "--update" in refusals(Pins(), "corpus")[0]
    assert "not the pinned ones" in refusals(PINNED, "other")[0]


def test_updating_pins_what_was_measured() -> None:
    fresh = repin(Pins(), GOOD, "c", "w")
    assert fresh.refused == ()
    assert fresh.pins == Pins("c", "w", GOOD.figures)


def test_updating_raises_floors_and_leaves_those_lower_by_noise() -> None:
    measured = replace(GOOD, figures={**GOOD.figures, "found": 82.5, "kind": 79.8})
    out = repin(PINNED, measured, "c2", "w2")
    assert out.refused == ()
    assert out.pins.floors == {**PINNED.floors, "found": 82.5}
    assert (out.pins.corpus, out.pins.weights, out.pins.lowered) == ("c2", "w2", ())


def test_lowering_takes_a_reason_which_is_kept() -> None:
    out = repin(PINNED, moved("exact", -5), "c", "w")
    assert out.pins is PINNED
    assert "exact 80.0 -> 75.0" in out.refused[0]
    assert "--allow-regression" in out.refused[0]
    out = repin(PINNED, moved("exact", -5), "c", "w", "smaller file")
    assert out.pins.floors == {**PINNED.floors, "exact": 75.0}
    assert out.pins.lowered == ({"reason": "smaller file", "floors": {"exact": [80.0, 75.0]}},)
    again = repin(out.pins, moved("exact", -9), "c", "w", "smaller still")
    assert [entry["reason"] for entry in again.pins.lowered] == ["smaller file", "smaller still"]


def test_a_reason_that_was_not_needed_is_not_kept() -> None:
    assert repin(PINNED, GOOD, "c", "w", "just in case").pins.lowered == ()


def test_a_floor_does_not_vanish_unseen() -> None:
    pins = replace(PINNED, floors={**PINNED.floors, "gone": 50.0})
    assert "gone 50.0 -> none" in repin(pins, GOOD, "c", "w").refused[0]
    assert "gone" not in repin(pins, GOOD, "c", "w", "figure dropped").pins.floors


figures = st.fixed_dictionaries({name: st.integers(0, 1000).map(lambda x: x / 10) for name in NAMES})


@given(figures, figures)
def test_what_was_pinned_passes_and_no_floor_sinks(before: dict[str, float], now: dict[str, float]) -> None:
    pins, measured = Pins("c", "w", before), Measured(now, ())
    plain, forced = repin(pins, measured, "c", "w"), repin(pins, measured, "c", "w", "because")
    assert judge(forced.pins, measured, "w").failures == ()
    assert bool(plain.refused) is bool(judge(pins, measured, "w").failures)
    assert all(plain.pins.floors[name] >= before[name] for name in NAMES)


def test_pins_are_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    pins = replace(PINNED, lowered=({"reason": "æ", "floors": {"via": [2.0, None]}},))
    save_pins(path, pins)
    assert load_pins(path) == pins
    assert path.read_text(encoding="utf-8").endswith("}\n")
    assert [p.name for p in tmp_path.iterdir()] == ["floors.json"]


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "floors.json"
    save_pins(path, PINNED)

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError):
        save_pins(path, Pins())
    assert load_pins(path) == PINNED
    assert [p.name for p in tmp_path.iterdir()] == ["floors.json"]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"corpus": null, "weights": null, "floors": {"found": "high"}, "lowered": []}',
     '{"corpus": null, "weights": null, "floors": [], "lowered": []}'],
)  # fmt: skip
def test_a_damaged_file_of_floors_is_told(tmp_path: Path, body: str) -> None:
    path = tmp_path / "floors.json"
    path.write_text(body)
    with pytest.raises(InputError, match="not a file of floors"):
        load_pins(path)


def test_a_missing_file_of_floors_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError):
        load_pins(tmp_path / "floors.json")


def test_the_pinned_floors_are_of_figures_that_are_measured() -> None:
    pins = load_pins(gate.FLOORS)
    assert set(pins.floors) in (set(), set(NAMES))
    assert bool(pins.floors) is bool(pins.corpus and pins.weights)


def test_figures_are_taken_from_the_evaluations() -> None:
    shares = {f.key: 50.0 + n for n, f in enumerate(FIGURES) if f.section == "all"}
    statements = {
        "all": shares,
        "nob": {"found": 1.0},
        "speaker resolved": {"paired": 9, "right": 77.8},
        "conf 0.3-0.4": {"statements": 3, "mean": 0.35, "found": 0.9, "right": 0.333},
    }
    measured = gate.collect(statements, {"nob": {"f1": 84.5}, "nno": {"f1": 81.5}, "nob PER": {"f1": 1.0}})
    extra = {"entities nob": 84.5, "entities nno": 81.5, "speaker resolved": 77.8}
    assert measured.figures == {**shares, **extra}
    assert measured.bins == (Bin("0.3-0.4", 3, 0.35, 0.333),)


def test_the_table_shows_floor_and_target() -> None:
    lines = gate.table(moved("via", -25), PINNED).splitlines()
    assert lines[0].split() == ["figure", "measured", "floor", "target"]
    rows = {line[:18].strip(): line[18:].split() for line in lines[1:]}
    assert rows["found"] == ["80.0", "80.0", "75.0"]
    assert rows["via"] == ["55.0", "80.0", "60.0", "below", "target"]
    assert rows["0.9-1.0"] == ["100", "95.0", "90.0"]
    assert gate.table(GOOD, Pins()).splitlines()[1].split() == ["found", "80.0", "-", "75.0"]


@dataclass
class Bench:
    """The command with a measurement that is set by hand."""

    corpus: Path
    floors: Path
    measured: Measured = GOOD
    runs: int = 0

    def __call__(self, *more: str) -> int:
        return gate.main(["--corpus", str(self.corpus), "--floors", str(self.floors), *more])

    def measure(self, corpus: Path, reader: object) -> Measured:
        self.runs += 1
        return self.measured


@pytest.fixture
def bench(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    floors = tmp_path / "floors.json"
    save_pins(floors, Pins())
    out = Bench(corpus, floors)

    class Loaded:
        checksum = "abc"

    monkeypatch.setattr(gate, "Reader", lambda model: Loaded())
    monkeypatch.setattr(gate, "measure", out.measure)
    return out


def test_the_gate_s_life(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench() == 1
    assert "no floors are pinned" in capsys.readouterr().out
    assert bench.runs == 0
    assert bench("--update") == 0
    assert bench() == 0
    assert "gate: passed" in capsys.readouterr().out
    bench.measured = moved("who_what", -2)
    assert bench() == 1
    assert "FAILED: who_what 78.0 is under its floor 80.0" in capsys.readouterr().out
    before = bench.floors.read_bytes()
    assert bench("--update") == 1
    assert bench.floors.read_bytes() == before
    assert bench("--update", "--allow-regression", "half the size") == 0
    body = json.loads(bench.floors.read_text(encoding="utf-8"))
    assert body["floors"]["who_what"] == 78.0
    assert body["lowered"] == [{"reason": "half the size", "floors": {"who_what": [80.0, 78.0]}}]
    assert bench() == 0


def test_another_corpus_fails_before_anything_is_read_until_it_is_pinned(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench("--update") == 0
    with (bench.corpus / "statements" / "dev.jsonl").open("a", encoding="utf-8") as out:
        out.write("\n")
    assert bench() == 1
    assert "not the pinned ones" in capsys.readouterr().out
    assert bench.runs == 1
    assert bench("--update") == 0
    assert bench() == 0


def test_pinning_does_not_hide_a_confidence_that_is_off(bench: Bench) -> None:
    bench.measured = replace(GOOD, bins=(Bin("0.9-1.0", 100, 0.95, 0.5),))
    assert bench("--update") == 1
    assert load_pins(bench.floors).floors == GOOD.figures


@pytest.mark.parametrize("name", ["score.py", "statements/dev.jsonl", "treebank/nno-dev.conll.gz"])
def test_each_file_that_is_used_counts(bench: Bench, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = gate.corpus_digest(bench.corpus)
    (bench.corpus / "statements" / "train.jsonl").write_text("")
    assert gate.corpus_digest(bench.corpus) == before
    path = bench.corpus / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert gate.corpus_digest(bench.corpus) != before
    path.unlink()
    assert bench() == MissingInputError.exit_code
    assert name in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--allow-regression", "why"], ["--update", "--allow-regression", " "]])
def test_a_reason_goes_with_an_update_and_says_something(bench: Bench, options: list[str]) -> None:
    assert bench(*options) == 64
    assert bench.runs == 0


@pytest.mark.corpus
def test_the_pinned_corpus_is_the_one_beside(real_corpus: Path) -> None:
    pinned = load_pins(gate.FLOORS).corpus
    if pinned is None:
        pytest.skip("no floors are pinned yet")
    assert gate.corpus_digest(real_corpus) == pinned
